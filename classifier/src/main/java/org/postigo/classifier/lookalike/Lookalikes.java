package org.postigo.classifier.lookalike;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.ibm.icu.text.SpoofChecker;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postigo.mail.DomainName;

/**
 * Finds the guarded domain that a name imitates:
 *
 * <ul>
 *   <li>letters that look alike (the skeletons of UTS #39 §4, accents left aside): {@code exarnple.com},
 *       {@code еxample.com} with a Cyrillic letter
 *   <li>one letter more, less, other or exchanged, in labels of at least six: {@code exmaple.com}
 *   <li>the guarded name as a part of another: {@code example.com.login.test}, {@code example-soporte.com}
 * </ul>
 *
 * <p>The same label under another top-level domain is no imitation, since most such pairs are strangers. Safe for use by
 * many threads.
 */
public final class Lookalikes {
    private static final int MIN_TYPO_LABEL = 6;
    private static final int MIN_PART_LABEL = 5;

    private final GuardedDomains guarded;
    private volatile Index index = new Index(Set.of());

    /** Looks for imitations of these. */
    public Lookalikes(GuardedDomains guarded) {
        this.guarded = guarded;
    }

    /** The guarded domain that the name imitates; empty if it is guarded itself, below one, or like none. */
    public Optional<DomainName> imitated(DomainName name) {
        Index current = index;
        Set<DomainName> now = guarded.current();
        if (current.source != now) {
            current = new Index(now);
            index = current;
        }
        return name.literal() || current.guarded.isEmpty() ? Optional.empty() : current.imitated(name);
    }

    /** What a name looks like to a hurried reader; equal for names that look alike. */
    static String skeleton(String text) {
        String skeleton = Skeletons.CHECKER.getSkeleton(text.toLowerCase(Locale.ROOT));
        // The skeleton of a zero is a capital O, and of an accented letter the letter and its accent.
        String plain = Normalizer.normalize(skeleton, Normalizer.Form.NFD).toLowerCase(Locale.ROOT);
        var letters = new StringBuilder(plain.length());
        plain.codePoints()
                .filter(c -> Character.getType(c) != Character.NON_SPACING_MARK)
                .forEach(letters::appendCodePoint);
        return letters.toString().replace("vv", "w");
    }

    /**
     * Whether a name in other letters would be read as one in plain Latin letters, whatever domain that is:
     * {@code аррӏе.com} in Cyrillic. About the name that would be read, if so.
     */
    public static Optional<String> readAsLatin(DomainName name) {
        if (!name.text().contains("xn--")) {
            return Optional.empty();
        }
        boolean deceives = false;
        List<String> read = new ArrayList<>();
        for (String label : name.display().split("\\.")) {
            // Accented Latin keeps its accents in the skeleton and is what it looks like.
            String skeleton = isAscii(label) ? label : Skeletons.CHECKER.getSkeleton(label);
            boolean latin = isAscii(skeleton);
            deceives |= latin && !isAscii(label);
            read.add(
                    latin && !isAscii(label) ? skeleton.toLowerCase(Locale.ROOT).replace("rn", "m") : label);
        }
        return deceives ? Optional.of(String.join(".", read)) : Optional.empty();
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 128);
    }

    /** Loaded when first needed: the tables of confusable letters take some 100 ms. */
    private static final class Skeletons {
        static final SpoofChecker CHECKER = new SpoofChecker.Builder().build();
    }

    /**
     * A guarded domain as it is looked for.
     *
     * @param label the one that was registered
     */
    private record Guarded(
            DomainName domain,
            String label,
            String start,
            String middle,
            String labelStart,
            String labelEnd,
            String hyphenated) {
        static Guarded of(DomainName domain) {
            String label = Registrable.label(domain);
            return new Guarded(
                    domain,
                    label,
                    domain + ".",
                    "." + domain + ".",
                    label + "-",
                    "-" + label,
                    domain.text().replace('.', '-'));
        }

        boolean isPartOf(DomainName name, String itsLabel) {
            return label.length() >= MIN_PART_LABEL
                    && (name.text().startsWith(start)
                            || itsLabel.startsWith(labelStart)
                            || itsLabel.endsWith(labelEnd)
                            || itsLabel.equals(hyphenated)
                            || name.text().contains(middle));
        }

        boolean isMistypedAs(String itsLabel, String registrable) {
            return label.length() >= MIN_TYPO_LABEL
                    && Math.abs(label.length() - itsLabel.length()) <= 1
                    && domain.text().length() - label.length() == registrable.length() - itsLabel.length()
                    && registrable.endsWith(domain.text().substring(label.length()))
                    && oneEditApart(itsLabel, label);
        }
    }

    private static final class Index {
        private final Set<DomainName> source;
        private final Map<String, DomainName> skeletons = new HashMap<>();
        private final List<Guarded> guarded = new ArrayList<>();
        private final Set<String> registrables = new HashSet<>();
        /** The same few names come again and again. */
        private final Cache<DomainName, Optional<DomainName>> answers =
                Caffeine.newBuilder().maximumSize(10_000).build();

        Index(Set<DomainName> source) {
            this.source = source;
            for (DomainName domain : source) {
                skeletons.put(skeleton(domain.display()), domain);
                guarded.add(Guarded.of(domain));
                registrables.add(Registrable.of(domain));
            }
        }

        Optional<DomainName> imitated(DomainName name) {
            return answers.get(name, this::find);
        }

        private Optional<DomainName> find(DomainName name) {
            String registrable = Registrable.of(name);
            if (registrables.contains(registrable)) {
                return Optional.empty();
            }
            DomainName alike = skeletons.get(skeleton(DomainName.of(registrable).display()));
            if (alike != null) {
                return Optional.of(alike);
            }
            String label = Registrable.label(name);
            return guarded.stream()
                    .filter(some -> some.isMistypedAs(label, registrable) || some.isPartOf(name, label))
                    .map(Guarded::domain)
                    .findFirst();
        }
    }

    /** One letter put in, left out, replaced, or two neighbours exchanged. */
    private static boolean oneEditApart(String one, String two) {
        if (Math.abs(one.length() - two.length()) > 1 || one.equals(two)) {
            return false;
        }
        int i = 0;
        while (i < one.length() && i < two.length() && one.charAt(i) == two.charAt(i)) {
            i++;
        }
        String restOne = one.substring(i);
        String restTwo = two.substring(i);
        if (restOne.length() == restTwo.length()) {
            return restOne.substring(1).equals(restTwo.substring(1))
                    || restOne.length() > 1
                            && restOne.charAt(0) == restTwo.charAt(1)
                            && restOne.charAt(1) == restTwo.charAt(0)
                            && restOne.substring(2).equals(restTwo.substring(2));
        }
        return restOne.length() < restTwo.length()
                ? restOne.equals(restTwo.substring(1))
                : restTwo.equals(restOne.substring(1));
    }
}
