package org.postigo.appliance.rest;

import io.swagger.v3.oas.annotations.media.Schema;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postigo.appliance.provision.Places;
import org.postigo.appliance.provision.SettingsImport;
import org.postigo.appliance.provision.SettingsImport.Line;
import org.postigo.appliance.provision.Table;
import org.postigo.mail.policy.Level;
import org.postigo.mail.policy.Service;
import org.postigo.mail.policy.ServiceTree;
import org.postigo.mail.policy.ServiceTree.Node;
import org.postigo.mail.policy.Setting;
import org.postigo.mail.policy.Wishes;
import org.postigo.store.domains.Domains;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Places where settings are made: the site, groups, domains and mailboxes. Each has a name of its own, {@code site},
 * {@code group:NAME}, the domain or the mailbox, and each says some settings and leaves the others to the wider one. The
 * same PUT or DELETE twice is the same as once, in the history too.
 */
@RestController
@RequestMapping("/api/v1/places")
class PlaceController {
    /** Lines of an import that are told one by one. */
    private static final int TOLD = 1000;

    private final Domains domains;

    PlaceController(Domains domains) {
        this.domains = domains;
    }

    /**
     * A setting as it comes out.
     *
     * @param name of it
     * @param value in words, as a PUT takes it
     * @param from the place that says so; {@code file} is the configuration file, {@code shipped} a new installation
     */
    @Schema(name = "PlaceSetting")
    record SettingRow(String name, String value, String from) {}

    /**
     * A place as JSON. A PUT of a place sets all of {@code own} and the group, so that what is not named is left to the
     * wider place.
     *
     * @param place its name; ignored in a PUT
     * @param kind site, group, domain or mailbox; ignored in a PUT
     * @param group that a domain belongs to
     * @param own what is set at this very place, by name of the setting
     * @param settings all as they come out; ignored in a PUT
     */
    @Schema(name = "Place")
    record Row(
            @Nullable String place,
            @Nullable String kind,
            @Nullable String group,
            Map<String, String> own,
            @Nullable List<SettingRow> settings) {}

    /**
     * A place in a list.
     *
     * @param place its name
     * @param kind group, domain or mailbox
     * @param group that a domain belongs to
     * @param own what is set at this very place
     */
    @Schema(name = "PlaceBelow")
    record Below(String place, String kind, @Nullable String group, Map<String, String> own) {
        static Below of(Node node) {
            return new Below(
                    node.level().text(),
                    Places.kind(node.level()),
                    node.group().orElse(null),
                    node.wishes().words());
        }
    }

    /**
     * What is to change at a place.
     *
     * @param group that the domain shall belong to, empty for none; left out, it stays
     * @param own values by name of the setting; null leaves it to the wider place
     */
    @Schema(name = "PlacePatch")
    record Patch(@Nullable String group, @Nullable Map<String, @Nullable String> own) {}

    /** A page of places. */
    @Schema(name = "Places")
    record Page(List<Below> rows, long total) {}

    /**
     * What an import did or would do.
     *
     * @param applied whether it was done
     * @param added places that were not there
     * @param changed places that say something else now
     * @param same places that say all this already
     * @param bad lines that name no place or no value
     * @param leftOut columns that were passed over
     * @param lines the first thousand of those that add, change or are bad
     */
    @Schema(name = "PlaceImport")
    record Imported(
            boolean applied, long added, long changed, long same, long bad, List<String> leftOut, List<Told> lines) {}

    /**
     * One line of an import.
     *
     * @param line of the table
     * @param what add, change or bad
     * @param place as it will be
     * @param before as it is
     * @param problem of a bad one
     */
    @Schema(name = "PlaceImportLine")
    record Told(
            long line,
            String what,
            @Nullable Below place,
            @Nullable Below before,
            String problem) {}

    /** One value, in words. */
    @Schema(name = "PlaceValue")
    record Value(@Nullable String value) {}

    /**
     * A change that was made.
     *
     * @param at when
     * @param by whom
     * @param removed whether the place was taken away
     * @param group that the domain belonged to from then on
     * @param own what was set there from then on
     */
    @Schema(name = "PlaceChange")
    record ChangeRow(
            Instant at,
            String by,
            boolean removed,
            @Nullable String group,
            Map<String, String> own) {
        static ChangeRow of(Domains.Change change) {
            return new ChangeRow(
                    change.at(),
                    change.by(),
                    change.node().isEmpty(),
                    change.node().flatMap(Node::group).orElse(null),
                    change.node().map(Node::wishes).orElse(Wishes.NONE).words());
        }
    }

