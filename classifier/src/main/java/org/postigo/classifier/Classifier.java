package org.postigo.classifier;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.postigo.classifier.check.Authenticator.Authenticated;
import org.postigo.classifier.check.CorrespondenceCheck;
import org.postigo.classifier.check.Subject;
import org.postigo.classifier.claim.ClaimCheck;
import org.postigo.classifier.combine.Combiner;
import org.postigo.classifier.country.Countries;
import org.postigo.classifier.policy.AllowAndDeny;
import org.postigo.classifier.policy.Evidence;
import org.postigo.classifier.policy.Policy;
import org.postigo.classifier.policy.RuleBook;
import org.postigo.classifier.policy.Sight;
import org.postigo.classifier.policy.Strictness;
import org.postigo.classifier.relay.TrustedRelays;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.MailObject;
import org.postigo.mail.Recipient;
import org.postigo.mail.auth.ProvenIdentity;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.FindingKey;
import org.postigo.mail.finding.MessageDigest;
import org.postigo.mail.finding.Score;
import org.postigo.mail.finding.Verdict;
import org.postigo.mail.message.MessageParser;
import org.postigo.mail.message.ParseOutcome;
import org.postigo.mail.message.ParsedMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says what a message is: takes it apart, asks all checks under one deadline, prices what they found, and decides for
 * each recipient. Never throws: what one message brings about holds that message, and what is wrong with the classifier
 * itself lets mail pass with a mark.
 */
public final class Classifier implements AutoCloseable {
    /** Time that a message may take in all. */
    public static final Duration DEADLINE = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(Classifier.class);
    private static final String PARSER = "parser";

    private final MessageParser parser;
    private final Gathering gathering;
    private final CorrespondenceCheck correspondence;
    private final ClaimCheck claims;
    private final TrustedRelays relays;
    private final Digester digester;
    private final Supplier<Models> models;
    private final AllowAndDeny lists;
    private final Supplier<RuleBook> rules;
    private final Countries countries;
    private final Strictness strictness;
    private final Clock clock;
    private final Duration deadline;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final LongAdder failures = new LongAdder();

    /**
     * What prices a message now.
     *
     * @param combiner that prices its facts
     * @param text version of the text models, for the journal
     */
    public record Models(Combiner combiner, String text) {}

    /** What people wrote down, as it stands for one message. */
    private record Laws(AllowAndDeny.Snapshot lists, RuleBook rules) {}

    /** What came of taking a message apart. */
    private sealed interface Reading {
        record Read(ParsedMessage message, List<Finding> findings) implements Reading {}

        record Unread(Finding finding) implements Reading {}
    }

    /**
     * A classifier.
     *
     * @param checks who is asked
     * @param digester makes the digest
     * @param models asked once a message
     * @param lists asked once a message
     * @param rules asked once a message
     * @param countries asked once a message, about its client
     * @param strictness asked once a recipient
     * @param deadline for one message in all
     */
    public Classifier(
            Checks checks,
            Digester digester,
            Supplier<Models> models,
            AllowAndDeny lists,
            Supplier<RuleBook> rules,
            Countries countries,
            Strictness strictness,
            Clock clock,
            Duration deadline) {
        this.parser = new MessageParser();
        this.gathering = new Gathering(checks, threads, clock);
        this.correspondence = new CorrespondenceCheck(checks.correspondence());
        this.claims = checks.claims();
        this.relays = checks.relays();
        this.digester = digester;
        this.models = models;
        this.lists = lists;
        this.rules = rules;
        this.countries = countries;
        this.strictness = strictness;
        this.clock = clock;
        this.deadline = deadline;
    }

    /** A classifier without rules. */
    public Classifier(
            Checks checks,
            Digester digester,
            Supplier<Models> models,
            AllowAndDeny lists,
            Strictness strictness,
            Clock clock,
            Duration deadline) {
        this(checks, digester, models, lists, () -> RuleBook.EMPTY, Countries.NONE, strictness, clock, deadline);
    }

    /** Messages that could not be assessed for no fault of theirs, since the start. An alarm if it grows. */
    public long failures() {
        return failures.sum();
    }

    /** Checks that have been crashing on every message: out of order, and no longer held against mail. */
    public List<String> outOfOrder() {
        return gathering.outOfOrder();
    }

    /** Findings, score and a verdict for each recipient. Leaves no trace: to assess a message anew changes nothing. */
    public Assessment assess(MailObject mail) {
        long start = System.nanoTime();
        try {
            return assess(mail, start);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return down(mail, start, e);
        } catch (IOException | RuntimeException | LinkageError | OutOfMemoryError e) {
            return down(mail, start, e);
        }
    }

    private Assessment down(MailObject mail, long start, Throwable cause) {
        failures.increment();
        LOG.error("{} could not be assessed and is passed on with a mark", mail.id(), cause);
        return Policy.classifierDown(
                mail, this::ruleOrDefault, new Assessment.Versions("none", 0, "none"), since(start));
    }

    /** When the classifier is down, what it asks may be the reason. */
    private Strictness.Rule ruleOrDefault(ForwardPath recipient) {
        try {
            return strictness.of(recipient);
        } catch (RuntimeException e) {
            LOG.error("the rule of {} cannot be told", recipient, e);
            return Strictness.Rule.DEFAULT;
        }
    }

