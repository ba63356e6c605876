package org.postigo.desk;

import java.io.IOException;
import java.time.Clock;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.postigo.desk.domains.Levers;
import org.postigo.mail.DomainName;
import org.postigo.mail.MailId;
import org.postigo.mail.policy.Level;
import org.postigo.mail.policy.ListEntry;
import org.postigo.mail.policy.ServiceTree;
import org.postigo.mail.policy.Setting;
import org.postigo.mail.policy.Wishes;
import org.postigo.quarantine.bill.MonthCounter;
import org.postigo.quarantine.bill.MonthlyCount;
import org.postigo.store.Store;

/** A smooth curve, one suggestion and trials that end at once: what views need to be looked at. */
final class TestingLevers implements Levers {
    private final Store store;
    private final Clock clock;
    private final MonthCounter counter;
    /** What a count waits for. */
    final AtomicReference<CountDownLatch> slow = new AtomicReference<>(new CountDownLatch(0));

    private final Map<Integer, Change> trials = new ConcurrentHashMap<>();
    private final AtomicInteger last = new AtomicInteger();

    TestingLevers(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
        this.counter = new MonthCounter(store.journal(), store.domains(), ZoneOffset.UTC);
    }

    @Override
    public int begin(Change change) {
        int name = last.incrementAndGet();
        trials.put(name, change);
        return name;
    }

    @Override
    public Trial trial(int name) {
        boolean removal = !trials.get(name).remove().isEmpty();
        var row = new Row(
                MailId.next(java.time.Instant.parse("2026-11-23T18:41:09Z"), new java.util.SplittableRandom(3)),
                java.time.Instant.parse("2026-11-23T18:41:09Z"),
                "aviso@arboledas.example",
                "Minuta de la asamblea <b>",
                "compras@metalsur.example",
                0.91);
        return new Trial.Done(
                14_210,
                removal ? 0 : 1,
                removal ? 1 : 0,
                removal ? List.of() : List.of(row),
                removal ? List.of(row) : List.of());
    }

    @Override
    public Rigour rigour(DomainName domain) {
        if (domain.text().startsWith("huerta")) {
            return new Rigour(points(0, 0), 0, 4, OptionalDouble.empty(), Basis.TOO_LITTLE, 7_680);
        }
        return new Rigour(points(60, 140), 2_310, 1_204, OptionalDouble.of(0.93), Basis.SITE, 7_680);
    }

    private static List<Point> points(double good, double spam) {
        return IntStream.rangeClosed(50, 99)
                .mapToObj(hundredths -> {
                    double t = hundredths / 100.0;
                    double held = good * Math.exp(-(t - 0.5) * 5);
                    double passed = spam * Math.pow(t - 0.45, 2) * 2;
                    return new Point(
                            t,
                            new Count(held, held * 0.6, held * 1.5),
                            new Count(passed, passed * 0.8, passed * 1.2),
                            590 - (t - 0.8) * 700);
                })
                .toList();
    }

    @Override
    public List<Suggestion> suggestions(DomainName domain) {
        var note = new ListEntry.Note("", java.time.Instant.EPOCH, "", Optional.empty(), Optional.empty());
        return domain.text().startsWith("huerta")
                ? List.of()
                : List.of(new Suggestion.Rescued(
                        new ListEntry.Allow(
                                "suggested",
                                new ListEntry.Subject.Domain(DomainName.of("arboledas.example"), false),
                                new ListEntry.Scope.OfDomain(domain),
                                new ListEntry.Proof.SignedBy(DomainName.of("arboledas.example")),
                                note),
                        4,
                        6,
                        0));
    }

    @Override
    public MonthlyCount count(YearMonth month) throws IOException {
        try {
            slow.get().await();
        } catch (InterruptedException stopped) {
            throw new IOException(stopped);
        }
        return counter.count(month, clock.instant());
    }

    @Override
    public String table(MonthlyCount count) {
        return "month,mailbox\r\n"
                + count.mailboxes().stream()
                        .map(row -> count.month() + "," + row.mailbox() + "\r\n")
                        .collect(Collectors.joining());
    }

    @Override
    public Plan plan(Table kind, String table, String scope, String by) {
        List<String> lines = table.lines().skip(1).toList();
        if (!table.startsWith("domain")) {
            throw new IllegalArgumentException(
                    "line 1: no such column: " + table.lines().findFirst().orElse(""));
        }
        List<ServiceTree.Node> nodes = lines.stream()
                .map(line -> ServiceTree.Node.of(
                        Level.parse(line.split(",")[0]).orElseThrow(),
                        Wishes.NONE.read(Setting.SERVERS, line.split(",")[1])))
                .toList();
        return new Plan(
                nodes.size(),
                0,
                0,
                0,
                IntStream.range(0, nodes.size())
                        .mapToObj(i -> new Line(i + 2L, What.ADD, lines.get(i), ""))
                        .toList(),
                new Change(List.of(), java.util.Set.of(), nodes, Optional.empty()),
                () -> write(nodes, by));
    }

    private void write(List<ServiceTree.Node> nodes, String by) throws IOException {
        store.domains().putAll(nodes, by);
    }
}
