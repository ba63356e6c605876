package org.postigo.proxy.flow;

import java.time.InstantSource;
import java.util.Optional;
import org.postigo.mail.Client;
import org.postigo.mail.Envelope;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.MailObject;
import org.postigo.mail.Recipient;
import org.postigo.mail.ReversePath;
import org.postigo.mail.policy.ProtectedDomain;
import org.postigo.mail.record.JournalEntry;
import org.postigo.mail.record.Reply;
import org.postigo.proxy.greylist.Greylist;
import org.postigo.proxy.inbound.Claim;
import org.postigo.proxy.inbound.Gate;
import org.postigo.proxy.outbound.MailboxServers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A message's way from RCPT to our reply: probe the recipient; let the message make its {@link Passage}; record; answer.
 *
 * <p>Every step that fails ends in 4yz, with what was durable left invisible for the retry and what was accepted
 * remembered in {@link Attempts}. Bugs are caught here, once: 451, one stack trace (error), a figure.
 */
public final class MailFlow implements Gate, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MailFlow.class);

    private final Routes routes;
    private final Doorman doorman;
    private final ReportDesk desk;
    private final MailboxServers servers;
    private final ClassifierGuard classifier;
    private final Recorder recorder;
    private final Passage.Stations stations;
    private final Counts counts = new Counts();

    /** Plugged together without an address for reports. */
    public MailFlow(
            Routes routes,
            Doorman doorman,
            MailboxServers servers,
            Assessor assessor,
            Keeper keeper,
            Recorder recorder,
            Attempts attempts,
            Greylist greylist,
            TraceFields trace,
            FlowSettings settings,
            InstantSource clock) {
        this(
                routes,
                doorman,
                ReportDesk.ABSENT,
                servers,
                assessor,
                keeper,
                recorder,
                attempts,
                greylist,
                trace,
                settings,
                clock);
    }

    /**
     * Plugged together.
     *
     * @param routes protected domains
     * @param doorman who is not let in
     * @param desk where reports of missed spam are taken
     * @param servers mailbox servers
     * @param assessor the classifier
     * @param keeper makes copies durable
     * @param recorder of the journal
     * @param attempts unfinished attempts
     * @param greylist who is asked to come again
     * @param trace fields put on top
     * @param settings times and bounds
     * @param clock of the journal
     */
    public MailFlow(
            Routes routes,
            Doorman doorman,
            ReportDesk desk,
            MailboxServers servers,
            Assessor assessor,
            Keeper keeper,
            Recorder recorder,
            Attempts attempts,
            Greylist greylist,
            TraceFields trace,
            FlowSettings settings,
            InstantSource clock) {
        this.routes = routes;
        this.doorman = doorman;
        this.desk = desk;
        this.servers = servers;
        this.classifier = new ClassifierGuard(assessor, settings);
        this.recorder = recorder;
        this.stations = new Passage.Stations(
                routes, desk, servers, classifier, keeper, attempts, greylist, trace, settings, clock);
    }

    @Override
    public Offer offer() {
        return servers.offer();
    }

    @Override
    public Answer recipient(
            Client client, ReversePath reversePath, Envelope.Parameters parameters, Recipient recipient) {
        long began = System.nanoTime();
        try {
            boolean elsewhere = routedElsewhere(recipient.path());
            boolean report = !elsewhere && desk.at(recipient.path());
            Optional<ProtectedDomain> domain = elsewhere
                    ? Optional.empty()
                    : routes.domain(recipient.path().domain());
            if (domain.isEmpty() && !report) {
                counts.relayRefused.increment();
                return Answer.of(new Reply(550, "5.7.1", "Relay access denied"));
            }
            Optional<SizeLimit> exceeded = routes.limit(recipient.path())
                    .filter(limit -> parameters.size().stream().anyMatch(limit::exceededBy));
            if (exceeded.isPresent()) {
                counts.recipientsRefused.increment();
                return Answer.of(exceeded.get().refusal());
            }
            Optional<String> unwanted = doorman.refuses(client, reversePath, recipient.path());
            if (unwanted.isPresent()) {
                counts.clientsRefused.increment();
                return new Answer(Replies.clientRefused(recipient.path()), unwanted.get());
            }
            if (report || domain.isEmpty()) {
                return Answer.of(new Reply(250, "2.1.5", "Recipient ok"));
            }
            Reply answer = servers.probe(domain.get().servers(), reversePath, parameters, recipient);
            if (answer.positive()) {
                return Answer.of(new Reply(250, "2.1.5", "Recipient ok"));
            }
            if (answer.permanentFailure()) {
                counts.recipientsRefused.increment();
                return Answer.of(Replies.passOn(answer));
            }
            counts.recipientsDeferred.increment();
            LOG.info("Recipient {} put off: {}", recipient.path(), answer);
            return Answer.of(Replies.later(answer, "Recipient cannot be served now, try again later"));
        } catch (RuntimeException bug) {
            return Answer.of(bug("RCPT from " + client.address().getHostAddress(), bug));
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
    public Reply message(MailObject mail, Claim claim) {
        var passage = new Passage(mail, claim, stations, counts);
        counts.underWay.incrementAndGet();
        try {
            Reply reply = passage.go();
            write(passage.record(reply));
            return reply;
        } catch (RuntimeException bug) {
            Reply reply = bug("message " + mail.id(), bug);
            passage.breakOff();
            write(passage.record(reply));
            return reply;
        } finally {
            counts.underWay.decrementAndGet();
            counts.total.addNanos(System.nanoTime() - passage.began());
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
        return counts.figures(classifier);
    }

    /** Ends assessments under way; call it when no message is. */
    @Override
    public void close() {
        classifier.close();
    }
}
