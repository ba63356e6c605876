package org.postigo.store.log;

import static org.postigo.store.log.Shape.FLAG;
import static org.postigo.store.log.Shape.INT;
import static org.postigo.store.log.Shape.LONG;
import static org.postigo.store.log.Shape.REAL;
import static org.postigo.store.log.Shape.TEXT;
import static org.postigo.store.log.Shape.as;
import static org.postigo.store.log.Shape.constant;
import static org.postigo.store.log.Shape.field;
import static org.postigo.store.log.Shape.list;
import static org.postigo.store.log.Shape.listOfKnown;
import static org.postigo.store.log.Shape.many;
import static org.postigo.store.log.Shape.object;
import static org.postigo.store.log.Shape.oneOf;
import static org.postigo.store.log.Shape.optional;
import static org.postigo.store.log.Shape.text;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.postigo.mail.Client;
import org.postigo.mail.DomainName;
import org.postigo.mail.Envelope;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.MailId;
import org.postigo.mail.Mailbox;
import org.postigo.mail.Recipient;
import org.postigo.mail.ReversePath;
import org.postigo.mail.auth.AuthenticationResults;
import org.postigo.mail.auth.ProvenIdentity;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.finding.Contribution;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.FindingKey;
import org.postigo.mail.finding.MessageDigest;
import org.postigo.mail.finding.Score;
import org.postigo.mail.finding.Verdict;
import org.postigo.mail.policy.Cidr;
import org.postigo.mail.policy.ListEntry;
import org.postigo.mail.policy.ProtectedDomain;
import org.postigo.mail.record.CopyOutcome;
import org.postigo.mail.record.JournalEntry;
import org.postigo.mail.record.Reply;
import org.postigo.store.held.CopyEvent;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.CopyLife;
import org.postigo.store.held.CopyState;
import org.postigo.store.held.Decision;
import org.postigo.store.held.HeldMail.CopyToHold;
import org.postigo.store.held.HeldMessage;
import org.postigo.store.log.Shape.Case;
import org.postigo.store.log.Shape.UnknownShape;
import org.postigo.store.people.Person;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every record of the store in JSON (RFC 8259), by wire names that are written here and never changed: a member may be
 * added with a usual value, none is renamed. Findings of unknown keys are left out when read, so that another version's
 * journal stays readable.
 */
public final class Wire {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Wire() {}

    // Addresses

    private static final Shape<DomainName> DOMAIN = as(TEXT, DomainName::text, DomainName::new);
    private static final Shape<Mailbox> MAILBOX = text(Mailbox::toString, Mailbox::parse);
    private static final Shape<ForwardPath> PATH = as(MAILBOX, ForwardPath::mailbox, ForwardPath::new);
    private static final Shape<ReversePath> REVERSE = as(
            TEXT,
            path -> path.toMailbox().map(Mailbox::toString).orElse(""),
            text -> text.isEmpty()
                    ? new ReversePath.Null()
                    : new ReversePath.Of(Mailbox.parse(text).orElseThrow(() -> new UnknownShape("not a mailbox"))));
    private static final Shape<InetAddress> ADDRESS = as(TEXT, Wire::literal, InetAddress::ofLiteral);
    private static final Shape<Cidr> CIDR = text(Cidr::toString, Cidr::parse);
    private static final Shape<Instant> TIME = as(TEXT, Instant::toString, Instant::parse);
    private static final Shape<Duration> NANOS = as(LONG, Duration::toNanos, Duration::ofNanos);
    private static final Shape<MailId> MAIL_ID = as(TEXT, MailId::text, MailId::new);
    private static final Shape<CopyId> COPY_ID = text(CopyId::toString, CopyId::parse);

