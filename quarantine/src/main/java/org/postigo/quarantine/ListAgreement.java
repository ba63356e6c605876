package org.postigo.quarantine;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.FindingKey;
import org.postigo.mail.record.DnsListTable.Agreement;
import org.postigo.store.held.Decision;
import org.postigo.store.held.HeldMail;

/**
 * How often reviewers agree with each DNS list: a fold over the decisions that took effect, in memory, caught up with
 * now and then. A second opinion on a copy replaces the first.
 */
public final class ListAgreement {
    private static final int BATCH = 1_000;

    private static final Set<FindingKey> LISTS =
            Set.of(FindingKey.LIST_CLIENT, FindingKey.LIST_CLIENT_GOOD, FindingKey.LIST_LINK, FindingKey.LIST_MAILBOX);

    private final HeldMail held;
    private final Map<String, Agreement> counts = new HashMap<>();
    private long position;
    private volatile Map<String, Agreement> snapshot = Map.of();

    /** Knows nothing before {@link #catchUp}. */
    public ListAgreement(HeldMail held) {
        this.held = held;
    }

    /**
     * Counts what was decided since the last time.
     *
     * @throws IOException if the log cannot be read
     */
    public synchronized void catchUp() throws IOException {
        long before = position;
        for (List<HeldMail.Effect> batch = held.effects(position, BATCH);
                !batch.isEmpty();
                batch = held.effects(position, BATCH)) {
            for (HeldMail.Effect effect : batch) {
                position = effect.position();
                count(effect);
            }
        }
        if (position != before) {
            snapshot = Map.copyOf(counts);
        }
    }

    /** By the list's name; lists of whose mail nothing was decided are not in it. Never blocks. */
    public Map<String, Agreement> byList() {
        return snapshot;
    }

    private void count(HeldMail.Effect effect) {
        Set<String> lists = effect.copy().message().assessment().findings().stream()
                .flatMap(finding -> name(finding).stream())
                .collect(Collectors.toSet());
        for (String list : lists) {
            effect.replaced().ifPresent(decision -> add(list, decision, -1));
            add(list, effect.decision(), 1);
        }
    }

    private static Optional<String> name(Finding finding) {
        return finding instanceof Finding.Fact fact && LISTS.contains(fact.key())
                ? fact.arguments().stream().findFirst()
                : Optional.empty();
    }

    private void add(String list, Decision decision, int by) {
        Agreement was = counts.getOrDefault(list, Agreement.NONE);
        counts.put(
                list,
                switch (decision.kind()) {
                    case SPAM, SPAM_AND_DENY -> new Agreement(was.spam() + by, was.ham());
                    case RELEASE, RELEASE_AND_ALLOW -> new Agreement(was.spam(), was.ham() + by);
                    case RESCUE, NOT_SURE -> was;
                });
    }
}
