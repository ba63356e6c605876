package org.postigo.store.log;

import static org.postigo.store.log.AddressShapes.COPY_ID;
import static org.postigo.store.log.AddressShapes.REVERSE;
import static org.postigo.store.log.AddressShapes.TIME;
import static org.postigo.store.log.AssessmentShapes.REASON;
import static org.postigo.store.log.SettingShapes.LIST_ENTRY;
import static org.postigo.store.log.Shape.FLAG;
import static org.postigo.store.log.Shape.INT;
import static org.postigo.store.log.Shape.REAL;
import static org.postigo.store.log.Shape.TEXT;
import static org.postigo.store.log.Shape.as;
import static org.postigo.store.log.Shape.constant;
import static org.postigo.store.log.Shape.field;
import static org.postigo.store.log.Shape.list;
import static org.postigo.store.log.Shape.many;
import static org.postigo.store.log.Shape.object;
import static org.postigo.store.log.Shape.oneOf;
import static org.postigo.store.log.Shape.optional;
import static org.postigo.store.log.SmtpShapes.CLIENT;
import static org.postigo.store.log.SmtpShapes.RECIPIENT;
import static org.postigo.store.log.SmtpShapes.REPLY;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postigo.store.held.CopyEvent;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.CopyLife;
import org.postigo.store.held.CopyState;
import org.postigo.store.held.Decision;
import org.postigo.store.log.Shape.Case;
import org.postigo.store.log.Shape.UnknownShape;

/** A held copy in JSON: what was decided, its state, its life and its events. Wire names as {@link Wire} says. */
final class CopyShapes {
    private CopyShapes() {}

    static final Shape<Decision> DECISION = object(
            field("kind", constant(Decision.Kind.class), Decision::kind),
            field("by", TEXT, Decision::by),
            field("at", TIME, Decision::at),
            field("due", TIME, Decision::due),
            optional("entry", LIST_ENTRY, Decision::entry),
            field("comment", TEXT, Decision::comment, ""),
            Decision::new);

    private static final Shape.Members<CopyState.Spam> SPAM =
            object(field("decision", DECISION, CopyState.Spam::decision), CopyState.Spam::new);

    private static final Shape.Members<CopyState.Delivered> DELIVERED = object(
            field("at", TIME, CopyState.Delivered::at),
            field("server", TEXT, CopyState.Delivered::server),
            field("reply", REPLY, CopyState.Delivered::reply),
            CopyState.Delivered::new);

    private static final Shape<CopyState.Finished> FINISHED = oneOf(
            Case.of("spam", CopyState.Spam.class, SPAM), Case.of("delivered", CopyState.Delivered.class, DELIVERED));

    private static final Shape<CopyState> STATE = oneOf(
            Case.of("unread", CopyState.Unread.class, object(CopyState.Unread::new)),
            Case.of(
                    "not-sure",
                    CopyState.NotSure.class,
                    object(field("decision", DECISION, CopyState.NotSure::decision), CopyState.NotSure::new)),
            Case.of(
                    "decided",
                    CopyState.Decided.class,
                    object(field("decision", DECISION, CopyState.Decided::decision), CopyState.Decided::new)),
            Case.of("spam", CopyState.Spam.class, SPAM),
            Case.of(
                    "leaving",
                    CopyState.Leaving.class,
                    object(field("attempt", INT, CopyState.Leaving::attempt), CopyState.Leaving::new)),
            Case.of(
                    "waiting",
                    CopyState.Waiting.class,
                    object(
                            field("attempt", INT, CopyState.Waiting::attempt),
                            field("reply", REPLY, CopyState.Waiting::reply),
                            field("nextTry", TIME, CopyState.Waiting::nextTry),
                            CopyState.Waiting::new)),
            Case.of("delivered", CopyState.Delivered.class, DELIVERED),
            Case.of(
                    "rejected",
                    CopyState.Rejected.class,
                    object(
                            field("at", TIME, CopyState.Rejected::at),
                            field("server", TEXT, CopyState.Rejected::server),
                            field("reply", REPLY, CopyState.Rejected::reply),
                            CopyState.Rejected::new)),
            Case.of(
                    "in-doubt",
                    CopyState.InDoubt.class,
                    object(
                            field("at", TIME, CopyState.InDoubt::at),
                            field("cause", TEXT, CopyState.InDoubt::cause),
                            CopyState.InDoubt::new)),
            Case.of(
                    "removed",
                    CopyState.Removed.class,
                    object(
                            field("at", TIME, CopyState.Removed::at),
                            field("last", FINISHED, CopyState.Removed::last),
                            optional("archive", TEXT, CopyState.Removed::archive),
                            CopyState.Removed::new)));