    /** Without a zone, which means nothing on another day. */
    private static String literal(InetAddress address) {
        try {
            return InetAddress.getByAddress(address.getAddress()).getHostAddress();
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** In the order of the names, so that equal sets are written alike. */
    private static <T extends Comparable<T>> Shape<Set<T>> sorted(Shape<T> element) {
        return as(list(element), s -> List.copyOf(new TreeSet<T>(s)), Set::copyOf);
    }

    private record Pair<K, V>(K key, V value) {}

    /** A map whose keys are members of their values' objects. */
    private static <K, V> Shape<Map<K, V>> map(Shape<K> key, Shape<V> value) {
        Shape<Pair<K, V>> pair =
                object(field("key", key, Pair<K, V>::key), field("value", value, Pair<K, V>::value), Pair<K, V>::new);
        return as(
                list(pair),
                map -> map.entrySet().stream()
                        .map(e -> new Pair<>(e.getKey(), e.getValue()))
                        .toList(),
                pairs -> {
                    var map = new LinkedHashMap<K, V>();
                    pairs.forEach(p -> map.put(p.key(), p.value()));
                    return map;
                });
    }

    // SMTP

    private static final Shape<Reply> REPLY = object(
            field("code", INT, Reply::code),
            field("status", TEXT, Reply::enhanced, ""),
            field("text", TEXT, Reply::text, ""),
            Reply::new);

    private static final Shape<Client> CLIENT = object(
            field("address", ADDRESS, Client::address),
            field("port", INT, Client::port, 0),
            field("helo", TEXT, Client::helo, ""),
            field("esmtp", FLAG, Client::esmtp, true),
            optional(
                    "tls",
                    object(
                            field("protocol", TEXT, Client.Tls::protocol),
                            field("cipher", TEXT, Client.Tls::cipher),
                            Client.Tls::new),
                    Client::tls),
            Client::new);

    private static final Shape<Envelope.Parameters> PARAMETERS = object(
            optional("size", LONG, Wire::size),
            field("body", constant(Envelope.Body.class), Envelope.Parameters::body, Envelope.Body.SEVEN_BIT),
            field("smtputf8", FLAG, Envelope.Parameters::smtputf8, false),
            optional("ret", TEXT, Envelope.Parameters::ret),
            optional("envid", TEXT, Envelope.Parameters::envid),
            (size, body, smtputf8, ret, envid) -> new Envelope.Parameters(
                    size.map(OptionalLong::of).orElseGet(OptionalLong::empty), body, smtputf8, ret, envid));

    private static Optional<Long> size(Envelope.Parameters parameters) {
        return parameters.size().isPresent() ? Optional.of(parameters.size().getAsLong()) : Optional.empty();
    }

    private static final Shape<Recipient> RECIPIENT = object(
            field("path", PATH, Recipient::path),
            optional("notify", TEXT, Recipient::notifyOn),
            optional("orcpt", TEXT, Recipient::orcpt),
            Recipient::new);

    private static final Shape<Envelope> ENVELOPE = object(
            field("from", REVERSE, Envelope::reversePath),
            field("parameters", PARAMETERS, Envelope::parameters, Envelope.Parameters.NONE),
            many("to", RECIPIENT, Envelope::recipients),
            Envelope::new);

    // What the classifier says

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

    private static final Shape<Verdict.Reason> REASON = constant(Verdict.Reason.class);

    private static final Shape<Verdict> VERDICT = oneOf(
            Case.of(
                    "deliver",
                    Verdict.Deliver.class,
                    object(field("reason", REASON, Verdict.Deliver::reason), Verdict.Deliver::new)),
            Case.of("tag", Verdict.Tag.class, object(field("reason", REASON, Verdict.Tag::reason), Verdict.Tag::new)),
            Case.of(
                    "hold",
                    Verdict.Hold.class,
                    object(field("reason", REASON, Verdict.Hold::reason), Verdict.Hold::new)),
            Case.of(
                    "refuse",
                    Verdict.Refuse.class,
                    object(field("reason", REASON, Verdict.Refuse::reason), Verdict.Refuse::new)));

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

    private static final Shape<Assessment> ASSESSMENT = object(
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
                            Assessment.Versions::new),
                    Assessment::versions),
            field("nanos", NANOS, Assessment::took),
            Assessment::new);

    // The journal

