package org.postigo.proxy.flow;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.postigo.mail.Client;
import org.postigo.mail.Content;
import org.postigo.mail.Envelope;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.MailObject;
import org.postigo.mail.Mailbox;
import org.postigo.mail.Recipient;
import org.postigo.mail.ReversePath;
import org.postigo.mail.auth.AuthenticationResults;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.MessageDigest;
import org.postigo.mail.finding.Score;
import org.postigo.mail.finding.Verdict;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps mail flowing when the classifier fails, and a bomb from flowing when it makes the classifier fail.
 *
 * <p>The classifier promises to answer within its time and never to throw. When it does not keep that promise for a
 * message, a harmless one is put to it: if it can do that one, the message itself is the cause and is held as
 * unreadable; if it cannot, it is broken for all mail, and the message is passed on with the tag {@code
 * CLASSIFIER_DOWN} (warn, a figure). An attacker's bombs thus never open the gate, however many there are.
 *
 * <p>Assessments run on system threads: virtual ones are not preempted, so two that never end would stop everything.
 */
final class ClassifierGuard implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClassifierGuard.class);
    /** For how long the harmless message's outcome counts. */
    private static final Duration CANARY_COUNTS = Duration.ofSeconds(5);

    private static final byte[] CANARY = """
            From: Postmaster <postmaster@localhost>\r
            To: Postmaster <postmaster@localhost>\r
            Subject: Good morning\r
            Date: Mon, 23 Nov 2026 08:00:00 +0000\r
            Message-ID: <good.morning@localhost>\r
            MIME-Version: 1.0\r
            Content-Type: text/plain; charset=us-ascii\r
            \r
            Good morning. All is well here.\r
            """.getBytes(StandardCharsets.US_ASCII);

    private final Assessor assessor;
    private final FlowSettings settings;
    private final Semaphore permits;
    private final ThreadPoolExecutor threads;
    private final ReentrantLock canaryLock = new ReentrantLock();
    private final LongAdder causedByMessage = new LongAdder();
    private final LongAdder passedUnjudged = new LongAdder();
    private volatile Canary canary = new Canary(false, Long.MIN_VALUE);

    private record Canary(boolean sings, long at) {}

    ClassifierGuard(Assessor assessor, FlowSettings settings) {
        this.assessor = assessor;
        this.settings = settings;
        this.permits = new Semaphore(settings.assessments(), true);
        this.threads = new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                30,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                Thread.ofPlatform().daemon().name("assess-", 0).factory());
    }

    /** An assessment with a verdict for each recipient, whatever happens. */
    Assessment assess(MailObject mail) {
        long began = System.nanoTime();
        try {
            return within(mail, settings.assess());
        } catch (Failed failed) {
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            if (harmlessOnePasses(mail)) {
                causedByMessage.increment();
                LOG.warn("Message {} made the classifier fail and is held: {}", mail.id(), failed.getMessage(), failed);
                return made(mail, failed, new Verdict.Hold(Verdict.Reason.UNREADABLE), took);
            }
            passedUnjudged.increment();
            LOG.warn("The classifier is down, {} is passed on with a tag: {}", mail.id(), failed.getMessage(), failed);
            return made(mail, failed, new Verdict.Tag(Verdict.Reason.CLASSIFIER_DOWN), took);
        }
    }

    /** Whether the classifier was down when last asked. */
    boolean down() {
        Canary last = canary;
        return last.at != Long.MIN_VALUE && !last.sings && fresh(last);
    }

    long causedByMessage() {
        return causedByMessage.sum();
    }

    long passedUnjudged() {
        return passedUnjudged.sum();
    }

    private Assessment within(MailObject mail, Duration limit) throws Failed {
        long end = System.nanoTime() + limit.toNanos();
        var task = new FutureTask<>(() -> assessor.assess(mail));
        try {
            if (!permits.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new Failed(Finding.Cause.UNAVAILABLE, "too many assessments that do not end", null);
            }
            // The permit comes back when the task ends, not when we lose patience with it.
            threads.execute(() -> {
                try {
                    task.run();
                } finally {
                    permits.release();
                }
            });
            Assessment assessment = task.get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            for (Recipient recipient : mail.envelope().recipients()) {
                if (!assessment.verdicts().containsKey(recipient.path())) {
                    throw new Failed(Finding.Cause.CRASHED, "no verdict for " + recipient.path(), null);
                }
            }
            return assessment;
        } catch (TimeoutException e) {
            task.cancel(true);
            throw new Failed(Finding.Cause.TIMEOUT, "no answer within " + limit, e);
        } catch (ExecutionException e) {
            throw new Failed(Finding.Cause.CRASHED, String.valueOf(e.getCause()), e.getCause());
        } catch (InterruptedException e) {
            task.cancel(true);
            Thread.currentThread().interrupt();
            throw new Failed(Finding.Cause.TIMEOUT, "interrupted", e);
        }
    }

    private boolean harmlessOnePasses(MailObject mail) {
        canaryLock.lock();
        try {
            Canary last = canary;
            if (fresh(last)) {
                return last.sings;
            }
            boolean sings;
            try {
                within(harmless(mail), settings.canary());
                sings = true;
            } catch (Failed failed) {
                LOG.error("The classifier fails on a harmless message", failed);
                sings = false;
            }
            canary = new Canary(sings, System.nanoTime());
            return sings;
        } finally {
            canaryLock.unlock();
        }
    }

    private static boolean fresh(Canary canary) {
        return canary.at != Long.MIN_VALUE && System.nanoTime() - canary.at < CANARY_COUNTS.toNanos();
    }

    /** Nothing of the message's own goes in but a domain of ours. */
    private static MailObject harmless(MailObject mail) {
        var domain = mail.envelope().recipients().getFirst().path().domain();
        var postmaster =
                new Recipient(new ForwardPath(new Mailbox("postmaster", domain)), Optional.empty(), Optional.empty());
        return new MailObject(
                mail.id(),
                mail.received(),
                Client.plain(InetAddress.getLoopbackAddress(), "localhost"),
                new Envelope(new ReversePath.Null(), Envelope.Parameters.NONE, List.of(postmaster)),
                Content.of(CANARY.clone()),
                Set.of());
    }

    private static Assessment made(MailObject mail, Failed failed, Verdict verdict, Duration took) {
        Map<ForwardPath, Verdict> verdicts = new HashMap<>();
        mail.envelope().recipients().forEach(recipient -> verdicts.put(recipient.path(), verdict));
        return new Assessment(
                List.of(new Finding.Unknown("classifier", failed.why, String.valueOf(failed.getMessage()))),
                new Score(0, 0, List.of()),
                AuthenticationResults.NONE,
                List.of(),
                verdicts,
                MessageDigest.UNREAD,
                new Assessment.Versions("none", 0, "none"),
                took);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private static final class Failed extends Exception {
        private static final long serialVersionUID = 1;

        private final Finding.Cause why;

        Failed(Finding.Cause why, String message, @org.jspecify.annotations.Nullable Throwable cause) {
            super(message, cause);
            this.why = why;
        }
    }
}
