package org.postigo.desk.domains;

import com.vaadin.flow.component.AttachEvent;
import com.vaadin.flow.component.DetachEvent;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.AttachmentType;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H1;
import com.vaadin.flow.component.html.NativeTable;
import com.vaadin.flow.component.html.NativeTableRow;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.router.RouterLink;
import com.vaadin.flow.server.streams.DownloadHandler;
import com.vaadin.flow.server.streams.DownloadResponse;
import com.vaadin.flow.shared.Registration;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postigo.desk.shell.Parts;
import org.postigo.desk.shell.Pick;
import org.postigo.desk.shell.Trouble;
import org.postigo.mail.DomainName;
import org.postigo.quarantine.bill.MonthlyCount;
import org.postigo.quarantine.bill.MonthlyCount.Plan;

/** Who had what in a month, for the bill: by domain on the screen, by mailbox in the table that can be taken along. */
final class CountPage extends Div {
    private static final long serialVersionUID = 1;

    /** Months that can be chosen: this one and a year. */
    private static final int MONTHS = 13;

    /** How long a page waits for its count. */
    private static final int AT_ONCE_MILLIS = 150;

    private static final int POLL_MILLIS = 250;

    private final transient Work work;
    private final Div shown = new Div();
    private final Pages pages;
    private transient Optional<MonthlyCount> count = Optional.empty();
    private transient FutureTask<MonthlyCount> counting = new FutureTask<>(() -> {
        throw new IllegalStateException("nothing was asked for");
    });
    private transient @Nullable Registration polling;

    CountPage(Work work) {
        this.work = work;
        this.pages = new Pages(work, this::show);
        YearMonth now =
                YearMonth.from(work.desk().now().atZone(work.desk().settings().zone()));
        Map<YearMonth, String> months = new LinkedHashMap<>();
        Stream.iterate(now, month -> month.minusMonths(1))
                .limit(MONTHS)
                .forEach(month -> months.put(month, name(month)));
        var back = new RouterLink(work.text("domains.all"), DomainsView.class);
        back.addClassName("q2");
        var say = new Paragraph(work.text("domains.count.say"));
        say.addClassName("say");
        add(
                Parts.div(
                        "head",
                        new Div(new H1(work.text("domains.count")), say),
                        Parts.div(
                                "dactions",
                                new Pick<>(work.text("domains.count.month"), months, now, this::count),
                                back)),
                shown,
                pages);
        count(now);
    }

    private String name(YearMonth month) {
        return DateTimeFormatter.ofPattern("MMMM yyyy", work.say().locale()).format(month);
    }

    private void count(YearMonth month) {
        pages.first();
        counting = new FutureTask<>(() -> work.levers().count(month));
        Thread.ofVirtual().name("count").start(counting);
        look(AT_ONCE_MILLIS);
        getUI().ifPresent(this::poll);
    }

    @Override
    protected void onAttach(AttachEvent event) {
        poll(event.getUI());
    }

    @Override
    protected void onDetach(DetachEvent event) {
        stop(event.getUI());
    }

    /** Comes back for a count that is not there yet: a month of much mail takes seconds, and the desk waits for none. */
    private void poll(UI ui) {
        if (counting.isDone()) {
            look(0);
        } else if (polling == null) {
            ui.setPollInterval(POLL_MILLIS);
            polling = ui.addPollListener(_ -> look(0));
        }
    }

    private void stop(UI ui) {
        if (polling != null) {
            polling.remove();
            polling = null;
            ui.setPollInterval(-1);
        }
    }

    /** Shows the count if it is there within so many milliseconds. */
    private void look(long millis) {
        try {
            MonthlyCount all = counting.get(millis, TimeUnit.MILLISECONDS);
            Optional<Set<DomainName>> within = work.desk().quarantine().confines(work.person());
            count = Optional.of(within.map(some -> new MonthlyCount(
                            all.month(),
                            all.until(),
                            all.mailboxes().stream()
                                    .filter(row -> some.contains(row.mailbox().domain()))
                                    .toList()))
                    .orElse(all));
            show();
        } catch (TimeoutException notYet) {
            say(work.text("domains.count.counting"));
            return;
        } catch (ExecutionException failed) {
            say(work.text("domains.unread", Trouble.log("the month was not counted", failed)));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
        getUI().ifPresent(this::stop);
    }

    private void say(String words) {
        count = Optional.empty();
        shown.removeAll();
        pages.show(0);
        shown.add(new Paragraph(words));
    }

    private void show() {
        shown.removeAll();
        if (count.isEmpty()) {
            return;
        }
        MonthlyCount now = count.get();
        List<MonthlyCount.Sum> domains = now.domains();
        pages.show(domains.size());
        var sentence = new Paragraph(work.text(
                "domains.count.sum",
                now.mailboxes().size(),
                with(now, Plan.REVIEW),
                with(now, Plan.JUNK),
                with(now, Plan.PLAIN),
                work.say().dayAndMinute(now.until(), work.desk().now())));
        shown.add(Parts.div("drow counted", sentence, download(now)));
        if (domains.isEmpty()) {
            shown.add(Parts.div("dempty", new Span(work.text("domains.count.none"))));
            return;
        }
        NativeTable table = work.table(
                "domains.count",
                "domains.col.domain",
                "~domains.col.group",
                "#domains.count.review",
                "#domains.count.junk",
                "#domains.count.plain",
                "#domains.count.messages");
        domains.stream()
                .skip(pages.offset())
                .limit(Pages.ROWS)
                .forEach(sum -> table.getBody()
                        .add(new NativeTableRow(
                                Work.cell(sum.domain().display(), "b"),
                                Work.cell(sum.group().orElse("—"), "q2", "no-phone"),
                                number(sum.mailboxes(Plan.REVIEW)),
                                number(sum.mailboxes(Plan.JUNK)),
                                number(sum.mailboxes(Plan.PLAIN)),
                                number(sum.messages()))));
        shown.add(table);
    }

    private static long with(MonthlyCount count, Plan plan) {
        return count.mailboxes().stream().filter(row -> row.plan() == plan).count();
    }

    private com.vaadin.flow.component.html.NativeTableCell number(long number) {
        return Work.cell(number == 0 ? "—" : work.say().number(number), "num");
    }

    /** By mailbox, as it is shown: who asks again gets the same. */
    private Anchor download(MonthlyCount now) {
        var handler = DownloadHandler.fromInputStream(_ -> {
            byte[] table = work.levers().table(now).getBytes(StandardCharsets.UTF_8);
            return new DownloadResponse(
                    new ByteArrayInputStream(table),
                    "postigo-" + now.month() + ".csv",
                    "text/csv; charset=utf-8",
                    table.length);
        });
        var link = new Anchor(handler, AttachmentType.DOWNLOAD, work.text("domains.count.csv"));
        link.addClassName("btn");
        return link;
    }
}
