package org.postigo.classifier.dmarc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postigo.classifier.dns.DnsClient;
import org.postigo.classifier.dns.DnsSettings;
import org.postigo.classifier.dns.LocalDnsServer;
import org.postigo.classifier.dns.LocalZone;
import org.postigo.mail.DomainName;
import org.postigo.mail.auth.AuthenticationResults.Dkim;
import org.postigo.mail.auth.AuthenticationResults.Dmarc;
import org.postigo.mail.auth.AuthenticationResults.DmarcPolicy;
import org.postigo.mail.auth.AuthenticationResults.Outcome;
import org.postigo.mail.auth.AuthenticationResults.Spf;

class DmarcCheckTest {
    private static LocalDnsServer server;
    private static DmarcCheck check;

    @BeforeAll
    static void start() throws IOException {
        server = LocalDnsServer.start(LocalZone.builder()
                .txt("_dmarc.example.com", "v=DMARC1; p=reject; sp=quarantine; rua=mailto:d@example.com")
                .txt("_dmarc.own.example.com", "v=DMARC1; p=none")
                .txt("_dmarc.strict.com", "v=DMARC1; p=reject; adkim=s; aspf=s")
                .txt("_dmarc.empresa.com.mx", "v=DMARC1;p=quarantine;pct=50")
                .txt("_dmarc.waived.com", "v=DMARC1; p=reject; pct=0")
                .txt("_dmarc.testing.com", "v=DMARC1; p=quarantine; t=y")
                .txt("_dmarc.reports.com", "v=DMARC1; p=whatever; rua=mailto:d@reports.com")
                .txt("_dmarc.broken.com", "v=DMARC1; p=whatever")
                .txt("_dmarc.garbage.com", "v=DMARC1; =; =")
                .txt("_dmarc.other.com", "v=DMARC2; p=reject")
                .txt("_dmarc.late.com", "p=reject; v=DMARC1")
                .txt("_dmarc.several.com", "v=DMARC1; p=reject")
                .txt("_dmarc.several.com", "v=DMARC1; p=none")
                .txt("_dmarc.among.com", "v=spf1 -all")
                .txt("_dmarc.among.com", "v=DMARC1; p=reject")
                .failing("_dmarc.fails.com")
                .build());
        check = new DmarcCheck(new DnsClient(
                new DnsSettings(List.of(server.address()), Duration.ofSeconds(5), Duration.ofSeconds(5), 0),
                InstantSource.system()));
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    private static Spf spf(Outcome outcome, String domain) {
        return new Spf(outcome, Optional.of(DomainName.of(domain)), "");
    }

    private static Dkim dkim(Outcome outcome, String domain) {
        return new Dkim(outcome, Optional.of(DomainName.of(domain)), "s", true, true, false, "");
    }

    private static Dmarc dmarc(String from, Spf spf, Dkim... signatures) throws InterruptedException {
        return DmarcCheck.compare(
                check.find(DomainName.of(from), Instant.now().plusSeconds(20)), spf, List.of(signatures));
    }

    @ParameterizedTest
    @CsvSource({
        "example.com, FAIL, example.com, REJECT",
        "mail.example.com, FAIL, example.com, QUARANTINE",
        "own.example.com, FAIL, own.example.com, NONE",
        "deep.own.example.com, FAIL, example.com, QUARANTINE",
        "x.y.empresa.com.mx, FAIL, empresa.com.mx, QUARANTINE",
        "waived.com, FAIL, waived.com, QUARANTINE",
        "testing.com, FAIL, testing.com, NONE",
        "reports.com, FAIL, reports.com, NONE",
        "broken.com, PERMERROR, broken.com, NONE",
        "garbage.com, PERMERROR, garbage.com, NONE",
        "other.com, NONE, other.com, NONE",
        "late.com, NONE, late.com, NONE",
        "several.com, NONE, several.com, NONE",
        "among.com, FAIL, among.com, REJECT",
        "unpublished.com, NONE, unpublished.com, NONE",
        "a.unpublished.com, NONE, a.unpublished.com, NONE",
        "com.mx, NONE, com.mx, NONE",
        "fails.com, TEMPERROR, fails.com, NONE",
        "a.fails.com, TEMPERROR, fails.com, NONE",
    })
    void theRecordIsThatOfTheNameOrOfItsOrganisation(String from, Outcome outcome, String domain, DmarcPolicy policy)
            throws Exception {
        Dmarc dmarc = dmarc(from, spf(Outcome.FAIL, "elsewhere.net"));
        assertThat(dmarc.outcome()).as(dmarc.cause()).isEqualTo(outcome);
        assertThat(dmarc.domain()).contains(DomainName.of(domain));
        assertThat(dmarc.policy()).isEqualTo(policy);
    }

    @ParameterizedTest
    @CsvSource({
        "example.com, PASS, example.com, PASS",
        "example.com, PASS, bounce.example.com, PASS",
        "news.example.com, PASS, example.com, PASS",
        "example.com, PASS, example.net, FAIL",
        "example.com, PASS, notexample.com, FAIL",
        "example.com, SOFTFAIL, example.com, FAIL",
        "example.com, NEUTRAL, example.com, FAIL",
        "example.com, TEMPERROR, example.com, TEMPERROR",
        "example.com, TEMPERROR, example.net, FAIL",
        "strict.com, PASS, strict.com, PASS",
        "strict.com, PASS, bounce.strict.com, FAIL",
        "a.empresa.com.mx, PASS, otra.com.mx, FAIL",
        "a.empresa.com.mx, PASS, b.empresa.com.mx, PASS",
    })
    void eitherMethodPassesOnceItIsAligned(String from, Outcome outcome, String proven, Outcome expected)
            throws Exception {
        Spf elsewhere = spf(Outcome.PASS, "elsewhere.net");
        assertThat(dmarc(from, spf(outcome, proven)).outcome()).isEqualTo(expected);
        assertThat(dmarc(from, elsewhere, dkim(Outcome.FAIL, from), dkim(outcome, proven))
                        .outcome())
                .isEqualTo(expected);
    }

    @Test
    void aTemporaryErrorDoesNotHideAPass() throws Exception {
        assertThat(dmarc("example.com", spf(Outcome.TEMPERROR, "example.com"), dkim(Outcome.PASS, "example.com"))
                        .outcome())
                .isEqualTo(Outcome.PASS);
    }
}
