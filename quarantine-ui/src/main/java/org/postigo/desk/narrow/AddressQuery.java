package org.postigo.desk.narrow;

import com.vaadin.flow.router.QueryParameters;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Filters as they stand behind the question mark of a page's address: what is as it usually is stands nowhere, and what
 * cannot be understood is as if it did not stand there.
 */
public final class AddressQuery {
    private static final int LONGEST = 254;

    private final Map<String, List<String>> all = new LinkedHashMap<>();

    /** With a word, unless it is blank. */
    public AddressQuery with(String name, String word) {
        return with(name, word.isBlank() ? List.of() : List.of(word.strip()));
    }

    /** With several words of one name. */
    public AddressQuery with(String name, List<String> words) {
        if (!words.isEmpty()) {
            all.put(name, List.copyOf(words));
        }
        return this;
    }

    /** With a constant, unless it is the usual one. */
    public <E extends Enum<E>> AddressQuery with(String name, E chosen, E usual) {
        return with(name, chosen == usual ? "" : chosen.name());
    }

    /** As Vaadin takes them. */
    public QueryParameters parameters() {
        return new QueryParameters(all);
    }

    /** The word of that name; empty if there is none or it is too long. */
    public static String word(QueryParameters parameters, String name) {
        return parameters
                .getSingleParameter(name)
                .filter(word -> word.length() <= LONGEST)
                .orElse("");
    }

    /** The constant of that name, or the usual one. */
    public static <E extends Enum<E>> E constant(QueryParameters parameters, String name, E usual) {
        String word = word(parameters, name);
        for (E each : usual.getDeclaringClass().getEnumConstants()) {
            if (each.name().equals(word)) {
                return each;
            }
        }
        return usual;
    }
}
