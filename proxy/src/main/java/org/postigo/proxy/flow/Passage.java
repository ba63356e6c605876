package org.postigo.proxy.flow;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.MailObject;
import org.postigo.mail.Recipient;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.finding.Verdict;
import org.postigo.mail.message.RetryKey;
import org.postigo.mail.record.CopyOutcome;
import org.postigo.mail.record.JournalEntry;
import org.postigo.mail.record.Reply;
import org.postigo.proxy.flow.Disposition.Fate;
import org.postigo.proxy.greylist.Greylist;
import org.postigo.proxy.greylist.Newcomer;
import org.postigo.proxy.inbound.Claim;
import org.postigo.proxy.outbound.MailboxServers;
import org.postigo.proxy.outbound.MailboxServers.Attempt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One message's way from its last octet to our reply: assess it; make held copies durable; deliver the rest; let {@link
 * Disposition} decide; make durable what it wants kept; make held copies visible. Used by one thread.
 *
 * <p>Reports a message that cannot be read back or copies that cannot be made durable (error), and hold space that is
 * short (warn).
 */
final class Passage {
    private static final Logger LOG = LoggerFactory.getLogger(Passage.class);
    /** One part in so many of the whole time is left after deliveries for making copies durable: 10 s of 240. */
    private static final int RESERVE = 24;
    /** Stands in a record where a mailbox server would. */
    private static final String DESK = "postigo";

    /** What every message's way goes through. */
    record Stations(
            Routes routes,
            ReportDesk desk,
            MailboxServers servers,
            ClassifierGuard classifier,
            Keeper keeper,
            Attempts attempts,
            Greylist greylist,
            TraceFields trace,
            FlowSettings settings,
            InstantSource clock) {}

    private final Stations flow;
    private final Counts counts;
    private final MailObject mail;
    private final Claim claim;
    private final long began = System.nanoTime();
    private final Map<String, Duration> timings = new LinkedHashMap<>();
    private final Map<Recipient, Fate> fates = new LinkedHashMap<>();
    private Map<Recipient, CopyOutcome> outcomes = Map.of();
    private String retryKey = "";
    private Optional<Assessment> assessment = Optional.empty();
    private Optional<Keeper.Kept> held = Optional.empty();

    Passage(MailObject mail, Claim claim, Stations flow, Counts counts) {
        this.claim = claim;
        this.flow = flow;
        this.counts = counts;
        this.mail = mail;
    }

    /** Goes it. */
    Reply go() {
        try {
            retryKey =
                    RetryKey.of(mail.envelope().reversePath(), mail.content()).text();
        } catch (IOException e) {
            LOG.error("Message {} cannot be read from the spool", mail.id(), e);
            return conclude(later("4.3.0"));
        }
        // A recipient named twice gets one copy (the journal and the quarantine know a copy by its path).
        Map<ForwardPath, Recipient> recipients = mail.envelope().recipients().stream()
                .collect(Collectors.toMap(
                        Recipient::path, Function.identity(), (first, _) -> first, LinkedHashMap::new));
        recipients.values().forEach(recipient -> fates.put(recipient, new Fate.Tried(notTried())));
        flow.attempts().settled(retryKey).forEach((path, outcome) -> {
            Recipient recipient = recipients.get(path);
            if (recipient != null) {
                fates.put(recipient, new Fate.Settled(outcome));
            }
        });
        List<Recipient> open = fates.entrySet().stream()
                .filter(entry -> entry.getValue() instanceof Fate.Tried)
                .map(Map.Entry::getKey)
                .filter(recipient -> !tooLarge(recipient))
                .toList();
        // What is to be kept is kept with what the classifier says of it.
        boolean nothingToKeep = fates.values().stream().allMatch(fate -> fate instanceof Fate.Settled)
                || fates.values().stream().allMatch(fate -> fate instanceof Fate.Tried);
        if (open.isEmpty() && nothingToKeep) {
            return conclude(Disposition.of(mail.id(), fates));
        }
        Assessment said = assess();
        if (open.size() == fates.size() && comesAgain(said, open)) {
            counts.greylisted.increment();
            var reply = new Reply(451, "4.7.1", "Not known here yet, please try again in some minutes");
            fates.replaceAll((_, _) -> new Fate.Tried(new Attempt.Deferred("", reply)));
            return conclude(Disposition.postponed(reply, fates));
        }
        Map<Recipient, Verdict> verdicts = verdicts(said, open);
        try {
            holdFirst(said, verdicts);
        } catch (IOException e) {
            return conclude(cannotKeep(e));
        }
        deliver(verdicts);
        return conclude(Disposition.of(mail.id(), fates));
    }

