package org.postigo.proxy.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postigo.mail.Client;
import org.postigo.mail.Content;
import org.postigo.mail.Envelope;
import org.postigo.mail.Recipient;
import org.postigo.mail.ReversePath;
import org.postigo.mail.record.Reply;
import org.postigo.proxy.outbound.Network;
import org.postigo.proxy.outbound.RelayClient;
import org.postigo.proxy.outbound.RelaySettings;
import org.postigo.proxy.outbound.ScriptedServer;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.client.SmartClient;
import org.subethamail.smtp.internal.io.DotTerminatedInputStream;

/** Each defect of SubEthaSMTP 7.2.2 that we know of: shown on the library as it comes, and absent here. */
class LibraryDefectsTest {
    private static final String BODY_THAT_LOOKS_LIKE_COMMANDS = "NOOP\r\nNOOP\r\n.\r\n";

    private static Stock rejecting() {
        return new Stock(builder -> builder, data -> {
            throw new RejectException(554, "rejected by the test");
        });
    }

    private static Served refusing() {
        Served served = new Served();
        served.gate.answer = (mail, claim) -> new Reply(554, "5.7.1", "rejected by the test");
        return served;
    }

    private static Talker inData(Talker talker) {
        return talker.greeted().begun("a@b.org", "u@example.com");
    }

    @Nested
    class RestOfARejectedBody {
        @Test
        void libraryExecutesIt() {
            try (Stock stock = rejecting();
                    Talker talker = inData(stock.talker())) {
                talker.raw(BODY_THAT_LOOKS_LIKE_COMMANDS)
                        .expect("554")
                        .expect("250")
                        .expect("250")
                        .expect("500");
            }
        }

        @Test
        void oursReadsItFirst() {
            try (Served served = refusing();
                    Talker talker = inData(served.talker())) {
                talker.raw(BODY_THAT_LOOKS_LIKE_COMMANDS).expect("554").expect("QUIT", "221");
            }
        }
    }

    @Nested
    class NextMessageAfterARejection {
        @Test
        void libraryRefusesItForGood() {
            try (Stock stock = rejecting();
                    Talker talker = inData(stock.talker())) {
                // The final dot was not read and is an unknown command now.
                talker.raw(".\r\n").expect("554").expect("500").expect("MAIL FROM:<c@d.org>", "503");
            }
        }

        @Test
        void oursTakesIt() {
            try (Served served = refusing();
                    Talker talker = inData(served.talker())) {
                talker.raw(".\r\n").expect("554");
                served.gate.answer = (mail, claim) -> TestGate.OK;
                talker.begun("c@d.org", "u@example.com").expect("good\r\n.", "250");
                assertThat(served.gate.contents()).containsExactly("", "good\r\n");
            }
        }
    }

    @Nested
    class BareLineFeeds {
        private static final String SMUGGLED = "one\n.\nMAIL FROM:<evil@b.org>\r\n.\r\n";

        @Test
        void libraryPassesThemOn() throws InterruptedException {
            try (Stock stock = new Stock();
                    Talker talker = inData(stock.talker())) {
                talker.raw(SMUGGLED).expect("250");
                assertThat(stock.taken.poll(1, TimeUnit.MINUTES)).contains("\n.\nMAIL");
            }
        }

        @Test
        void oursMakesThemLineEndsThatCannotEndAMessage() {
            try (Served served = new Served();
                    Talker talker = inData(served.talker())) {
                talker.raw(SMUGGLED).expect("250");
                assertThat(served.gate.contents()).containsExactly("one\r\n.\r\nMAIL FROM:<evil@b.org>\r\n");
            }
        }
    }

    @Nested
    class TruncatedChunk {
        @Test
        void libraryTakesItForAMessage() throws InterruptedException {
            try (Stock stock = new Stock();
                    Talker talker = stock.talker().greeted()) {
                talker.expect("MAIL FROM:<a@b.org>", "250").expect("RCPT TO:<u@example.com>", "250");
                talker.raw("BDAT 100 LAST\r\nhalf").halfClose();
                assertThat(stock.taken.poll(1, TimeUnit.MINUTES)).isEqualTo("half");
            }
        }

