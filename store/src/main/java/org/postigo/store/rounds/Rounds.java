package org.postigo.store.rounds;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Review rounds and the chain of their closing statements. All methods may be called from many threads. */
public interface Rounds {
    /** Rounds that are not closed, in the order in which they were opened. */
    List<Round> open();

    /** A round that is not closed. */
    Optional<Round> find(RoundId id);

    /** Closed rounds in the order of the chain, without their lines. */
    List<Closing> closed();

    /**
     * The whole statement of a closed round; empty if there is none.
     *
     * @throws IOException if it cannot be read
     */
    Optional<Statement> statement(RoundId id) throws IOException;

    /**
     * Appends one event, durable on return, and folds it in.
     *
     * @throws IllegalStateException if it does not follow: a round of that name was there before, or is not open, or a
     *     statement is not the next of the chain; then nothing is written
     */
    void append(RoundEvent event) throws IOException;

    /**
     * Checks every statement from the first on, as it stands on disk.
     *
     * @return what was found
     * @throws IOException if the log cannot be read
     */
    Check verify() throws IOException;

    /** The seal that the next statement has to name. */
    default String lastSeal() {
        List<Closing> closed = closed();
        return closed.isEmpty() ? Statement.FIRST : closed.getLast().seal();
    }

    /** The number that the next statement has to bear. */
    default int nextNumber() {
        List<Closing> closed = closed();
        return closed.isEmpty() ? 1 : closed.getLast().number() + 1;
    }

    /**
     * A closed round in short.
     *
     * @param number in the chain, from 1
     * @param round which
     * @param opened when its messages were gathered
     * @param deadline until when it was to be closed
     * @param closed when it was
     * @param by who closed it
     * @param counts how many of each
     * @param seal of its statement
     */
    record Closing(
            int number,
            RoundId round,
            Instant opened,
            Instant deadline,
            Instant closed,
            String by,
            Statement.Counts counts,
            String seal) {
        /** Of a statement. */
        public static Closing of(Statement statement) {
            return new Closing(
                    statement.number(),
                    statement.round(),
                    statement.opened(),
                    statement.deadline(),
                    statement.closed(),
                    statement.by(),
                    statement.counts(),
                    statement.seal());
        }
    }

    /**
     * What a check of the chain found.
     *
     * @param statements read
     * @param seal of the last one, {@link Statement#FIRST} if there is none
     * @param broken each place where the chain does not hold, in one line
     */
    record Check(int statements, String seal, List<String> broken) {
        /** Copies the list. */
        public Check {
            broken = List.copyOf(broken);
        }
    }
}