    /**
     * Whether its domain takes none so large. The client did not declare its size, or it would have been told at RCPT. The
     * copy is treated as one that the mailbox server refuses: alone it is refused in the domain's words, and beside a copy
     * that was accepted it is held with them.
     */
    private boolean tooLarge(Recipient recipient) {
        Optional<SizeLimit> exceeded = flow.routes()
                .limit(recipient.path())
                .filter(limit -> limit.exceededBy(mail.content().size()));
        exceeded.ifPresent(limit -> fates.put(recipient, new Fate.Tried(new Attempt.Rejected("", limit.refusal()))));
        return exceeded.isPresent();
    }

    /** When it began, on the clock of {@link System#nanoTime}. */
    long began() {
        return began;
    }

    private Assessment assess() {
        long from = System.nanoTime();
        Assessment said = flow.desk().judged(flow.classifier().assess(mail));
        assessment = Optional.of(said);
        counts.assess.add(took("assess", from));
        return said;
    }

    /** Whether greylisting asks for a second attempt, for which every recipient's domain must be. */
    private boolean comesAgain(Assessment said, List<Recipient> open) {
        return flow.greylist().active()
                && open.stream()
                        .allMatch(recipient -> flow.routes().greylists(recipient.path())
                                && !flow.desk().at(recipient.path()))
                && Newcomer.of(
                                mail,
                                said,
                                open.stream()
                                        .map(recipient -> said.verdictFor(recipient.path()))
                                        .toList(),
                                retryKey)
                        .filter(newcomer -> flow.greylist().waits(newcomer.sender(), newcomer.message()))
                        .isPresent();
    }

    /** <em>Refuse</em> stands only where all copies agree; otherwise it is <em>hold</em>. */
    private Map<Recipient, Verdict> verdicts(Assessment said, List<Recipient> open) {
        var verdicts = new LinkedHashMap<Recipient, Verdict>();
        open.forEach(recipient -> verdicts.put(recipient, said.verdictFor(recipient.path())));
        boolean all = open.size() == fates.size()
                && verdicts.values().stream().allMatch(verdict -> verdict instanceof Verdict.Refuse);
        if (!all) {
            verdicts.replaceAll((_, verdict) -> verdict instanceof Verdict.Refuse(var reason, var entry)
                    ? new Verdict.Hold(reason, entry)
                    : verdict);
        }
        return verdicts;
    }

    private void holdFirst(Assessment said, Map<Recipient, Verdict> verdicts) throws IOException {
        var copies = new ArrayList<Keeper.Copy>();
        verdicts.forEach((recipient, verdict) -> {
            switch (verdict) {
                case Verdict.Hold hold -> {
                    copies.add(new Keeper.Copy(recipient, hold.reason(), Optional.empty()));
                    fates.put(recipient, new Fate.Held(hold.reason()));
                }
                case Verdict.Refuse refuse -> fates.put(recipient, new Fate.Refuse(refuse.reason()));
                case Verdict.Deliver _, Verdict.Tag _ -> {}
            }
        });
        if (copies.isEmpty()) {
            return;
        }
        long from = System.nanoTime();
        try {
            held = Optional.of(flow.keeper().keep(mail, said, retryKey, copies));
        } finally {
            if (held.isEmpty()) {
                copies.forEach(copy -> fates.put(copy.recipient(), new Fate.Tried(notTried())));
            }
            took("hold", from);
        }
    }

    private void deliver(Map<Recipient, Verdict> verdicts) {
        var deliveries = new Deliveries(mail, assessed(), flow.servers(), flow.trace());
        verdicts.forEach((recipient, verdict) -> {
            if (flow.desk().at(recipient.path())) {
                fates.put(recipient, new Fate.Tried(reported(recipient)));
            } else {
                deliveries.add(recipient, verdict, flow.routes());
            }
        });
        if (deliveries.isEmpty()) {
            return;
        }
        long from = System.nanoTime();
        Duration patience = left().minus(flow.settings().total().dividedBy(RESERVE));
        deliveries.go(patience, (recipient, attempt) -> fates.put(recipient, new Fate.Tried(attempt)));
        took("deliver", from);
    }