    private Assessment assess(MailObject arrived, long start) throws IOException, InterruptedException {
        Instant by = clock.instant().plus(deadline);
        Models now = models.get();
        var laws = new Laws(lists.snapshot(), rules.get());
        var versions = new Assessment.Versions(
                now.combiner().version() + "+" + now.text(),
                laws.lists().version(),
                now.combiner().prices(),
                laws.rules().version());
        return switch (read(arrived)) {
            case Reading.Unread(Finding finding) -> unread(arrived, finding, now, laws, versions, start);
            case Reading.Read(ParsedMessage message, List<Finding> readings) -> {
                MailObject mail = arrived.from(relays.client(arrived.client(), message.header()));
                var subject = new Subject(mail, message, by);
                Gathering.Gathered gathered = gathering.gather(subject);
                Authenticated authenticated = gathered.authenticated();
                var findings = new ArrayList<Finding>(readings);
                findings.addAll(gathered.findings());
                findings.addAll(correspondence.examine(subject, authenticated.proven()));
                findings.addAll(claims(subject, authenticated));
                Digest digest = digest(subject);
                findings.addAll(digest.findings());
                List<ProvenIdentity> proven = proven(mail, authenticated);
                Score score = now.combiner().score(findings);
                var evidence = new Evidence(
                        mail.received(),
                        mail.client().address(),
                        mail.envelope().reversePath(),
                        message.fromMailboxes(),
                        digest.digest().listId(),
                        findings,
                        score,
                        authenticated.results(),
                        proven,
                        Evidence.lot(mail.id()),
                        new Sight(
                                mail.content().size(),
                                Sight.Fields.of(message.header()),
                                digest.digest().attachments(),
                                countries.of(mail.client().address())));
                yield new Assessment(
                        findings,
                        score,
                        authenticated.results(),
                        proven,
                        verdicts(mail, evidence, laws),
                        digest.digest(),
                        versions,
                        since(start));
            }
        };
    }

    /** A message that could not even be taken apart is held. */
    private Assessment unread(
            MailObject mail, Finding finding, Models now, Laws laws, Assessment.Versions versions, long start) {
        List<Finding> findings = List.of(finding);
        List<ProvenIdentity> proven = proven(mail, Authenticated.NOTHING);
        var evidence = new Evidence(
                mail.received(),
                mail.client().address(),
                mail.envelope().reversePath(),
                List.of(),
                Optional.empty(),
                findings,
                now.combiner().score(findings),
                Authenticated.NOTHING.results(),
                proven,
                Evidence.lot(mail.id()));
        return new Assessment(
                findings,
                evidence.score(),
                evidence.authentication(),
                proven,
                verdicts(mail, evidence, laws),
                MessageDigest.UNREAD,
                versions,
                since(start));
    }

    private Map<ForwardPath, Verdict> verdicts(MailObject mail, Evidence evidence, Laws laws) {
        var verdicts = new HashMap<ForwardPath, Verdict>();
        for (Recipient recipient : mail.envelope().recipients()) {
            verdicts.put(
                    recipient.path(),
                    Policy.decide(
                            evidence,
                            recipient.path(),
                            strictness.of(recipient.path()),
                            laws.lists().entries(),
                            laws.rules()));
        }
        return verdicts;
    }

    /** Strongest first: what was signed before the address of the client, which the connection itself proves. */
    private static List<ProvenIdentity> proven(MailObject mail, Authenticated authenticated) {
        var proven = new ArrayList<>(authenticated.proven());
        var client = new ProvenIdentity.ClientAddress(mail.client().address());
        if (!proven.contains(client)) {
            proven.add(client);
        }
        return proven;
    }

    /** Takes the message apart on a thread of its own, so that the deadline holds for that too. */
    private Reading read(MailObject mail) throws IOException, InterruptedException {
        Future<ParseOutcome> parsing = threads.submit(() -> parser.parse(mail.content()));
        try {
            return switch (parsing.get(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                case ParseOutcome.Parsed(ParsedMessage message) -> new Reading.Read(message, List.of());
                case ParseOutcome.TooComplex(String budget, ParsedMessage soFar) ->
                    new Reading.Read(
                            soFar,
                            List.of(
                                    Finding.Fact.of(FindingKey.MIME_TOO_COMPLEX, budget),
                                    new Finding.Unknown(PARSER, Finding.Cause.BUDGET, budget)));
            };
        } catch (TimeoutException e) {
            parsing.cancel(true);
            return new Reading.Unread(
                    new Finding.Unknown(PARSER, Finding.Cause.BUDGET, "still parsing at the deadline"));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            return new Reading.Unread(gathering.crashed(PARSER, mail.id().text(), e));
        }
    }

    private List<Finding> claims(Subject subject, Authenticated authenticated) {
        try {
            return claims.examine(subject, authenticated);
        } catch (RuntimeException | StackOverflowError e) {
            return List.of(
                    gathering.crashed(ClaimCheck.NAME, subject.mail().id().text(), e));
        }
    }

    private record Digest(MessageDigest digest, List<Finding> findings) {}

    private Digest digest(Subject subject) {
        try {
            return new Digest(digester.digest(subject), List.of());
        } catch (RuntimeException | StackOverflowError e) {
            return new Digest(
                    MessageDigest.UNREAD,
                    List.of(gathering.crashed("digest", subject.mail().id().text(), e)));
        }
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** Ends the threads. */
    @Override
    public void close() {
        threads.close();
    }
}
