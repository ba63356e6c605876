package org.postigo.quarantine.retention;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.postigo.mail.DomainName;
import org.postigo.mail.MailObject;
import org.postigo.mail.policy.Level;
import org.postigo.mail.policy.ServiceTree;
import org.postigo.mail.policy.Setting;
import org.postigo.mail.policy.Wishes;
import org.postigo.store.FileStore;
import org.postigo.store.Samples;
import org.postigo.store.Settings;
import org.postigo.store.archive.Archive;
import org.postigo.store.disk.RealDisk;
import org.postigo.store.held.CopyEvent;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.Decision;

/**
 * Prints what a sweep costs on this machine, and what holding a message takes meanwhile. Argument: a folder (default: a
 * temporary one). Each message has 20,000 octets; everything is durable.
 */
public final class RetentionBench {
    private static final int COPIES = 2_000;
    private static final Instant CAME = Instant.parse("2026-11-01T09:00:00Z");
    private static final Instant NOW = CAME.plus(Duration.ofDays(31));
    private static final Settings ROOMY = Settings.DEFAULT.withRoom(1L << 40, 0, 0, 0);

    private RetentionBench() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = arguments.length > 0 ? Path.of(arguments[0]) : Files.createTempDirectory("postigo-retention");
        for (boolean archived : new boolean[] {false, true}) {
            Path data = folder.resolve(archived ? "archived" : "thrown-away");
            try (FileStore store = FileStore.open(data, ROOMY, Clock.fixed(CAME, ZoneOffset.UTC), new RealDisk())) {
                fill(store, archived);
            }
            try (FileStore store = FileStore.open(data, ROOMY, Clock.fixed(NOW, ZoneOffset.UTC), new RealDisk())) {
                store.awaitIndex(600);
                sweep(store, data, archived);
            }
        }
    }

    private static void fill(FileStore store, boolean archived) throws IOException {
        Wishes wishes = Wishes.NONE.read(Setting.SERVERS, "mx.example:25").with(Setting.ARCHIVE, archived);
        store.domains().put(ServiceTree.Node.of(new Level.Domain(DomainName.of("example.com")), wishes), "bench");
        var decision = new Decision(Decision.Kind.SPAM, "ana@example.com", CAME, CAME, "");
        var events = new ArrayList<CopyEvent>();
        for (int i = 0; i < COPIES; i++) {
            CopyId id = hold(store, CAME);
            events.add(new CopyEvent.Decided(id, CAME, decision));
            events.add(new CopyEvent.TookEffect(id, CAME, Optional.empty()));
        }
        store.held().append(events);
    }

    private static CopyId hold(FileStore store, Instant at) throws IOException {
        byte[] content = new byte[20_000];
        ThreadLocalRandom.current().nextBytes(content);
        MailObject mail = Samples.mail(at, "a@example.org", new String[] {"b@example.com"}, content);
        return store.held()
                .hold(mail, Samples.assessment(mail, "Offer", 1), "key-" + mail.id(), Samples.copies(mail))
                .publish()
                .getFirst();
    }

    private static void sweep(FileStore store, Path data, boolean archived) throws Exception {
        var retention = new Retention(
                store,
                new Archive(new RealDisk(), data.resolve("archive"), 0),
                Optional::empty,
                Clock.fixed(NOW, ZoneOffset.UTC),
                Duration.ZERO);
        long[] quiet = holds(store, 300);
        Thread sweeping = Thread.ofPlatform().start(() -> {
            try {
                long before = System.nanoTime();
                int gone = retention.sweep();
                System.out.printf(
                        "%s: %d copies in %.2f s without a rest%n",
                        archived ? "archived" : "thrown away", gone, (System.nanoTime() - before) / 1e9);
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        var busy = new ArrayList<Long>();
        while (sweeping.isAlive()) {
            busy.add(holds(store, 1)[0]);
        }
        System.out.printf(
                "  one message held: median %.1f ms, of 99 in 100 %.1f ms; during the sweep (%d) %.1f and %.1f ms%n",
                at(quiet, 0.5),
                at(quiet, 0.99),
                busy.size(),
                at(busy.stream().mapToLong(Long::longValue).toArray(), 0.5),
                at(busy.stream().mapToLong(Long::longValue).toArray(), 0.99));
    }

    private static long[] holds(FileStore store, int count) throws IOException {
        long[] took = new long[count];
        for (int i = 0; i < count; i++) {
            long before = System.nanoTime();
            hold(store, NOW);
            took[i] = System.nanoTime() - before;
        }
        return took;
    }

    private static double at(long[] took, double share) {
        long[] sorted = took.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.min(sorted.length - 1, Math.round(share * sorted.length))] / 1e6;
    }
}
