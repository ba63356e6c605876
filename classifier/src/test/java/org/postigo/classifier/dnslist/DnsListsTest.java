package org.postigo.classifier.dnslist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postigo.classifier.dns.CachingDns;
import org.postigo.classifier.dns.DnsClient;
import org.postigo.classifier.dns.DnsSettings;
import org.postigo.classifier.dns.Kind;
import org.postigo.classifier.dns.LocalDnsServer;
import org.postigo.classifier.dns.LocalZone;
import org.postigo.mail.DomainName;

class DnsListsTest {
    private static final Subscription ZEN = Subscription.shipped(Catalogue.ZEN).licensed();
    private static final Subscription SURBL =
            Subscription.shipped(Catalogue.SURBL).licensed();
    private static final Subscription DBL = Subscription.shipped(Catalogue.DBL).licensed();

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    private LocalDnsServer server;
    private DnsClient dns;

    @BeforeEach
    void start() throws IOException {
        server = LocalDnsServer.start(LocalZone.builder()
                .lines(
                        "2.0.0.127.zen.spamhaus.org A 127.0.0.2",
                        "66.2.0.192.zen.spamhaus.org A 127.0.0.2",
                        "66.2.0.192.zen.spamhaus.org A 127.0.0.10",
                        "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.zen.spamhaus.org A 127.0.0.3",
                        "99.2.0.192.zen.spamhaus.org A 127.255.255.254",
                        "66.2.0.192.bl.spamcop.net A 127.0.0.2",
                        "66.2.0.192.list.dnswl.org A 127.0.4.2",
                        "66.2.0.192.0secret0.zen.dq.spamhaus.net A 127.0.0.4",
                        "evil.com.mx.multi.surbl.org A 127.0.0.72",
                        "www.evil.com.mx.dbl.spamhaus.org A 127.0.1.4")
                .silent("70.2.0.192.zen.spamhaus.org")
                .build());
        dns = new DnsClient(
                new DnsSettings(List.of(server.address()), Duration.ofMillis(200), Duration.ofMillis(400), 100),
                now::get);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private DnsLists lists(Subscription... subscriptions) {
        return new DnsLists(List.of(subscriptions), dns, now::get, Duration.ofSeconds(3));
    }

    private List<ListAnswer> ask(DnsLists lists, String client) throws InterruptedException {
        return lists.client(InetAddress.ofLiteral(client), now.get().plusSeconds(20));
    }

    private static ListHealth health(DnsLists lists) {
        return lists.health().getFirst();
    }

    @Test
    void severalListsAnswerInTheirOrder() throws Exception {
        try (DnsLists lists = lists(
                ZEN,
                Subscription.shipped(Catalogue.SPAMCOP),
                Subscription.shipped(Catalogue.PSBL),
                Subscription.shipped(Catalogue.DNSWL).licensed())) {
            List<ListAnswer> answers = ask(lists, "192.0.2.66");
            assertThat(answers)
                    .extracting(answer -> answer.list().name())
                    .containsExactly("zen", "spamcop", "psbl", "dnswl");
            assertThat(answers.get(0))
                    .isEqualTo(new ListAnswer.Listed(
                            Catalogue.ZEN,
                            "66.2.0.192",
                            List.of(
                                    new Meaning("SBL", Meaning.Group.SPAM_SOURCE),
                                    new Meaning("PBL", Meaning.Group.NO_MAIL_SERVER))));
            assertThat(answers.get(2)).isInstanceOf(ListAnswer.NotListed.class);
            assertThat(answers.get(3)).isInstanceOf(ListAnswer.Listed.class);
        }
    }

    @Test
    void whatIsRememberedIsAnsweredInItsPlaceWithoutAskingAnew() throws Exception {
        var settings = new DnsSettings(List.of(server.address()), Duration.ofMillis(200), Duration.ofMillis(400), 100);
        Subscription[] some = {
            ZEN,
            Subscription.shipped(Catalogue.SPAMCOP),
            Subscription.shipped(Catalogue.DNSWL).licensed()
        };
        var memory = new CachingDns(dns, settings, now::get);
        try (var lists = new DnsLists(List.of(some), memory, now::get, Duration.ofSeconds(3))) {
            memory.query("66.2.0.192.bl.spamcop.net", Kind.A, now.get().plusSeconds(2));
            List<ListAnswer> first = ask(lists, "192.0.2.66");
            long asked = server.questions();
            assertThat(asked).isEqualTo(3);
            assertThat(ask(lists, "192.0.2.66")).isEqualTo(first);
            assertThat(server.questions()).isEqualTo(asked);
            assertThat(first)
                    .extracting(answer -> ((ListAnswer.Listed) answer).list().name())
                    .containsExactly("zen", "spamcop", "dnswl");
        }
    }

    @Test
    void anIpv6AddressIsAskedByNibblesAndAMappedOneAsIpv4() throws Exception {
        try (DnsLists lists = lists(ZEN, Subscription.shipped(Catalogue.SPAMCOP))) {
            assertThat(ask(lists, "2001:db8::1")).hasSize(1).first().isInstanceOf(ListAnswer.Listed.class);
            assertThat(ask(lists, "::ffff:192.0.2.66")).hasSize(2).allMatch(ListAnswer.Listed.class::isInstance);
        }
    }

    @Test
    void privateClientsAreNotAskedAbout() throws Exception {
        try (DnsLists lists = lists(ZEN)) {
            for (String address : List.of("127.0.0.1", "10.0.0.1", "192.168.0.1", "::1", "fd00::1")) {
                assertThat(ask(lists, address)).isEmpty();
            }
            assertThat(server.questions()).isZero();
        }
    }

    @Test
    void aRefusalIsNoListingAndPausesTheListFor300Seconds() throws Exception {
        try (DnsLists lists = lists(ZEN)) {
            assertThat(ask(lists, "192.0.2.99")).singleElement().isInstanceOf(ListAnswer.NoAnswer.class);
            assertThat(health(lists).state()).isEqualTo(ListHealth.State.PAUSED);
            assertThat(health(lists).why()).isEqualTo("asked through an open resolver");
            long asked = server.questions();
            now.updateAndGet(time -> time.plusSeconds(299));
            assertThat(ask(lists, "192.0.2.66")).isEmpty();
            assertThat(server.questions()).isEqualTo(asked);
            now.updateAndGet(time -> time.plusSeconds(1));
            assertThat(ask(lists, "192.0.2.66")).singleElement().isInstanceOf(ListAnswer.Listed.class);
            assertThat(health(lists)).satisfies(health -> {
                assertThat(health.state()).isEqualTo(ListHealth.State.ACTIVE);
                assertThat(health.queries()).isEqualTo(2);
                assertThat(health.hits()).isEqualTo(1);
                assertThat(health.errors()).isEqualTo(1);
            });
        }
    }

    @Test
    void silenceIsNoInformationAndADeadListIsLeftAlone() throws Exception {
        try (DnsLists lists = lists(ZEN)) {
            for (int i = 0; i < 5; i++) {
                assertThat(ask(lists, "192.0.2.70"))
                        .singleElement()
                        .isInstanceOfSatisfying(
                                ListAnswer.NoAnswer.class,
                                silence -> assertThat(silence.timeout()).isTrue());
            }
            assertThat(health(lists).state()).isEqualTo(ListHealth.State.PAUSED);
            assertThat(health(lists).timeouts()).isEqualTo(5);
            assertThat(ask(lists, "192.0.2.70")).isEmpty();
        }
    }

    @Test
    void linkHostsAreAskedInTheFormThatEachListWants() throws Exception {
        try (DnsLists lists = lists(ZEN, SURBL, DBL)) {
            List<ListAnswer> answers = lists.links(
                    List.of(
                            DomainName.of("www.evil.com.mx"),
                            DomainName.of("example.org"),
                            DomainName.of("192.0.2.66"),
                            DomainName.of("[192.0.2.66]"),
                            DomainName.of("www.evil.com.mx")),
                    now.get().plusSeconds(20));
            assertThat(answers)
                    .containsExactly(
                            new ListAnswer.Listed(
                                    Catalogue.SURBL,
                                    "evil.com.mx",
                                    List.of(
                                            new Meaning("phishing", Meaning.Group.PHISHING),
                                            new Meaning("abuse", Meaning.Group.SPAM_SITE))),
                            new ListAnswer.NotListed(Catalogue.SURBL, "example.org"),
                            new ListAnswer.Listed(
                                    Catalogue.DBL,
                                    "www.evil.com.mx",
                                    List.of(new Meaning("phishing", Meaning.Group.PHISHING))),
                            new ListAnswer.NotListed(Catalogue.DBL, "example.org"));
        }
    }

    @Test
    void restrictedListsShipOffAndSayWhatTheyNeed() throws Exception {
        try (DnsLists lists = new DnsLists(Catalogue.shipped(), dns, now::get, Duration.ofSeconds(3))) {
            assertThat(lists.health()).allSatisfy(health -> {
                boolean restricted = health.list().terms().restricted();
                assertThat(health.state()).isEqualTo(restricted ? ListHealth.State.OFF : ListHealth.State.ACTIVE);
                assertThat(health.why().contains("licence")).isEqualTo(restricted);
            });
            assertThat(ask(lists, "192.0.2.66"))
                    .extracting(answer -> answer.list().name())
                    .containsExactly("spamcop", "psbl");
            assertThat(new Subscription(Catalogue.ZEN, true, false, Optional.empty()).whyOff())
                    .isPresent();
        }
    }

    @Test
    void aKeyIsAskedWithAndNeverShown() throws Exception {
        Subscription keyed = Subscription.shipped(Catalogue.ZEN).withKey("0secret0");
        try (DnsLists lists = lists(keyed)) {
            List<ListAnswer> answers = ask(lists, "192.0.2.66");
            assertThat(answers)
                    .singleElement()
                    .isInstanceOfSatisfying(
                            ListAnswer.Listed.class,
                            listed -> assertThat(listed.meanings())
                                    .containsExactly(new Meaning("XBL", Meaning.Group.EXPLOITED)));
            assertThat(answers + "" + keyed + lists.health()).doesNotContain("secret0");
        }
    }

    @Test
    void aListThatFailsItsSelfTestIsDisabledUntilItPasses() throws Exception {
        try (DnsLists lists = lists(ZEN)) {
            server.serve(LocalZone.builder()
                    .lines("2.0.0.127.zen.spamhaus.org A 127.0.0.2", "1.0.0.127.zen.spamhaus.org A 127.0.0.2")
                    .build());
            lists.selfTest(now.get().plusSeconds(20));
            assertThat(health(lists).state()).isEqualTo(ListHealth.State.DISABLED);
            assertThat(health(lists).why()).contains("must not be");
            assertThat(ask(lists, "192.0.2.66")).isEmpty();

            server.serve(LocalZone.builder().build());
            lists.selfTest(now.get().plusSeconds(20));
            assertThat(health(lists).why()).contains("is not listed");

            server.serve(
                    LocalZone.builder().failing("2.0.0.127.zen.spamhaus.org").build());
            lists.selfTest(now.get().plusSeconds(20));
            assertThat(health(lists).state()).isEqualTo(ListHealth.State.DISABLED);

            server.serve(LocalZone.builder()
                    .lines("2.0.0.127.zen.spamhaus.org A 127.0.0.2")
                    .build());
            assertThat(lists.selfTest(now.get().plusSeconds(20)).getFirst().state())
                    .isEqualTo(ListHealth.State.ACTIVE);
            assertThat(ask(lists, "192.0.2.66")).hasSize(1);
        }
    }

    @Test
    void everyShippedListPassesAtItsOwnersTestPoints() throws Exception {
        server.serve(LocalZone.builder()
                .lines(
                        "2.0.0.127.zen.spamhaus.org A 127.0.0.2",
                        "2.0.0.127.zen.spamhaus.org A 127.0.0.4",
                        "2.0.0.127.zen.spamhaus.org A 127.0.0.10",
                        "2.0.0.127.bl.spamcop.net A 127.0.0.2",
                        "2.0.0.127.psbl.surriel.com A 127.0.0.2",
                        "2.0.0.127.b.barracudacentral.org A 127.0.0.2",
                        "2.0.0.127.list.dnswl.org A 127.0.10.0",
                        "dbltest.com.dbl.spamhaus.org A 127.0.1.2",
                        // Every bit, also those that no list has any more.
                        "surbl-org-permanent-test-point.com.multi.surbl.org A 127.0.0.254",
                        "test.uribl.com.multi.uribl.com A 127.0.0.14")
                .build());
        Subscription[] all =
                Catalogue.shipped().stream().map(Subscription::licensed).toArray(Subscription[]::new);
        try (DnsLists lists = lists(all)) {
            assertThat(lists.selfTest(now.get().plusSeconds(20)))
                    .hasSizeGreaterThanOrEqualTo(9)
                    .allSatisfy(health -> assertThat(health.state())
                            .as(health.list().name() + ": " + health.why())
                            .isEqualTo(ListHealth.State.ACTIVE))
                    .allSatisfy(health -> assertThat(health.tested()).isPresent());
        }
    }

    @Test
    void aRefusalAtATestPointDisables() throws Exception {
        server.serve(LocalZone.builder()
                .lines(
                        "2.0.0.127.zen.spamhaus.org A 127.255.255.254",
                        "surbl-org-permanent-test-point.com.multi.surbl.org A 127.0.0.1")
                .build());
        try (DnsLists lists = lists(ZEN, SURBL)) {
            assertThat(lists.selfTest(now.get().plusSeconds(20)))
                    .allSatisfy(health -> assertThat(health.state()).isEqualTo(ListHealth.State.DISABLED))
                    .allSatisfy(health -> assertThat(health.why()).startsWith("self-test: "));
        }
    }

    @Test
    void aZoneThatListsEverythingFailsItsSelfTest() throws Exception {
        try (DnsLists lists = lists(DBL)) {
            server.serve(LocalZone.builder()
                    .lines("dbltest.com.dbl.spamhaus.org A 127.0.1.2", "invalid.dbl.spamhaus.org A 127.0.1.2")
                    .build());
            assertThat(lists.selfTest(now.get().plusSeconds(20)).getFirst().state())
                    .isEqualTo(ListHealth.State.DISABLED);
        }
    }
}
