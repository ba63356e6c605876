package org.postigo.store;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.postigo.mail.DomainName;
import org.postigo.mail.MailId;
import org.postigo.mail.MailObject;
import org.postigo.store.disk.Disk;
import org.postigo.store.disk.RealDisk;
import org.postigo.store.held.CopyEvent;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.CopyLife;
import org.postigo.store.held.Decision;
import org.postigo.store.held.HeldMail;
import org.postigo.store.held.HeldQuery;
import org.postigo.store.index.IndexedCopy;
import org.postigo.store.journal.Journal;

/**
 * Prints what the store does in a second on this machine. Arguments: a new folder (default: a temporary one), rows held for
 * the pages (default 100,000), and {@code pages} for these alone. The rows are written without fsync, everything that is timed as durable is.
 */
public final class StoreBenchmark {
    private static final List<String> WORDS = List.of(
            "factura", "oferta", "invoice", "meeting", "prize", "account", "pedido", "reunión", "win", "report");

    private StoreBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = arguments.length > 0 ? Path.of(arguments[0]) : Files.createTempDirectory("postigo-store");
        int rows = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 100_000;
        Settings settings = Settings.DEFAULT.withRoom(1L << 40, 0, 0, 0);
        if (arguments.length < 3) {
            durable(folder.resolve("a"), settings);
        }
        Path second = folder.resolve("b");
        try (FileStore store = FileStore.open(second, settings, Clock.systemUTC(), new Hasty(new RealDisk()))) {
            fill(store, rows);
            timed("everything indexed", 1, () -> store.awaitIndex(3600));
            pages(store);
        }
        System.out.printf("index: %,d MB%n", octets(second.resolve("index")) >> 20);
        roster(1_000_000);
        long start = System.nanoTime();
        try (FileStore store = FileStore.open(second, settings, Clock.systemUTC(), new RealDisk())) {
            System.out.printf("start with %,d rows: %.2f s%n", rows, (System.nanoTime() - start) / 1e9);
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            System.out.printf("heap: %,d MB%n", runtime.totalMemory() - runtime.freeMemory() >> 20);
            start = System.nanoTime();
            store.rebuild();
            HeldMail.Page glance = store.held().glance(HeldQuery.all(0, 50));
            System.out.printf(
                    "first page during a rebuild: %d rows in %.0f ms%n",
                    glance.rows().size(), (System.nanoTime() - start) / 1e6);
            store.held().list(HeldQuery.all(0, 50));
            System.out.printf("and all of it after %.0f ms%n", (System.nanoTime() - start) / 1e6);
            boolean whole = store.awaitIndex(3600);
            System.out.printf("rebuilt (%s): %.1f s%n", whole, (System.nanoTime() - start) / 1e9);
        }
    }

    private static void durable(Path folder, Settings settings) throws Exception {
        try (FileStore store = FileStore.open(folder, settings, Clock.systemUTC(), new RealDisk())) {
            parallel(8, 1_000, () -> hold(store, Instant.now(), 0));
            for (int threads : new int[] {1, 4, 16, 64}) {
                holds(store, threads, 200 * Math.min(threads, 8));
            }
            for (int threads : new int[] {1, 16, 64}) {
                decisions(store, threads, 200 * Math.min(threads, 16));
            }
            journal(store, 20_000);
        }
    }

    private static long octets(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private static void roster(int rows) throws Exception {
        var roster = new Roster();
        Instant first = Instant.now().minusSeconds(rows);
        for (int i = 0; i < rows; i++) {
            Instant received = first.plusSeconds(i);
            roster.put(
                    new IndexedCopy(
                            new CopyId(MailId.next(received, ThreadLocalRandom.current()), 0),
                            received,
                            DomainName.of("d" + i % 200 + ".example.com"),
                            i % 13 - 3,
                            5_000,
                            0,
                            CopyLife.unread()),
                    false);
        }
        for (HeldQuery.Order order : HeldQuery.Order.values()) {
            var query = new HeldQuery("", Set.of(), Set.of(), Optional.empty(), Optional.empty(), order, 0, 50);
            timed(
                    "names of a page of %,d rows, %s".formatted(rows, order),
                    20,
                    () -> roster.page(query, Optional.empty()));
        }
    }

    private static CopyId hold(Store store, Instant received, int i) throws IOException {
        String subject = WORDS.get(i % 10) + " " + WORDS.get(i / 10 % 10) + " " + i;
        byte[] content = ("From: a" + i % 5_000 + "@example.org\r\nSubject: " + subject + "\r\n\r\n"
                        + "text ".repeat(800))
                .getBytes(StandardCharsets.US_ASCII);
        MailObject mail = Samples.mail(
                received, "a" + i % 5_000 + "@example.org", new String[] {"b@d" + i % 200 + ".example.com"}, content);
        return store.held()
                .hold(mail, Samples.assessment(mail, subject, i % 13 - 3), "key-" + mail.id(), Samples.copies(mail))
                .publish()
                .getFirst();
    }

    private static void parallel(int threads, int count, Callable<?> work) throws Exception {
        var left = new AtomicInteger(count);
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks = new ArrayList<Callable<Object>>();
            for (int i = 0; i < threads; i++) {
                tasks.add(() -> {
                    while (left.getAndDecrement() > 0) {
                        work.call();
                    }
                    return true;
                });
            }
            for (var done : pool.invokeAll(tasks)) {
                done.get();
            }
        }
    }

    private static void holds(Store store, int threads, int count) throws Exception {
        var next = new AtomicInteger();
        long start = System.nanoTime();
        parallel(threads, count, () -> hold(store, Instant.now(), next.getAndIncrement()));
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf("hold and publish, %d threads: %,.0f/s%n", threads, count / seconds);
    }

    private static void decisions(FileStore store, int threads, int count) throws Exception {
        var ids = new java.util.concurrent.LinkedBlockingQueue<>(store.held()
                .list(new HeldQuery(
                        "",
                        Set.of(),
                        Set.of(HeldQuery.Standing.UNREAD),
                        Optional.empty(),
                        Optional.empty(),
                        HeldQuery.Order.NEWEST,
                        0,
                        1000))
                .rows());
        int most = Math.min(count, ids.size());
        long start = System.nanoTime();
        parallel(threads, most, () -> {
            CopyId id = ids.take().id();
            Instant now = Instant.now();
            store.held()
                    .append(List.of(
                            new CopyEvent.Decided(id, now, new Decision(Decision.Kind.SPAM, "bench", now, now, ""))));
            return id;
        });
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf("decisions, %d threads: %,.0f/s%n", threads, most / seconds);
    }

    private static void journal(FileStore store, int count) {
        MailObject mail = Samples.mail(Instant.now(), "a@example.org", "Offer", "b@example.com");
        var futures = new CompletableFuture<?>[count];
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            MailObject each = Samples.mail(Instant.now(), "a@example.org", "Offer " + i, "b@example.com");
            futures[i] = store.journal().append(Samples.delivered(each, Samples.assessment(mail, "Offer", 1)));
        }
        double handed = (System.nanoTime() - start) / 1e9;
        CompletableFuture.allOf(futures).join();
        double durable = (System.nanoTime() - start) / 1e9;
        boolean whole = store.awaitIndex(600);
        double indexed = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                "journal: handed over %,.0f/s, durable %,.0f/s, indexed (%s) %,.0f/s%n",
                count / handed, count / durable, whole, count / indexed);
    }

    private static void fill(FileStore store, int rows) throws Exception {
        Instant first = Instant.now().minusSeconds(rows);
        var next = new AtomicInteger();
        long start = System.nanoTime();
        parallel(2, rows, () -> {
            int i = next.getAndIncrement();
            CopyId id = hold(store, first.plusSeconds(i), i);
            if (i % 10 == 0) {
                Instant now = Instant.now();
                store.held()
                        .append(List.of(
                                new CopyEvent.Decided(id, now, new Decision(Decision.Kind.SPAM, "bench", now, now, "")),
                                new CopyEvent.TookEffect(id, now, Optional.empty())));
            }
            return id;
        });
        System.out.printf(
                "%,d rows written without fsync: %,.0f/s%n", rows, rows / ((System.nanoTime() - start) / 1e9));
    }

    private static void pages(FileStore store) throws Exception {
        for (HeldQuery.Order order : HeldQuery.Order.values()) {
            page(store, order + ", all", "", Set.of(), Set.of(), order);
        }
        page(
                store,
                "unread of one domain",
                "",
                Set.of(DomainName.of("d7.example.com")),
                Set.of(HeldQuery.Standing.UNREAD),
                HeldQuery.Order.NEWEST);
        for (String text : List.of("f", "fact", "invoice meeting", "a123@example.org")) {
            page(store, "text \"" + text + "\"", text, Set.of(), Set.of(), HeldQuery.Order.NEWEST);
        }
        timed(
                "journal page, text",
                50,
                () -> store.journal()
                        .query(new Journal.Query(
                                "offer", Optional.empty(), Optional.empty(), Optional.empty(), 0, 50)));
    }

    private static void page(
            FileStore store,
            String what,
            String text,
            Set<DomainName> domains,
            Set<HeldQuery.Standing> states,
            HeldQuery.Order order)
            throws Exception {
        var query = new HeldQuery(text, domains, states, Optional.empty(), Optional.empty(), order, 0, 50);
        long total = store.held().list(query).total();
        timed(
                "page of 50, %s (%,d match)".formatted(what, total),
                200,
                () -> store.held().list(query));
    }

    private static void timed(String what, int times, Callable<?> work) throws Exception {
        long[] nanos = new long[times];
        for (int i = 0; i < times; i++) {
            long start = System.nanoTime();
            work.call();
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        System.out.printf(
                "%s: median %.1f ms, p95 %.1f ms, p99 %.1f ms, worst %.1f ms%n",
                what,
                nanos[times / 2] / 1e6,
                nanos[times * 95 / 100] / 1e6,
                nanos[times * 99 / 100] / 1e6,
                nanos[times - 1] / 1e6);
    }

    /** Skips fsync, to make many rows soon. */
    record Hasty(Disk disk) implements Disk {
        @Override
        public Output create(Path file) throws IOException {
            return hasty(disk.create(file));
        }

        @Override
        public Output extend(Path file) throws IOException {
            return hasty(disk.extend(file));
        }

        private static Output hasty(Output out) {
            return new Output() {
                @Override
                public void write(ByteBuffer octets) throws IOException {
                    out.write(octets);
                }

                @Override
                public void sync() {}

                @Override
                public void close() throws IOException {
                    out.close();
                }
            };
        }

        @Override
        public InputStream read(Path file, long offset) throws IOException {
            return disk.read(file, offset);
        }

        @Override
        public long size(Path file) throws IOException {
            return disk.size(file);
        }

        @Override
        public boolean exists(Path file) {
            return disk.exists(file);
        }

        @Override
        public List<String> list(Path folder) throws IOException {
            return disk.list(folder);
        }

        @Override
        public void rename(Path from, Path to) throws IOException {
            disk.rename(from, to);
        }

        @Override
        public void delete(Path file) throws IOException {
            disk.delete(file);
        }

        @Override
        public void truncate(Path file, long size) throws IOException {
            disk.truncate(file, size);
        }

        @Override
        public void syncFolder(Path folder) {}

        @Override
        public void makeFolders(Path folder) throws IOException {
            disk.makeFolders(folder);
        }

        @Override
        public long free(Path folder) throws IOException {
            return disk.free(folder);
        }

        @Override
        public Closeable lock(Path file) throws IOException {
            return disk.lock(file);
        }

        @Override
        public Optional<Path> scratch(Path folder) {
            return disk.scratch(folder);
        }
    }
}
