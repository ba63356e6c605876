package org.postigo.proxy.outbound;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a server offered in its reply to EHLO (RFC 5321 §4.1.1.1).
 *
 * @param keywords in upper case, with their parameters
 */
record Capabilities(Map<String, List<String>> keywords) {
    /** After HELO. */
    static final Capabilities NONE = new Capabilities(Map.of());

    Capabilities {
        keywords = Map.copyOf(keywords);
    }

    /** Reads the lines behind the first one. */
    static Capabilities parse(List<String> lines) {
        var keywords = new TreeMap<String, List<String>>();
        for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
            String[] words = line.trim().toUpperCase(Locale.ROOT).split("\\s+");
            if (!words[0].isEmpty()) {
                keywords.put(words[0], List.of(words).subList(1, words.length));
            }
        }
        return new Capabilities(keywords);
    }

    boolean has(String keyword) {
        return keywords.containsKey(keyword);
    }

    Set<String> parameters(String keyword) {
        return Set.copyOf(keywords.getOrDefault(keyword, List.of()));
    }

    /** RFC 1870: the largest message in octets; empty if there is no limit or it is not told. */
    OptionalLong size() {
        List<String> parameters = keywords.getOrDefault("SIZE", List.of());
        if (parameters.isEmpty() || !parameters.getFirst().matches("[0-9]{1,18}")) {
            return OptionalLong.empty();
        }
        long size = Long.parseLong(parameters.getFirst());
        return size == 0 ? OptionalLong.empty() : OptionalLong.of(size);
    }
}
