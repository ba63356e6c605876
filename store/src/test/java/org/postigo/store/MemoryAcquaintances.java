package org.postigo.store;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postigo.mail.DomainName;
import org.postigo.mail.Mailbox;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.record.CopyOutcome;
import org.postigo.mail.record.JournalEntry;
import org.postigo.store.acquaintances.Acquaintances;
import org.postigo.store.held.Decision;
import org.postigo.store.held.HeldCopy;

/** Counts in a map. */
final class MemoryAcquaintances implements Acquaintances {
    private record Key(String sender, Optional<DomainName> signer, DomainName domain) {}

    private final Map<Key, History> histories = new HashMap<>();

    @Override
    public synchronized History of(Mailbox sender, Optional<DomainName> signer, DomainName protectedDomain) {
        return histories.getOrDefault(new Key(sender.key(), signer, protectedDomain), History.NONE);
    }

    void journalled(JournalEntry entry) {
        if (entry instanceof JournalEntry.Transaction transaction) {
            transaction
                    .assessment()
                    .ifPresent(assessment -> transaction.outcomes().forEach((path, outcome) -> {
                        Optional<Instant> at = Optional.of(transaction.at());
                        if (outcome instanceof CopyOutcome.Delivered) {
                            add(assessment, path.domain(), new History(1, 0, 0, 0, at));
                        } else if (outcome instanceof CopyOutcome.Held) {
                            add(assessment, path.domain(), new History(0, 1, 0, 0, at));
                        }
                    }));
        }
    }

    void tookEffect(HeldCopy copy, Decision decision, Optional<Decision> replaced) {
        DomainName domain = copy.recipient().path().domain();
        replaced.ifPresent(old -> add(copy.message().assessment(), domain, count(old, -1)));
        add(copy.message().assessment(), domain, count(decision, 1));
    }

    private static History count(Decision decision, int sign) {
        if (decision.kind() == Decision.Kind.RESCUE) {
            return new History(sign, 0, 0, 0, Optional.empty());
        }
        return decision.kind().releases()
                ? new History(0, 0, sign, 0, Optional.empty())
                : new History(0, 0, 0, sign, Optional.empty());
    }

    private synchronized void add(Assessment assessment, DomainName domain, History one) {
        assessment
                .digest()
                .from()
                .ifPresent(from -> histories.merge(
                        new Key(from.key(), Acquaintances.signer(assessment.proven()), domain),
                        one,
                        (a, b) -> new History(
                                a.delivered() + b.delivered(),
                                a.held() + b.held(),
                                a.rescued() + b.rescued(),
                                a.spam() + b.spam(),
                                newest(List.of(a, b)))));
    }

    private static Optional<Instant> newest(List<History> histories) {
        return histories.stream().flatMap(h -> h.last().stream()).max(Instant::compareTo);
    }
}
