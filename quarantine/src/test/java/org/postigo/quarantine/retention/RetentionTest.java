package org.postigo.quarantine.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postigo.mail.DomainName;
import org.postigo.mail.MailObject;
import org.postigo.mail.Mailbox;
import org.postigo.mail.policy.Level;
import org.postigo.mail.policy.ServiceTree;
import org.postigo.mail.policy.Setting;
import org.postigo.mail.policy.Wishes;
import org.postigo.mail.record.Reply;
import org.postigo.store.FileStore;
import org.postigo.store.Samples;
import org.postigo.store.Settings;
import org.postigo.store.archive.Archive;
import org.postigo.store.audit.Audit;
import org.postigo.store.audit.AuditEvent;
import org.postigo.store.digests.Request;
import org.postigo.store.disk.ForgetfulDisk;
import org.postigo.store.held.CopyEvent;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.CopyState;
import org.postigo.store.held.Decision;
import org.postigo.store.held.HeldCopy;
import org.postigo.store.held.HeldQuery;
import org.postigo.store.rounds.RoundEvent;
import org.postigo.store.rounds.RoundId;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What goes when, by whose settings, and what stays whatever they say: over the store of files. */
class RetentionTest {
    private static final Instant START = Instant.parse("2026-11-01T09:00:00Z");
    private static final Path FOLDER = Path.of("/data");
    private static final Path ARCHIVE = FOLDER.resolve("archive");
    private static final Reply OK = new Reply(250, "2.0.0", "Ok");
    private static final byte[] CONTENT =
            ("Subject: caf\u00e9\r\n\r\n" + "Gr\u00fc\u00dfe ".repeat(4_000)).getBytes(StandardCharsets.UTF_8);