        @Test
        void oursNeverDoes() {
            try (Served served = new Served();
                    Talker talker = served.talker().greeted()) {
                talker.expect("MAIL FROM:<a@b.org>", "250").expect("RCPT TO:<u@example.com>", "250");
                talker.raw("BDAT 100 LAST\r\nhalf").halfClose();
                assertThat(talker.rest()).isEmpty();
                assertThat(served.gate.taken).isEmpty();
                assertThat(served.server.figures().refusals()).containsEntry(Cause.GONE, 1L);
            }
        }
    }

    @Nested
    class SizeOfTheData {
        private static final String HUNDRED = "0123456789abcdef012\r\n".repeat(5) + ".\r\n";

        @Test
        void libraryDoesNotLimitIt() {
            try (Stock stock = new Stock(builder -> builder.maxMessageSize(10), null);
                    Talker talker = inData(stock.talker())) {
                talker.raw(HUNDRED).expect("250");
            }
        }

        @Test
        void libraryFailsOnALargeNumber() {
            try (Stock stock = new Stock(builder -> builder.maxMessageSize(10), null);
                    Talker talker = stock.talker().greeted()) {
                talker.expect("MAIL FROM:<a@b.org> SIZE=99999999999", "421");
            }
        }

        @Test
        void oursLimitsItAndTheNextMessagePasses() {
            try (Served served = new Served(draft -> draft.messageSize(10));
                    Talker talker = inData(served.talker())) {
                talker.raw(HUNDRED).expect("552 5.3.4").expect("MAIL FROM:<a@b.org> SIZE=99999999999", "552 5.3.4");
                talker.begun("a@b.org", "u@example.com").expect("small\r\n.", "250");
            }
        }
    }

    @Nested
    class Grammar {
        @Test
        void libraryTakesNearlyAnything() {
            try (Stock stock = new Stock();
                    Talker talker = stock.talker().expect("220")) {
                talker.expect("MAIL FROM:<a@b.org> FOO=BAR", "250").expect("RCPT TO:<>", "250");
            }
        }

        @Test
        void oursDoesNot() {
            try (Served served = new Served();
                    Talker talker = served.talker().expect("220")) {
                talker.expect("MAIL FROM:<a@b.org>", "503 5.5.1").expect("HELO a", "250");
                talker.expect("MAIL FROM:<a@b.org> FOO=BAR", "555 5.5.4").expect("MAIL FROM:<a@b.org>", "250");
                talker.expect("RCPT TO:<>", "501 5.1.3");
            }
        }
    }

    @Nested
    class FailedHandshake {
        private static final String INJECTED =
                "STARTTLS\r\nMAIL FROM:<evil@b.org>\r\nRCPT TO:<u@example.com>\r\n" + "BDAT 6 LAST\r\nevil\r\n";

        @TempDir
        Path folder;

        @Test
        void libraryGoesOnInPlaintextWithBufferedCommands() throws InterruptedException {
            try (Stock stock = new Stock(
                            builder -> builder.enableTLS().startTlsSocketFactory(TestTls.server(folder)), null);
                    Talker talker = stock.talker().greeted()) {
                talker.raw(INJECTED).expect("220").raw("this is no handshake at all\r\n");
                assertThat(stock.taken.poll(1, TimeUnit.MINUTES)).isEqualTo("evil\r\n");
            }
        }

        @Test
        void oursEndsTheConnectionAndForgetsThem() {
            try (Served served = new Served(draft -> {
                        draft.tls = Optional.of(TestTls.source(folder));
                        return draft;
                    });
                    Talker talker = served.talker().greeted()) {
                talker.raw(INJECTED).expect("220").raw("this is no handshake at all\r\n");
                assertThat(talker.rest()).doesNotContain("250");
                served.server.stop(Duration.ofMinutes(1));
                assertThat(served.gate.taken).isEmpty();
                assertThat(served.server.figures().refusals()).containsEntry(Cause.TLS, 1L);
            }
        }
    }

    @Nested
    class ReverseDns {
        @Test
        void libraryAsksForTheNameOfTheClient() {
            int before = CountingResolver.REVERSE.get();
            try (Stock stock = new Stock(builder -> builder.insertReceivedHeaders(true), null);
                    Talker talker = inData(stock.talker())) {
                talker.raw("x\r\n.\r\n").expect("250");
            }
            assertThat(CountingResolver.REVERSE.get()).isGreaterThan(before);
        }

