package org.postigo.mail.rule;

import java.util.List;
import java.util.Objects;

/**
 * A rule of the house: conditions and what is done where they are met.
 *
 * <p>A rule that lets mail pass cannot be made without a proof among conditions that must all be met, for the reason that
 * no allow entry can: a From field can be written by anybody.
 *
 * @param id unique within the site, 1 to 60 letters, digits, dots and dashes; a verdict names it
 * @param name what people call it, at most 120 characters
 * @param on whether it is asked at all
 * @param match how many of the conditions must be met
 * @param conditions 1 to 20
 * @param action what is done
 * @param firm whether it is asked before the allow and deny entries, so that no allow entry passes it; only for rules
 *     that stop mail
 */
public record Rule(
        String id, String name, boolean on, Match match, List<Condition> conditions, Action action, boolean firm) {
    /** Conditions of one rule at most. */
    public static final int CONDITIONS = 20;

    /** Checks and copies. */
    public Rule {
        Objects.requireNonNull(match);
        conditions = List.copyOf(conditions);
        if (!id.matches("[A-Za-z0-9._-]{1,60}")) {
            throw new IllegalArgumentException("a rule's id is 1 to 60 letters, digits, dots and dashes: " + id);
        }
        name = name.strip();
        if (name.isEmpty() || name.length() > 120) {
            throw new IllegalArgumentException("a rule's name is 1 to 120 characters: " + id);
        }
        if (conditions.isEmpty() || conditions.size() > CONDITIONS) {
            throw new IllegalArgumentException("a rule has 1 to " + CONDITIONS + " conditions: " + name);
        }
        if (action == Action.DELIVER
                && !(match == Match.ALL && conditions.stream().anyMatch(Condition.Proven.class::isInstance))) {
            throw new IllegalArgumentException("a rule that delivers demands a proof (DKIM, SPF or a network)"
                    + " beside which all its conditions are met: " + name);
        }
        if (firm && action == Action.DELIVER) {
            throw new IllegalArgumentException("a rule that delivers does not go before the lists: " + name);
        }
    }

    /** How many conditions. */
    public enum Match {
        /** Every one. */
        ALL,
        /** One is enough. */
        ANY
    }

    /** What is done. Never skips what can run and what cannot be read: that is held before any rule is asked. */
    public enum Action {
        /** Pass it on whatever its score. */
        DELIVER,
        /** Mark it if it would pass; what would be held or refused stays so. */
        TAG,
        /** Keep it for a reviewer. */
        HOLD,
        /** Refuse it after DATA where all copies agree; to postmaster and abuse it is held. */
        REFUSE
    }
}
