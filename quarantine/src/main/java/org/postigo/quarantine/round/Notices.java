package org.postigo.quarantine.round;

import org.postigo.store.people.Person;
import org.postigo.store.rounds.Round;

/** Tells people of a round, by mail. May block for a minute. */
@FunctionalInterface
public interface Notices {
    /**
     * That the round is late.
     *
     * @param left messages of it that nobody has decided
     * @return whether it is on its way, or kept to be sent later
     */
    boolean late(Person to, Round round, int left);
}
