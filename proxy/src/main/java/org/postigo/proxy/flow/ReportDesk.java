package org.postigo.proxy.flow;

import java.util.HashMap;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.MailObject;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.finding.Verdict;
import org.postigo.mail.record.Reply;

/** Takes letters in which people report spam that reached them. Such a letter goes to no mailbox server. */
public interface ReportDesk {
    /** Nobody takes reports. */
    ReportDesk ABSENT = new ReportDesk() {
        @Override
        public boolean at(ForwardPath recipient) {
            return false;
        }

        @Override
        public Reply take(MailObject mail, Assessment said, ForwardPath recipient) {
            throw new IllegalStateException("no reports are taken at " + recipient);
        }
    };

    /** Whether reports are taken at this address; answers from memory. */
    boolean at(ForwardPath recipient);

    /**
     * Takes a letter, or says why not. What a positive reply thanks for is durable. May read the journal; never throws for
     * what a letter contains.
     *
     * @param said what the classifier says of the letter: of who sent it only what is proven counts
     */
    Reply take(MailObject mail, Assessment said, ForwardPath recipient);

    /** What is forwarded as spam looks like spam: a letter to the desk goes there whatever its score. */
    default Assessment judged(Assessment said) {
        var verdicts = new HashMap<>(said.verdicts());
        verdicts.replaceAll((path, verdict) -> at(path) ? new Verdict.Deliver(Verdict.Reason.REPORT) : verdict);
        return verdicts.equals(said.verdicts()) ? said : said.with(verdicts);
    }
}
