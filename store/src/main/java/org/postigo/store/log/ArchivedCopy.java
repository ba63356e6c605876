package org.postigo.store.log;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.postigo.mail.Client;
import org.postigo.mail.Recipient;
import org.postigo.mail.ReversePath;
import org.postigo.mail.finding.Verdict;
import org.postigo.store.held.CopyEvent;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.Decision;
import org.postigo.store.held.HeldCopy;

/**
 * The story of a held copy as the archive tells it, in one line of JSON beside the message.
 *
 * @param copy its name
 * @param received when its message had come
 * @param client who had handed it in
 * @param from reverse-path of the envelope
 * @param recipient whose it was
 * @param reason why it was held
 * @param probability of spam, 0 to 1, as it was judged then
 * @param sha256 of the message, lower-case hex
 * @param decision the newest that was not undone; empty if nobody decided, as on what had only waited for delivery
 * @param events all that happened to it, in order
 */
public record ArchivedCopy(
        CopyId copy,
        Instant received,
        Client client,
        ReversePath from,
        Recipient recipient,
        Verdict.Reason reason,
        double probability,
        String sha256,
        Optional<Decision> decision,
        List<CopyEvent> events) {
    /** Copies the list. */
    public ArchivedCopy {
        events = List.copyOf(events);
    }

    /** Of a copy and what happened to it. */
    public static ArchivedCopy of(HeldCopy copy, List<CopyEvent> events) {
        return new ArchivedCopy(
                copy.id(),
                copy.message().received(),
                copy.message().client(),
                copy.message().envelope().reversePath(),
                copy.recipient(),
                copy.reason(),
                copy.message().assessment().score().probability(),
                copy.message().sha256(),
                copy.decision(),
                events);
    }
}
