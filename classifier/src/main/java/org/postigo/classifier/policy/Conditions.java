package org.postigo.classifier.policy;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.Mailbox;
import org.postigo.mail.ReversePath;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.FindingKey;
import org.postigo.mail.policy.ListEntry.Subject;
import org.postigo.mail.rule.Condition;
import org.postigo.mail.rule.Rule;

/** Whether a message meets the conditions of a rule. */
final class Conditions {
    private Conditions() {}

    /** Of a whole rule. */
    static Truth met(Rule rule, Evidence evidence, ForwardPath recipient) {
        Truth sum = Truth.of(rule.match() == Rule.Match.ALL);
        for (Condition condition : rule.conditions()) {
            Truth one = met(condition, evidence, recipient);
            sum = rule.match() == Rule.Match.ALL ? sum.and(one) : sum.or(one);
        }
        return sum;
    }

    /** Of one condition. */
    static Truth met(Condition condition, Evidence evidence, ForwardPath recipient) {
        Sight sight = evidence.sight();
        return switch (condition) {
            case Condition.Found(FindingKey key, double atLeast) -> found(key, atLeast, evidence.findings());
            case Condition.Field field ->
                sight.fields()
                        .all(field.name())
                        .map(values -> Truth.of(values.stream().anyMatch(value -> fits(field, value))))
                        .orElse(Truth.UNKNOWN);
            case Condition.Party(Condition.Who who, Subject subject) ->
                Truth.of(parties(who, evidence, recipient).anyMatch(mailbox -> isOf(mailbox, subject)));
            case Condition.Bounce() ->
                Truth.of(evidence.reversePath().toMailbox().isEmpty());
            case Condition.Client(var network) -> Truth.of(network.contains(evidence.client()));
            case Condition.Country(var codes) ->
                sight.country().map(code -> Truth.of(codes.contains(code))).orElse(Truth.UNKNOWN);
            case Condition.FileName(String ending) ->
                attached(
                        evidence,
                        sight.attachments().stream()
                                .anyMatch(file -> fold(file.name()).endsWith(fold(ending))));
            case Condition.FileType(String type) ->
                attached(
                        evidence,
                        sight.attachments().stream()
                                .anyMatch(file -> type.endsWith("/*")
                                        ? file.type().startsWith(type.substring(0, type.length() - 1))
                                        : file.type().equals(type)));
            case Condition.Size(long atLeast) -> sight.size() == 0 ? Truth.UNKNOWN : Truth.of(sight.size() >= atLeast);
            case Condition.Probability(double atLeast) ->
                Truth.of(evidence.score().probability() >= atLeast);
            case Condition.Proven(var proof) -> Truth.of(Proofs.met(proof, evidence));
            case Condition.Not(Condition of) -> met(of, evidence, recipient).opposite();
        };
    }

    /** A fact that was not found is absent only if nobody failed to look for its kind. */
    private static Truth found(FindingKey key, double atLeast, List<Finding> findings) {
        boolean there = findings.stream()
                .anyMatch(finding ->
                        finding instanceof Finding.Fact fact && fact.key() == key && fact.value() >= atLeast);
        return there ? Truth.YES : unanswered(family(key), findings) ? Truth.UNKNOWN : Truth.NO;
    }

    /** What was not found among the attachments may be in one that could not be looked at. */
    private static Truth attached(Evidence evidence, boolean there) {
        return there
                ? Truth.YES
                : unanswered("attachment", evidence.findings()) || unanswered("extract", evidence.findings())
                        ? Truth.UNKNOWN
                        : Truth.NO;
    }

    private static boolean unanswered(String family, List<Finding> findings) {
        return findings.stream()
                .anyMatch(finding -> finding instanceof Finding.Unknown unknown
                        && unknown.check().startsWith(family));
    }

    /** How the names of the checks begin that state facts of this kind. */
    private static String family(FindingKey key) {
        String wire = key.wire();
        String family = wire.substring(0, wire.indexOf('.'));
        return family.equals("list") ? "dnslist" : family;
    }

    private static boolean fits(Condition.Field field, String value) {
        String text = fold(field.text());
        String has = fold(value);
        return switch (field.test()) {
            case PRESENT -> true;
            case IS -> has.equals(text);
            case CONTAINS -> has.contains(text);
            case BEGINS -> has.startsWith(text);
            case ENDS -> has.endsWith(text);
        };
    }

    private static Stream<Mailbox> parties(Condition.Who who, Evidence evidence, ForwardPath recipient) {
        return switch (who) {
            case FROM -> evidence.from().stream();
            case ENVELOPE -> sender(evidence.reversePath()).stream();
            case RECIPIENT -> Stream.of(recipient.mailbox());
        };
    }

    private static Optional<Mailbox> sender(ReversePath path) {
        return path.toMailbox();
    }

    private static boolean isOf(Mailbox mailbox, Subject subject) {
        return switch (subject) {
            case Subject.Address(Mailbox one) -> mailbox.key().equals(one.key());
            case Subject.Domain(var name, boolean below) ->
                below ? mailbox.domain().within(name) : mailbox.domain().equals(name);
            case Subject.MailingList _, Subject.Network _ -> false;
        };
    }

    private static String fold(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
