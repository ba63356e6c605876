package org.postigo.proxy.greylist;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who has been asked to come again, and who has. A message that came again after the delay makes whoever sent it known:
 * nothing of theirs waits any more, until they have been silent for long. What proves a mail server is that it repeats
 * <em>this</em> message, from whatever address of its own; another message is a first attempt. Outlives a restart by
 * means of a {@link GreylistFile}; where that fails, it is only as forgetful as memory. Thread-safe.
 */
public final class Greylist implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Greylist.class);
    /** A known sender's time is written anew once a day. */
    private static final Duration REFRESH = Duration.ofDays(1);

    private final Patience patience;
    private final InstantSource clock;
    private final Optional<GreylistFile> file;
    /** First attempts, oldest first. */
    private final LinkedHashMap<String, Instant> waiting = new LinkedHashMap<>();
    /** Who was met, the longest silent first. */
    private final LinkedHashMap<String, Instant> known = new LinkedHashMap<>();

    private Greylist(Patience patience, InstantSource clock, Optional<GreylistFile> file) {
        this.patience = patience;
        this.clock = clock;
        this.file = file;
    }

    /** Asks nobody to wait. */
    public static Greylist off() {
        return inMemory(Patience.after(Duration.ZERO), InstantSource.system());
    }

    /** Forgets everything at the end. */
    public static Greylist inMemory(Patience patience, InstantSource clock) {
        return new Greylist(patience, clock, Optional.empty());
    }

    /**
     * Goes on where the file ends, or makes it.
     *
     * @throws IOException if it cannot be read or written
     */
    public static Greylist open(Path path, Patience patience, InstantSource clock) throws IOException {
        var file = new GreylistFile(path);
        var list = new Greylist(patience, clock, Optional.of(file));
        file.read((kind, name, at) -> {
            switch (kind) {
                case WAITING -> {
                    Instant first = list.waiting.get(name);
                    if (first == null || first.plus(patience.retries()).isBefore(at)) {
                        list.waiting.remove(name);
                        list.waiting.put(name, at);
                    }
                }
                case KNOWN -> {
                    list.known.remove(name);
                    list.known.put(name, at);
                }
            }
        });
        list.forget(clock.instant());
        file.write(list.waiting, list.known);
        return list;
    }

    /** Whether anybody may be asked to wait. */
    public boolean active() {
        return !patience.delay().isZero();
    }

    /**
     * Whether this message is to come again later.
     *
     * @param sender who it comes from: an authenticated domain or a network
     * @param message what its retry is known by
     */
    public synchronized boolean waits(String sender, String message) {
        if (!active()) {
            return false;
        }
        Instant now = clock.instant();
        forget(now);
        Instant met = known.get(sender);
        if (met != null) {
            if (now.isAfter(met.plus(REFRESH))) {
                meet(sender, now);
            }
            return false;
        }
        Instant first = waiting.get(message);
        if (first == null) {
            if (waiting.size() >= patience.waiting()) {
                return false;
            }
            waiting.put(message, now);
            note(GreylistFile.Kind.WAITING, message, now);
            return true;
        }
        if (now.isBefore(first.plus(patience.delay()))) {
            return true;
        }
        waiting.remove(message);
        meet(sender, now);
        return false;
    }

    private void meet(String sender, Instant now) {
        known.remove(sender);
        known.put(sender, now);
        if (known.size() > patience.known()) {
            known.pollFirstEntry();
        }
        note(GreylistFile.Kind.KNOWN, sender, now);
    }

    private void forget(Instant now) {
        dropBefore(waiting, now.minus(patience.retries()));
        dropBefore(known, now.minus(patience.memory()));
    }

    private static void dropBefore(LinkedHashMap<String, Instant> map, Instant since) {
        for (Map.Entry<String, Instant> eldest = map.firstEntry();
                eldest != null && eldest.getValue().isBefore(since);
                eldest = map.firstEntry()) {
            map.pollFirstEntry();
        }
    }

    private void note(GreylistFile.Kind kind, String name, Instant at) {
        file.ifPresent(each -> {
            try {
                each.append(kind, name, at);
                // Lines of what is long forgotten do not pile up.
                if (each.lines() > 2L * (patience.waiting() + patience.known())) {
                    each.write(waiting, known);
                }
            } catch (IOException trouble) {
                LOG.warn(
                        "The greylist could not be written down; a restart will forget some of it: {}",
                        trouble.toString());
            }
        });
    }

    @Override
    public synchronized void close() throws IOException {
        if (file.isPresent()) {
            file.get().close();
        }
    }
}
