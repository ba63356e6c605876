package org.postigo.classifier.dkim;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.postigo.mail.DomainName;

/** Reads signature fields (RFC 6376 §3.5, §6.1.1). */
public final class DkimParser {
    private static final Pattern SELECTOR = Pattern.compile(
            "[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?(?:\\.[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?)*");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

    private DkimParser() {}

    /** What came of reading. */
    public sealed interface Parsed {
        /** A sound signature. */
        record Sound(DkimSignature signature) implements Parsed {}

        /**
         * A field that cannot be verified.
         *
         * @param why in words
         * @param domain d=, if that could be read
         * @param selector s=, or the empty string
         */
        record Broken(String why, Optional<DomainName> domain, String selector) implements Parsed {}
    }

    /** Reads a DKIM-Signature field. */
    public static Parsed dkim(RawMessage.Field field) {
        Optional<TagList> tags = TagList.parse(field.value());
        if (tags.isEmpty()) {
            return new Parsed.Broken("not a list of tags", Optional.empty(), "");
        }
        if (!tags.get().get("v").equals(Optional.of("1"))) {
            return broken(tags.get(), "version is not 1");
        }
        return signature(field, tags.get(), true);
    }

    /**
     * Reads what DKIM-Signature and ARC-Message-Signature have in common.
     *
     * @param identity whether {@code i=} is an identity, as in DKIM, or an instance, as in ARC
     */
    public static Parsed signature(RawMessage.Field field, TagList tags, boolean identity) {
        for (String required : List.of("a", "b", "bh", "d", "h", "s")) {
            Optional<String> value = tags.get(required);
            // RFC 8617 §4.1.2 lets h= be empty
            boolean mayBeEmpty = !identity && required.equals("h");
            if (value.isEmpty() || value.get().isEmpty() && !mayBeEmpty) {
                return broken(tags, required + "= is missing");
            }
        }
        Optional<Algorithm> algorithm = tags.get("a").flatMap(Algorithm::named);
        if (algorithm.isEmpty()) {
            // RFC 8301 §3.1: rsa-sha1 must not verify
            return broken(tags, "algorithm " + shown(tags, "a"));
        }
        Optional<byte[]> signature = tags.octets("b");
        Optional<byte[]> bodyHash = tags.octets("bh");
        if (signature.isEmpty() || bodyHash.isEmpty()) {
            return broken(tags, "not base64");
        }
        Optional<DomainName> domain = domain(tags);
        if (domain.isEmpty() || !SELECTOR.matcher(tags.get("s").orElse("")).matches()) {
            return broken(tags, "domain or selector");
        }
        // The public suite of ARC takes relaxed for granted, unlike DKIM
        String form = tags.compact("c").orElse(identity ? "simple/simple" : "relaxed/relaxed");
        String[] forms = form.toLowerCase(Locale.ROOT).split("/", -1);
        Optional<Canonical> header = Canonical.named(forms[0]);
        Optional<Canonical> body = forms.length > 1 ? Canonical.named(forms[1]) : Optional.of(Canonical.SIMPLE);
        if (header.isEmpty() || body.isEmpty() || forms.length > 2) {
            return broken(tags, "canonicalisation " + shown(tags, "c"));
        }
        List<String> signed = tags.items("h");
        if (identity && !signed.contains("from")) {
            return broken(tags, "From is not signed");
        }
        if (tags.get("q").isPresent() && !tags.items("q").contains("dns/txt")) {
            return broken(tags, "query method " + shown(tags, "q"));
        }
        for (String number : List.of("l", "t", "x")) {
            if (tags.get(number)
                    .filter(value -> !NUMBER.matcher(value).matches())
                    .isPresent()) {
                return broken(tags, number + "= is not a number");
            }
        }
        Optional<Long> expires = tags.get("x").map(Long::valueOf);
        Optional<Long> made = tags.get("t").map(Long::valueOf);
        if (expires.isPresent() && made.isPresent() && expires.get() <= made.get()) {
            return broken(tags, "expires before it was made");
        }
        Optional<DomainName> claimed = identity ? identity(tags, domain.get()) : domain;
        if (claimed.isEmpty()) {
            return broken(tags, "identity is not of the domain");
        }
        return new Parsed.Sound(new DkimSignature(
                field,
                algorithm.get(),
                signature.get(),
                bodyHash.get(),
                header.get(),
                body.get(),
                domain.get(),
                claimed.get(),
                signed,
                tags.get("l")
                        .map(value -> OptionalLong.of(Long.parseLong(value)))
                        .orElse(OptionalLong.empty()),
                tags.get("s").orElse(""),
                expires));
    }

    /** d=, if it is a domain name. */
    public static Optional<DomainName> domain(TagList tags) {
        return tags.get("d").flatMap(DomainName::parse).filter(name -> !name.literal());
    }

    /** Whether a text is a selector (RFC 6376 §3.1). */
    public static boolean isSelector(String text) {
        return SELECTOR.matcher(text).matches();
    }

    /** RFC 6376 §3.5, i=: the domain or one below it. */
    private static Optional<DomainName> identity(TagList tags, DomainName domain) {
        Optional<String> identity = tags.compact("i");
        if (identity.isEmpty()) {
            return Optional.of(domain);
        }
        int at = identity.get().lastIndexOf('@');
        return at < 0
                ? Optional.empty()
                : DomainName.parse(identity.get().substring(at + 1)).filter(name -> name.within(domain));
    }

    private static Parsed.Broken broken(TagList tags, String why) {
        String selector = tags.get("s").filter(DkimParser::isSelector).orElse("");
        return new Parsed.Broken(why, domain(tags), selector);
    }

    /** A tag's value, fit for a cause. */
    private static String shown(TagList tags, String tag) {
        String value = tags.get(tag).orElse("").replaceAll("[^!-~]", "?");
        return value.length() > 40 ? value.substring(0, 40) : value;
    }
}
