package org.postigo.quarantine.bill;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postigo.mail.Client;
import org.postigo.mail.DomainName;
import org.postigo.mail.Envelope;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.MailId;
import org.postigo.mail.Recipient;
import org.postigo.mail.ReversePath;
import org.postigo.mail.finding.Verdict;
import org.postigo.mail.policy.Level;
import org.postigo.mail.policy.ServiceTree.Node;
import org.postigo.mail.policy.Setting;
import org.postigo.mail.policy.Wishes;
import org.postigo.mail.record.CopyOutcome;
import org.postigo.mail.record.JournalEntry;
import org.postigo.mail.record.Reply;
import org.postigo.quarantine.bill.MonthlyCount.Plan;
import org.postigo.store.FileStore;
import org.postigo.store.Settings;
import org.postigo.store.disk.RealDisk;

/** The bill of a month, over the real store. */
class MonthlyCountTest {
    private static final ZoneId ZONE = ZoneId.of("Europe/Madrid");
    private static final YearMonth OCTOBER = YearMonth.of(2026, 10);
    private static final Reply OK = new Reply(250, "2.0.0", "OK");

    private final AtomicReference<Instant> now = new AtomicReference<>();
    private final SplittableRandom random = new SplittableRandom(1);
    private FileStore store;
    /** The one that has counted before. */
    private MonthCounter counter;

    /** It shows what was set. */
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
            return now.get();
        }
    };

    @BeforeEach
    void open(@TempDir Path folder) throws Exception {
        at("2026-09-10T08:00");
        store = FileStore.open(folder, Settings.DEFAULT.withRoom(1L << 30, 0, 0, 0), clock, new RealDisk());
        counter = new MonthCounter(store.journal(), store.domains(), ZONE);
    }

    @AfterEach
    void close() throws Exception {
        store.close();
    }

    /** Local time. */
    private void at(String time) {
        now.set(java.time.LocalDateTime.parse(time).atZone(ZONE).toInstant());
    }

    private void put(String place, String mode) throws Exception {
        Level level = Level.parse(place).orElseThrow();
        Wishes wishes = mode.isEmpty() ? Wishes.NONE : Wishes.NONE.read(Setting.MODE, mode);
        store.domains()
                .put(
                        Node.of(level, level instanceof Level.Site ? wishes.read(Setting.SERVERS, "mx:25") : wishes),
                        "cli");
    }

    private void mail(Map<String, CopyOutcome> outcomes) throws Exception {
        var envelope = new Envelope(
                ReversePath.of("a@example.org"),
                Envelope.Parameters.NONE,
                outcomes.keySet().stream().map(Recipient::of).toList());
        store.journal()
                .append(new JournalEntry.Transaction(
                        MailId.next(now.get(), random),
                        now.get(),
                        Client.plain(java.net.InetAddress.ofLiteral("192.0.2.7"), "mail.example.org"),
                        envelope,
                        "x".getBytes(StandardCharsets.US_ASCII).length,
                        "00ff",
                        Optional.empty(),
                        outcomes.entrySet().stream()
                                .collect(java.util.stream.Collectors.toMap(
                                        each -> ForwardPath.of(each.getKey()), Map.Entry::getValue)),
                        OK,
                        Map.of("total", Duration.ofMillis(1))))
                .join();
    }

    private MonthlyCount count() throws Exception {
        MonthlyCount fresh = new MonthCounter(store.journal(), store.domains(), ZONE).count(OCTOBER, now.get());
        assertThat(counter.count(OCTOBER, now.get())).isEqualTo(fresh);
        return fresh;
    }

    private List<String> rows() throws Exception {
        return count().mailboxes().stream()
                .map(row -> row.mailbox() + " " + row.plan() + " " + row.days(Plan.REVIEW) + " " + row.days(Plan.JUNK)
                        + " " + row.days(Plan.PLAIN) + " " + row.messages())
                .toList();
    }

    private void aMonth() throws Exception {
        put("site", "");
        put("example.com", "tag");
        put("ana@example.com", "hold");
        put("other.example", "");
        at("2026-10-01T00:00");
        var delivered = new CopyOutcome.Delivered("mx:25", OK);
        mail(Map.of(
                "Luis+news@example.com", delivered,
                "ana@example.com", new CopyOutcome.Held(Verdict.Reason.SCORE_HIGH),
                "nobody@example.com", new CopyOutcome.Refused("mx:25", new Reply(550, "5.1.1", "no")),
                "later@example.com", new CopyOutcome.Deferred("mx:25", new Reply(451, "4.3.0", "later"))));
        mail(Map.of("luis@example.com", delivered));
        // Ten days of review for everybody, and an hour of it that nobody pays for.
        at("2026-10-11T09:00");
        put("example.com", "hold");
        at("2026-10-21T09:00");
        put("example.com", "tag");
        put("other.example", "hold");
        at("2026-10-21T10:00");
        put("other.example", "");
        mail(Map.of("eva@other.example", delivered));
        at("2026-11-01T00:00");
        mail(Map.of("too.late@example.com", delivered));
    }

    @Test
    void eachMailboxCountsWithTheGreatestPlanThatADayEndedWith() throws Exception {
        aMonth();
        at("2026-11-20T12:00");
        assertThat(rows())
                .containsExactly(
                        "ana@example.com REVIEW 31 0 0 1",
                        "Luis@example.com REVIEW 10 21 0 2",
                        "eva@other.example PLAIN 0 0 31 1");
        assertThat(count().domains())
                .extracting(sum -> sum.domain().text() + " " + sum.mailboxes() + " " + sum.messages())
                .containsExactly("example.com {REVIEW=2} 3", "other.example {PLAIN=1} 1");
        assertThat(count().only(DomainName.of("other.example")).mailboxes()).hasSize(1);
    }

    @Test
    void whatIsChangedLaterChangesNoMonthThatIsOver() throws Exception {
        aMonth();
        at("2026-11-20T12:00");
        List<String> before = rows();
        put("example.com", "observe");
        store.domains().remove(DomainName.of("other.example"), "cli");
        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void aMonthThatRunsIsCountedUntilNow() throws Exception {
        put("site", "");
        put("example.com", "hold");
        put("ana@example.com", "");
        at("2026-10-03T12:00");
        assertThat(rows()).containsExactly("ana@example.com REVIEW 3 0 0 0");
        assertThat(count().until()).isEqualTo(now.get());
        store.domains().remove(DomainName.of("example.com"), "cli");
        at("2026-10-20T12:00");
        assertThat(rows()).as("the day it went away counts no more").containsExactly("ana@example.com REVIEW 2 0 0 0");
    }
}
