package org.postigo.desk.review;

import com.vaadin.flow.component.AttachEvent;
import com.vaadin.flow.component.DetachEvent;
import com.vaadin.flow.component.dependency.StyleSheet;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Input;
import com.vaadin.flow.component.html.NativeButton;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.data.value.ValueChangeMode;
import com.vaadin.flow.function.SerializableRunnable;
import com.vaadin.flow.router.BeforeEvent;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.HasUrlParameter;
import com.vaadin.flow.router.Menu;
import com.vaadin.flow.router.OptionalParameter;
import com.vaadin.flow.router.QueryParameters;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.router.RouteAlias;
import com.vaadin.flow.spring.security.AuthenticationContext;
import jakarta.annotation.security.PermitAll;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.postigo.desk.Desk;
import org.postigo.desk.narrow.AddressQuery;
import org.postigo.desk.narrow.Days;
import org.postigo.desk.narrow.SavedViews;
import org.postigo.desk.narrow.WhyHeld;
import org.postigo.desk.preview.Inert;
import org.postigo.desk.rows.Arrangement;
import org.postigo.desk.rows.Reading;
import org.postigo.desk.rows.Rows;
import org.postigo.desk.shell.Frame;
import org.postigo.desk.shell.Icon;
import org.postigo.desk.shell.Parts;
import org.postigo.desk.shell.Trouble;
import org.postigo.quarantine.campaign.Campaign;
import org.postigo.quarantine.campaign.Campaigns;
import org.postigo.quarantine.campaign.Ranking;
import org.postigo.quarantine.round.Claim;
import org.postigo.quarantine.round.Review;
import org.postigo.store.held.Decision;
import org.postigo.store.held.HeldCopy;
import org.postigo.store.held.HeldMail;
import org.postigo.store.rounds.Round;
import org.postigo.store.rounds.RoundId;
import org.postigo.store.views.SavedView;

/**
 * The round: rows in the order of what a mistake would cost, beside the letter and its evidence, under a header that says
 * how much is still to be found. What is decided folds away; the first decision takes the round.
 */
@Route(value = "review", layout = Frame.class)
@RouteAlias(value = "", layout = Frame.class)
@Menu(title = "nav.review", order = 1)
@PermitAll
@StyleSheet("postigo/review.css")
public final class ReviewView extends Reading implements HasUrlParameter<String>, HasDynamicTitle, RoundHeader.Actions {
    private static final long serialVersionUID = 1;

    private final transient Review review;
    private final RoundHeader header;
    private final ClosingPane closing;
    private final Div handed = Parts.div("handed");
    private final Div pane;
    private final Div list;
    private final Div tabs = Parts.div("tabs");
    private final Input search = new Input();
    private final Div seek;
    private final Days days;
    private final WhyHeld why;
    private final NativeButton clear;
    private final Div none = Parts.div("empty");
    private String path = "review";
    private final NativeButton done = new NativeButton();
    private final Span doneWords = Parts.span("", "cut");
    private final Span doneShow = Parts.span("", "q");
    private final Div empty = Parts.div("empty");
    private transient Optional<Round> round = Optional.empty();
    private transient Tab tab = Tab.ALL;
    private final transient AtomicBoolean refreshing = new AtomicBoolean();
    private transient @Nullable AutoCloseable watching;

    /** Which rows are shown. */
    private enum Tab {
        ALL,
        KNOWN,
        CAMPAIGNS,
        ATTACHMENTS;

        String key() {
            return "review.tab." + name().toLowerCase(Locale.ROOT);
        }
    }

