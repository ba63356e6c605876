package org.postigo.classifier.dkim;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A list of {@code tag=value} (RFC 6376 §3.2).
 *
 * @param tags by name, values with folding and outer white space removed
 */
public record TagList(Map<String, String> tags) {
    private static final Pattern WHITE_SPACE = Pattern.compile("[ \t\r\n]+");
    private static final Pattern COLON = Pattern.compile(":");
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]*");

    /** Reads a list; empty if it is none, or has a tag twice. */
    public static Optional<TagList> parse(String text) {
        var tags = new LinkedHashMap<String, String>();
        String[] items = text.split(";", -1);
        for (int i = 0; i < items.length; i++) {
            String item = items[i].strip();
            if (item.isEmpty() && i == items.length - 1) {
                break;
            }
            int equals = item.indexOf('=');
            String name = equals < 0 ? "" : item.substring(0, equals).strip();
            if (!NAME.matcher(name).matches()) {
                return Optional.empty();
            }
            String value = item.substring(equals + 1).replace("\r\n", "").strip();
            if (tags.put(name, value) != null) {
                return Optional.empty();
            }
        }
        return Optional.of(new TagList(tags));
    }

    /** The value of a tag. */
    public Optional<String> get(String tag) {
        return Optional.ofNullable(tags.get(tag));
    }

    /** The value of a tag without any white space. */
    public Optional<String> compact(String tag) {
        return get(tag).map(value -> WHITE_SPACE.matcher(value).replaceAll(""));
    }

    /** The octets of a base64 value, white space ignored; empty if it is none. */
    public Optional<byte[]> octets(String tag) {
        return compact(tag).filter(value -> !value.isEmpty()).flatMap(TagList::decode);
    }

    /** The items of a value that colons separate, in lower case. */
    public List<String> items(String tag) {
        return get(tag).stream()
                .flatMap(value -> COLON.splitAsStream(value))
                .map(item -> item.strip().toLowerCase(java.util.Locale.ROOT))
                .filter(item -> !item.isEmpty())
                .toList();
    }

    private static Optional<byte[]> decode(String text) {
        try {
            return Optional.of(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    /**
     * The text of a signature field with the value of {@code b=} taken out (RFC 6376 §3.5, §3.7).
     *
     * @param field name, colon and value
     */
    public static String withoutSignature(String field) {
        int from = field.indexOf(':') + 1;
        while (from < field.length()) {
            int semicolon = field.indexOf(';', from);
            int end = semicolon < 0 ? field.length() : semicolon;
            int equals = field.indexOf('=', from);
            if (equals >= 0
                    && equals < end
                    && field.substring(from, equals).strip().equals("b")) {
                return field.substring(0, equals + 1) + field.substring(end);
            }
            from = end + 1;
        }
        return field;
    }
}
