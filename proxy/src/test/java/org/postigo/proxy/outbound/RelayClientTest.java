package org.postigo.proxy.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postigo.mail.Client;
import org.postigo.mail.Content;
import org.postigo.mail.Envelope;
import org.postigo.mail.Envelope.Parameters;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.Recipient;
import org.postigo.mail.ReversePath;
import org.postigo.mail.policy.ProtectedDomain.MailboxServer;
import org.postigo.mail.record.Reply;
import org.postigo.proxy.inbound.Gate;
import org.postigo.proxy.outbound.MailboxServers.Attempt;
import org.postigo.proxy.outbound.RelaySettings.Breaker;
import org.postigo.proxy.outbound.RelaySettings.Timeouts;
import org.postigo.proxy.outbound.RelaySettings.Tls;

@Timeout(60)
class RelayClientTest {
    private static final Recipient ANA = Recipient.of("ana@example.com");
    private static final Recipient BOB = Recipient.of("bob@example.com");
    private static final ReversePath SENDER = ReversePath.of("sender@example.org");
    private static final byte[] TRACE = "Received: by gate\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final String MESSAGE =
            "From: a@example.org\r\nSubject: x\r\n\r\n.leading dot\r\n..two\r\nñandú\r\n.\r\nend\r\n";
    private static final Client CLIENT =
            new Client(InetAddress.ofLiteral("192.0.2.9"), 4711, "mail.example.org", true, Optional.empty());
    /** Opens at the first trouble, for good. */
    private static final Breaker TOUCHY = new Breaker(1, 1, Duration.ofHours(1), Duration.ofHours(1));

    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<Boolean> alarms = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    private ScriptedServer server() {
        var server = new ScriptedServer();
        open.add(server);
        return server;
    }

    private static RelaySettings settings() {
        return RelaySettings.of("gate.example.net").withTls(Tls.NEVER);
    }

    private RelayClient client(RelaySettings settings, ScriptedServer... servers) {
        var client = new RelayClient(
                settings, () -> addresses(servers), Network.system(), (_, isOpen, _) -> alarms.add(isOpen));
        open.add(client);
        return client;
    }

    private static List<MailboxServer> addresses(ScriptedServer... servers) {
        return Arrays.stream(servers).map(ScriptedServer::address).toList();
    }

