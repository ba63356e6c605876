package org.postigo.quarantine.report;

import java.util.Optional;
import org.postigo.mail.MailId;
import org.postigo.store.held.HeldMessage;

/**
 * What a copy that somebody reported is a copy of.
 *
 * @param original our name of the message that was delivered, or of the copy that was released
 * @param form in which it came back to us
 */
public record Reported(MailId original, Form form) {
    private static final String MARK = "reported";

    /** How what was reported compares with what was delivered. */
    public enum Form {
        /** Octet by octet the same below the trace fields. */
        SAME,
        /** A message with the same name, which a mail program or server has changed, or somebody else. */
        ATTACHED,
        /** Quoted in a letter: its text alone. */
        QUOTED
    }

    /** Of a held message; empty unless it was reported. */
    public static Optional<Reported> of(HeldMessage message) {
        String[] words = message.retryKey().split(" ", -1);
        if (words.length != 3 || !words[0].equals(MARK)) {
            return Optional.empty();
        }
        return Optional.of(new Reported(new MailId(words[1]), Form.valueOf(words[2])));
    }

    /** As it stands in a held message in the place of its retry key: no client will ever retry it. */
    String key() {
        return MARK + " " + original + " " + form;
    }
}
