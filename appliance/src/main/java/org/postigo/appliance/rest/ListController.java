package org.postigo.appliance.rest;

import io.swagger.v3.oas.annotations.media.Schema;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postigo.appliance.provision.EntryImport;
import org.postigo.appliance.provision.EntryImport.Line;
import org.postigo.appliance.provision.Table;
import org.postigo.mail.policy.EntryForm;
import org.postigo.mail.policy.ListEntry;
import org.postigo.store.lists.Hits;
import org.postigo.store.lists.Lists;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Allow and deny entries. An allow entry cannot be written without the identity that it demands. */
@RestController
@RequestMapping("/api/v1/lists")
class ListController {
    /** Lines of an import that are told one by one. */
    private static final int TOLD = 1000;

    private final Lists lists;
    private final Hits hits;
    private final Clock clock;

    ListController(Lists lists, Hits hits, Clock clock) {
        this.lists = lists;
        this.hits = hits;
        this.clock = clock;
    }

    /**
     * An entry as JSON.
     *
     * @param id chosen by whoever writes it; the same id writes over
     * @param list allow or deny
     * @param subject {@code a@b}, {@code b}, {@code *.b} for names below too, {@code list:ID}, or a network
     * @param scope {@code site}, a domain or a mailbox
     * @param proof for allow: {@code dkim:DOMAIN}, {@code spf:DOMAIN}, {@code list-dkim:DOMAIN} or {@code network}
     * @param reason in the author's words
     * @param author who wrote it; ignored in a PUT
     * @param created when; ignored in a PUT
     * @param expires when it ends to hold; for an entry proven by a network alone a year from now at most
     * @param hits copies that it decided about; ignored in a PUT
     * @param lastHit when it decided last; ignored in a PUT
     * @param warning why it may not do what its author thinks: {@code nothing-proves-it} or {@code one-off}; ignored in a
     *     PUT
     * @param instead what it had better be about, where its address was made for one message; ignored in a PUT
     */
    @Schema(name = "ListEntry")
    record Row(
            @Nullable String id,
            String list,
            String subject,
            String scope,
            @Nullable String proof,
            @Nullable String reason,
            @Nullable String author,
            @Nullable Instant created,
            @Nullable Instant expires,
            @Nullable Long hits,
            @Nullable Instant lastHit,
            @Nullable String warning,
            @Nullable String instead) {
        static Row of(ListEntry entry, Hits.Tally tally) {
            EntryForm form = EntryForm.of(entry);
            return new Row(
                    entry.id(),
                    form.list(),
                    form.subject(),
                    form.scope(),
                    form.proof().isEmpty() ? null : form.proof(),
                    form.reason(),
                    entry.note().author(),
                    entry.note().created(),
                    form.expires().orElse(null),
                    tally.count(),
                    tally.last().orElse(null),
                    form.warning().map(Words::of).orElse(null),
                    form.instead().orElse(null));
        }

        EntryForm form() {
            return new EntryForm(
                    list,
                    subject,
                    scope,
                    proof == null ? "" : proof,
                    reason == null ? "" : reason,
                    Optional.ofNullable(expires));
        }
    }

    /** A page of entries. */
    @Schema(name = "ListEntries")
    record Page(List<Row> rows, long total) {}

    /**
     * What an import did or would do.
     *
     * @param applied whether it was done
     * @param added new entries
     * @param changed entries written over
     * @param same entries that are there already
     * @param bad lines that are no entry
     * @param leftOut columns that were passed over
     * @param lines the first thousand of those that add, change or are bad
     */
    @Schema(name = "ListImport")
    record Imported(
            boolean applied, long added, long changed, long same, long bad, List<String> leftOut, List<Told> lines) {}

    /**
     * One line of an import.
     *
     * @param line of the table
     * @param what add, change or bad
     * @param entry as it will be
     * @param before as it is
     * @param problem of a bad one
     */
    @Schema(name = "ListImportLine")
    record Told(
            long line,
            String what,
            @Nullable Row entry,
            @Nullable Row before,
            String problem) {}

    /** Entries in the order they were made; those whose subject, scope, id or reason contain the text. */
    @GetMapping
    Page all(
            @RequestParam(defaultValue = "") String text,
            @RequestParam(defaultValue = "") String scope,
            @RequestParam(defaultValue = "0") int offset,
            @RequestParam(defaultValue = "100") int limit) {
        if (offset < 0 || limit < 1 || limit > 1000) {
            throw Problem.bad("offset is 0 or more, limit 1 to 1000");
        }
        List<ListEntry> found = lists.snapshot().entries();
        if (!text.isEmpty() || !scope.isEmpty()) {
            found = found.stream()
                    .filter(entry -> matches(entry, text.toLowerCase(Locale.ROOT), scope))
                    .toList();
        }
        return new Page(found.stream().skip(offset).limit(limit).map(this::row).toList(), found.size());
    }

