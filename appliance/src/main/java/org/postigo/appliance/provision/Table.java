package org.postigo.appliance.provision;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * A table as spreadsheets and panels export it: CSV (RFC 4180) with a line of headings, cells divided by commas,
 * semicolons or tabs.
 *
 * @param rows in their order
 * @param leftOut columns that mean nothing here and were passed over
 */
public record Table(List<Row> rows, List<String> leftOut) {
    /** Copies the lists. */
    public Table {
        rows = List.copyOf(rows);
        leftOut = List.copyOf(leftOut);
    }

    /** What becomes of columns that mean nothing here. */
    public enum Others {
        /** The table is refused, since a misspelt heading would be lost in silence. */
        REFUSED,
        /** They are passed over and named. */
        LEFT_OUT
    }

    /**
     * One row.
     *
     * @param line where it stands, the headings being line 1
     * @param cells by our heading; those that are empty are left out
     */
    public record Row(long line, Map<String, String> cells) {
        /** Copies the map. */
        public Row {
            cells = Map.copyOf(cells);
        }

        /** What stands under a heading, empty if nothing does. */
        public String cell(String heading) {
            return cells.getOrDefault(heading, "");
        }
    }

    /**
     * The text of a file.
     *
     * @throws IllegalArgumentException if it is not UTF-8
     */
    public static String text(byte[] file) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(file))
                    .toString();
        } catch (CharacterCodingException other) {
            throw new IllegalArgumentException("not UTF-8: save the table as \"CSV UTF-8\"", other);
        }
    }

    /**
     * Reads a table.
     *
     * @param columns that mean something
     * @throws IllegalArgumentException if it is none; the message says where
     */
    static Table read(Reader text, Columns columns, Others others) throws IOException {
        String whole = readAll(text);
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setDelimiter(delimiter(whole.lines().findFirst().orElse("")))
                .setHeader()
                .setSkipHeaderRecord(true)
                .setIgnoreHeaderCase(true)
                .setTrim(true)
                .setIgnoreEmptyLines(true)
                .get();
        try (CSVParser parser = CSVParser.parse(whole, format)) {
            List<String> unknown = parser.getHeaderNames().stream()
                    .filter(heading -> columns.named(heading).isEmpty())
                    .toList();
            if (!unknown.isEmpty() && others == Others.REFUSED) {
                throw new IllegalArgumentException("line 1: no such column: " + unknown.getFirst() + "; there are "
                        + String.join(", ", columns.ours()));
            }
            Map<String, List<String>> found = columns.among(parser.getHeaderNames());
            var rows = new ArrayList<Row>();
            for (CSVRecord record : parser) {
                if (record.size() > parser.getHeaderNames().size()) {
                    throw new IllegalArgumentException(
                            "line " + parser.getCurrentLineNumber() + ": there are more cells than headings");
                }
                rows.add(row(parser.getCurrentLineNumber(), record, found));
            }
            return new Table(rows, unknown);
        } catch (UncheckedIOException | IllegalStateException broken) {
            throw new IllegalArgumentException("not a CSV table: " + broken.getMessage(), broken);
        }
    }

    /** The one that stands most often between the headings. */
    private static char delimiter(String headings) {
        char most = ',';
        for (char each : new char[] {';', '\t'}) {
            if (count(headings, each) > count(headings, most)) {
                most = each;
            }
        }
        return most;
    }

    private static long count(String text, char wanted) {
        return text.chars().filter(c -> c == wanted).count();
    }

    private static Row row(long line, CSVRecord record, Map<String, List<String>> columns) {
        var cells = new LinkedHashMap<String, String>();
        columns.forEach((our, headings) -> headings.stream()
                .filter(record::isSet)
                .map(record::get)
                .filter(cell -> !cell.isBlank())
                .findFirst()
                .ifPresent(cell -> cells.put(our, cell.strip())));
        return new Row(line, cells);
    }

    /** Without the mark that spreadsheets put at the beginning. */
    private static String readAll(Reader text) throws IOException {
        String whole = text.readAllAsString();
        return whole.startsWith("\uFEFF") ? whole.substring(1) : whole;
    }
}
