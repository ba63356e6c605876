package org.postigo.appliance.command;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Text for a terminal: what came from a message is made harmless before it is printed. */
final class Terminal {
    private Terminal() {}

    /** Control and format characters, and so every escape sequence, become a middle dot; long text is cut. */
    static String safe(String text, int most) {
        String clean = text.codePoints()
                .map(c -> Character.isISOControl(c)
                                || Character.getType(c) == Character.FORMAT
                                || Character.getType(c) == Character.LINE_SEPARATOR
                                || Character.getType(c) == Character.PARAGRAPH_SEPARATOR
                        ? '·'
                        : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        int points = clean.codePointCount(0, clean.length());
        return points <= most ? clean : clean.substring(0, clean.offsetByCodePoints(0, most - 1)) + "…";
    }

    /** Rows in columns, the first one being the heading. */
    static String table(List<List<String>> rows) {
        int columns = rows.getFirst().size();
        int[] widths = IntStream.range(0, columns)
                .map(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        return rows.stream()
                .map(row -> IntStream.range(0, columns)
                        .mapToObj(column -> column == columns - 1
                                ? row.get(column)
                                : row.get(column)
                                        + " "
                                                .repeat(widths[column]
                                                        - row.get(column).length()))
                        .collect(Collectors.joining("  ")))
                .map(String::stripTrailing)
                .collect(Collectors.joining("\n", "", "\n"));
    }
}
