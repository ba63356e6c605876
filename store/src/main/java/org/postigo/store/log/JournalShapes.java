package org.postigo.store.log;

import static org.postigo.store.log.AddressShapes.MAIL_ID;
import static org.postigo.store.log.AddressShapes.NANOS;
import static org.postigo.store.log.AddressShapes.PATH;
import static org.postigo.store.log.AddressShapes.REVERSE;
import static org.postigo.store.log.AddressShapes.TIME;
import static org.postigo.store.log.AddressShapes.map;
import static org.postigo.store.log.AssessmentShapes.ASSESSMENT;
import static org.postigo.store.log.AssessmentShapes.REASON;
import static org.postigo.store.log.Shape.LONG;
import static org.postigo.store.log.Shape.TEXT;
import static org.postigo.store.log.Shape.field;
import static org.postigo.store.log.Shape.many;
import static org.postigo.store.log.Shape.object;
import static org.postigo.store.log.Shape.oneOf;
import static org.postigo.store.log.Shape.optional;
import static org.postigo.store.log.SmtpShapes.CLIENT;
import static org.postigo.store.log.SmtpShapes.ENVELOPE;
import static org.postigo.store.log.SmtpShapes.REPLY;

import java.util.Map;
import org.postigo.mail.record.CopyOutcome;
import org.postigo.mail.record.JournalEntry;
import org.postigo.store.log.Shape.Case;

/** Entries of the journal in JSON. Wire names as {@link Wire} says. */
final class JournalShapes {
    private JournalShapes() {}

    private static final Shape<CopyOutcome> COPY_OUTCOME = oneOf(
            Case.of(
                    "delivered",
                    CopyOutcome.Delivered.class,
                    object(
                            field("server", TEXT, CopyOutcome.Delivered::server),
                            field("reply", REPLY, CopyOutcome.Delivered::reply),
                            CopyOutcome.Delivered::new)),
            Case.of(
                    "held",
                    CopyOutcome.Held.class,
                    object(
                            field("reason", REASON, CopyOutcome.Held::reason),
                            optional("refusal", REPLY, CopyOutcome.Held::refusal),
                            CopyOutcome.Held::new)),
            Case.of(
                    "queued",
                    CopyOutcome.Queued.class,
                    object(
                            field("server", TEXT, CopyOutcome.Queued::server),
                            field("reply", REPLY, CopyOutcome.Queued::reply),
                            CopyOutcome.Queued::new)),
            Case.of(
                    "held-invisibly",
                    CopyOutcome.HeldInvisibly.class,
                    object(field("reason", REASON, CopyOutcome.HeldInvisibly::reason), CopyOutcome.HeldInvisibly::new)),
            Case.of(
                    "deferred",
                    CopyOutcome.Deferred.class,
                    object(
                            field("server", TEXT, CopyOutcome.Deferred::server),
                            field("reply", REPLY, CopyOutcome.Deferred::reply),
                            CopyOutcome.Deferred::new)),
            Case.of(
                    "refused",
                    CopyOutcome.Refused.class,
                    object(
                            field("server", TEXT, CopyOutcome.Refused::server),
                            field("reply", REPLY, CopyOutcome.Refused::reply),
                            CopyOutcome.Refused::new)));

    static final Shape<JournalEntry> JOURNAL_ENTRY = oneOf(
            Case.of(
                    "transaction",
                    JournalEntry.Transaction.class,
                    object(
                            field("id", MAIL_ID, JournalEntry.Transaction::id),
                            field("at", TIME, JournalEntry.Transaction::at),
                            field("client", CLIENT, JournalEntry.Transaction::client),
                            field("envelope", ENVELOPE, JournalEntry.Transaction::envelope),
                            field("size", LONG, JournalEntry.Transaction::size),
                            field("retryKey", TEXT, JournalEntry.Transaction::retryKey),
                            optional("assessment", ASSESSMENT, JournalEntry.Transaction::assessment),
                            field("outcomes", map(PATH, COPY_OUTCOME), JournalEntry.Transaction::outcomes, Map.of()),
                            field("reply", REPLY, JournalEntry.Transaction::reply),
                            field("nanos", map(TEXT, NANOS), JournalEntry.Transaction::timings, Map.of()),
                            JournalEntry.Transaction::new)),
            Case.of(
                    "refusal",
                    JournalEntry.Refusal.class,
                    object(
                            field("id", MAIL_ID, JournalEntry.Refusal::id),
                            field("at", TIME, JournalEntry.Refusal::at),
                            field("client", CLIENT, JournalEntry.Refusal::client),
                            optional("from", REVERSE, JournalEntry.Refusal::reversePath),
                            many("to", TEXT, JournalEntry.Refusal::recipients),
                            field("stage", TEXT, JournalEntry.Refusal::stage),
                            field("reply", REPLY, JournalEntry.Refusal::reply),
                            field("cause", TEXT, JournalEntry.Refusal::cause, ""),
                            JournalEntry.Refusal::new)));
}
