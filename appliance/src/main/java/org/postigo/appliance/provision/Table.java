package org.postigo.appliance.provision;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * A table as spreadsheets and panels export it: CSV (RFC 4180) with a line of headings, cells divided by commas or
 * semicolons.
 *
 * @param rows in their order
 */
public record Table(List<Row> rows) {
    /** Copies the list. */
    public Table {
        rows = List.copyOf(rows);
    }

    /**
     * One row.
     *
     * @param line where it stands, the headings being line 1
     * @param cells by heading, in lower case; those that are empty are left out
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
     * Reads a table.
     *
     * @param known headings that mean something; any other is refused, since a misspelt one would be lost in silence
     * @param required headings that must be there
     * @throws IllegalArgumentException if it is none; the message says where
     */
    public static Table read(Reader text, Set<String> known, Set<String> required) throws IOException {
        String whole = readAll(text);
        String first = whole.lines().findFirst().orElse("");
        char delimiter = first.indexOf(';') >= 0 && first.indexOf(',') < 0 ? ';' : ',';
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setDelimiter(delimiter)
                .setHeader()
                .setSkipHeaderRecord(true)
                .setIgnoreHeaderCase(true)
                .setTrim(true)
                .setIgnoreEmptyLines(true)
                .get();
        try (CSVParser parser = CSVParser.parse(whole, format)) {
            var headings = new TreeSet<String>();
            parser.getHeaderNames().forEach(name -> headings.add(name.toLowerCase(Locale.ROOT)));
            for (String heading : headings) {
                if (!known.contains(heading)) {
                    throw new IllegalArgumentException("line 1: no such column: " + heading + "; there are "
                            + String.join(", ", new TreeSet<>(known)));
                }
            }
            if (!headings.containsAll(required)) {
                throw new IllegalArgumentException(
                        "line 1: the headings must name " + String.join(", ", new TreeSet<>(required)));
            }
            var rows = new ArrayList<Row>();
            for (CSVRecord record : parser) {
                rows.add(row(parser, record));
            }
            return new Table(rows);
        } catch (UncheckedIOException | IllegalStateException broken) {
            throw new IllegalArgumentException("not a CSV table: " + broken.getMessage(), broken);
        }
    }

    private static Row row(CSVParser parser, CSVRecord record) {
        var cells = new LinkedHashMap<String, String>();
        record.toMap().forEach((heading, cell) -> {
            if (!cell.isBlank()) {
                cells.put(heading.toLowerCase(Locale.ROOT), cell.strip());
            }
        });
        return new Row(parser.getCurrentLineNumber(), cells);
    }

    /** Without the mark that spreadsheets put at the beginning. */
    private static String readAll(Reader text) throws IOException {
        String whole = text.readAllAsString();
        return whole.startsWith("\uFEFF") ? whole.substring(1) : whole;
    }
}
