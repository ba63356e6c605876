package org.postigo.appliance.rest;

import java.util.Optional;
import java.util.Set;
import org.postigo.mail.DomainName;

/**
 * Which paths a token that is limited to domains may ask at all. Everything that is not named here is refused; where the
 * domain does not stand in the path, the controller looks ({@link Acting#confine}, {@link Acting#person}).
 */
final class Confines {
    private static final String ROOT = "/api/v1/";

    private Confines() {}

    /** Whether it may. */
    static boolean grant(Set<DomainName> domains, String path) {
        if (domains.isEmpty()) {
            return true;
        }
        if (!path.startsWith(ROOT)) {
            return false;
        }
        String[] steps = path.substring(ROOT.length()).split("/", -1);
        return switch (steps[0]) {
            case "domains" -> steps.length >= 2 && names(domains, steps[1]);
            case "rules" -> steps.length >= 2 && names(domains, steps[1]);
            case "lists" -> steps.length == 2;
            case "places" -> true;
            case "count" -> steps.length == 3 && steps[1].equals("domains") && names(domains, steps[2]);
            case "held", "trace" -> true;
            case "openapi" -> true;
            default -> false;
        };
    }

    private static boolean names(Set<DomainName> domains, String step) {
        Optional<DomainName> name = DomainName.parse(step);
        return name.isPresent() && domains.contains(name.get());
    }
}
