package org.postigo.store.log;

import static org.postigo.store.log.AddressShapes.ADDRESS;
import static org.postigo.store.log.AddressShapes.DOMAIN;
import static org.postigo.store.log.AddressShapes.MAILBOX;
import static org.postigo.store.log.AddressShapes.NANOS;
import static org.postigo.store.log.AddressShapes.PATH;
import static org.postigo.store.log.AddressShapes.TIME;
import static org.postigo.store.log.AddressShapes.map;
import static org.postigo.store.log.Shape.FLAG;
import static org.postigo.store.log.Shape.INT;
import static org.postigo.store.log.Shape.LONG;
import static org.postigo.store.log.Shape.REAL;
import static org.postigo.store.log.Shape.TEXT;
import static org.postigo.store.log.Shape.constant;
import static org.postigo.store.log.Shape.field;
import static org.postigo.store.log.Shape.listOfKnown;
import static org.postigo.store.log.Shape.many;
import static org.postigo.store.log.Shape.object;
import static org.postigo.store.log.Shape.oneOf;
import static org.postigo.store.log.Shape.optional;
import static org.postigo.store.log.Shape.text;

import java.util.List;
import java.util.Map;
import org.postigo.mail.auth.AuthenticationResults;
import org.postigo.mail.auth.ProvenIdentity;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.finding.Contribution;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.FindingKey;
import org.postigo.mail.finding.MessageDigest;
import org.postigo.mail.finding.Score;
import org.postigo.mail.finding.Verdict;
import org.postigo.store.log.Shape.Case;

/** What the classifier says of a message, in JSON. Findings of unknown keys are left out when read. Wire names as {@link Wire} says. */
final class AssessmentShapes {
    private AssessmentShapes() {}

    private static final Shape<FindingKey> KEY = text(FindingKey::wire, FindingKey::ofWire);

    private static final Shape.Members<Finding.Fact> FACT = object(
            field("key", KEY, Finding.Fact::key),
            field("value", REAL, Finding.Fact::value, 1.0),
            many("arguments", TEXT, Finding.Fact::arguments),
            Finding.Fact::new);

    private static final Shape<Finding> FINDING = oneOf(
            Case.of("fact", Finding.Fact.class, FACT),
            Case.of(
                    "unknown",
                    Finding.Unknown.class,
                    object(
                            field("check", TEXT, Finding.Unknown::check),
                            field("cause", constant(Finding.Cause.class), Finding.Unknown::cause),
                            field("detail", TEXT, Finding.Unknown::detail, ""),
                            Finding.Unknown::new)));

    private static final Shape<Contribution> CONTRIBUTION = object(
            field("fact", FACT, Contribution::fact), field("logOdds", REAL, Contribution::logOdds), Contribution::new);

    private static final Shape<Score> SCORE = object(
            field("logOdds", REAL, Score::logOdds),
            field("bias", REAL, Score::bias),
            field("contributions", listOfKnown(CONTRIBUTION), Score::contributions, List.of()),
            Score::new);

    private static final Shape<AuthenticationResults.Outcome> OUTCOME = constant(AuthenticationResults.Outcome.class);

    private static final Shape<AuthenticationResults> AUTHENTICATION = object(
            field(
                    "spf",
                    object(
                            field("outcome", OUTCOME, AuthenticationResults.Spf::outcome),
                            optional("domain", DOMAIN, AuthenticationResults.Spf::domain),
                            field("cause", TEXT, AuthenticationResults.Spf::cause, ""),
                            AuthenticationResults.Spf::new),
                    AuthenticationResults::spf),
            many(
                    "dkim",
                    object(
                            field("outcome", OUTCOME, AuthenticationResults.Dkim::outcome),
                            optional("domain", DOMAIN, AuthenticationResults.Dkim::domain),
                            field("selector", TEXT, AuthenticationResults.Dkim::selector, ""),
                            field("aligned", FLAG, AuthenticationResults.Dkim::aligned, false),
                            field("coversFrom", FLAG, AuthenticationResults.Dkim::coversFrom, false),
                            field("partial", FLAG, AuthenticationResults.Dkim::partial, false),
                            field("cause", TEXT, AuthenticationResults.Dkim::cause, ""),
                            AuthenticationResults.Dkim::new),
                    AuthenticationResults::dkim),
            field(
                    "dmarc",
                    object(
                            field("outcome", OUTCOME, AuthenticationResults.Dmarc::outcome),
                            optional("domain", DOMAIN, AuthenticationResults.Dmarc::domain),
                            field(
                                    "policy",
                                    constant(AuthenticationResults.DmarcPolicy.class),
                                    AuthenticationResults.Dmarc::policy,
                                    AuthenticationResults.DmarcPolicy.NONE),
                            field("cause", TEXT, AuthenticationResults.Dmarc::cause, ""),
                            AuthenticationResults.Dmarc::new),
                    AuthenticationResults::dmarc),
            field(
                    "arc",
                    object(
                            field("outcome", OUTCOME, AuthenticationResults.Arc::outcome),
                            field("instances", INT, AuthenticationResults.Arc::instances, 0),
                            optional("sealer", DOMAIN, AuthenticationResults.Arc::sealer),
                            field("cause", TEXT, AuthenticationResults.Arc::cause, ""),
                            AuthenticationResults.Arc::new),
                    AuthenticationResults::arc),
            AuthenticationResults::new);

