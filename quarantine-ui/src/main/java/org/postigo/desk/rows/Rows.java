package org.postigo.desk.rows;

import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.NativeButton;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.data.provider.CallbackDataProvider;
import com.vaadin.flow.data.renderer.LitRenderer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.postigo.desk.Desk;
import org.postigo.desk.shell.Icon;
import org.postigo.desk.shell.Parts;
import org.postigo.desk.words.Say;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.HeldCopy;
import org.postigo.store.held.HeldMail;
import org.postigo.store.held.HeldQuery;

/**
 * The rows. One column whose template the stylesheet lays out as a table line where there is room and as three short
 * lines where there is not, so that the same grid serves the full page, the pane beside a letter, and a phone.
 */
public final class Rows extends Div {
    private static final long serialVersionUID = 1;
    private static final int PAGE = 40;

    /** As many as "mark all" takes; a bulk decision is one append. */
    private static final int MOST_MARKED = 20_000;

    private final transient Desk desk;
    private final transient Say say;
    private final transient Function<Slice, HeldMail.Page> source;
    private final Grid<HeldCopy> grid = new Grid<>();
    private final CallbackDataProvider<HeldCopy, Void> provider;
    private final Div captions = Parts.div("captions");
    private final transient Set<CopyId> marked = new LinkedHashSet<>();

    /** Where each row that was sent to the browser stands. */
    private final transient Map<CopyId, Integer> places = new LinkedHashMap<>();

    private transient Optional<CopyId> current = Optional.empty();
    private transient Optional<CopyId> lastMarked = Optional.empty();
    private HeldQuery.Order order = HeldQuery.Order.NEWEST;
    private long total;
    private transient Runnable onMarks = () -> {};
    private transient Consumer<CopyId> onToggle = _ -> {};
    private transient Arrangement arrangement = Arrangement.NONE;
    private transient @Nullable RowWords lastWords;

    /** A stretch of the list. */
    public record Slice(HeldQuery.Order order, int offset, int limit) {}

    Rows(Desk desk, Say say, Function<Slice, HeldMail.Page> source, Consumer<HeldCopy> onOpen) {
        this.desk = desk;
        this.say = say;
        this.source = source;
        addClassName("rows");
        provider = new CallbackDataProvider<>(
                query -> {
                    int offset = query.getOffset();
                    List<HeldCopy> rows = page(offset, query.getLimit());
                    for (int i = 0; i < rows.size(); i++) {
                        places.put(rows.get(i).id(), offset + i);
                    }
                    return rows.stream();
                },
                _ -> {
                    total = source.apply(new Slice(order, 0, 1)).total();
                    return Math.toIntExact(Math.min(total, Integer.MAX_VALUE));
                },
                HeldCopy::id);
        grid.setPageSize(PAGE);
        grid.setSelectionMode(Grid.SelectionMode.NONE);
        grid.addThemeVariants(GridVariant.LUMO_NO_BORDER);
        grid.addColumn(template()).setFlexGrow(1).setAutoWidth(false);
        grid.setItems(provider);
        grid.setPartNameGenerator(copy -> {
            String open = copy.state().open() ? "" : "settled ";
            return open
                    + (arrangement.member(copy.id()) ? "member " : "")
                    + (arrangement.belowLine(copy.id()) ? "below " : "")
                    + (current.filter(copy.id()::equals).isPresent() ? "current " : "")
                    + (marked.contains(copy.id()) ? "marked" : "");
        });
        grid.getElement().setAttribute("aria-label", say.text("held.title"));
        grid.addItemClickListener(event -> onOpen.accept(event.getItem()));
        add(captions, grid);
        showCaptions();
    }

    /** What stands above the rows. */
    Div captions() {
        return captions;
    }

    private List<HeldCopy> page(int offset, int limit) {
        return source.apply(new Slice(order, offset, Math.clamp(limit, 1, 1000)))
                .rows();
    }

    /** Tells when a campaign is to be opened or closed. */
    void onToggle(Consumer<CopyId> listener) {
        onToggle = listener;
    }