    private static final Shape<CopyOutcome> COPY_OUTCOME = oneOf(
            Case.of(
                    "delivered",
                    CopyOutcome.Delivered.class,
                    object(
                            field("server", TEXT, CopyOutcome.Delivered::server),
                            field("reply", REPLY, CopyOutcome.Delivered::reply),
                            CopyOutcome.Delivered::new)),
            Case.of(
                    "held",
                    CopyOutcome.Held.class,
                    object(
                            field("reason", REASON, CopyOutcome.Held::reason),
                            optional("refusal", REPLY, CopyOutcome.Held::refusal),
                            CopyOutcome.Held::new)),
            Case.of(
                    "queued",
                    CopyOutcome.Queued.class,
                    object(
                            field("server", TEXT, CopyOutcome.Queued::server),
                            field("reply", REPLY, CopyOutcome.Queued::reply),
                            CopyOutcome.Queued::new)),
            Case.of(
                    "held-invisibly",
                    CopyOutcome.HeldInvisibly.class,
                    object(field("reason", REASON, CopyOutcome.HeldInvisibly::reason), CopyOutcome.HeldInvisibly::new)),
            Case.of(
                    "deferred",
                    CopyOutcome.Deferred.class,
                    object(
                            field("server", TEXT, CopyOutcome.Deferred::server),
                            field("reply", REPLY, CopyOutcome.Deferred::reply),
                            CopyOutcome.Deferred::new)),
            Case.of(
                    "refused",
                    CopyOutcome.Refused.class,
                    object(
                            field("server", TEXT, CopyOutcome.Refused::server),
                            field("reply", REPLY, CopyOutcome.Refused::reply),
                            CopyOutcome.Refused::new)));

    private static final Shape<JournalEntry> JOURNAL_ENTRY = oneOf(
            Case.of(
                    "transaction",
                    JournalEntry.Transaction.class,
                    object(
                            field("id", MAIL_ID, JournalEntry.Transaction::id),
                            field("at", TIME, JournalEntry.Transaction::at),
                            field("client", CLIENT, JournalEntry.Transaction::client),
                            field("envelope", ENVELOPE, JournalEntry.Transaction::envelope),
                            field("size", LONG, JournalEntry.Transaction::size),
                            field("retryKey", TEXT, JournalEntry.Transaction::retryKey),
                            optional("assessment", ASSESSMENT, JournalEntry.Transaction::assessment),
                            field("outcomes", map(PATH, COPY_OUTCOME), JournalEntry.Transaction::outcomes, Map.of()),
                            field("reply", REPLY, JournalEntry.Transaction::reply),
                            field("nanos", map(TEXT, NANOS), JournalEntry.Transaction::timings, Map.of()),
                            JournalEntry.Transaction::new)),
            Case.of(
                    "refusal",
                    JournalEntry.Refusal.class,
                    object(
                            field("id", MAIL_ID, JournalEntry.Refusal::id),
                            field("at", TIME, JournalEntry.Refusal::at),
                            field("client", CLIENT, JournalEntry.Refusal::client),
                            optional("from", REVERSE, JournalEntry.Refusal::reversePath),
                            many("to", TEXT, JournalEntry.Refusal::recipients),
                            field("stage", TEXT, JournalEntry.Refusal::stage),
                            field("reply", REPLY, JournalEntry.Refusal::reply),
                            field("cause", TEXT, JournalEntry.Refusal::cause, ""),
                            JournalEntry.Refusal::new)));

    // Lists, domains, people

    private static final Shape<ListEntry.Subject> SUBJECT = oneOf(
            Case.of(
                    "address",
                    ListEntry.Subject.Address.class,
                    object(
                            field("mailbox", MAILBOX, ListEntry.Subject.Address::mailbox),
                            ListEntry.Subject.Address::new)),
            Case.of(
                    "domain",
                    ListEntry.Subject.Domain.class,
                    object(
                            field("domain", DOMAIN, ListEntry.Subject.Domain::name),
                            field("andBelow", FLAG, ListEntry.Subject.Domain::andBelow, false),
                            ListEntry.Subject.Domain::new)),
            Case.of(
                    "list",
                    ListEntry.Subject.MailingList.class,
                    object(
                            field("listId", TEXT, ListEntry.Subject.MailingList::listId),
                            ListEntry.Subject.MailingList::new)),
            Case.of(
                    "network",
                    ListEntry.Subject.Network.class,
                    object(field("cidr", CIDR, ListEntry.Subject.Network::cidr), ListEntry.Subject.Network::new)));

