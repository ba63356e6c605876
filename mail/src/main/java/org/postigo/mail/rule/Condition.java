package org.postigo.mail.rule;

import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.postigo.mail.finding.FindingKey;
import org.postigo.mail.policy.Cidr;
import org.postigo.mail.policy.ListEntry.Proof;
import org.postigo.mail.policy.ListEntry.Subject;

/** What a rule asks about a message. A closed list, each with a plain answer; nothing here runs. */
public sealed interface Condition {
    /**
     * A check stated a fact.
     *
     * @param atLeast the least value that counts, in the fact's own unit; minus infinity for any
     */
    record Found(FindingKey key, double atLeast) implements Condition {
        /** Checks. */
        public Found {
            if (Double.isNaN(atLeast) || atLeast == Double.POSITIVE_INFINITY) {
                throw new IllegalArgumentException("no fact reaches " + atLeast);
            }
        }
    }

    /**
     * A header field. Of several fields of that name one is enough. Compared as decoded, capitals aside.
     *
     * @param name of the field, for example {@code Subject}
     * @param test how
     * @param text with what; empty for {@link Test#PRESENT}
     */
    record Field(String name, Test test, String text) implements Condition {
        /** Checks. */
        public Field {
            if (!name.matches("[!-9;-~]{1,76}")) {
                throw new IllegalArgumentException("not the name of a header field: " + name);
            }
            if (text.isEmpty() != (test == Test.PRESENT)) {
                throw new IllegalArgumentException("only the test for presence goes without a text");
            }
        }
    }

    /** How a field's value is compared. */
    enum Test {
        /** There is such a field. */
        PRESENT,
        /** The whole value. */
        IS,
        /** Somewhere in the value. */
        CONTAINS,
        /** At its beginning. */
        BEGINS,
        /** At its end. */
        ENDS
    }

    /**
     * An address of the message or its envelope.
     *
     * @param who which one
     * @param subject an address or a domain
     */
    record Party(Who who, Subject subject) implements Condition {
        /** Checks. */
        public Party {
            Objects.requireNonNull(who);
            if (!(subject instanceof Subject.Address || subject instanceof Subject.Domain)) {
                throw new IllegalArgumentException("an address or a domain is needed");
            }
        }
    }

    /** Whose address. */
    enum Who {
        /** Any mailbox of a From field: what the message claims, proven by nothing. */
        FROM,
        /** MAIL FROM. */
        ENVELOPE,
        /** RCPT TO of this copy. */
        RECIPIENT
    }

    /** MAIL FROM is empty: a bounce, or what wants to look like one. */
    record Bounce() implements Condition {}

    /** The client, behind trusted relays the one before them, has an address of this network. */
    record Client(Cidr network) implements Condition {}

    /**
     * The client's address belongs to one of these countries. Not known where no local database is configured, or it does
     * not know the address.
     *
     * @param codes ISO 3166-1, two capital letters each, at least one
     */
    record Country(Set<String> codes) implements Condition {
        /** Checks and sorts. */
        public Country {
            var sorted = new TreeSet<String>();
            for (String code : codes) {
                String upper = code.strip().toUpperCase(Locale.ROOT);
                if (!upper.matches("[A-Z]{2}")) {
                    throw new IllegalArgumentException("a country is two letters (ISO 3166-1), not " + code);
                }
                sorted.add(upper);
            }
            if (sorted.isEmpty()) {
                throw new IllegalArgumentException("at least one country is needed");
            }
            codes = java.util.Collections.unmodifiableSet(sorted);
        }
    }

    /** An attachment whose name ends so, capitals aside, for example {@code .docm}. */
    record FileName(String ending) implements Condition {
        /** Checks. */
        public FileName {
            if (ending.isBlank()) {
                throw new IllegalArgumentException("how does the file's name end?");
            }
        }
    }

    /** An attachment of this true type, as its octets say: {@code application/zip}, or {@code image/*}. */
    record FileType(String type) implements Condition {
        /** Checks. */
        public FileType {
            if (!type.matches("[A-Za-z0-9.+-]+/(\\*|[A-Za-z0-9.+-]+)")) {
                throw new IllegalArgumentException("not a media type: " + type);
            }
            type = type.toLowerCase(Locale.ROOT);
        }
    }

    /** The whole message has at least so many octets. */
    record Size(long atLeast) implements Condition {
        /** Checks. */
        public Size {
            if (atLeast < 1) {
                throw new IllegalArgumentException("a size is above 0");
            }
        }
    }

    /** The probability of spam, 0 to 1, is at least this. */
    record Probability(double atLeast) implements Condition {
        /** Checks. */
        public Probability {
            if (!(atLeast >= 0 && atLeast <= 1)) {
                throw new IllegalArgumentException("a probability lies between 0 and 1: " + atLeast);
            }
        }
    }

    /** The message brings this proof, by the same rules as for an allow entry. */
    record Proven(Proof proof) implements Condition {}

    /** The opposite. Of what is not known the opposite is not known either. */
    record Not(Condition of) implements Condition {
        /** Checks. */
        public Not {
            if (of instanceof Not) {
                throw new IllegalArgumentException("the opposite of an opposite is the thing itself");
            }
        }
    }
}
