package org.postigo.store.log;

import static org.postigo.store.log.AddressShapes.COPY_ID;
import static org.postigo.store.log.AddressShapes.DOMAIN;
import static org.postigo.store.log.AddressShapes.TIME;
import static org.postigo.store.log.CopyShapes.COPY_EVENT;
import static org.postigo.store.log.CopyShapes.DECISION;
import static org.postigo.store.log.DeskShapes.AUDIT_EVENT;
import static org.postigo.store.log.DeskShapes.REQUEST;
import static org.postigo.store.log.DeskShapes.SAVED_VIEW;
import static org.postigo.store.log.JournalShapes.JOURNAL_ENTRY;
import static org.postigo.store.log.RoundShapes.ROUND_EVENT;
import static org.postigo.store.log.RuleShapes.RULE_SET;
import static org.postigo.store.log.SettingShapes.LEVEL;
import static org.postigo.store.log.SettingShapes.LIST_ENTRY;
import static org.postigo.store.log.SettingShapes.NODE;
import static org.postigo.store.log.SettingShapes.PERSON;
import static org.postigo.store.log.SettingShapes.PROTECTED;
import static org.postigo.store.log.Shape.TEXT;
import static org.postigo.store.log.Shape.field;
import static org.postigo.store.log.Shape.many;
import static org.postigo.store.log.Shape.object;
import static org.postigo.store.log.Shape.oneOf;
import static org.postigo.store.log.Shape.optional;

import java.time.Instant;
import java.util.function.Function;
import org.postigo.store.log.Shape.Case;

/** Events of the log in JSON. Wire names as {@link Wire} says. */
final class EventShapes {
    private EventShapes() {}

    private static final Shape<LogEvent.Step> STEP = object(
            field("event", COPY_EVENT, LogEvent.Step::event),
            optional("decision", DECISION, LogEvent.Step::decision),
            optional("replaced", DECISION, LogEvent.Step::replaced),
            LogEvent.Step::new);

    private static <T> Shape.Field<T, String> by(Function<T, String> get) {
        return field("by", TEXT, get);
    }

    private static <T> Shape.Field<T, Instant> when(Function<T, Instant> get) {
        return field("at", TIME, get);
    }

    static final Shape<LogEvent> EVENT = oneOf(
            Case.of(
                    "journal",
                    LogEvent.Journalled.class,
                    object(field("entry", JOURNAL_ENTRY, LogEvent.Journalled::entry), LogEvent.Journalled::new)),
            Case.of(
                    "copies",
                    LogEvent.CopiesChanged.class,
                    object(many("steps", STEP, LogEvent.CopiesChanged::steps), LogEvent.CopiesChanged::new)),
            Case.of(
                    "entry-put",
                    LogEvent.EntryPut.class,
                    object(
                            field("entry", LIST_ENTRY, LogEvent.EntryPut::entry),
                            by(LogEvent.EntryPut::by),
                            when(LogEvent.EntryPut::at),
                            LogEvent.EntryPut::new)),
            Case.of(
                    "entry-removed",
                    LogEvent.EntryRemoved.class,
                    object(
                            field("id", TEXT, LogEvent.EntryRemoved::id),
                            by(LogEvent.EntryRemoved::by),
                            when(LogEvent.EntryRemoved::at),
                            LogEvent.EntryRemoved::new)),
            Case.of(
                    "domain-put",
                    LogEvent.DomainPut.class,
                    object(
                            field("domain", PROTECTED, LogEvent.DomainPut::domain),
                            by(LogEvent.DomainPut::by),
                            when(LogEvent.DomainPut::at),
                            LogEvent.DomainPut::new)),
            Case.of(
                    "domain-removed",
                    LogEvent.DomainRemoved.class,
                    object(
                            field("name", DOMAIN, LogEvent.DomainRemoved::name),
                            by(LogEvent.DomainRemoved::by),
                            when(LogEvent.DomainRemoved::at),
                            LogEvent.DomainRemoved::new)),
            Case.of(
                    "settings-put",
                    LogEvent.NodePut.class,
                    object(
                            field("node", NODE, LogEvent.NodePut::node),
                            by(LogEvent.NodePut::by),
                            when(LogEvent.NodePut::at),
                            LogEvent.NodePut::new)),
            Case.of(
                    "settings-removed",
                    LogEvent.NodeRemoved.class,
                    object(
                            field("level", LEVEL, LogEvent.NodeRemoved::level),
                            by(LogEvent.NodeRemoved::by),
                            when(LogEvent.NodeRemoved::at),
                            LogEvent.NodeRemoved::new)),
            Case.of(
                    "person-put",
                    LogEvent.PersonPut.class,
                    object(
                            field("person", PERSON, LogEvent.PersonPut::person),
                            by(LogEvent.PersonPut::by),
                            when(LogEvent.PersonPut::at),
                            LogEvent.PersonPut::new)),
            Case.of(
                    "person-removed",
                    LogEvent.PersonRemoved.class,
                    object(
                            field("email", TEXT, LogEvent.PersonRemoved::email),
                            by(LogEvent.PersonRemoved::by),
                            when(LogEvent.PersonRemoved::at),
                            LogEvent.PersonRemoved::new)),
            Case.of(
                    "audited",
                    LogEvent.Audited.class,
                    object(field("event", AUDIT_EVENT, LogEvent.Audited::event), LogEvent.Audited::new)),
            Case.of(
                    "digest-told",
                    LogEvent.DigestTold.class,
                    object(
                            field("domain", DOMAIN, LogEvent.DigestTold::domain),
                            field("until", TIME, LogEvent.DigestTold::until),
                            LogEvent.DigestTold::new)),
            Case.of(
                    "requested",
                    LogEvent.Requested.class,
                    object(field("request", REQUEST, LogEvent.Requested::request), LogEvent.Requested::new)),
            Case.of(
                    "requests-answered",
                    LogEvent.RequestsAnswered.class,
                    object(
                            field("copy", COPY_ID, LogEvent.RequestsAnswered::copy),
                            by(LogEvent.RequestsAnswered::by),
                            when(LogEvent.RequestsAnswered::at),
                            LogEvent.RequestsAnswered::new)),
            Case.of(
                    "view-put",
                    LogEvent.ViewPut.class,
                    object(
                            field("view", SAVED_VIEW, LogEvent.ViewPut::view),
                            by(LogEvent.ViewPut::by),
                            when(LogEvent.ViewPut::at),
                            LogEvent.ViewPut::new)),
            Case.of(
                    "view-removed",
                    LogEvent.ViewRemoved.class,
                    object(
                            field("id", TEXT, LogEvent.ViewRemoved::id),
                            by(LogEvent.ViewRemoved::by),
                            when(LogEvent.ViewRemoved::at),
                            LogEvent.ViewRemoved::new)),
            Case.of(
                    "rules-saved",
                    LogEvent.RulesSaved.class,
                    object(field("rules", RULE_SET, LogEvent.RulesSaved::rules), LogEvent.RulesSaved::new)),
            Case.of(
                    "round",
                    LogEvent.RoundChanged.class,
                    object(field("event", ROUND_EVENT, LogEvent.RoundChanged::event), LogEvent.RoundChanged::new)));
}
