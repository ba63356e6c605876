package org.postigo.classifier.lookalike;

import java.util.Set;
import org.postigo.mail.DomainName;

/**
 * The part of a name that somebody registered, guessed from its form: two labels, or three where the second-level label
 * below a country is one of those under which everybody registers. Good enough to say that two names belong together
 * for a fact; never for a proof.
 */
public final class Registrable {
    private static final Set<String> SECOND_LEVEL = Set.of(
            "ac", "co", "com", "edu", "gob", "gov", "gub", "go", "info", "mil", "ne", "net", "nom", "or", "org", "web");

    private Registrable() {}

    /** For example {@code example.com.mx} of {@code mail.example.com.mx}. */
    public static String of(DomainName name) {
        String[] labels = name.text().split("\\.");
        int count = labels.length > 2
                        && labels[labels.length - 1].length() == 2
                        && SECOND_LEVEL.contains(labels[labels.length - 2])
                ? 3
                : 2;
        return labels.length <= count
                ? name.text()
                : String.join(".", java.util.Arrays.copyOfRange(labels, labels.length - count, labels.length));
    }

    /** The label that was chosen: {@code example} of {@code mail.example.com.mx}. */
    public static String label(DomainName name) {
        String registrable = of(name);
        int dot = registrable.indexOf('.');
        return dot < 0 ? registrable : registrable.substring(0, dot);
    }

    /** Whether both belong to one registration. */
    public static boolean related(DomainName one, DomainName two) {
        return of(one).equals(of(two));
    }
}
