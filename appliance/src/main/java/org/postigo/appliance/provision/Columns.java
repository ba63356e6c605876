package org.postigo.appliance.provision;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The headings that mean something in a table of one kind, with those that other systems write for the same. Capitals,
 * accents, spaces, dashes and what stands in brackets do not count.
 */
final class Columns {
    /** What others write first is the narrower word, and counts before the others. */
    private final Map<String, String> names = new LinkedHashMap<>();

    private final Set<String> ours = new TreeSet<>();
    private final Set<String> needed;

    /** Of which these must be there. */
    Columns(Set<String> needed) {
        this.needed = Set.copyOf(needed);
        needed.forEach(this::with);
    }

    /** With one heading of ours, and what others call it. */
    Columns with(String heading, String... others) {
        ours.add(heading);
        names.put(plain(heading), heading);
        for (String other : others) {
            names.put(plain(other), heading);
        }
        return this;
    }

    /** Our heading for one of a table. */
    Optional<String> named(String heading) {
        return Optional.ofNullable(names.get(plain(heading)));
    }

    /** Our headings, sorted. */
    Set<String> ours() {
        return new TreeSet<>(ours);
    }

    /** Which column of a table is which of ours; two may be the same, and then the first here that is filled counts. */
    Map<String, List<String>> among(List<String> headings) {
        var found = new TreeMap<String, List<String>>();
        names.forEach((name, our) -> headings.stream()
                .filter(heading -> plain(heading).equals(name))
                .forEach(heading ->
                        found.computeIfAbsent(our, _ -> new ArrayList<>()).add(heading)));
        if (!found.keySet().containsAll(needed)) {
            throw new IllegalArgumentException(
                    "line 1: the headings must name " + String.join(", ", new TreeSet<>(needed)));
        }
        return found;
    }

    private static String plain(String heading) {
        return Normalizer.normalize(heading.replaceAll("[\\[(].*?[\\])]", ""), Normalizer.Form.NFD)
                .replaceAll("[^\\p{L}\\p{N}]", "")
                .toLowerCase(Locale.ROOT);
    }
}
