package org.postigo.store.rounds;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postigo.store.held.CopyId;

/** Rounds as a fold over their events. Not for several threads at once. */
public final class RoundFold {
    private final Map<RoundId, Round> open = new LinkedHashMap<>();
    private final Map<RoundId, Rounds.Closing> closed = new LinkedHashMap<>();
    private String seal = Statement.FIRST;
    private int last;

    /** Rounds that are not closed. */
    public List<Round> open() {
        return List.copyOf(open.values());
    }

    /** Closed ones. */
    public List<Rounds.Closing> closed() {
        return List.copyOf(closed.values());
    }

    /**
     * Whether the event follows from what is there.
     *
     * @throws IllegalStateException if not, saying why
     */
    public void check(RoundEvent event) {
        switch (event) {
            case RoundEvent.Opened opened -> {
                if (open.containsKey(opened.round()) || closed.containsKey(opened.round())) {
                    throw new IllegalStateException("round " + opened.round() + " was opened before");
                }
            }
            case RoundEvent.Taken _, RoundEvent.HandedOver _, RoundEvent.Seen _, RoundEvent.ToldLate _ ->
                known(event.round());
            case RoundEvent.Closed(RoundId round, var _, Statement statement) -> {
                known(round);
                if (!statement.round().equals(round)) {
                    throw new IllegalStateException("the statement is about " + statement.round() + ", not " + round);
                }
                if (statement.number() != last + 1 || !statement.previous().equals(seal)) {
                    throw new IllegalStateException(
                            "statement " + statement.number() + " is not the next of the chain");
                }
            }
        }
    }

    private Round known(RoundId id) {
        Round round = open.get(id);
        if (round == null) {
            throw new IllegalStateException("round " + id + " is not open");
        }
        return round;
    }

    /** Folds in an event that {@link #check} let pass. */
    public void fold(RoundEvent event) {
        switch (event) {
            case RoundEvent.Opened opened ->
                open.put(
                        opened.round(),
                        new Round(
                                opened.round(),
                                opened.group(),
                                opened.domains(),
                                opened.at(),
                                opened.deadline(),
                                opened.copies(),
                                List.of(),
                                Set.of(),
                                Optional.empty()));
            case RoundEvent.Taken taken ->
                turn(taken.round(), new Turn(taken.at(), Optional.of(taken.by()), Optional.empty(), ""));
            case RoundEvent.HandedOver over ->
                turn(over.round(), new Turn(over.at(), over.to(), Optional.of(over.by()), over.note()));
            case RoundEvent.Seen looked -> {
                Round round = known(looked.round());
                var seen = new HashSet<CopyId>(round.seen());
                seen.addAll(looked.copies());
                put(round, round.turns(), seen, round.lateTold());
            }
            case RoundEvent.ToldLate told -> {
                Round round = known(told.round());
                put(round, round.turns(), round.seen(), Optional.of(told.at()));
            }
            case RoundEvent.Closed done -> {
                open.remove(done.round());
                Rounds.Closing closing = Rounds.Closing.of(done.statement());
                closed.put(done.round(), closing);
                seal = closing.seal();
                last = closing.number();
            }
        }
    }

    private void turn(RoundId id, Turn turn) {
        Round round = known(id);
        var turns = new ArrayList<>(round.turns());
        turns.add(turn);
        put(round, turns, round.seen(), round.lateTold());
    }

    private void put(Round round, List<Turn> turns, Set<CopyId> seen, Optional<Instant> lateTold) {
        open.put(
                round.id(),
                new Round(
                        round.id(),
                        round.group(),
                        round.domains(),
                        round.opened(),
                        round.deadline(),
                        round.copies(),
                        turns,
                        seen,
                        lateTold));
    }
}
