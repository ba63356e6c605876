package org.postigo.proxy.flow;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.postigo.mail.Client;
import org.postigo.mail.Envelope;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.MailObject;
import org.postigo.mail.Recipient;
import org.postigo.mail.ReversePath;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.finding.Verdict;
import org.postigo.mail.message.RetryKey;
import org.postigo.mail.policy.ProtectedDomain;
import org.postigo.mail.policy.ProtectedDomain.MailboxServer;
import org.postigo.mail.record.CopyOutcome;
import org.postigo.mail.record.JournalEntry;
import org.postigo.mail.record.Reply;
import org.postigo.proxy.flow.Disposition.Fate;
import org.postigo.proxy.inbound.Gate;
import org.postigo.proxy.outbound.Latencies;
import org.postigo.proxy.outbound.MailboxServers;
import org.postigo.proxy.outbound.MailboxServers.Attempt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A message's way from RCPT to our reply: probe the recipient; assess the message; make held copies durable; deliver the
 * rest; let {@link Disposition} decide; make durable what it wants kept; make held copies visible; record; answer.
 *
 * <p>Every step that fails ends in 4yz, with what was durable left invisible for the retry and what was accepted
 * remembered in {@link Attempts}. Bugs are caught here, once: 451, one stack trace (error), a figure.
 */
