package org.postigo.classifier.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DnsTest {
    private static final InetAddress V4 = InetAddress.ofLiteral("192.0.2.1");
    private static final InetAddress V6 = InetAddress.ofLiteral("2001:db8::1");

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    private LocalDnsServer server;
    private DnsClient client;

    @BeforeEach
    void start() throws IOException {
        LocalZone zone = LocalZone.builder()
                .lines(
                        "; a comment",
                        "example.com A 192.0.2.1",
                        "example.com TXT \"v=spf1 \" \"-all\"",
                        "example.com MX 20 b.example.com.",
                        "example.com MX 10 a.example.com",
                        "six.example.com AAAA 2001:db8::1",
                        "deep.below.example.com A 192.0.2.9",
                        "loop1.example.com CNAME loop2.example.com",
                        "loop2.example.com CNAME loop1.example.com")
                .cname("alias.example.com", "example.com")
                .cname("dangling.example.com", "nowhere.example.com")
                .txt("odd name%.example.com", "octets \u00e9\\\"")
                .txt("long.example.com", "x".repeat(4000))
                .ptr(V4, "mail.example.com")
                .ptr(V6, "six.example.com")
                .failing("fails.example.com")
                .silent("silent.example.com")
                .build();
        server = LocalDnsServer.start(zone);
        client = new DnsClient(settings(server.address()), now::get);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private static DnsSettings settings(InetSocketAddress... servers) {
        return new DnsSettings(List.of(servers), Duration.ofMillis(300), Duration.ofSeconds(5), 1000);
    }

    private Instant deadline() {
        return now.get().plusSeconds(20);
    }

    @Test
    void everyKindOfRecordIsRead() throws Exception {
        assertThat(client.query("EXAMPLE.com.", Kind.A, deadline()).records()).containsExactly(V4);
        assertThat(client.query("six.example.com", Kind.AAAA, deadline()).records())
                .containsExactly(V6);
        assertThat(client.query("example.com", Kind.TXT, deadline()).records()).containsExactly("v=spf1 -all");
        assertThat(client.query("example.com", Kind.MX, deadline()).records())
                .containsExactly(
                        new Kind.MailExchanger(10, "a.example.com"), new Kind.MailExchanger(20, "b.example.com"));
        assertThat(client.names(V4, deadline()).records()).containsExactly("mail.example.com");
        assertThat(client.names(V6, deadline()).records()).containsExactly("six.example.com");
    }

    @Test
    void absenceHasTwoForms() throws Exception {
        assertThat(client.query("nowhere.example.com", Kind.A, deadline())).isInstanceOf(Answer.NoSuchName.class);
        assertThat(client.query("example.com", Kind.AAAA, deadline())).isInstanceOf(Answer.NoData.class);
        assertThat(client.query("below.example.com", Kind.A, deadline())).isInstanceOf(Answer.NoData.class);
    }

    @Test
    void aliasesAreFollowedAndLoopsEnd() throws Exception {
        assertThat(client.query("alias.example.com", Kind.A, deadline()).records())
                .containsExactly(V4);
        assertThat(client.query("dangling.example.com", Kind.A, deadline())).isInstanceOf(Answer.NoSuchName.class);
        assertThat(client.query("loop1.example.com", Kind.A, deadline())).isInstanceOf(Answer.Failed.class);
    }

    @Test
    void namesAndTextsNeedNoEscapes() throws Exception {
        assertThat(client.query("odd name%.example.com", Kind.TXT, deadline()).records())
                .containsExactly("octets \u00e9\\\"");
    }

    @Test
    void whatIsNoNameDoesNotExistAndIsNotAsked() throws Exception {
        for (String name :
                List.of("a..example.com", ".example.com", "x".repeat(64) + ".com", "a.".repeat(130) + "com")) {
            assertThat(client.query(name, Kind.A, deadline())).isInstanceOf(Answer.NoSuchName.class);
        }
        assertThat(server.questions()).isZero();
    }

    @Test
    void aTruncatedAnswerIsFetchedOverTcp() throws Exception {
        assertThat(client.query("long.example.com", Kind.TXT, deadline()).records())
                .containsExactly("x".repeat(4000));
    }

    @Test
    void failuresHaveTheirCause() throws Exception {
        assertThat(client.query("fails.example.com", Kind.A, deadline()))
                .isEqualTo(new Answer.Failed<>(Answer.Cause.SERVER_FAILURE));
        assertThat(client.query("silent.example.com", Kind.A, deadline()))
                .isEqualTo(new Answer.Failed<>(Answer.Cause.TIMEOUT));
        assertThat(client.query("example.com", Kind.A, now.get().minusSeconds(1)))
                .isEqualTo(new Answer.Failed<>(Answer.Cause.TIMEOUT));
    }

    @Test
    void aSilentServerIsLeftForTheNext() throws Exception {
        try (var mute = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
            var both = new DnsClient(
                    settings((InetSocketAddress) mute.getLocalSocketAddress(), server.address()), now::get);
            assertThat(both.query("example.com", Kind.A, deadline()).records()).containsExactly(V4);
        }
    }

    @Test
    void anAnswerIsRememberedForItsTimeAndNoLonger() throws Exception {
        var caching = new CachingDns(client, settings(server.address()), now::get);
        caching.query("example.com", Kind.A, deadline());
        caching.query("Example.COM.", Kind.A, deadline());
        caching.query("nowhere.example.com", Kind.A, deadline());
        caching.query("nowhere.example.com", Kind.A, deadline());
        assertThat(server.questions()).isEqualTo(2);
        now.updateAndGet(time -> time.plusSeconds(LocalZone.TTL + 1));
        assertThat(caching.query("example.com", Kind.A, deadline()).records()).containsExactly(V4);
        assertThat(server.questions()).isEqualTo(3);
        assertThat(caching.figures().questions()).isEqualTo(5);
        assertThat(caching.figures().remembered()).isEqualTo(2);
    }

    @Test
    void aFailureIsRememberedBriefly() throws Exception {
        var caching = new CachingDns(client, settings(server.address()), now::get);
        caching.query("fails.example.com", Kind.A, deadline());
        long first = server.questions();
        assertThat(caching.query("fails.example.com", Kind.A, deadline())).isInstanceOf(Answer.Failed.class);
        assertThat(server.questions()).isEqualTo(first);
        server.serve(LocalZone.builder().lines("fails.example.com A 192.0.2.1").build());
        now.updateAndGet(time -> time.plusSeconds(6));
        assertThat(caching.query("fails.example.com", Kind.A, deadline()).records())
                .containsExactly(V4);
    }

    @Test
    void oneQuestionIsAskedOnceHoweverManyWait() throws Exception {
        var caching = new CachingDns(client, settings(server.address()), now::get);
        Callable<Answer<InetAddress>> ask = () -> caching.query("example.com", Kind.A, deadline());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var answer : threads.invokeAll(java.util.Collections.nCopies(50, ask))) {
                assertThat(answer.get().records()).containsExactly(V4);
            }
        }
        assertThat(server.questions()).isEqualTo(1);
    }

    @Test
    void anAskerIsLetGoAtItsDeadlineWhileTheQuestionGoesOn() throws Exception {
        var caching = new CachingDns(client, settings(server.address()), now::get);
        assertThat(caching.query("silent.example.com", Kind.A, now.get().plusMillis(1)))
                .isEqualTo(new Answer.Failed<>(Answer.Cause.TIMEOUT));
    }

    @Test
    void aMessageMayLookUpSoManyNamesAndNoMore() throws Exception {
        var budgeted = new BudgetedDns(client, 2);
        assertThat(budgeted.query("example.com", Kind.A, deadline()).records()).hasSize(1);
        assertThat(budgeted.query("nowhere.example.com", Kind.A, deadline())).isInstanceOf(Answer.NoSuchName.class);
        assertThat(budgeted.query("six.example.com", Kind.A, deadline()))
                .isEqualTo(new Answer.Failed<>(Answer.Cause.BUDGET));
        assertThat(budgeted.query("EXAMPLE.com", Kind.MX, deadline()).records()).hasSize(2);
    }

    @Test
    void withoutAServerNothingIsKnown() throws Exception {
        assertThat(Dns.OFFLINE.query("example.com", Kind.A, Instant.MAX))
                .isEqualTo(new Answer.Failed<>(Answer.Cause.UNREACHABLE));
    }

    @Test
    void addressesAreWrittenBackwards() {
        assertThat(ReverseName.of(V4)).isEqualTo("1.2.0.192.in-addr.arpa");
        assertThat(ReverseName.of(V6))
                .isEqualTo("1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa");
        assertThat(ReverseName.labels(InetAddress.ofLiteral("::ffff:192.0.2.1")))
                .isEqualTo("1.2.0.192");
    }

    @Test
    void privateAddressesAreKnown() {
        for (String address : List.of(
                "127.0.0.1",
                "10.1.2.3",
                "172.16.0.1",
                "192.168.1.1",
                "100.64.0.1",
                "169.254.0.1",
                "0.0.0.0",
                "::1",
                "fe80::1",
                "fd00::1",
                "::ffff:127.0.0.1",
                "224.0.0.1")) {
            assertThat(AddressScope.isPublic(InetAddress.ofLiteral(address)))
                    .as(address)
                    .isFalse();
        }
        for (String address : List.of("8.8.8.8", "100.63.0.1", "172.32.0.1", "2001:4860::1", "203.0.113.1")) {
            assertThat(AddressScope.isPublic(InetAddress.ofLiteral(address)))
                    .as(address)
                    .isTrue();
        }
    }

    @Test
    void theSystemsClockServesToo() throws Exception {
        Dns dns = CachingDns.of(settings(server.address()), InstantSource.system());
        assertThat(dns.query("example.com", Kind.A, Instant.now().plusSeconds(20))
                        .records())
                .hasSize(1);
    }
}
