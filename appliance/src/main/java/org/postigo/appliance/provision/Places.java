package org.postigo.appliance.provision;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.postigo.mail.DomainName;
import org.postigo.mail.policy.Level;
import org.postigo.mail.policy.Setting;
import org.postigo.mail.policy.Wishes;

/** Places where settings are made, and settings, by the words that REST and the command line use. */
public final class Places {
    private Places() {}

    /**
     * The place of these words.
     *
     * @throws IllegalArgumentException if they name none; the message says what would
     */
    public static Level level(String text) {
        return Level.parse(text)
                .filter(Places::ordinary)
                .orElseThrow(() -> new IllegalArgumentException(
                        "a place is site, group:NAME, a domain or a mailbox, not " + text));
    }

    private static boolean ordinary(Level level) {
        return switch (level) {
            case Level.Shipped _, Level.File _, Level.Site _, Level.Group _ -> true;
            case Level.Domain(DomainName name) -> ordinary(name);
            case Level.OfMailbox(var mailbox) -> ordinary(mailbox.domain());
        };
    }

    private static boolean ordinary(DomainName name) {
        return !name.literal() && name.text().contains(".");
    }

    /** What kind of place it is, in one word. */
    public static String kind(Level level) {
        return switch (level) {
            case Level.Shipped() -> "shipped";
            case Level.File() -> "file";
            case Level.Site() -> "site";
            case Level.Group _ -> "group";
            case Level.Domain _ -> "domain";
            case Level.OfMailbox _ -> "mailbox";
        };
    }

    /** The domain in which a place lies; a group and the site lie in none. */
    public static Optional<DomainName> domain(Level level) {
        return switch (level) {
            case Level.Shipped _, Level.File _, Level.Site _, Level.Group _ -> Optional.empty();
            case Level.Domain(DomainName name) -> Optional.of(name);
            case Level.OfMailbox(var mailbox) -> Optional.of(mailbox.domain());
        };
    }

    /**
     * The setting of that name.
     *
     * @throws IllegalArgumentException if there is none; the message names those that there are
     */
    public static Setting<?> setting(String name) {
        return Setting.named(name)
                .orElseThrow(() -> new IllegalArgumentException("there is no setting " + name + "; there are "
                        + Setting.ALL.stream().map(Setting::name).collect(Collectors.joining(", "))));
    }

    /**
     * All that these words set, by name of the setting.
     *
     * @throws IllegalArgumentException if a name or a value is none; the message names it
     */
    public static Wishes wishes(Map<String, String> words) {
        Wishes wishes = Wishes.NONE;
        for (Map.Entry<String, String> word : words.entrySet()) {
            wishes = wishes.read(setting(word.getKey()), word.getValue());
        }
        return wishes;
    }
}
