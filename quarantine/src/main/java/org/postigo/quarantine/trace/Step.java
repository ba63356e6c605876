package org.postigo.quarantine.trace;

import java.time.Instant;
import org.postigo.mail.Client;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.finding.Verdict;
import org.postigo.mail.record.CopyOutcome;
import org.postigo.mail.record.Reply;
import org.postigo.store.held.CopyEvent;

/** Something that happened to one recipient's copy of a message, or to an attempt that was turned away. */
public sealed interface Step {
    /** When. */
    Instant at();

    /** A client handed it in, whole: so many octets. */
    record Received(Instant at, Client client, long size) implements Step {}

    /** A client was refused before the data, or its transaction broke off. */
    record TurnedAway(Instant at, Client client, String stage, Reply reply, String cause) implements Step {}

    /** The classifier spoke, and policy said what is to become of this copy. */
    record Judged(Instant at, Assessment assessment, Verdict verdict) implements Step {}

    /** What became of the copy while the client waited. */
    record CameTo(Instant at, CopyOutcome outcome) implements Step {}

    /** What the client was told of the message. */
    record Replied(Instant at, Reply reply) implements Step {}

    /** What happened later, to a copy that was held. */
    record Happened(CopyEvent event) implements Step {
        @Override
        public Instant at() {
            return event.at();
        }
    }
}
