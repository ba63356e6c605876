package org.postigo.appliance.rest;

import io.swagger.v3.oas.annotations.media.Schema;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.postigo.mail.DomainName;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.MailId;
import org.postigo.mail.finding.Verdict;
import org.postigo.mail.record.CopyOutcome;
import org.postigo.mail.record.JournalEntry;
import org.postigo.quarantine.trace.Story;
import org.postigo.quarantine.trace.Tracing;
import org.postigo.store.journal.Fate;
import org.postigo.store.journal.Journal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The journal: where a message is, what was decided and what the next server answered. */
@RestController
@RequestMapping("/api/v1/trace")
class TraceController {
    private final Tracing tracing;

    TraceController(Tracing tracing) {
        this.tracing = tracing;
    }

    /**
     * An entry as JSON.
     *
     * @param id our name of the message or the refusal
     * @param at when we replied
     * @param kind message or refusal
     * @param client address
     * @param helo as which it introduced itself
     * @param tls protocol, empty without
     * @param reversePath MAIL FROM, empty if it had not come
     * @param recipients in their order, each with what became of its copy
     * @param subject decoded, of a message
     * @param messageId of a message
     * @param size octets of a message
     * @param probability of spam; empty where it was not judged
     * @param reply what the client was told
     * @param stage command that was refused, of a refusal
     * @param cause what the client was not told, of a refusal
     * @param millis how long each stage took
     * @param findings what spoke for and against
     */
    @Schema(name = "JournalEntry")
    record Row(
            String id,
            Instant at,
            String kind,
            String client,
            String helo,
            String tls,
            String reversePath,
            List<Copy> recipients,
            String subject,
            String messageId,
            long size,
            @Nullable Double probability,
            String reply,
            String stage,
            String cause,
            Map<String, Long> millis,
            List<FindingRow> findings) {
        Row with(List<Copy> copies) {
            return new Row(
                    id,
                    at,
                    kind,
                    client,
                    helo,
                    tls,
                    reversePath,
                    copies,
                    subject,
                    messageId,
                    size,
                    probability,
                    reply,
                    stage,
                    cause,
                    millis,
                    findings);
        }
    }

    /**
     * One recipient's copy.
     *
     * @param recipient whose
     * @param outcome delivered, held, queued, held-invisibly, deferred or refused; empty in a refusal
     * @param detail the mailbox server's words, or the reason
     * @param entry which allow or deny entry decided, empty if none did
     * @param story what happened to it, in order; only where one entry is asked for
     */
    @Schema(name = "JournalCopy")
    record Copy(String recipient, String outcome, String detail, String entry, List<StepRow> story) {
        Copy telling(List<StepRow> steps) {
            return new Copy(recipient, outcome, detail, entry, steps);
        }
    }

    /**
     * A page of entries.
     *
     * @param rows newest first
     * @param total that match
     * @param near addresses that are spelt almost like those asked for, only with the first page
     */
    @Schema(name = "Journal")
    record Page(List<Row> rows, long total, List<NearRow> near) {}

    /**
     * An address that is spelt almost so.
     *
     * @param side sender or recipient
     * @param text address, domain or local part, whichever was asked for
     * @param entries that it would find
     */
    @Schema(name = "JournalNear")
    record NearRow(String side, String text, long entries) {}

    @GetMapping
    Page query(
            @RequestParam(defaultValue = "") String text,
            @RequestParam(defaultValue = "") String sender,
            @RequestParam(defaultValue = "") String recipient,
            @RequestParam(defaultValue = "") List<String> domain,
            @RequestParam(defaultValue = "") List<String> fate,
            @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable Instant until,
            @RequestParam(defaultValue = "0") int offset,
            @RequestParam(defaultValue = "50") int limit) {
        if (offset < 0 || limit < 1 || limit > 1000) {
            throw Problem.bad("offset is 0 or more, limit 1 to 1000");
        }
        Set<DomainName> domains = domain.stream()
                .map(word -> DomainName.parse(word).orElseThrow(() -> Problem.bad("not a domain name: " + word)))
                .collect(Collectors.toSet());
        Set<Fate> fates = fate.stream()
                .map(word -> Words.require(Fate.class, "fate", word))
                .collect(Collectors.toSet());
        Tracing.Found found = tracing.find(
                Acting.person(),
                new Journal.Query(
                        text,
                        sender,
                        recipient,
                        domains,
                        fates,
                        Optional.ofNullable(from),
                        Optional.ofNullable(until),
                        offset,
                        limit));
        return new Page(
                found.rows().stream().map(TraceController::row).toList(),
                found.total(),
                found.near().stream()
                        .map(near -> new NearRow(Words.of(near.side()), near.text(), near.entries()))
                        .toList());
    }

