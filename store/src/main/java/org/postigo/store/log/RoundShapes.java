package org.postigo.store.log;

import static org.postigo.store.log.AddressShapes.COPY_ID;
import static org.postigo.store.log.AddressShapes.DOMAIN;
import static org.postigo.store.log.AddressShapes.TIME;
import static org.postigo.store.log.AddressShapes.sorted;
import static org.postigo.store.log.Shape.FLAG;
import static org.postigo.store.log.Shape.INT;
import static org.postigo.store.log.Shape.TEXT;
import static org.postigo.store.log.Shape.constant;
import static org.postigo.store.log.Shape.field;
import static org.postigo.store.log.Shape.many;
import static org.postigo.store.log.Shape.object;
import static org.postigo.store.log.Shape.oneOf;
import static org.postigo.store.log.Shape.optional;
import static org.postigo.store.log.Shape.text;

import java.time.Instant;
import java.util.Set;
import org.postigo.store.log.Shape.Case;
import org.postigo.store.rounds.RoundEvent;
import org.postigo.store.rounds.RoundId;
import org.postigo.store.rounds.Statement;

/** Review rounds in JSON. Wire names as {@link Wire} says. */
final class RoundShapes {
    private RoundShapes() {}

    private static final Shape<RoundId> ROUND = text(RoundId::toString, RoundId::parse);

    private static final Shape<Statement.Line> LINE = object(
            field("copy", COPY_ID, Statement.Line::copy),
            field("outcome", constant(Statement.Outcome.class), Statement.Line::outcome),
            field("seen", FLAG, Statement.Line::seen, false),
            optional("by", TEXT, Statement.Line::by),
            optional("at", TIME, Statement.Line::at),
            Statement.Line::new);

    private static final Shape<Statement> STATEMENT = object(
            field("number", INT, Statement::number),
            field("round", ROUND, Statement::round),
            field("opened", TIME, Statement::opened),
            field("deadline", TIME, Statement::deadline),
            field("closed", TIME, Statement::closed),
            field("by", TEXT, Statement::by),
            many("lines", LINE, Statement::lines),
            field("previous", TEXT, Statement::previous),
            Statement::new);

    private static <T extends RoundEvent> Shape.Field<T, RoundId> round() {
        return field("round", ROUND, RoundEvent::round);
    }

    private static <T extends RoundEvent> Shape.Field<T, Instant> at() {
        return field("at", TIME, RoundEvent::at);
    }

    static final Shape<RoundEvent> ROUND_EVENT = oneOf(
            Case.of(
                    "opened",
                    RoundEvent.Opened.class,
                    object(
                            round(),
                            at(),
                            field("group", TEXT, RoundEvent.Opened::group),
                            field("domains", sorted(DOMAIN), RoundEvent.Opened::domains, Set.of()),
                            field("deadline", TIME, RoundEvent.Opened::deadline),
                            many("copies", COPY_ID, RoundEvent.Opened::copies),
                            RoundEvent.Opened::new)),
            Case.of(
                    "taken",
                    RoundEvent.Taken.class,
                    object(round(), at(), field("by", TEXT, RoundEvent.Taken::by), RoundEvent.Taken::new)),
            Case.of(
                    "handed-over",
                    RoundEvent.HandedOver.class,
                    object(
                            round(),
                            at(),
                            field("by", TEXT, RoundEvent.HandedOver::by),
                            optional("to", TEXT, RoundEvent.HandedOver::to),
                            field("note", TEXT, RoundEvent.HandedOver::note, ""),
                            RoundEvent.HandedOver::new)),
            Case.of(
                    "seen",
                    RoundEvent.Seen.class,
                    object(
                            round(),
                            at(),
                            field("by", TEXT, RoundEvent.Seen::by),
                            many("copies", COPY_ID, RoundEvent.Seen::copies),
                            RoundEvent.Seen::new)),
            Case.of(
                    "told-late",
                    RoundEvent.ToldLate.class,
                    object(round(), at(), many("to", TEXT, RoundEvent.ToldLate::to), RoundEvent.ToldLate::new)),
            Case.of(
                    "closed",
                    RoundEvent.Closed.class,
                    object(
                            round(),
                            at(),
                            field("statement", STATEMENT, RoundEvent.Closed::statement),
                            RoundEvent.Closed::new)));
}
