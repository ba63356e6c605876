package org.postigo.appliance.rest;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postigo.mail.DomainName;
import org.postigo.mail.Mailbox;
import org.postigo.mail.policy.Cidr;
import org.postigo.mail.policy.ListEntry;
import org.postigo.mail.policy.ListEntry.Proof;
import org.postigo.mail.policy.ListEntry.Scope;
import org.postigo.mail.policy.ListEntry.Subject;
import org.postigo.store.lists.Hits;
import org.postigo.store.lists.Lists;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Allow and deny entries. An allow entry cannot be written without the identity that it demands. */
@RestController
@RequestMapping("/api/v1/lists")
class ListController {
    private static final Duration A_YEAR = Duration.ofDays(365);

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
     */
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
            @Nullable Instant lastHit) {
        static Row of(ListEntry entry, Hits.Tally tally) {
            return new Row(
                    entry.id(),
                    entry instanceof ListEntry.Allow ? "allow" : "deny",
                    text(entry.subject()),
                    text(entry.scope()),
                    entry instanceof ListEntry.Allow allow ? text(allow.proof()) : null,
                    entry.note().reason(),
                    entry.note().author(),
                    entry.note().created(),
                    entry.note().expires().orElse(null),
                    tally.count(),
                    tally.last().orElse(null));
        }
    }

    @GetMapping
    List<Row> all() {
        return lists.snapshot().entries().stream().map(this::row).toList();
    }

    private Row row(ListEntry entry) {
        return Row.of(entry, hits.of(entry.id()));
    }

    @PutMapping("/{id}")
    Row put(@PathVariable String id, @RequestBody Row row) throws IOException {
        if (!id.matches("[A-Za-z0-9._-]{1,100}")) {
            throw Problem.bad("an id is 1 to 100 letters, digits, dots and dashes");
        }
        Instant now = clock.instant();
        if (row.expires() != null && !row.expires().isAfter(now)) {
            throw Problem.bad("it would have expired already: " + row.expires());
        }
        Subject subject = subject(row.subject());
        Optional<Instant> expires = Optional.ofNullable(row.expires());
        if (subject instanceof Subject.Network && row.list().equals("allow")) {
            // Addresses change hands.
            Instant latest = now.plus(A_YEAR);
            expires = Optional.of(
                    expires.filter(wanted -> wanted.isBefore(latest)).orElse(latest));
        }
        String reason = row.reason() == null ? "" : row.reason().strip();
        var note = new ListEntry.Note(Acting.NAME, now, reason, expires, Optional.empty());
        ListEntry entry;
        try {
            entry = switch (row.list()) {
                case "allow" -> new ListEntry.Allow(id, subject, scope(row.scope()), proof(row.proof(), subject), note);
                case "deny" -> new ListEntry.Deny(id, subject, scope(row.scope()), note);
                default -> throw Problem.bad("a list is allow or deny, not " + row.list());
            };
        } catch (IllegalArgumentException refused) {
            throw Problem.bad(String.valueOf(refused.getMessage()));
        }
        lists.put(entry, Acting.NAME);
        return row(entry);
    }

    @DeleteMapping("/{id}")
    Row remove(@PathVariable String id) throws IOException {
        ListEntry entry = lists.find(id).orElseThrow(() -> Problem.noSuch("entry " + id));
        lists.remove(id, Acting.NAME);
        return row(entry);
    }

    private static Subject subject(String text) {
        if (text.startsWith("list:")) {
            return new Subject.MailingList(text.substring("list:".length()));
        }
        if (text.contains("@")) {
            return new Subject.Address(Mailbox.parse(text).orElseThrow(() -> Problem.bad("not a mailbox: " + text)));
        }
        Optional<Cidr> network = Cidr.parse(text);
        if (network.isPresent()) {
            return new Subject.Network(network.get());
        }
        boolean below = text.startsWith("*.");
        return new Subject.Domain(domain(below ? text.substring(2) : text), below);
    }

    private static Scope scope(String text) {
        if (text.equals("site")) {
            return new Scope.Site();
        }
        return text.contains("@")
                ? new Scope.OfMailbox(Mailbox.parse(text).orElseThrow(() -> Problem.bad("not a mailbox: " + text)))
                : new Scope.OfDomain(domain(text));
    }

    private static Proof proof(@Nullable String text, Subject subject) {
        if (text == null) {
            throw Problem.bad(
                    "an allow entry says what must be proven: dkim:DOMAIN, spf:DOMAIN, list-dkim:DOMAIN or network");
        }
        if (text.equals("network") && subject instanceof Subject.Network(Cidr cidr)) {
            return new Proof.FromNetwork(cidr);
        }
        int colon = text.indexOf(':');
        DomainName domain = domain(text.substring(colon + 1));
        return switch (colon < 0 ? "" : text.substring(0, colon)) {
            case "dkim" -> new Proof.SignedBy(domain);
            case "spf" -> new Proof.AuthorisedBy(domain);
            case "list-dkim" -> new Proof.ListSignedBy(domain);
            default -> throw Problem.bad("not a proof: " + text);
        };
    }

    private static DomainName domain(String name) {
        return DomainName.parse(name).orElseThrow(() -> Problem.bad("not a domain name: " + name));
    }

    private static String text(Subject subject) {
        return switch (subject) {
            case Subject.Address(Mailbox mailbox) -> mailbox.toString();
            case Subject.Domain(DomainName name, boolean below) -> (below ? "*." : "") + name;
            case Subject.MailingList(String listId) -> "list:" + listId;
            case Subject.Network(Cidr cidr) -> cidr.toString();
        };
    }

    private static String text(Scope scope) {
        return switch (scope) {
            case Scope.Site() -> "site";
            case Scope.OfDomain(DomainName name) -> name.text();
            case Scope.OfMailbox(Mailbox mailbox) -> mailbox.toString();
        };
    }

    private static String text(Proof proof) {
        return switch (proof) {
            case Proof.SignedBy(DomainName domain) -> "dkim:" + domain;
            case Proof.AuthorisedBy(DomainName domain) -> "spf:" + domain;
            case Proof.ListSignedBy(DomainName domain) -> "list-dkim:" + domain;
            case Proof.FromNetwork _ -> "network";
        };
    }
}
