package org.postigo.desk.held;

import com.vaadin.flow.component.DetachEvent;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H1;
import com.vaadin.flow.component.html.NativeButton;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.router.BeforeEvent;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.HasUrlParameter;
import com.vaadin.flow.router.Menu;
import com.vaadin.flow.router.OptionalParameter;
import com.vaadin.flow.router.QueryParameters;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.shared.Registration;
import com.vaadin.flow.spring.security.AuthenticationContext;
import jakarta.annotation.security.PermitAll;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postigo.desk.Desk;
import org.postigo.desk.narrow.AddressQuery;
import org.postigo.desk.narrow.SavedViews;
import org.postigo.desk.rows.Arrangement;
import org.postigo.desk.rows.Reading;
import org.postigo.desk.rows.Rows;
import org.postigo.desk.shell.Frame;
import org.postigo.desk.shell.Parts;
import org.postigo.quarantine.campaign.Campaigns;
import org.postigo.quarantine.campaign.Ranking;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.HeldCopy;
import org.postigo.store.held.HeldMail;
import org.postigo.store.held.HeldQuery;
import org.postigo.store.views.SavedView;

/** Held mail, all of it: the list alone, or beside one open letter. */
@Route(value = "held", layout = Frame.class)
@Menu(title = "nav.held", order = 2)
@PermitAll
public final class HeldView extends Reading implements HasUrlParameter<String>, HasDynamicTitle {
    private static final long serialVersionUID = 1;

    /** Copies that are arranged as campaigns at most: all of them are read for it. */
    private static final int MOST_ARRANGED = 5_000;

    /** In the address: rows are campaigns. */
    private static final String CAMPAIGNS = "campaigns";

    /** How often a list that is still being made is read again. */
    private static final int POLL_MILLIS = 2_000;

    private final Filters filters;
    private final Span count = Parts.span("", "b");
    private final Span matching = new Span();
    private final Span making;
    private final Div empty = Parts.div("empty");
    private @Nullable Registration polling;
    private final List<NativeButton> ways = new ArrayList<>();

    /** For the person who is signed in. */
    public HeldView(Desk desk, AuthenticationContext authentication) {
        super(
                desk,
                authentication
                        .getPrincipalName()
                        .flatMap(desk::person)
                        .orElseThrow(() -> new IllegalStateException("nobody is signed in")),
                "nav.held");
        filters = new Filters(desk, say, person, this::search);
        making = Parts.span(say.text("held.making"), "b");
        making.setVisible(false);
        var sentence = new Paragraph(count, new Span(" "), matching, new Span(" "), making);
        sentence.addClassName("say");
        filters.add(new SavedViews(desk, say, person, SavedView.Page.HELD, () -> query().parameters()));
        var head = Parts.div("head", new Div(new H1(say.text("held.title")), sentence), wayOfListing());
        var list = Parts.div("list", head, filters, rows, empty, toast, selection);
        add(list, letter);
        showHead();
    }

    private Div wayOfListing() {
        var choice = Parts.div("segments");
        choice.getElement().setAttribute("role", "group");
        choice.getElement().setAttribute("aria-label", say.text("held.way"));
        ways.add(Parts.button(say.text("held.way.list"), "seg", "", () -> list(false)));
        ways.add(Parts.button(say.text("held.way.campaigns"), "seg", "", () -> list(true)));
        ways.forEach(choice::add);
        showWay();
        return choice;
    }

    private boolean arranged() {
        return arrangement != Arrangement.NONE;
    }

    private void showWay() {
        ways.get(0).getElement().setAttribute("aria-pressed", Boolean.toString(!arranged()));
        ways.get(1).getElement().setAttribute("aria-pressed", Boolean.toString(arranged()));
    }

    /** Somebody chose a way of listing. */
    private void list(boolean byCampaign) {
        if (arranged() != byCampaign) {
            arrange(byCampaign);
            SavedViews.address(path(), query().parameters(), true);
        }
    }

    private AddressQuery query() {
        return filters.query().with("way", arranged() ? CAMPAIGNS : "");
    }

    private String path() {
        return "held"
                + letter.shown().filter(_ -> open).map(copy -> "/" + copy.id()).orElse("");
    }

    private void arrange(boolean byCampaign) {
        if (!rows.marks().isEmpty()) {
            rows.unmarkAll();
        }
        arrangement = byCampaign ? arrangementOfNow() : Arrangement.NONE;
        rows.arrange(arrangement);
        showWay();
        showHead();
    }

    /** What still has to be decided and matches, the likeliest good first where it is too much. */
    private Arrangement arrangementOfNow() {
        var copies = new ArrayList<HeldCopy>();
        for (int offset = 0; offset < MOST_ARRANGED; offset += 1000) {
            List<HeldCopy> page = desk.quarantine()
                    .list(person, filters.query(HeldQuery.Order.LIKELY_GOOD, offset, 1000))
                    .rows();
            page.stream().filter(copy -> copy.state().open()).forEach(copies::add);
            if (page.size() < 1000) {
                break;
            }
        }
        var acquaintances = desk.store().acquaintances();
        return new Arrangement(
                Ranking.of(new Campaigns(acquaintances, desk::asked).of(copies), acquaintances, desk::asked), false);
    }

