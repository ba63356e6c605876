package org.postigo.proxy.outbound;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import org.postigo.mail.Content;
import org.postigo.mail.record.Reply;
import org.postigo.proxy.outbound.MailboxServers.Attempt;
import org.postigo.proxy.outbound.ServerTrouble.Kind;

/**
 * From 354 to the reply to the content (RFC 5321 §4.1.1.4). Until the final dot may have left, trouble is {@link
 * Attempt.Deferred}; behind it, {@link Attempt.InDoubt}.
 */
final class ContentTransfer {
    /** How long a server that has broken off is listened to. */
    private static final Duration LAST_WORDS = Duration.ofMillis(200);

    private final Dialog dialog;
    private final Deadline deadline;
    private Optional<ServerTrouble> trouble = Optional.empty();

    ContentTransfer(Dialog dialog, Deadline deadline) {
        this.dialog = dialog;
        this.deadline = deadline;
    }

    /** What the circuit must hear of although an outcome is known. */
    Optional<ServerTrouble> trouble() {
        return trouble;
    }

    /** Sends it all; the outcome is that of every recipient taken. */
    Attempt send(byte[] trace, Content content) throws IOException {
        var stuffing = new DotStuffing(dialog.out(), trace.length + content.size());
        try {
            stuffing.write(trace, 0, trace.length);
            if (content instanceof Content.InMemory memory) {
                byte[] bytes = memory.bytes();
                stuffing.write(bytes, 0, bytes.length);
            } else {
                copy(content, stuffing);
            }
        } catch (IOException e) {
            // Without the final dot the server cannot have the message (RFC 5321 §4.1.1.4). It may have said why.
            dialog.spoil();
            return early(e);
        }
        try {
            stuffing.end();
            Reply reply = dialog.read(dialog.timeouts().content(), deadline);
            dialog.usableOnlyIf(reply.positive() || reply.code() >= 400 && reply.code() != 421);
            if (Judgement.of(Stage.CONTENT, reply) == Judgement.OURS) {
                trouble = Optional.of(dialog.refused(Stage.CONTENT, reply));
            }
            return attempt(dialog, Stage.CONTENT, reply);
        } catch (IOException e) {
            dialog.spoil();
            return new Attempt.InDoubt(
                    dialog.server().toString(), "no reply to the content: " + Dialog.cause(e, deadline));
        }
    }

    private void copy(Content content, DotStuffing stuffing) throws IOException {
        var buffer = new byte[64 * 1024];
        try (InputStream in = content.open()) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                stuffing.write(buffer, 0, n);
                deadline.check();
            }
        }
    }

    /** A server may refuse in the middle of the content and close; its reply is worth a short look. */
    private Attempt early(IOException failure) {
        String server = dialog.server().toString();
        if (failure instanceof DotStuffing.BareLineFeed) {
            return new Attempt.Deferred(server, new Reply(451, "4.6.0", String.valueOf(failure.getMessage())));
        }
        if (deadline.passed()) {
            var silence = new ServerTrouble(Kind.SILENCE, "4.4.2", server + " does not read the content in time");
            trouble = Optional.of(silence);
            return new Attempt.Deferred(server, silence.reply());
        }
        try {
            Reply reply = dialog.lastWords(LAST_WORDS);
            if (!reply.positive()) {
                return attempt(dialog, Stage.CONTENT, reply);
            }
        } catch (IOException nothingSaid) {
            failure.addSuppressed(nothingSaid);
        }
        return new Attempt.Deferred(
                server, new Reply(451, "4.4.2", "connection broke in the content: " + failure.getMessage()));
    }

    /** What a reply means for the copies that it is about. */
    static Attempt attempt(Dialog dialog, Stage stage, Reply reply) {
        String server = dialog.server().toString();
        return switch (Judgement.of(stage, reply)) {
            case FINE ->
                stage == Stage.CONTENT
                        ? new Attempt.Accepted(server, reply)
                        : new Attempt.Deferred(server, new Reply(451, "4.5.0", "odd reply at " + stage + ": " + reply));
            case LATER -> new Attempt.Deferred(server, reply);
            case NEVER -> new Attempt.Rejected(server, reply);
            case OURS ->
                new Attempt.Deferred(server, dialog.refused(stage, reply).reply());
        };
    }
}
