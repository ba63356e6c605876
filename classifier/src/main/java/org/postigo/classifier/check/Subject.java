package org.postigo.classifier.check;

import java.time.Instant;
import org.postigo.mail.MailObject;
import org.postigo.mail.message.ParsedMessage;

/**
 * What a check looks at.
 *
 * @param mail as it arrived
 * @param message the same, taken apart
 * @param deadline by which an answer still counts
 */
public record Subject(MailObject mail, ParsedMessage message, Instant deadline) {}
