package org.postigo.classifier.combine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What happened to the models of a shelf, in order: one line an event, each with its own checksum, so that a damaged
 * line costs no other. Which model serves is a fold over it.
 *
 * @param events in order
 * @param damaged lines that were passed over
 */
record History(List<Event> events, int damaged) {
    /** Copies the list. */
    History {
        events = List.copyOf(events);
    }

    /** What can happen. */
    enum Kind {
        MADE,
        PROMOTED,
        FORCED,
        ROLLED_BACK
    }

    /**
     * One event.
     *
     * @param version made, promoted, or left by going back
     * @param qualified of what was made, whether it may serve
     * @param against of what was made, the version that it was compared with
     * @param why in words
     */
    record Event(Instant at, String by, Kind kind, int version, boolean qualified, String against, String why) {
        private String line() {
            String body = String.join(
                    "\t",
                    at.toString(),
                    plain(by),
                    kind.name().toLowerCase(Locale.ROOT),
                    Integer.toString(version),
                    qualified ? "qualified" : "-",
                    plain(against),
                    plain(why));
            return WholeFile.checksum(body) + "\t" + body + "\n";
        }

        private static String plain(String text) {
            return text.replaceAll("\\p{Cntrl}+", " ");
        }

        private static Optional<Event> parse(String line) {
            String[] words = line.split("\t", -1);
            if (words.length != 8
                    || !WholeFile.checksum(line.substring(words[0].length() + 1))
                            .equals(words[0])) {
                return Optional.empty();
            }
            try {
                return Optional.of(new Event(
                        Instant.parse(words[1]),
                        words[2],
                        Kind.valueOf(words[3].toUpperCase(Locale.ROOT)),
                        Integer.parseInt(words[4]),
                        words[5].equals("qualified"),
                        words[6],
                        words[7]));
            } catch (DateTimeException | IllegalArgumentException ofALaterVersion) {
                return Optional.empty();
            }
        }
    }

    static History read(Path file) throws IOException {
        String text;
        try {
            text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (NoSuchFileException none) {
            return new History(List.of(), 0);
        }
        var events = new ArrayList<Event>();
        int damaged = 0;
        for (String line : text.split("\n")) {
            Optional<Event> event = Event.parse(line);
            event.ifPresent(events::add);
            damaged += event.isEmpty() && !line.isEmpty() ? 1 : 0;
        }
        return new History(events, damaged);
    }

    void write(Path file) throws IOException {
        var text = new StringBuilder();
        events.forEach(event -> text.append(event.line()));
        WholeFile.write(file, text.toString());
    }

    History with(Event event) {
        var longer = new ArrayList<>(events);
        longer.add(event);
        return new History(longer, damaged);
    }

    /** Versions that serve or served and were not gone back from, the newest first; the bare prices lie below them. */
    Deque<Integer> serving() {
        var stack = new ArrayDeque<Integer>();
        for (Event event : events) {
            switch (event.kind()) {
                case MADE -> {}
                case PROMOTED, FORCED -> stack.push(event.version());
                case ROLLED_BACK -> stack.removeFirstOccurrence(event.version());
            }
        }
        return stack;
    }

    /** How it was made; empty if it never was. */
    Optional<Event> made(int version) {
        return events.stream()
                .filter(event -> event.kind() == Kind.MADE && event.version() == version)
                .findFirst();
    }

    int next() {
        return 1 + events.stream().mapToInt(Event::version).max().orElse(0);
    }
}