    /** A life without the lives before it: these follow in a list, so that nothing nests. */
    private static final Shape<CopyLife> MOMENT = object(
            field("state", STATE, CopyLife::state),
            optional("decision", DECISION, CopyLife::decision),
            field("inEffect", FLAG, CopyLife::inEffect, false),
            optional("effective", DECISION, CopyLife::effective),
            (state, decision, inEffect, effective) ->
                    new CopyLife(state, decision, inEffect, effective, Optional.empty()));

    static final Shape<CopyLife> LIFE = as(list(MOMENT), CopyShapes::moments, CopyShapes::life);

    private static List<CopyLife> moments(CopyLife life) {
        var moments = new ArrayList<CopyLife>();
        for (Optional<CopyLife> next = Optional.of(life);
                next.isPresent();
                next = next.get().before()) {
            moments.add(next.get());
        }
        return moments;
    }

    private static CopyLife life(List<CopyLife> moments) {
        Optional<CopyLife> life = Optional.empty();
        for (CopyLife moment : moments.reversed()) {
            life = Optional.of(
                    new CopyLife(moment.state(), moment.decision(), moment.inEffect(), moment.effective(), life));
        }
        return life.orElseThrow(() -> new UnknownShape("a life without a moment"));
    }

    private static <T extends CopyEvent> Shape.Field<T, CopyId> copy() {
        return field("copy", COPY_ID, CopyEvent::copy);
    }

    private static <T extends CopyEvent> Shape.Field<T, Instant> at() {
        return field("at", TIME, CopyEvent::at);
    }

    static final Shape<CopyEvent> COPY_EVENT = oneOf(
            Case.of(
                    "decided",
                    CopyEvent.Decided.class,
                    object(
                            copy(),
                            at(),
                            field("decision", DECISION, CopyEvent.Decided::decision),
                            CopyEvent.Decided::new)),
            Case.of(
                    "undone",
                    CopyEvent.Undone.class,
                    object(copy(), at(), field("by", TEXT, CopyEvent.Undone::by), CopyEvent.Undone::new)),
            Case.of(
                    "took-effect",
                    CopyEvent.TookEffect.class,
                    object(
                            copy(),
                            at(),
                            optional("listEntry", TEXT, CopyEvent.TookEffect::listEntry),
                            CopyEvent.TookEffect::new)),
            Case.of(
                    "release-started",
                    CopyEvent.ReleaseStarted.class,
                    object(
                            copy(),
                            at(),
                            field("attempt", INT, CopyEvent.ReleaseStarted::attempt),
                            CopyEvent.ReleaseStarted::new)),
            Case.of(
                    "delivered",
                    CopyEvent.Delivered.class,
                    object(
                            copy(),
                            at(),
                            field("server", TEXT, CopyEvent.Delivered::server),
                            field("reply", REPLY, CopyEvent.Delivered::reply),
                            CopyEvent.Delivered::new)),
            Case.of(
                    "postponed",
                    CopyEvent.Postponed.class,
                    object(
                            copy(),
                            at(),
                            field("server", TEXT, CopyEvent.Postponed::server),
                            field("reply", REPLY, CopyEvent.Postponed::reply),
                            field("nextTry", TIME, CopyEvent.Postponed::nextTry),
                            CopyEvent.Postponed::new)),
            Case.of(
                    "rejected",
                    CopyEvent.Rejected.class,
                    object(
                            copy(),
                            at(),
                            field("server", TEXT, CopyEvent.Rejected::server),
                            field("reply", REPLY, CopyEvent.Rejected::reply),
                            CopyEvent.Rejected::new)),
            Case.of(
                    "fell-in-doubt",
                    CopyEvent.FellInDoubt.class,
                    object(
                            copy(),
                            at(),
                            field("cause", TEXT, CopyEvent.FellInDoubt::cause),
                            CopyEvent.FellInDoubt::new)),
            Case.of(
                    "removed",
                    CopyEvent.Removed.class,
                    object(
                            copy(),
                            at(),
                            optional("archive", TEXT, CopyEvent.Removed::archive),
                            CopyEvent.Removed::new)));

    static final Shape<ArchivedCopy> ARCHIVED = object(
            field("copy", COPY_ID, ArchivedCopy::copy),
            field("received", TIME, ArchivedCopy::received),
            field("client", CLIENT, ArchivedCopy::client),
            field("from", REVERSE, ArchivedCopy::from),
            field("recipient", RECIPIENT, ArchivedCopy::recipient),
            field("reason", REASON, ArchivedCopy::reason),
            field("probability", REAL, ArchivedCopy::probability),
            field("sha256", TEXT, ArchivedCopy::sha256),
            optional("decision", DECISION, ArchivedCopy::decision),
            many("events", COPY_EVENT, ArchivedCopy::events),
            ArchivedCopy::new);
}
