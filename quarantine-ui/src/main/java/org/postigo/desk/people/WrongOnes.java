package org.postigo.desk.people;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.postigo.store.audit.AuditEvent;
import org.postigo.store.audit.AuditEvent.Deed;

/** Where wrong passwords and codes come from: a device with an old password looks different from somebody who guesses. */
final class WrongOnes {
    private WrongOnes() {}

    /**
     * One account from one address.
     *
     * @param address where they came from
     * @param account as it was typed
     * @param tries wrong ones
     * @param turnedAway tries that came while waiting
     * @param first wrong one
     * @param last wrong one or one turned away
     */
    record Source(String address, String account, int tries, int turnedAway, Instant first, Instant last) {
        private Source with(AuditEvent event) {
            boolean waiting = event.deed() == Deed.MADE_TO_WAIT;
            return new Source(
                    address,
                    account,
                    tries + (waiting ? 0 : 1),
                    turnedAway + (waiting ? 1 : 0),
                    first.isBefore(event.at()) ? first : event.at(),
                    last.isAfter(event.at()) ? last : event.at());
        }
    }

    /** By account and address, the one with the most tries first. */
    static List<Source> of(List<AuditEvent> events) {
        record Key(String address, String account) {}
        Map<Key, Source> sources = new LinkedHashMap<>();
        for (AuditEvent event : events) {
            sources.compute(
                    new Key(event.address(), event.who()),
                    (key, before) -> (before == null
                                    ? new Source(key.address(), key.account(), 0, 0, event.at(), event.at())
                                    : before)
                            .with(event));
        }
        var sorted = new ArrayList<>(sources.values());
        sorted.sort(Comparator.comparingInt((Source source) -> source.tries() + source.turnedAway())
                .reversed()
                .thenComparing(Source::last, Comparator.reverseOrder()));
        return sorted;
    }
}
