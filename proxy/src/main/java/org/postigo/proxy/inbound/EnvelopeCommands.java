package org.postigo.proxy.inbound;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postigo.mail.Envelope;
import org.postigo.mail.Recipient;
import org.postigo.mail.ReversePath;
import org.postigo.mail.record.Reply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * MAIL and RCPT (RFC 5321 §4.1.1.2, §4.1.1.3): the envelope comes together. Reports at ERROR with a stack trace when the
 * gate fails.
 */
final class EnvelopeCommands {
    private static final Logger LOG = LoggerFactory.getLogger(EnvelopeCommands.class);

    private EnvelopeCommands() {}

    static void mail(Conversation conversation) {
        if (!conversation.greeted()) {
            conversation.refuseAndSay(new Reply(503, "5.5.1", "Say EHLO first"), Cause.SEQUENCE);
            return;
        }
        if (conversation.transaction() != null) {
            conversation.refuseAndSay(new Reply(503, "5.5.1", "A transaction is under way"), Cause.SEQUENCE);
            return;
        }
        switch (Arguments.mail(conversation.argument(), conversation.offered())) {
            case Arguments.Outcome.Mail(ReversePath path, Envelope.Parameters parameters) -> {
                if (conversation.shared().spool().full(parameters.size().orElse(0))) {
                    conversation.refuseAndSay(new Reply(452, "4.3.1", "No room for this message now"), Cause.SPOOL);
                    return;
                }
                if (!conversation.shared().pace().takes(conversation.client().address())) {
                    conversation.refuseAndSay(
                            new Reply(451, "4.7.1", "Too many messages at once, try again in a minute"), Cause.PACE);
                    return;
                }
                conversation.begin(path, parameters);
                conversation.say(new Reply(250, "2.1.0", "OK"));
            }
            case Arguments.Outcome.Refused(Reply reply, Cause cause) -> conversation.refuseAndSay(reply, cause);
            case Arguments.Outcome.Rcpt rcpt -> throw new IllegalStateException(rcpt.toString());
        }
    }

    static void rcpt(Conversation conversation) {
        @Nullable Transaction current = conversation.transaction();
        if (current == null || current.chunked()) {
            conversation.refuseAndSay(new Reply(503, "5.5.1", "MAIL first"), Cause.SEQUENCE);
            return;
        }
        switch (Arguments.rcpt(conversation.argument(), current.parameters().smtputf8(), conversation.offered())) {
            case Arguments.Outcome.Rcpt(Recipient recipient) -> rcpt(conversation, current, recipient);
            case Arguments.Outcome.Refused(Reply reply, Cause cause) ->
                conversation.say(conversation.refuse(reply, cause, List.of(conversation.argument())));
            case Arguments.Outcome.Mail mail -> throw new IllegalStateException(mail.toString());
        }
    }

    private static void rcpt(Conversation conversation, Transaction current, Recipient recipient) {
        if (current.names(recipient)) {
            conversation.say(new Reply(250, "2.1.5", "OK"));
            return;
        }
        List<String> named = List.of(recipient.path().toString());
        if (current.recipients().size()
                >= conversation.shared().settings().limits().recipients()) {
            // RFC 5321 §4.5.3.1.10
            conversation.say(
                    conversation.refuse(new Reply(452, "4.5.3", "Too many recipients"), Cause.RECIPIENTS, named));
            return;
        }
        Gate.Answer answer;
        try {
            answer = conversation
                    .shared()
                    .gate()
                    .recipient(conversation.client(), current.reversePath(), current.parameters(), recipient);
        } catch (RuntimeException fault) {
            LOG.error("the gate failed at RCPT", fault);
            conversation.say(conversation.refuse(new Reply(451, "4.3.0", "Try again later"), Cause.FAULT, named));
            return;
        }
        Reply reply = answer.reply();
        if (reply.positive()) {
            current.recipients().add(recipient);
            conversation.useful();
            conversation.say(reply);
        } else {
            conversation.say(conversation.refuse(reply, Cause.RECIPIENT, named, answer.detail()));
        }
    }
}
