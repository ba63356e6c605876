package org.postigo.appliance.assembly;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import org.postigo.mail.Content;
import org.postigo.mail.MailId;
import org.postigo.mail.MailObject;
import org.postigo.mail.Recipient;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.finding.Verdict;
import org.postigo.mail.record.CopyOutcome;
import org.postigo.mail.record.JournalEntry;
import org.postigo.store.held.HeldMail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Draws by lot from what was delivered for its low score, and keeps a copy of that for the reviewers of its domain: what
 * they say is learnt, and nothing leaves again. Rather what the classifier was in doubt about is drawn, by the variance of
 * its probability, and a fifth blindly, since a filter may be certain and wrong; in all about the share that was asked for.
 *
 * <p>Copies are written behind mail's back, by one thread; when that cannot follow, nothing is drawn. Large messages are
 * left out.
 */
final class Sampling implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sampling.class);
    /** Octets; what is larger is hardly told by its text. */
    private static final int LARGEST = 1 << 20;
    /** Messages on their way, or waiting to be written. */
    private static final int MOST = 64;
    /** Part that is drawn blindly. */
    private static final double BLIND = 0.2;
    /** Weight of the newest message in the mean doubt. */
    private static final double NEWEST = 0.001;

    private final HeldMail held;
    private final double share;
    private final DoubleSupplier lot;
    private final Map<MailId, Drawn> onTheirWay = new LinkedHashMap<>();
    private final ExecutorService writer = new ThreadPoolExecutor(
            0,
            1,
            1,
            TimeUnit.MINUTES,
            new LinkedBlockingQueue<>(MOST),
            Thread.ofPlatform().name("sampling").daemon().factory(),
            new ThreadPoolExecutor.DiscardPolicy());
    private double doubt = 0.01;

    private record Drawn(MailObject mail, Assessment said) {}

    /**
     * A drawer of lots.
     *
     * @param share of all mail delivered for its low score, 0 to 1
     * @param lot from 0 to 1
     */
    Sampling(HeldMail held, double share, DoubleSupplier lot) {
        this.held = held;
        this.share = share;
        this.lot = lot;
    }

    /** Draws, and passes on what was said. */
    Assessment drawn(MailObject mail, Assessment said) {
        if (share > 0 && mail.content().size() <= LARGEST && passes(mail, said)) {
            double probability = said.score().probability();
            synchronized (onTheirWay) {
                double here = probability * (1 - probability);
                doubt += NEWEST * (here - doubt);
                if (lot.getAsDouble() < share * (BLIND + (1 - BLIND) * here / doubt) && onTheirWay.size() < MOST) {
                    onTheirWay.put(mail.id(), new Drawn(mail, said));
                }
            }
        }
        return said;
    }

    private static boolean passes(MailObject mail, Assessment said) {
        return mail.envelope().recipients().stream()
                .allMatch(recipient -> said.verdictFor(recipient.path()) instanceof Verdict.Deliver deliver
                        && deliver.reason() == Verdict.Reason.SCORE_LOW);
    }

    /** Keeps a copy if the message was drawn and has been delivered to everybody. */
    void record(JournalEntry entry) {
        if (entry instanceof JournalEntry.Transaction transaction) {
            Optional<Drawn> drawn;
            synchronized (onTheirWay) {
                drawn = Optional.ofNullable(onTheirWay.remove(transaction.id()));
            }
            if (drawn.isPresent()
                    && transaction.outcomes().values().stream().allMatch(CopyOutcome.Delivered.class::isInstance)) {
                keepLater(drawn.get());
            }
        }
    }

    private void keepLater(Drawn drawn) {
        MailObject mail = drawn.mail();
        try {
            // Its own octets: those of the session are gone when this is written.
            var kept = new MailObject(
                    mail.id(),
                    mail.received(),
                    mail.client(),
                    mail.envelope(),
                    Content.of(mail.content().bytes()),
                    mail.changes());
            writer.execute(() -> keep(kept, drawn.said()));
        } catch (IOException e) {
            LOG.warn("No copy of {} for the audit of delivered mail: {}", mail.id(), e.toString());
        }
    }

    private void keep(MailObject mail, Assessment said) {
        Recipient first = mail.envelope().recipients().getFirst();
        try {
            held.hold(
                            mail,
                            said,
                            "sampled " + mail.id(),
                            List.of(new HeldMail.CopyToHold(first, Verdict.Reason.SAMPLED, Optional.empty())))
                    .publish();
        } catch (IOException | RuntimeException e) {
            LOG.warn("No copy of {} for the audit of delivered mail: {}", mail.id(), e.toString());
        }
    }

    /** Writes what waits, and ends. */
    @Override
    public void close() {
        writer.close();
    }
}
