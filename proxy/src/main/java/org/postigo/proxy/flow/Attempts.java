package org.postigo.proxy.flow;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.record.CopyOutcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers, for messages whose last attempt did not end in a 250, which copies are taken care of all the same, so that
 * the retry does not deliver them again. Needed only where a copy was accepted and another could not be made durable.
 * Bounded; what is forgotten may be delivered twice, never lost. With an {@link AttemptLog} it outlives a restart: a
 * change is on the disk before the attempt is answered. Thread-safe.
 */
public final class Attempts {
    /** So many messages are remembered. */
    public static final int MESSAGES = 100_000;

    /** For so long, longer than senders try. */
    public static final Duration KEEP = Duration.ofDays(7);

    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

    private final Cache<String, Map<ForwardPath, CopyOutcome>> settled;
    private final Optional<AttemptLog> log;

    /** In memory only. */
    public Attempts() {
        this(MESSAGES, KEEP, Optional.empty());
    }

    /** Goes on where the log ends. */
    public Attempts(AttemptLog log) {
        this(MESSAGES, KEEP, Optional.of(log));
    }

    /**
     * With bounds.
     *
     * @param messages at most
     * @param keep for how long
     * @param log that outlives us
     */
    Attempts(long messages, Duration keep, Optional<AttemptLog> log) {
        this.settled = Caffeine.newBuilder()
                .maximumSize(messages)
                .expireAfterWrite(keep)
                .build();
        this.log = log;
        log.ifPresent(each -> settled.putAll(each.open()));
    }

    /** Copies that earlier attempts of this message have taken care of. */
    public Map<ForwardPath, CopyOutcome> settled(String retryKey) {
        Map<ForwardPath, CopyOutcome> copies = settled.getIfPresent(retryKey);
        return copies == null ? Map.of() : copies;
    }

    /** Remembers delivered, held and queued copies of an attempt that ends in 4yz; other outcomes settle nothing. */
    public void settle(String retryKey, Map<ForwardPath, CopyOutcome> outcomes) {
        var done = new HashMap<ForwardPath, CopyOutcome>();
        outcomes.forEach((path, outcome) -> {
            if (settles(outcome)) {
                done.put(path, outcome);
            }
        });
        if (done.isEmpty()) {
            return;
        }
        synchronized (this) {
            Map<ForwardPath, CopyOutcome> before = settled(retryKey);
            var all = new HashMap<>(before);
            all.putAll(done);
            settled.put(retryKey, Map.copyOf(all));
            done.entrySet().removeAll(before.entrySet());
            if (!done.isEmpty()) {
                write(each -> each.settled(retryKey, done));
            }
        }
    }

    /** Forgets the copies of an attempt that ended in a 250: the same message sent again is a new one. */
    public void acknowledged(String retryKey, Collection<ForwardPath> recipients) {
        if (settled.getIfPresent(retryKey) == null) {
            // Nearly always.
            return;
        }
        synchronized (this) {
            var rest = new HashMap<>(settled(retryKey));
            var closed = new HashMap<>(rest);
            closed.keySet().retainAll(recipients);
            rest.keySet().removeAll(recipients);
            if (rest.isEmpty()) {
                settled.invalidate(retryKey);
            } else {
                settled.put(retryKey, Map.copyOf(rest));
            }
            if (!closed.isEmpty()) {
                write(each -> each.acknowledged(retryKey, closed.keySet()));
            }
        }
    }

    /** Something to write down. */
    private interface Writing {
        void into(AttemptLog log) throws IOException;
    }

    private void write(Writing writing) {
        log.ifPresent(each -> {
            try {
                writing.into(each);
            } catch (IOException trouble) {
                // It is known in memory; only a restart before the retry would forget it.
                LOG.warn("An open attempt could not be written down: {}", trouble.toString());
            }
        });
    }

    private static boolean settles(CopyOutcome outcome) {
        return switch (outcome) {
            case CopyOutcome.Delivered _, CopyOutcome.Held _, CopyOutcome.Queued _ -> true;
            case CopyOutcome.HeldInvisibly _, CopyOutcome.Deferred _, CopyOutcome.Refused _ -> false;
        };
    }
}
