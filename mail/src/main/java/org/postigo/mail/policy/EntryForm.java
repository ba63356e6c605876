package org.postigo.mail.policy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.postigo.mail.DomainName;
import org.postigo.mail.Mailbox;
import org.postigo.mail.policy.ListEntry.Proof;
import org.postigo.mail.policy.ListEntry.Scope;
import org.postigo.mail.policy.ListEntry.Subject;

/**
 * An allow or deny entry in words, as REST, command line and tables write it.
 *
 * @param list allow or deny
 * @param subject {@code a@b}, {@code b}, {@code *.b} for names below too, {@code list:ID}, or a network
 * @param scope {@code site}, a domain or a mailbox
 * @param proof for allow: {@code dkim:DOMAIN}, {@code spf:DOMAIN}, {@code list-dkim:DOMAIN}, {@code network}, or
 *     {@code none} for a sender who proves nothing; empty for deny
 * @param reason in the author's words, may be empty
 * @param expires when it ends to hold; for an entry proven by a network alone a year from now at most, for one that
 *     nothing proves it must be said, and is 90 days from now at most
 */
public record EntryForm(
        String list, String subject, String scope, String proof, String reason, Optional<Instant> expires) {
    private static final Duration A_YEAR = Duration.ofDays(365);

    /** How long an entry may hold that nothing proves. */
    public static final Duration UNPROVEN = Duration.ofDays(90);

    /** An entry in words. */
    public static EntryForm of(ListEntry entry) {
        return new EntryForm(
                entry instanceof ListEntry.Allow ? "allow" : "deny",
                text(entry.subject()),
                text(entry.scope()),
                entry instanceof ListEntry.Allow allow ? text(allow.proof()) : "",
                entry.note().reason(),
                entry.note().expires());
    }

    /**
     * The entry of these words.
     *
     * @param id 1 to 100 letters, digits, dots, underscores and dashes
     * @param author of it
     * @throws IllegalArgumentException if they make none; the message says why, for whoever wrote them
     */
    public ListEntry entry(String id, String author, Instant now) {
        if (!id.matches("[A-Za-z0-9._-]{1,100}")) {
            throw new IllegalArgumentException("an id is 1 to 100 letters, digits, dots and dashes");
        }
        if (expires.filter(time -> !time.isAfter(now)).isPresent()) {
            throw new IllegalArgumentException("it would have expired already: " + expires.get());
        }
        Subject whose = readSubject();
        var note = new ListEntry.Note(author, now, reason.strip(), lasts(whose, now), Optional.empty());
        return switch (list) {
            case "allow" -> new ListEntry.Allow(id, whose, readScope(), readProof(whose), note);
            case "deny" -> new ListEntry.Deny(id, whose, readScope(), note);
            default -> throw new IllegalArgumentException("a list is allow or deny, not " + list);
        };
    }

    /** Addresses change hands, and what nothing proves must not stay for good. */
    private Optional<Instant> lasts(Subject whose, Instant now) {
        if (!list.equals("allow")) {
            return expires;
        }
        if (proof.equals("none")) {
            Instant wanted = expires.orElseThrow(
                    () -> new IllegalArgumentException("an allow entry that nothing proves ends at some time, within "
                            + UNPROVEN.toDays() + " days: say when"));
            if (wanted.isAfter(now.plus(UNPROVEN))) {
                throw new IllegalArgumentException(
                        "an allow entry that nothing proves ends within " + UNPROVEN.toDays() + " days");
            }
            return expires;
        }
        if (!(whose instanceof Subject.Network)) {
            return expires;
        }
        Instant latest = now.plus(A_YEAR);
        return Optional.of(expires.filter(wanted -> wanted.isBefore(latest)).orElse(latest));
    }

    /** What the author should know about an entry of this form, if anything. */
    public Optional<Warning> warning() {
        if (list.equals("allow") && proof.equals("none")) {
            return Optional.of(Warning.NOTHING_PROVES_IT);
        }
        return instead().map(_ -> Warning.ONE_OFF);
    }

    /** What an entry had better be about, where its address was made for one message: its domain. */
    public Optional<String> instead() {
        return readSubject() instanceof Subject.Address(Mailbox mailbox)
                ? OneOff.instead(mailbox).map(DomainName::text)
                : Optional.empty();
    }

    /** Why an entry may not do what its author thinks. */
    public enum Warning {
        /** Anybody can write such a From: a spoof passes too. */
        NOTHING_PROVES_IT,
        /** The address was made for one message and will not come again: an entry about its domain would. */
        ONE_OFF
    }

    /** A name made of what it is about, the same each time: who imports a table twice writes each entry once. */
    public String derivedId() {
        try {
            String what = String.join("\n", list, subject, scope).toLowerCase(Locale.ROOT);
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(what.getBytes(StandardCharsets.UTF_8));
            return list + "-" + HexFormat.of().formatHex(hash, 0, 10);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * The same with the usual proof if an allow entry names none: a DKIM signature of the subject's own domain, or the
     * client's address. A mailing list has no usual one.
     *
     * @throws IllegalArgumentException if the subject is none
     */
    public EntryForm withUsualProof() {
        if (!list.equals("allow") || !proof.isEmpty()) {
            return this;
        }
        String usual = switch (readSubject()) {
            case Subject.Address(Mailbox mailbox) -> "dkim:" + mailbox.domain();
            case Subject.Domain(DomainName name, boolean below) -> "dkim:" + name;
            case Subject.Network _ -> "network";
            case Subject.MailingList _ ->
                throw new IllegalArgumentException(
                        "a mailing list is allowed only under its signature: name it, list-dkim:DOMAIN");
        };
        return new EntryForm(list, subject, scope, usual, reason, expires);
    }

    private Subject readSubject() {
        if (subject.startsWith("list:")) {
            String id = subject.substring("list:".length()).strip().toLowerCase(Locale.ROOT);
            return new Subject.MailingList(
                    id.startsWith("<") && id.endsWith(">") ? id.substring(1, id.length() - 1) : id);
        }
        if (subject.contains("@")) {
            return new Subject.Address(mailbox(subject));
        }
        Optional<Cidr> network = Cidr.parse(subject);
        if (network.isPresent()) {
            return new Subject.Network(network.get());
        }
        boolean below = subject.startsWith("*.");
        return new Subject.Domain(domain(below ? subject.substring(2) : subject), below);
    }

    private Scope readScope() {
        if (scope.equals("site")) {
            return new Scope.Site();
        }
        return scope.contains("@") ? new Scope.OfMailbox(mailbox(scope)) : new Scope.OfDomain(domain(scope));
    }

    private Proof readProof(Subject whose) {
        if (proof.isEmpty()) {
            throw new IllegalArgumentException(
                    "an allow entry says what must be proven: dkim:DOMAIN, spf:DOMAIN, list-dkim:DOMAIN or network");
        }
        if (proof.equals("none")) {
            return new Proof.Nothing();
        }
        if (proof.equals("network") && whose instanceof Subject.Network(Cidr cidr)) {
            return new Proof.FromNetwork(cidr);
        }
        int colon = proof.indexOf(':');
        String name = proof.substring(colon + 1);
        return switch (colon < 0 ? "" : proof.substring(0, colon)) {
            case "dkim" -> new Proof.SignedBy(domain(name));
            case "spf" -> new Proof.AuthorisedBy(domain(name));
            case "list-dkim" -> new Proof.ListSignedBy(domain(name));
            default -> throw new IllegalArgumentException("not a proof: " + proof);
        };
    }

    private static Mailbox mailbox(String text) {
        return Mailbox.parse(text).orElseThrow(() -> new IllegalArgumentException("not a mailbox: " + text));
    }

    private static DomainName domain(String name) {
        return DomainName.parse(name).orElseThrow(() -> new IllegalArgumentException("not a domain name: " + name));
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
            case Proof.Nothing _ -> "none";
        };
    }
}