        @Test
        void oursDoesNot() {
            try (Served served = new Served()) {
                int before = CountingResolver.REVERSE.get();
                try (Talker talker = inData(served.talker())) {
                    talker.raw("x\r\n.\r\n").expect("250").expect("QUIT", "221");
                    assertThat(talker.rest()).isEmpty();
                }
                assertThat(CountingResolver.REVERSE.get()).isEqualTo(before);
            }
        }
    }

    @Nested
    class Stopping {
        @Test
        void libraryWaitsForAHandlerThatHangs() throws InterruptedException {
            var entered = new CountDownLatch(1);
            var release = new CountDownLatch(1);
            try (Stock stock = new Stock(builder -> builder, data -> {
                        entered.countDown();
                        await(release);
                        return null;
                    });
                    Talker talker = inData(stock.talker())) {
                talker.raw(".\r\n");
                entered.await();
                Thread stopping = Thread.ofPlatform().start(stock.server::stop);
                // The session has been cut by now, and still stop() waits.
                assertThat(talker.rest()).isEmpty();
                assertThat(stopping.join(Duration.ofMillis(200))).isFalse();
                release.countDown();
                stopping.join();
            }
        }

        @Test
        void oursReturnsWhileTheGateHangs() throws InterruptedException {
            var entered = new CountDownLatch(1);
            var release = new CountDownLatch(1);
            try (Served served = new Served();
                    Talker talker = inData(served.talker())) {
                served.gate.answer = (mail, claim) -> {
                    entered.countDown();
                    await(release);
                    return TestGate.OK;
                };
                talker.raw(".\r\n");
                entered.await();
                served.server.stop(Duration.ZERO);
                release.countDown();
                assertThat(talker.rest()).doesNotContain("250");
            }
        }

        private static void await(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Nested
    class DataOctetByOctet {
        private static final int OCTETS = 100_000;

        /** Counts how it is asked. */
        private static final class Asked extends FilterInputStream {
            long forOne;
            long forMany;

            Asked(InputStream in) {
                super(in);
            }

            @Override
            public int read() throws IOException {
                forOne++;
                return super.read();
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                forMany++;
                return super.read(into, offset, length);
            }
        }

        private static byte[] data() {
            return ("0123456789abcdef0123456789abcdef01234567890123456789abcdef0123456789ab\r\n".repeat(OCTETS / 72 + 1)
                            + ".\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
        }

        @Test
        void libraryAsksForEachOfThemWhateverTheReaderWants() throws IOException {
            byte[] data = data();
            var asked = new Asked(new ByteArrayInputStream(data));
            var stock = new DotTerminatedInputStream(asked);
            var block = new byte[8192];
            long read = 0;
            for (int got = stock.read(block, 0, block.length); got >= 0; got = stock.read(block, 0, block.length)) {
                read += got;
            }
            assertThat(read).isGreaterThan(OCTETS);
            assertThat(asked.forOne).isGreaterThanOrEqualTo(read);
            assertThat(asked.forMany).isZero();
        }

        @Test
        void oursAsksTheSocketForBlocks() throws IOException {
            byte[] data = data();
            var streams = new ArrayList<Asked>();
            long minute = Duration.ofMinutes(1).toNanos();
            try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress()) {
                        @Override
                        public Socket accept() throws IOException {
                            var socket = new Socket() {
                                @Override
                                public InputStream getInputStream() throws IOException {
                                    streams.add(new Asked(super.getInputStream()));
                                    return streams.getLast();
                                }
                            };
                            implAccept(socket);
                            return socket;
                        }
                    };
                    Socket client = new Socket(listener.getInetAddress(), listener.getLocalPort());
                    Wire wire = new Wire(listener.accept(), Duration.ofMinutes(1), () -> false)) {
                Thread sending = Thread.ofVirtual().start(() -> write(client, data));
                var taken = new ByteArrayOutputStream();
                ContentDecoder decoder = ContentDecoder.forData(taken::write);
                while (!decoder.ended()) {
                    assertThat(wire.fill(System.nanoTime() + minute, false)).isTrue();
                    wire.decode(decoder);
                }
                assertThat(taken.size()).isEqualTo(data.length - 3);
                Asked asked = streams.getFirst();
                assertThat(asked.forOne).isZero();
                // TCP may cut a stream into segments; the smallest that hosts must take has 536 octets of data.
                assertThat(asked.forMany).isBetween(1L, data.length / 500L);
                sending.interrupt();
            }
        }

        private static void write(Socket client, byte[] data) {
            try {
                client.getOutputStream().write(data);
            } catch (IOException gone) {
                throw new UncheckedIOException(gone);
            }
        }
    }