    private static boolean matches(ListEntry entry, String text, String scope) {
        EntryForm form = EntryForm.of(entry);
        return (scope.isEmpty() || form.scope().equalsIgnoreCase(scope))
                && (entry.id() + " " + form.subject() + " " + form.scope() + " " + form.reason())
                        .toLowerCase(Locale.ROOT)
                        .contains(text);
    }

    @GetMapping("/{id}")
    Row show(@PathVariable String id) {
        ListEntry entry = find(id);
        Acting.confine(entry.scope());
        return row(entry);
    }

    private Row row(ListEntry entry) {
        return Row.of(entry, hits.of(entry.id()));
    }

    private ListEntry find(String id) {
        return lists.find(id).orElseThrow(() -> Problem.noSuch("entry " + id));
    }

    @PutMapping("/{id}")
    Row put(@PathVariable String id, @RequestBody Row row) throws IOException {
        ListEntry entry;
        try {
            entry = row.form().entry(id, Acting.name(), clock.instant());
        } catch (IllegalArgumentException refused) {
            throw Problem.bad(String.valueOf(refused.getMessage()));
        }
        Acting.confine(entry.scope());
        lists.find(id).ifPresent(before -> Acting.confine(before.scope()));
        lists.put(entry, Acting.name());
        return row(entry);
    }

    @DeleteMapping("/{id}")
    Row remove(@PathVariable String id) throws IOException {
        ListEntry entry = find(id);
        Acting.confine(entry.scope());
        lists.remove(id, Acting.name());
        return row(entry);
    }

    /**
     * A table of entries, as CSV; headings and words of other systems are understood. Without {@code apply} only says what
     * it would change. With a bad line nothing is written.
     *
     * @param list for lines that do not say
     * @param scope for lines that do not say
     * @param skip whether columns that mean nothing here are passed over
     */
    @PostMapping(path = "/import", consumes = "text/csv")
    Imported load(
            InputStream body,
            @RequestParam(defaultValue = "deny") String list,
            @RequestParam(defaultValue = "site") String scope,
            @RequestParam(defaultValue = "false") boolean skip,
            @RequestParam(defaultValue = "false") boolean apply)
            throws IOException {
        Table table;
        EntryImport plan;
        try {
            table = EntryImport.read(
                    Table.text(body.readAllBytes()), skip ? Table.Others.LEFT_OUT : Table.Others.REFUSED);
            plan = EntryImport.of(table, lists.snapshot().entries(), list, scope, Acting.name(), clock.instant());
        } catch (IllegalArgumentException refused) {
            throw Problem.bad(String.valueOf(refused.getMessage()));
        }
        plan.lines().forEach(ListController::confine);
        boolean applied = apply && plan.count(Line.Bad.class) == 0;
        if (applied) {
            lists.putAll(plan.toWrite(), Acting.name());
        }
        return new Imported(
                applied,
                plan.count(Line.Add.class),
                plan.count(Line.Change.class),
                plan.count(Line.Same.class),
                plan.count(Line.Bad.class),
                table.leftOut(),
                plan.lines().stream()
                        .filter(line -> !(line instanceof Line.Same))
                        .limit(TOLD)
                        .map(this::told)
                        .toList());
    }

    /** A token of some domains imports nothing for others. */
    private static void confine(Line line) {
        switch (line) {
            case Line.Add(long _, ListEntry entry) -> Acting.confine(entry.scope());
            case Line.Change(long _, ListEntry before, ListEntry entry) -> {
                Acting.confine(before.scope());
                Acting.confine(entry.scope());
            }
            case Line.Same(long _, ListEntry entry) -> Acting.confine(entry.scope());
            case Line.Bad _ -> {}
        }
    }

    private Told told(Line line) {
        return switch (line) {
            case Line.Add(long number, ListEntry entry) -> new Told(number, "add", row(entry), null, "");
            case Line.Change(long number, ListEntry before, ListEntry entry) ->
                new Told(number, "change", row(entry), row(before), "");
            case Line.Same(long number, ListEntry entry) -> new Told(number, "same", row(entry), null, "");
            case Line.Bad(long number, String problem) -> new Told(number, "bad", null, null, problem);
        };
    }
}
