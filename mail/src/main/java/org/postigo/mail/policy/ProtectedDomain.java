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
     * From which probability of spam on a message is suspect.
     *
     * @param hold 0 to 1; default 0.8
     */
    public record Thresholds(double hold) {
        /** The documented default. */
        public static final Thresholds DEFAULT = new Thresholds(0.8);

        /** Checks the range. */
        public Thresholds {
            if (!(hold > 0 && hold <= 1)) {
                throw new IllegalArgumentException("a threshold lies above 0 and at most at 1: " + hold);
            }
        }
    }
}
