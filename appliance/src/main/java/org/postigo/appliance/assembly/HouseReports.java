package org.postigo.appliance.assembly;

import org.postigo.mail.ForwardPath;
import org.postigo.mail.MailObject;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.record.Reply;
import org.postigo.proxy.flow.ReportDesk;
import org.postigo.quarantine.report.Reports;
import org.postigo.store.domains.Domains;

/** The proxy's words for the reports that the quarantine takes. */
record HouseReports(Domains domains, Reports reports) implements ReportDesk {
    @Override
    public boolean at(ForwardPath recipient) {
        return Reports.at(domains.tree(), recipient.mailbox());
    }

    @Override
    public Reply take(MailObject mail, Assessment said, ForwardPath recipient) {
        return reports.take(mail, said, recipient.mailbox());
    }
}
