package org.postigo.store.rounds;

import java.util.ArrayList;
import java.util.List;

/** Walks along statements and notes where one does not follow from the one before it. */
public final class Chain {
    private final List<String> broken = new ArrayList<>();
    private String seal = Statement.FIRST;
    private int read;

    /** The next one. */
    public void next(Statement statement) {
        read++;
        if (statement.number() != read) {
            broken.add("statement " + statement.number() + " (" + statement.round() + ") stands where " + read
                    + " is due: one was left out or put in");
            read = statement.number();
        }
        if (!statement.previous().equals(seal)) {
            broken.add("statement " + statement.number() + " (" + statement.round() + ") names "
                    + statement.previous() + " as the seal before it, which is " + seal
                    + ": what stood before was changed");
        }
        seal = statement.seal();
    }

    /** What was found. */
    public Rounds.Check check() {
        return new Rounds.Check(read, seal, broken);
    }
}
