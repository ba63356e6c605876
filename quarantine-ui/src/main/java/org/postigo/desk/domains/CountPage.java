package org.postigo.desk.domains;

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
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
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

    private final transient Work work;
    private final Div shown = new Div();
    private final Pages pages;
    private transient Optional<MonthlyCount> count = Optional.empty();

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
        try {
            MonthlyCount all = MonthlyCount.of(
                    work.desk().store().journal(),
                    work.desk().store().domains(),
                    month,
                    work.desk().settings().zone(),
                    work.desk().now());
            Optional<Set<DomainName>> within = work.desk().quarantine().confines(work.person());
            count = Optional.of(within.map(some -> new MonthlyCount(
                            all.month(),
                            all.until(),
                            all.mailboxes().stream()
                                    .filter(row -> some.contains(row.mailbox().domain()))
                                    .toList()))
                    .orElse(all));
            show();
        } catch (IOException e) {
            count = Optional.empty();
            shown.removeAll();
            shown.add(new Paragraph(work.text("domains.unread", Trouble.log("the month was not counted", e))));
        }
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
