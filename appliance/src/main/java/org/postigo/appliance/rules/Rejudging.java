package org.postigo.appliance.rules;

import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import org.postigo.classifier.combine.Combiner;
import org.postigo.classifier.country.Countries;
import org.postigo.classifier.policy.AllowAndDeny;
import org.postigo.classifier.policy.Evidence;
import org.postigo.classifier.policy.Policy;
import org.postigo.classifier.policy.RuleBook;
import org.postigo.classifier.policy.Strictness;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.MailObject;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.Score;
import org.postigo.quarantine.incident.Cause;
import org.postigo.quarantine.incident.Reassessor;
import org.postigo.store.held.HeldCopy;
import org.postigo.store.held.HeldMail;
import org.postigo.store.held.HeldMessage;

/**
 * Held copies judged by the settings of now.
 *
 * @param held where their content is
 * @param assessor the classifier of the mail path
 * @param combiner that prices facts now
 * @param lists in force
 * @param rules in force
 * @param strictness in force
 * @param countries by the client's address
 */
public record Rejudging(
        HeldMail held,
        RuleBench.Assessor assessor,
        Supplier<Combiner> combiner,
        AllowAndDeny lists,
        Supplier<RuleBook> rules,
        Strictness strictness,
        Countries countries)
        implements Reassessor {
    @Override
    public Judgement judge(HeldCopy copy, Cause cause, Way way) throws IOException {
        HeldMessage message = copy.message();
        ForwardPath path = copy.recipient().path();
        var mail = new MailObject(
                message.id(), message.received(), message.client(), message.envelope(), held.content(message));
        return switch (way) {
            case ANEW -> {
                Assessment now = assessor.assess(mail);
                yield new Judgement(now.score(), now.verdictFor(path));
            }
            case WITHOUT_CAUSE -> {
                List<Finding> left = message.assessment().findings().stream()
                        .filter(finding -> !cause.said(finding))
                        .toList();
                Score score = combiner.get().score(left);
                Evidence evidence = AsItCame.evidence(mail, message.assessment(), left, score, countries);
                yield new Judgement(
                        score,
                        Policy.decide(
                                evidence,
                                path,
                                strictness.of(path),
                                lists.snapshot().entries(),
                                rules.get()));
            }
        };
    }
}
