package org.postigo.proxy.flow;

import org.postigo.mail.MailObject;
import org.postigo.mail.finding.Assessment;

/** Says what a message is. Never throws for what a message contains; at most 10 s. */
@FunctionalInterface
public interface Assessor {
    /** Findings, score and a verdict for each recipient. */
    Assessment assess(MailObject mail);
}
