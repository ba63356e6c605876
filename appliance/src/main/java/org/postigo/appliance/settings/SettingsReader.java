package org.postigo.appliance.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Reads {@link Settings}: the defaults, over them the file, over that the environment. Strict: what is not understood
 * is refused with its place, so that a misspelt key never silently leaves a default in force.
 *
 * <p>An environment variable is the key in capitals behind {@code POSTIGO_}, dots and dashes made underscores:
 * {@code POSTIGO_SMTP_MAX_SIZE} is {@code smtp.max-size}. Its value is written as it would be in the file.
 */
public final class SettingsReader {
    private static final String PREFIX = "POSTIGO_";

    /** Of the launcher, the log and the tests: no keys of the file. */
    private static final Set<String> OF_THE_LAUNCHER = Set.of("POSTIGO_JAVA_OPTIONS", "POSTIGO_LOG", "POSTIGO_SUITES");

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
            .addModule(Units.module())
            .build();

    /** Where each value was written, by its key: {@code etc/postigo.yaml:12}, or a variable's name. */
    private final Map<String, String> places = new HashMap<>();

    private SettingsReader() {}

    /**
     * Reads.
     *
     * @param file to read; without one, defaults and environment only
     * @param environment variables of the process
     */
    public static Settings read(Optional<Path> file, Map<String, String> environment) throws BadSettings {
        var reader = new SettingsReader();
        ObjectNode tree = YAML.valueToTree(Settings.DEFAULT);
        if (file.isPresent()) {
            reader.lay(reader.parse(file.get()), tree, "");
        }
        reader.override(tree, new TreeMap<>(environment));
        return reader.bind(tree);
    }

    /** The settings as a file says them, secrets as stars. */
    public static String print(Settings settings) {
        return YAML.writeValueAsString(settings);
    }

    private ObjectNode parse(Path file) throws BadSettings {
        String text;
        try {
            text = Files.readString(file);
        } catch (NoSuchFileException missing) {
            throw new BadSettings(
                    file + ": there is no such file; name another with --config, or leave it out for the defaults");
        } catch (IOException unreadable) {
            throw new BadSettings(
                    file + ": cannot be read (" + unreadable.getClass().getSimpleName()
                            + "); it must be a text file in UTF-8 that this user may read");
        }
        try {
            locate(file, text);
            JsonNode root = YAML.readTree(text);
            if (root.isMissingNode() || root.isNull()) {
                return YAML.createObjectNode();
            }
            if (root instanceof ObjectNode object) {
                return object;
            }
            throw new BadSettings(file + ":1: keys with values are expected here, such as \"smtp:\"");
        } catch (JacksonException broken) {
            throw new BadSettings(file + ":" + line(broken) + ": not YAML: " + firstLine(broken.getOriginalMessage())
                    + "; mend this line");
        }
    }

    private static int line(JacksonException broken) {
        return broken.getLocation() == null
                ? 1
                : Math.max(1, broken.getLocation().getLineNr());
    }

    private static String firstLine(@Nullable String message) {
        return message == null ? "unreadable" : message.lines().limit(2).collect(Collectors.joining(" "));
    }

