package org.postigo.proxy.flow;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.postigo.mail.Content;
import org.postigo.mail.MailObject;
import org.postigo.mail.Recipient;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.finding.Verdict;
import org.postigo.mail.policy.ProtectedDomain.MailboxServer;
import org.postigo.proxy.outbound.MailboxServers;
import org.postigo.proxy.outbound.MailboxServers.Attempt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The copies of one message that are to be delivered: one transaction for those of the same servers and the same mark, all
 * at the same time. Reports a bug in a delivery (error). For one thread.
 */
final class Deliveries {
    private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);

    private final MailObject mail;
    private final Assessment assessment;
    private final MailboxServers servers;
    private final TraceFields trace;
    private final Map<Group, List<Recipient>> groups = new LinkedHashMap<>();

    /** Copies that go out in one transaction. */
    private record Group(List<MailboxServer> servers, TraceFields.Mark mark, JunkMarks marks) {}

    /** None yet. */
    Deliveries(MailObject mail, Assessment assessment, MailboxServers servers, TraceFields trace) {
        this.mail = mail;
        this.assessment = assessment;
        this.servers = servers;
        this.trace = trace;
    }

    /** Adds a copy if its verdict wants it delivered. A domain that is protected no longer keeps the fate "not tried". */
    void add(Recipient recipient, Verdict verdict, Routes routes) {
        TraceFields.Mark mark = switch (verdict) {
            case Verdict.Deliver _ -> TraceFields.Mark.DELIVER;
            case Verdict.Tag _ -> TraceFields.Mark.TAG;
            case Verdict.Hold _, Verdict.Refuse _ -> null;
        };
        if (mark != null) {
            routes.domain(recipient.path().domain())
                    .ifPresent(domain -> groups.computeIfAbsent(
                                    new Group(domain.servers(), mark, trace.marks(mark, recipient.path())),
                                    _ -> new ArrayList<>())
                            .add(recipient));
        }
    }

    boolean isEmpty() {
        return groups.isEmpty();
    }

    /**
     * Tries them all.
     *
     * @param patience within which each transaction must have ended
     * @param tried told what came of each copy, in this thread
     */
    void go(Duration patience, BiConsumer<Recipient, Attempt> tried) {
        if (groups.size() == 1) {
            groups.forEach(
                    (group, recipients) -> send(group, recipients, patience).forEach(tried));
        } else {
            together(patience, tried);
        }
    }

    /** One virtual thread for each server; nobody waits longer than the patience of all. */
    private void together(Duration patience, BiConsumer<Recipient, Attempt> tried) {
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
                task.get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS)
                        .forEach(tried);
            } catch (TimeoutException e) {
                task.cancel(true);
                inDoubt(group, recipients, "no answer in time").forEach(tried);
            } catch (ExecutionException e) {
                LOG.error("Delivery of {} ended in a bug", mail.id(), e);
                inDoubt(group, recipients, "internal trouble").forEach(tried);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                task.cancel(true);
                inDoubt(group, recipients, "interrupted").forEach(tried);
            }
        });
    }

    private Map<Recipient, Attempt> send(Group group, List<Recipient> recipients, Duration patience) {
        return servers.deliver(
                group.servers(),
                mail.client(),
                mail.envelope().forRecipients(recipients),
                trace.of(mail, group.mark(), assessment, group.marks()),
                content(group.marks()),
                patience);
    }

    /** As it came, unless a house wants words before the subject. If it cannot be read for that, delivery will say so. */
    private Content content(JunkMarks marks) {
        if (marks.subjectTag().isEmpty()) {
            return mail.content();
        }
        try {
            return TaggedSubject.of(mail.content(), marks.subjectTag());
        } catch (IOException unreadable) {
            LOG.error("The subject of {} could not be tagged", mail.id(), unreadable);
            return mail.content();
        }
    }

    private Map<Recipient, Attempt> inDoubt(Group group, List<Recipient> recipients, String cause) {
        var attempt = new Attempt.InDoubt(group.servers().getFirst().toString(), cause);
        return recipients.stream().collect(Collectors.toMap(Function.identity(), _ -> attempt));
    }
}
