package org.postigo.store.held;

import org.postigo.mail.Recipient;
import org.postigo.mail.finding.Verdict;

/**
 * One recipient's held copy.
 *
 * @param id its name
 * @param message what it is a copy of
 * @param recipient whose it is
 * @param reason why it was held
 * @param state where it stands
 */
public record HeldCopy(CopyId id, HeldMessage message, Recipient recipient, Verdict.Reason reason, CopyState state) {}