    /** The desk is to such a letter what a mailbox server is to others. */
    private Attempt reported(Recipient recipient) {
        Reply reply = flow.desk().take(mail, assessed(), recipient.path());
        if (reply.positive()) {
            return new Attempt.Accepted(DESK, reply);
        }
        return reply.permanentFailure() ? new Attempt.Rejected(DESK, reply) : new Attempt.Deferred(DESK, reply);
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
            leaveHeld();
        }
        outcomes = done.outcomes();
        if (!done.acknowledges()) {
            remember();
            return done.reply();
        }
        if (!claim.take()) {
            return tooLate();
        }
        flow.attempts().acknowledged(retryKey, byPath(outcomes).keySet());
        return done.reply();
    }

    /** All is taken care of, but the client was told 451 meanwhile: its retry must find it done. */
    private Reply tooLate() {
        LOG.warn("Message {} was taken care of after its client had been told to come again", mail.id());
        flow.attempts().settle(retryKey, byPath(outcomes));
        return new Reply(451, "4.3.0", "Try again later");
    }

    private void makeTrue(Disposition decided) throws IOException {
        Optional<Keeper.Kept> more = Optional.empty();
        boolean done = false;
        try {
            if (!decided.alsoKeep().isEmpty()) {
                more = Optional.of(flow.keeper().keep(sibling(), assessed(), retryKey, decided.alsoKeep()));
            }
            if (held.isPresent()) {
                held.get().publish();
                held = Optional.empty();
                // From here on a retry must not hold these copies a second time.
                fates.replaceAll((_, fate) ->
                        fate instanceof Fate.Held(var reason) ? new Fate.Settled(new CopyOutcome.Held(reason)) : fate);
            }
            if (more.isPresent()) {
                more.get().publish();
            }
            done = true;
        } finally {
            // Also where a bug strikes, or their room would stay taken until a restart.
            if (!done) {
                leaveHeld();
                more.ifPresent(Keeper.Kept::leaveInvisible);
            }
        }
    }

    /** What is durable and not published stays for the retry; once only. */
    private void leaveHeld() {
        held.ifPresent(Keeper.Kept::leaveInvisible);
        held = Optional.empty();
    }

    /** A bug ends it: what was kept is left for the retry, what was accepted is remembered. */
    void breakOff() {
        leaveHeld();
        remember();
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
    private void remember() {
        if (!retryKey.isEmpty()) {
            flow.attempts()
                    .settle(
                            retryKey,
                            byPath(Disposition.postponed(new Reply(451, "4.3.0", ""), fates)
                                    .outcomes()));
        }
    }

    /** What the journal is to know of it; counts it as well. */
    JournalEntry.Transaction record(Reply reply) {
        if (outcomes.isEmpty() && !fates.isEmpty()) {
            outcomes = Disposition.postponed(reply, fates).outcomes();
        }
        counts.message(reply, outcomes.values());
        took("total", began);
        return new JournalEntry.Transaction(
                mail.id(),
                flow.clock().instant(),
                mail.client(),
                mail.envelope(),
                mail.content().size(),
                retryKey,
                assessment,
                byPath(outcomes),
                reply,
                timings);
    }

    /**
     * The same message under the next id: what is kept before and after the deliveries are two things for the
     * store, each written once and never changed. The retry key says that they belong together.
     */
    private MailObject sibling() {
        return new MailObject(
                mail.id().sibling(), mail.received(), mail.client(), mail.envelope(), mail.content(), mail.changes());
    }

    private Assessment assessed() {
        return assessment.orElseThrow(() -> new IllegalStateException("copies to keep without an assessment"));
    }

    private Attempt notTried() {
        return new Attempt.Deferred("", new Reply(451, "4.3.0", "not tried"));
    }

    private Duration left() {
        return flow.settings().total().minusNanos(System.nanoTime() - began);
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
