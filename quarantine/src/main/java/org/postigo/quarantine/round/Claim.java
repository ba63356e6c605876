package org.postigo.quarantine.round;

import org.postigo.store.rounds.Round;
import org.postigo.store.rounds.Rounds;

/** What came of something that a person wanted to do with a round. */
public sealed interface Claim {
    /** Done; it is as {@code round} says. */
    record Done(Round round) implements Claim {}

    /** Closed, with this statement. */
    record Closed(Rounds.Closing closing) implements Claim {}

    /** It is somebody else's, as {@code round} says. */
    record OfAnother(Round round) implements Claim {}

    /** That person does not review these domains, or is not known. */
    record NotTheirs(Round round, String person) implements Claim {}

    /** There is no such round, or it is closed, or the asking person does not review it. */
    record Gone() implements Claim {}
}
