package org.postigo.appliance.provision;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postigo.mail.DomainName;
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

    private static final Columns COLUMNS = columns();

    private static Columns columns() {
        Columns columns = new Columns(Set.of())
                .with("place")
                .with("domain", "domain-name", "dominio")
                .with("mailbox", "email", "e-mail", "email-address", "primary-smtp-address", "user-principal-name")
                .with("mailbox", "username", "address", "correo", "buzon", "direccion")
                .with("port", "destination-port", "puerto")
                .with(
                        "group",
                        "customer",
                        "client",
                        "company",
                        "organization",
                        "organisation",
                        "grupo",
                        "cliente",
                        "empresa");
        Setting.ALL.forEach(setting -> columns.with(setting.name()));
        return columns.with("servers", "server", "mail-server", "destination", "destination-server", "smarthost")
                .with("servers", "relay-host", "next-hop", "servidor", "destino")
                .with("languages", "language", "lang", "idioma");
    }

    /**
     * A table of domains and mailboxes.
     *
     * @throws IllegalArgumentException if it is none; the message says where
     */
    public static Table read(String text, Table.Others others) {
        try {
            return Table.read(new StringReader(text), COLUMNS, others);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

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

    /**
     * Compares a table with the settings that there are. A group that is named and not there yet is added by the line that
     * names it first.
     */
    public static SettingsImport of(Table table, ServiceTree tree) {
        var planned = new LinkedHashMap<Level, ServiceTree.Node>();
        var lines = new ArrayList<Line>();
        for (Table.Row row : table.rows()) {
            try {
                Level level = place(row);
                Line line = planned.containsKey(level)
                        ? new Line.Bad(row.line(), "the same place stands further up: " + level.text())
                        : line(row.line(), tree.node(level), row, level);
                node(line).ifPresent(node -> planned.put(level, node));
                lines.add(line);
            } catch (IllegalArgumentException refused) {
                lines.add(new Line.Bad(row.line(), String.valueOf(refused.getMessage())));
            }
        }
        addGroups(tree, planned, lines);
        lines.replaceAll(line -> node(line)
                .flatMap(node -> problem(node, tree, planned))
                .<Line>map(problem -> new Line.Bad(line.number(), problem))
                .orElse(line));
        return new SettingsImport(lines);
    }

    private static void addGroups(ServiceTree tree, Map<Level, ServiceTree.Node> planned, List<Line> lines) {
        for (Line line : List.copyOf(lines)) {
            node(line).flatMap(ServiceTree.Node::group).map(Level.Group::new).ifPresent(group -> {
                if (tree.node(group).isEmpty() && !planned.containsKey(group)) {
                    ServiceTree.Node node = ServiceTree.Node.of(group, Wishes.NONE);
                    planned.put(group, node);
                    lines.add(lines.indexOf(line), new Line.Add(line.number(), node));
                }
            });
        }
    }

    private static Optional<ServiceTree.Node> node(Line line) {
        return switch (line) {
            case Line.Add(long _, ServiceTree.Node node) -> Optional.of(node);
            case Line.Change(long _, ServiceTree.Node _, ServiceTree.Node node) -> Optional.of(node);
            case Line.Same(long _, ServiceTree.Node node) -> Optional.of(node);
            case Line.Bad _ -> Optional.empty();
        };
    }

    /** Why a place could not be as it would be when all that is planned is done. */
    private static Optional<String> problem(
            ServiceTree.Node node, ServiceTree tree, Map<Level, ServiceTree.Node> planned) {
        return switch (node.level()) {
            case Level.Domain(DomainName name) -> {
                List<Level> wider = Stream.concat(
                                node.group().<Level>map(Level.Group::new).stream(), Stream.of(new Level.Site()))
                        .toList();
                boolean served = node.wishes().get(Setting.SERVERS).isPresent()
                        || wider.stream()
                                .flatMap(level ->
                                        Optional.ofNullable(planned.get(level)).or(() -> tree.node(level)).stream())
                                .anyMatch(each ->
                                        each.wishes().get(Setting.SERVERS).isPresent())
                        || tree.service(new Level.File()).find(Setting.SERVERS).isPresent();
                yield served ? Optional.empty() : Optional.of(name + " needs its mailbox server, as host:port");
            }
            case Level.OfMailbox(var mailbox) -> {
                Level domain = new Level.Domain(mailbox.domain());
                yield planned.containsKey(domain) || tree.node(domain).isPresent()
                        ? Optional.empty()
                        : Optional.of(
                                "the domain " + mailbox.domain() + " is not protected here, nor named in the table");
            }
            case Level.Shipped _, Level.File _, Level.Site _, Level.Group _ -> Optional.empty();
        };
    }

    private static Line line(long number, Optional<ServiceTree.Node> before, Table.Row row, Level level) {
        ServiceTree.Node node = changed(before.orElse(ServiceTree.Node.of(level, Wishes.NONE)), words(row));
        if (before.isEmpty()) {
            return new Line.Add(number, node);
        }
        return before.get().equals(node) ? new Line.Same(number, node) : new Line.Change(number, before.get(), node);
    }

    /** Other systems write the port of a server in a column of its own. */
    private static Map<String, String> words(Table.Row row) {
        var words = new HashMap<>(row.cells());
        String server = row.cell("servers");
        if (!row.cell("port").isEmpty() && !server.isEmpty() && !server.contains(":")) {
            words.put("servers", server + ":" + row.cell("port"));
        }
        return words;
    }

    private static Level place(Table.Row row) {
        List<String> named =
                PLACES.stream().map(row::cell).filter(cell -> !cell.isEmpty()).toList();
        // A table of mailboxes may well have a column for their domain beside them.
        String place = !row.cell("mailbox").isEmpty() ? mailbox(row) : named.isEmpty() ? "" : named.getFirst();
        if (place.isEmpty()) {
            throw new IllegalArgumentException("names neither domain nor mailbox");
        }
        return Places.level(place);
    }

    /** A local part alone is of the domain beside it. */
    private static String mailbox(Table.Row row) {
        String mailbox = row.cell("mailbox");
        return mailbox.contains("@") || row.cell("domain").isEmpty() ? mailbox : mailbox + "@" + row.cell("domain");
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

    /** Places to be written, the wider ones first: a mailbox stands only in a domain. */
    public List<ServiceTree.Node> toWrite() {
        return lines.stream()
                .flatMap(line -> switch (line) {
                    case Line.Add(long _, ServiceTree.Node node) -> Stream.of(node);
                    case Line.Change(long _, ServiceTree.Node _, ServiceTree.Node node) -> Stream.of(node);
                    case Line.Same _, Line.Bad _ -> Stream.<ServiceTree.Node>of();
                })
                .sorted(Comparator.comparing(node -> width(node.level())))
                .toList();
    }

    private static int width(Level level) {
        return switch (level) {
            case Level.Shipped _, Level.File _, Level.Site _ -> 0;
            case Level.Group _ -> 1;
            case Level.Domain _ -> 2;
            case Level.OfMailbox _ -> 3;
        };
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