    private static final Shape<ListEntry.Scope> SCOPE = oneOf(
            Case.of("site", ListEntry.Scope.Site.class, object(ListEntry.Scope.Site::new)),
            Case.of(
                    "domain",
                    ListEntry.Scope.OfDomain.class,
                    object(field("domain", DOMAIN, ListEntry.Scope.OfDomain::name), ListEntry.Scope.OfDomain::new)),
            Case.of(
                    "mailbox",
                    ListEntry.Scope.OfMailbox.class,
                    object(
                            field("mailbox", MAILBOX, ListEntry.Scope.OfMailbox::mailbox),
                            ListEntry.Scope.OfMailbox::new)));

    private static final Shape<ListEntry.Proof> PROOF = oneOf(
            Case.of(
                    "signed-by",
                    ListEntry.Proof.SignedBy.class,
                    object(field("domain", DOMAIN, ListEntry.Proof.SignedBy::domain), ListEntry.Proof.SignedBy::new)),
            Case.of(
                    "authorised-by",
                    ListEntry.Proof.AuthorisedBy.class,
                    object(
                            field("domain", DOMAIN, ListEntry.Proof.AuthorisedBy::domain),
                            ListEntry.Proof.AuthorisedBy::new)),
            Case.of(
                    "list-signed-by",
                    ListEntry.Proof.ListSignedBy.class,
                    object(
                            field("domain", DOMAIN, ListEntry.Proof.ListSignedBy::domain),
                            ListEntry.Proof.ListSignedBy::new)),
            Case.of(
                    "from-network",
                    ListEntry.Proof.FromNetwork.class,
                    object(field("cidr", CIDR, ListEntry.Proof.FromNetwork::cidr), ListEntry.Proof.FromNetwork::new)));

    private static final Shape<ListEntry.Note> NOTE = object(
            field("author", TEXT, ListEntry.Note::author),
            field("created", TIME, ListEntry.Note::created),
            field("reason", TEXT, ListEntry.Note::reason, ""),
            optional("expires", TIME, ListEntry.Note::expires),
            optional("origin", MAIL_ID, ListEntry.Note::origin),
            ListEntry.Note::new);

    private static final Shape<ListEntry> LIST_ENTRY = oneOf(
            Case.of(
                    "allow",
                    ListEntry.Allow.class,
                    object(
                            field("id", TEXT, ListEntry.Allow::id),
                            field("subject", SUBJECT, ListEntry.Allow::subject),
                            field("scope", SCOPE, ListEntry.Allow::scope),
                            field("proof", PROOF, ListEntry.Allow::proof),
                            field("note", NOTE, ListEntry.Allow::note),
                            ListEntry.Allow::new)),
            Case.of(
                    "deny",
                    ListEntry.Deny.class,
                    object(
                            field("id", TEXT, ListEntry.Deny::id),
                            field("subject", SUBJECT, ListEntry.Deny::subject),
                            field("scope", SCOPE, ListEntry.Deny::scope),
                            field("note", NOTE, ListEntry.Deny::note),
                            ListEntry.Deny::new)));

    private static final Shape<ProtectedDomain> PROTECTED = object(
            field("name", DOMAIN, ProtectedDomain::name),
            many(
                    "servers",
                    object(
                            field("host", TEXT, ProtectedDomain.MailboxServer::host),
                            field("port", INT, ProtectedDomain.MailboxServer::port),
                            ProtectedDomain.MailboxServer::new),
                    ProtectedDomain::servers),
            field("language", TEXT, ProtectedDomain::language),
            field("mode", constant(ProtectedDomain.Mode.class), ProtectedDomain::mode),
            field(
                    "thresholds",
                    object(
                            field("hold", REAL, ProtectedDomain.Thresholds::hold),
                            // Older records know no upper band: their domains never asked for one.
                            field("refuse", REAL, ProtectedDomain.Thresholds::refuse, ProtectedDomain.Thresholds.NEVER),
                            ProtectedDomain.Thresholds::new),
                    ProtectedDomain::thresholds),
            field("reviewers", sorted(TEXT), ProtectedDomain::reviewers, Set.of()),
            ProtectedDomain::new);

