package org.postigo.store;

import java.time.Instant;
import java.util.Optional;
import org.postigo.mail.policy.ListEntry;
import org.postigo.mail.rule.RuleSet;
import org.postigo.store.audit.AuditEvent;
import org.postigo.store.audit.AuditEvent.Deed;
import org.postigo.store.log.LogEvent;

/** Changes of settings as deeds of who made them, so that no way to change one goes past the audit. */
final class Deeds {
    private Deeds() {}

    static Optional<AuditEvent> of(LogEvent event) {
        return switch (event) {
            case LogEvent.EntryPut put ->
                deed(put.at(), put.by(), Deed.ENTRY_PUT, put.entry().id(), kind(put.entry()));
            case LogEvent.EntryRemoved removed ->
                deed(removed.at(), removed.by(), Deed.ENTRY_REMOVED, removed.id(), "");
            case LogEvent.DomainPut put ->
                deed(put.at(), put.by(), Deed.DOMAIN_PUT, put.domain().name().text(), "");
            case LogEvent.DomainRemoved removed ->
                deed(
                        removed.at(),
                        removed.by(),
                        Deed.DOMAIN_REMOVED,
                        removed.name().text(),
                        "");
            case LogEvent.NodePut put ->
                deed(
                        put.at(),
                        put.by(),
                        Deed.SETTINGS_PUT,
                        put.node().level().text(),
                        put.node().wishes().toString());
            case LogEvent.NodeRemoved removed ->
                deed(
                        removed.at(),
                        removed.by(),
                        Deed.SETTINGS_REMOVED,
                        removed.level().text(),
                        "");
            case LogEvent.PersonPut put ->
                deed(
                        put.at(),
                        put.by(),
                        Deed.PERSON_PUT,
                        put.person().email(),
                        put.person().role().name());
            case LogEvent.PersonRemoved removed ->
                deed(removed.at(), removed.by(), Deed.PERSON_REMOVED, removed.email(), "");
            case LogEvent.RulesSaved(RuleSet saved) ->
                deed(
                        saved.at(),
                        saved.by(),
                        Deed.RULES_SAVED,
                        saved.scope() instanceof ListEntry.Scope.OfDomain domain
                                ? domain.name().text()
                                : "site",
                        "version " + saved.version());
            case LogEvent.Requested asked ->
                deed(
                        asked.request().at(),
                        asked.request().from().toString(),
                        Deed.ASKED,
                        asked.request().copy().toString(),
                        asked.request().wish().name());
            case LogEvent.RequestsAnswered answered ->
                deed(
                        answered.at(),
                        answered.by(),
                        Deed.ANSWERED,
                        answered.copy().toString(),
                        "");
            case LogEvent.ViewPut saved ->
                deed(
                        saved.at(),
                        saved.by(),
                        Deed.VIEW_PUT,
                        saved.view().name(),
                        saved.view().shared() ? "shared" : "");
            case LogEvent.ViewRemoved removed -> deed(removed.at(), removed.by(), Deed.VIEW_REMOVED, removed.id(), "");
            case LogEvent.Audited _,
                    LogEvent.DigestTold _,
                    LogEvent.Journalled _,
                    LogEvent.CopiesChanged _,
                    LogEvent.RoundChanged _,
                    LogEvent.Unknown _ -> Optional.empty();
        };
    }

    private static Optional<AuditEvent> deed(Instant at, String by, Deed deed, String subject, String detail) {
        return Optional.of(new AuditEvent(at, by, "", deed, subject, detail));
    }

    private static String kind(ListEntry entry) {
        return switch (entry) {
            case ListEntry.Allow _ -> "allow";
            case ListEntry.Deny _ -> "deny";
        };
    }
}