    /** Walks over the tokens once, for their line numbers: the tree itself has none. */
    private void locate(Path file, String text) {
        var open = new ArrayDeque<String>();
        var counts = new ArrayDeque<Integer>();
        String path = "";
        try (JsonParser parser = YAML.createParser(text)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.PROPERTY_NAME) {
                    path = join(open.isEmpty() ? "" : open.peek(), parser.currentName());
                    places.put(path, file + ":" + parser.currentTokenLocation().getLineNr());
                    continue;
                }
                boolean inList = !counts.isEmpty() && counts.peek() >= 0;
                if (token.isStructEnd()) {
                    open.pop();
                    counts.pop();
                    continue;
                }
                if (inList) {
                    int index = counts.pop();
                    counts.push(index + 1);
                    path = open.peek() + "[" + index + "]";
                    places.put(path, file + ":" + parser.currentTokenLocation().getLineNr());
                }
                if (token.isStructStart()) {
                    open.push(path);
                    counts.push(token == JsonToken.START_ARRAY ? 0 : -1);
                }
            }
        }
    }

    private static String join(@Nullable String path, String name) {
        return path == null || path.isEmpty() ? name : path + "." + name;
    }

    /** Lays what the file says over the defaults; lists are replaced, not joined. */
    private void lay(ObjectNode from, ObjectNode onto, String path) throws BadSettings {
        for (Map.Entry<String, JsonNode> each : from.properties()) {
            String key = join(path, each.getKey());
            JsonNode here = onto.get(each.getKey());
            if (here instanceof ObjectNode section && each.getValue() instanceof ObjectNode values) {
                lay(values, section, key);
            } else if (each.getValue().isNull()) {
                if (!(here instanceof ObjectNode)) {
                    throw new BadSettings(place(key) + ": " + key + " has no value; write one, or delete the line");
                }
            } else {
                onto.set(each.getKey(), each.getValue());
            }
        }
    }

    private void override(ObjectNode tree, Map<String, String> environment) throws BadSettings {
        Map<String, String> keys = known().stream().collect(Collectors.toMap(SettingsReader::variable, key -> key));
        for (Map.Entry<String, String> each : environment.entrySet()) {
            String name = each.getKey();
            if (!name.startsWith(PREFIX) || OF_THE_LAUNCHER.contains(name)) {
                continue;
            }
            String key = keys.get(name);
            if (key == null) {
                throw new BadSettings("environment variable " + name + ": no such key; the nearest is "
                        + nearest(name, keys.keySet()));
            }
            places.put(key, "environment variable " + name);
            int dot = key.lastIndexOf('.');
            JsonNode section =
                    dot < 0 ? tree : tree.at("/" + key.substring(0, dot).replace('.', '/'));
            ((ObjectNode) section)
                    .set(key.substring(dot + 1), value(each.getValue(), section.get(key.substring(dot + 1))));
        }
    }

    /** Text stays text even where it looks like a number; all else is read as YAML. A list may do without brackets. */
    private JsonNode value(String text, JsonNode instead) {
        if (instead.isString()) {
            return YAML.getNodeFactory().stringNode(text);
        }
        if (instead instanceof ArrayNode && !text.startsWith("[")) {
            ArrayNode list = YAML.createArrayNode();
            for (String each : text.split(",")) {
                if (!each.isBlank()) {
                    list.add(each.strip());
                }
            }
            return list;
        }
        try {
            return YAML.readTree(text);
        } catch (JacksonException notYaml) {
            return YAML.getNodeFactory().stringNode(text);
        }
    }

    private static List<String> keys(ObjectNode tree, String path) {
        return tree.properties().stream()
                .flatMap(each -> each.getValue() instanceof ObjectNode section
                        ? keys(section, join(path, each.getKey())).stream()
                        : Stream.of(join(path, each.getKey())))
                .toList();
    }

    private static List<String> known() {
        return keys(YAML.valueToTree(Settings.DEFAULT), "");
    }

    private static String variable(String key) {
        return PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    private Settings bind(ObjectNode tree) throws BadSettings {
        try {
            return YAML.treeToValue(tree, Settings.class);
        } catch (UnrecognizedPropertyException unknown) {
            String key = path(unknown);
            throw new BadSettings(place(key) + ": unknown key \"" + key + "\"; the nearest known one is \""
                    + nearestOf(key, unknown.getKnownPropertyIds()) + "\"");
        } catch (MismatchedInputException mismatch) {
            String key = path(mismatch);
            throw new BadSettings(place(key) + ": " + key + " must be " + wanted(mismatch.getTargetType()));
        } catch (JacksonException refused) {
            for (Throwable cause = refused; cause != null; cause = cause.getCause()) {
                if (cause instanceof BadValue bad) {
                    String key = join(path(refused), bad.key());
                    throw new BadSettings(place(key) + ": " + key + " must be " + bad.getMessage());
                }
            }
            throw new BadSettings(
                    place(path(refused)) + ": " + path(refused) + ": " + firstLine(refused.getOriginalMessage()));
        }
    }

    private static String wanted(@Nullable Class<?> type) {
        if (type == int.class || type == long.class) {
            return "a whole number";
        } else if (type == double.class) {
            return "a number";
        } else if (type == boolean.class) {
            return "true or false";
        } else if (type == Duration.class) {
            return "a time with its unit, such as 500ms, 30s, 5m or 7d";
        } else if (type == DataSize.class) {
            return "a size with its unit, such as 512KB, 50MB or 20GB";
        } else if (type != null && type.isEnum()) {
            return "one of "
                    + List.of(type.getEnumConstants()).stream()
                            .map(each ->
                                    each.toString().toLowerCase(Locale.ROOT).replace('_', '-'))
                            .collect(Collectors.joining(", "));
        } else if (type != null && Collection.class.isAssignableFrom(type)) {
            return "a list, such as [one, two]";
        } else if (type != null && type.isRecord()) {
            return "a section, with its own keys indented below it";
        }
        return "text";
    }

    private static String path(JacksonException refused) {
        String path = "";
        for (JacksonException.Reference step : refused.getPath()) {
            path = step.getPropertyName() == null
                    ? path + "[" + step.getIndex() + "]"
                    : join(path, step.getPropertyName());
        }
        return path;
    }

    private String place(String key) {
        String place = places.get(key);
        // A value that refuses another's company: the key itself may stand nowhere, its section does.
        int dot = key.lastIndexOf('.');
        return place != null ? place : dot < 0 ? "configuration" : place(key.substring(0, dot));
    }

    private static String nearestOf(String key, @Nullable Collection<Object> siblings) {
        int dot = key.lastIndexOf('.');
        String section = dot < 0 ? "" : key.substring(0, dot);
        // A key may be right and stand in the wrong section, so all are compared; a sibling wins a tie.
        Set<String> known = new LinkedHashSet<>();
        if (siblings != null) {
            siblings.forEach(each -> known.add(join(section, each.toString())));
        }
        known.addAll(known());
        return nearest(key, known);
    }

    private static String nearest(String to, Collection<String> known) {
        var distance = LevenshteinDistance.getDefaultInstance();
        return known.stream()
                .min(Comparator.comparingInt((String each) -> distance.apply(to, each)))
                .orElseThrow();
    }
}
