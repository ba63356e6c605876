package org.postigo.appliance.rest;

import io.swagger.v3.oas.annotations.media.Schema;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postigo.classifier.explain.Explainer;
import org.postigo.mail.Content;
import org.postigo.mail.DomainName;
import org.postigo.mail.policy.ProtectedDomain;
import org.postigo.mail.policy.ProtectedDomain.Thresholds;
import org.postigo.quarantine.Choice;
import org.postigo.quarantine.Quarantine;
import org.postigo.quarantine.Ruling;
import org.postigo.quarantine.Undoing;
import org.postigo.store.domains.Domains;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.Decision;
import org.postigo.store.held.HeldCopy;
import org.postigo.store.held.HeldMail;
import org.postigo.store.held.HeldMessage;
import org.postigo.store.held.HeldQuery;
import org.springframework.core.io.InputStreamResource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Held mail: list, show, decide, take back. */
@RestController
@RequestMapping("/api/v1/held")
class HeldController {
    private final Quarantine quarantine;
    private final Explainer explainer;
    private final Domains domains;
    private final Thresholds site;

    HeldController(Quarantine quarantine, Explainer explainer, Domains domains, Thresholds site) {
        this.quarantine = quarantine;
        this.explainer = explainer;
        this.domains = domains;
        this.site = site;
    }

    @GetMapping
    HeldRow.Page list(
            @RequestParam(defaultValue = "") String text,
            @RequestParam(defaultValue = "") List<String> domain,
            @RequestParam(defaultValue = "") List<String> state,
            @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable Instant until,
            @RequestParam(defaultValue = "newest") String order,
            @RequestParam(defaultValue = "0") int offset,
            @RequestParam(defaultValue = "50") int limit) {
        if (offset < 0 || limit < 1 || limit > 1000) {
            throw Problem.bad("offset is 0 or more, limit 1 to 1000");
        }
        Set<HeldQuery.Standing> states = state.stream()
                .map(word -> Words.require(HeldQuery.Standing.class, "state", word))
                .collect(Collectors.toSet());
        HeldMail.Page page = quarantine.list(
                Acting.person(),
                new HeldQuery(
                        text,
                        domain.stream().map(HeldController::domain).collect(Collectors.toSet()),
                        states,
                        Optional.ofNullable(from),
                        Optional.ofNullable(until),
                        Words.require(HeldQuery.Order.class, "order", order),
                        offset,
                        limit));
        return new HeldRow.Page(page.rows().stream().map(HeldRow::of).toList(), page.total());
    }

    @GetMapping("/{id}")
    HeldRow show(@PathVariable String id) {
        return quarantine
                .find(Acting.person(), copy(id))
                .map(HeldRow::of)
                .orElseThrow(() -> Problem.noSuch("held copy " + id));
    }

    /** The facts and words that counted, and what would have changed the decision; worked out when asked. */
    @GetMapping("/{id}/explanation")
    ExplanationRow explanation(@PathVariable String id) throws IOException {
        HeldCopy copy = quarantine.find(Acting.person(), copy(id)).orElseThrow(() -> Problem.noSuch("held copy " + id));
        Content content =
                quarantine.content(Acting.person(), copy(id)).orElseThrow(() -> Problem.noSuch("held copy " + id));
        HeldMessage message = copy.message();
        return ExplanationRow.of(explainer.explain(
                message.assessment().score(),
                domains.find(copy.recipient().path().domain())
                        .map(ProtectedDomain::thresholds)
                        .orElse(site)
                        .hold(),
                content,
                message.envelope().reversePath()));
    }

    @GetMapping("/{id}/content")
    ResponseEntity<InputStreamResource> content(@PathVariable String id) throws IOException {
        Content content =
                quarantine.content(Acting.person(), copy(id)).orElseThrow(() -> Problem.noSuch("held copy " + id));
        // Never message/rfc822 or HTML: a browser must not show it.
        return ResponseEntity.ok()
                .header(HttpHeaders.CONTENT_TYPE, "application/octet-stream")
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + copy(id) + ".eml\"")
                .header("X-Content-Type-Options", "nosniff")
                .contentLength(content.size())
                .body(new InputStreamResource(content.open()));
    }

    /**
     * What is to be done.
     *
     * @param ids of copies, 1 to 1,000
     * @param kind release, release-and-allow, spam, spam-and-deny or not-sure
     * @param comment in the person's words
     */
    record Order(List<String> ids, String kind, @Nullable String comment) {}

    @PostMapping("/decide")
    List<HeldRow.Outcome> decide(@RequestBody Order order) throws IOException {
        var choice = new Choice(
                Words.require(Decision.Kind.class, "kind", order.kind()),
                Optional.empty(),
                order.comment() == null ? "" : order.comment());
        return quarantine.decide(Acting.person(), copies(order.ids()), choice).stream()
                .map(ruling -> switch (ruling) {
                    case Ruling.Done done -> outcome(ruling.id(), "decided", HeldRow.of(done.copy()));
                    case Ruling.TakenBy(var copy) -> outcome(ruling.id(), "already-decided", HeldRow.of(copy));
                    case Ruling.NothingProven(var copy) -> outcome(ruling.id(), "nothing-proven", HeldRow.of(copy));
                    case Ruling.Gone(var id) -> new HeldRow.Outcome(id.toString(), "no-such-copy", Optional.empty());
                    case Ruling.NotYours(var id) -> new HeldRow.Outcome(id.toString(), "not-yours", Optional.empty());
                })
                .toList();
    }

    /** Which decisions to take back. */
    @Schema(name = "TakenBack")
    record Back(List<String> ids) {}

    @PostMapping("/undo")
    List<HeldRow.Outcome> undo(@RequestBody Back back) throws IOException {
        return quarantine.undo(Acting.person(), copies(back.ids())).stream()
                .map(undoing -> switch (undoing) {
                    case Undoing.Undone(var copy) -> outcome(undoing.id(), "undone", HeldRow.of(copy));
                    case Undoing.TooLate(var copy) -> outcome(undoing.id(), "too-late", HeldRow.of(copy));
                    case Undoing.NotDecided(var copy) -> outcome(undoing.id(), "not-decided", HeldRow.of(copy));
                    case Undoing.OfAnother(var copy) -> outcome(undoing.id(), "of-another", HeldRow.of(copy));
                    case Undoing.Gone(var id) -> new HeldRow.Outcome(id.toString(), "no-such-copy", Optional.empty());
                    case Undoing.NotYours(var id) -> new HeldRow.Outcome(id.toString(), "not-yours", Optional.empty());
                })
                .toList();
    }

    private static HeldRow.Outcome outcome(CopyId id, String word, HeldRow row) {
        return new HeldRow.Outcome(id.toString(), word, Optional.of(row));
    }

    private static List<CopyId> copies(List<String> ids) {
        if (ids.isEmpty() || ids.size() > 1000) {
            throw Problem.bad("1 to 1000 ids at a time");
        }
        return ids.stream().map(HeldController::copy).toList();
    }

    private static CopyId copy(String id) {
        return CopyId.parse(id).orElseThrow(() -> Problem.bad("not the id of a held copy: " + id));
    }

    private static DomainName domain(String name) {
        return DomainName.parse(name).orElseThrow(() -> Problem.bad("not a domain name: " + name));
    }
}
