package org.postigo.mail.record;

/**
 * An SMTP reply (RFC 5321 §4.2) with its enhanced status code (RFC 3463).
 *
 * @param code 200 to 599
 * @param enhanced such as {@code 4.3.0}, empty if the server gave none
 * @param text printable, one line; lines of a longer reply are joined by a space
 */
public record Reply(int code, String enhanced, String text) {
    /** Checks the code. */
    public Reply {
        if (code < 200 || code > 599) {
            throw new IllegalArgumentException("not a reply code: " + code);
        }
    }

    /** 2yz: done. */
    public boolean positive() {
        return code < 300;
    }

    /** 4yz: later perhaps. */
    public boolean transientFailure() {
        return code >= 400 && code < 500;
    }

    /** 5yz: never. */
    public boolean permanentFailure() {
        return code >= 500;
    }

    @Override
    public String toString() {
        return enhanced.isEmpty() ? code + " " + text : code + " " + enhanced + " " + text;
    }
}
