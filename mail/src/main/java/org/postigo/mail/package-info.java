/**
 * The vocabulary of the whole appliance: mail object, envelope, addresses, findings, verdicts, replies.
 *
 * <p>Everything here is an immutable value. A message meets these types in this order: {@link
 * org.postigo.mail.MailObject} → {@link org.postigo.mail.finding.Finding} → {@link
 * org.postigo.mail.finding.Score} → {@link org.postigo.mail.finding.Verdict} → {@link
 * org.postigo.mail.record.CopyOutcome} → {@link org.postigo.mail.record.JournalEntry}.
 */
package org.postigo.mail;
