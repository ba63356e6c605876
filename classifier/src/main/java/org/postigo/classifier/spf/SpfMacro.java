package org.postigo.classifier.spf;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A text with macros (RFC 7208 §7).
 *
 * @param segments in their order
 */
record SpfMacro(List<Segment> segments) {
    private static final int MAX_NAME = 253;
    private static final String HEX = "0123456789ABCDEF";

    SpfMacro {
        segments = List.copyOf(segments);
    }

    sealed interface Segment {}

    /** Characters that stand for themselves. */
    record Literal(String text) implements Segment {}

    /**
     * What is replaced.
     *
     * @param letter lower case
     * @param escaped whether it was a capital, which escapes for URLs
     * @param keep rightmost parts to keep, 0 for all
     * @param reversed whether the parts are reversed
     * @param delimiters that split it into parts
     */
    record Expand(char letter, boolean escaped, int keep, boolean reversed, String delimiters) implements Segment {}

    /** Where the values of letters come from. */
    @FunctionalInterface
    interface Values {
        /** The value of one of {@code s l o d i p h v}. */
        String of(char letter) throws InterruptedException;
    }

    /** The domain name that it stands for; leading labels are dropped where it would be too long (§7.3). */
    String expand(Values values) throws InterruptedException {
        var text = new StringBuilder();
        for (Segment segment : segments) {
            switch (segment) {
                case Literal(String literal) -> text.append(literal);
                case Expand expand -> text.append(expand(expand, values.of(expand.letter())));
            }
        }
        String name = text.toString();
        if (name.endsWith(".")) {
            name = name.substring(0, name.length() - 1);
        }
        while (name.length() > MAX_NAME) {
            int dot = name.indexOf('.');
            if (dot < 0) {
                return name;
            }
            name = name.substring(dot + 1);
        }
        return name;
    }

    private static String expand(Expand how, String value) {
        String delimiters = how.delimiters().isEmpty() ? "." : how.delimiters();
        var parts = new ArrayList<String>();
        int from = 0;
        for (int i = 0; i <= value.length(); i++) {
            if (i == value.length() || delimiters.indexOf(value.charAt(i)) >= 0) {
                parts.add(value.substring(from, i));
                from = i + 1;
            }
        }
        if (how.reversed()) {
            Collections.reverse(parts);
        }
        List<String> kept = how.keep() == 0 || how.keep() >= parts.size()
                ? parts
                : parts.subList(parts.size() - how.keep(), parts.size());
        String joined = String.join(".", kept);
        return how.escaped() ? escape(joined) : joined;
    }

    /** RFC 3986 §2.3: all but the unreserved characters. */
    private static String escape(String text) {
        var escaped = new StringBuilder();
        for (byte octet : text.getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xFF);
            if (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "-._~".indexOf(c) >= 0) {
                escaped.append(c);
            } else {
                escaped.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            }
        }
        return escaped.toString();
    }
}