    /** From now on shows these rows; the columns sort a plain list only. */
    public void arrange(Arrangement rows) {
        arrangement = rows;
        setClassName("arranged", rows != Arrangement.NONE);
        showCaptions();
        reload();
    }

    /** Tells when marks changed. */
    void onMarks(Runnable listener) {
        onMarks = listener;
    }

    private LitRenderer<HeldCopy> template() {
        // Lit escapes every value; attributes hold only what RowWords made inert.
        return LitRenderer.<HeldCopy>of("""
            <div class="water" ?hidden="${!item.line}"><span>${item.line}</span></div>\
            <div class="row ${item.look} ${item.low}" data-copy="${item.id}" title="">
            <span class="sr">${item.label}</span>
            <label class="mark" @click="${e => e.stopPropagation()}"><input type="checkbox" tabindex="-1" \
            aria-label="${item.marklabel}" .checked="${live(item.marked)}" \
            @click="${e => { e.stopPropagation(); mark(e.shiftKey); }}"></label>
            <span class="p">${item.percent}<small> %</small><i style="--w:${item.bar}"></i></span>
            <span class="time"><span class="long">${item.time}</span><span class="short">${item.shorttime}</span></span>
            <span class="from"><button type="button" class="count" tabindex="-1" ?hidden="${!item.count}" \
            aria-expanded="${item.opened}" aria-label="${item.countlabel}" \
            @click="${e => { e.stopPropagation(); toggle(); }}"><i class="ico i-${item.opened === 'true' ? 'down' : 'right'}"></i>\
            ${item.count}</button><bdi class="name">${item.name}</bdi><span class="addr"><bdi class="local">\
            ${item.fromlocal}</bdi><bdi class="dom">${item.fromdomain}</bdi></span></span>
            <span class="env ${item.differs}"><bdi>${item.envelope}</bdi></span>
            <span class="to addr"><bdi class="local">${item.tolocal}</bdi><bdi class="dom">${item.todomain}</bdi></span>
            <span class="subj"><bdi>${item.subject}</bdi></span>
            <span class="clip" ?hidden="${!item.clip}"><i class="ico i-clip" title="${item.cliplabel}"></i></span>
            <span class="why"><span class="plus ${item.lead}" ?hidden="${!item.plus}">${item.plus}</span>\
            <span class="minus">${item.minus}</span></span>
            <span class="status ${item.statelook}" title="${item.said}"><i class="${item.stateicon}"></i><span ?hidden="${item.due}">\
            ${item.state}</span><span class="tick" ?hidden="${!item.due}" data-due="${item.due}" \
            data-words="${item.state}" data-now="${item.leaving}"></span></span>
            <span class="size">${item.size}</span></div>\
            <div class="others" ?hidden="${!item.more}"><span>${item.more}</span> <button type="button" tabindex="-1" class="link" \
            @click="${e => { e.stopPropagation(); toggle(); }}">${item.showall}</button></div>\
            """)
                .withProperty("line", copy -> arrangement.belowLine(copy.id()) ? line() : "")
                .withProperty("more", copy -> {
                    int more = arrangement.more(copy.id());
                    return more > 0 ? more(copy.id(), more) : "";
                })
                .withProperty("showall", copy -> arrangement.more(copy.id()) > 0 ? say.text("held.campaign.all") : "")
                .withProperty("id", copy -> copy.id().toString())
                .withProperty("label", copy -> {
                    int count = arrangement.count(copy.id());
                    String whole = count < 2
                            ? ""
                            : kind(copy)
                                            .map(kind -> say.text("held.kind.row", count, kind))
                                            .orElseGet(() -> say.text("held.campaign.row", count))
                                    + " ";
                    return whole + words(copy).label();
                })
                .withProperty(
                        "look",
                        copy -> (arrangement.member(copy.id())
                                        ? kind(copy).isPresent() ? "within " : "inner "
                                        : kind(copy).isPresent() ? "kind " : "")
                                + (copy.state().open() ? "open" : "settled"))
                .withProperty("low", copy -> words(copy).unlikely() ? "lo" : "")
                .withProperty("marked", copy -> marked.contains(copy.id()))
                .withProperty(
                        "marklabel",
                        copy -> say.text("held.mark.row", words(copy).name()))
                .withProperty("percent", copy -> words(copy).percent())
                .withProperty("bar", copy -> words(copy).bar())
                .withProperty("time", copy -> words(copy).time())
                .withProperty("shorttime", copy -> words(copy).shortTime())
                .withProperty("count", copy -> {
                    int count = arrangement.count(copy.id());
                    return count > 1 ? say.number(count) : "";
                })
                .withProperty("opened", copy -> Boolean.toString(arrangement.opened(copy.id())))
                .withProperty("countlabel", copy -> {
                    int count = arrangement.count(copy.id());
                    return kind(copy)
                            .map(kind -> say.text("held.kind.open", count, kind))
                            .orElseGet(() -> say.text("held.campaign.open", count));
                })
                .withProperty("name", copy -> words(copy).name())
                .withProperty("fromlocal", copy -> words(copy).fromLocal())
                .withProperty("fromdomain", copy -> words(copy).fromDomain())
                .withProperty("envelope", copy -> words(copy).envelope())
                .withProperty("differs", copy -> words(copy).envelopeDiffers() ? "differs" : "")
                .withProperty("tolocal", copy -> words(copy).toLocal())
                .withProperty("todomain", copy -> words(copy).toDomain())
                .withProperty("subject", copy -> words(copy).subject())
                .withProperty("clip", copy -> words(copy).attachment())
                .withProperty("cliplabel", _ -> say.text("held.attachment"))
                .withProperty(
                        "plus",
                        copy -> headsKind(copy) ? "" : words(copy).plus().orElse(""))
                .withProperty("lead", copy -> words(copy).plusLeads() ? "lead" : "")
                .withProperty(
                        "minus",
                        copy -> headsKind(copy)
                                ? say.text("held.kind", kind(copy).orElse(""))
                                : words(copy).minus())
                .withProperty("state", copy -> words(copy).state().words())
                .withProperty(
                        "due",
                        copy -> words(copy)
                                .state()
                                .due()
                                .map(due -> Long.toString(due.toEpochMilli()))
                                .orElse(""))
                .withProperty("leaving", copy -> say.text("state.now"))
                .withProperty("statelook", copy -> words(copy).state().look())
                .withProperty("stateicon", copy -> {
                    String icon = words(copy).state().icon();
                    return icon.equals("dot") ? "dot" : "ico i-" + icon;
                })
                .withProperty("said", copy -> words(copy).said())
                .withProperty("size", copy -> words(copy).size())
                .withFunction("toggle", copy -> onToggle.accept(copy.id()))
                .withFunction(
                        "mark",
                        (copy, arguments) -> mark(
                                copy, arguments.size() > 0 && arguments.get(0).asBoolean()));
    }

