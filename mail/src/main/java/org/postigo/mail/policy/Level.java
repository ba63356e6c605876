package org.postigo.mail.policy;

import java.util.Optional;
import org.postigo.mail.DomainName;
import org.postigo.mail.Mailbox;

/**
 * A place where a setting can be made. What the narrower place leaves open is what the wider one says: mailbox, domain,
 * group, site, configuration file, and last what is shipped.
 */
public sealed interface Level {
    /** What a new installation does. */
    record Shipped() implements Level {}

    /** The configuration file. */
    record File() implements Level {}

    /** All domains of the site. */
    record Site() implements Level {}

    /**
     * Domains that go together, such as those of one customer.
     *
     * @param name 1 to 60 letters, digits, dots, dashes and underscores
     */
    record Group(String name) implements Level {
        /** Checks the name. */
        public Group {
            checkName(name);
        }

        static void checkName(String name) {
            if (!name.matches("[\\p{L}\\p{N}._-]{1,60}")) {
                throw new IllegalArgumentException(
                        "a group's name is 1 to 60 letters, digits, dots and dashes: " + name);
            }
        }
    }

    /** One protected domain. */
    record Domain(DomainName name) implements Level {}

    /** One mailbox of a protected domain. */
    record OfMailbox(Mailbox mailbox) implements Level {}

    /** The place of these words: {@code site}, {@code group:NAME}, a domain or a mailbox; empty if they name none. */
    static Optional<Level> parse(String text) {
        try {
            if (text.equals("site")) {
                return Optional.of(new Site());
            }
            if (text.startsWith("group:")) {
                return Optional.of(new Group(text.substring("group:".length())));
            }
            return text.contains("@")
                    ? Mailbox.parse(text).map(OfMailbox::new)
                    : DomainName.parse(text).map(Domain::new);
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    /** As {@link #parse} reads it; {@code shipped} and {@code file} for those where nobody can write. */
    default String text() {
        return switch (this) {
            case Shipped() -> "shipped";
            case File() -> "file";
            case Site() -> "site";
            case Group(String name) -> "group:" + name;
            case Domain(DomainName name) -> name.text();
            case OfMailbox(Mailbox mailbox) -> mailbox.toString();
        };
    }
}