    private static final Shape<Person> PERSON = object(
            field("email", TEXT, Person::email),
            field("name", TEXT, Person::name),
            field("role", constant(Person.Role.class), Person::role),
            field("domains", sorted(DOMAIN), Person::domains, Set.of()),
            field("passwordHash", TEXT, Person::passwordHash),
            optional("language", TEXT, Person::language),
            Person::new);

    // Held mail

    private static final Shape<Decision> DECISION = object(
            field("kind", constant(Decision.Kind.class), Decision::kind),
            field("by", TEXT, Decision::by),
            field("at", TIME, Decision::at),
            field("due", TIME, Decision::due),
            optional("entry", LIST_ENTRY, Decision::entry),
            field("comment", TEXT, Decision::comment, ""),
            Decision::new);

    private static final Shape<CopyState> STATE = oneOf(
            Case.of("unread", CopyState.Unread.class, object(CopyState.Unread::new)),
            Case.of(
                    "not-sure",
                    CopyState.NotSure.class,
                    object(field("decision", DECISION, CopyState.NotSure::decision), CopyState.NotSure::new)),
            Case.of(
                    "decided",
                    CopyState.Decided.class,
                    object(field("decision", DECISION, CopyState.Decided::decision), CopyState.Decided::new)),
            Case.of(
                    "spam",
                    CopyState.Spam.class,
                    object(field("decision", DECISION, CopyState.Spam::decision), CopyState.Spam::new)),
            Case.of(
                    "leaving",
                    CopyState.Leaving.class,
                    object(field("attempt", INT, CopyState.Leaving::attempt), CopyState.Leaving::new)),
            Case.of(
                    "waiting",
                    CopyState.Waiting.class,
                    object(
                            field("attempt", INT, CopyState.Waiting::attempt),
                            field("reply", REPLY, CopyState.Waiting::reply),
                            field("nextTry", TIME, CopyState.Waiting::nextTry),
                            CopyState.Waiting::new)),
            Case.of(
                    "delivered",
                    CopyState.Delivered.class,
                    object(
                            field("at", TIME, CopyState.Delivered::at),
                            field("server", TEXT, CopyState.Delivered::server),
                            field("reply", REPLY, CopyState.Delivered::reply),
                            CopyState.Delivered::new)),
            Case.of(
                    "rejected",
                    CopyState.Rejected.class,
                    object(
                            field("at", TIME, CopyState.Rejected::at),
                            field("server", TEXT, CopyState.Rejected::server),
                            field("reply", REPLY, CopyState.Rejected::reply),
                            CopyState.Rejected::new)),
            Case.of(
                    "in-doubt",
                    CopyState.InDoubt.class,
                    object(
                            field("at", TIME, CopyState.InDoubt::at),
                            field("cause", TEXT, CopyState.InDoubt::cause),
                            CopyState.InDoubt::new)));

    /** A life without the lives before it: these follow in a list, so that nothing nests. */
    private static final Shape<CopyLife> MOMENT = object(
            field("state", STATE, CopyLife::state),
            optional("decision", DECISION, CopyLife::decision),
            field("inEffect", FLAG, CopyLife::inEffect, false),
            optional("effective", DECISION, CopyLife::effective),
            (state, decision, inEffect, effective) ->
                    new CopyLife(state, decision, inEffect, effective, Optional.empty()));

    private static final Shape<CopyLife> LIFE = as(list(MOMENT), Wire::moments, Wire::life);

    private static List<CopyLife> moments(CopyLife life) {
        var moments = new ArrayList<CopyLife>();
        for (Optional<CopyLife> next = Optional.of(life);
                next.isPresent();
                next = next.get().before()) {
            moments.add(next.get());
        }
        return moments;
    }

    private static CopyLife life(List<CopyLife> moments) {
        Optional<CopyLife> life = Optional.empty();
        for (CopyLife moment : moments.reversed()) {
            life = Optional.of(
                    new CopyLife(moment.state(), moment.decision(), moment.inEffect(), moment.effective(), life));
        }
        return life.orElseThrow(() -> new UnknownShape("a life without a moment"));
    }

    private static <T extends CopyEvent> Shape.Field<T, CopyId> copy() {
        return field("copy", COPY_ID, CopyEvent::copy);
    }

