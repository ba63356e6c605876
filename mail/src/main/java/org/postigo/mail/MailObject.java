package org.postigo.mail;

import java.time.Instant;

/**
 * A mail object (RFC 5321 §2.3.1): envelope and content, with who handed it in and when. What every stage begins with.
 *
 * @param id our name of it
 * @param received when its last octet had come
 * @param client who handed it in
 * @param envelope reverse-path and recipients
 * @param content what arrived, line ends made CRLF and fields in our own name removed
 */
public record MailObject(MailId id, Instant received, Client client, Envelope envelope, Content content) {}
