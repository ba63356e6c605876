package org.postigo.mail.message;

import org.postigo.mail.Mailbox;

/**
 * A mailbox with the display name before it (RFC 5322 §3.4).
 *
 * @param name decoded, quotes removed, empty if there is none; hostile text
 * @param mailbox the address
 */
public record Address(String name, Mailbox mailbox) {}