    /**
     * What lies below a place: groups and domains of the site, domains of a group, mailboxes of a domain that were named.
     *
     * @param text that their names contain
     */
    @GetMapping
    Page below(
            @RequestParam(defaultValue = "site") String under,
            @RequestParam(defaultValue = "") String text,
            @RequestParam(defaultValue = "0") int offset,
            @RequestParam(defaultValue = "100") int limit) {
        if (offset < 0 || limit < 1 || limit > 1000) {
            throw Problem.bad("offset is 0 or more, limit 1 to 1000");
        }
        Level level = level(under);
        ServiceTree tree = domains.tree();
        if (tree.node(level).isEmpty()) {
            throw Problem.noSuch(level.text());
        }
        String part = text.toLowerCase(Locale.ROOT);
        List<Level> found = below(tree, level)
                .filter(each -> each.text().toLowerCase(Locale.ROOT).contains(part))
                .toList();
        return new Page(
                found.stream()
                        .skip(offset)
                        .limit(limit)
                        .flatMap(each -> tree.node(each).stream())
                        .map(Below::of)
                        .toList(),
                found.size());
    }

    private static Stream<Level> below(ServiceTree tree, Level level) {
        return switch (level) {
            case Level.Shipped _, Level.File _, Level.OfMailbox _ -> Stream.empty();
            case Level.Site _ ->
                Stream.concat(
                        tree.groups().stream().map(Level.Group::new),
                        tree.all().stream().map(domain -> new Level.Domain(domain.name())));
            case Level.Group(String name) ->
                tree.all().stream()
                        .filter(domain ->
                                tree.groupOf(domain.name()).filter(name::equals).isPresent())
                        .map(domain -> new Level.Domain(domain.name()));
            case Level.Domain(var name) ->
                tree.mailboxes(name).stream()
                        .sorted(Comparator.comparing(leaf -> leaf.mailbox().key()))
                        .map(leaf -> new Level.OfMailbox(leaf.mailbox()));
        };
    }

    @GetMapping("/{place}")
    Row show(@PathVariable String place) {
        ServiceTree tree = domains.tree();
        return row(tree, there(tree, level(place)));
    }

    @PutMapping("/{place}")
    Row put(@PathVariable String place, @RequestBody Row row) throws IOException {
        Level level = level(place);
        Map<String, String> own = row.own() == null ? Map.of() : row.own();
        return change(level, node -> {
            Optional<String> group = Optional.ofNullable(row.group()).filter(name -> !name.isEmpty());
            if (!group.equals(node.group())) {
                Acting.unconfined("move a domain to another group");
            }
            return new Node(level, group, Places.wishes(own));
        });
    }

    /**
     * Changes some things at once or none of them; a value that is null leaves the setting to the wider place (RFC 7396).
     * A mailbox of a protected domain need not have been named before.
     */
    @PatchMapping("/{place}")
    Row patch(@PathVariable String place, @RequestBody Patch patch) throws IOException {
        Level level = level(place);
        Map<String, @Nullable String> own = patch.own() == null ? Map.of() : patch.own();
        if (!(level instanceof Level.OfMailbox)) {
            there(domains.tree(), level);
        }
        if (patch.group() != null) {
            Acting.unconfined("move a domain to another group");
        }
        return change(level, node -> {
            Optional<String> group = patch.group() == null
                    ? node.group()
                    : Optional.of(patch.group()).filter(name -> !name.isEmpty());
            Wishes wishes = node.wishes();
            for (Map.Entry<String, @Nullable String> each : own.entrySet()) {
                Setting<?> setting = Places.setting(each.getKey());
                String value = each.getValue();
                wishes = value == null ? wishes.without(setting) : wishes.read(setting, value);
            }
            return new Node(level, group, wishes);
        });
    }

    @DeleteMapping("/{place}")
    Row remove(@PathVariable String place) throws IOException {
        Level level = level(place);
        ServiceTree tree = domains.tree();
        Row row = row(tree, there(tree, level));
        try {
            domains.remove(level, Acting.name());
        } catch (IllegalArgumentException refused) {
            throw Problem.conflict(String.valueOf(refused.getMessage()));
        }
        return row;
    }

    /** A setting as it comes out. 404 where no place says one and none is shipped. */
    @GetMapping("/{place}/settings/{setting}")
    SettingRow showSetting(@PathVariable String place, @PathVariable String setting) {
        ServiceTree tree = domains.tree();
        return row(tree, there(tree, level(place)), setting(setting));
    }

    /** Sets one thing. A mailbox of a protected domain need not have been named before. */
    @PutMapping("/{place}/settings/{setting}")
    SettingRow putSetting(@PathVariable String place, @PathVariable String setting, @RequestBody Value value)
            throws IOException {
        Setting<?> one = setting(setting);
        if (value.value() == null) {
            throw Problem.bad("the body is {\"value\": \"...\"}");
        }
        String words = value.value();
        Level level = level(place);
        if (!(level instanceof Level.OfMailbox)) {
            there(domains.tree(), level);
        }
        change(level, node -> new Node(level, node.group(), node.wishes().read(one, words)));
        ServiceTree tree = domains.tree();
        return row(tree, there(tree, level), one);
    }

    /** Leaves one thing to the wider place. Answers with what holds from then on. */
    @DeleteMapping("/{place}/settings/{setting}")
    SettingRow removeSetting(@PathVariable String place, @PathVariable String setting) throws IOException {
        Setting<?> one = setting(setting);
        Level level = level(place);
        there(domains.tree(), level);
        change(level, node -> new Node(level, node.group(), node.wishes().without(one)));
        ServiceTree tree = domains.tree();
        return row(tree, there(tree, level), one);
    }

