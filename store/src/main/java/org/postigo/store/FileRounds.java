package org.postigo.store;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.postigo.store.log.EventLog;
import org.postigo.store.log.LogEvent;
import org.postigo.store.rounds.Chain;
import org.postigo.store.rounds.Round;
import org.postigo.store.rounds.RoundEvent;
import org.postigo.store.rounds.RoundFold;
import org.postigo.store.rounds.RoundId;
import org.postigo.store.rounds.Rounds;
import org.postigo.store.rounds.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rounds: a fold over a log of their own, which is read whole at the start. Statements with all their lines stay in the
 * log; only where each of them stands is kept.
 */
final class FileRounds implements Rounds {
    private static final Logger LOG = LoggerFactory.getLogger(FileRounds.class);

    private final EventLog log;
    private final RoundFold fold = new RoundFold();
    private final Map<RoundId, Long> statements = new HashMap<>();
    private volatile List<Round> open = List.of();
    private volatile List<Closing> closed = List.of();

    FileRounds(EventLog log) {
        this.log = log;
    }

    /** Folds in what the log holds; before it is written to. */
    void replay() throws IOException {
        log.read(log.begin(), Long.MAX_VALUE, (position, next, event) -> {
            if (event instanceof LogEvent.RoundChanged(RoundEvent change)) {
                again(position, change);
            }
            return true;
        });
        show();
    }

    /** What was written followed when it was written; damage may have taken what it followed from. */
    private void again(long position, RoundEvent event) {
        try {
            fold(position, event);
        } catch (IllegalStateException gap) {
            LOG.warn(
                    "at position {} of the rounds' log something is missing before it: {}", position, gap.getMessage());
        }
    }

    private void fold(long position, RoundEvent event) {
        if (event instanceof RoundEvent.Closed done) {
            statements.put(done.round(), position);
        }
        fold.fold(event);
    }

    private void show() {
        open = fold.open();
        closed = fold.closed();
    }

    @Override
    public List<Round> open() {
        return open;
    }

    @Override
    public Optional<Round> find(RoundId id) {
        return open.stream().filter(round -> round.id().equals(id)).findFirst();
    }

    @Override
    public List<Closing> closed() {
        return closed;
    }

    @Override
    public Optional<Statement> statement(RoundId id) throws IOException {
        Long position;
        synchronized (this) {
            position = statements.get(id);
        }
        if (position == null) {
            return Optional.empty();
        }
        var found = new AtomicReference<Optional<Statement>>(Optional.empty());
        log.read(position, Long.MAX_VALUE, (at, next, event) -> {
            if (event instanceof LogEvent.RoundChanged(RoundEvent.Closed done)) {
                found.set(Optional.of(done.statement()));
            }
            return false;
        });
        return found.get();
    }

    @Override
    public synchronized void append(RoundEvent event) throws IOException {
        fold.check(event);
        fold(FileSettings.durable(log.append(new LogEvent.RoundChanged(event))), event);
        show();
    }

    @Override
    public Check verify() throws IOException {
        var chain = new Chain();
        log.read(log.begin(), Long.MAX_VALUE, (position, next, event) -> {
            if (event instanceof LogEvent.RoundChanged(RoundEvent.Closed done)) {
                chain.next(done.statement());
            }
            return true;
        });
        return chain.check();
    }
}
