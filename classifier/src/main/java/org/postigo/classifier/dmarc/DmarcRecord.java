package org.postigo.classifier.dmarc;

import org.postigo.mail.auth.AuthenticationResults.DmarcPolicy;

/**
 * A domain owner's record (RFC 7489 §6.3), as far as it matters to a receiver that sends no reports.
 *
 * @param policy p=
 * @param below sp=, policy for subdomains
 * @param strictDkim adkim=s
 * @param strictSpf aspf=s
 * @param waived pct=0, or t=y: one step milder than the policy says (§6.6.4)
 */
public record DmarcRecord(
        DmarcPolicy policy, DmarcPolicy below, boolean strictDkim, boolean strictSpf, boolean waived) {
    /** What the owner asks for mail of the domain itself, or of one below it. */
    public DmarcPolicy effective(boolean subdomain) {
        DmarcPolicy asked = subdomain ? below : policy;
        if (!waived) {
            return asked;
        }
        return asked == DmarcPolicy.REJECT ? DmarcPolicy.QUARANTINE : DmarcPolicy.NONE;
    }
}
