package org.postigo.store.rules;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.postigo.mail.policy.ListEntry.Scope;
import org.postigo.mail.rule.Rule;
import org.postigo.mail.rule.RuleSet;

/** Rules of the house. Readers get an immutable snapshot from memory; writers are durable on return. */
public interface Rules {
    /** The newest set of each scope that has one. */
    Snapshot snapshot();

    /** The newest set of a scope. */
    default Optional<RuleSet> find(Scope scope) {
        return snapshot().sets().stream()
                .filter(set -> set.scope().equals(scope))
                .findFirst();
    }

    /** Every set that was saved for a scope, newest first, at most the last {@link #REMEMBERED}. */
    List<RuleSet> history(Scope scope);

    /** The rule of this id as it stood at a version; empty if there was none, or that set is no longer remembered. */
    Optional<Rule> rule(String id, long version);

    /**
     * Saves the rules of a scope: all of them, in place of what was there.
     *
     * @param basedOn version of the set that the author saw, 0 if there was none
     * @throws OutOfDate if another set was saved meanwhile; then nothing is written
     * @throws IllegalArgumentException if they make no set, or a rule has the id of another scope's
     */
    RuleSet save(Scope scope, List<Rule> rules, String comment, String by, long basedOn) throws IOException;

    /** Sets of one scope that can be returned to. */
    int REMEMBERED = 100;

    /**
     * All rules at one time.
     *
     * @param version of the newest set; 0 if none was ever saved
     * @param sets the newest of each scope
     */
    record Snapshot(long version, List<RuleSet> sets) {
        /** Copies the list. */
        public Snapshot {
            sets = List.copyOf(sets);
        }
    }

    /** Somebody else saved meanwhile. */
    final class OutOfDate extends IOException {
        private static final long serialVersionUID = 1;

        /** With the words for whoever was late. */
        public OutOfDate(String message) {
            super(message);
        }
    }
}
