package org.postigo.store.rules;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postigo.mail.policy.ListEntry.Scope;
import org.postigo.mail.rule.Rule;
import org.postigo.mail.rule.RuleSet;

/** What was saved, in memory: the fold that every implementation of {@link Rules} shares. Guarded by its owner. */
public final class RuleHistory {
    /** Newest first. */
    private final Map<Scope, Deque<RuleSet>> saved = new HashMap<>();

    private volatile Rules.Snapshot shown = new Rules.Snapshot(0, List.of());

    /** Folds one set in. */
    public void add(RuleSet set) {
        Deque<RuleSet> of = saved.computeIfAbsent(set.scope(), scope -> new ArrayDeque<>());
        of.addFirst(set);
        if (of.size() > Rules.REMEMBERED) {
            of.removeLast();
        }
        shown = new Rules.Snapshot(
                Math.max(shown.version(), set.version()),
                saved.values().stream()
                        .map(Deque::getFirst)
                        .sorted(Comparator.comparingLong(RuleSet::version))
                        .toList());
    }

    /** What is in force; may be read without the lock. */
    public Rules.Snapshot snapshot() {
        return shown;
    }

    /** All of a scope, newest first. */
    public List<RuleSet> of(Scope scope) {
        return List.copyOf(saved.getOrDefault(scope, new ArrayDeque<>()));
    }

    /** A rule as it stood. */
    public Optional<Rule> rule(String id, long version) {
        return saved.values().stream()
                .flatMap(sets -> sets.stream().filter(set -> set.version() <= version).findFirst().stream())
                .flatMap(set -> set.rules().stream())
                .filter(rule -> rule.id().equals(id))
                .findFirst();
    }

    /**
     * The set that would be saved next.
     *
     * @throws Rules.OutOfDate if the author saw another version than there is
     * @throws IllegalArgumentException if an id is taken by another scope
     */
    public RuleSet next(Scope scope, List<Rule> rules, String comment, String by, java.time.Instant at, long basedOn)
            throws Rules.OutOfDate {
        Deque<RuleSet> of = saved.getOrDefault(scope, new ArrayDeque<>());
        long now = of.isEmpty() ? 0 : of.getFirst().version();
        if (now != basedOn) {
            throw new Rules.OutOfDate("these rules were changed meanwhile"
                    + (of.isEmpty() ? "" : " by " + of.getFirst().by())
                    + ": version " + now + " is in force, and version " + basedOn + " was what you saw");
        }
        var elsewhere = new ArrayList<String>();
        saved.forEach((other, sets) -> {
            if (!other.equals(scope)) {
                sets.getFirst().rules().forEach(rule -> elsewhere.add(rule.id()));
            }
        });
        rules.stream().map(Rule::id).filter(elsewhere::contains).findFirst().ifPresent(id -> {
            throw new IllegalArgumentException("another scope has a rule called " + id);
        });
        return new RuleSet(shown.version() + 1, scope, rules, comment.strip(), by, at);
    }
}