    /** What was changed at a place and by whom, the last first. */
    @GetMapping("/{place}/history")
    List<ChangeRow> history(@PathVariable String place, @RequestParam(defaultValue = "100") int limit) {
        if (limit < 1 || limit > 1000) {
            throw Problem.bad("limit is 1 to 1000");
        }
        Level level = level(place);
        return domains.history().reversed().stream()
                .filter(change -> change.level().equals(level))
                .limit(limit)
                .map(ChangeRow::of)
                .toList();
    }

    /**
     * A table of domains, mailboxes and their settings, as CSV; headings of other systems are understood. Without
     * {@code apply} only says what it would change. With a bad line nothing is written.
     *
     * @param skip whether columns that mean nothing here are passed over
     */
    @PostMapping(path = "/import", consumes = "text/csv")
    Imported load(
            InputStream body,
            @RequestParam(defaultValue = "false") boolean skip,
            @RequestParam(defaultValue = "false") boolean apply)
            throws IOException {
        try {
            Table table = SettingsImport.read(
                    Table.text(body.readAllBytes()), skip ? Table.Others.LEFT_OUT : Table.Others.REFUSED);
            SettingsImport plan = SettingsImport.of(table, domains.tree());
            plan.lines().forEach(this::confine);
            boolean applied = apply && plan.count(Line.Bad.class) == 0;
            if (applied && !plan.toWrite().isEmpty()) {
                domains.putAll(plan.toWrite(), Acting.name());
            }
            return new Imported(
                    applied,
                    plan.count(Line.Add.class),
                    plan.count(Line.Change.class),
                    plan.count(Line.Same.class),
                    plan.count(Line.Bad.class),
                    table.leftOut(),
                    plan.lines().stream()
                            .filter(line -> !(line instanceof Line.Same))
                            .limit(TOLD)
                            .map(PlaceController::told)
                            .toList());
        } catch (IllegalArgumentException refused) {
            throw Problem.bad(String.valueOf(refused.getMessage()));
        }
    }

    /** A token of some domains imports nothing for others, and moves none between groups. */
    private void confine(Line line) {
        Optional<Node> node = node(line);
        node.ifPresent(each -> {
            Acting.confine(Places.domain(each.level()));
            if (!each.group().equals(domains.tree().node(each.level()).flatMap(Node::group))) {
                Acting.unconfined("move a domain to another group");
            }
        });
    }

    private static Optional<Node> node(Line line) {
        return switch (line) {
            case Line.Add(long _, Node node) -> Optional.of(node);
            case Line.Change(long _, Node _, Node node) -> Optional.of(node);
            case Line.Same(long _, Node node) -> Optional.of(node);
            case Line.Bad _ -> Optional.empty();
        };
    }

    private static Told told(Line line) {
        return switch (line) {
            case Line.Add(long number, Node node) -> new Told(number, "add", Below.of(node), null, "");
            case Line.Change(long number, Node before, Node node) ->
                new Told(number, "change", Below.of(node), Below.of(before), "");
            case Line.Same(long number, Node node) -> new Told(number, "same", Below.of(node), null, "");
            case Line.Bad(long number, String problem) -> new Told(number, "bad", null, null, problem);
        };
    }

    private Row change(Level level, UnaryOperator<Node> how) throws IOException {
        try {
            Node node = domains.change(level, how, Acting.name());
            return row(domains.tree(), node);
        } catch (IllegalArgumentException refused) {
            throw Problem.bad(String.valueOf(refused.getMessage()));
        }
    }

    private static Node there(ServiceTree tree, Level level) {
        return tree.node(level).orElseThrow(() -> Problem.noSuch(level.text()));
    }

    private static Row row(ServiceTree tree, Node node) {
        Service service = tree.service(node.level());
        return new Row(
                node.level().text(),
                Places.kind(node.level()),
                node.group().orElse(null),
                node.wishes().words(),
                Setting.ALL.stream()
                        .map(setting -> row(service, setting))
                        .flatMap(Collection::stream)
                        .toList());
    }

    private static SettingRow row(ServiceTree tree, Node node, Setting<?> setting) {
        return row(tree.service(node.level()), setting).stream()
                .findFirst()
                .orElseThrow(
                        () -> Problem.noSuch(setting + " at " + node.level().text()));
    }

    private static List<SettingRow> row(Service service, Setting<?> setting) {
        return service.words(setting).stream()
                .map(given -> new SettingRow(
                        setting.name(), given.value(), given.from().text()))
                .toList();
    }

    private static Setting<?> setting(String name) {
        try {
            return Places.setting(name);
        } catch (IllegalArgumentException none) {
            throw Problem.noSuch("setting " + name);
        }
    }

    /** Within the token's domains. */
    private static Level level(String place) {
        try {
            Level level = Places.level(place);
            Acting.confine(Places.domain(level));
            return level;
        } catch (IllegalArgumentException none) {
            throw Problem.bad(String.valueOf(none.getMessage()));
        }
    }
}
