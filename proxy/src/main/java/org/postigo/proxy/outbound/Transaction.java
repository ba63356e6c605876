package org.postigo.proxy.outbound;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postigo.mail.Content;
import org.postigo.mail.Envelope;
import org.postigo.mail.Recipient;
import org.postigo.mail.record.Reply;
import org.postigo.proxy.outbound.MailboxServers.Attempt;

/**
 * One mail transaction for all recipients of an envelope (RFC 5321 §3.3): MAIL, RCPT, DATA, and an outcome for each
 * recipient. Commands go out in groups where the server offers PIPELINING (RFC 2920).
 */
final class Transaction {
    /** So many RCPT commands in one group that neither side's buffers fill while we write without reading. */
    private static final int GROUP = 100;

    private final Dialog dialog;
    private final Envelope envelope;
    private final List<Recipient> recipients;
    private final Deadline deadline;
    /** Replies to RCPT in the order of the recipients; empty if MAIL was refused. */
    private final List<Reply> answers;

    private final Map<Recipient, Attempt> attempts = new LinkedHashMap<>();
    private final List<Recipient> left = new ArrayList<>();
    private Optional<ServerTrouble> noted = Optional.empty();

    Transaction(Dialog dialog, Envelope envelope, Deadline deadline) {
        this.dialog = dialog;
        this.envelope = envelope;
        this.recipients = envelope.recipients();
        this.deadline = deadline;
        this.answers = new ArrayList<>(recipients.size());
    }

    /**
     * What came of a transaction.
     *
     * @param attempts outcomes, of all recipients but those left
     * @param left recipients that the server wants in a transaction of their own (452 4.5.3)
     * @param noted trouble that the circuit must hear of although outcomes are known
     */
    record Outcome(Map<Recipient, Attempt> attempts, List<Recipient> left, Optional<ServerTrouble> noted) {}

    /**
     * Carries it out.
     *
     * @throws ServerTrouble if the server would not hear of any of it
     */
    Outcome carry(byte[] trace, Content content) throws IOException {
        String mail = CommandLines.mail(
                envelope.reversePath(),
                envelope.parameters(),
                recipients,
                trace.length + content.size(),
                dialog.capabilities());
        Reply data = dialog.capabilities().has("PIPELINING") ? pipelined(mail) : stepwise(mail);
        if (answers.isEmpty()) {
            all(recipients, ContentTransfer.attempt(dialog, Stage.MAIL, data));
            return outcome();
        }
        List<Recipient> taken = taken();
        if (taken.isEmpty()) {
            forNobody(data);
        } else {
            forSome(taken, data, trace, content);
        }
        return outcome();
    }

    private Outcome outcome() {
        return new Outcome(attempts, left, noted);
    }

    private void all(List<Recipient> whose, Attempt attempt) {
        whose.forEach(recipient -> attempts.put(recipient, attempt));
    }

    /** RFC 2920 §3.1: DATA is the last of its group. Returns the reply to it. */
    private Reply pipelined(String mail) throws IOException {
        Reply mailReply = null;
        for (int from = 0; from < recipients.size(); from += GROUP) {
            List<Recipient> some = recipients.subList(from, Math.min(recipients.size(), from + GROUP));
            var group = new StringBuilder(from == 0 ? mail : "");
            for (Recipient recipient : some) {
                group.append(CommandLines.rcpt(recipient));
            }
            if (from + GROUP >= recipients.size()) {
                group.append("DATA\r\n");
            }
            dialog.send(group.toString());
            if (from == 0) {
                mailReply = dialog.read(dialog.timeouts().mail(), deadline);
            }
            for (int i = 0; i < some.size(); i++) {
                answers.add(dialog.read(dialog.timeouts().rcpt(), deadline));
            }
        }
        Reply data = dialog.read(dialog.timeouts().data(), deadline);
        return mailReply == null || mailReply.positive() ? data : givenUp(mailReply, data);
    }

    private Reply stepwise(String mail) throws IOException {
        dialog.send(mail);
        Reply mailReply = dialog.read(dialog.timeouts().mail(), deadline);
        if (!mailReply.positive()) {
            return givenUp(mailReply, mailReply);
        }
        for (Recipient recipient : recipients) {
            dialog.send(CommandLines.rcpt(recipient));
            answers.add(dialog.read(dialog.timeouts().rcpt(), deadline));
        }
        if (answers.stream().noneMatch(Reply::positive)) {
            return answers.getFirst();
        }
        dialog.send("DATA\r\n");
        return dialog.read(dialog.timeouts().data(), deadline);
    }

    /** MAIL was refused: trouble of ours, or the same answer for every recipient. */
    private Reply givenUp(Reply mailReply, Reply data) throws IOException {
        dialog.spoil();
        if (data.code() == 354) {
            nothing();
        }
        if (Judgement.of(Stage.MAIL, mailReply) == Judgement.OURS) {
            throw dialog.refused(Stage.MAIL, mailReply);
        }
        answers.clear();
        return mailReply;
    }

    /** RFC 2920 §3.1: a server may say 354 although it took no recipient; then an empty message is sent. */
    private void nothing() throws IOException {
        dialog.send(".\r\n");
        Reply reply = dialog.read(dialog.timeouts().content(), deadline);
        dialog.usableOnlyIf(reply.code() != 421);
    }

    /** Sorts the recipients by what was said of them; those who were taken come back. */
    private List<Recipient> taken() {
        var taken = new ArrayList<Recipient>();
        for (int i = 0; i < recipients.size(); i++) {
            Recipient recipient = recipients.get(i);
            Reply reply = answers.get(i);
            if (reply.positive()) {
                taken.add(recipient);
            } else if (!taken.isEmpty() && tooMany(reply)) {
                left.add(recipient);
            } else {
                if (Judgement.of(Stage.RCPT, reply) == Judgement.OURS) {
                    dialog.usableOnlyIf(reply.code() != 421);
                    noted = Optional.of(dialog.refused(Stage.RCPT, reply));
                }
                attempts.put(recipient, ContentTransfer.attempt(dialog, Stage.RCPT, reply));
            }
        }
        return taken;
    }

    /** RFC 5321 §4.5.3.1.10: "too many recipients" is 452, or 552 from old servers. */
    private static boolean tooMany(Reply reply) {
        return reply.code() == 452
                        && (reply.enhanced().isEmpty() || reply.enhanced().equals("4.5.3"))
                || reply.enhanced().equals("5.5.3") && reply.code() == 552;
    }

    private void forNobody(Reply data) throws IOException {
        if (data.code() == 354) {
            nothing();
        } else if (dialog.usable()) {
            dialog.send("RSET\r\n");
            dialog.usableOnlyIf(dialog.read(dialog.timeouts().mail(), deadline).positive());
        }
        boolean allOurs = answers.stream().allMatch(reply -> Judgement.of(Stage.RCPT, reply) == Judgement.OURS);
        if (allOurs && noted.isPresent()) {
            throw noted.get();
        }
    }

    private void forSome(List<Recipient> taken, Reply data, byte[] trace, Content content) throws IOException {
        if (data.code() == 354) {
            var transfer = new ContentTransfer(dialog, deadline);
            all(taken, transfer.send(trace, content));
            noted = transfer.trouble().or(() -> noted);
            return;
        }
        dialog.spoil();
        all(taken, ContentTransfer.attempt(dialog, Stage.DATA, data));
        if (Judgement.of(Stage.DATA, data) == Judgement.OURS) {
            noted = Optional.of(dialog.refused(Stage.DATA, data));
        }
    }
}
