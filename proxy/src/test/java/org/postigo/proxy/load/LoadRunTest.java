package org.postigo.proxy.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postigo.mail.Recipient;
import org.postigo.proxy.outbound.ScriptedServer;

@Timeout(60)
class LoadRunTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final List<Recipient> RECIPIENTS =
            List.of(Recipient.of("ana@example.com"), Recipient.of("bob@example.com"));

    private static LoadSettings to(int port, int sessions, long messages) {
        return LoadSettings.to(LOOPBACK.getHostAddress(), port, sessions, messages, RECIPIENTS);
    }

    @Test
    void sendsEveryMessageOnceAndCountsTheReplies() throws Exception {
        List<LoadSink.Message> taken = new CopyOnWriteArrayList<>();
        try (var sink = new LoadSink(LOOPBACK, 0, taken::add)) {
            LoadReport report = new LoadRun(to(sink.port(), 5, 203), MessageSource.generated(5_000, 0.3, 1)).run();
            assertThat(report.acknowledged()).isEqualTo(203);
            assertThat(report.replies())
                    .isEqualTo(Map.of("MAIL 250", 203L, "RCPT 250", 203L, "DATA 354", 203L, "CONTENT 250", 203L));
            assertThat(report.failures()).isEmpty();
            assertThat(report.reply().count()).isEqualTo(203);
            assertThat(report.cpu()).containsKey("own");
            assertThat(report.toString()).contains("203 acknowledged of 203 begun", "CONTENT 250");
            assertThat(sink.messages()).isEqualTo(203);
            // A session that finds nothing left to send does not connect.
            assertThat(sink.connections()).isBetween(1L, 5L);
            assertThat(sink.octets()).isEqualTo(report.octets() + 203 * 3);
        }
        assertThat(taken.stream().map(m -> messageId(m.content())).distinct()).hasSize(203);
        assertThat(taken.stream().flatMap(m -> m.recipients().stream()).distinct())
                .containsExactlyInAnyOrder("ana@example.com", "bob@example.com");
        assertThat(taken.stream()
                        .filter(m -> text(m.content()).contains("GTUBE"))
                        .count())
                .isBetween(50L, 75L);
        assertThat(taken).allSatisfy(m -> assertThat(m.content().length).isBetween(4_990, 5_010));
    }

    private static String text(byte[] content) {
        return new String(content, StandardCharsets.UTF_8);
    }

    private static String messageId(byte[] content) {
        return text(content)
                .lines()
                .filter(l -> l.startsWith("Message-ID"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void makesAConnectionForEachMessageWhereAsked() throws Exception {
        try (var sink = new LoadSink(LOOPBACK, 0)) {
            new LoadRun(to(sink.port(), 3, 20).withPerConnection(1), MessageSource.generated(600, 0, 1)).run();
            assertThat(sink.connections()).isEqualTo(20);
            assertThat(sink.messages()).isEqualTo(20);
        }
    }

    @Test
    void countsRefusalsAndGoesOnAfterThem() throws Exception {
        for (String[] offer : new String[][] {{"PIPELINING"}, {"8BITMIME"}}) {
            try (var server = new ScriptedServer().offering(offer)) {
                server.onRecipient("bob@example.com", "550 5.1.1 no such user");
                server.on("CONTENT", content -> content.contains("GTUBE") ? "554 5.7.1 spam" : "");
                LoadReport report =
                        new LoadRun(to(server.address().port(), 1, 100), MessageSource.generated(600, 0.5, 1)).run();
                assertThat(report.replies()).containsEntry("RCPT 250", 50L).containsEntry("RCPT 550", 50L);
                assertThat(report.replies().get("CONTENT 250")
                                + report.replies().get("CONTENT 554"))
                        .isEqualTo(50);
                assertThat(report.acknowledged())
                        .isEqualTo(server.received.size())
                        .isPositive();
                assertThat(server.connections).hasValue(1);
            }
        }
    }

    @Test
    void goesOnAfterABrokenConnectionAndEndsWhenNobodyListens() throws Exception {
        try (var server = new ScriptedServer()) {
            var contents = new AtomicInteger();
            server.on("CONTENT", _ -> contents.incrementAndGet() == 3 ? ScriptedServer.DROP : "");
            LoadReport report =
                    new LoadRun(to(server.address().port(), 1, 10), MessageSource.generated(600, 0, 1)).run();
            assertThat(report.begun()).isEqualTo(10);
            assertThat(report.failures().values().stream()
                            .mapToLong(Long::longValue)
                            .sum())
                    .isPositive();
            server.close();
            LoadReport nobody =
                    new LoadRun(to(server.address().port(), 2, 1_000), MessageSource.generated(600, 0, 1)).run();
            assertThat(nobody.acknowledged()).isZero();
            assertThat(nobody.failures().values().stream()
                            .mapToLong(Long::longValue)
                            .sum())
                    .isEqualTo(6);
        }
    }

    @Test
    void beginsNothingAfterItsTime() throws Exception {
        try (var sink = new LoadSink(LOOPBACK, 0)) {
            var s = to(sink.port(), 2, Long.MAX_VALUE);
            var settings = new LoadSettings(
                    s.host(),
                    s.port(),
                    2,
                    s.messages(),
                    Duration.ofMillis(300),
                    1,
                    false,
                    "x",
                    s.reversePath(),
                    RECIPIENTS,
                    List.of());
            LoadReport report = new LoadRun(settings, MessageSource.generated(600, 0, 1)).run();
            assertThat(report.acknowledged()).isEqualTo(sink.messages()).isPositive();
        }
    }

    @Test
    void sendsFilesWithStrictLineEndsAndStuffedDots(@TempDir Path folder) throws Exception {
        Files.createDirectories(folder.resolve("a"));
        Files.writeString(folder.resolve("a/1"), "From mbox Mon\nSubject: one\n\n.dot\nend");
        Files.writeString(folder.resolve("2"), "Subject: two\r\n\r\n..\r\nx\ry\n");
        Files.writeString(folder.resolve("index"), "spam a/1\n\nHAM 2\n");
        List<byte[]> taken = Collections.synchronizedList(new ArrayList<>());
        try (var sink = new LoadSink(LOOPBACK, 0, m -> taken.add(m.content()))) {
            new LoadRun(to(sink.port(), 1, 3), MessageSource.ofList(folder.resolve("index"))).run();
        }
        assertThat(taken.stream().map(LoadRunTest::text))
                .containsExactly(
                        "Subject: one\r\n\r\n.dot\r\nend\r\n",
                        "Subject: two\r\n\r\n..\r\nx\r\ny\r\n",
                        "Subject: one\r\n\r\n.dot\r\nend\r\n");
        Files.delete(folder.resolve("index"));
        assertThat(text(MessageSource.ofFolder(folder).message(1)))
                .startsWith("Subject: one")
                .endsWith("\r\n.\r\n");
        assertThatThrownBy(() -> MessageSource.ofFiles(List.of())).isInstanceOf(IOException.class);
    }

    @Test
    void theSinkFindsTheEndHoweverTheOctetsArrive() throws Exception {
        List<byte[]> taken = new CopyOnWriteArrayList<>();
        String content = "a\r\n..b\r\n\r\r\n.\rc\r\n";
        String dialog = "EHLO x\r\n"
                + "MAIL FROM:<>\r\n"
                + "RCPT TO:<a@b.example>\r\n"
                + "DATA\r\n"
                + "a\r\n"
                + "...b\r\n\r\r\n"
                + "..\r"
                + "c\r\n"
                + ".\r\n"
                + "RSET\r\n"
                + "DATA\r\n"
                + "MAIL FROM:<>\r\n"
                + "RCPT TO:<a@b.example>\r\n"
                + "DATA\r\n"
                + ".\r\n"
                + "QUIT\r\n";
        try (var sink = new LoadSink(LOOPBACK, 0, m -> taken.add(m.content()))) {
            for (int step : new int[] {1, 2, 3, 1_000}) {
                try (var socket = new Socket(LOOPBACK, sink.port())) {
                    socket.setTcpNoDelay(true);
                    OutputStream out = socket.getOutputStream();
                    byte[] bytes = dialog.getBytes(StandardCharsets.US_ASCII);
                    for (int from = 0; from < bytes.length; from += step) {
                        out.write(bytes, from, Math.min(step, bytes.length - from));
                        out.flush();
                    }
                    String said = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                    assertThat(said).contains("554 5.5.1").endsWith("221 2.0.0 Bye\r\n");
                }
            }
            assertThat(sink.messages()).isEqualTo(8);
        }
        assertThat(taken.stream().map(LoadRunTest::text).distinct()).containsExactly(content, "");
    }

    @Test
    void aCrowdStandsBesideTheLoadUntilItIsClosed() throws Exception {
        try (var sink = new LoadSink(LOOPBACK, 0)) {
            try (Crowd crowd = Crowd.gather(to(sink.port(), 1, 1), 30, 5)) {
                assertThat(crowd.standing()).isEqualTo(new Crowd.Standing(30, 5, 0));
                LoadReport report = new LoadRun(to(sink.port(), 2, 20), MessageSource.generated(1_000, 0, 1)).run();
                assertThat(report.acknowledged()).isEqualTo(20);
                assertThat(crowd.standing()).isEqualTo(new Crowd.Standing(30, 5, 0));
            }
            assertThat(sink.messages()).isEqualTo(20);
        }
    }
}