    private static <T extends CopyEvent> Shape.Field<T, Instant> at() {
        return field("at", TIME, CopyEvent::at);
    }

    private static final Shape<CopyEvent> COPY_EVENT = oneOf(
            Case.of(
                    "decided",
                    CopyEvent.Decided.class,
                    object(
                            copy(),
                            at(),
                            field("decision", DECISION, CopyEvent.Decided::decision),
                            CopyEvent.Decided::new)),
            Case.of(
                    "undone",
                    CopyEvent.Undone.class,
                    object(copy(), at(), field("by", TEXT, CopyEvent.Undone::by), CopyEvent.Undone::new)),
            Case.of(
                    "took-effect",
                    CopyEvent.TookEffect.class,
                    object(
                            copy(),
                            at(),
                            optional("listEntry", TEXT, CopyEvent.TookEffect::listEntry),
                            CopyEvent.TookEffect::new)),
            Case.of(
                    "release-started",
                    CopyEvent.ReleaseStarted.class,
                    object(
                            copy(),
                            at(),
                            field("attempt", INT, CopyEvent.ReleaseStarted::attempt),
                            CopyEvent.ReleaseStarted::new)),
            Case.of(
                    "delivered",
                    CopyEvent.Delivered.class,
                    object(
                            copy(),
                            at(),
                            field("server", TEXT, CopyEvent.Delivered::server),
                            field("reply", REPLY, CopyEvent.Delivered::reply),
                            CopyEvent.Delivered::new)),
            Case.of(
                    "postponed",
                    CopyEvent.Postponed.class,
                    object(
                            copy(),
                            at(),
                            field("server", TEXT, CopyEvent.Postponed::server),
                            field("reply", REPLY, CopyEvent.Postponed::reply),
                            field("nextTry", TIME, CopyEvent.Postponed::nextTry),
                            CopyEvent.Postponed::new)),
            Case.of(
                    "rejected",
                    CopyEvent.Rejected.class,
                    object(
                            copy(),
                            at(),
                            field("server", TEXT, CopyEvent.Rejected::server),
                            field("reply", REPLY, CopyEvent.Rejected::reply),
                            CopyEvent.Rejected::new)),
            Case.of(
                    "fell-in-doubt",
                    CopyEvent.FellInDoubt.class,
                    object(
                            copy(),
                            at(),
                            field("cause", TEXT, CopyEvent.FellInDoubt::cause),
                            CopyEvent.FellInDoubt::new)));

    private static final Shape<HeldMessage> HELD_MESSAGE = object(
            field("id", MAIL_ID, HeldMessage::id),
            field("received", TIME, HeldMessage::received),
            field("client", CLIENT, HeldMessage::client),
            field("envelope", ENVELOPE, HeldMessage::envelope),
            field("assessment", ASSESSMENT, HeldMessage::assessment),
            field("size", LONG, HeldMessage::size),
            field("sha256", TEXT, HeldMessage::sha256),
            field("retryKey", TEXT, HeldMessage::retryKey),
            HeldMessage::new);

    private static final Shape<HeldMetadata> HELD = object(
            field("message", HELD_MESSAGE, HeldMetadata::message),
            many(
                    "copies",
                    object(
                            field("recipient", RECIPIENT, CopyToHold::recipient),
                            field("reason", REASON, CopyToHold::reason),
                            // Under the name that files of the first version have.
                            optional("queued", REPLY, CopyToHold::answer),
                            CopyToHold::new),
                    HeldMetadata::copies),
            field("held", TIME, HeldMetadata::held),
            field("octets", LONG, HeldMetadata::octets),
            optional("body", TEXT, HeldMetadata::body),
            HeldMetadata::new);

    private static final Shape<LogEvent.Step> STEP = object(
            field("event", COPY_EVENT, LogEvent.Step::event),
            optional("decision", DECISION, LogEvent.Step::decision),
            optional("replaced", DECISION, LogEvent.Step::replaced),
            LogEvent.Step::new);

    private static <T> Shape.Field<T, String> by(Function<T, String> get) {
        return field("by", TEXT, get);
    }