    // ---- reading

    @Override
    protected HeldMail.Page read(Rows.Slice slice) {
        if (arranged()) {
            return arrangement.page(
                    slice.offset(), slice.limit(), id -> desk.quarantine().find(person, id));
        }
        return desk.quarantine().glance(person, filters.query(slice.order(), slice.offset(), slice.limit()));
    }

    private void search(boolean step) {
        search();
        SavedViews.address(path(), query().parameters(), step);
    }

    private void search() {
        // What is marked must stay in sight.
        if (!rows.marks().isEmpty()) {
            rows.unmarkAll();
        }
        if (arranged()) {
            arrange(true);
            return;
        }
        rows.reload();
        showHead();
    }

    @Override
    protected void changed() {
        showHead();
    }

    @Override
    protected void settled() {
        // The list keeps its settled rows; each shows its own state.
    }

    private void showHead() {
        long before = System.nanoTime();
        HeldMail.Page page = read(new Rows.Slice(HeldQuery.Order.NEWEST, 0, 1));
        long millis = (System.nanoTime() - before) / 1_000_000;
        long total = page.total();
        long all = filters.any()
                ? desk.quarantine().glance(person, HeldQuery.all(0, 1)).total()
                : total;
        if (arranged()) {
            Arrangement.Left left = arrangement.left();
            count.setText(say.number(left.rows()));
            matching.setText(say.text(
                    "held.arranged",
                    left.rows(),
                    say.number(left.copies()),
                    say.decimal(left.expected()),
                    left.below(),
                    say.decimal(left.expectedBelow())));
        } else {
            count.setText(say.number(total));
            matching.setText(
                    filters.any()
                            ? say.text("held.matching", say.number(all), all, millis)
                            : say.text("held.all", total));
        }
        showTotal(total);
        await(!page.whole());
        empty.setVisible(total == 0);
        rows.setVisible(total > 0);
        if (total == 0) {
            empty.removeAll();
            if (!page.whole()) {
                empty.add(Parts.span(say.text("held.making"), "b"));
            } else if (filters.any()) {
                empty.add(
                        Parts.span(say.text("held.none.title"), "b"),
                        Parts.span(say.text("held.none.text", all), "q2"),
                        Parts.button(say.text("held.clear"), "btn", "", filters::clear));
            } else {
                empty.add(Parts.span(say.text("held.empty.title"), "b"), Parts.span(say.text("held.empty.text"), "q2"));
            }
        }
    }

    /** While the list is still being made it says so, and is read again from time to time. */
    private void await(boolean unfinished) {
        making.setVisible(unfinished);
        UI ui = UI.getCurrent();
        if (unfinished && polling == null) {
            ui.setPollInterval(POLL_MILLIS);
            polling = ui.addPollListener(_ -> {
                rows.reload();
                showHead();
            });
        } else if (!unfinished) {
            stop(ui);
        }
    }

    private void stop(UI ui) {
        if (polling != null) {
            polling.remove();
            polling = null;
            ui.setPollInterval(-1);
        }
    }

    @Override
    protected void onDetach(DetachEvent event) {
        super.onDetach(event);
        stop(event.getUI());
    }

    @Override
    public void setParameter(BeforeEvent event, @OptionalParameter @Nullable String parameter) {
        QueryParameters asked = event.getLocation().getQueryParameters();
        QueryParameters before = query().parameters();
        filters.read(asked);
        boolean byCampaign = AddressQuery.word(asked, "way").equals(CAMPAIGNS);
        if (arranged() != byCampaign) {
            arrange(byCampaign);
        } else if (!before.equals(query().parameters())) {
            search();
        }
        Optional<HeldCopy> wanted = Optional.ofNullable(parameter)
                .flatMap(CopyId::parse)
                .flatMap(id -> desk.quarantine().find(person, id));
        if (parameter != null && !parameter.isEmpty() && wanted.isEmpty()) {
            toast.tell(say.text("letter.gone"));
        }
        open = wanted.isPresent();
        setClassName("desk" + (open ? " open" : ""));
        wanted.ifPresent(copy -> show(copy, false));
    }

    @Override
    protected void open(HeldCopy copy) {
        if (open) {
            show(copy, false);
        } else {
            UI.getCurrent().navigate("held/" + copy.id(), query().parameters());
        }
    }

    /** From letter to letter: navigating would ask the browser, which would ask us again, before anything is shown. */
    @Override
    protected void turned(HeldCopy copy) {
        SavedViews.address("held/" + copy.id(), query().parameters(), false);
    }

    @Override
    public void close() {
        UI.getCurrent().navigate("held", query().parameters());
        rows.current(rows.current(), true);
    }

    @Override
    public String getPageTitle() {
        return "Postigo · " + say.text("held.title");
    }
}