    /** All properties of a row are asked for one after the other. */
    private RowWords words(HeldCopy copy) {
        if (lastWords == null || lastWords.copy() != copy) {
            lastWords = new RowWords(copy, desk.store().requests().about(copy.id()), say, desk.now());
        }
        return lastWords;
    }

    private String line() {
        Arrangement.Left left = arrangement.left();
        return say.text("held.line", left.below(), say.decimal(left.expectedBelow()));
    }

    /** What copies have in common that are of one kind only, in a few words. */
    private Optional<String> kind(HeldCopy copy) {
        return arrangement.kind(copy.id()).map(kind -> say.text("kind." + kind));
    }

    private boolean headsKind(HeldCopy copy) {
        return arrangement.count(copy.id()) > 1 && arrangement.kind(copy.id()).isPresent();
    }

    private String more(CopyId id, int more) {
        if (arrangement.kind(id).isPresent()) {
            return say.text("held.kind.more", more);
        }
        int apart = arrangement.apart(id);
        return apart > 0 ? say.text("held.campaign.more.apart", more, apart) : say.text("held.campaign.more", more);
    }

    private void showCaptions() {
        captions.removeAll();
        var all = new com.vaadin.flow.component.html.Input();
        all.setType("checkbox");
        all.setAriaLabel(say.text("held.col.mark"));
        all.getElement().setProperty("checked", !marked.isEmpty());
        all.getElement().addEventListener("change", _ -> {
            if (marked.isEmpty()) {
                markAll();
            } else {
                unmarkAll();
            }
        });
        captions.add(
                Parts.span(new com.vaadin.flow.component.Component[] {all}, "mark"),
                arrangement == Arrangement.NONE
                        ? sortable("held.col.good", "p", HeldQuery.Order.LIKELY_GOOD)
                        : caption("held.col.good", "p"),
                arrangement == Arrangement.NONE
                        ? sortable(
                                "held.col.received",
                                "time",
                                order == HeldQuery.Order.NEWEST ? HeldQuery.Order.OLDEST : HeldQuery.Order.NEWEST)
                        : caption("held.col.received", "time"),
                caption("held.col.from", "from"),
                caption("held.col.envelope", "env"),
                caption("held.col.to", "to"),
                caption("held.col.subject", "subj"),
                caption("held.col.why", "why"),
                caption("held.col.state", "status"),
                caption("held.col.size", "size"),
                Parts.span(
                        say.text(
                                arrangement != Arrangement.NONE
                                        ? "held.sort.cost"
                                        : switch (order) {
                                            case NEWEST -> "held.sort.newest";
                                            case OLDEST -> "held.sort.oldest";
                                            case LIKELY_GOOD -> "held.sort.good";
                                        }),
                        "sorted"));
    }

