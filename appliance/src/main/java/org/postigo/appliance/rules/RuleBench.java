package org.postigo.appliance.rules;

import java.net.InetAddress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.postigo.classifier.country.Countries;
import org.postigo.classifier.policy.Evidence;
import org.postigo.classifier.policy.RuleBook;
import org.postigo.mail.Client;
import org.postigo.mail.Content;
import org.postigo.mail.Envelope;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.MailId;
import org.postigo.mail.MailObject;
import org.postigo.mail.Recipient;
import org.postigo.mail.ReversePath;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.policy.ListEntry.Scope;
import org.postigo.mail.rule.Rule;
import org.postigo.mail.rule.RuleSet;
import org.postigo.store.rules.Rules;

/** Asks rules about one message and says what each answered. Nothing is delivered, held, learnt or written down. */
public final class RuleBench {
    private final Assessor assessor;
    private final Rules rules;
    private final Countries countries;
    private final Clock clock;
    private final SplittableRandom names = new SplittableRandom();

    /** The classifier of the mail path. */
    @FunctionalInterface
    public interface Assessor {
        /** Findings, score and verdicts by the settings of now. */
        Assessment assess(MailObject mail);
    }

    /**
     * What came of it.
     *
     * @param assessment by the settings in force
     * @param answers of the rules in the order in which they are asked
     */
    public record Outcome(Assessment assessment, List<RuleBook.Answer> answers) {
        /** Copies the list. */
        public Outcome {
            answers = List.copyOf(answers);
        }

        /**
         * The rule that would decide if lists and checks have nothing to say before it: the first that is on and met, firm
         * ones first.
         */
        public Optional<Rule> first() {
            List<Rule> met = answers.stream()
                    .filter(answer -> answer.met() == org.postigo.classifier.policy.Truth.YES)
                    .map(RuleBook.Answer::rule)
                    .filter(Rule::on)
                    .toList();
            return met.stream()
                    .filter(Rule::firm)
                    .findFirst()
                    .or(() -> met.stream().findFirst());
        }
    }

    /** With the classifier of the mail path and the rules in force. */
    public RuleBench(Assessor assessor, Rules rules, Countries countries, Clock clock) {
        this.assessor = assessor;
        this.rules = rules;
        this.countries = countries;
        this.clock = clock;
    }

    /**
     * Asks about a message that was never here: it is assessed now.
     *
     * @param draft rules of this scope to ask instead of those in force
     */
    public Outcome ask(
            Content content,
            ReversePath reversePath,
            ForwardPath recipient,
            InetAddress client,
            Optional<RuleSet> draft)
            throws java.io.IOException {
        var mail = new MailObject(
                MailId.next(clock.instant(), names),
                clock.instant(),
                Client.plain(client, "bench.invalid"),
                new Envelope(
                        reversePath,
                        Envelope.Parameters.NONE,
                        List.of(new Recipient(recipient, Optional.empty(), Optional.empty()))),
                content);
        return ask(mail, assessor.assess(mail), recipient, draft);
    }

    /**
     * Asks about a message as it was assessed when it came.
     *
     * @param said by the classifier then
     */
    public Outcome ask(MailObject mail, Assessment said, ForwardPath recipient, Optional<RuleSet> draft)
            throws java.io.IOException {
        Evidence evidence = AsItCame.evidence(mail, said, said.findings(), said.score(), countries);
        var answers = new ArrayList<RuleBook.Answer>();
        for (Rule rule : asked(recipient, draft)) {
            answers.add(RuleBook.Answer.of(rule, evidence, recipient));
        }
        return new Outcome(said, answers);
    }

    private List<Rule> asked(ForwardPath recipient, Optional<RuleSet> draft) {
        var asked = new ArrayList<Rule>();
        for (Scope scope : List.of(new Scope.OfDomain(recipient.domain()), new Scope.Site())) {
            asked.addAll(draft.filter(set -> set.scope().equals(scope))
                    .or(() -> rules.find(scope))
                    .map(RuleSet::rules)
                    .orElse(List.of()));
        }
        return asked;
    }
}