    /** For the person who is signed in. */
    public ReviewView(Desk desk, Review review, AuthenticationContext authentication) {
        super(
                desk,
                authentication
                        .getPrincipalName()
                        .flatMap(desk::person)
                        .orElseThrow(() -> new IllegalStateException("nobody is signed in")),
                "nav.review");
        this.review = review;
        setClassName("review");
        open = true;
        header = new RoundHeader(desk, say, person, this);
        closing = new ClosingPane(desk, review, say, person);
        search.setId("search");
        search.setType("search");
        search.setPlaceholder(say.text("review.search"));
        search.getElement().setAttribute("aria-label", say.text("review.search"));
        search.getElement().setAttribute("aria-keyshortcuts", "/");
        search.getElement().setAttribute("autocomplete", "off");
        search.setValueChangeMode(ValueChangeMode.LAZY);
        search.setValueChangeTimeout(150);
        search.addValueChangeListener(event -> {
            if (event.isFromClient()) {
                // The way back leads to before the first letter, not from letter to letter.
                narrowed(event.getOldValue().isBlank() != event.getValue().isBlank());
            }
        });
        seek = Parts.div("field", new Icon("search"), search, Parts.key("/"));
        tabs.getElement().setAttribute("role", "group");
        tabs.getElement().setAttribute("aria-label", say.text("review.tabs"));
        done.getElement().setAttribute("type", "button");
        done.addClassName("done");
        done.add(new Icon("ok"), doneWords, doneShow);
        done.addClickListener(_ -> showSettled());
        days = new Days(desk.clock(), say, () -> narrowed(true));
        why = new WhyHeld(say, () -> narrowed(true));
        clear = Parts.button(say.text("held.clear"), "btn quiet", "", () -> {
            read(QueryParameters.empty());
            narrowed(true);
        });
        clear.setId("clear-filters");
        var filters = Parts.div(
                "narrow",
                days,
                why.pick(),
                clear,
                new SavedViews(desk, say, person, SavedView.Page.REVIEW, this::parameters));
        list = Parts.div(
                "list", Parts.div("bar", tabs, seek), filters, done, rows, none, empty, toast, selection, phoneBar());
        none.add(Parts.span(say.text("review.none"), "b"));
        none.setVisible(false);
        pane = Parts.div("desk open", list, letter);
        add(header, handed, pane, closing);
    }

    private Div phoneBar() {
        var find = phone("search", "review.phone.search", () -> {
            list.addClassName("seeking");
            search.getElement().executeJs("this.focus()");
        });
        search.getElement().addEventListener("blur", _ -> list.removeClassName("seeking"));
        return Parts.div(
                "pbar only-phone",
                phone(
                        "filter",
                        "review.phone.filter",
                        () -> list.setClassName("narrowing", !list.hasClassName("narrowing"))),
                find,
                phone("check", "review.phone.done", this::showSettled),
                phone("round", "review.phone.round", () -> showRound(review.current(person))));
    }

    private NativeButton phone(String icon, String key, Runnable action) {
        var button = new NativeButton();
        button.getElement().setAttribute("type", "button");
        button.add(new Icon(icon), new Span(say.text(key)));
        button.addClickListener(_ -> action.run());
        return button;
    }

    private void showSettled() {
        arrangement.showSettled(!arrangement.showsSettled());
        rows.reload();
        settled();
    }

    // ---- which round

    @Override
    public void setParameter(BeforeEvent event, @OptionalParameter @Nullable String parameter) {
        if (event.getLocation().getPath().isEmpty() && review.current(person).isEmpty()) {
            // Who comes in between two rounds sees what is held.
            event.forwardTo("held");
            return;
        }
        path = event.getLocation().getPath();
        read(event.getLocation().getQueryParameters());
        Optional<Round> wanted = Optional.ofNullable(parameter)
                .flatMap(RoundId::parse)
                .flatMap(id -> review.find(person, id))
                .or(() -> review.current(person));
        if (wanted.isPresent() && wanted.map(Round::id).equals(round.map(Round::id))) {
            // Back and forth between filters: the rows are a definite set and need not be ranked anew.
            narrow();
        } else {
            showRound(wanted);
        }
    }

    private QueryParameters parameters() {
        var query = new AddressQuery().with("tab", tab, Tab.ALL).with("q", search.getValue());
        return why.into(days.into(query)).parameters();
    }

    private void read(QueryParameters parameters) {
        tab = AddressQuery.constant(parameters, "tab", Tab.ALL);
        search.setValue(AddressQuery.word(parameters, "q"));
        days.read(parameters);
        why.read(parameters);
    }

    /** Somebody narrowed the rows, or let them be wide again. */
    private void narrowed(boolean step) {
        narrow();
        SavedViews.address(path, parameters(), step);
    }

    private void showRound(Optional<Round> shown) {
        round = shown;
        boolean any = shown.isPresent();
        header.setVisible(any);
        pane.setVisible(any);
        closing.setVisible(!any);
        handed.setVisible(false);
        if (shown.isEmpty()) {
            NativeButton now = Parts.button(say.text("review.begin"), "btn", "", this::beginNow);
            now.setId("begin-round");
            now.setEnabled(review.gathering(person) > 0);
            closing.empty(now);
            return;
        }
        var acquaintances = desk.store().acquaintances();
        List<HeldCopy> copies = review.copies(person, shown.get());
        arrangement = new Arrangement(
                Ranking.of(new Campaigns(acquaintances, desk::asked).of(copies), acquaintances, desk::asked), true);
        arrangement.want(wanted());
        rows.arrange(arrangement);
        settled();
        showNarrowed();
        rows.first().ifPresent(copy -> show(copy, false));
    }