    private Span caption(String key, String column) {
        return Parts.span(say.text(key), column);
    }

    private NativeButton sortable(String key, String column, HeldQuery.Order next) {
        boolean sorted = column.equals("p") == (order == HeldQuery.Order.LIKELY_GOOD);
        var button = new NativeButton();
        button.getElement().setAttribute("type", "button");
        button.addClassName(column);
        button.add(new Span(say.text(key)));
        if (sorted) {
            button.addClassName("by");
            button.add(new Icon(order == HeldQuery.Order.OLDEST ? "up" : "down"));
            button.getElement().setAttribute("aria-pressed", "true");
        }
        button.addClickListener(_ -> {
            order = next;
            showCaptions();
            reload();
        });
        return button;
    }

    // ---- marks

    private void mark(HeldCopy copy, boolean range) {
        if (range) {
            markTo(copy);
            return;
        }
        if (!marked.remove(copy.id())) {
            marked.add(copy.id());
        }
        lastMarked = Optional.of(copy.id());
        provider.refreshItem(copy);
        marksChanged();
    }

    /** Marks the row, or takes its mark away. */
    void mark(CopyId id) {
        desk.store().held().find(id).ifPresent(copy -> mark(copy, false));
    }

    /** Marks from the last mark to this row. */
    void markTo(CopyId id) {
        desk.store().held().find(id).ifPresent(this::markTo);
    }

    private void markTo(HeldCopy copy) {
        int to = placeOf(copy.id());
        int from = lastMarked.map(this::placeOf).filter(place -> place >= 0).orElse(to);
        if (to < 0) {
            return;
        }
        int first = Math.min(from, to);
        int count = Math.min(Math.abs(from - to) + 1, 1000);
        page(first, count).forEach(row -> marked.add(row.id()));
        lastMarked = Optional.of(copy.id());
        provider.refreshAll();
        marksChanged();
    }

    /** Marks every row, up to a limit. */
    public void markAll() {
        for (int offset = 0; offset < Math.min(total, MOST_MARKED); offset += 1000) {
            page(offset, 1000).forEach(row -> marked.add(row.id()));
        }
        provider.refreshAll();
        marksChanged();
    }

    /** Takes all marks away. */
    public void unmarkAll() {
        marked.clear();
        lastMarked = Optional.empty();
        provider.refreshAll();
        marksChanged();
    }

