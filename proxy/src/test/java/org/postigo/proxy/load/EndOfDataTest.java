package org.postigo.proxy.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postigo.mail.policy.ProtectedDomain.MailboxServer;

/** What reaches the server behind us, octet by octet, when a sender ends its data in ways that some server takes for an end. */
class EndOfDataTest {
    private static final int AT_LEAST = 40;

    private final Queue<LoadSink.Message> arrived = new ConcurrentLinkedQueue<>();
    private LoadSink sink;
    private ProxyBench.Running running;

    @BeforeEach
    void start(@TempDir Path spool) throws IOException {
        sink = new LoadSink(InetAddress.getLoopbackAddress(), 0, arrived::add);
        running = ProxyBench.start(0, new MailboxServer("127.0.0.1", sink.port()), spool);
    }

    @AfterEach
    void stop() throws IOException {
        running.server().stop(Duration.ZERO);
        running.flow().close();
        running.relay().close();
        sink.close();
    }

    private static List<String> falseEnds() {
        List<String> lineEnds = List.of("\n", "\r", "\n\r", "\r\r\n", "\0\r\n", "\r\n\0", "\r\0\n");
        var ends = new ArrayList<String>();
        for (String one : lineEnds) {
            ends.add(one + ".\r\n");
            ends.add("\r\n." + one);
            for (String other : lineEnds) {
                ends.add(one + "." + other);
            }
        }
        // Whatever stands before and behind it, CRLF.CRLF is the end.
        ends.removeIf(end -> end.contains("\r\n.\r\n"));
        return ends;
    }

    private String send(String data) throws IOException {
        try (var socket =
                new Socket(InetAddress.getLoopbackAddress(), running.server().port())) {
            socket.setSoTimeout(30_000);
            OutputStream out = socket.getOutputStream();
            out.write(("EHLO a\r\nMAIL FROM:<first@sender.example>\r\nRCPT TO:<ana@example.com>\r\nDATA\r\n" + data)
                    .getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void noFalseEndMakesASecondMessageOrAMalformedOctet() throws IOException {
        assertThat(falseEnds()).doesNotHaveDuplicates().hasSizeGreaterThan(AT_LEAST);
        for (String end : falseEnds()) {
            arrived.clear();
            String name = end.replace("\r", "\\r").replace("\n", "\\n").replace("\0", "\\0");
            String heard = send("first" + end
                    + "MAIL FROM:<second@evil.example>\r\n"
                    + "RCPT TO:<victim@example.com>\r\n"
                    + "DATA\r\n"
                    + "smuggled\r\n"
                    + ".\r\n"
                    + "QUIT\r\n");
            assertThat(heard).as(name).contains("\r\n250 2.0.0 Accepted").contains("\r\n221 ");
            assertThat(arrived).as(name).singleElement().satisfies(message -> {
                String content = new String(message.content(), StandardCharsets.ISO_8859_1);
                assertThat(message.mail()).as(name).contains("first@sender.example");
                assertThat(content).as(name).contains("first").contains("smuggled\r\n");
                assertThat(content.replace("\r\n", "")).as(name).doesNotContain("\r", "\n");
            });
        }
    }

    @Test
    void theRealEndEndsAMessageAndWhatFollowsIsCommands() throws IOException {
        send("first\r\n"
                + ".\r\n"
                + "MAIL FROM:<second@sender.example>\r\n"
                + "RCPT TO:<ana@example.com>\r\n"
                + "DATA\r\n"
                + "..dot\r\n"
                + ".\r\n"
                + "QUIT\r\n");
        assertThat(arrived).hasSize(2);
        assertThat(arrived)
                .last()
                .satisfies(message -> assertThat(new String(message.content(), StandardCharsets.ISO_8859_1))
                        .endsWith("\r\n.dot\r\n"));
    }
}
