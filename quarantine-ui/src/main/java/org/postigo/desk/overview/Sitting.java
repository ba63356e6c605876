package org.postigo.desk.overview;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.postigo.store.rounds.RoundId;
import org.postigo.store.rounds.Rounds;
import org.postigo.store.rounds.Statement;

/**
 * The work of one closed round.
 *
 * @param round which
 * @param opened when its messages were gathered
 * @param closed when it was closed
 * @param held messages in it
 * @param minutes in which somebody decided one of them; two people in one minute are two
 */
record Sitting(RoundId round, Instant opened, Instant closed, int held, int minutes) {
    /**
     * The last rounds that were closed since then, oldest first.
     *
     * @param most of them
     * @throws IOException if a statement cannot be read
     */
    static List<Sitting> since(Rounds rounds, Instant from, int most) throws IOException {
        List<Rounds.Closing> closed = rounds.closed().stream()
                .filter(closing -> !closing.closed().isBefore(from))
                .toList();
        var sittings = new ArrayList<Sitting>();
        for (Rounds.Closing closing : closed.subList(Math.max(0, closed.size() - most), closed.size())) {
            Optional<Statement> statement = rounds.statement(closing.round());
            statement.ifPresent(each -> sittings.add(of(each)));
        }
        return sittings;
    }

    private static Sitting of(Statement statement) {
        record Minute(String by, long minute) {}
        var minutes = new HashSet<Minute>();
        for (Statement.Line line : statement.lines()) {
            if (line.by().isPresent() && line.at().isPresent()) {
                minutes.add(new Minute(
                        line.by().get(), Math.floorDiv(line.at().get().getEpochSecond(), 60)));
            }
        }
        return new Sitting(
                statement.round(),
                statement.opened(),
                statement.closed(),
                statement.lines().size(),
                minutes.size());
    }

    /** The median of their minutes; 0 for none. */
    static int median(List<Sitting> sittings) {
        List<Integer> sorted = sittings.stream().map(Sitting::minutes).sorted().toList();
        return sorted.isEmpty() ? 0 : sorted.get(sorted.size() / 2);
    }
}
