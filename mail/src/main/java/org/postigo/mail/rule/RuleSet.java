package org.postigo.mail.rule;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import org.postigo.mail.policy.ListEntry.Scope;

/**
 * All rules of one scope as somebody saved them: one version. The first that is met decides.
 *
 * @param version counts what was saved on this site, from 1; a verdict names the newest
 * @param scope the site or a domain; a domain's rules are asked before the site's
 * @param rules in the order in which they are asked, at most 200
 * @param comment why, in the author's words; may be empty
 * @param by who saved it
 * @param at when
 */
public record RuleSet(long version, Scope scope, List<Rule> rules, String comment, String by, Instant at) {
    /** Rules of one scope at most. */
    public static final int RULES = 200;

    /** Checks and copies. */
    public RuleSet {
        rules = List.copyOf(rules);
        if (scope instanceof Scope.OfMailbox) {
            throw new IllegalArgumentException("rules are of the site or of a domain");
        }
        if (rules.size() > RULES) {
            throw new IllegalArgumentException("at most " + RULES + " rules, not " + rules.size());
        }
        var ids = new HashSet<String>();
        for (Rule rule : rules) {
            if (!ids.add(rule.id())) {
                throw new IllegalArgumentException("two rules are called " + rule.id());
            }
        }
    }
}