    private void beginNow() {
        try {
            showRound(review.beginNow(person));
        } catch (IOException e) {
            toast.tell(say.text("review.unwritten", Trouble.log("a round could not be begun", e)));
        }
    }

    // ---- reading

    @Override
    protected HeldMail.Page read(Rows.Slice slice) {
        return arrangement.page(
                slice.offset(), slice.limit(), id -> desk.quarantine().find(person, id));
    }

    @Override
    protected void open(HeldCopy copy) {
        show(copy, false);
        addClassName("reading");
    }

    @Override
    public void close() {
        removeClassName("reading");
        rows.current(rows.current(), true);
    }

    @Override
    protected void turned(HeldCopy copy) {
        round.ifPresent(shown -> review.seen(person, shown.id(), List.of(copy.id())));
    }

    @Override
    protected void changed() {
        settled();
    }

    /** Header, tabs and the line of what is done say how it is now. */
    @Override
    protected void settled() {
        round.ifPresent(shown -> {
            header.show(shown, arrangement);
            handed.removeAll();
            header.note(shown).ifPresent(note -> handed.add(new Icon("doc"), new Span(note)));
            handed.setVisible(handed.getComponentCount() > 0);
            showTabs();
            showDone();
            Arrangement.Left left = arrangement.left();
            boolean nothing = left.rows() == 0;
            showTotal(left.rows());
            letter.setVisible(!nothing || arrangement.showsSettled());
            empty.setVisible(nothing);
            rows.setVisible(!nothing || arrangement.showsSettled());
            if (nothing) {
                empty.removeAll();
                empty.add(
                        Parts.span(say.text("review.alldone"), "b"), Parts.span(say.text("review.alldone.text"), "q2"));
                if (shown.holder().filter(person.email()::equals).isPresent()) {
                    empty.add(Parts.button(say.text("review.close"), "btn pri", "", this::closeRound));
                }
            }
            Optional.ofNullable(findAncestor(Frame.class)).ifPresent(frame -> frame.count("review", left.rows()));
        });
    }

    private void showDone() {
        List<HeldCopy> copies = arrangement.settled().stream()
                .flatMap(id -> desk.store().held().find(id).stream())
                .toList();
        done.setVisible(!copies.isEmpty());
        if (copies.isEmpty()) {
            return;
        }
        long released = copies.stream()
                .filter(copy -> copy.decision()
                        .map(Decision::kind)
                        .filter(Decision.Kind::releases)
                        .isPresent())
                .count();
        doneWords.setText(say.text("review.done", copies.size(), released, copies.size() - released));
        doneShow.setText(say.text(arrangement.showsSettled() ? "review.done.hide" : "review.done.show"));
        done.getElement().setAttribute("aria-pressed", Boolean.toString(arrangement.showsSettled()));
    }

    private void showTabs() {
        tabs.removeAll();
        for (Tab each : Tab.values()) {
            int count = arrangement.count(matching(each));
            var button = new NativeButton();
            button.getElement().setAttribute("type", "button");
            button.add(new Span(say.text(each.key())), new Span(say.number(count)));
            button.getElement().setAttribute("aria-pressed", Boolean.toString(each == tab));
            button.addClickListener(_ -> {
                tab = each;
                narrowed(true);
            });
            tabs.add(button);
        }
    }

    private Predicate<Campaign> matching(Tab which) {
        return switch (which) {
            case ALL -> _ -> true;
            case KNOWN ->
                campaign -> Ranking.known(campaign.first(), desk.store().acquaintances());
            case CAMPAIGNS -> campaign -> campaign.copies().size() > 1;
            case ATTACHMENTS ->
                campaign -> !campaign.first()
                        .message()
                        .assessment()
                        .digest()
                        .attachments()
                        .isEmpty();
        };
    }

    private Predicate<Campaign> wanted() {
        String words = search.getValue().strip().toLowerCase(say.locale());
        return matching(tab)
                .and(campaign -> words.isEmpty() || says(campaign, words))
                .and(campaign -> campaign.copies().stream()
                        .anyMatch(copy -> days.has(copy.message().received())
                                && why.value().map(copy.reason()::equals).orElse(true)));
    }

