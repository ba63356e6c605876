package org.postigo.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postigo.store.rounds.Chain;
import org.postigo.store.rounds.Round;
import org.postigo.store.rounds.RoundEvent;
import org.postigo.store.rounds.RoundFold;
import org.postigo.store.rounds.RoundId;
import org.postigo.store.rounds.Rounds;
import org.postigo.store.rounds.Statement;

/** Rounds in memory. */
final class MemoryRounds implements Rounds {
    private final RoundFold fold = new RoundFold();
    private final List<Statement> statements = new ArrayList<>();

    @Override
    public synchronized List<Round> open() {
        return fold.open();
    }

    @Override
    public synchronized Optional<Round> find(RoundId id) {
        return fold.open().stream().filter(round -> round.id().equals(id)).findFirst();
    }

    @Override
    public synchronized List<Closing> closed() {
        return fold.closed();
    }

    @Override
    public synchronized Optional<Statement> statement(RoundId id) {
        return statements.stream()
                .filter(statement -> statement.round().equals(id))
                .findFirst();
    }

    @Override
    public synchronized void append(RoundEvent event) {
        fold.check(event);
        fold.fold(event);
        if (event instanceof RoundEvent.Closed closed) {
            statements.add(closed.statement());
        }
    }

    @Override
    public synchronized Check verify() {
        var chain = new Chain();
        statements.forEach(chain::next);
        return chain.check();
    }
}
