package org.postigo.proxy.outbound;

/** Where in the dialog a reply came. */
public enum Stage {
    /** The connection's first line. */
    GREETING,
    /** EHLO or HELO. */
    EHLO,
    /** STARTTLS. */
    STARTTLS,
    /** XCLIENT or XFORWARD. */
    CLIENT,
    /** MAIL FROM. */
    MAIL,
    /** RCPT TO. */
    RCPT,
    /** DATA, before any content. */
    DATA,
    /** The final dot. */
    CONTENT
}
