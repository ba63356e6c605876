package org.postigo.appliance.provision;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postigo.mail.policy.EntryForm;
import org.postigo.mail.policy.ListEntry;

/**
 * What a table of allow and deny entries would change, before it does.
 *
 * @param lines in the order of the table
 */
public record EntryImport(List<Line> lines) {
    private static final Columns COLUMNS = new Columns(Set.of("subject"))
            .with("subject", "sender", "from", "from-address", "value", "entry", "pattern", "remitente", "emisor")
            .with("scope", "recipient", "to-address", "to", "for", "destinatario", "ambito", "mailbox", "buzon")
            .with("scope", "domain", "dominio", "to-domain", "object")
            .with("list", "action", "type", "option", "tipo", "lista", "accion")
            .with("proof", "prueba")
            .with(
                    "reason",
                    "comment",
                    "comments",
                    "note",
                    "notes",
                    "description",
                    "motivo",
                    "comentario",
                    "nota",
                    "notas")
            .with(
                    "expires",
                    "expiry",
                    "expiration",
                    "expiration-date",
                    "remove-on",
                    "expires-on",
                    "caduca",
                    "caducidad")
            .with("id");

    /** Words of other systems for an allow list. */
    private static final Set<String> ALLOW = Set.of(
            "allow",
            "allowed",
            "white",
            "whitelist",
            "whitelist_from",
            "wl",
            "permit",
            "accept",
            "safe",
            "blanca",
            "permitir");

    /** The same for a deny list. */
    private static final Set<String> DENY = Set.of(
            "deny",
            "denied",
            "black",
            "blacklist",
            "blacklist_from",
            "bl",
            "block",
            "blocked",
            "reject",
            "negra",
            "bloquear");

    /** The same for everybody. */
    private static final Set<String> EVERYBODY = Set.of("site", "all", "any", "default", "global", "*", "todos");

    /**
     * A table of entries.
     *
     * @throws IllegalArgumentException if it is none; the message says where
     */
    public static Table read(String text, Table.Others others) {
        try {
            return Table.read(new StringReader(text), COLUMNS, others);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Copies the list. */
    public EntryImport {
        lines = List.copyOf(lines);
    }

    /** What one line of the table comes to. */
    public sealed interface Line {
        /** Where it stands in the table. */
        long number();

        /** A new entry. */
        record Add(long number, ListEntry entry) implements Line {}

        /** Another form of an entry that is there. */
        record Change(long number, ListEntry before, ListEntry entry) implements Line {}

        /** An entry that is there already, as it is. */
        record Same(long number, ListEntry entry) implements Line {}

        /** None that could be imported. */
        record Bad(long number, String problem) implements Line {}
    }

    /**
     * Compares a table with the entries that there are.
     *
     * @param list allow or deny, for rows that do not say
     * @param scope site, a domain or a mailbox, for rows that do not say
     * @param author of the new entries
     */
    public static EntryImport of(
            Table table, List<ListEntry> present, String list, String scope, String author, Instant now) {
        Map<String, ListEntry> byId = new HashMap<>();
        present.forEach(entry -> byId.put(entry.id(), entry));
        var named = new HashSet<String>();
        var lines = new ArrayList<Line>();
        for (Table.Row row : table.rows()) {
            try {
                EntryForm form = form(row, list, scope).withUsualProof();
                String id = row.cell("id").isEmpty() ? form.derivedId() : row.cell("id");
                ListEntry entry = form.entry(id, author, now);
                lines.add(
                        named.add(id)
                                ? compared(row.line(), Optional.ofNullable(byId.get(id)), entry)
                                : new Line.Bad(row.line(), "the same entry stands further up: " + id));
            } catch (IllegalArgumentException refused) {
                lines.add(new Line.Bad(row.line(), String.valueOf(refused.getMessage())));
            }
        }
        return new EntryImport(lines);
    }

    private static Line compared(long number, Optional<ListEntry> before, ListEntry entry) {
        if (before.isEmpty()) {
            return new Line.Add(number, entry);
        }
        return means(before.get()).equals(means(entry))
                ? new Line.Same(number, before.get())
                : new Line.Change(number, before.get(), entry);
    }

    /** All but who wrote it and when; that a network's year begins anew each day is no change. */
    private static EntryForm means(ListEntry entry) {
        EntryForm form = EntryForm.of(entry);
        boolean byNetwork = form.proof().equals("network");
        return byNetwork
                ? new EntryForm(
                        form.list(), form.subject(), form.scope(), form.proof(), form.reason(), Optional.empty())
                : form;
    }

    private static EntryForm form(Table.Row row, String list, String scope) {
        String named = row.cell("list").isEmpty() ? list : row.cell("list").toLowerCase(Locale.ROOT);
        return new EntryForm(
                ALLOW.contains(named) ? "allow" : DENY.contains(named) ? "deny" : named,
                subject(row.cell("subject")),
                scope(row.cell("scope").isEmpty() ? scope : row.cell("scope")),
                row.cell("proof"),
                row.cell("reason"),
                time(row.cell("expires")));
    }

    /** Other systems write {@code @b} or {@code *@b} for a domain, and {@code .b} for it and what is below. */
    private static String subject(String text) {
        if (text.startsWith("*@")) {
            return text.substring(2);
        }
        if (text.startsWith("@")) {
            return text.substring(1);
        }
        return text.startsWith(".") ? "*" + text : text;
    }

    /** Other systems write {@code @b} for a whole domain here too. */
    private static String scope(String text) {
        return EVERYBODY.contains(text.toLowerCase(Locale.ROOT))
                ? "site"
                : text.startsWith("@") || text.startsWith("*@") ? text.substring(text.indexOf('@') + 1) : text;
    }

    private static Optional<Instant> time(String text) {
        if (text.isEmpty() || text.equalsIgnoreCase("never") || text.equalsIgnoreCase("nunca")) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    text.length() == "2026-11-24".length()
                            ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                            : text.endsWith("Z")
                                    ? Instant.parse(text)
                                    : LocalDateTime.parse(text.replace(' ', 'T'))
                                            .toInstant(ZoneOffset.UTC));
        } catch (DateTimeException notOne) {
            throw new IllegalArgumentException(
                    "expires is a day or a time, such as 2027-01-31 or 2027-01-31T08:00:00Z");
        }
    }

    /** Entries to be written. */
    public List<ListEntry> toWrite() {
        return lines.stream()
                .flatMap(line -> switch (line) {
                    case Line.Add(long _, ListEntry entry) -> List.of(entry).stream();
                    case Line.Change(long _, ListEntry _, ListEntry entry) -> List.of(entry).stream();
                    case Line.Same _, Line.Bad _ -> List.<ListEntry>of().stream();
                })
                .toList();
    }

    /** How many lines are of this kind. */
    public long count(Class<? extends Line> kind) {
        return lines.stream().filter(kind::isInstance).count();
    }
}
