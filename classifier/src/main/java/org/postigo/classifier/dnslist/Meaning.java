package org.postigo.classifier.dnslist;

import java.util.Objects;

/**
 * What a list says by a return code.
 *
 * @param label in the list's own words, for example {@code SBL}
 * @param group of codes that count alike, whichever list they come from
 */
public record Meaning(String label, Group group) {
    /** Refuses null. */
    public Meaning {
        Objects.requireNonNull(label);
        Objects.requireNonNull(group);
    }

    /** Kinds of statement that lists make, with their strength. */
    public enum Group {
        /** The address sends spam, by traps or by hand. */
        SPAM_SOURCE(1),
        /** The network belongs to criminals. */
        HIJACKED_NETWORK(1),
        /** The machine is infected or an open relay or proxy. */
        EXPLOITED(1),
        /** The network's owner says that no mail servers stand there. */
        NO_MAIL_SERVER(0.7),
        /** Poor reputation, short of proof. */
        SUSPECT(0.4),
        /** A host of phishing. */
        PHISHING(1),
        /** A host of malware. */
        MALWARE(1),
        /** A host that spam advertises. */
        SPAM_SITE(1),
        /** An honest host that somebody broke into or abuses. */
        ABUSED_SITE(0.4),
        /** A host of unsolicited mail of debatable kind. */
        GREY_SITE(0.3),
        /** Known as a mail server, trusted no further. */
        GOOD_UNRATED(0.2),
        /** Spam is occasional. */
        GOOD_LOW(0.5),
        /** Spam is rare and dealt with. */
        GOOD_MEDIUM(0.8),
        /** Never sends spam. */
        GOOD_HIGH(1);

        private final double strength;

        Group(double strength) {
            this.strength = strength;
        }

        /**
         * How much of the fact holds, above 0 and up to 1 for the plainest statement of its kind; the value of the
         * finding, which its price multiplies.
         */
        public double strength() {
            return strength;
        }
    }
}
