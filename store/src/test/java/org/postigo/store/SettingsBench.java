package org.postigo.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.postigo.mail.DomainName;
import org.postigo.mail.policy.ListEntry;
import org.postigo.mail.policy.ProtectedDomain;
import org.postigo.store.disk.RealDisk;

/**
 * Prints what many allow and deny entries and protected domains cost the store: to write, to open, to change one.
 * Arguments: entries (default 200,000), domains (default 5,000).
 */
public final class SettingsBench {
    private SettingsBench() {}

    public static void main(String[] arguments) throws Exception {
        int entries = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 200_000;
        int domains = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5_000;
        Path folder = Files.createTempDirectory("postigo-settings");
        print("opened empty: %.0f ms", open(folder));
        try (FileStore store = store(folder)) {
            long start = System.nanoTime();
            store.lists().putAll(made(entries, domains), "bench");
            print("%,d entries written, durable: %.1f s", entries, millis(start) / 1e3);
            start = System.nanoTime();
            for (int i = 0; i < domains; i++) {
                store.domains().put(domain(i), "bench");
            }
            print("%,d domains written one by one, durable: %.1f s", domains, millis(start) / 1e3);
            for (int i = 0; i < 3; i++) {
                start = System.nanoTime();
                store.lists().put(made(1, domains).getFirst(), "bench");
                print("one entry written over, durable and shown: %.0f ms", millis(start));
            }
        }
        for (int i = 0; i < 3; i++) {
            print("opened with all: %.0f ms", open(folder));
        }
    }

    private static FileStore store(Path folder) throws Exception {
        return FileStore.open(folder, Settings.DEFAULT.withRoom(1L << 30, 0, 0, 0), Clock.systemUTC(), new RealDisk());
    }

    private static double open(Path folder) throws Exception {
        long start = System.nanoTime();
        try (FileStore store = store(folder)) {
            store.lists().snapshot();
            return millis(start);
        }
    }

    private static List<ListEntry> made(int count, int domains) {
        var note = new ListEntry.Note(
                "ana@example.com",
                Clock.systemUTC().instant(),
                "asked for by telephone",
                Optional.empty(),
                Optional.empty());
        var made = new ArrayList<ListEntry>();
        for (int i = 0; i < count; i++) {
            DomainName sender = DomainName.of("sender" + i + ".example");
            made.add(new ListEntry.Allow(
                    "entry-" + i,
                    new ListEntry.Subject.Domain(sender, true),
                    new ListEntry.Scope.OfDomain(domain(i % domains).name()),
                    new ListEntry.Proof.SignedBy(sender),
                    note));
        }
        return made;
    }

    private static ProtectedDomain domain(int number) {
        return new ProtectedDomain(
                DomainName.of("customer" + number + ".example"),
                List.of(new ProtectedDomain.MailboxServer("mx.customer" + number + ".example", 25)),
                "es",
                ProtectedDomain.Mode.HOLD,
                ProtectedDomain.Thresholds.DEFAULT,
                Set.of());
    }

    private static double millis(long since) {
        return (System.nanoTime() - since) / 1e6;
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
