package org.postigo.proxy.inbound;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.postigo.mail.Client;
import org.postigo.mail.Envelope;
import org.postigo.mail.MailObject;
import org.postigo.mail.MailObject.Change;
import org.postigo.mail.record.Reply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From the last octet to our reply: looks at what came, removes what may not arrive, and gives the message to the gate
 * with a ceiling on its time. Reports at ERROR with a stack trace when the gate fails, at WARN when it takes too long or
 * the spool fails.
 */
final class Handover {
    /** The reply, and why if it is a refusal of our own. */
    record Outcome(Reply reply, Optional<Cause> cause) {
        private static Outcome refused(int code, String enhanced, String text, Cause cause) {
            return new Outcome(new Reply(code, enhanced, text), Optional.of(cause));
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(Handover.class);

    private final Gate gate;
    private final OwnFields ownFields;
    private final Counters counters;
    private final Conversation.Source source;
    private final SmtpSettings.BareLf bareLf;
    private final int headerSize;
    private final Duration ceiling;

    Handover(SmtpSettings settings, Gate gate, Counters counters, Conversation.Source source) {
        this.gate = gate;
        this.ownFields = new OwnFields(settings.host());
        this.counters = counters;
        this.source = source;
        this.bareLf = settings.bareLf();
        this.headerSize = settings.limits().headerSize();
        this.ceiling = settings.timeouts().message();
    }

    /** The reply to a message that cannot be kept. */
    static Outcome failed(Spool.Failure failure) {
        return switch (failure) {
            case TOO_LARGE -> Outcome.refused(552, "5.3.4", "Message too large", Cause.SIZE);
            case FULL -> Outcome.refused(452, "4.3.1", "No room for this message now", Cause.SPOOL);
        };
    }

    /**
     * Decides about a message that came in whole.
     *
     * @param stray stray line ends that were made CRLF
     */
    Outcome hand(Client client, Envelope envelope, Spool.Entry entry, long stray) {
        Instant received = source.now();
        if (entry.failure().isPresent()) {
            return failed(entry.failure().get());
        }
        if (stray > 0 && bareLf == SmtpSettings.BareLf.REFUSE) {
            return Outcome.refused(550, "5.6.0", "Stray CR or LF in the message", Cause.LINE_ENDS);
        }
        try {
            Set<Change> changes = EnumSet.noneOf(Change.class);
            if (stray > 0) {
                changes.add(Change.LINE_ENDS);
            }
            Optional<Outcome> no = cleanHeader(entry, changes);
            return no.isPresent()
                    ? no.get()
                    : pass(new MailObject(
                            source.nextId(received), received, client, envelope, entry.content(), changes));
        } catch (IOException e) {
            LOG.warn("cannot work on a spooled message: {}", e.toString());
            return failed(Spool.Failure.FULL);
        }
    }

    /** Removes what may not arrive; the outcome if the message may not. */
    private Optional<Outcome> cleanHeader(Spool.Entry entry, Set<Change> changes) throws IOException {
        Optional<byte[]> inMemory = entry.inMemory();
        byte[] head = inMemory.isPresent() ? inMemory.get() : entry.head(headerSize + 1);
        int length = (int) Math.min(Math.min(head.length, entry.size()), headerSize + 1L);
        OwnFields.Found found = ownFields.inspect(head, length);
        if (found.headerLength() > headerSize) {
            return Optional.of(Outcome.refused(552, "5.3.4", "Header section too large", Cause.SIZE));
        }
        if (found.loop()) {
            return Optional.of(Outcome.refused(554, "5.4.6", "Mail loop", Cause.LOOP));
        }
        if (!found.remove().isEmpty()) {
            byte[] section = Arrays.copyOf(head, found.headerLength());
            entry.replaceHead(OwnFields.without(section, found.remove()), section.length);
            changes.addAll(found.changes());
        }
        return Optional.empty();
    }

    private Outcome pass(MailObject mail) {
        counters.messages.increment();
        counters.octets.add(mail.content().size());
        // On a thread of its own, so that a gate that hangs cannot keep the client waiting for ever.
        var claim = new Claim();
        var task = new FutureTask<>(() -> gate.message(mail, claim));
        Thread.ofVirtual().name("gate-" + mail.id()).start(task);
        try {
            return answered(task.get(ceiling.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            if (!claim.take()) {
                return settled(mail, task);
            }
            task.cancel(true);
            LOG.warn("{}: no answer within {}", mail.id(), ceiling);
            return Outcome.refused(451, "4.3.0", "Try again later", Cause.CEILING);
        } catch (ExecutionException e) {
            return failed(mail, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            if (!claim.take()) {
                return settled(mail, task);
            }
            task.cancel(true);
            return Outcome.refused(451, "4.3.2", "Shutting down, try again later", Cause.SHUTDOWN);
        }
    }

    private Outcome answered(Reply reply) {
        if (reply.positive()) {
            counters.accepted.increment();
        }
        return new Outcome(reply, Optional.empty());
    }

    private static Outcome failed(MailObject mail, ExecutionException e) {
        LOG.error("{}: the gate failed", mail.id(), e.getCause());
        return Outcome.refused(451, "4.3.0", "Try again later", Cause.FAULT);
    }

    /** The answer of a gate that has taken the claim, and has no more to do than to write its journal. */
    private Outcome settled(MailObject mail, FutureTask<Reply> task) {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return answered(task.get());
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    return failed(mail, e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
