package org.postigo.store.audit;

import java.time.Instant;
import java.util.Objects;

/**
 * One look or act of a person.
 *
 * @param at when
 * @param who e-mail address as it was given, known or not; {@code cli} or {@code setup} for the house itself
 * @param address network address that it came from; empty where there is none
 * @param deed what
 * @param subject of the deed: a copy, a person, a domain, an entry; may be empty
 * @param detail in a word or two, may be empty; never a secret, never the content of mail
 */
public record AuditEvent(Instant at, String who, String address, Deed deed, String subject, String detail) {
    private static final int LONGEST = 320;

    /** Cuts what a stranger may have made long. */
    public AuditEvent {
        Objects.requireNonNull(at);
        Objects.requireNonNull(deed);
        who = cut(who);
        address = cut(address);
        subject = cut(subject);
        detail = cut(detail);
    }

    private static String cut(String text) {
        if (text.length() <= LONGEST) {
            return text;
        }
        boolean pair = Character.isHighSurrogate(text.charAt(LONGEST - 1));
        return text.substring(0, pair ? LONGEST - 1 : LONGEST);
    }

    /** The closed list of deeds. Never renamed, since old records bear them. */
    public enum Deed {
        /** Came in. */
        SIGNED_IN,
        /** Left. */
        SIGNED_OUT,
        /** Gave a wrong password, or one for an account that does not exist. */
        WRONG_PASSWORD,
        /** Gave a wrong second factor. */
        WRONG_CODE,
        /** Had to wait after too many of those. */
        MADE_TO_WAIT,
        /** Ended a session, of somebody else or of their own. */
        SESSION_ENDED,
        /** Added or changed a person. */
        PERSON_PUT,
        /** Removed a person. */
        PERSON_REMOVED,
        /** Set a password. */
        PASSWORD_SET,
        /** Set up a second factor. */
        SECOND_FACTOR_SET,
        /** Took a second factor away. */
        SECOND_FACTOR_REMOVED,
        /** Searched or listed held mail. */
        LISTED,
        /** Opened a letter. */
        LOOKED,
        /** Decided on a copy. */
        DECIDED,
        /** Took a decision back. */
        UNDONE,
        /** Added or changed an entry of the allow or deny list. */
        ENTRY_PUT,
        /** Removed one. */
        ENTRY_REMOVED,
        /** Added or changed a protected domain. */
        DOMAIN_PUT,
        /** Removed one. */
        DOMAIN_REMOVED,
        /** Set what site, group, domain or mailbox get. */
        SETTINGS_PUT,
        /** Removed a group, or what a mailbox had of its own. */
        SETTINGS_REMOVED,
        /** Saved the rules of the house of a scope. */
        RULES_SAVED,
        /** Released what a cause had held wrongly, or took such a rescue back. */
        RESCUED,
        /** Took held copies away whose time was over; by the house itself. */
        COPIES_REMOVED,
        /** Made a token for a program. */
        TOKEN_MADE,
        /** Revoked one. */
        TOKEN_REVOKED,
        /** Was sent a digest or a link. */
        LINK_SENT,
        /** Was sent other mail of our own: an answer, or that a round is late. */
        MAIL_SENT,
        /** Opened the page that a link leads to. */
        LINK_OPENED,
        /** Asked a reviewer for something. */
        ASKED,
        /** Answered such a request. */
        ANSWERED,
        /** Saved a view, or gave it another name. */
        VIEW_PUT,
        /** Removed one. */
        VIEW_REMOVED,
        /** Was known to the identity provider, and may not come in all the same. */
        REFUSED_AT_THE_DOOR
    }
}
