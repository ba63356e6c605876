package org.postigo.appliance.replay;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.postigo.classifier.country.Countries;
import org.postigo.classifier.policy.Entries;
import org.postigo.classifier.policy.RuleBook;
import org.postigo.classifier.policy.Strictness;
import org.postigo.store.journal.Journal;
import org.postigo.store.lists.Lists;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replays under way and the last that ended. One runs at a time, on a thread of low priority: the mail goes first, and
 * whoever asks in the meantime waits in line.
 */
public final class Replays implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Replays.class);
    private static final int REMEMBERED = 50;

    private final Journal journal;
    private final Lists lists;
    private final Supplier<RuleBook> rules;
    private final Countries countries;
    private final Strictness strictness;
    private final Clock clock;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(Thread.ofPlatform()
            .name("replay")
            .daemon()
            .priority(Thread.MIN_PRIORITY)
            .factory());
    private final Map<Integer, State> states = new LinkedHashMap<>();
    private int last;

    /** How a replay stands. */
    public sealed interface State {
        /**
         * It waits or runs.
         *
         * @param part done, 0 to 1
         */
        record Running(double part) implements State {}

        /** It ended. */
        record Done(Replay.Result result) implements State {}

        /** It could not be brought to an end. */
        record Failed(String cause) implements State {}
    }

    /** Makes the other settings from those of now. */
    @FunctionalInterface
    public interface Change {
        /**
         * The settings to try.
         *
         * @throws IllegalArgumentException if there can be none such; its message is told to whoever asked
         */
        Replay.Setting of(Replay.Setting now);
    }

    /** Over the stores of one data folder; strictness is what domains have set. */
    public Replays(
            Journal journal,
            Lists lists,
            Supplier<RuleBook> rules,
            Countries countries,
            Strictness strictness,
            Clock clock) {
        this.journal = journal;
        this.lists = lists;
        this.rules = rules;
        this.countries = countries;
        this.strictness = strictness;
        this.clock = clock;
    }

    /**
     * Begins to try a change; returns the name to ask for its state.
     *
     * @param back how far
     */
    public synchronized int start(Duration back, Change change) {
        int id = ++last;
        states.put(id, new State.Running(0));
        if (states.size() > REMEMBERED) {
            states.remove(states.keySet().iterator().next());
        }
        thread.execute(() -> run(id, back, change));
        return id;
    }

    /** How it stands; empty if none of the last fifty has this name. */
    public synchronized Optional<State> state(int id) {
        return Optional.ofNullable(states.get(id));
    }

    private synchronized void show(int id, State state) {
        states.replace(id, state);
    }

    private void run(int id, Duration back, Change change) {
        var now = new Replay.Setting(Entries.of(lists.snapshot().entries()), rules.get(), strictness);
        Replay.Setting then;
        try {
            then = change.of(now);
        } catch (IllegalArgumentException refused) {
            show(id, new State.Failed(String.valueOf(refused.getMessage())));
            return;
        }
        try {
            Replay.Result result = Replay.run(
                    journal,
                    clock.instant().minus(back),
                    now,
                    then,
                    countries,
                    part -> show(id, new State.Running(part)));
            show(id, new State.Done(result));
        } catch (IOException unreadable) {
            LOG.error("a replay could not read the journal", unreadable);
            show(id, new State.Failed("the journal cannot be read: " + unreadable.getMessage()));
        } catch (RuntimeException bug) {
            LOG.error("a replay failed", bug);
            show(id, new State.Failed("it failed; see the log"));
        }
    }

    /** Stops what is under way. */
    @Override
    public void close() {
        thread.shutdownNow();
        thread.close();
    }
}
