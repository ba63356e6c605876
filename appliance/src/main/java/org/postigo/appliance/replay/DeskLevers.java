package org.postigo.appliance.replay;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.postigo.appliance.provision.CountTable;
import org.postigo.appliance.provision.EntryImport;
import org.postigo.appliance.provision.SettingsImport;
import org.postigo.classifier.policy.Entries;
import org.postigo.classifier.policy.Strictness;
import org.postigo.classifier.strictness.StrictnessAdvice;
import org.postigo.classifier.strictness.StrictnessAdvice.Finding;
import org.postigo.classifier.strictness.StrictnessCurve;
import org.postigo.desk.domains.Levers;
import org.postigo.mail.DomainName;
import org.postigo.mail.estimate.Interval;
import org.postigo.mail.policy.EntryForm;
import org.postigo.mail.policy.ListEntry;
import org.postigo.mail.policy.ServiceTree;
import org.postigo.quarantine.Offer;
import org.postigo.quarantine.bill.MonthCounter;
import org.postigo.quarantine.bill.MonthlyCount;
import org.postigo.store.Store;
import org.postigo.store.held.HeldCopy;

/** What the desk asks about settings, answered from journal, decisions and the classifier's own policy. */
public final class DeskLevers implements Levers {
    /** A sample is as good as new for so long. */
    private static final Duration FRESH = Duration.ofMinutes(5);

    private static final double DAYS_A_WEEK = 7;

    /** Thresholds that the slider reaches, in hundredths. */
    private static final int LEAST = 50;

    private static final int MOST = 99;

    /** Lines of a plan that are told one by one. */
    private static final int TOLD = 1_000;

    private final Store store;
    private final Replays replays;
    private final Function<HeldCopy, List<Offer>> offers;
    private final double audit;
    private final MonthCounter counter;
    private final Clock clock;
    private Optional<Sample> sample = Optional.empty();

    /**
     * Over one data folder.
     *
     * @param offers allow entries that a held copy proved
     * @param audit share of what would be refused that is held instead
     * @param counter of months
     */
    public DeskLevers(
            Store store,
            Replays replays,
            Function<HeldCopy, List<Offer>> offers,
            double audit,
            MonthCounter counter,
            Clock clock) {
        this.store = store;
        this.replays = replays;
        this.offers = offers;
        this.audit = audit;
        this.counter = counter;
        this.clock = clock;
    }

    @Override
    public int begin(Change change) {
        // Made now: whoever asks while another is tried wants an answer about the settings they see.
        Entries entries = entries(change);
        Optional<Strictness> strictness =
                Optional.of(change.places()).filter(places -> !places.isEmpty()).map(this::strictness);
        return replays.start(
                Sample.SPAN,
                now -> new Replay.Setting(
                        entries,
                        change.rules()
                                .map(written -> now.rules().with(written.scope(), written.rules()))
                                .orElse(now.rules()),
                        strictness.orElse(now.strictness())));
    }

    private Entries entries(Change change) {
        Map<String, ListEntry> put = new HashMap<>();
        change.put().forEach(entry -> put.put(entry.id(), entry));
        var after = new ArrayList<ListEntry>();
        store.lists().snapshot().entries().stream()
                .filter(entry ->
                        !put.containsKey(entry.id()) && !change.remove().contains(entry.id()))
                .forEach(after::add);
        after.addAll(put.values());
        return Entries.of(after);
    }

    private Strictness strictness(List<ServiceTree.Node> places) {
        ServiceTree tree = store.domains().tree().with(places);
        return SiteStrictness.of(() -> tree, audit);
    }

    @Override
    public Trial trial(int name) {
        return replays.state(name)
                .<Trial>map(state -> switch (state) {
                    case Replays.State.Running(double part) -> new Trial.Running(part);
                    case Replays.State.Failed _ -> new Trial.Failed();
                    case Replays.State.Done(Replay.Result result) ->
                        new Trial.Done(
                                result.copies(),
                                result.freed(),
                                result.stopped(),
                                rows(result.worstFreed()),
                                rows(result.worstStopped()));
                })
                .orElse(new Trial.Failed());
    }

    private static List<Row> rows(List<Replay.Row> rows) {
        return rows.stream()
                .map(row -> new Row(
                        row.id(),
                        row.at(),
                        row.from().orElse(""),
                        row.subject(),
                        row.recipient().mailbox().toString(),
                        row.probability()))
                .toList();
    }

    private synchronized Sample sample() throws IOException {
        if (sample.isEmpty() || sample.get().olderThan(FRESH, clock.instant())) {
            sample = Optional.of(Sample.take(store, audit, clock.instant()));
        }
        return sample.get();
    }

