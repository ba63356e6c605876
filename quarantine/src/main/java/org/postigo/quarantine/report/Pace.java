package org.postigo.quarantine.report;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** How many messages each person has reported within this hour; in memory, so that a restart forgives. */
final class Pace {
    private static final Duration PERIOD = Duration.ofHours(1);
    /** People remembered at once; a house has fewer who report in one hour. */
    private static final int MOST_PEOPLE = 10_000;

    private final int most;
    private final Map<String, Spell> spells = new HashMap<>();

    private record Spell(Instant began, int count) {}

    /** So many messages an hour and person. */
    Pace(int most) {
        this.most = most;
    }

    /** Whether a person may report so many more now; if so, they are counted. */
    synchronized boolean takes(String who, int messages, Instant now) {
        spells.values().removeIf(spell -> !now.isBefore(spell.began().plus(PERIOD)));
        Spell spell = spells.getOrDefault(who, new Spell(now, 0));
        if (spell.count() + messages > most || spells.size() >= MOST_PEOPLE) {
            return false;
        }
        spells.put(who, new Spell(spell.began(), spell.count() + messages));
        return true;
    }
}
