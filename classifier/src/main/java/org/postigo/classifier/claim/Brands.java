package org.postigo.classifier.claim;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.postigo.mail.DomainName;

/** Houses in whose name strangers like to write, and the domain names that are theirs. */
final class Brands {
    /** Shorter names, with the blanks around them, meet too many others by chance. */
    private static final int MIN_SKELETON = 7;

    private static final List<Brand> ALL = read();

    private Brands() {}

    /**
     * A house.
     *
     * @param name in lower case, single blanks between and around its words
     * @param own what a label of a domain of theirs contains
     */
    private record Brand(String name, List<String> own) {
        boolean owns(DomainName domain) {
            return Stream.of(domain.text().split("\\."))
                    .anyMatch(label -> own.stream()
                            .anyMatch(part -> part.length() <= 3 ? label.equals(part) : label.contains(part)));
        }
    }

    /** The first house that a display name bears and that none of these domains belongs to. */
    static Optional<String> claimed(String displayName, List<DomainName> domains) {
        String words = " " + Letters.plain(displayName).replaceAll("[^\\p{L}\\p{N}&'-]+", " ") + " ";
        String alike = Letters.skeleton(words);
        return ALL.stream()
                .filter(brand -> words.contains(brand.name())
                        || brand.name().length() >= MIN_SKELETON && alike.contains(Letters.skeleton(brand.name())))
                .filter(brand -> domains.stream().noneMatch(brand::owns))
                .map(brand -> brand.name().strip())
                .findFirst();
    }

    private static List<Brand> read() {
        var brands = new ArrayList<Brand>();
        try (InputStream in = Brands.class.getResourceAsStream("brands.txt")) {
            if (in == null) {
                throw new IllegalStateException("brands.txt is missing in the archive");
            }
            var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int equals = line.indexOf('=');
                if (!line.startsWith("#") && equals > 0) {
                    brands.add(new Brand(
                            " " + line.substring(0, equals).strip() + " ",
                            List.of(line.substring(equals + 1).strip().split("\\s+"))));
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("brands.txt in the archive cannot be read", e);
        }
        return List.copyOf(brands);
    }
}
