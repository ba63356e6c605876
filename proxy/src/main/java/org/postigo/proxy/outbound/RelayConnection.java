package org.postigo.proxy.outbound;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Future;
import org.postigo.mail.Client;
import org.postigo.mail.Content;
import org.postigo.mail.Envelope;
import org.postigo.mail.Recipient;
import org.postigo.mail.ReversePath;
import org.postigo.mail.policy.ProtectedDomain.MailboxServer;
import org.postigo.mail.record.Reply;
import org.postigo.proxy.outbound.MailboxServers.Attempt;

/**
 * One SMTP session with a mailbox server (RFC 5321), used for many transactions one after another, by one thread at a
 * time: {@link Opening}, then probes and {@link Transaction}s over one {@link Dialog}.
 *
 * <p>What goes wrong before the content is out is a {@link ServerTrouble}: nothing was delivered and another server may
 * be tried. Once the final dot may have left, it is {@link Attempt.InDoubt}. Nothing outlasts its deadline: each read has
 * its timeout, and the {@link Watchdog} cuts what hangs all the same.
 */
final class RelayConnection implements AutoCloseable {
    private final RelaySettings settings;
    private final Watchdog watchdog;
    private final Dialog dialog;
    private long idleSince;

    private RelayConnection(RelaySettings settings, Watchdog watchdog, Dialog dialog) {
        this.settings = settings;
        this.watchdog = watchdog;
        this.dialog = dialog;
    }

    /** Connects, is greeted, says EHLO, and encrypts as the settings say. */
    static RelayConnection open(
            MailboxServer server, RelaySettings settings, Network network, Watchdog watchdog, Deadline deadline)
            throws ServerTrouble {
        Dialog dialog = new Opening(server, settings, network, watchdog, deadline).dialog();
        return new RelayConnection(settings, watchdog, dialog);
    }

    Capabilities capabilities() {
        return dialog.capabilities();
    }

    /** Whether another transaction can begin on it. */
    boolean usable() {
        return dialog.usable();
    }

    long idleSince() {
        return idleSince;
    }

    /** Put aside for reuse. */
    void rest() {
        idleSince = System.nanoTime();
    }

    /** Taken up again: if its first command finds it closed, that is no trouble of the server's. */
    void resume() {
        dialog.resume();
    }

    /** What is said and heard within one deadline. */
    @FunctionalInterface
    private interface Exchange<T> {
        T go() throws IOException;
    }

    private <T> T watched(Deadline deadline, Exchange<T> exchange) throws ServerTrouble {
        Future<?> watch = watchdog.over(dialog.transport(), deadline);
        try {
            return exchange.go();
        } catch (IOException e) {
            throw dialog.failed(e, deadline);
        } finally {
            watch.cancel(false);
            // It may have been cut when all was said.
            dialog.usableOnlyIf(!deadline.passed());
        }
    }

    /** Asks the server what it offers, on a connection that nobody uses. */
    void refresh(Deadline deadline) throws ServerTrouble {
        watched(deadline, () -> {
            dialog.hello(deadline);
            return dialog.capabilities();
        });
    }

    /**
     * MAIL, RCPT and RSET.
     *
     * @return the reply to RCPT; or to MAIL, if that asks to wait or refuses the size
     * @throws ServerTrouble if the server could not be asked or refused MAIL
     */
    Reply probe(ReversePath reversePath, Envelope.Parameters parameters, Recipient recipient, Deadline deadline)
            throws ServerTrouble {
        return watched(deadline, () -> ask(reversePath, parameters, recipient, deadline));
    }

    private Reply ask(ReversePath reversePath, Envelope.Parameters parameters, Recipient recipient, Deadline deadline)
            throws IOException {
        List<Recipient> recipients = List.of(recipient);
        Capabilities offered = dialog.capabilities();
        CommandLines.match(dialog.server(), offered, parameters, recipients);
        String mail = CommandLines.mail(
                reversePath, parameters, recipients, parameters.size().orElse(-1), offered);
        String rcpt = CommandLines.rcpt(recipient);
        boolean pipelining = offered.has("PIPELINING");
        dialog.send(pipelining ? mail + rcpt + "RSET\r\n" : mail);
        Reply mailReply = dialog.read(dialog.timeouts().mail(), deadline);
        boolean taken = mailReply.positive();
        Reply reply = mailReply;
        if (pipelining || taken) {
            if (!pipelining) {
                dialog.send(rcpt);
            }
            Reply rcptReply = dialog.read(dialog.timeouts().rcpt(), deadline);
            reply = taken ? rcptReply : mailReply;
            if (!pipelining) {
                dialog.send("RSET\r\n");
            }
            dialog.usableOnlyIf(dialog.read(dialog.timeouts().mail(), deadline).positive());
        } else {
            dialog.spoil();
        }
        dialog.usableOnlyIf(reply.code() != 421);
        if (!taken && Judgement.of(Stage.MAIL, mailReply) == Judgement.OURS) {
            throw dialog.refused(Stage.MAIL, mailReply);
        }
        return reply;
    }

    /** One transaction for all recipients of the envelope. */
    Transaction.Outcome transact(Client client, Envelope envelope, byte[] trace, Content content, Deadline deadline)
            throws ServerTrouble {
        return watched(deadline, () -> {
            CommandLines.match(dialog.server(), dialog.capabilities(), envelope.parameters(), envelope.recipients());
            introduce(client, deadline);
            return new Transaction(dialog, envelope, deadline).carry(trace, content);
        });
    }

    /**
     * Tells the server whose mail it is: XCLIENT makes it treat the session as that client's, so the connection is not
     * used again; XFORWARD is for its log only. Both as Postfix documents them.
     */
    private void introduce(Client client, Deadline deadline) throws IOException {
        boolean asTheClient = settings.xclient() && dialog.capabilities().has("XCLIENT");
        if (!asTheClient && !(settings.xforward() && dialog.capabilities().has("XFORWARD"))) {
            return;
        }
        String verb = asTheClient ? "XCLIENT" : "XFORWARD";
        String line = CommandLines.client(verb, dialog.capabilities().parameters(verb), client);
        if (line.isEmpty()) {
            return;
        }
        dialog.usableOnlyIf(!asTheClient);
        dialog.send(line);
        dialog.expect(Stage.CLIENT, dialog.read(dialog.timeouts().mail(), deadline));
        if (asTheClient) {
            dialog.hello(deadline);
        }
    }

    /** Says QUIT without waiting for an answer, and closes. */
    @Override
    public void close() {
        dialog.close();
    }
}
