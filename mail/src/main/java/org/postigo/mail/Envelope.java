package org.postigo.mail;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What SMTP says beside the content (RFC 5321 §2.3.1).
 *
 * @param reversePath MAIL FROM
 * @param parameters those of MAIL, kept for the next server
 * @param recipients in the order of their RCPT commands, at least one once DATA has come
 */
public record Envelope(ReversePath reversePath, Parameters parameters, List<Recipient> recipients) {
    /** Copies the list. */
    public Envelope {
        recipients = List.copyOf(recipients);
    }

    /** The body type announced by the client (RFC 6152). */
    public enum Body {
        /** Nothing announced, or 7BIT. */
        SEVEN_BIT,
        /** BODY=8BITMIME. */
        EIGHT_BIT_MIME
    }

    /**
     * The parameters of MAIL.
     *
     * @param size declared octets, if declared (RFC 1870)
     * @param body declared body type
     * @param smtputf8 whether SMTPUTF8 was asked for (RFC 6531)
     * @param ret the value of RET, if given (RFC 3461)
     * @param envid the value of ENVID (xtext), if given
     */
    public record Parameters(
            OptionalLong size, Body body, boolean smtputf8, Optional<String> ret, Optional<String> envid) {
        /** MAIL without parameters. */
        public static final Parameters NONE =
                new Parameters(OptionalLong.empty(), Body.SEVEN_BIT, false, Optional.empty(), Optional.empty());
    }

    /** The same message for some of its recipients. */
    public Envelope forRecipients(List<Recipient> some) {
        return new Envelope(reversePath, parameters, some);
    }
}
