package org.postigo.appliance.figures;

import java.time.Instant;
import org.postigo.store.rounds.Rounds;

/**
 * Review rounds.
 *
 * @param open not closed
 * @param late of these, past their deadline
 * @param closed since the beginning
 */
public record RoundFigures(int open, int late, int closed) {
    /** As they are now. */
    public static RoundFigures of(Rounds rounds, Instant now) {
        var open = rounds.open();
        return new RoundFigures(
                open.size(),
                (int) open.stream().filter(round -> round.late(now)).count(),
                rounds.closed().size());
    }
}