    private static final Shape<ProvenIdentity> PROVEN = oneOf(
            Case.of(
                    "signed",
                    ProvenIdentity.SignedDomain.class,
                    object(
                            field("domain", DOMAIN, ProvenIdentity.SignedDomain::domain),
                            ProvenIdentity.SignedDomain::new)),
            Case.of(
                    "list",
                    ProvenIdentity.SignedList.class,
                    object(
                            field("listId", TEXT, ProvenIdentity.SignedList::listId),
                            field("domain", DOMAIN, ProvenIdentity.SignedList::domain),
                            ProvenIdentity.SignedList::new)),
            Case.of(
                    "authorised",
                    ProvenIdentity.AuthorisedDomain.class,
                    object(
                            field("domain", DOMAIN, ProvenIdentity.AuthorisedDomain::domain),
                            ProvenIdentity.AuthorisedDomain::new)),
            Case.of(
                    "client",
                    ProvenIdentity.ClientAddress.class,
                    object(
                            field("address", ADDRESS, ProvenIdentity.ClientAddress::address),
                            ProvenIdentity.ClientAddress::new)));

    static final Shape<Verdict.Reason> REASON = constant(Verdict.Reason.class);

    private static final Shape<Verdict> VERDICT = oneOf(
            Case.of(
                    "deliver",
                    Verdict.Deliver.class,
                    object(
                            field("reason", REASON, Verdict.Deliver::reason),
                            optional("entry", TEXT, Verdict.Deliver::entry),
                            Verdict.Deliver::new)),
            Case.of(
                    "tag",
                    Verdict.Tag.class,
                    object(
                            field("reason", REASON, Verdict.Tag::reason),
                            optional("entry", TEXT, Verdict.Tag::entry),
                            Verdict.Tag::new)),
            Case.of(
                    "hold",
                    Verdict.Hold.class,
                    object(
                            field("reason", REASON, Verdict.Hold::reason),
                            optional("entry", TEXT, Verdict.Hold::entry),
                            Verdict.Hold::new)),
            Case.of(
                    "refuse",
                    Verdict.Refuse.class,
                    object(
                            field("reason", REASON, Verdict.Refuse::reason),
                            optional("entry", TEXT, Verdict.Refuse::entry),
                            Verdict.Refuse::new)));

    private static final Shape<MessageDigest> DIGEST = object(
            optional("from", MAILBOX, MessageDigest::from),
            field("fromName", TEXT, MessageDigest::fromName, ""),
            field("subject", TEXT, MessageDigest::subject, ""),
            field("messageId", TEXT, MessageDigest::messageId, ""),
            optional("date", TIME, MessageDigest::date),
            optional("listId", TEXT, MessageDigest::listId),
            many("linkHosts", TEXT, MessageDigest::linkHosts),
            many(
                    "attachments",
                    object(
                            field("name", TEXT, MessageDigest.Attachment::name),
                            field("mediaType", TEXT, MessageDigest.Attachment::type),
                            field("size", LONG, MessageDigest.Attachment::size),
                            MessageDigest.Attachment::new),
                    MessageDigest::attachments),
            MessageDigest::new);

    static final Shape<Assessment> ASSESSMENT = object(
            field("findings", listOfKnown(FINDING), Assessment::findings, List.of()),
            field("score", SCORE, Assessment::score),
            field("authentication", AUTHENTICATION, Assessment::authentication, AuthenticationResults.NONE),
            many("proven", PROVEN, Assessment::proven),
            field("verdicts", map(PATH, VERDICT), Assessment::verdicts, Map.of()),
            field("digest", DIGEST, Assessment::digest),
            field(
                    "versions",
                    object(
                            field("model", TEXT, Assessment.Versions::model),
                            field("lists", LONG, Assessment.Versions::lists),
                            field("prices", TEXT, Assessment.Versions::prices),
                            field("rules", LONG, Assessment.Versions::rules, 0L),
                            Assessment.Versions::new),
                    Assessment::versions),
            field("nanos", NANOS, Assessment::took),
            Assessment::new);
}
