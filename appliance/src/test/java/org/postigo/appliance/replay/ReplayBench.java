package org.postigo.appliance.replay;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.postigo.classifier.policy.Entries;
import org.postigo.classifier.policy.Strictness;
import org.postigo.mail.DomainName;
import org.postigo.mail.MailObject;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.finding.Contribution;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.FindingKey;
import org.postigo.mail.finding.Score;
import org.postigo.mail.policy.ListEntry;
import org.postigo.mail.policy.ProtectedDomain.Mode;
import org.postigo.mail.policy.ProtectedDomain.Thresholds;
import org.postigo.store.FileStore;
import org.postigo.store.Samples;
import org.postigo.store.Settings;
import org.postigo.store.disk.RealDisk;

/**
 * Prints how long it takes to try a deny entry and a threshold on the journal of 30 days. Arguments: messages (default
 * 100,000), entries there are (default 10,000). Each message has ten findings.
 */
public final class ReplayBench {
    private static final int AT_ONCE = 5_000;

    private ReplayBench() {}

    public static void main(String[] arguments) throws Exception {
        int messages = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000;
        int count = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10_000;
        Path folder = Files.createTempDirectory("postigo-replay");
        Instant now = Instant.now();
        try (FileStore store = FileStore.open(
                folder, Settings.DEFAULT.withRoom(1L << 30, 0, 0, 0), Clock.systemUTC(), new RealDisk())) {
            fill(store, messages, now);
            var entries = new ArrayList<ListEntry>();
            for (int i = 0; i < count; i++) {
                entries.add(deny("other" + i + ".example", now));
            }
            Strictness strict = name -> new Strictness.Rule(Mode.HOLD, Thresholds.DEFAULT, Strictness.Rule.AUDIT);
            var before = new Replay.Setting(Entries.of(entries), strict);
            entries.add(deny("sender7.example", now));
            var denying = new Replay.Setting(Entries.of(entries), strict);
            var laxer = new Replay.Setting(
                    before.entries(),
                    name -> new Strictness.Rule(Mode.HOLD, new Thresholds(0.95, 1), Strictness.Rule.AUDIT));
            for (int round = 1; round <= 3; round++) {
                timed("deny entry, round " + round, store, now, before, denying);
                timed("threshold, round " + round, store, now, before, laxer);
            }
        }
    }

    private static void timed(String what, FileStore store, Instant now, Replay.Setting before, Replay.Setting after)
            throws Exception {
        long start = System.nanoTime();
        var told = new int[1];
        Replay.Result result =
                Replay.run(store.journal(), now.minus(Duration.ofDays(30)), before, after, part -> told[0]++);
        print(
                "%s: %,d messages in %.2f s, %,d freed, %,d stopped, %,d moved, progress told %,d times",
                what,
                result.messages(),
                (System.nanoTime() - start) / 1e9,
                result.freed(),
                result.stopped(),
                result.moved(),
                told[0]);
    }

    private static void fill(FileStore store, int messages, Instant now) {
        long start = System.nanoTime();
        var waits = new ArrayList<CompletableFuture<Void>>();
        for (int i = 0; i < messages; i++) {
            Instant at = now.minus(Duration.ofDays(29)).plusSeconds(i * 25L);
            MailObject mail = Samples.mail(
                    at, "info@sender" + i % 500 + ".example", "Order " + i, "user" + i % 50 + "@example.com");
            waits.add(store.journal().append(Samples.delivered(mail, assessment(mail, i))));
            if (waits.size() == AT_ONCE) {
                CompletableFuture.allOf(waits.toArray(CompletableFuture[]::new)).join();
                waits.clear();
            }
        }
        CompletableFuture.allOf(waits.toArray(CompletableFuture[]::new)).join();
        print("%,d messages journalled in %.1f s", messages, (System.nanoTime() - start) / 1e9);
    }

    private static Assessment assessment(MailObject mail, int number) {
        Assessment said = Samples.assessment(mail, "Order " + number, 0);
        var findings = new ArrayList<Finding>();
        var shares = new ArrayList<Contribution>();
        double sum = 0;
        FindingKey[] keys = FindingKey.values();
        for (int i = 0; i < 10; i++) {
            double share = (number * 31L + i * 17L) % 100 / 100.0 - 0.4;
            var fact = Finding.Fact.of(keys[i * 5 % keys.length], "argument-" + number, "another");
            findings.add(fact);
            shares.add(new Contribution(fact, share));
            sum += share;
        }
        return new Assessment(
                findings,
                new Score(sum, 0, shares),
                said.authentication(),
                said.proven(),
                said.verdicts(),
                said.digest(),
                said.versions(),
                said.took());
    }

    private static ListEntry deny(String domain, Instant now) {
        return new ListEntry.Deny(
                "d-" + domain,
                new ListEntry.Subject.Domain(DomainName.of(domain), false),
                new ListEntry.Scope.Site(),
                new ListEntry.Note("bench", now, "", Optional.empty(), Optional.empty()));
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