    private static <T> Shape.Field<T, Instant> when(Function<T, Instant> get) {
        return field("at", TIME, get);
    }

    private static final Shape<LogEvent> EVENT = oneOf(
            Case.of(
                    "journal",
                    LogEvent.Journalled.class,
                    object(field("entry", JOURNAL_ENTRY, LogEvent.Journalled::entry), LogEvent.Journalled::new)),
            Case.of(
                    "copies",
                    LogEvent.CopiesChanged.class,
                    object(many("steps", STEP, LogEvent.CopiesChanged::steps), LogEvent.CopiesChanged::new)),
            Case.of(
                    "entry-put",
                    LogEvent.EntryPut.class,
                    object(
                            field("entry", LIST_ENTRY, LogEvent.EntryPut::entry),
                            by(LogEvent.EntryPut::by),
                            when(LogEvent.EntryPut::at),
                            LogEvent.EntryPut::new)),
            Case.of(
                    "entry-removed",
                    LogEvent.EntryRemoved.class,
                    object(
                            field("id", TEXT, LogEvent.EntryRemoved::id),
                            by(LogEvent.EntryRemoved::by),
                            when(LogEvent.EntryRemoved::at),
                            LogEvent.EntryRemoved::new)),
            Case.of(
                    "domain-put",
                    LogEvent.DomainPut.class,
                    object(
                            field("domain", PROTECTED, LogEvent.DomainPut::domain),
                            by(LogEvent.DomainPut::by),
                            when(LogEvent.DomainPut::at),
                            LogEvent.DomainPut::new)),
            Case.of(
                    "domain-removed",
                    LogEvent.DomainRemoved.class,
                    object(
                            field("name", DOMAIN, LogEvent.DomainRemoved::name),
                            by(LogEvent.DomainRemoved::by),
                            when(LogEvent.DomainRemoved::at),
                            LogEvent.DomainRemoved::new)),
            Case.of(
                    "person-put",
                    LogEvent.PersonPut.class,
                    object(
                            field("person", PERSON, LogEvent.PersonPut::person),
                            by(LogEvent.PersonPut::by),
                            when(LogEvent.PersonPut::at),
                            LogEvent.PersonPut::new)),
            Case.of(
                    "person-removed",
                    LogEvent.PersonRemoved.class,
                    object(
                            field("email", TEXT, LogEvent.PersonRemoved::email),
                            by(LogEvent.PersonRemoved::by),
                            when(LogEvent.PersonRemoved::at),
                            LogEvent.PersonRemoved::new)));

    // The outside

    /** An event, as it stands in the log. */
    public static byte[] write(LogEvent event) {
        return bytes(EVENT, event);
    }

    /** The event that {@link #write(LogEvent)} wrote, or {@link LogEvent.Unknown}. */
    public static LogEvent event(byte[] json) {
        try {
            return value(EVENT, json);
        } catch (UnknownShape | JacksonException other) {
            return new LogEvent.Unknown(String.valueOf(other.getMessage()));
        }
    }

    /** What a held message's file says of it. */
    public static byte[] write(HeldMetadata metadata) {
        return bytes(HELD, metadata);
    }

    /** The metadata that {@link #write(HeldMetadata)} wrote; empty if this version cannot read it. */
    public static Optional<HeldMetadata> metadata(byte[] json) {
        try {
            return Optional.of(value(HELD, json));
        } catch (UnknownShape | JacksonException other) {
            return Optional.empty();
        }
    }

    /** A copy's life, as the index keeps it. */
    public static byte[] write(CopyLife life) {
        return bytes(LIFE, life);
    }

    /** The life that {@link #write(CopyLife)} wrote; empty if this version cannot read it. */
    public static Optional<CopyLife> life(byte[] json) {
        try {
            return Optional.of(value(LIFE, json));
        } catch (UnknownShape | JacksonException other) {
            return Optional.empty();
        }
    }

    private static <T> byte[] bytes(Shape<T> shape, T value) {
        var bytes = new java.io.ByteArrayOutputStream(1024);
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            shape.write(value, out);
        }
        return bytes.toByteArray();
    }

    private static <T> T value(Shape<T> shape, byte[] json) {
        return shape.read(JSON.readTree(json));
    }
}
