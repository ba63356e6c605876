package org.postigo.mail.message;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Prints what the parser does in a second on one thread, for files of a folder (the argument) or for generated messages,
 * and how long the worst inputs known take. Run it as a main program; it asserts nothing.
 */
public final class ParserBenchmark {
    private static final MessageParser PARSER = new MessageParser();
    private static int kept;

    private ParserBenchmark() {}

    public static void main(String[] args) throws IOException {
        if (args.length > 0) {
            List<byte[]> messages = new ArrayList<>();
            try (Stream<Path> files = Files.walk(Path.of(args[0]))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    messages.add(Files.readAllBytes(file));
                }
            }
            outcomes(messages);
            measure(args[0], messages);
        }
        measure("plain 2 KB", List.of(plain(2_000)));
        measure("plain 1 MB", List.of(plain(1_000_000)));
        measure("mixed with 1 MB attachment", List.of(mixed(700_000)));
        measure("no header, one line of 1 MB", List.of("x".repeat(1_000_000).getBytes(StandardCharsets.US_ASCII)));
        measure("50 levels around 1 MB", List.of(nested(50, 1_000_000)));
        measure("999 parts of 1 KB", List.of(wide(999, 1_000)));
        measure("boundary almost everywhere, 1 MB", List.of(almostBoundaries(1_000_000)));
        measure("256 KB of open encoded words", List.of(field("=?u?Q?a ", 250_000)));
        measure("256 KB of encoded words", List.of(field("=?utf-8?Q?=C3?= =?utf-8?Q?=B1?=", 250_000)));
        measure("256 KB of open quotes and comments", List.of(field("\"(<", 250_000)));
        measure(
                "256 KB of stray lines",
                List.of(("From: a\n" + "x\na:\n".repeat(50_000)).getBytes(StandardCharsets.US_ASCII)));
        measure(
                "256 KB of parameters",
                List.of(("Content-Type: a/b" + "; a*1*=\"x".repeat(25_000) + "\n\nx")
                        .getBytes(StandardCharsets.US_ASCII)));
    }

    private static void outcomes(List<byte[]> messages) {
        int complex = 0;
        int defects = 0;
        int withoutFrom = 0;
        for (byte[] message : messages) {
            switch (PARSER.parse(message)) {
                case ParseOutcome.Parsed(ParsedMessage parsed) -> {
                    defects += parsed.defects().isEmpty() ? 0 : 1;
                    withoutFrom += parsed.fromMailboxes().isEmpty() ? 1 : 0;
                }
                case ParseOutcome.TooComplex(String budget, ParsedMessage soFar) -> complex++;
            }
        }
        System.out.printf(
                "%d messages: %d too complex, %d with defects, %d without From mailbox%n",
                messages.size(), complex, defects, withoutFrom);
    }

    private static void measure(String name, List<byte[]> messages) {
        long octets = messages.stream().mapToLong(message -> message.length).sum();
        long nanos = 0;
        long rounds = 0;
        for (int warm = 0; warm < 2; warm++) {
            nanos = 0;
            rounds = 0;
            while (nanos < 1_000_000_000L) {
                long start = System.nanoTime();
                for (byte[] message : messages) {
                    kept += PARSER.parse(message).hashCode() & 1;
                }
                nanos += System.nanoTime() - start;
                rounds++;
            }
        }
        double seconds = nanos / 1e9;
        System.out.printf(
                "%-40s %10.0f messages/s %8.1f MB/s %9.3f ms each (%d)%n",
                name,
                rounds * messages.size() / seconds,
                rounds * octets / seconds / 1e6,
                seconds * 1e3 / rounds / messages.size(),
                kept & 1);
    }

    private static byte[] plain(int size) {
        String head =
                "Received: from a by b\r\nFrom: Ana <a@example.com>\r\nTo: b@example.com\r\nSubject: =?utf-8?Q?Ma=C3=B1ana?=\r\n"
                        + "Date: Tue, 24 Nov 2026 10:00:00 +0000\r\nMessage-ID: <1@x>\r\n\r\n";
        return (head + "Some words of an ordinary letter, line by line.\r\n".repeat(size / 49))
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] mixed(int attachment) {
        var octets = new byte[attachment];
        new Random(1).nextBytes(octets);
        return ("From: a@example.com\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhello\r\n--b\r\n"
                        + "Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                        + Base64.getMimeEncoder().encodeToString(octets) + "\r\n--b--\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] nested(int depth, int size) {
        var text = new StringBuilder("Subject: deep\r\n");
        for (int i = 0; i < depth; i++) {
            text.append("Content-Type: multipart/mixed; boundary=b%03d\r\n\r\n--b%03d\r\n".formatted(i, i));
        }
        return text.append("\r\n")
                .append("leaf\r\n".repeat(size / 6))
                .toString()
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] wide(int parts, int size) {
        return ("Content-Type: multipart/mixed; boundary=b\r\n\r\n"
                        + ("--b\r\n\r\n" + "x".repeat(size) + "\r\n").repeat(parts) + "--b--\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] almostBoundaries(int size) {
        String boundary = "-".repeat(69);
        return ("Content-Type: multipart/mixed; boundary=\"" + boundary + "x\"\r\n\r\n" + "--" + boundary + "x\r\n\r\n"
                        + (boundary + "\r\n").repeat(size / 71))
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] field(String piece, int size) {
        return ("From: " + piece.repeat(size / piece.length()) + "\r\n\r\nx").getBytes(StandardCharsets.US_ASCII);
    }
}