    private void marksChanged() {
        showCaptions();
        onMarks.run();
    }

    /** What is marked. */
    public List<CopyId> marks() {
        return List.copyOf(marked);
    }

    // ---- the current row

    /** The current row. */
    public Optional<CopyId> current() {
        return current;
    }

    /**
     * Makes a row the current one, brings it into view and, if asked, gives it the focus.
     *
     * @return where it stands, from 0; -1 if it is not in the list
     */
    public int current(Optional<CopyId> id, boolean focus) {
        Optional<CopyId> before = current;
        current = id;
        List<CopyId> touched = new ArrayList<>();
        before.ifPresent(touched::add);
        id.ifPresent(touched::add);
        refresh(touched);
        int place = id.map(this::placeOf).orElse(-1);
        if (place >= 0) {
            grid.getElement()
                    .executeJs(
                            "window.postigo.show(this,$0,$1,$2)",
                            place,
                            id.map(CopyId::toString).orElse(""),
                            focus);
        }
        return place;
    }

    /** The row so many places on; empty where the list ends. */
    Optional<HeldCopy> neighbour(int step) {
        if (arrangement != Arrangement.NONE && current.isPresent()) {
            int place = arrangement.place(current.get());
            return arrangement.at(place < 0 ? 0 : place + step).flatMap(this::find);
        }
        if (current.isEmpty()) {
            return page(0, 1).stream().findFirst();
        }
        int place = placeOf(current.get());
        int wanted = place < 0 ? 0 : place + step;
        return wanted < 0 ? Optional.empty() : page(wanted, 1).stream().findFirst();
    }

    /** The next row below that still has to be decided, else just the next, else the same. */
    Optional<HeldCopy> nextOpen(Collection<CopyId> decided) {
        if (current.isEmpty()) {
            return Optional.empty();
        }
        int place = placeOf(current.get());
        if (place < 0) {
            return page(0, 1).stream().findFirst();
        }
        List<HeldCopy> below = page(place, 200);
        return below.stream()
                .filter(copy -> copy.state().open() && !decided.contains(copy.id()))
                .findFirst()
                .or(() -> below.stream().skip(1).findFirst())
                .or(() -> below.stream().findFirst());
    }

    /** Where a row stands now, from 0; -1 if it is not in the list. Rows move as mail comes in. */
    int placeOf(CopyId id) {
        if (arrangement != Arrangement.NONE) {
            return arrangement.place(id);
        }
        Integer known = places.get(id);
        int guess = known == null ? 0 : known;
        // Mostly nothing has moved since it was drawn.
        if (known != null && page(guess, 1).stream().anyMatch(copy -> copy.id().equals(id))) {
            return guess;
        }
        int from = Math.max(0, guess - 50);
        List<HeldCopy> around = page(from, 200);
        for (int i = 0; i < around.size(); i++) {
            places.put(around.get(i).id(), from + i);
            if (around.get(i).id().equals(id)) {
                return from + i;
            }
        }
        return -1;
    }

    /** How many rows there are. */
    public long total() {
        return total;
    }

    /** Whether the browser may have this row. */
    boolean knows(CopyId id) {
        return places.containsKey(id);
    }

    /** Draws these rows anew. */
    void refresh(Collection<CopyId> ids) {
        for (CopyId id : ids) {
            if (places.containsKey(id)) {
                desk.store().held().find(id).ifPresent(provider::refreshItem);
            }
        }
    }

    /** Draws a row anew as it stands now. */
    void refresh(HeldCopy copy) {
        provider.refreshItem(copy);
    }

    /** Reads the list anew. */
    public void reload() {
        places.clear();
        provider.refreshAll();
        total = source.apply(new Slice(order, 0, 1)).total();
    }

    private Optional<HeldCopy> find(CopyId id) {
        return desk.store().held().find(id);
    }

    /** The first row, if there is one. */
    public Optional<HeldCopy> first() {
        return page(0, 1).stream().findFirst();
    }

    Grid<HeldCopy> grid() {
        return grid;
    }
}