    @Override
    public Rigour rigour(DomainName domain) throws IOException {
        Sample all = sample();
        Sample.OfDomain own = all.of(domain);
        StrictnessAdvice advice = StrictnessAdvice.of(own.curve(), all.site(), StrictnessAdvice.HAM_LOSS);
        double weeks = Sample.SPAN.toDays() / DAYS_A_WEEK;
        List<Point> points = IntStream.rangeClosed(LEAST, MOST)
                .mapToObj(hundredths -> {
                    double threshold = hundredths / 100.0;
                    StrictnessCurve.Point at = own.curve().at(threshold);
                    return new Point(
                            threshold,
                            count(at.misclassifiedHam(), own.good() / weeks),
                            count(at.missedSpam(), own.spam() / weeks),
                            own.rows(threshold) / weeks);
                })
                .toList();
        record Promise(OptionalDouble at, Basis basis) {}
        Promise promise = switch (advice.finding()) {
            case Finding.Own(StrictnessCurve.Point point) ->
                new Promise(OptionalDouble.of(point.threshold()), Basis.OWN);
            case Finding.BySite(StrictnessCurve.Point point, double _, int _) ->
                new Promise(OptionalDouble.of(point.threshold()), Basis.SITE);
            case Finding.TooLittle _ -> new Promise(OptionalDouble.empty(), Basis.TOO_LITTLE);
            case Finding.Unreachable _ -> new Promise(OptionalDouble.empty(), Basis.UNREACHABLE);
        };
        return new Rigour(
                points,
                own.curve().ham(),
                own.curve().spam(),
                promise.at(),
                promise.basis(),
                Interval.trialsWithoutError(StrictnessAdvice.HAM_LOSS));
    }

    private static Count count(StrictnessCurve.Rate rate, double weekly) {
        return new Count(
                rate.share() * weekly,
                rate.interval().low() * weekly,
                rate.interval().high() * weekly);
    }

    @Override
    public List<Suggestion> suggestions(DomainName domain) throws IOException {
        return new Advice(
                        domain,
                        store.lists().snapshot().entries(),
                        sample().of(domain).rulings(),
                        clock.instant())
                .all(offers, store.hits());
    }

    @Override
    public Plan plan(Table kind, String table, String scope, String by) {
        return switch (kind) {
            case SETTINGS -> settings(table, by);
            case ENTRIES -> entries(table, scope, by);
        };
    }

    @Override
    public MonthlyCount count(YearMonth month) throws IOException {
        return counter.count(month, clock.instant());
    }

    @Override
    public String table(MonthlyCount count) {
        return CountTable.of(count);
    }

    private Plan settings(String text, String by) {
        var read = SettingsImport.read(text, org.postigo.appliance.provision.Table.Others.REFUSED);
        SettingsImport plan = SettingsImport.of(read, store.domains().tree());
        return new Plan(
                plan.count(SettingsImport.Line.Add.class),
                plan.count(SettingsImport.Line.Change.class),
                plan.count(SettingsImport.Line.Same.class),
                plan.count(SettingsImport.Line.Bad.class),
                plan.lines().stream()
                        .flatMap(line -> told(line).stream())
                        .limit(TOLD)
                        .toList(),
                new Change(List.of(), Set.of(), plan.toWrite(), Optional.empty()),
                () -> store.domains().putAll(plan.toWrite(), by));
    }

    private static Optional<Line> told(SettingsImport.Line line) {
        return switch (line) {
            case SettingsImport.Line.Add(long number, var node) ->
                Optional.of(new Line(number, What.ADD, SettingsImport.words(node), ""));
            case SettingsImport.Line.Change(long number, var before, var node) ->
                Optional.of(new Line(number, What.CHANGE, SettingsImport.words(node), SettingsImport.words(before)));
            case SettingsImport.Line.Same _ -> Optional.empty();
            case SettingsImport.Line.Bad(long number, String problem) ->
                Optional.of(new Line(number, What.BAD, problem, ""));
        };
    }

    private Plan entries(String text, String scope, String by) {
        var read = EntryImport.read(text, org.postigo.appliance.provision.Table.Others.REFUSED);
        EntryImport plan =
                EntryImport.of(read, store.lists().snapshot().entries(), "allow", scope, by, clock.instant());
        return new Plan(
                plan.count(EntryImport.Line.Add.class),
                plan.count(EntryImport.Line.Change.class),
                plan.count(EntryImport.Line.Same.class),
                plan.count(EntryImport.Line.Bad.class),
                plan.lines().stream()
                        .flatMap(line -> told(line).stream())
                        .limit(TOLD)
                        .toList(),
                new Change(plan.toWrite(), Set.of(), List.of(), Optional.empty()),
                () -> store.lists().putAll(plan.toWrite(), by));
    }

    private static Optional<Line> told(EntryImport.Line line) {
        return switch (line) {
            case EntryImport.Line.Add(long number, ListEntry entry) ->
                Optional.of(new Line(number, What.ADD, words(entry), ""));
            case EntryImport.Line.Change(long number, ListEntry before, ListEntry entry) ->
                Optional.of(new Line(number, What.CHANGE, words(entry), words(before)));
            case EntryImport.Line.Same _ -> Optional.empty();
            case EntryImport.Line.Bad(long number, String problem) ->
                Optional.of(new Line(number, What.BAD, problem, ""));
        };
    }

    private static String words(ListEntry entry) {
        EntryForm form = EntryForm.of(entry);
        return String.join(
                "; ",
                Stream.of(form.list(), form.subject(), form.scope(), form.proof(), form.reason())
                        .filter(word -> !word.isEmpty())
                        .toList());
    }
}
