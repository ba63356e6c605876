package org.postigo.appliance.web;

import java.util.Optional;
import org.postigo.appliance.rules.RuleBench;
import org.postigo.classifier.policy.Truth;
import org.postigo.desk.rules.Bench;
import org.postigo.mail.MailObject;
import org.postigo.mail.rule.Rule;
import org.postigo.mail.rule.RuleSet;
import org.postigo.store.Store;
import org.postigo.store.held.HeldMessage;

/** The test bench in the desk's words. */
final class DeskBench {
    private DeskBench() {}

    static Bench over(RuleBench bench, Store store) {
        return (copy, scope, draft) -> {
            HeldMessage message = copy.message();
            var mail = new MailObject(
                    message.id(),
                    message.received(),
                    message.client(),
                    message.envelope(),
                    store.held().content(message));
            RuleBench.Outcome outcome = bench.ask(
                    mail,
                    message.assessment(),
                    copy.recipient().path(),
                    Optional.of(new RuleSet(0, scope, draft, "", "", message.received())));
            Optional<String> first = outcome.first().map(Rule::id);
            return outcome.answers().stream()
                    .map(answer -> new Bench.Answer(
                            answer.rule(),
                            known(answer.met()),
                            answer.conditions().stream().map(DeskBench::known).toList(),
                            first.filter(answer.rule().id()::equals).isPresent()))
                    .toList();
        };
    }

    private static Bench.Known known(Truth truth) {
        return switch (truth) {
            case YES -> Bench.Known.YES;
            case NO -> Bench.Known.NO;
            case UNKNOWN -> Bench.Known.UNKNOWN;
        };
    }
}
