package org.postigo.quarantine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.postigo.mail.DomainName;
import org.postigo.mail.MailObject;
import org.postigo.mail.policy.Level;
import org.postigo.mail.policy.ServiceTree;
import org.postigo.mail.policy.Setting;
import org.postigo.mail.policy.Wishes;
import org.postigo.quarantine.bill.MonthCounter;
import org.postigo.quarantine.digest.DigestLetter;
import org.postigo.quarantine.digest.DigestRound;
import org.postigo.quarantine.links.Links;
import org.postigo.quarantine.notice.Outgoing;
import org.postigo.store.FileStore;
import org.postigo.store.Samples;
import org.postigo.store.Settings;
import org.postigo.store.disk.RealDisk;

/**
 * Prints what many domains cost the chores of a site: the count of a month, and each look for digests that are due.
 * Arguments: messages (default 100,000), domains (default 5,000); every second domain has digests.
 */
public final class ChoresBench {
    private static final int AT_ONCE = 5_000;
    private static final int LOOKS = 7;

    private ChoresBench() {}

    public static void main(String[] arguments) throws Exception {
        int messages = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000;
        int domains = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5_000;
        Path folder = Files.createTempDirectory("postigo-chores");
        Clock clock = Clock.systemUTC();
        try (FileStore store =
                FileStore.open(folder, Settings.DEFAULT.withRoom(1L << 30, 0, 0, 0), clock, new RealDisk())) {
            var nodes = new ArrayList<ServiceTree.Node>();
            for (int i = 0; i < domains; i++) {
                Wishes wishes =
                        Wishes.NONE.read(Setting.SERVERS, "mx.example:25").read(Setting.MODE, "hold");
                nodes.add(ServiceTree.Node.of(
                        new Level.Domain(DomainName.of(domain(i))),
                        i % 2 == 0 ? wishes : wishes.read(Setting.DIGEST_TO, "recipients")));
            }
            store.domains().putAll(nodes, "bench");
            fill(store, messages, domains, clock.instant());
            store.awaitIndex(600);
            var counter = new MonthCounter(store.journal(), store.domains(), ZoneOffset.UTC);
            for (int i = 0; i < 2; i++) {
                for (int look = 0; look < LOOKS; look++) {
                    long start = System.nanoTime();
                    int mailboxes = counter.count(YearMonth.now(clock), clock.instant())
                            .mailboxes()
                            .size();
                    print("month counted, %,d mailboxes: %.0f ms", mailboxes, millis(start));
                }
                fill(store, 1_000, domains, clock.instant());
            }
            var round = new DigestRound(
                    store,
                    new DigestLetter("filter.example", ZoneOffset.UTC),
                    new Links(new byte[32], clock, java.time.Duration.ofDays(7)),
                    (notice, _, _) -> new Outgoing.Sending.Sent("mail.example:25", "250 ok"),
                    () -> "https://filter.example",
                    ZoneOffset.UTC,
                    clock);
            for (int look = 0; look < LOOKS; look++) {
                long start = System.nanoTime();
                round.tick();
                print("looked for digests: %.2f ms", millis(start));
            }
            store.domains()
                    .put(
                            new ServiceTree.Node(
                                    new Level.Site(), Optional.empty(), Wishes.NONE.read(Setting.LANGUAGES, "es")),
                            "bench");
            long start = System.nanoTime();
            round.tick();
            print("looked for digests after a change for all: %.2f ms", millis(start));
        }
    }

    private static String domain(int number) {
        return "customer" + number + ".example";
    }

    private static void fill(FileStore store, int messages, int domains, Instant now) {
        List<CompletableFuture<Void>> waits = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
            MailObject mail = Samples.mail(
                    now,
                    "info@sender" + i % 500 + ".example",
                    "Order " + i,
                    "user" + i % 4 + "@" + domain(i % domains));
            waits.add(store.journal().append(Samples.delivered(mail, Samples.assessment(mail, "Order " + i, 0))));
            if (waits.size() == AT_ONCE) {
                CompletableFuture.allOf(waits.toArray(CompletableFuture[]::new)).join();
                waits.clear();
            }
        }
        CompletableFuture.allOf(waits.toArray(CompletableFuture[]::new)).join();
    }

    private static double millis(long since) {
        return (System.nanoTime() - since) / 1e6;
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
