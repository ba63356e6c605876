package org.postigo.classifier.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postigo.classifier.dns.Dns;
import org.postigo.classifier.dns.DnsClient;
import org.postigo.classifier.dns.DnsSettings;
import org.postigo.classifier.dns.LocalDnsServer;
import org.postigo.classifier.dns.LocalZone;
import org.postigo.classifier.dnslist.Catalogue;
import org.postigo.classifier.dnslist.DnsLists;
import org.postigo.classifier.dnslist.ListHealth;
import org.postigo.classifier.dnslist.Subscription;
import org.postigo.mail.Client;
import org.postigo.mail.DomainName;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.FindingKey;

class ClientChecksTest {
    private static final DomainName US = DomainName.of("mx.ejemplo.mx");

    private LocalDnsServer server;
    private Dns dns;

    @BeforeEach
    void start() throws IOException {
        server = LocalDnsServer.start(LocalZone.builder()
                .ptr(InetAddress.ofLiteral("192.0.2.1"), "mail.example.com")
                .ptr(InetAddress.ofLiteral("192.0.2.2"), "mail.example.com")
                .ptr(InetAddress.ofLiteral("192.0.2.3"), "broken.example.com")
                .ptr(InetAddress.ofLiteral("192.0.2.5"), "dsl-192-0-2-5.prod-infinitum.com.mx")
                .ptr(InetAddress.ofLiteral("2001:db8::1"), "six.example.com")
                .lines(
                        "mail.example.com A 192.0.2.1",
                        "six.example.com AAAA 2001:db8::1",
                        "dsl-192-0-2-5.prod-infinitum.com.mx A 192.0.2.5",
                        "1.2.0.192.zen.spamhaus.org A 127.0.0.10",
                        "1.2.0.192.zen.spamhaus.org A 127.0.0.3",
                        "1.2.0.192.list.dnswl.org A 127.0.4.3",
                        "evil.example.multi.surbl.org A 127.0.0.8",
                        // printf dropbox@gmail.com | sha1sum
                        "930b38d4d03e3fb4fb1d5c74fa9211bc53511c66.ebl.msbl.org A 127.0.0.2")
                .failing("broken.example.com")
                .failing("4.2.0.192.in-addr.arpa")
                .failing("1.2.0.192.bl.spamcop.net")
                .failing("good.example.multi.surbl.org")
                .failing("other.example.multi.surbl.org")
                .build());
        dns = new DnsClient(DnsSettings.SYSTEM.asking(server.address()), InstantSource.system());
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private List<Finding> names(String client, String helo) throws InterruptedException {
        return new ClientNameCheck(dns, US::equals).examine(SubjectOf.client(client, helo));
    }

    private DnsLists lists() {
        return new DnsLists(
                List.of(
                        Subscription.shipped(Catalogue.ZEN).licensed(),
                        Subscription.shipped(Catalogue.SPAMCOP),
                        Subscription.shipped(Catalogue.DNSWL).licensed(),
                        Subscription.shipped(Catalogue.SURBL).licensed()),
                dns,
                InstantSource.system(),
                Duration.ofSeconds(3));
    }

    @Test
    void aConfirmedNameIsNoFact() throws Exception {
        assertThat(names("192.0.2.1", "mail.example.com")).isEmpty();
        assertThat(names("2001:db8::1", "[IPv6:2001:db8::1]")).isEmpty();
    }

    @Test
    void talkingBeforeTheGreetingIsAFact() throws Exception {
        var hasty = new Client(InetAddress.ofLiteral("192.0.2.1"), 0, "mail.example.com", true, Optional.empty(), true);
        assertThat(new ClientNameCheck(dns, US::equals).examine(SubjectOf.client(hasty)))
                .containsExactly(Finding.Fact.of(FindingKey.CLIENT_TALKS_EARLY));
    }

    @Test
    void aNameThatLeadsElsewhereIsUnconfirmed() throws Exception {
        assertThat(names("192.0.2.2", "mail.example.com"))
                .containsExactly(Finding.Fact.of(FindingKey.CLIENT_REVERSE_NAME_UNCONFIRMED, "mail.example.com"));
    }

    @Test
    void noNameIsAFact() throws Exception {
        assertThat(names("192.0.2.9", "mail.example.com"))
                .containsExactly(Finding.Fact.of(FindingKey.CLIENT_NO_REVERSE_NAME));
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.3", "192.0.2.4"})
    void aFailingLookupIsUnknownAndNoFact(String client) throws Exception {
        assertThat(names(client, "mail.example.com"))
                .singleElement()
                .isInstanceOfSatisfying(
                        Finding.Unknown.class,
                        unknown -> assertThat(unknown.cause()).isEqualTo(Finding.Cause.UNAVAILABLE));
    }

    @Test
    void aHouseholdsLineIsToldByItsName() throws Exception {
        assertThat(names("192.0.2.5", "mail.example.com"))
                .containsExactly(
                        Finding.Fact.of(FindingKey.CLIENT_DYNAMIC_NAME, "dsl-192-0-2-5.prod-infinitum.com.mx"));
    }

    @ParameterizedTest
    @CsvSource({
        "192-0-2-5.example.net, true",
        "5.2.0.192.example.net, true",
        "host192.0.2.5.example.net, true",
        "c0000205.example.net, true",
        "192000002005.example.net, true",
        "pool-17.example.net, true",
        "adsl3.madrid.example.es, true",
        "static-192-0-2-5.example.net, false",
        "mail-192-0-2-5.example.net, false",
        "mail.example.com, false",
        "customer.example.com, false",
        "dynamics.example.com, false",
        "server1.example.com, false",
    })
    void dynamicNamesAreToldFromServers(String name, boolean dynamic) {
        assertThat(ClientNameCheck.isDynamic(name, InetAddress.ofLiteral("192.0.2.5")))
                .isEqualTo(dynamic);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", "192.0.2.1", "[192.0.2.77]", "[nonsense", "a b.example.com", "<x>.com"})
    void aHeloThatIsNoNameOfTheClientIsAFact(String helo) throws Exception {
        assertThat(names("192.0.2.1", helo)).containsExactly(Finding.Fact.of(FindingKey.HELO_NOT_A_NAME, helo));
    }

    @Test
    void aHeloWithOurOwnNameIsAFact() throws Exception {
        assertThat(names("192.0.2.1", "MX.ejemplo.mx"))
                .containsExactly(Finding.Fact.of(FindingKey.HELO_IS_US, "mx.ejemplo.mx"));
    }

    @Test
    void ourOwnClientsAreNotLookedAt() throws Exception {
        assertThat(names("127.0.0.1", "localhost")).isEmpty();
        assertThat(names("192.168.1.1", "")).isEmpty();
        assertThat(server.questions()).isZero();
    }

    @Test
    void listingsOfTheClientAreFactsWithTheirStrength() throws Exception {
        try (DnsLists lists = lists()) {
            assertThat(new ClientListCheck(lists).examine(SubjectOf.client("192.0.2.1", "x")))
                    .containsExactly(
                            new Finding.Fact(FindingKey.LIST_CLIENT, 1, List.of("zen", "CSS, PBL")),
                            new Finding.Unknown("dnslist:spamcop", Finding.Cause.UNAVAILABLE, "server_failure"),
                            new Finding.Fact(FindingKey.LIST_CLIENT_GOOD, 1, List.of("dnswl", "high")));
        }
    }

    @Test
    void listingsOfLinkHostsAreFactsAndSilenceIsToldOnce() throws Exception {
        try (DnsLists lists = lists()) {
            LinkHosts hosts = message -> List.of(
                    DomainName.of("good.example"), DomainName.of("www.evil.example"), DomainName.of("other.example"));
            assertThat(new LinkListCheck(lists, hosts).examine(SubjectOf.client("192.0.2.1", "x")))
                    .containsExactly(
                            new Finding.Unknown("dnslist:surbl", Finding.Cause.UNAVAILABLE, "server_failure"),
                            new Finding.Fact(FindingKey.LIST_LINK, 1, List.of("surbl", "phishing", "evil.example")));
        }
    }

    /** Asked about now, since lookups have a deadline. */
    private static Subject now(String content) {
        Subject subject = Subjects.of(content);
        return new Subject(subject.mail(), subject.message(), Instant.now().plusSeconds(20));
    }

    @Test
    void aListedMailboxIsAFactHoweverItIsWritten() throws Exception {
        try (var lists = new DnsLists(
                List.of(Subscription.shipped(Catalogue.EBL).licensed()),
                dns,
                InstantSource.system(),
                Duration.ofSeconds(3))) {
            var check = new MailboxListCheck(lists);
            var listed = new Finding.Fact(FindingKey.LIST_MAILBOX, 1, List.of("ebl", "drop box"));
            assertThat(check.examine(now("From: a@example.com\r\nReply-To: <Drop.Box+x@GoogleMail.com>\r\n\r\nHi")))
                    .containsExactly(listed);
            assertThat(check.examine(
                            now("From: a@example.com\r\n\r\nWrite to (dropbox@gmail.com) or DROPBOX@gmail.com.")))
                    .containsExactly(listed);
            assertThat(check.examine(now("From: a@example.com\r\n\r\nWrite to dropbox@example.com")))
                    .isEmpty();
        }
    }

    @Test
    void aListWithoutATestPointIsOnlyDisabledIfItListsEverything() throws Exception {
        try (var lists = new DnsLists(
                List.of(Subscription.shipped(Catalogue.EBL).licensed()),
                dns,
                InstantSource.system(),
                Duration.ofSeconds(3))) {
            assertThat(lists.selfTest(Instant.now().plusSeconds(5)))
                    .singleElement()
                    .satisfies(health -> assertThat(health.state()).isEqualTo(ListHealth.State.ACTIVE));
        }
    }
}
