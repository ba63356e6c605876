package org.postigo.mail.auth;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postigo.mail.DomainName;
import org.postigo.mail.ReversePath;
import org.postigo.mail.auth.AuthenticationResults.Arc;
import org.postigo.mail.auth.AuthenticationResults.Dkim;
import org.postigo.mail.auth.AuthenticationResults.Dmarc;
import org.postigo.mail.auth.AuthenticationResults.Spf;

/**
 * Writes results as an {@code Authentication-Results} field (RFC 8601 §2.2). Whatever a sender may have put into them
 * is escaped: the field has printable ASCII characters only and cannot end early.
 */
public final class AuthenticationResultsField {
    /** The field's name. */
    public static final String NAME = "Authentication-Results";

    private static final int MAX_VALUE = 320;
    private static final int MAX_REASON = 120;
    private static final int MAX_SIGNATURES = 10;

    private AuthenticationResultsField() {}

    /**
     * The value of the field, folded with CRLF and a tab before each result, without name and final CRLF.
     *
     * @param authservId our own name (RFC 8601 §2.5); fields of strangers that claim it must be removed
     * @param results what was found out
     * @param path of the envelope, which SPF was asked about; for the null path it was HELO
     * @param from the one domain of the From field, if there is one
     */
    public static String value(
            DomainName authservId, AuthenticationResults results, ReversePath path, Optional<DomainName> from) {
        var parts = new ArrayList<String>();
        parts.add(authservId.literal() ? quoted(authservId.text(), MAX_VALUE) : authservId.text());
        parts.add(spf(results.spf(), path));
        if (results.dkim().isEmpty()) {
            parts.add("dkim=none");
        }
        results.dkim().stream()
                .limit(MAX_SIGNATURES)
                .map(AuthenticationResultsField::dkim)
                .forEach(parts::add);
        parts.add(dmarc(results.dmarc(), from));
        parts.add(arc(results.arc()));
        return String.join(";\r\n\t", parts);
    }

    private static String spf(Spf spf, ReversePath path) {
        String property = switch (path) {
            case ReversePath.Of(var mailbox) -> " smtp.mailfrom=" + value(mailbox.toString());
            case ReversePath.Null() ->
                spf.domain().map(domain -> " smtp.helo=" + value(domain.text())).orElse("");
        };
        return "spf=" + outcome(spf.outcome()) + reason(spf.outcome(), spf.cause()) + property;
    }

    private static String dkim(Dkim dkim) {
        return "dkim=" + outcome(dkim.outcome())
                + (dkim.partial() ? " (signs a part of the body)" : "")
                + reason(dkim.outcome(), dkim.cause())
                + dkim.domain()
                        .map(domain -> " header.d=" + value(domain.text()))
                        .orElse("")
                + (dkim.selector().isEmpty() ? "" : " header.s=" + value(dkim.selector()));
    }

    private static String dmarc(Dmarc dmarc, Optional<DomainName> from) {
        String policy = dmarc.policy().name().toLowerCase(Locale.ROOT);
        return "dmarc=" + outcome(dmarc.outcome())
                + (dmarc.outcome() == AuthenticationResults.Outcome.NONE ? "" : " (p=" + policy + ")")
                + reason(dmarc.outcome(), dmarc.cause())
                + from.map(domain -> " header.from=" + value(domain.text())).orElse("");
    }

    private static String arc(Arc arc) {
        return "arc=" + outcome(arc.outcome())
                + (arc.instances() > 0 ? " (i=" + arc.instances() + ")" : "")
                + reason(arc.outcome(), arc.cause());
    }

    private static String outcome(AuthenticationResults.Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }

    /** A cause where it explains something: passing needs no reason. */
    private static String reason(AuthenticationResults.Outcome outcome, String cause) {
        return switch (outcome) {
            case PASS, NONE -> "";
            case FAIL, SOFTFAIL, NEUTRAL, TEMPERROR, PERMERROR, POLICY ->
                cause.isBlank() ? "" : " reason=" + quoted(cause, MAX_REASON);
        };
    }

    /** pvalue: a token, an address of tokens, or a quoted string (RFC 8601 §2.2, RFC 2045 §5.1). */
    private static String value(String text) {
        boolean plain = !text.isEmpty()
                && text.length() <= MAX_VALUE
                && text.chars().allMatch(c -> c > ' ' && c < 127 && "()<>,;:\\\"/[]?=".indexOf(c) < 0)
                && List.of(text.split("@", -1)).stream().noneMatch(String::isEmpty)
                && text.chars().filter(c -> c == '@').count() <= 1;
        return plain ? text : quoted(text, MAX_VALUE);
    }

    private static String quoted(String text, int max) {
        var quoted = new StringBuilder("\"");
        text.codePoints().limit(max).forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\');
            }
            quoted.append(c >= ' ' && c < 127 ? (char) c : '?');
        });
        return quoted.append('"').toString();
    }
}
