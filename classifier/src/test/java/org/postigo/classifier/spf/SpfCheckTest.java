package org.postigo.classifier.spf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
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
import org.junit.jupiter.params.provider.ValueSource;
import org.postigo.classifier.dns.BudgetedDns;
import org.postigo.classifier.dns.Dns;
import org.postigo.classifier.dns.DnsClient;
import org.postigo.classifier.dns.DnsSettings;
import org.postigo.classifier.dns.LocalDnsServer;
import org.postigo.classifier.dns.LocalZone;
import org.postigo.mail.Client;
import org.postigo.mail.DomainName;
import org.postigo.mail.ReversePath;
import org.postigo.mail.auth.AuthenticationResults;
import org.postigo.mail.auth.AuthenticationResults.Outcome;

/** The examples of RFC 7208 and what the public suite leaves open. */
class SpfCheckTest {
    private static LocalDnsServer server;
    private static Dns dns;

    @BeforeAll
    static void start() throws IOException {
        server = LocalDnsServer.start(LocalZone.builder()
                // RFC 7208 appendix A
                .lines(
                        "example.com MX 10 mail-a.example.com",
                        "example.com MX 20 mail-b.example.com",
                        "example.com A 192.0.2.10",
                        "example.com A 192.0.2.11",
                        "amy.example.com A 192.0.2.65",
                        "bob.example.com A 192.0.2.66",
                        "mail-a.example.com A 192.0.2.129",
                        "mail-b.example.com A 192.0.2.130",
                        "example.org MX 10 mail-c.example.org",
                        "mail-c.example.org A 192.0.2.140",
                        "10.2.0.192.in-addr.arpa PTR example.com",
                        "65.2.0.192.in-addr.arpa PTR amy.example.com",
                        "66.2.0.192.in-addr.arpa PTR bob.example.com")
                .txt("all.test", "v=spf1 +all")
                .txt("a.test", "v=spf1 a:example.com -all")
                .txt("aorg.test", "v=spf1 a:example.org -all")
                .txt("mx.test", "v=spf1 mx:example.com -all")
                .txt("mxboth.test", "v=spf1 mx:example.com mx:example.org -all")
                .txt("mxcidr.test", "v=spf1 mx:example.com/30 mx:example.org/30 -all")
                .txt("ptr.test", "v=spf1 ptr:example.com -all")
                .txt("ip4.test", "v=spf1 ip4:192.0.2.128/28 -all")
                .txt("mapped.test", "v=spf1 ip6:::ffff:192.0.2.0/120 -all")
                .txt("mail.example.net", "v=spf1 ip4:192.0.2.1 -all")
                .txt("local.test", "v=spf1 exists:%{l}.%{d} -all")
                .txt("v6.test", "v=spf1 mx ip6:2001:db8::/32 -all")
                .lines(
                        "v6.test MX 1 m1.v6.test",
                        "v6.test MX 2 m2.v6.test",
                        "v6.test MX 3 m3.v6.test",
                        "m1.v6.test A 192.0.2.1",
                        "m2.v6.test A 192.0.2.1",
                        "m3.v6.test A 192.0.2.1")
                .failing("fails.test")
                .silent("silent.test")
                .txt("includes-failing.test", "v=spf1 include:fails.test -all")
                .build());
        var settings = new DnsSettings(List.of(server.address()), Duration.ofMillis(300), Duration.ofSeconds(5), 0);
        dns = new DnsClient(settings, InstantSource.system());
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    private static AuthenticationResults.Spf check(Dns dns, String client, String helo, String path)
            throws InterruptedException {
        return new SpfCheck(dns)
                .check(
                        Client.plain(InetAddress.ofLiteral(client), helo),
                        ReversePath.of(path),
                        Instant.now().plusSeconds(20));
    }

    @ParameterizedTest
    @CsvSource({
        "all.test, 203.0.113.1, PASS",
        "a.test, 192.0.2.10, PASS",
        "a.test, 192.0.2.12, FAIL",
        "aorg.test, 192.0.2.10, FAIL",
        "mx.test, 192.0.2.129, PASS",
        "mx.test, 192.0.2.140, FAIL",
        "mxboth.test, 192.0.2.140, PASS",
        "mxcidr.test, 192.0.2.131, PASS",
        "mxcidr.test, 192.0.2.143, PASS",
        "mxcidr.test, 192.0.2.144, FAIL",
        "ptr.test, 192.0.2.65, PASS",
        "ptr.test, 192.0.2.140, FAIL",
        "ip4.test, 192.0.2.65, FAIL",
        "ip4.test, 192.0.2.129, PASS",
        "ip4.test, ::ffff:192.0.2.129, PASS",
    })
    void theExamplesOfTheStandardHold(String domain, String client, Outcome expected) throws Exception {
        AuthenticationResults.Spf spf = check(dns, client, "helo.example.net", "somebody@" + domain);
        assertThat(spf.outcome()).as(spf.cause()).isEqualTo(expected);
        assertThat(spf.domain()).contains(DomainName.of(domain));
    }

    @Test
    void theNullPathIsCheckedByHelo() throws Exception {
        AuthenticationResults.Spf spf = check(dns, "192.0.2.1", "mail.example.net", "");
        assertThat(spf.outcome()).isEqualTo(Outcome.PASS);
        assertThat(spf.domain()).contains(DomainName.of("mail.example.net"));
        assertThat(check(dns, "192.0.2.1", "[192.0.2.1]", "").outcome()).isEqualTo(Outcome.NONE);
        assertThat(check(dns, "192.0.2.1", "[192.0.2.1]", "").domain()).isEqualTo(Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"fails.test", "silent.test", "includes-failing.test"})
    void aFailingLookupIsATemporaryError(String domain) throws Exception {
        assertThat(check(dns, "192.0.2.1", "h", "x@" + domain).outcome()).isEqualTo(Outcome.TEMPERROR);
    }

    @Test
    void aDomainWithoutARecordHasNone() throws Exception {
        assertThat(check(dns, "192.0.2.1", "h", "x@example.com").outcome()).isEqualTo(Outcome.NONE);
        assertThat(check(dns, "192.0.2.1", "h", "x@nowhere.test").outcome()).isEqualTo(Outcome.NONE);
    }

    @Test
    void exchangersWithoutIpv6AddressesAreNotHeldAgainstAnIpv6Client() throws Exception {
        assertThat(check(dns, "2001:db8::1", "h", "x@v6.test").outcome()).isEqualTo(Outcome.PASS);
    }

    @Test
    void aNetworkOfMappedAddressesMatchesNobody() throws Exception {
        assertThat(check(dns, "192.0.2.1", "h", "x@mapped.test").outcome()).isEqualTo(Outcome.FAIL);
        assertThat(check(dns, "2001:db8::1", "h", "x@mapped.test").outcome()).isEqualTo(Outcome.FAIL);
    }

    @Test
    void aLocalPartThatIsNoLabelMatchesNothing() throws Exception {
        assertThat(check(dns, "192.0.2.1", "h", "\"a..b\"@local.test").outcome())
                .isEqualTo(Outcome.FAIL);
        assertThat(check(dns, "192.0.2.1", "h", "x".repeat(200) + "@local.test").outcome())
                .isEqualTo(Outcome.FAIL);
    }

    @Test
    void aMessagesBudgetOfNamesEndsTheEvaluation() throws Exception {
        assertThat(check(new BudgetedDns(dns, 2), "203.0.113.9", "h", "x@mxboth.test")
                        .outcome())
                .isEqualTo(Outcome.PERMERROR);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v=spf1 ip4:1.2.3.4/33",
                "v=spf1 ip4:1.2.3.4/032",
                "v=spf1 ip4:1.2.3",
                "v=spf1 ip4:1.2.3.256",
                "v=spf1 ip4:01.2.3.4",
                "v=spf1 ip6:1.2.3.4",
                "v=spf1 ip6:[::1]",
                "v=spf1 ip6:::1/129",
                "v=spf1 all:x",
                "v=spf1 all.",
                "v=spf1 a:",
                "v=spf1 a:/24",
                "v=spf1 a/24/64",
                "v=spf1 a:com",
                "v=spf1 a:1.2.3.4",
                "v=spf1 include",
                "v=spf1 include:",
                "v=spf1 exists",
                "v=spf1 a:%{z}.example.com",
                "v=spf1 a:%{d0}.example.com",
                "v=spf1 a:%d.example.com",
                "v=spf1 a:example.com%",
                "v=spf1 a:%{d",
                "v=spf1 a:%{c}.example.com",
                "v=spf1 redirect=a.com redirect=b.com",
                "v=spf1 exp=a.com exp=b.com",
                "v=spf1 redirect=",
                "v=spf1 unknown",
                "v=spf1 -",
                "v=spf1 =x",
                "v=spf1 a\tmx",
                "v=spf1 ?+all",
                "v=spf1 x=%",
                "v=spf1 a:ex\u00e4mple.com",
            })
    void aSyntaxErrorSpoilsTheRecord(String record) {
        assertThat(SpfParser.parse(record)).as(record).isInstanceOf(SpfParser.Parsed.Broken.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v=spf1",
                "V=SPF1 -ALL",
                "v=spf1  a   mx ",
                "v=spf1 ip4:0.0.0.0/0",
                "v=spf1 ip6:::/0",
                "v=spf1 a//64",
                "v=spf1 a:example.com/24//64",
                "v=spf1 mx/0",
                "v=spf1 a:%{d}",
                "v=spf1 a:%{l1r-}.example.com.",
                "v=spf1 a:a/b.example.com",
                "v=spf1 unknown=%{c}",
                "v=spf1 x.y-z_1=",
                "v=spf1 exp=%{d}.example.com -all",
                "v=spf1 include:_spf.example.com ?ptr ~all",
            })
    void aSoundRecordIsRead(String record) {
        assertThat(SpfParser.isRecord(record)).isTrue();
        assertThat(SpfParser.parse(record)).as(record).isInstanceOf(SpfParser.Parsed.Sound.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"v=spf10", "v=spf1-all", " v=spf1", "v=spf", "spf1", ""})
    void anotherTextIsNoRecord(String text) {
        assertThat(SpfParser.isRecord(text)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        // RFC 7208 §7.4
        "%{s}, strong-bad@email.example.com",
        "%{o}, email.example.com",
        "%{d}, email.example.com",
        "%{d4}, email.example.com",
        "%{d3}, email.example.com",
        "%{d2}, example.com",
        "%{d1}, com",
        "%{dr}, com.example.email",
        "%{d2r}, example.email",
        "%{l}, strong-bad",
        "%{l-}, strong.bad",
        "%{lr}, strong-bad",
        "%{lr-}, bad.strong",
        "%{l1r-}, strong",
        "%{ir}.%{v}._spf.%{d2}, 3.2.0.192.in-addr._spf.example.com",
        "%{lr-}.lp._spf.%{d2}, bad.strong.lp._spf.example.com",
        "%{lr-}.lp.%{ir}.%{v}._spf.%{d2}, bad.strong.lp.3.2.0.192.in-addr._spf.example.com",
        "%{ir}.%{v}.%{l1r-}.lp._spf.%{d2}, 3.2.0.192.in-addr.strong.lp._spf.example.com",
        "%{d2}.trusted-domains.example.net, example.com.trusted-domains.example.net",
        "%%%_%-.%{S}.net, '% %20.strong-bad%40email.example.com.net'",
    })
    void macrosExpandAsInTheStandard(String macro, String expected) throws Exception {
        var record = (SpfParser.Parsed.Sound) SpfParser.parse("v=spf1 redirect=" + macro);
        SpfMacro redirect = record.record().redirect().orElseThrow();
        assertThat(redirect.expand(letter -> switch (letter) {
                    case 's' -> "strong-bad@email.example.com";
                    case 'l' -> "strong-bad";
                    case 'o', 'd' -> "email.example.com";
                    case 'i' -> "192.0.2.3";
                    case 'v' -> "in-addr";
                    default -> throw new IllegalArgumentException();
                }))
                .isEqualTo(expected);
    }
}
