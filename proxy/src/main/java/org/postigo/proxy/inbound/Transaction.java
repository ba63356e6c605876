package org.postigo.proxy.inbound;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.postigo.mail.Envelope;
import org.postigo.mail.Recipient;
import org.postigo.mail.ReversePath;

/** A mail transaction (RFC 5321 §3.3), from MAIL on. */
final class Transaction {
    /** Content that comes in chunks (RFC 3030): what has come so far. */
    record Chunks(Spool.Entry entry, ContentDecoder decoder) {}

    private final ReversePath reversePath;
    private final Envelope.Parameters parameters;
    private final long deadline;
    private final List<Recipient> recipients = new ArrayList<>();
    private @Nullable Chunks chunks;

    /**
     * Begins.
     *
     * @param deadline by which its content must have come, in nanoseconds of {@link System#nanoTime}
     */
    Transaction(ReversePath reversePath, Envelope.Parameters parameters, long deadline) {
        this.reversePath = reversePath;
        this.parameters = parameters;
        this.deadline = deadline;
    }

    ReversePath reversePath() {
        return reversePath;
    }

    Envelope.Parameters parameters() {
        return parameters;
    }

    long deadline() {
        return deadline;
    }

    /** The size that the client declared (RFC 1870). */
    OptionalLong declared() {
        return parameters.size();
    }

    /** The recipients taken so far. */
    List<Recipient> recipients() {
        return recipients;
    }

    boolean names(Recipient recipient) {
        return recipients.stream().anyMatch(earlier -> earlier.path().equals(recipient.path()));
    }

    /** Whether BDAT has begun; from then on there are no more recipients and no DATA (RFC 3030 §2). */
    boolean chunked() {
        return chunks != null;
    }

    /** The place of the chunks, made for the first one. */
    Chunks chunks(Spool spool, long largest) {
        Chunks begun = chunks;
        if (begun == null) {
            Spool.Entry entry = spool.open(largest, declared());
            begun = new Chunks(entry, ContentDecoder.forChunks(entry));
            chunks = begun;
        }
        return begun;
    }

    Envelope envelope() {
        return new Envelope(reversePath, parameters, recipients);
    }

    /** Forgets chunks that have come. */
    void close() {
        Chunks begun = chunks;
        if (begun != null) {
            begun.entry().close();
        }
    }
}