    private static Content message() {
        return Content.of(MESSAGE.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static Envelope envelope(Recipient... recipients) {
        return new Envelope(SENDER, Parameters.NONE, List.of(recipients));
    }

    private static Map<Recipient, Attempt> deliver(RelayClient client, Envelope envelope, ScriptedServer... servers) {
        return client.deliver(addresses(servers), CLIENT, envelope, TRACE, message(), Duration.ofSeconds(20));
    }

    private static Reply probe(RelayClient client, Recipient recipient, ScriptedServer... servers) {
        return client.probe(addresses(servers), SENDER, Parameters.NONE, recipient);
    }

    @Test
    void deliversTraceFieldsAndThenEveryOctetAsItCame() {
        ScriptedServer server = server();
        RelayClient client = client(settings(), server);
        assertThat(deliver(client, envelope(ANA, BOB), server))
                .containsOnlyKeys(ANA, BOB)
                .allSatisfy((_, attempt) -> assertThat(attempt)
                        .isEqualTo(
                                new Attempt.Accepted(server.address().toString(), new Reply(250, "2.0.0", "taken"))));
        assertThat(server.received).singleElement().satisfies(received -> {
            assertThat(received.text()).isEqualTo("Received: by gate\r\n" + MESSAGE);
            assertThat(received.recipients()).containsExactly("ana@example.com", "bob@example.com");
            assertThat(received.mail())
                    .isEqualTo("MAIL FROM:<sender@example.org> SIZE=" + (MESSAGE.length() + TRACE.length));
        });
    }

    @Test
    void sendsAFileOfManyBuffersUnchanged(@TempDir Path folder) throws Exception {
        ScriptedServer server = server();
        RelayClient client = client(settings(), server);
        var text = new StringBuilder("Subject: big\r\n\r\n");
        for (int i = 0; i < 20_000; i++) {
            text.append(i % 7 == 0 ? "." : "").append("line ").append(i).append("\r\n");
        }
        Path file = folder.resolve("spool");
        Files.writeString(file, "skipped" + text);
        var attempts = client.deliver(
                addresses(server), CLIENT, envelope(ANA), TRACE, Content.of(file, 7), Duration.ofSeconds(20));
        assertThat(attempts.get(ANA)).isInstanceOf(Attempt.Accepted.class);
        assertThat(server.received.getFirst().text()).isEqualTo("Received: by gate\r\n" + text);
    }

    @Test
    void pipelinesWhereOfferedAndNotElsewhere() {
        ScriptedServer plain = server().offering("8BITMIME", "SIZE");
        ScriptedServer pipelining = server();
        RelayClient client = client(settings(), plain, pipelining);
        for (ScriptedServer server : List.of(plain, pipelining)) {
            assertThat(probe(client, ANA, server).code()).isEqualTo(250);
            assertThat(deliver(client, envelope(ANA, BOB), server).get(BOB)).isInstanceOf(Attempt.Accepted.class);
        }
        assertThat(plain.commands).containsExactlyElementsOf(pipelining.commands);
        assertThat(plain.ahead.get()).isZero();
        assertThat(pipelining.ahead.get()).isPositive();
    }

    @Test
    void usesOneConnectionAgainAndAgain() {
        ScriptedServer server = server();
        RelayClient client = client(settings(), server);
        for (int i = 0; i < 20; i++) {
            assertThat(probe(client, ANA, server).positive()).isTrue();
            assertThat(deliver(client, envelope(ANA), server).get(ANA)).isInstanceOf(Attempt.Accepted.class);
        }
        assertThat(server.connections).hasValue(1);
        assertThat(client.figures().servers()).singleElement().satisfies(figures -> {
            assertThat(figures.accepted()).isEqualTo(20);
            assertThat(figures.probes()).isEqualTo(20);
            assertThat(figures.live()).isEqualTo(1);
            assertThat(figures.idle()).isEqualTo(1);
            assertThat(figures.delivery().count()).isEqualTo(20);
        });
    }

    @Test
    void neverOpensMoreConnectionsThanAllowed() throws Exception {
        ScriptedServer server = server();
        RelayClient client = client(settings().withConnections(3, 1_000), server);
        var threads = IntStream.range(0, 40)
                .mapToObj(_ -> Thread.ofVirtual().start(() -> deliver(client, envelope(ANA), server)))
                .toList();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(server.received).hasSize(40);
        assertThat(server.connections.get()).isBetween(1, 3);
    }

    @Test
    void tellsThoseBeyondTheQueueToTryAgain() throws Exception {
        ScriptedServer server = server();
        var busy = new CountDownLatch(1);
        var done = new CountDownLatch(1);
        server.on("CONTENT", _ -> {
            busy.countDown();
            try {
                done.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return "";
        });
        RelayClient client = client(settings().withConnections(1, 0), server);
        Thread first = Thread.ofVirtual().start(() -> deliver(client, envelope(ANA), server));
        busy.await();
        assertThat(deliver(client, envelope(BOB), server).get(BOB))
                .isInstanceOfSatisfying(
                        Attempt.Deferred.class,
                        deferred -> assertThat(deferred.reply().enhanced()).isEqualTo("4.3.2"));
        done.countDown();
        first.join();
        assertThat(server.received).hasSize(1);
    }

    @Test
    void aConnectionThatTheServerClosedMeanwhileCostsNothing() {
        ScriptedServer server = server();
        RelayClient client = client(settings().withBreaker(TOUCHY), server);
        assertThat(probe(client, ANA, server).positive()).isTrue();
        server.cutAll();
        assertThat(deliver(client, envelope(ANA), server).get(ANA)).isInstanceOf(Attempt.Accepted.class);
        server.on("MAIL", _ -> server.connections.get() == 2 ? "421 4.4.2 idle too long" : "");
        assertThat(probe(client, ANA, server).positive()).isTrue();
        assertThat(server.connections).hasValue(3);
        assertThat(alarms).isEmpty();
    }

    @Test
    void aRefusedRecipientIsRefusedAndTheOthersAreDelivered() {
        ScriptedServer server = server().onRecipient("bob@example.com", "550 5.1.1 no such user");
        RelayClient client = client(settings(), server);
        for (int i = 0; i < 2; i++) {
            var attempts = deliver(client, envelope(ANA, BOB), server);
            assertThat(attempts.get(ANA)).isInstanceOf(Attempt.Accepted.class);
            assertThat(attempts.get(BOB))
                    .isEqualTo(
                            new Attempt.Rejected(server.address().toString(), new Reply(550, "5.1.1", "no such user")));
            assertThat(deliver(client, envelope(BOB), server).get(BOB)).isInstanceOf(Attempt.Rejected.class);
        }
        assertThat(server.connections).hasValue(1);
    }

    @Test
    void anEmptyMessageEndsAPipelinedDataThatNoRecipientEarned() {
        ScriptedServer server = server().onRecipient("bob@example.com", "550 5.1.1 no such user")
                .on("NORCPT", "354 go on")
                .on(".", "554 5.5.1 no valid recipients");
        RelayClient client = client(settings(), server);
        assertThat(deliver(client, envelope(BOB), server).get(BOB)).isInstanceOf(Attempt.Rejected.class);
        assertThat(server.commands).endsWith("DATA", ".");
    }

    @Test
    void sendsAgainToThoseThatWereTooManyForOneTransaction() {
        ScriptedServer server = server();
        var inTransaction = new AtomicInteger();
        server.on("MAIL", _ -> {
            inTransaction.set(0);
            return "";
        });
        server.on("RCPT", _ -> inTransaction.incrementAndGet() > 30 ? "452 4.5.3 too many recipients" : "");
        RelayClient client = client(settings(), server);
        Recipient[] many = IntStream.range(0, 250)
                .mapToObj(i -> Recipient.of("user" + i + "@example.com"))
                .toArray(Recipient[]::new);
        var attempts = deliver(client, envelope(many), server);
        assertThat(attempts).hasSize(250).allSatisfy((_, a) -> assertThat(a).isInstanceOf(Attempt.Accepted.class));
        assertThat(server.received).hasSize(9);
        assertThat(server.received.stream().flatMap(r -> r.recipients().stream()))
                .doesNotHaveDuplicates()
                .hasSize(250);
    }

    @Test
    void passesParametersOnAndNeverDropsOneThatTheServerLost() {
        ScriptedServer server = server().offering("PIPELINING", "SIZE", "8BITMIME", "SMTPUTF8", "DSN");
        RelayClient client = client(settings(), server);
        var parameters = new Parameters(
                OptionalLong.of(77), Envelope.Body.EIGHT_BIT_MIME, true, Optional.of("HDRS"), Optional.of("QQ314159"));
        var recipient = new Recipient(
                ForwardPath.of("ñandú@example.com"),
                Optional.of("SUCCESS,FAILURE"),
                Optional.of("rfc822;nandu@example.com"));
        assertThat(client.probe(addresses(server), SENDER, parameters, recipient)
                        .code())
                .isEqualTo(250);
        var envelope = new Envelope(SENDER, parameters, List.of(recipient));
        assertThat(deliver(client, envelope, server).get(recipient)).isInstanceOf(Attempt.Accepted.class);
        String rest = " BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=QQ314159";
        assertThat(server.commands("MAIL"))
                .containsExactly(
                        "MAIL FROM:<sender@example.org> SIZE=77" + rest,
                        "MAIL FROM:<sender@example.org> SIZE=" + (MESSAGE.length() + TRACE.length) + rest);
        assertThat(server.commands("RCPT"))
                .containsOnly("RCPT TO:<ñandú@example.com> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;nandu@example.com");

        for (String[] fewer : new String[][] {{"8BITMIME", "SMTPUTF8"}, {"8BITMIME", "DSN"}, {"SMTPUTF8", "DSN"}}) {
            server.offering(fewer);
            RelayClient anew = client(settings(), server);
            assertThat(anew.probe(addresses(server), SENDER, parameters, recipient)
                            .code())
                    .isEqualTo(451);
            assertThat(deliver(anew, envelope, server).get(recipient)).isInstanceOf(Attempt.Deferred.class);
            assertThat(anew.figures().servers().getFirst().troubles()).isZero();
        }
        assertThat(server.received).hasSize(1);
    }

    @Test
    void offersWhatAllServersOfferedLast() {
        ScriptedServer one = server().offering("8BITMIME", "SMTPUTF8", "DSN", "SIZE 5000");
        ScriptedServer two = server().offering("8BITMIME", "DSN", "SIZE 3000");
        RelayClient client = client(settings(), one, two);
        assertThat(client.offer()).isEqualTo(new Gate.Offer(false, false, false, OptionalLong.empty()));
        client.refresh();
        assertThat(client.offer()).isEqualTo(new Gate.Offer(true, false, true, OptionalLong.of(3000)));
        assertThat(one.commands("EHLO").getFirst()).isEqualTo("EHLO gate.example.net");
    }

    @Test
    void aServerThatWasNeverReachedTakesNothingFromTheOffer() {
        ScriptedServer up = server().offering("8BITMIME");
        ScriptedServer down = server();
        down.close();
        RelayClient client = client(settings(), up, down);
        client.refresh();
        assertThat(client.offer().eightBitMime()).isTrue();
    }

    @Test
    void remembersAnUnknownRecipientBrieflyButNotAFullMailbox() {
        ScriptedServer server = server().onRecipient("bob@example.com", "550 5.1.1 no such user")
                .onRecipient("ana@example.com", "552 5.2.2 mailbox full");
        RelayClient client = client(settings(), server);
        for (int i = 0; i < 3; i++) {
            assertThat(probe(client, BOB, server)).isEqualTo(new Reply(550, "5.1.1", "no such user"));
            assertThat(probe(client, ANA, server).enhanced()).isEqualTo("5.2.2");
        }
        assertThat(server.commands("RCPT TO:<bob")).hasSize(1);
        assertThat(server.commands("RCPT TO:<ana")).hasSize(3);
        assertThat(server.commands("RSET")).hasSize(4);
        client.forgetRefusals();
        server.behave();
        assertThat(probe(client, BOB, server).positive()).isTrue();
    }

    @Test
    void aServerThatRefusesUsIsOurTroubleAndOpensTheCircuit() {
        var settings = settings().withBreaker(new Breaker(2, 2, Duration.ofHours(1), Duration.ofHours(1)));
        for (String stage : List.of("GREETING", "EHLO", "MAIL", "RCPT")) {
            alarms.clear();
            ScriptedServer server = server().on(stage, "554 5.7.1 relay access denied, go away");
            RelayClient client = client(settings, server);
            for (int i = 0; i < 2; i++) {
                assertThat(alarms).as(stage).isEmpty();
                Reply reply = probe(client, ANA, server);
                assertThat(reply.code()).as(stage).isEqualTo(451);
                assertThat(reply.text()).as(stage).contains("554 5.7.1");
            }
            assertThat(alarms).as(stage).containsExactly(true);
            int connections = server.connections.get();
            assertThat(deliver(client, envelope(ANA), server).get(ANA)).isInstanceOf(Attempt.Deferred.class);
            assertThat(server.connections).as(stage).hasValue(connections);
            assertThat(client.figures().servers().getFirst().circuitOpen()).isPresent();
        }
    }

    @Test
    void contentRefusedAsAPolicyOfTheServersIsPutOffAndToldToTheOperator() {
        ScriptedServer server = server().on("CONTENT", "550 5.7.1 message content rejected");
        RelayClient client = client(settings(), server);
        assertThat(deliver(client, envelope(ANA), server).get(ANA))
                .isInstanceOfSatisfying(
                        Attempt.Deferred.class,
                        deferred -> assertThat(deferred.reply().text()).contains("content rejected"));
        assertThat(client.figures().servers().getFirst().lastTrouble())
                .hasValueSatisfying(trouble -> assertThat(trouble).contains("550 5.7.1"));
        assertThat(alarms).isEmpty();
    }

    @Test
    void theCircuitClosesWhenTheServerIsBack() {
        var settings = settings().withBreaker(new Breaker(1, 1, Duration.ofNanos(1), Duration.ofNanos(1)));
        ScriptedServer server = server().on("GREETING", "421 4.3.2 not now");
        RelayClient client = client(settings, server);
        assertThat(probe(client, ANA, server).code()).isEqualTo(451);
        server.behave();
        assertThat(probe(client, ANA, server).code()).isEqualTo(250);
        assertThat(alarms).containsExactly(true, false);
    }

    @Test
    void oneSendersRefusedAddressStopsNobodyElsesMail() {
        ScriptedServer server = server().on("MAIL", line -> line.contains("evil") ? "550 5.1.8 no such domain" : "");
        RelayClient client =
                client(settings().withBreaker(new Breaker(1, 10, Duration.ofHours(1), Duration.ofHours(1))), server);
        for (int i = 0; i < 30; i++) {
            Reply evil = client.probe(addresses(server), ReversePath.of("x@evil.example"), Parameters.NONE, ANA);
            assertThat(evil.code()).isEqualTo(451);
            if (i % 5 == 0) {
                assertThat(probe(client, ANA, server).positive()).isTrue();
            }
        }
        assertThat(alarms).isEmpty();
    }

    @Test
    void triesTheNextServerWhenOneIsOutOfOrderAndNothingHasLeft() {
        ScriptedServer down = server();
        down.close();
        ScriptedServer refusing = server().on("MAIL", "550 5.7.1 not you");
        ScriptedServer dropping = server().on("DATA", ScriptedServer.DROP);
        ScriptedServer good = server();
        RelayClient client = client(settings(), down, refusing, dropping, good);
        assertThat(deliver(client, envelope(ANA), down, refusing, dropping, good)
                        .get(ANA))
                .isInstanceOfSatisfying(
                        Attempt.Accepted.class,
                        accepted -> assertThat(accepted.server())
                                .isEqualTo(good.address().toString()));
        assertThat(probe(client, ANA, down, refusing, good).positive()).isTrue();
        assertThat(good.received).hasSize(1);
    }

    @Test
    void noReplyToTheContentIsInDoubtAndNobodyElseIsTried() {
        var settings = settings().withTimeouts(Timeouts.all(Duration.ofMillis(300)));
        for (String fault : List.of(ScriptedServer.DROP, ScriptedServer.HANG)) {
            ScriptedServer server = server().on("CONTENT", fault);
            ScriptedServer other = server();
            RelayClient client = client(settings, server, other);
            assertThat(deliver(client, envelope(ANA), server, other).get(ANA)).isInstanceOf(Attempt.InDoubt.class);
            assertThat(other.connections).hasValue(0);
        }
    }

    @Test
    void aConnectionCutBeforeTheFinalDotIsNoDoubt() {
        ScriptedServer server = server().cuttingInContent();
        RelayClient client = client(settings(), server);
        // Much more than all buffers between us hold, so that the cut is met while writing.
        byte[] big = ("x".repeat(70) + "\r\n").repeat(400_000).getBytes(StandardCharsets.US_ASCII);
        var attempt = client.deliver(
                        addresses(server), CLIENT, envelope(ANA), TRACE, Content.of(big), Duration.ofSeconds(20))
                .get(ANA);
        assertThat(attempt).isInstanceOf(Attempt.Deferred.class);
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aServerThatStopsReadingIsGivenUpAtTheDeadline(@TempDir Path folder) throws Exception {
        // Much more than all buffers between us hold, so that our write waits.
        byte[] big = ("x".repeat(70) + "\r\n").repeat(400_000).getBytes(StandardCharsets.US_ASCII);
        Path file = Files.write(folder.resolve("spool"), big);
        for (Content content : List.of(Content.of(big), Content.of(file, 0))) {
            ScriptedServer server = server().offering("PIPELINING").deafInContent();
            RelayClient client = client(settings().withBreaker(TOUCHY), server);
            assertThat(probe(client, ANA, server).positive()).isTrue();
            var attempts = client.deliver(
                    addresses(server), CLIENT, envelope(ANA, BOB), TRACE, content, Duration.ofSeconds(1));
            assertThat(attempts)
                    .containsOnlyKeys(ANA, BOB)
                    .allSatisfy((_, attempt) -> assertThat(attempt)
                            .isInstanceOfSatisfying(Attempt.Deferred.class, deferred -> {
                                assertThat(deferred.reply().enhanced()).isEqualTo("4.4.2");
                                assertThat(deferred.reply().text()).contains("does not read");
                            }));
            assertThat(client.figures().servers()).singleElement().satisfies(figures -> {
                assertThat(figures.live()).isZero();
                assertThat(figures.troubles()).isOne();
                assertThat(figures.circuitOpen()).isPresent();
            });
            assertThat(server.received).isEmpty();
        }
    }

    @Test
    void aHangingServerIsGivenUpAtTheDeadlineWhereverItHangs() {
        for (String stage : List.of("GREETING", "EHLO", "MAIL", "RCPT", "DATA")) {
            ScriptedServer server = server().on(stage, ScriptedServer.HANG);
            RelayClient client = client(settings().withProbe(Duration.ofMillis(300)), server);
            var attempt = client.deliver(
                            addresses(server), CLIENT, envelope(ANA), TRACE, message(), Duration.ofMillis(300))
                    .get(ANA);
            assertThat(attempt).as(stage).isInstanceOf(Attempt.Deferred.class);
            if (!stage.equals("DATA")) {
                assertThat(probe(client, ANA, server).code()).as(stage).isEqualTo(451);
            }
        }
    }

    @Test
    void contentWithABareLineFeedNeverLeaves() {
        ScriptedServer server = server();
        RelayClient client = client(settings(), server);
        var smuggled = Content.of("a: b\r\n\r\nx\n.\r\nMAIL FROM:<>\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(client.deliver(addresses(server), CLIENT, envelope(ANA), TRACE, smuggled, Duration.ofSeconds(20))
                        .get(ANA))
                .isInstanceOf(Attempt.Deferred.class);
        assertThat(server.received).isEmpty();
        assertThat(deliver(client, envelope(ANA), server).get(ANA)).isInstanceOf(Attempt.Accepted.class);
    }

    @Test
    void aServerThatIsNoSmtpServerIsOurTrouble() throws Exception {
        try (var listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> answerAsHttp(listener));
            var address = new MailboxServer("127.0.0.1", listener.getLocalPort());
            var client = new RelayClient(settings(), () -> List.of(address), Network.system(), (_, _, _) -> {});
            open.add(client);
            assertThat(client.probe(List.of(address), SENDER, Parameters.NONE, ANA)
                            .code())
                    .isEqualTo(451);
        }
    }

    private static void answerAsHttp(ServerSocket listener) {
        while (true) {
            try (var socket = listener.accept()) {
                socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n".getBytes(StandardCharsets.US_ASCII));
            } catch (IOException closed) {
                return;
            }
        }
    }

    @Test
    void saysWhoseMailItIsWhereTheServerWantsToKnow() {
        ScriptedServer forward = server().offering("PIPELINING", "XFORWARD NAME ADDR PORT PROTO HELO SOURCE");
        ScriptedServer as = server().offering("PIPELINING", "XCLIENT ADDR HELO PROTO", "XFORWARD ADDR");
        RelayClient client = client(settings(), forward, as);
        deliver(client, envelope(ANA), forward);
        assertThat(forward.commands("XFORWARD"))
                .containsExactly("XFORWARD NAME=[UNAVAILABLE] ADDR=192.0.2.9 PORT=4711 HELO=mail.example.org"
                        + " PROTO=ESMTP SOURCE=REMOTE");
        deliver(client, envelope(ANA), as);
        assertThat(as.commands("X")).containsExactly("XCLIENT ADDR=192.0.2.9 HELO=mail.example.org PROTO=ESMTP");
        // Nobody else speaks in that client's name.
        assertThat(probe(client, BOB, as).positive()).isTrue();
        assertThat(as.connections).hasValue(2);
        assertThat(as.received).hasSize(1);
    }

    @Test
    void speaksHeloToAnOldServer() {
        ScriptedServer server = server().on("EHLO", "502 5.5.1 not implemented");
        RelayClient client = client(settings(), server);
        assertThat(deliver(client, envelope(ANA), server).get(ANA)).isInstanceOf(Attempt.Accepted.class);
        assertThat(server.commands("HELO")).hasSize(1);
    }

    @Test
    void closesPolitely() throws Exception {
        ScriptedServer server = server();
        var quit = new CountDownLatch(1);
        server.on("QUIT", _ -> {
            quit.countDown();
            return "";
        });
        RelayClient client = client(settings(), server);
        probe(client, ANA, server);
        client.close();
        assertThat(quit.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(probe(client, ANA, server).code()).isEqualTo(451);
    }
}
