package org.postigo.classifier.dmarc;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.postigo.classifier.dkim.TagList;
import org.postigo.mail.auth.AuthenticationResults.DmarcPolicy;

/** Reads DMARC records (RFC 7489 §6.3, §6.4). */
final class DmarcParser {
    private static final Pattern VERSION = Pattern.compile("v[ \t]*=[ \t]*DMARC1[ \t]*(?:;.*)?", Pattern.DOTALL);

    private DmarcParser() {}

    /** Whether a text is a DMARC record, sound or not: its first tag says so (§6.6.3). */
    static boolean isRecord(String text) {
        return VERSION.matcher(text).matches();
    }

    /** Reads a text that {@link #isRecord}; empty if it has no usable policy. */
    static Optional<DmarcRecord> parse(String text) {
        return TagList.parse(text).flatMap(tags -> {
            // §6.6.3: without a usable p= a record with a place for reports still counts, as p=none
            Optional<DmarcPolicy> policy = tags.get("p")
                    .flatMap(DmarcParser::policy)
                    .or(() -> tags.get("rua").filter(uri -> uri.contains(":")).map(_ -> DmarcPolicy.NONE));
            return policy.map(p -> new DmarcRecord(
                    p,
                    tags.get("sp").flatMap(DmarcParser::policy).orElse(p),
                    is(tags, "adkim", "s"),
                    is(tags, "aspf", "s"),
                    is(tags, "pct", "0") || is(tags, "t", "y")));
        });
    }

    private static boolean is(TagList tags, String tag, String value) {
        return tags.get(tag).filter(value::equalsIgnoreCase).isPresent();
    }

    private static Optional<DmarcPolicy> policy(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "none" -> Optional.of(DmarcPolicy.NONE);
            case "quarantine" -> Optional.of(DmarcPolicy.QUARANTINE);
            case "reject" -> Optional.of(DmarcPolicy.REJECT);
            default -> Optional.empty();
        };
    }
}