    @Nested
    class Sending {
        /** A line end that is none, and letters of two octets. */
        private static final String SIGNED = "Subject: a\r\n\r\nsigned\nas it is: ñandú\r\n";

        @Test
        void libraryRewritesLineEndsAndCountsCharactersForOctets() throws Exception {
            byte[] content = SIGNED.getBytes(StandardCharsets.UTF_8);
            try (var server = new ScriptedServer()) {
                SmartClient stock = SmartClient.createAndConnect(
                        server.address().host(), server.address().port(), "gate.example.net");
                stock.from("a@b.org");
                stock.to("u@example.com");
                stock.dataStart();
                stock.dataWrite(content);
                stock.dataEnd();
                assertThat(server.received.getFirst().content())
                        .isNotEqualTo(content)
                        .isEqualTo(SIGNED.replace("signed\n", "signed\r\n").getBytes(StandardCharsets.UTF_8));
                stock.quit();
            }
            try (Served served = new Served()) {
                SmartClient stock = SmartClient.createAndConnect(
                        "127.0.0.1", served.server.addresses().getFirst().getPort(), "gate.example.net");
                stock.from("a@b.org");
                stock.to("u@example.com");
                // 5 characters are announced and 7 octets follow: the rest is taken for a command, or the end is
                // missed.
                assertThatThrownBy(() -> {
                            stock.bdatLast("ñandú");
                            stock.sendAndCheck("NOOP");
                            stock.sendAndCheck("NOOP");
                        })
                        .isInstanceOf(IOException.class);
            }
        }

        @Test
        void oursSendsOctetsAsTheyAre() throws Exception {
            byte[] content = SIGNED.replace("signed\n", "signed\r\n").getBytes(StandardCharsets.UTF_8);
            Recipient recipient = Recipient.of("u@example.com");
            try (var server = new ScriptedServer();
                    var ours = new RelayClient(
                            RelaySettings.of("gate.example.net").withTls(RelaySettings.Tls.NEVER),
                            () -> List.of(server.address()),
                            Network.system(),
                            (who, open, why) -> {})) {
                ours.deliver(
                        List.of(server.address()),
                        Client.plain(InetAddress.getLoopbackAddress(), "mail.b.org"),
                        new Envelope(ReversePath.of("a@b.org"), Envelope.Parameters.NONE, List.of(recipient)),
                        new byte[0],
                        Content.of(content),
                        Duration.ofSeconds(20));
                assertThat(server.received.getFirst().content()).isEqualTo(content);
                assertThat(server.received.getFirst().mail()).endsWith(" SIZE=" + content.length);
            }
        }
    }

    @Nested
    class OneOctetAtATime {
        @Test
        void libraryWaitsAsLongAsSomethingComes() {
            try (Stock stock = new Stock(builder -> builder.connectionTimeoutMs(400), null);
                    Talker talker = stock.talker().greeted()) {
                talker.raw("NOOP ");
                for (int i = 0; i < 12; i++) {
                    assertThat(talker.hearsWithin(100)).isFalse();
                    talker.raw("x");
                }
                talker.expect("", "250");
            }
        }

        @Test
        void oursCutsAtTheDeadline() {
            Duration long_ = Duration.ofMinutes(1);
            try (Served served =
                            new Served(draft -> draft.timeouts(Duration.ofMillis(400), long_, long_, long_, long_));
                    Talker talker = served.talker().greeted()) {
                talker.raw("NOOP ");
                while (!talker.hearsWithin(50)) {
                    talker.raw("x");
                }
                talker.expect("421 4.4.2");
            }
        }
    }
}