    private void narrow() {
        arrangement.want(wanted());
        rows.unmarkAll();
        rows.reload();
        showTabs();
        showNarrowed();
        rows.first().ifPresent(copy -> show(copy, false));
    }

    /** Whether anything is left out can be seen, and taken back. */
    private void showNarrowed() {
        seek.setClassName("filled", !search.getValue().isBlank());
        boolean any = !parameters().getParameters().isEmpty();
        clear.setVisible(any);
        none.setVisible(any && rows.total() == 0 && arrangement.left().rows() > 0);
    }

    private boolean says(Campaign campaign, String words) {
        return campaign.copies().stream().anyMatch(copy -> {
            var digest = copy.message().assessment().digest();
            String all = (digest.fromName() + " "
                            + digest.from().map(Object::toString).orElse("") + " "
                            + copy.message().envelope().reversePath() + " "
                            + copy.recipient().path().mailbox() + " " + digest.subject())
                    .toLowerCase(say.locale());
            return List.of(words.split("\\s+")).stream().allMatch(all::contains);
        });
    }

    // ---- whose it is

    @Override
    public void decide(Decision.Kind kind) {
        // Whoever decides first has taken it.
        round.filter(shown -> shown.holder().isEmpty()).ifPresent(_ -> take());
        super.decide(kind);
    }

    @Override
    public void take() {
        round.ifPresent(shown -> with(() -> review.takeOver(person, shown.id())));
    }

    @Override
    public void handOver() {
        round.ifPresent(shown -> HandOver.ask(
                say,
                review.colleagues(person, shown),
                (to, note) -> with(() -> review.handOver(person, shown.id(), to, note))));
    }

    @Override
    public void closeRound() {
        round.ifPresent(shown -> {
            Arrangement.Left left = arrangement.left();
            if (left.rows() == 0) {
                with(() -> review.close(person, shown.id()));
            } else {
                HandOver.confirmClose(
                        say, left.rows(), left.copies(), () -> with(() -> review.close(person, shown.id())));
            }
        });
    }

    private interface Deed {
        Claim run() throws IOException;
    }

    private void with(Deed deed) {
        try {
            switch (deed.run()) {
                case Claim.Done(Round now) -> {
                    round = Optional.of(now);
                    settled();
                }
                case Claim.Closed(var statement) -> {
                    round = Optional.empty();
                    header.setVisible(false);
                    handed.setVisible(false);
                    pane.setVisible(false);
                    closing.setVisible(true);
                    closing.finished(statement);
                    Optional.ofNullable(findAncestor(Frame.class)).ifPresent(frame -> frame.count("review", 0));
                }
                case Claim.OfAnother(Round now) -> {
                    round = Optional.of(now);
                    settled();
                    toast.tell(say.text(
                            "review.another", Inert.line(desk.name(now.holder().orElse("")), 60)));
                }
                case Claim.NotTheirs(Round _, String who) ->
                    toast.tell(say.text("review.nottheirs", Inert.line(desk.name(who), 60)));
                case Claim.Gone() -> {
                    toast.tell(say.text("review.gone"));
                    showRound(review.current(person));
                }
            }
        } catch (IOException | IllegalStateException e) {
            toast.tell(say.text("review.unwritten", Trouble.log("a round could not be changed", e)));
        }
    }

    // ---- what changes elsewhere

    @Override
    protected void onAttach(AttachEvent event) {
        super.onAttach(event);
        settled();
        // Whoever closes the window must not stop what a colleague does in that moment.
        SerializableRunnable later = event.getUI().accessLater(this::refreshRound, () -> refreshing.set(false));
        watching = review.listen(() -> {
            if (refreshing.compareAndSet(false, true)) {
                later.run();
            }
        });
    }

    private void refreshRound() {
        refreshing.set(false);
        if (round.isPresent()) {
            Optional<Round> now = review.find(person, round.get().id());
            if (now.isPresent()) {
                round = now;
                settled();
            } else {
                toast.tell(say.text("review.gone"));
                showRound(review.current(person));
            }
        } else if (review.current(person).isPresent() && !closing.shown()) {
            showRound(review.current(person));
        }
    }

    @Override
    protected void onDetach(DetachEvent event) {
        super.onDetach(event);
        AutoCloseable watcher = watching;
        watching = null;
        if (watcher != null) {
            try {
                watcher.close();
            } catch (Exception e) {
                Trouble.log("a listener of rounds did not close", e);
            }
        }
    }

    @Override
    public String getPageTitle() {
        return "Postigo · " + say.text("nav.review");
    }
}