    private Instant now = START;
    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };
    private ForgetfulDisk disk = new ForgetfulDisk();
    private FileStore store;
    private Retention retention;
    private Optional<Instant> unlearnt = Optional.empty();

    @BeforeEach
    void open() throws IOException {
        store = FileStore.open(FOLDER, Settings.DEFAULT.withRoom(1 << 30, 0, 0, 0), clock, disk);
        retention = new Retention(store, new Archive(disk, ARCHIVE, 0), () -> unlearnt, clock, Duration.ZERO);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void set(String place, String... words) throws IOException {
        Level level = place.equals("site")
                ? new Level.Site()
                : place.startsWith("group:")
                        ? new Level.Group(place.substring(6))
                        : new Level.Domain(DomainName.of(place));
        Optional<ServiceTree.Node> before = store.domains().tree().node(level);
        Wishes wishes = before.map(ServiceTree.Node::wishes).orElse(Wishes.NONE);
        for (String word : words) {
            String[] parts = word.split("=", 2);
            wishes = wishes.read(Setting.named(parts[0]).orElseThrow(), parts[1]);
        }
        store.domains().put(new ServiceTree.Node(level, before.flatMap(ServiceTree.Node::group), wishes), "cli");
    }

    private List<CopyId> hold(String... recipients) throws IOException {
        MailObject mail = Samples.mail(now, "a@example.org", recipients, CONTENT);
        return store.held()
                .hold(mail, Samples.assessment(mail, "Offer", 1), "key-" + mail.id(), Samples.copies(mail))
                .publish();
    }

    private Decision decision(Decision.Kind kind) {
        return new Decision(kind, "ana@example.com", now, now, "");
    }

    private CopyId spam(CopyId id) throws IOException {
        store.held()
                .append(List.of(
                        new CopyEvent.Decided(id, now, decision(Decision.Kind.SPAM)),
                        new CopyEvent.TookEffect(id, now, Optional.empty())));
        return id;
    }

    private CopyId released(CopyId id) throws IOException {
        store.held()
                .append(List.of(
                        new CopyEvent.Decided(id, now, decision(Decision.Kind.RELEASE)),
                        new CopyEvent.TookEffect(id, now, Optional.empty()),
                        new CopyEvent.ReleaseStarted(id, now, 1),
                        new CopyEvent.Delivered(id, now, "mx1", OK)));
        return id;
    }

    private void days(double days) {
        now = START.plus(Duration.ofMinutes(Math.round(days * 24 * 60)));
    }

    private boolean kept(CopyId id) {
        return store.held().find(id).orElseThrow().kept();
    }

    private byte[] content(CopyId id) throws IOException {
        return store.held()
                .content(store.held().find(id).orElseThrow().message())
                .bytes();
    }

    @Test
    void whatIsFinishedIsKeptForThirtyDaysWhereNobodySaysOtherwise() throws Exception {
        CopyId unread = hold("u@example.com").getFirst();
        CopyId spam = hold("s@example.com").getFirst();
        CopyId good = hold("g@example.com").getFirst();
        days(10);
        spam(spam);
        days(20);
        released(good);
        days(39.9);
        assertThat(retention.sweep()).isZero();
        days(40.1);
        assertThat(retention.sweep()).isEqualTo(1);
        assertThat(kept(spam)).isFalse();
        assertThat(kept(good)).isTrue();
        days(50.1);
        assertThat(retention.sweep()).isEqualTo(1);
        assertThat(kept(good)).isFalse();
        days(4_000);
        assertThat(retention.sweep()).isZero();
        assertThat(content(unread)).isEqualTo(CONTENT);
        assertThat(disk.list(FOLDER)).as("nothing was archived").doesNotContain("archive");
        assertThat(retention.figures()).isEqualTo(new Retention.Figures(2, 0, 0));
        assertThat(store.audit()
                        .newest(
                                new Audit.Query(Optional.of("postigo"), Set.of(AuditEvent.Deed.COPIES_REMOVED), START),
                                10))
                .extracting(AuditEvent::subject, AuditEvent::detail)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("example.com", "1 held copies, 0 of them archived"),
                        org.assertj.core.groups.Tuple.tuple("example.com", "1 held copies, 0 of them archived"));
    }

    @Test
    void theNarrowestPlaceSaysForHowLong() throws Exception {
        set("site", "retention=10", "servers=mx.example:25");
        set("group:norte", "retention=20 days");
        for (String domain : List.of("uno.example", "dos.example", "tres.example", "cuatro.example")) {
            set(domain);
        }
        store.domains()
                .put(
                        new ServiceTree.Node(
                                new Level.Domain(DomainName.of("uno.example")), Optional.of("norte"), Wishes.NONE),
                        "cli");
        set("dos.example", "retention=5");
        set("cuatro.example", "retention=forever");
        Map<String, CopyId> ids = new HashMap<>();
        for (String domain : List.of("uno.example", "dos.example", "tres.example", "cuatro.example", "fremd.example")) {
            ids.put(domain, spam(hold("b@" + domain).getFirst()));
        }
        Map<Double, Set<String>> left = Map.of(
                4.9, Set.of("uno.example", "dos.example", "tres.example", "cuatro.example", "fremd.example"),
                5.1, Set.of("uno.example", "tres.example", "cuatro.example", "fremd.example"),
                10.1, Set.of("uno.example", "cuatro.example"),
                20.1, Set.of("cuatro.example"),
                9_999.0, Set.of("cuatro.example"));
        for (double day : left.keySet().stream().sorted().toList()) {
            days(day);
            retention.sweep();
            var still = new HashSet<String>();
            ids.forEach((domain, id) -> {
                if (kept(id)) {
                    still.add(domain);
                }
            });
            assertThat(still).as("day %s", day).isEqualTo(left.get(day));
        }
    }

    @Test
    void whereAllIsKeptForEverNothingGoes() throws Exception {
        set("site", "retention=forever");
        CopyId id = spam(hold("b@example.com").getFirst());
        days(9_999);
        assertThat(retention.sweep()).isZero();
        assertThat(kept(id)).isTrue();
    }

    @Test
    void whatIsArchivedIsTheOctetsThatWereHeldAndTheirStory() throws Exception {
        set("example.com", "archive=yes", "servers=mx.example:25");
        List<CopyId> ids = hold("b@example.com", "c@example.com", "d@example.net");
        for (CopyId id : ids) {
            spam(id);
        }
        days(31);
        assertThat(retention.sweep()).isEqualTo(3);
        assertThat(retention.figures()).isEqualTo(new Retention.Figures(3, 2, 0));
        CopyId first = ids.getFirst();
        var removed = (CopyState.Removed) store.held().find(first).orElseThrow().state();
        assertThat(removed.archive()).contains("example.com/2026-11/" + first.mail() + ".eml");
        assertThat(((CopyState.Removed)
                                store.held().find(ids.get(2)).orElseThrow().state())
                        .archive())
                .isEmpty();
        assertThat(disk.list(ARCHIVE)).containsExactly("example.com");
        assertThat(disk.list(ARCHIVE.resolve("example.com/2026-11")))
                .as("one message, two stories")
                .containsExactlyInAnyOrder(first.mail() + ".eml", first + ".json", ids.get(1) + ".json");
        try (var in = disk.read(ARCHIVE.resolve("example.com/2026-11/" + first.mail() + ".eml"), 0)) {
            assertThat(in.readAllBytes()).isEqualTo(CONTENT);
        }
        byte[] line;
        try (var in = disk.read(ARCHIVE.resolve("example.com/2026-11/" + first + ".json"), 0)) {
            line = in.readAllBytes();
        }
        assertThat(new String(line, StandardCharsets.UTF_8)).hasLineCount(1).endsWith("}\n");
        JsonNode story = JsonMapper.builder().build().readTree(line);
        assertThat(story.get("copy").asString()).isEqualTo(first.toString());
        assertThat(story.get("from").asString()).isEqualTo("a@example.org");
        assertThat(story.get("recipient").get("path").asString()).isEqualTo("b@example.com");
        assertThat(story.get("reason").asString()).isEqualTo("SCORE_HIGH");
        assertThat(story.get("decision").get("kind").asString()).isEqualTo("SPAM");
        assertThat(story.get("decision").get("by").asString()).isEqualTo("ana@example.com");
        assertThat(story.get("decision").get("at").asString()).isEqualTo(START.toString());
        assertThat(story.get("events")).hasSize(2);
    }

    @Test
    void wherethePowerIsLostACopyIsHeldOrInTheArchiveWhole() throws Exception {
        int step = 0;
        int archivedOnly = 0;
        for (boolean powerless = true; powerless; ) {
            step++;
            store.close();
            disk = new ForgetfulDisk();
            now = START;
            open();
            set("example.com", "archive=yes", "servers=mx.example:25");
            List<CopyId> ids = hold("b@example.com", "c@example.com");
            for (CopyId id : ids) {
                spam(id);
            }
            days(31);
            disk.losePowerAt(step);
            try {
                retention.sweep();
            } catch (IOException power) {
                assertThat(disk.powerless()).isTrue();
            }
            powerless = disk.powerless();
            store.close();
            disk.restart(new SplittableRandom(step));
            open();
            assertThat(store.awaitIndex(60)).isTrue();
            for (CopyId id : ids) {
                if (kept(id)) {
                    assertThat(content(id)).as("step %s", step).isEqualTo(CONTENT);
                } else {
                    archivedOnly++;
                    for (String name : List.of(id.mail() + ".eml", id + ".json")) {
                        try (var in = disk.read(ARCHIVE.resolve("example.com/2026-11/" + name), 0)) {
                            assertThat(in.readAllBytes())
                                    .as("step %s", step)
                                    .satisfies(octets -> assertThat(octets)
                                            .startsWith(name.endsWith(".eml") ? CONTENT : new byte[] {'{'}));
                        }
                    }
                }
            }
            retention.sweep();
            assertThat(ids).noneMatch(this::kept);
            assertThat(disk.list(FOLDER.resolve("held/2026-11-01"))).noneMatch(name -> name.endsWith(".held"));
            assertThat(disk.list(FOLDER.resolve("held/2026-11-01/bodies"))).isEmpty();
            assertThat(disk.list(ARCHIVE.resolve("example.com/2026-11")).stream()
                            .filter(name -> !name.endsWith(".tmp")))
                    .hasSize(3);
        }
        assertThat(step).isGreaterThan(15);
        assertThat(archivedOnly).isPositive();
    }

    @Test
    void whatCannotBeArchivedStaysUntilItCan() throws Exception {
        set("example.com", "archive=yes", "servers=mx.example:25");
        CopyId id = spam(hold("b@example.com").getFirst());
        days(31);
        var full = new Retention(store, new Archive(disk, ARCHIVE, 1L << 40), () -> unlearnt, clock, Duration.ZERO);
        assertThat(full.sweep()).isZero();
        assertThat(full.figures()).isEqualTo(new Retention.Figures(0, 0, 1));
        assertThat(content(id)).isEqualTo(CONTENT);
        assertThat(retention.sweep()).isEqualTo(1);
    }

    @Test
    void whatSomebodyHasBeforeThemOrHasNotLearntStays() throws Exception {
        CopyId inRound = hold("r@example.com").getFirst();
        CopyId asked = hold("q@example.com").getFirst();
        CopyId free = hold("f@example.com").getFirst();
        var round = new RoundId("2026-11-01T09:00-all");
        store.rounds()
                .append(new RoundEvent.Opened(
                        round, now, "all", Set.of(), now.plus(Duration.ofHours(4)), List.of(inRound)));
        for (CopyId id : List.of(inRound, asked, free)) {
            spam(id);
        }
        store.requests()
                .ask(Request.of(
                        Request.Wish.RELEASE, Mailbox.parse("q@example.com").orElseThrow(), asked, now, ""));
        days(40);
        unlearnt = Optional.of(START);
        assertThat(retention.sweep()).as("nothing was learnt yet").isZero();
        unlearnt = Optional.of(START.plusSeconds(1));
        assertThat(retention.sweep()).isEqualTo(1);
        assertThat(List.of(kept(inRound), kept(asked), kept(free))).containsExactly(true, true, false);
        store.requests().answered(asked, "ana@example.com");
        assertThat(retention.sweep()).isEqualTo(1);
        assertThat(List.of(kept(inRound), kept(asked))).containsExactly(true, false);
    }

    @Test
    void aSweepDoesAPieceAndTheNextGoesOnBehindWhatStays() throws Exception {
        set("largo.example", "retention=forever", "servers=mx.example:25");
        String[] stay = new String[300];
        java.util.Arrays.setAll(stay, i -> "b" + i + "@largo.example");
        String[] go = new String[300];
        java.util.Arrays.setAll(go, i -> "b" + i + "@example.com");
        var leaving = new ArrayList<CopyId>();
        for (int i = 0; i < 4; i++) {
            now = START.plusSeconds(i);
            for (CopyId id : hold(stay)) {
                spam(id);
            }
            for (CopyId id : hold(go)) {
                leaving.add(spam(id));
            }
        }
        days(31);
        assertThat(retention.sweep()).as("the first").isBetween(1_000, 1_099);
        int second = retention.sweep();
        int third = retention.sweep();
        assertThat(leaving).noneMatch(this::kept);
        assertThat(second + third).isBetween(1, 200);
        assertThat(store.held().list(HeldQuery.all(0, 1)).total()).isEqualTo(1_200);
    }

    /** What follows from what, told a second time and more simply than the store does. */
    private enum Life {
        OPEN,
        DECIDED_SPAM,
        DECIDED_GOOD,
        UNDER_WAY,
        CLOSED,
        GONE
    }

    @Test
    void whateverHappensJustWhatIsOverGoes() throws Exception {
        int gone = 0;
        for (int seed = 0; seed < 40; seed++) {
            var random = new SplittableRandom(seed);
            store.close();
            disk = new ForgetfulDisk();
            now = START;
            open();
            set(
                    "example.com",
                    "retention=3",
                    "servers=mx.example:25",
                    "archive=" + (random.nextBoolean() ? "yes" : "no"));
            set("example.net", "retention=" + (random.nextBoolean() ? "6" : "forever"), "servers=mx.example:25");
            Map<CopyId, Life> lives = new HashMap<>();
            Map<CopyId, Instant> last = new HashMap<>();
            for (int act = 0; act < 150; act++) {
                now = now.plus(Duration.ofMinutes(random.nextInt(1, 400)));
                if (lives.size() < 12 && random.nextInt(4) == 0) {
                    hold("b@example.com", "c@example.net").forEach(id -> lives.put(id, Life.OPEN));
                }
                if (lives.isEmpty()) {
                    continue;
                }
                CopyId id = List.copyOf(lives.keySet()).get(random.nextInt(lives.size()));
                Optional<Life> next = step(id, lives.get(id), random);
                if (next.isPresent()) {
                    lives.put(id, next.get());
                    last.put(id, now);
                }
                if (random.nextInt(5) == 0) {
                    retention.sweep();
                    for (Map.Entry<CopyId, Life> each : lives.entrySet()) {
                        HeldCopy copy = store.held().find(each.getKey()).orElseThrow();
                        int days = store.domains()
                                .tree()
                                .service(copy.recipient().path().domain())
                                .get(Setting.RETENTION);
                        boolean over = each.getValue() == Life.CLOSED
                                && days > 0
                                && last.get(each.getKey()).isBefore(now.minus(Duration.ofDays(days)));
                        if (each.getValue() == Life.GONE || over) {
                            gone += over ? 1 : 0;
                            assertThat(copy.kept()).as("seed %s %s", seed, copy).isFalse();
                            each.setValue(Life.GONE);
                        } else {
                            assertThat(copy.kept()).as("seed %s %s", seed, copy).isTrue();
                            assertThat(content(copy.id())).isEqualTo(CONTENT);
                        }
                    }
                }
            }
        }
        assertThat(gone).isGreaterThan(50);
    }

    private Optional<Life> step(CopyId id, Life life, SplittableRandom random) throws IOException {
        List<CopyEvent> events = switch (life) {
            case OPEN -> {
                Decision.Kind kind = List.of(Decision.Kind.SPAM, Decision.Kind.RELEASE, Decision.Kind.NOT_SURE)
                        .get(random.nextInt(3));
                yield List.of(new CopyEvent.Decided(id, now, decision(kind)));
            }
            case DECIDED_SPAM, DECIDED_GOOD ->
                random.nextInt(4) == 0
                        ? List.of(new CopyEvent.Undone(id, now, "ana@example.com"))
                        : life == Life.DECIDED_SPAM
                                ? List.of(new CopyEvent.TookEffect(id, now, Optional.empty()))
                                : List.of(
                                        new CopyEvent.TookEffect(id, now, Optional.empty()),
                                        new CopyEvent.ReleaseStarted(id, now, 1));
            case UNDER_WAY ->
                switch (random.nextInt(4)) {
                    case 0 ->
                        List.of(
                                new CopyEvent.Postponed(id, now, "mx1", OK, now),
                                new CopyEvent.ReleaseStarted(id, now, 2));
                    case 1 -> List.of(new CopyEvent.Rejected(id, now, "mx1", OK));
                    default -> List.of(new CopyEvent.Delivered(id, now, "mx1", OK));
                };
            case CLOSED, GONE -> List.of();
        };
        if (events.isEmpty()) {
            return Optional.empty();
        }
        store.held().append(events);
        return Optional.of(
                switch (store.held().find(id).orElseThrow().state()) {
                    case CopyState.Decided(var decision) ->
                        decision.kind().releases() ? Life.DECIDED_GOOD : Life.DECIDED_SPAM;
                    case CopyState.Leaving _ -> Life.UNDER_WAY;
                    case CopyState.Spam _, CopyState.Delivered _ -> Life.CLOSED;
                    default -> Life.OPEN;
                });
    }
}