    @GetMapping("/{id}")
    Row show(@PathVariable String id) throws IOException {
        MailId name;
        try {
            name = new MailId(id);
        } catch (IllegalArgumentException notOne) {
            throw Problem.bad("not the id of a message: " + id);
        }
        Story story = tracing.story(Acting.person(), name).orElseThrow(() -> Problem.noSuch("message " + id));
        Row row = row(story.entry());
        // Where no recipient had come there is one copy without a name.
        List<Copy> copies =
                row.recipients().isEmpty() ? List.of(new Copy("", "", "", "", List.of())) : row.recipients();
        return row.with(IntStream.range(0, copies.size())
                .mapToObj(i -> copies.get(i)
                        .telling(story.copies().get(i).steps().stream()
                                .map(StepRow::of)
                                .toList()))
                .toList());
    }

    private static Row row(JournalEntry entry) {
        String tls = entry.client().tls().map(session -> session.protocol()).orElse("");
        String client = entry.client().address().getHostAddress();
        return switch (entry) {
            case JournalEntry.Transaction message ->
                new Row(
                        message.id().text(),
                        message.at(),
                        "message",
                        client,
                        message.client().helo(),
                        tls,
                        message.envelope().reversePath().toString(),
                        message.envelope().recipients().stream()
                                .map(recipient -> copy(
                                        recipient.path().mailbox().toString(),
                                        Optional.ofNullable(message.outcomes().get(recipient.path())),
                                        entry(message, recipient.path())))
                                .toList(),
                        message.assessment()
                                .map(found -> found.digest().subject())
                                .orElse(""),
                        message.assessment()
                                .map(found -> found.digest().messageId())
                                .orElse(""),
                        message.size(),
                        message.assessment()
                                .map(found -> found.score().probability())
                                .orElse(null),
                        message.reply().toString(),
                        "",
                        "",
                        millis(message),
                        message.assessment().map(FindingRow::all).orElse(List.of()));
            case JournalEntry.Refusal refusal ->
                new Row(
                        refusal.id().text(),
                        refusal.at(),
                        "refusal",
                        client,
                        refusal.client().helo(),
                        tls,
                        refusal.reversePath().map(Object::toString).orElse(""),
                        refusal.recipients().stream()
                                .map(path -> new Copy(path, "", "", "", List.of()))
                                .toList(),
                        "",
                        "",
                        0,
                        null,
                        refusal.reply().toString(),
                        refusal.stage(),
                        refusal.cause(),
                        Map.of(),
                        List.of());
        };
    }

    private static Map<String, Long> millis(JournalEntry.Transaction message) {
        var millis = new TreeMap<String, Long>();
        message.timings().forEach((stage, took) -> millis.put(stage, took.toMillis()));
        return millis;
    }

    private static String entry(JournalEntry.Transaction message, ForwardPath recipient) {
        return message.assessment()
                .flatMap(said -> Optional.ofNullable(said.verdicts().get(recipient)))
                .flatMap(Verdict::entry)
                .orElse("");
    }

    private static Copy copy(String recipient, Optional<CopyOutcome> outcome, String entry) {
        if (outcome.isEmpty()) {
            return new Copy(recipient, "", "", entry, List.of());
        }
        return switch (outcome.get()) {
            case CopyOutcome.Delivered(String server, var reply) ->
                new Copy(recipient, "delivered", server + ": " + reply, entry, List.of());
            case CopyOutcome.Held(var reason, var refusal) ->
                new Copy(
                        recipient,
                        "held",
                        Words.of(reason) + refusal.map(reply -> ": " + reply).orElse(""),
                        entry,
                        List.of());
            case CopyOutcome.Queued(String server, var reply) ->
                new Copy(recipient, "queued", server + ": " + reply, entry, List.of());
            case CopyOutcome.HeldInvisibly(var reason) ->
                new Copy(recipient, "held-invisibly", Words.of(reason), entry, List.of());
            case CopyOutcome.Deferred(String server, var reply) ->
                new Copy(recipient, "deferred", server + ": " + reply, entry, List.of());
            case CopyOutcome.Refused(String server, var reply) ->
                new Copy(recipient, "refused", server + ": " + reply, entry, List.of());
        };
    }
}
