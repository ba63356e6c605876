package org.postigo.appliance.provision;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postigo.mail.policy.Level;
import org.postigo.mail.policy.ServiceTree;
import org.postigo.mail.policy.Setting;
import org.postigo.mail.policy.Wishes;

/**
 * What a table of domains and mailboxes would change, before it does. Each line names its place under {@code domain},
 * {@code mailbox} or {@code place} (which may also be {@code site} or {@code group:NAME}); the other columns are the group
 * of a domain and settings by their names. An empty cell leaves things as they are, {@code inherit} leaves them to the
 * wider place.
 *
 * @param lines in the order of the table
 */
public record SettingsImport(List<Line> lines) {
    /** What is written where a setting is left to the wider place. */
    public static final String INHERIT = "inherit";

    private static final List<String> PLACES = List.of("place", "domain", "mailbox");

    /** The headings of such a table. */
    public static final Set<String> HEADINGS = Stream.concat(
                    Stream.concat(PLACES.stream(), Stream.of("group")),
                    Setting.ALL.stream().map(Setting::name))
            .collect(Collectors.toUnmodifiableSet());

    /** Copies the list. */
    public SettingsImport {
        lines = List.copyOf(lines);
    }

    /** What one line comes to. */
    public sealed interface Line {
        /** Where it stands in the table. */
        long number();

        /** A place that is not there yet. */
        record Add(long number, ServiceTree.Node node) implements Line {}

        /** Other settings of a place that is there. */
        record Change(long number, ServiceTree.Node before, ServiceTree.Node node) implements Line {}

        /** A place that has all this already. */
        record Same(long number, ServiceTree.Node node) implements Line {}

        /** None that could be imported. */
        record Bad(long number, String problem) implements Line {}
    }

    /** Compares a table with the settings that there are. */
    public static SettingsImport of(Table table, ServiceTree tree) {
        var seen = new HashSet<Level>();
        var lines = new ArrayList<Line>();
        for (Table.Row row : table.rows()) {
            try {
                Level level = place(row);
                lines.add(
                        seen.add(level)
                                ? line(row.line(), tree.node(level), row, level)
                                : new Line.Bad(row.line(), "the same place stands further up: " + level.text()));
            } catch (IllegalArgumentException refused) {
                lines.add(new Line.Bad(row.line(), String.valueOf(refused.getMessage())));
            }
        }
        return new SettingsImport(lines);
    }

    private static Line line(long number, Optional<ServiceTree.Node> before, Table.Row row, Level level) {
        ServiceTree.Node node = changed(before.orElse(ServiceTree.Node.of(level, Wishes.NONE)), row.cells());
        if (before.isEmpty()) {
            return new Line.Add(number, node);
        }
        return before.get().equals(node) ? new Line.Same(number, node) : new Line.Change(number, before.get(), node);
    }

    private static Level place(Table.Row row) {
        List<String> named =
                PLACES.stream().map(row::cell).filter(cell -> !cell.isEmpty()).toList();
        // A table of mailboxes may well have a column for their domain beside them.
        String place = !row.cell("mailbox").isEmpty() ? row.cell("mailbox") : named.isEmpty() ? "" : named.getFirst();
        return Level.parse(place)
                .orElseThrow(() -> new IllegalArgumentException(
                        place.isEmpty() ? "names neither domain nor mailbox" : "neither domain nor mailbox: " + place));
    }

    /**
     * What a place would say after words for some of its settings.
     *
     * @param words by name of the setting, and the group under {@code group}; others mean nothing here
     * @throws IllegalArgumentException if one is no value of its setting
     */
    public static ServiceTree.Node changed(ServiceTree.Node node, Map<String, String> words) {
        Wishes wishes = node.wishes();
        for (Setting<?> setting : Setting.ALL) {
            String word = words.getOrDefault(setting.name(), "");
            if (word.equals(INHERIT)) {
                wishes = wishes.without(setting);
            } else if (!word.isEmpty()) {
                wishes = wishes.read(setting, word);
            }
        }
        String group = words.getOrDefault("group", "");
        return new ServiceTree.Node(
                node.level(),
                group.isEmpty() ? node.group() : Optional.of(group).filter(name -> !name.equals("none")),
                wishes);
    }

    /** Places to be written. */
    public List<ServiceTree.Node> toWrite() {
        return lines.stream()
                .flatMap(line -> switch (line) {
                    case Line.Add(long _, ServiceTree.Node node) -> Stream.of(node);
                    case Line.Change(long _, ServiceTree.Node _, ServiceTree.Node node) -> Stream.of(node);
                    case Line.Same _, Line.Bad _ -> Stream.<ServiceTree.Node>of();
                })
                .toList();
    }

    /** How many lines are of this kind. */
    public long count(Class<? extends Line> kind) {
        return lines.stream().filter(kind::isInstance).count();
    }

    /** A place in words: its settings and, of a domain, its group. */
    public static String words(ServiceTree.Node node) {
        Stream<String> group = node.group().stream().map(name -> "group " + name);
        Stream<String> settings =
                node.wishes().words().entrySet().stream().map(each -> each.getKey() + " " + each.getValue());
        return Stream.concat(Stream.of(node.level().text()), Stream.concat(group, settings))
                .collect(Collectors.joining("; "));
    }
}
