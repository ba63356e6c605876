package org.postigo.appliance.rest;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postigo.mail.DomainName;
import org.postigo.quarantine.incident.Cause;
import org.postigo.quarantine.incident.CauseWatch;
import org.postigo.quarantine.incident.Incident;
import org.postigo.quarantine.incident.Incidents;
import org.postigo.quarantine.incident.Reassessor;
import org.postigo.store.Store;
import org.postigo.store.audit.AuditEvent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Rescue of what a wrong cause held: look, release, take back. */
@RestController
@RequestMapping("/api/v1/incidents")
class IncidentController {
    /** Copies that are told one by one. */
    private static final int TOLD = 200;

    private final Incidents incidents;
    private final CauseWatch watch;
    private final Store store;
    private final Clock clock;

    IncidentController(Incidents incidents, CauseWatch watch, Store store, Clock clock) {
        this.store = store;
        this.incidents = incidents;
        this.watch = watch;
        this.clock = clock;
    }

    /**
     * What to look into.
     *
     * @param cause {@code reason:R}, {@code fact:F} or {@code fact:F=NAME}, {@code check:C}, {@code entry:ID} of a list
     *     entry or rule, {@code model:V}, {@code prices:V}, {@code lists:N} or {@code rules:N}
     * @param from received at or after; a day ago if left out
     * @param until received before; now if left out
     * @param domains of the recipients; all if left out
     * @param way anew, or without-cause; anew if left out
     */
    @Schema(name = "IncidentToLookInto")
    record Asked(
            String cause,
            @Nullable Instant from,
            @Nullable Instant until,
            @Nullable List<String> domains,
            @Nullable String way) {}

    /** A copy that would pass today. */
    @Schema(name = "IncidentCopy")
    record CopyRow(String id, double before, double after, String reason) {}

    /**
     * How it stands.
     *
     * @param phase looking, looked, releasing, released, undoing, undone or failed
     * @param done copies through in this phase
     * @param total copies of this phase
     * @param held open copies that the cause had a part in
     * @param changed those that would pass today
     * @param copies the first two hundred of those, the least spammy first
     * @param released by this rescue and not taken back
     * @param undone taken back
     */
    @Schema(name = "Incident")
    record Row(
            int id,
            String cause,
            Instant from,
            Instant until,
            String way,
            String by,
            String phase,
            long done,
            long total,
            long held,
            long changed,
            List<CopyRow> copies,
            long released,
            long undone,
            String problem) {
        static Row of(Incident incident) {
            return new Row(
                    incident.id(),
                    incident.asked().cause().text(),
                    incident.asked().from(),
                    incident.asked().until(),
                    Words.of(incident.asked().way()),
                    incident.asked().by(),
                    Words.of(incident.phase()),
                    incident.done(),
                    incident.total(),
                    incident.held(),
                    incident.changed().size(),
                    incident.changed().stream()
                            .limit(TOLD)
                            .map(each -> new CopyRow(
                                    each.copy().toString(),
                                    each.before(),
                                    each.after(),
                                    Words.of(each.verdict().reason())))
                            .toList(),
                    incident.released(),
                    incident.undone(),
                    incident.problem());
        }
    }

    /** A cause that speaks much more often against mail of proven identity than it did. */
    @Schema(name = "IncidentAlarm")
    record AlarmRow(String cause, Instant since, long hits, long messages, double before) {}

    @GetMapping
    List<Row> all() {
        return incidents.all().stream().map(Row::of).toList();
    }

    @GetMapping("/{id}")
    Row show(@PathVariable int id) {
        return Row.of(incidents.find(id).orElseThrow(() -> Problem.noSuch("incident " + id)));
    }

    @GetMapping("/alarms")
    List<AlarmRow> alarms() {
        return watch.alarms(clock.instant()).stream()
                .map(alarm ->
                        new AlarmRow(alarm.cause(), alarm.since(), alarm.hits(), alarm.messages(), alarm.before()))
                .toList();
    }

    @PostMapping
    Row look(@RequestBody Asked asked) {
        Instant now = clock.instant();
        Cause cause = Cause.parse(asked.cause() == null ? "" : asked.cause())
                .orElseThrow(() -> Problem.bad("a cause is reason:R, fact:F, fact:F=NAME, check:C, entry:ID, model:V,"
                        + " prices:V, lists:N or rules:N, not " + asked.cause()));
        Set<DomainName> domains = (asked.domains() == null ? List.<String>of() : asked.domains())
                .stream()
                        .map(name ->
                                DomainName.parse(name).orElseThrow(() -> Problem.bad("not a domain name: " + name)))
                        .collect(Collectors.toSet());
        Incident.Asked question;
        try {
            question = new Incident.Asked(
                    cause,
                    asked.from() == null ? now.minus(Duration.ofDays(1)) : asked.from(),
                    asked.until() == null ? now.plusSeconds(1) : asked.until(),
                    domains,
                    asked.way() == null ? Reassessor.Way.ANEW : Words.require(Reassessor.Way.class, "way", asked.way()),
                    Acting.name());
        } catch (IllegalArgumentException refused) {
            throw Problem.bad(String.valueOf(refused.getMessage()));
        }
        return show(incidents.look(question));
    }

    @PostMapping("/{id}/release")
    Row release(@PathVariable int id) {
        try {
            incidents.release(id, Acting.person());
            note(id, "release");
        } catch (Incidents.NotNow refused) {
            throw Problem.conflict(String.valueOf(refused.getMessage()));
        }
        return show(id);
    }

    @PostMapping("/{id}/undo")
    Row undo(@PathVariable int id) {
        try {
            incidents.undo(id, Acting.person());
            note(id, "undo");
        } catch (Incidents.NotNow refused) {
            throw Problem.conflict(String.valueOf(refused.getMessage()));
        }
        return show(id);
    }

    private void note(int id, String what) {
        incidents
                .find(id)
                .ifPresent(incident -> store.audit()
                        .note(new AuditEvent(
                                clock.instant(),
                                Acting.name(),
                                "",
                                AuditEvent.Deed.RESCUED,
                                incident.asked().cause().text(),
                                what + " of " + incident.changed().size())));
    }
}
