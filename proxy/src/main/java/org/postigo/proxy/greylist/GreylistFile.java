package org.postigo.proxy.greylist;

import java.io.Closeable;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a {@link Greylist}: seconds since the epoch, {@code w} or {@code k}, and a name. Not synced: what a crash
 * takes away lets somebody wait once more. A line cut short is passed over. Not thread-safe.
 */
final class GreylistFile implements Closeable {
    private static final Pattern LINE = Pattern.compile("([0-9]{1,11}) ([wk]) ([!-~]{1,300});");

    private final Path path;
    private @Nullable Writer out;
    private long lines;

    /** What a line says of its name. */
    enum Kind {
        WAITING('w'),
        KNOWN('k');

        private final char letter;

        Kind(char letter) {
            this.letter = letter;
        }
    }

    /** Takes what a line says. */
    interface Reader {
        void line(Kind kind, String name, Instant at);
    }

    GreylistFile(Path path) {
        this.path = path;
    }

    void read(Reader reader) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        // ISO 8859-1, since a damaged line must not end the reading.
        try (Stream<String> all = Files.lines(path, StandardCharsets.ISO_8859_1)) {
            all.forEach(line -> {
                Matcher parts = LINE.matcher(line);
                if (parts.matches()) {
                    reader.line(
                            parts.group(2).equals("w") ? Kind.WAITING : Kind.KNOWN,
                            parts.group(3),
                            Instant.ofEpochSecond(Long.parseLong(parts.group(1))));
                }
            });
        }
    }

    /** Writes the file anew with these alone, and goes on behind them. */
    void write(Map<String, Instant> waiting, Map<String, Instant> known) throws IOException {
        close();
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        try (Writer all = Files.newBufferedWriter(fresh, StandardCharsets.US_ASCII)) {
            for (Map.Entry<String, Instant> each : known.entrySet()) {
                all.write(line(Kind.KNOWN, each.getKey(), each.getValue()));
            }
            for (Map.Entry<String, Instant> each : waiting.entrySet()) {
                all.write(line(Kind.WAITING, each.getKey(), each.getValue()));
            }
        }
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
        lines = (long) waiting.size() + known.size();
        out = Files.newBufferedWriter(path, StandardCharsets.US_ASCII, StandardOpenOption.APPEND);
    }

    void append(Kind kind, String name, Instant at) throws IOException {
        if (out == null) {
            throw new IOException(path + " is closed");
        }
        out.write(line(kind, name, at));
        out.flush();
        lines++;
    }

    /** In the file now. */
    long lines() {
        return lines;
    }

    /** Begins with an end of line, so that one cut short does not swallow it. */
    private static String line(Kind kind, String name, Instant at) {
        return "\n" + at.getEpochSecond() + " " + kind.letter + " " + name + ";";
    }

    @Override
    public void close() throws IOException {
        if (out != null) {
            out.close();
            out = null;
        }
    }
}
