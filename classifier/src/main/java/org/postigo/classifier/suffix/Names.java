package org.postigo.classifier.suffix;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.postigo.mail.DomainName;

/** What everybody knows of some names of the net: whose they are, and what it costs to have one. */
public final class Names {
    private static final Map<String, Set<String>> KINDS = read();

    private Names() {}

    /** Whether anybody can have a mailbox there. */
    public static boolean freeMail(DomainName name) {
        return below(name, "free-mail");
    }

    /** Whether the name was lent by a provider to whoever asked: it is below a private public suffix, or a known one. */
    public static boolean lent(DomainName name) {
        return below(name, "lent") || OrganisationalDomain.lent(name);
    }

    /** Whether honest senders hire this house to post and to count clicks. */
    public static boolean mailService(DomainName name) {
        return below(name, "mail-service");
    }

    /** Whether hosts there stand in anybody's HTML. */
    public static boolean infrastructure(DomainName name) {
        return below(name, "infrastructure");
    }

    /**
     * How cheap names under this top-level domain are to throw away: 1 for the most abused, 0.4 for other new ones, 0
     * for countries and those of old.
     */
    public static double cheapness(DomainName name) {
        if (name.literal()) {
            return 0;
        }
        String top = name.text().substring(name.text().lastIndexOf('.') + 1);
        if (of("abused-top").contains(top)) {
            return 1;
        }
        boolean settled = top.length() == 2
                || top.startsWith("xn--")
                || of("old-top").contains(top)
                || of("sound-top").contains(top);
        return settled || top.length() == name.text().length() ? 0 : 0.4;
    }

    private static boolean below(DomainName name, String kind) {
        Set<String> names = of(kind);
        String text = name.text();
        for (int dot = -1; ; ) {
            if (names.contains(text.substring(dot + 1))) {
                return true;
            }
            dot = text.indexOf('.', dot + 1);
            if (dot < 0) {
                return false;
            }
        }
    }

    private static Set<String> of(String kind) {
        return KINDS.getOrDefault(kind, Set.of());
    }

    private static Map<String, Set<String>> read() {
        var kinds = new HashMap<String, Set<String>>();
        try (InputStream in = Names.class.getResourceAsStream("names.txt")) {
            if (in == null) {
                throw new IllegalStateException("names.txt is missing in the archive");
            }
            var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    String[] words = line.strip().split("\\s+");
                    kinds.computeIfAbsent(words[0], kind -> new HashSet<>())
                            .addAll(Arrays.asList(words).subList(1, words.length));
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("names.txt in the archive cannot be read", e);
        }
        return kinds;
    }
}
