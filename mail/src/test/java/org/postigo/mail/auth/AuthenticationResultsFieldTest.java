package org.postigo.mail.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postigo.mail.DomainName;
import org.postigo.mail.Mailbox;
import org.postigo.mail.ReversePath;
import org.postigo.mail.auth.AuthenticationResults.Arc;
import org.postigo.mail.auth.AuthenticationResults.Dkim;
import org.postigo.mail.auth.AuthenticationResults.Dmarc;
import org.postigo.mail.auth.AuthenticationResults.DmarcPolicy;
import org.postigo.mail.auth.AuthenticationResults.Outcome;
import org.postigo.mail.auth.AuthenticationResults.Spf;

class AuthenticationResultsFieldTest {
    private static final DomainName US = DomainName.of("mx.ejemplo.mx");
    private static final DomainName EXAMPLE = DomainName.of("example.com");

    private static String value(AuthenticationResults results, ReversePath path) {
        return AuthenticationResultsField.value(US, results, path, Optional.of(EXAMPLE));
    }

    private static Dkim dkim(Outcome outcome, String selector, String cause) {
        return new Dkim(outcome, Optional.of(EXAMPLE), selector, true, true, false, cause);
    }

    @Test
    void everyResultStandsOnALineOfItsOwn() {
        var results = new AuthenticationResults(
                new Spf(Outcome.PASS, Optional.of(EXAMPLE), "mx of example.com"),
                List.of(dkim(Outcome.PASS, "s1", "verified"), dkim(Outcome.FAIL, "s2", "body has changed")),
                new Dmarc(Outcome.PASS, Optional.of(EXAMPLE), DmarcPolicy.REJECT, "aligned SPF"),
                new Arc(Outcome.PASS, 2, Optional.of(EXAMPLE), "verified"));
        assertThat(value(results, ReversePath.of("ana@example.com"))).isEqualTo("""
                mx.ejemplo.mx;
                \tspf=pass smtp.mailfrom=ana@example.com;
                \tdkim=pass header.d=example.com header.s=s1;
                \tdkim=fail reason="body has changed" header.d=example.com header.s=s2;
                \tdmarc=pass (p=reject) header.from=example.com;
                \tarc=pass (i=2)""".replace("\n", "\r\n"));
    }

    @Test
    void theNullPathIsNamedByHelo() {
        var results = new AuthenticationResults(
                new Spf(Outcome.SOFTFAIL, Optional.of(EXAMPLE), "~all of example.com"),
                List.of(),
                new Dmarc(Outcome.NONE, Optional.empty(), DmarcPolicy.NONE, "no record"),
                new Arc(Outcome.NONE, 0, Optional.empty(), "no chain"));
        assertThat(AuthenticationResultsField.value(US, results, ReversePath.of(""), Optional.empty()))
                .isEqualTo("""
                mx.ejemplo.mx;
                \tspf=softfail reason="~all of example.com" smtp.helo=example.com;
                \tdkim=none;
                \tdmarc=none;
                \tarc=none""".replace("\n", "\r\n"));
    }

    @Test
    void whatAStrangerWroteCannotEndTheFieldOrAddToIt() {
        String hostile = "\"; dkim=pass\r\nBcc: x@example.org\r\n\r\n\u0000\u00e9\\" + "x".repeat(5000);
        var path = new ReversePath.Of(new Mailbox("a\"b; dkim=pass (x", EXAMPLE));
        var results = new AuthenticationResults(
                new Spf(Outcome.PERMERROR, Optional.of(EXAMPLE), hostile),
                List.of(dkim(Outcome.PERMERROR, "a b;c", hostile)),
                new Dmarc(Outcome.TEMPERROR, Optional.of(EXAMPLE), DmarcPolicy.NONE, hostile),
                new Arc(Outcome.FAIL, 3, Optional.of(EXAMPLE), hostile));
        String value = value(results, path);
        assertThat(value.replace(";\r\n\t", ";")).doesNotContain("\r", "\n").matches("[ -~]*");
        // Outside quoted strings nothing has been added
        assertThat(value.replaceAll("\"(?:[^\"\\\\]|\\\\.)*\"", "Q").replace("\r\n\t", "\n"))
                .isEqualTo("""
                mx.ejemplo.mx;
                spf=permerror reason=Q smtp.mailfrom=Q;
                dkim=permerror reason=Q header.d=example.com header.s=Q;
                dmarc=temperror (p=none) reason=Q header.from=example.com;
                arc=fail (i=3) reason=Q""");
        assertThat(value.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(998));
    }

    @Test
    void aCrowdOfSignaturesDoesNotMakeACrowdOfResults() {
        var results = new AuthenticationResults(
                AuthenticationResults.NONE.spf(),
                Collections.nCopies(500, dkim(Outcome.PASS, "s", "verified")),
                AuthenticationResults.NONE.dmarc(),
                AuthenticationResults.NONE.arc());
        assertThat(value(results, ReversePath.of("")).lines().filter(line -> line.contains("dkim=")))
                .hasSize(10);
    }
}