public final class MailFlow implements Gate, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MailFlow.class);
    /** One part in so many of the whole time is left after deliveries for making copies durable: 10 s of 240. */
    private static final int RESERVE = 24;

    private final Routes routes;
    private final MailboxServers servers;
    private final ClassifierGuard classifier;
    private final Keeper keeper;
    private final Recorder recorder;
    private final Attempts attempts;
    private final TraceFields trace;
    private final FlowSettings settings;
    private final InstantSource clock;
    private final Counts counts = new Counts();

    /** Counters behind {@link FlowFigures}. */
    private static final class Counts {
        final LongAdder acknowledged = new LongAdder();
        final LongAdder deferred = new LongAdder();
        final LongAdder refused = new LongAdder();
        final LongAdder copiesDelivered = new LongAdder();
        final LongAdder copiesHeld = new LongAdder();
        final LongAdder copiesQueued = new LongAdder();
        final LongAdder relayRefused = new LongAdder();
        final LongAdder recipientsRefused = new LongAdder();
        final LongAdder recipientsDeferred = new LongAdder();
        final LongAdder holdSpaceShort = new LongAdder();
        final LongAdder bugs = new LongAdder();
        final AtomicInteger underWay = new AtomicInteger();
        final Latencies total = new Latencies();
        final Latencies assess = new Latencies();
        final Latencies recipient = new Latencies();
    }

    /**
     * Plugged together.
     *
     * @param routes protected domains
     * @param servers mailbox servers
     * @param assessor the classifier
     * @param keeper makes copies durable
     * @param recorder of the journal
     * @param attempts unfinished attempts, seeded from the journal
     * @param trace fields put on top
     * @param settings times and bounds
     * @param clock of the journal
     */
    public MailFlow(
            Routes routes,
            MailboxServers servers,
            Assessor assessor,
            Keeper keeper,
            Recorder recorder,
            Attempts attempts,
            TraceFields trace,
            FlowSettings settings,
            InstantSource clock) {
        this.routes = routes;
        this.servers = servers;
        this.classifier = new ClassifierGuard(assessor, settings);
        this.keeper = keeper;
        this.recorder = recorder;
        this.attempts = attempts;
        this.trace = trace;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public Offer offer() {
        return servers.offer();
    }

    @Override
    public Reply recipient(
            Client client, ReversePath reversePath, Envelope.Parameters parameters, Recipient recipient) {
        long began = System.nanoTime();
        try {
            Optional<ProtectedDomain> domain = routedElsewhere(recipient.path())
                    ? Optional.empty()
                    : routes.domain(recipient.path().domain());
            if (domain.isEmpty()) {
                counts.relayRefused.increment();
                return new Reply(550, "5.7.1", "Relay access denied");
            }
            Reply answer = servers.probe(domain.get().servers(), reversePath, parameters, recipient);
            if (answer.positive()) {
                return new Reply(250, "2.1.5", "Recipient ok");
            }
            if (answer.permanentFailure()) {
                counts.recipientsRefused.increment();
                return Replies.passOn(answer);
            }
            counts.recipientsDeferred.increment();
            LOG.info("Recipient {} put off: {}", recipient.path(), answer);
            return Replies.later(answer, "Recipient cannot be served now, try again later");
        } catch (RuntimeException bug) {
            return bug("RCPT from " + client.address().getHostAddress(), bug);
        } finally {
            counts.recipient.addNanos(System.nanoTime() - began);
        }
    }

    /**
     * Local parts by which old servers pass mail on to other hosts: {@code user%host@us}, {@code host!user@us}, a source
     * route or a whole address in quotes. No such mailbox exists behind us, whatever the server there would say.
     */
    private static boolean routedElsewhere(ForwardPath path) {
        String local = path.mailbox().localPart();
        return local.indexOf('%') >= 0
                || local.indexOf('!') >= 0
                || local.indexOf('@') >= 0
                || local.indexOf(':') >= 0
                || local.startsWith("|")
                || local.startsWith("/");
    }

    @Override
    public Reply message(MailObject mail) {
        var run = new Run(mail);
        counts.underWay.incrementAndGet();
        try {
            Reply reply = run.go();
            run.record(reply);
            return reply;
        } catch (RuntimeException bug) {
            Reply reply = bug("message " + mail.id(), bug);
            run.remember();
            run.record(reply);
            return reply;
        } finally {
            counts.underWay.decrementAndGet();
            counts.total.addNanos(System.nanoTime() - run.began);
        }
    }

    @Override
    public void refused(JournalEntry.Refusal refusal) {
        write(refusal);
    }

    private Reply bug(String where, RuntimeException bug) {
        counts.bugs.increment();
        LOG.error("A bug, answered with 451: {}", where, bug);
        return new Reply(451, "4.3.0", "Internal trouble, try again later");
    }

    private void write(JournalEntry entry) {
        try {
            recorder.record(entry);
        } catch (RuntimeException e) {
            // What was done is done, and the client must hear of it.
            LOG.error("The journal did not take an entry: {}", entry, e);
        }
    }

    /** Figures since start. */
    public FlowFigures figures() {
        return new FlowFigures(
                counts.acknowledged.sum(),
                counts.deferred.sum(),
                counts.refused.sum(),
                counts.copiesDelivered.sum(),
                counts.copiesHeld.sum(),
                counts.copiesQueued.sum(),
                counts.relayRefused.sum(),
                counts.recipientsRefused.sum(),
                counts.recipientsDeferred.sum(),
                counts.holdSpaceShort.sum(),
                counts.bugs.sum(),
                classifier.causedByMessage(),
                classifier.passedUnjudged(),
                classifier.down(),
                counts.underWay.get(),
                counts.total.summary(),
                counts.assess.summary(),
                counts.recipient.summary());
    }

    /** Ends assessments under way; call it when no message is. */
    @Override
    public void close() {
        classifier.close();
    }

    /** Copies that go out in one transaction. */
    private record Group(List<MailboxServer> servers, TraceFields.Mark mark) {}

    /** One message's way; used by one thread. */
    private final class Run {
        private final MailObject mail;
        private final long began = System.nanoTime();
        private final Map<String, Duration> timings = new LinkedHashMap<>();
        private final Map<Recipient, Fate> fates = new LinkedHashMap<>();
        private Map<Recipient, CopyOutcome> outcomes = Map.of();
        private String retryKey = "";
        private Optional<Assessment> assessment = Optional.empty();
        private Optional<Keeper.Kept> held = Optional.empty();

        Run(MailObject mail) {
            this.mail = mail;
        }

        Reply go() {
            try {
                retryKey = RetryKey.of(mail.envelope().reversePath(), mail.content())
                        .text();
            } catch (IOException e) {
                LOG.error("Message {} cannot be read from the spool", mail.id(), e);
                return conclude(later("4.3.0"));
            }
            // A recipient named twice gets one copy (the journal and the quarantine know a copy by its path).
            Map<ForwardPath, Recipient> recipients = mail.envelope().recipients().stream()
                    .collect(Collectors.toMap(
                            Recipient::path, Function.identity(), (first, _) -> first, LinkedHashMap::new));
            recipients.values().forEach(recipient -> fates.put(recipient, new Fate.Tried(notTried())));
            attempts.settled(retryKey).forEach((path, outcome) -> {
                Recipient recipient = recipients.get(path);
                if (recipient != null) {
                    fates.put(recipient, new Fate.Settled(outcome));
                }
            });
            List<Recipient> open = fates.entrySet().stream()
                    .filter(entry -> entry.getValue() instanceof Fate.Tried)
                    .map(Map.Entry::getKey)
                    .toList();
            if (open.isEmpty()) {
                return conclude(Disposition.of(mail.id(), fates));
            }
            Assessment said = assess();
            Map<Recipient, Verdict> verdicts = verdicts(said, open);
            try {
                holdFirst(said, verdicts);
            } catch (IOException e) {
                return conclude(cannotKeep(e));
            }
            deliver(verdicts);
            return conclude(Disposition.of(mail.id(), fates));
        }

        private Assessment assess() {
            long from = System.nanoTime();
            Assessment said = classifier.assess(mail);
            assessment = Optional.of(said);
            counts.assess.add(took("assess", from));
            return said;
        }

        /** <em>Refuse</em> stands only where all copies agree; otherwise it is <em>hold</em>. */
        private Map<Recipient, Verdict> verdicts(Assessment said, List<Recipient> open) {
            var verdicts = new LinkedHashMap<Recipient, Verdict>();
            open.forEach(recipient -> verdicts.put(recipient, said.verdictFor(recipient.path())));
            boolean all = open.size() == fates.size()
                    && verdicts.values().stream().allMatch(verdict -> verdict instanceof Verdict.Refuse);
            if (!all) {
                verdicts.replaceAll((_, verdict) ->
                        verdict instanceof Verdict.Refuse(var reason) ? new Verdict.Hold(reason) : verdict);
            }
            return verdicts;
        }

        private void holdFirst(Assessment said, Map<Recipient, Verdict> verdicts) throws IOException {
            var copies = new ArrayList<Keeper.Copy>();
            verdicts.forEach((recipient, verdict) -> {
                switch (verdict) {
                    case Verdict.Hold(var reason) -> {
                        copies.add(new Keeper.Copy(recipient, reason, Optional.empty()));
                        fates.put(recipient, new Fate.Held(reason));
                    }
                    case Verdict.Refuse(var reason) -> fates.put(recipient, new Fate.Refuse(reason));
                    case Verdict.Deliver _, Verdict.Tag _ -> {}
                }
            });
            if (copies.isEmpty()) {
                return;
            }
            long from = System.nanoTime();
            try {
                held = Optional.of(keeper.keep(mail, said, retryKey, copies));
            } finally {
                if (held.isEmpty()) {
                    copies.forEach(copy -> fates.put(copy.recipient(), new Fate.Tried(notTried())));
                }
                took("hold", from);
            }
        }

        private void deliver(Map<Recipient, Verdict> verdicts) {
            var groups = new LinkedHashMap<Group, List<Recipient>>();
            verdicts.forEach((recipient, verdict) -> {
                TraceFields.Mark mark = switch (verdict) {
                    case Verdict.Deliver _ -> TraceFields.Mark.DELIVER;
                    case Verdict.Tag _ -> TraceFields.Mark.TAG;
                    case Verdict.Hold _, Verdict.Refuse _ -> null;
                };
                if (mark != null) {
                    // A domain that is protected no longer keeps the fate "not tried": 451.
                    routes.domain(recipient.path().domain())
                            .ifPresent(domain -> groups.computeIfAbsent(
                                            new Group(domain.servers(), mark), _ -> new ArrayList<>())
                                    .add(recipient));
                }
            });
            if (groups.isEmpty()) {
                return;
            }
            long from = System.nanoTime();
            Duration patience = left().minus(settings.total().dividedBy(RESERVE));
            if (groups.size() == 1) {
                groups.forEach((group, recipients) -> tried(send(group, recipients, patience)));
            } else {
                together(groups, patience);
            }
            took("deliver", from);
        }

        /** One virtual thread for each server; nobody waits longer than the patience of all. */
        private void together(Map<Group, List<Recipient>> groups, Duration patience) {
            var tasks = new LinkedHashMap<Group, FutureTask<Map<Recipient, Attempt>>>();
            groups.forEach((group, recipients) -> {
                var task = new FutureTask<>(() -> send(group, recipients, patience));
                tasks.put(group, task);
                Thread.ofVirtual().name("deliver-" + mail.id()).start(task);
            });
            long end = System.nanoTime() + patience.plusSeconds(1).toNanos();
            tasks.forEach((group, task) -> {
                List<Recipient> recipients = groups.getOrDefault(group, List.of());
                try {
                    tried(task.get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS));
                } catch (TimeoutException e) {
                    task.cancel(true);
                    tried(inDoubt(group, recipients, "no answer in time"));
                } catch (ExecutionException e) {
                    LOG.error("Delivery of {} ended in a bug", mail.id(), e);
                    tried(inDoubt(group, recipients, "internal trouble"));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    task.cancel(true);
                    tried(inDoubt(group, recipients, "interrupted"));
                }
            });
        }

        private Map<Recipient, Attempt> send(Group group, List<Recipient> recipients, Duration patience) {
            return servers.deliver(
                    group.servers(),
                    mail.client(),
                    mail.envelope().forRecipients(recipients),
                    trace.of(mail, group.mark()),
                    mail.content(),
                    patience);
        }

        private Map<Recipient, Attempt> inDoubt(Group group, List<Recipient> recipients, String cause) {
            var attempt = new Attempt.InDoubt(group.servers().getFirst().toString(), cause);
            return recipients.stream().collect(Collectors.toMap(Function.identity(), _ -> attempt));
        }

        private void tried(Map<Recipient, Attempt> answers) {
            answers.forEach((recipient, attempt) -> fates.put(recipient, new Fate.Tried(attempt)));
        }

        /** Makes true what the disposition needs, or answers 4yz instead. */
        private Reply conclude(Disposition decided) {
            Disposition done = decided;
            if (decided.acknowledges()) {
                long from = System.nanoTime();
                try {
                    makeTrue(decided);
                } catch (IOException e) {
                    done = cannotKeep(e);
                }
                took("keep", from);
            } else {
                held.ifPresent(Keeper.Kept::leaveInvisible);
            }
            outcomes = done.outcomes();
            if (done.acknowledges()) {
                attempts.acknowledged(retryKey, byPath(outcomes).keySet());
            } else {
                remember();
            }
            return done.reply();
        }

        private void makeTrue(Disposition decided) throws IOException {
            Optional<Keeper.Kept> more = Optional.empty();
            boolean published = false;
            try {
                if (!decided.alsoKeep().isEmpty()) {
                    more = Optional.of(keeper.keep(sibling(), assessed(), retryKey, decided.alsoKeep()));
                }
                if (held.isPresent()) {
                    held.get().publish();
                    published = true;
                    // From here on a retry must not hold these copies a second time.
                    fates.replaceAll((_, fate) -> fate instanceof Fate.Held(var reason)
                            ? new Fate.Settled(new CopyOutcome.Held(reason))
                            : fate);
                }
                if (more.isPresent()) {
                    more.get().publish();
                }
            } catch (IOException e) {
                if (!published) {
                    held.ifPresent(Keeper.Kept::leaveInvisible);
                }
                more.ifPresent(Keeper.Kept::leaveInvisible);
                throw e;
            }
        }

        private Disposition cannotKeep(IOException cause) {
            boolean space = cause instanceof Keeper.HoldSpaceShort;
            if (space) {
                counts.holdSpaceShort.increment();
                LOG.warn("No room to hold {}: {}", mail.id(), cause.getMessage());
            } else {
                LOG.error("Copies of {} cannot be made durable", mail.id(), cause);
            }
            Reply reply = space
                    ? new Reply(452, "4.3.1", "No room to take this message now, try again later")
                    : new Reply(451, "4.3.0", "Message cannot be stored now, try again later");
            return Disposition.postponed(reply, fates);
        }

        private Disposition later(String enhanced) {
            mail.envelope().recipients().forEach(recipient -> fates.put(recipient, new Fate.Tried(notTried())));
            return Disposition.postponed(new Reply(451, enhanced, "Try again later"), fates);
        }

        /** What a retry of an attempt that ended otherwise than in a 250 must not do again. */
        void remember() {
            if (!retryKey.isEmpty()) {
                attempts.settle(
                        retryKey,
                        byPath(Disposition.postponed(new Reply(451, "4.3.0", ""), fates)
                                .outcomes()));
            }
        }

        void record(Reply reply) {
            if (outcomes.isEmpty() && !fates.isEmpty()) {
                outcomes = Disposition.postponed(reply, fates).outcomes();
            }
            count(reply);
            took("total", began);
            write(new JournalEntry.Transaction(
                    mail.id(),
                    clock.instant(),
                    mail.client(),
                    mail.envelope(),
                    mail.content().size(),
                    retryKey,
                    assessment,
                    byPath(outcomes),
                    reply,
                    timings));
        }

        private void count(Reply reply) {
            if (reply.positive()) {
                counts.acknowledged.increment();
            } else if (reply.transientFailure()) {
                counts.deferred.increment();
            } else {
                counts.refused.increment();
            }
            for (CopyOutcome outcome : outcomes.values()) {
                switch (outcome) {
                    case CopyOutcome.Delivered _ -> counts.copiesDelivered.increment();
                    case CopyOutcome.Held _ -> counts.copiesHeld.increment();
                    case CopyOutcome.Queued _ -> counts.copiesQueued.increment();
                    case CopyOutcome.HeldInvisibly _, CopyOutcome.Deferred _, CopyOutcome.Refused _ -> {}
                }
            }
        }

        /**
         * The same message under the next id: what is kept before and after the deliveries are two things for the
         * store, each written once and never changed. The retry key says that they belong together.
         */
        private MailObject sibling() {
            return new MailObject(
                    mail.id().sibling(),
                    mail.received(),
                    mail.client(),
                    mail.envelope(),
                    mail.content(),
                    mail.changes());
        }

        private Assessment assessed() {
            return assessment.orElseThrow(() -> new IllegalStateException("copies to keep without an assessment"));
        }

        private Attempt notTried() {
            return new Attempt.Deferred("", new Reply(451, "4.3.0", "not tried"));
        }

        private Duration left() {
            return settings.total().minusNanos(System.nanoTime() - began);
        }

        private Duration took(String stage, long from) {
            Duration took = Duration.ofNanos(System.nanoTime() - from);
            timings.put(stage, took);
            return took;
        }

        private static Map<ForwardPath, CopyOutcome> byPath(Map<Recipient, CopyOutcome> outcomes) {
            var byPath = new LinkedHashMap<ForwardPath, CopyOutcome>();
            outcomes.forEach((recipient, outcome) -> byPath.put(recipient.path(), outcome));
            return byPath;
        }
    }
}
