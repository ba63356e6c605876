package org.postigo.classifier.extract;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.postigo.classifier.extract.Extraction.Extracted;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens files in child JVMs of bounded memory and time. A child that takes too long is killed, one that dies is started
 * again; the caller gets a value in every case and waits at most twice the time for a document. Equal files of the last
 * thousand are not opened again, so that a mass mailing costs one look.
 *
 * <p>Logs at warning level each child that was lost.
 */
public final class Extractor implements Examination, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Extractor.class);

    private final Settings settings;
    private final ScheduledThreadPoolExecutor clock;
    private final List<Child> children = new ArrayList<>();
    private final BlockingQueue<Child> idle;
    private final Semaphore places;
    private final Cache<String, Extracted> known =
            Caffeine.newBuilder().maximumSize(1_000).build();

    /**
     * What children may use.
     *
     * @param java the program that starts a JVM
     * @param classPath on which this class and Tika are found
     * @param heapMegabytes of each child; its resident size is some 100 MB more
     * @param perDocument time for a document
     * @param children how many; each opens one file at a time
     * @param queue how many callers may wait in all
     */
    public record Settings(
            Path java, String classPath, int heapMegabytes, Duration perDocument, int children, int queue) {
        /** One child of 96 MB heap under this JVM's own program and class path, 5 s for a document, 32 may wait. */
        public static Settings defaults() {
            return new Settings(
                    Path.of(System.getProperty("java.home"), "bin", "java"),
                    System.getProperty("java.class.path"),
                    96,
                    Duration.ofSeconds(5),
                    1,
                    32);
        }
    }

    /**
     * Starts the children in the background of the first questions.
     *
     * @throws IOException if there is no folder for temporary files
     */
    public Extractor(Settings settings) throws IOException {
        this.settings = settings;
        this.clock = new ScheduledThreadPoolExecutor(1, task -> {
            var thread = new Thread(task, "extractor-clock");
            thread.setDaemon(true);
            return thread;
        });
        clock.setRemoveOnCancelPolicy(true);
        this.idle = new ArrayBlockingQueue<>(settings.children());
        this.places = new Semaphore(settings.children() + settings.queue());
        for (int i = 0; i < settings.children(); i++) {
            var child = new Child(settings, clock, Files.createTempDirectory("postigo-extract"));
            children.add(child);
            idle.add(child);
            start(child);
        }
    }

    @Override
    public Extraction examine(Document document) throws InterruptedException {
        String key = key(document);
        Extracted before = known.getIfPresent(key);
        if (before != null) {
            return before;
        }
        if (!places.tryAcquire()) {
            return new Extraction.QueueFull();
        }
        try {
            Child child = idle.poll(settings.perDocument().toMillis(), TimeUnit.MILLISECONDS);
            if (child == null) {
                return new Extraction.QueueFull();
            }
            try {
                return asked(child, document, key);
            } finally {
                idle.add(child);
            }
        } finally {
            places.release();
        }
    }

    private Extraction asked(Child child, Document document, String key) {
        Extraction extraction = child.ask(document);
        switch (extraction) {
            case Extracted extracted -> known.put(key, extracted);
            case Extraction.TimedOut timedOut -> {
                LOG.warn("A document took longer than {}; the extraction child was killed", settings.perDocument());
                start(child);
            }
            case Extraction.Crashed crashed -> {
                LOG.warn("A document was the end of the extraction child: {}", crashed.detail());
                start(child);
            }
            case Extraction.Unavailable unavailable -> LOG.warn("No extraction child: {}", unavailable.detail());
            case Extraction.QueueFull full -> {}
        }
        return extraction;
    }

    private static void start(Child child) {
        try {
            child.running();
        } catch (IOException e) {
            // Each question tries again and answers Unavailable.
            LOG.warn("The extraction child cannot be started: {}", e.getMessage());
        }
    }

    /** Process ids of the children that run now. */
    public List<Long> pids() {
        return children.stream().map(Child::pid).filter(pid -> pid > 0).toList();
    }

    /** Ends the children. */
    @Override
    public void close() {
        clock.shutdownNow();
        for (Child child : children) {
            try {
                child.close();
            } catch (IOException e) {
                throw new UncheckedIOException("temporary files of extraction cannot be removed", e);
            }
        }
    }

    private static String key(Document document) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(document.name().getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            return HexFormat.of().formatHex(digest.digest(document.body()));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
