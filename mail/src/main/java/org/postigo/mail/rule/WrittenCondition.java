package org.postigo.mail.rule;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postigo.mail.DomainName;
import org.postigo.mail.Mailbox;
import org.postigo.mail.finding.FindingKey;
import org.postigo.mail.policy.Cidr;
import org.postigo.mail.policy.ListEntry.Proof;
import org.postigo.mail.policy.ListEntry.Subject;

/**
 * A condition in words, as files, the interface and forms hold it: five texts that are never renamed.
 *
 * @param kind {@code fact}, {@code field}, {@code from}, {@code envelope}, {@code recipient}, {@code bounce},
 *     {@code client}, {@code country}, {@code file-name}, {@code file-type}, {@code size}, {@code score} or {@code proven}
 * @param name of the fact or the field; else empty
 * @param test of a field: {@code present}, {@code is}, {@code contains}, {@code begins} or {@code ends}; else empty
 * @param value of a fact its least value or empty; an address, {@code b} or {@code *.b}; a network; countries with blanks
 *     between; an ending; a media type; octets; a probability; {@code dkim:DOMAIN}, {@code spf:DOMAIN},
 *     {@code list-dkim:DOMAIN} or {@code network:CIDR}
 * @param not whether the opposite is asked
 */
public record WrittenCondition(String kind, String name, String test, String value, boolean not) {
    private static final Set<String> KINDS = new TreeSet<>(Set.of(
            "fact",
            "field",
            "from",
            "envelope",
            "recipient",
            "bounce",
            "client",
            "country",
            "file-name",
            "file-type",
            "size",
            "score",
            "proven"));

    /** A condition in words. */
    public static WrittenCondition of(Condition condition) {
        return switch (condition) {
            case Condition.Not(Condition of) -> {
                WrittenCondition plain = of(of);
                yield new WrittenCondition(plain.kind, plain.name, plain.test, plain.value, true);
            }
            case Condition.Found(FindingKey key, double atLeast) ->
                new WrittenCondition("fact", key.wire(), "", Double.isInfinite(atLeast) ? "" : number(atLeast), false);
            case Condition.Field(String name, Condition.Test test, String text) ->
                new WrittenCondition("field", name, word(test), text, false);
            case Condition.Party(Condition.Who who, Subject subject) -> plain(word(who), text(subject));
            case Condition.Bounce() -> plain("bounce", "");
            case Condition.Client(Cidr network) -> plain("client", network.toString());
            case Condition.Country(Set<String> codes) -> plain("country", String.join(" ", codes));
            case Condition.FileName(String ending) -> plain("file-name", ending);
            case Condition.FileType(String type) -> plain("file-type", type);
            case Condition.Size(long atLeast) -> plain("size", Long.toString(atLeast));
            case Condition.Probability(double atLeast) -> plain("score", number(atLeast));
            case Condition.Proven(Proof proof) -> plain("proven", text(proof));
        };
    }

    /** All kinds, in order of their words. */
    public static Set<String> kinds() {
        return java.util.Collections.unmodifiableSet(KINDS);
    }

    /**
     * The condition of these words.
     *
     * @throws IllegalArgumentException if they make none; the message says why, for whoever wrote them
     */
    public Condition condition() {
        Condition plain = switch (kind) {
            case "fact" ->
                new Condition.Found(
                        FindingKey.ofWire(name)
                                .orElseThrow(() -> new IllegalArgumentException("there is no fact " + name)),
                        value.isBlank() ? Double.NEGATIVE_INFINITY : real());
            case "field" -> new Condition.Field(name, constant(Condition.Test.class, test), value);
            case "from", "envelope", "recipient" ->
                new Condition.Party(constant(Condition.Who.class, kind), subject(value.strip()));
            case "bounce" -> new Condition.Bounce();
            case "client" -> new Condition.Client(network(value.strip()));
            case "country" ->
                new Condition.Country(Arrays.stream(value.strip().split("[ ,]+"))
                        .filter(code -> !code.isEmpty())
                        .collect(Collectors.toSet()));
            case "file-name" -> new Condition.FileName(value.strip());
            case "file-type" -> new Condition.FileType(value.strip());
            case "size" -> new Condition.Size(whole());
            case "score" -> new Condition.Probability(real());
            case "proven" -> new Condition.Proven(proof(value.strip()));
            default ->
                throw new IllegalArgumentException(
                        "a condition is about one of " + String.join(", ", KINDS) + ", not " + kind);
        };
        return not ? new Condition.Not(plain) : plain;
    }

    private static WrittenCondition plain(String kind, String value) {
        return new WrittenCondition(kind, "", "", value, false);
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    private double real() {
        try {
            return Double.parseDouble(value.strip());
        } catch (NumberFormatException notOne) {
            throw new IllegalArgumentException("not a number: " + value, notOne);
        }
    }

    private long whole() {
        try {
            return Long.parseLong(value.strip());
        } catch (NumberFormatException notOne) {
            throw new IllegalArgumentException("not a number of octets: " + value, notOne);
        }
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String word) {
        return Stream.of(type.getEnumConstants())
                .filter(each -> word(each).equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("one of "
                        + Stream.of(type.getEnumConstants())
                                .map(WrittenCondition::word)
                                .collect(Collectors.joining(", "))
                        + ", not " + (word.isEmpty() ? "nothing" : word)));
    }

    private static Subject subject(String text) {
        if (text.contains("@")) {
            return new Subject.Address(
                    Mailbox.parse(text).orElseThrow(() -> new IllegalArgumentException("not a mailbox: " + text)));
        }
        boolean below = text.startsWith("*.");
        return new Subject.Domain(domain(below ? text.substring(2) : text), below);
    }

    private static String text(Subject subject) {
        return switch (subject) {
            case Subject.Address(Mailbox mailbox) -> mailbox.toString();
            case Subject.Domain(DomainName name, boolean below) -> (below ? "*." : "") + name;
            case Subject.MailingList(String listId) -> "list:" + listId;
            case Subject.Network(Cidr cidr) -> cidr.toString();
        };
    }

    private static Proof proof(String text) {
        if (text.equals("none")) {
            return new Proof.Nothing();
        }
        int colon = text.indexOf(':');
        String of = text.substring(colon + 1);
        return switch (colon < 0 ? "" : text.substring(0, colon)) {
            case "dkim" -> new Proof.SignedBy(domain(of));
            case "spf" -> new Proof.AuthorisedBy(domain(of));
            case "list-dkim" -> new Proof.ListSignedBy(domain(of));
            case "network" -> new Proof.FromNetwork(network(of));
            default ->
                throw new IllegalArgumentException(
                        "a proof is dkim:DOMAIN, spf:DOMAIN, list-dkim:DOMAIN or network:CIDR, not " + text);
        };
    }

    private static String text(Proof proof) {
        return switch (proof) {
            case Proof.SignedBy(DomainName domain) -> "dkim:" + domain;
            case Proof.AuthorisedBy(DomainName domain) -> "spf:" + domain;
            case Proof.ListSignedBy(DomainName domain) -> "list-dkim:" + domain;
            case Proof.FromNetwork(Cidr cidr) -> "network:" + cidr;
            case Proof.Nothing() -> "none";
        };
    }

    private static Cidr network(String text) {
        Optional<Cidr> network = Cidr.parse(text);
        return network.orElseThrow(() -> new IllegalArgumentException("not a network: " + text));
    }

    private static DomainName domain(String name) {
        return DomainName.parse(name).orElseThrow(() -> new IllegalArgumentException("not a domain name: " + name));
    }
}
