package org.postigo.mail.policy;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.postigo.mail.DomainName;

/**
 * A domain whose mail passes through here: the unit of service, of strictness and of review.
 *
 * @param name the domain
 * @param servers mailbox servers in order of preference, at least one
 * @param language of what its people read: {@code es} or {@code en}
 * @param mode how far verdicts reach
 * @param thresholds strictness
 * @param reviewers e-mail addresses of people who may review it; empty means all reviewers
 */
public record ProtectedDomain(
        DomainName name,
        List<MailboxServer> servers,
        String language,
        Mode mode,
        Thresholds thresholds,
        Set<String> reviewers) {
    /** Checks and copies. */
    public ProtectedDomain {
        Objects.requireNonNull(name);
        servers = List.copyOf(servers);
        reviewers = Set.copyOf(reviewers);
        if (servers.isEmpty()) {
            throw new IllegalArgumentException("a domain needs a mailbox server: " + name);
        }
        if (!language.equals("es") && !language.equals("en")) {
            throw new IllegalArgumentException("language is es or en: " + language);
        }
    }

    /**
     * Where mail is passed on to.
     *
     * @param host name or address
     * @param port 1 to 65535
     */
    public record MailboxServer(String host, int port) {
        /** Checks the port. */
        public MailboxServer {
            if (host.isBlank() || port < 1 || port > 65535) {
                throw new IllegalArgumentException("not a server: " + host + ":" + port);
            }
        }

        @Override
        public String toString() {
            return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
        }
    }

    /** How far verdicts reach. */
    public enum Mode {
        /** Everything is delivered; what would have been held is only recorded. */
        OBSERVE,
        /** What would be held is delivered with a mark. */
        TAG,
        /** What is suspect waits for a reviewer. */
        HOLD
    }

    /**
     * Three bands: what is below {@code hold} is delivered, from there on it is held, and from {@code refuse} on it is
     * refused where evidence of another kind agrees.
     *
     * @param hold probability of spam from which on a message is suspect, above 0 and at most 1; default 0.8
     * @param refuse probability of spam from which on nobody is asked to look, {@code hold} to 1; default 0.9999; 1
     *     never refuses, so that everything suspect is held
     */
    public record Thresholds(double hold, double refuse) {
        /** The value that refuses nothing. */
        public static final double NEVER = 1;

        private static final double EXTREME = 0.9999;

        /** The documented defaults. */
        public static final Thresholds DEFAULT = new Thresholds(0.8, EXTREME);

        /** Checks the ranges. */
        public Thresholds {
            if (!(hold > 0 && hold <= 1)) {
                throw new IllegalArgumentException("a threshold lies above 0 and at most at 1: " + hold);
            }
            if (!(refuse >= hold && refuse <= 1)) {
                throw new IllegalArgumentException(
                        "refuse lies between hold (" + hold + ") and 1, which refuses nothing: " + refuse);
            }
        }

        /** Holds from here on and refuses nothing. */
        public static Thresholds holdingAll(double hold) {
            return new Thresholds(hold, NEVER);
        }

        /** Whether a probability lies in the upper band. */
        public boolean refuses(double probability) {
            return refuse < NEVER && probability >= refuse;
        }
    }
}
