package org.postigo.classifier;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.postigo.classifier.check.Authenticator;
import org.postigo.classifier.check.Authenticator.Authenticated;
import org.postigo.classifier.check.Check;
import org.postigo.classifier.check.Subject;
import org.postigo.mail.finding.Finding;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks all checks about one message under its deadline. What crashes or does not answer becomes an {@link
 * Finding.Unknown} of that check alone.
 *
 * <p>A check that crashed on many messages in a row and on none in between is out of order itself: from then on its
 * crashes are {@link Finding.Cause#UNAVAILABLE} and hold no mail.
 */
final class Gathering {
    private static final Logger LOG = LoggerFactory.getLogger(Gathering.class);

    /** The authenticator's name in findings. */
    static final String AUTHENTICATION = "authentication";

    /** Crashes in a row after which a check, not the mail, is to blame. */
    static final int CRASHES = 20;

    private static final int MAX_DETAIL = 200;

    private final Checks checks;
    private final ExecutorService threads;
    private final Clock clock;
    private final Map<String, AtomicInteger> crashes = new ConcurrentHashMap<>();

    Gathering(Checks checks, ExecutorService threads, Clock clock) {
        this.checks = checks;
        this.threads = threads;
        this.clock = clock;
    }

    /**
     * What the checks found.
     *
     * @param findings in the order of the checks
     * @param authenticated {@link Authenticated#NOTHING} if authentication failed
     */
    record Gathered(List<Finding> findings, Authenticated authenticated) {}

    /** Asks everybody at once and waits until the deadline at most. */
    Gathered gather(Subject subject) throws InterruptedException {
        int inline = checks.inline().size();
        int waiting = checks.waiting().size();
        var answers = new AtomicReferenceArray<@Nullable List<Finding>>(inline + waiting);
        var authenticated = new AtomicReferenceArray<@Nullable Authenticated>(1);
        var failed = new AtomicReferenceArray<@Nullable Finding>(1);
        var started = new AtomicInteger();

        var tasks = new ArrayList<Callable<Void>>(waiting + 2);
        tasks.add(() -> {
            for (int i = 0; i < inline; i++) {
                started.set(i + 1);
                answers.set(i, ask(checks.inline().get(i), subject));
            }
            return null;
        });
        if (checks.authenticator() != Authenticator.OFFLINE) {
            tasks.add(() -> {
                authenticate(subject, authenticated, failed);
                return null;
            });
        }
        for (int i = 0; i < waiting; i++) {
            int at = i;
            tasks.add(() -> {
                answers.set(inline + at, ask(checks.waiting().get(at), subject));
                return null;
            });
        }
        long left = Math.max(
                0, Duration.between(clock.instant(), subject.deadline()).toMillis());
        var unused = threads.invokeAll(tasks, left, TimeUnit.MILLISECONDS);

        var findings = new ArrayList<Finding>();
        for (int i = 0; i < inline; i++) {
            List<Finding> answer = answers.get(i);
            // The one at work when time ran out computed all that time; those behind it were never asked.
            findings.addAll(
                    answer != null ? answer : List.of(late(checks.inline().get(i), i == started.get() - 1)));
        }
        Authenticated proof = authenticated.get(0);
        if (proof != null) {
            findings.addAll(proof.findings());
        } else if (checks.authenticator() != Authenticator.OFFLINE) {
            Finding cause = failed.get(0);
            findings.add(
                    cause != null
                            ? cause
                            : new Finding.Unknown(AUTHENTICATION, Finding.Cause.TIMEOUT, "no answer in time"));
        }
        for (int i = 0; i < waiting; i++) {
            List<Finding> answer = answers.get(inline + i);
            findings.addAll(
                    answer != null ? answer : List.of(late(checks.waiting().get(i), false)));
        }
        return new Gathered(findings, proof != null ? proof : Authenticated.NOTHING);
    }

    private static Finding late(Check check, boolean computing) {
        return computing
                ? new Finding.Unknown(check.name(), Finding.Cause.BUDGET, "still computing at the deadline")
                : new Finding.Unknown(check.name(), Finding.Cause.TIMEOUT, "no answer in time");
    }

    private List<Finding> ask(Check check, Subject subject) throws InterruptedException {
        try {
            List<Finding> findings = List.copyOf(check.examine(subject));
            sound(check.name());
            return findings;
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception | StackOverflowError | LinkageError | OutOfMemoryError e) {
            return List.of(crashed(check.name(), subject, e));
        }
    }

    private void authenticate(
            Subject subject,
            AtomicReferenceArray<@Nullable Authenticated> authenticated,
            AtomicReferenceArray<@Nullable Finding> failed)
            throws InterruptedException {
        try {
            authenticated.set(0, checks.authenticator().authenticate(subject));
            sound(AUTHENTICATION);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception | StackOverflowError | LinkageError | OutOfMemoryError e) {
            failed.set(0, crashed(AUTHENTICATION, subject, e));
        }
    }

    private void sound(String check) {
        AtomicInteger row = crashes.get(check);
        if (row != null && row.get() != 0) {
            row.set(0);
        }
    }

    /** What a crash is: the message's doing, unless the check has been crashing on everything. */
    Finding.Unknown crashed(String check, Subject subject, Throwable cause) {
        return crashed(check, subject.mail().id().text(), cause);
    }

    Finding.Unknown crashed(String check, String mail, Throwable cause) {
        LOG.error("check {} crashed on {}", check, mail, cause);
        int row = crashes.computeIfAbsent(check, name -> new AtomicInteger()).incrementAndGet();
        String what = cause.toString();
        return new Finding.Unknown(
                check,
                row > CRASHES ? Finding.Cause.UNAVAILABLE : Finding.Cause.CRASHED,
                what.substring(0, Math.min(MAX_DETAIL, what.length())));
    }

    /** Names of checks that are to blame themselves. */
    List<String> outOfOrder() {
        return crashes.entrySet().stream()
                .filter(entry -> entry.getValue().get() > CRASHES)
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }
}
