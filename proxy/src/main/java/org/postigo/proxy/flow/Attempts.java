package org.postigo.proxy.flow;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.record.CopyOutcome;
import org.postigo.mail.record.JournalEntry;

/**
 * Remembers, for messages whose last attempt did not end in a 250, which copies are taken care of all the same, so that
 * the retry does not deliver them again. Needed only where a copy was accepted and another could not be made durable.
 * Bounded; what is forgotten may be delivered twice, never lost. Thread-safe.
 */
public final class Attempts {
    private final Cache<String, Map<ForwardPath, CopyOutcome>> settled;

    /** For 100,000 messages and seven days, longer than senders try. */
    public Attempts() {
        this(100_000, Duration.ofDays(7));
    }

    /**
     * With bounds.
     *
     * @param messages at most
     * @param keep for how long
     */
    public Attempts(long messages, Duration keep) {
        this.settled = Caffeine.newBuilder()
                .maximumSize(messages)
                .expireAfterWrite(keep)
                .build();
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
        if (!done.isEmpty()) {
            settled.asMap().merge(retryKey, Map.copyOf(done), (before, now) -> {
                var all = new HashMap<>(before);
                all.putAll(now);
                return Map.copyOf(all);
            });
        }
    }

    /** Forgets the copies of an attempt that ended in a 250: the same message sent again is a new one. */
    public void acknowledged(String retryKey, Collection<ForwardPath> recipients) {
        settled.asMap().computeIfPresent(retryKey, (_, before) -> {
            var rest = new HashMap<>(before);
            rest.keySet().removeAll(recipients);
            return rest.isEmpty() ? null : Map.copyOf(rest);
        });
    }

    /** Learns from the journal at start; entries in the order of their times. */
    public void seed(JournalEntry.Transaction entry) {
        if (entry.reply().positive()) {
            acknowledged(entry.retryKey(), List.copyOf(entry.outcomes().keySet()));
        } else {
            settle(entry.retryKey(), entry.outcomes());
        }
    }

    private static boolean settles(CopyOutcome outcome) {
        return switch (outcome) {
            case CopyOutcome.Delivered _, CopyOutcome.Held _, CopyOutcome.Queued _ -> true;
            case CopyOutcome.HeldInvisibly _, CopyOutcome.Deferred _, CopyOutcome.Refused _ -> false;
        };
    }
}
