package org.postigo.mail.policy;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.postigo.mail.DomainName;

/**
 * A domain whose mail passes through here, as its settings come out: the unit of service, of strictness and of review.
 * Where each of them comes from, and what single mailboxes have otherwise, a {@link ServiceTree} knows.
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

    /** The domain as a service comes out for it. */
    static ProtectedDomain of(DomainName name, Service service) {
        return new ProtectedDomain(
                name,
                service.get(Setting.SERVERS),
                service.get(Setting.LANGUAGES).getFirst(),
                service.get(Setting.MODE),
                service.thresholds(),
                Set.copyOf(service.get(Setting.REVIEWERS)));
    }

    /** All of this, set for the domain itself. */
    Wishes wishes() {
        Wishes wishes = Wishes.NONE
                .with(Setting.SERVERS, servers)
                .with(Setting.LANGUAGES, List.of(language))
                .with(Setting.MODE, mode)
                .with(Setting.HOLD, thresholds.hold())
                .with(Setting.REFUSE, thresholds.refuse())
                .with(Setting.REVIEWERS, reviewers.stream().sorted().toList());
        return thresholds.tag() < thresholds.hold() ? wishes.with(Setting.TAG, thresholds.tag()) : wishes;
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
     * Bands: what is below {@code tag} is delivered, from there on with a mark, from {@code hold} on it is held, and from
     * {@code refuse} on it is refused where evidence of another kind agrees.
     *
     * @param tag probability of spam from which on a message is marked, above 0 and at most {@code hold}; at {@code hold}
     *     nothing is only marked, which is the default
     * @param hold probability of spam from which on a message is suspect, above 0 and at most 1; default 0.8
     * @param refuse probability of spam from which on nobody is asked to look, {@code hold} to 1; default 0.9999; 1
     *     never refuses, so that everything suspect is held
     */
    public record Thresholds(double tag, double hold, double refuse) {
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
            if (!(tag > 0 && tag <= hold)) {
                throw new IllegalArgumentException("tag lies above 0 and at most at hold (" + hold + "): " + tag);
            }
            if (!(refuse >= hold && refuse <= 1)) {
                throw new IllegalArgumentException(
                        "refuse lies between hold (" + hold + ") and 1, which refuses nothing: " + refuse);
            }
        }

        /** With nothing that is only marked. */
        public Thresholds(double hold, double refuse) {
            this(hold, hold, refuse);
        }

        /** Holds from here on and refuses nothing. */
        public static Thresholds holdingAll(double hold) {
            return new Thresholds(hold, NEVER);
        }

        /** Whether a probability lies in the band that is marked. */
        public boolean tags(double probability) {
            return probability >= tag && probability < hold;
        }

        /** Whether a probability lies in the upper band. */
        public boolean refuses(double probability) {
            return refuse < NEVER && probability >= refuse;
        }
    }
}
