package org.postigo.quarantine.incident;

import java.io.IOException;
import org.postigo.mail.finding.Score;
import org.postigo.mail.finding.Verdict;
import org.postigo.store.held.HeldCopy;

/** Judges a held copy by the settings, lists, rules and models of now. Leaves no trace. */
@FunctionalInterface
public interface Reassessor {
    /**
     * How to look again.
     */
    enum Way {
        /** Every check is asked anew about the bytes: right once what was wrong has been mended. */
        ANEW,
        /** The facts of that day without the cause's own, priced and judged by today's: while it is still wrong. */
        WITHOUT_CAUSE
    }

    /** What comes out. */
    record Judgement(Score score, Verdict verdict) {}

    /**
     * Judges one copy.
     *
     * @throws IOException if its content cannot be read
     */
    Judgement judge(HeldCopy copy, Cause cause, Way way) throws IOException;
}
