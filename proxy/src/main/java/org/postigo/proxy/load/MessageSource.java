package org.postigo.proxy.load;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.postigo.proxy.outbound.DotStuffing;

/** Messages to send, ready for the wire: CRLF line ends, dot-stuffed, the final dot included. Thread-safe. */
@FunctionalInterface
public interface MessageSource {
    /** The n-th message, counted from 0; begins anew after the last. The array is not written to again. */
    byte[] message(long n) throws IOException;

    /** Corpora up to this many octets are kept in memory; larger ones are read again for each message. */
    long IN_MEMORY = 256L << 20;

    /** All files of a folder and the folders in it, by name. */
    static MessageSource ofFolder(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return ofFiles(files.filter(Files::isRegularFile).sorted().toList());
        }
    }

    /**
     * The files that a list names, one on each line, relative to the list's folder. Lines of a TREC index ({@code
     * spam|ham path}) are understood; empty lines are passed over.
     */
    static MessageSource ofList(Path list) throws IOException {
        Path folder = list.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException("a list of files lies in a folder: " + list);
        }
        List<Path> files = new ArrayList<>();
        for (String line : Files.readAllLines(list)) {
            String trimmed = line.strip();
            String[] words = trimmed.split("\\s+", 2);
            String label = words[0].toLowerCase(Locale.ROOT);
            boolean index = words.length == 2 && (label.equals("spam") || label.equals("ham"));
            if (!trimmed.isEmpty()) {
                files.add(folder.resolve(index ? words[1] : trimmed));
            }
        }
        return ofFiles(files);
    }

    /** These files, each one message; an mbox line ({@code From ...}) at the top is left out. */
    static MessageSource ofFiles(List<Path> files) throws IOException {
        if (files.isEmpty()) {
            throw new IOException("there is no message to send");
        }
        long total = 0;
        for (Path file : files) {
            total += Files.size(file);
        }
        if (total > IN_MEMORY) {
            return n -> wire(Files.readAllBytes(files.get((int) (n % files.size()))));
        }
        List<byte[]> ready = new ArrayList<>();
        for (Path file : files) {
            ready.add(wire(Files.readAllBytes(file)));
        }
        return n -> ready.get((int) (n % ready.size()));
    }

    /**
     * Made-up mail, each with a Message-ID of its own.
     *
     * @param size octets of a message, at least 600
     * @param spam share of messages that a filter should hold (0 to 1): they bear the GTUBE line and what spam is made of
     * @param seed the same seed makes the same mail
     */
    static MessageSource generated(int size, double spam, long seed) throws IOException {
        int minimum = 600;
        if (size < minimum || spam < 0 || spam > 1) {
            throw new IllegalArgumentException("a message has at least " + minimum + " octets, a share is 0 to 1");
        }
        var random = new Random(seed);
        List<byte[]> templates = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            templates.add(wire(Generated.message(random, size, i < Math.round(spam * 100))));
        }
        String run = Long.toHexString(System.nanoTime());
        return n -> Generated.numbered(templates.get((int) Math.floorMod(n * 37, 100L)), run, n);
    }

    /** Content as SMTP carries it. */
    static byte[] wire(byte[] content) throws IOException {
        var strict = new ByteArrayOutputStream(content.length + content.length / 32 + 64);
        int from = startsWithMboxLine(content) ? afterLine(content) : 0;
        for (int i = from; i < content.length; i++) {
            byte b = content[i];
            boolean last = i + 1 == content.length;
            if (b == '\r') {
                strict.write('\r');
                strict.write('\n');
                if (!last && content[i + 1] == '\n') {
                    i++;
                }
            } else if (b == '\n') {
                strict.write('\r');
                strict.write('\n');
            } else {
                strict.write(b);
            }
        }
        byte[] lines = strict.toByteArray();
        var out = new ByteArrayOutputStream(lines.length + lines.length / 32 + 64);
        var stuffing = new DotStuffing(out, lines.length);
        stuffing.write(lines, 0, lines.length);
        stuffing.end();
        return out.toByteArray();
    }

    private static boolean startsWithMboxLine(byte[] content) {
        byte[] mark = "From ".getBytes(StandardCharsets.US_ASCII);
        return content.length > mark.length
                && new String(content, 0, mark.length, StandardCharsets.US_ASCII).equals("From ");
    }

    private static int afterLine(byte[] content) {
        int i = 0;
        while (i < content.length && content[i] != '\n') {
            i++;
        }
        return Math.min(i + 1, content.length);
    }
}
