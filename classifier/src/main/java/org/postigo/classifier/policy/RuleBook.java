package org.postigo.classifier.policy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.postigo.mail.DomainName;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.policy.ListEntry.Scope;
import org.postigo.mail.rule.Condition;
import org.postigo.mail.rule.Rule;
import org.postigo.mail.rule.RuleSet;

/**
 * All rules of the house at one time, ready to be asked. Immutable. For one recipient the rules of the domain come first,
 * then those of the site, each in their order; the first that is known to be met decides.
 *
 * @param version of the newest set; 0 if there is none
 * @param site those of the site that are on
 * @param domains those of each domain that are on
 */
public record RuleBook(long version, List<Rule> site, Map<DomainName, List<Rule>> domains) {
    /** No rules. */
    public static final RuleBook EMPTY = new RuleBook(0, List.of(), Map.of());

    /** Copies. */
    public RuleBook {
        site = List.copyOf(site);
        domains = Map.copyOf(domains);
    }

    /** The rules that are on of these sets, one for each scope. */
    public static RuleBook of(long version, Collection<RuleSet> sets) {
        var site = new ArrayList<Rule>();
        var domains = new HashMap<DomainName, List<Rule>>();
        for (RuleSet set : sets) {
            List<Rule> on = set.rules().stream().filter(Rule::on).toList();
            switch (set.scope()) {
                case Scope.Site() -> site.addAll(on);
                case Scope.OfDomain(DomainName name) -> domains.put(name, on);
                case Scope.OfMailbox _ -> throw new IllegalArgumentException("rules of a mailbox");
            }
        }
        return new RuleBook(version, site, domains);
    }

    /** The same with other rules of one scope, to try them. */
    public RuleBook with(Scope scope, List<Rule> rules) {
        List<Rule> on = rules.stream().filter(Rule::on).toList();
        return switch (scope) {
            case Scope.Site() -> new RuleBook(version, on, domains);
            case Scope.OfDomain(DomainName name) -> {
                var changed = new HashMap<>(domains);
                changed.put(name, on);
                yield new RuleBook(version, site, changed);
            }
            case Scope.OfMailbox _ -> throw new IllegalArgumentException("rules of a mailbox");
        };
    }

    /** The first rule of this kind that is known to be met. */
    Optional<Rule> deciding(Evidence evidence, ForwardPath recipient, boolean firm) {
        return asked(recipient.domain())
                .filter(rule -> rule.firm() == firm)
                .filter(rule -> Conditions.met(rule, evidence, recipient) == Truth.YES)
                .findFirst();
    }

    private Stream<Rule> asked(DomainName domain) {
        return Stream.concat(domains.getOrDefault(domain, List.of()).stream(), site.stream());
    }

    /**
     * How one rule was answered, for the test bench.
     *
     * @param rule that was asked
     * @param met as a whole
     * @param conditions of each condition, in their order
     */
    public record Answer(Rule rule, Truth met, List<Truth> conditions) {
        /** Copies the list. */
        public Answer {
            conditions = List.copyOf(conditions);
        }

        /** Asks one rule, whether it is on or off. */
        public static Answer of(Rule rule, Evidence evidence, ForwardPath recipient) {
            List<Condition> asked = rule.conditions();
            return new Answer(
                    rule,
                    Conditions.met(rule, evidence, recipient),
                    asked.stream()
                            .map(condition -> Conditions.met(condition, evidence, recipient))
                            .toList());
        }
    }

    /** Whether a rule of this recipient could not be answered, which a journal keeps too little for. */
    public boolean unanswered(Evidence evidence, ForwardPath recipient) {
        return asked(recipient.domain()).anyMatch(rule -> Conditions.met(rule, evidence, recipient) == Truth.UNKNOWN);
    }
}
