package org.postigo.proxy.flow;

import java.io.Closeable;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.Mailbox;
import org.postigo.mail.finding.Verdict;
import org.postigo.mail.record.CopyOutcome;
import org.postigo.mail.record.Reply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open attempts of {@link Attempts} in a small file of their own, so that a start reads them at once, whatever the
 * size of the journal and the state of the index. A line for each copy taken care of, and for each that a 250 closed;
 * each is on the disk when the call returns, and bears a checksum, so that a line cut short by a crash is passed over.
 * At opening the file is written anew with what is still open. Not thread-safe.
 */
public final class AttemptLog implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(AttemptLog.class);

    private final InstantSource clock;
    private final FileChannel channel;
    private final LinkedHashMap<String, Open> atStart;

    /** An attempt that did not end in a 250. */
    private record Open(Instant last, Map<ForwardPath, CopyOutcome> settled) {}

    /** What a line says. */
    private record Note(Instant at, String key, ForwardPath path, Optional<CopyOutcome> settled) {}

    private AttemptLog(InstantSource clock, FileChannel channel, LinkedHashMap<String, Open> atStart) {
        this.clock = clock;
        this.channel = channel;
        this.atStart = atStart;
    }

    /**
     * Opens the file, or makes it.
     *
     * @param keep attempts that nobody retried for so long are forgotten
     * @param messages at most; beyond that the oldest are forgotten
     * @throws IOException if it cannot be read or written
     */
    public static AttemptLog open(Path file, InstantSource clock, Duration keep, int messages) throws IOException {
        LinkedHashMap<String, Open> open = Files.exists(file) ? read(file, messages) : new LinkedHashMap<>();
        Instant since = clock.instant().minus(keep);
        open.values().removeIf(attempt -> attempt.last().isBefore(since));
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        FileChannel channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        try {
            for (Map.Entry<String, Open> attempt : open.entrySet()) {
                var lines = new StringBuilder();
                attempt.getValue()
                        .settled()
                        .forEach((path, outcome) -> lines.append(line(
                                new Note(attempt.getValue().last(), attempt.getKey(), path, Optional.of(outcome)))));
                write(channel, lines);
            }
            channel.force(true);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            try (FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
                folder.force(true);
            }
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
        return new AttemptLog(clock, channel, open);
    }

    private static LinkedHashMap<String, Open> read(Path file, int messages) throws IOException {
        var open = new LinkedHashMap<String, Open>();
        long damaged;
        // ISO 8859-1, since a damaged line must not end the reading.
        try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
            damaged = lines.filter(line -> !line.isEmpty() && !fold(line, open, messages))
                    .count();
        }
        if (damaged > 0) {
            LOG.warn("{} lines of {} are damaged: copies they speak of may be delivered twice", damaged, file);
        }
        return open;
    }

    /** False for a line that is not what was written. */
    private static boolean fold(String line, LinkedHashMap<String, Open> open, int messages) {
        Optional<Note> read = note(line);
        read.ifPresent(note -> {
            var copies = new HashMap<>(Optional.ofNullable(open.remove(note.key()))
                    .map(Open::settled)
                    .orElse(Map.of()));
            note.settled()
                    .ifPresentOrElse(outcome -> copies.put(note.path(), outcome), () -> copies.remove(note.path()));
            if (!copies.isEmpty()) {
                open.put(note.key(), new Open(note.at(), Map.copyOf(copies)));
                if (open.size() > messages) {
                    open.pollFirstEntry();
                }
            }
        });
        return read.isPresent();
    }

    /** What was open when the file was opened, the longest untouched first. */
    Map<String, Map<ForwardPath, CopyOutcome>> open() {
        return atStart.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        each -> each.getValue().settled(),
                        (one, other) -> other,
                        LinkedHashMap::new));
    }

    /** Writes down copies that are taken care of. */
    void settled(String key, Map<ForwardPath, CopyOutcome> copies) throws IOException {
        Instant now = clock.instant();
        append(copies.entrySet().stream()
                .map(copy -> new Note(now, key, copy.getKey(), Optional.of(copy.getValue())))
                .toList());
    }

    /** Writes down that a 250 closed copies. */
    void acknowledged(String key, Collection<ForwardPath> copies) throws IOException {
        Instant now = clock.instant();
        append(copies.stream()
                .map(path -> new Note(now, key, path, Optional.empty()))
                .toList());
    }

    private void append(List<Note> notes) throws IOException {
        // A line cut short by a full disk must not swallow the next one.
        var lines = new StringBuilder("\n");
        notes.forEach(note -> lines.append(line(note)));
        write(channel, lines);
        channel.force(false);
    }

    private static void write(FileChannel channel, CharSequence lines) throws IOException {
        ByteBuffer octets = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.US_ASCII));
        while (octets.hasRemaining()) {
            channel.write(octets);
        }
    }

    private static String line(Note note) {
        var words = new ArrayList<String>(List.of(
                Long.toString(note.at().getEpochSecond()),
                note.key(),
                note.path().mailbox().toString()));
        note.settled().ifPresent(outcome -> words.addAll(words(outcome)));
        String line = words.stream()
                .map(word -> URLEncoder.encode(word, StandardCharsets.UTF_8))
                .collect(Collectors.joining(" "));
        return sum(line) + " " + line + "\n";
    }

    private static List<String> words(CopyOutcome outcome) {
        return switch (outcome) {
            case CopyOutcome.Delivered(String server, Reply reply) -> words("delivered", server, reply);
            case CopyOutcome.Queued(String server, Reply reply) -> words("queued", server, reply);
            case CopyOutcome.Held(Verdict.Reason reason, Optional<Reply> refusal) ->
                refusal.map(reply -> words("held", reason.name(), reply))
                        .orElseGet(() -> List.of("held", reason.name()));
            case CopyOutcome.HeldInvisibly _, CopyOutcome.Deferred _, CopyOutcome.Refused _ ->
                throw new IllegalArgumentException("settles nothing: " + outcome);
        };
    }

    private static List<String> words(String kind, String whoOrWhy, Reply reply) {
        return List.of(kind, whoOrWhy, Integer.toString(reply.code()), reply.enhanced(), reply.text());
    }

    private static Optional<Note> note(String line) {
        if (line.length() < 10 || !sum(line.substring(9)).equals(line.substring(0, 8))) {
            return Optional.empty();
        }
        List<String> words = Stream.of(line.substring(9).split(" ", -1))
                .map(word -> URLDecoder.decode(word, StandardCharsets.UTF_8))
                .toList();
        return Mailbox.parse(words.get(2))
                .map(mailbox -> new Note(
                        Instant.ofEpochSecond(Long.parseLong(words.get(0))),
                        words.get(1),
                        new ForwardPath(mailbox),
                        outcome(words.subList(3, words.size()))));
    }

    private static Optional<CopyOutcome> outcome(List<String> words) {
        if (words.isEmpty()) {
            return Optional.empty();
        }
        Optional<Reply> reply = words.size() < 5
                ? Optional.empty()
                : Optional.of(new Reply(Integer.parseInt(words.get(2)), words.get(3), words.get(4)));
        return switch (words.getFirst()) {
            case "delivered" -> reply.map(each -> new CopyOutcome.Delivered(words.get(1), each));
            case "queued" -> reply.map(each -> new CopyOutcome.Queued(words.get(1), each));
            default -> Optional.of(new CopyOutcome.Held(Verdict.Reason.valueOf(words.get(1)), reply));
        };
    }

    private static String sum(String line) {
        var crc = new CRC32C();
        crc.update(line.getBytes(StandardCharsets.ISO_8859_1));
        return String.format("%08x", crc.getValue());
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
