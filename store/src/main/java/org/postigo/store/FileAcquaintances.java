package org.postigo.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.postigo.mail.DomainName;
import org.postigo.mail.Mailbox;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.record.CopyOutcome;
import org.postigo.mail.record.JournalEntry;
import org.postigo.store.acquaintances.Acquaintances;
import org.postigo.store.held.Decision;
import org.postigo.store.index.Index;

/**
 * Counts in a table of 28 octets a slot, open addressing with linear probing. Who it is about is kept as the first 64 bits
 * of a SHA-256: to be taken for a given acquaintance somebody would have to find a second preimage of 64 bits.
 */
final class FileAcquaintances implements Acquaintances {
    private static final int DELIVERED = 0;
    private static final int HELD = 1;
    private static final int RESCUED = 2;
    private static final int SPAM = 3;
    private static final int LAST = 4;
    private static final int WIDTH = 5;

    private long[] keys = new long[1024];
    private int[] counts = new int[1024 * WIDTH];
    private int used;
    private final Set<Long> changed = new HashSet<>();

    @Override
    public synchronized History of(Mailbox sender, Optional<DomainName> signer, DomainName protectedDomain) {
        int slot = slot(key(sender, signer, protectedDomain));
        if (keys[slot] == 0) {
            return History.NONE;
        }
        int at = slot * WIDTH;
        long last = Integer.toUnsignedLong(counts[at + LAST]);
        return new History(
                Math.max(0, counts[at + DELIVERED]),
                Math.max(0, counts[at + HELD]),
                Math.max(0, counts[at + RESCUED]),
                Math.max(0, counts[at + SPAM]),
                last == 0 ? Optional.empty() : Optional.of(Instant.ofEpochSecond(last)));
    }

    private static long key(Mailbox sender, Optional<DomainName> signer, DomainName domain) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            String who = sender.key() + "\n" + signer.map(DomainName::text).orElse("") + "\n" + domain;
            long key = ByteBuffer.wrap(sha256.digest(who.getBytes(StandardCharsets.UTF_8)))
                    .getLong();
            return key == 0 ? 1 : key;
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The slot of a key, or the free one that it would have. */
    private int slot(long key) {
        int slot = (int) (key & (keys.length - 1));
        while (keys[slot] != 0 && keys[slot] != key) {
            slot = slot + 1 & keys.length - 1;
        }
        return slot;
    }

    private int take(long key) {
        int slot = slot(key);
        if (keys[slot] == 0) {
            if (used * 3 > keys.length * 2) {
                grow();
                slot = slot(key);
            }
            keys[slot] = key;
            used++;
        }
        return slot;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldCounts = counts;
        keys = new long[oldKeys.length * 2];
        counts = new int[oldCounts.length * 2];
        for (int old = 0; old < oldKeys.length; old++) {
            if (oldKeys[old] != 0) {
                int slot = slot(oldKeys[old]);
                keys[slot] = oldKeys[old];
                System.arraycopy(oldCounts, old * WIDTH, counts, slot * WIDTH, WIDTH);
            }
        }
    }

    private synchronized void add(
            Assessment assessment, DomainName domain, int column, int count, Optional<Instant> at) {
        Optional<Mailbox> from = assessment.digest().from();
        if (from.isEmpty()) {
            return;
        }
        long key = key(from.get(), Acquaintances.signer(assessment.proven()), domain);
        int cell = take(key) * WIDTH;
        counts[cell + column] += count;
        at.ifPresent(time -> {
            int seconds = (int) Math.clamp(time.getEpochSecond(), 0, 0xFFFF_FFFFL);
            if (Integer.compareUnsigned(seconds, counts[cell + LAST]) > 0) {
                counts[cell + LAST] = seconds;
            }
        });
        changed.add(key);
    }

    /** Folds in a line of the journal. */
    void journalled(JournalEntry entry) {
        if (entry instanceof JournalEntry.Transaction transaction) {
            transaction
                    .assessment()
                    .ifPresent(assessment -> transaction.outcomes().forEach((path, outcome) -> {
                        if (outcome instanceof CopyOutcome.Delivered) {
                            add(assessment, path.domain(), DELIVERED, 1, Optional.of(transaction.at()));
                        } else if (outcome instanceof CopyOutcome.Held) {
                            add(assessment, path.domain(), HELD, 1, Optional.of(transaction.at()));
                        }
                    }));
        }
    }

    /** Folds in a decision that took effect. */
    void tookEffect(Assessment assessment, DomainName domain, Decision decision, Optional<Decision> replaced) {
        replaced.ifPresent(old -> add(assessment, domain, column(old), -1, Optional.empty()));
        add(assessment, domain, column(decision), 1, Optional.empty());
    }

    private static int column(Decision decision) {
        // No person rescued what only a mended cause let go.
        return decision.kind() == Decision.Kind.RESCUE
                ? DELIVERED
                : decision.kind().releases() ? RESCUED : SPAM;
    }

    /** Writes what changed since the last time. */
    synchronized void save(Index index) {
        for (long key : changed) {
            ByteBuffer row = ByteBuffer.allocate(WIDTH * 4);
            int cell = slot(key) * WIDTH;
            for (int column = 0; column < WIDTH; column++) {
                row.putInt(counts[cell + column]);
            }
            index.putAcquaintance(key, row.array());
        }
        changed.clear();
    }

    /** Takes over what was saved. */
    synchronized void load(Index index) {
        clear();
        index.acquaintances((key, row) -> {
            int cell = take(key) * WIDTH;
            for (int column = 0; column < WIDTH; column++) {
                counts[cell + column] = row.getInt();
            }
        });
    }

    /** Forgets everything, to be folded anew. */
    synchronized void clear() {
        Arrays.fill(keys, 0);
        Arrays.fill(counts, 0);
        used = 0;
        changed.clear();
    }
}
