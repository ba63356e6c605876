package org.postigo.quarantine.campaign;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.postigo.mail.DomainName;
import org.postigo.mail.auth.AuthenticationResults.Outcome;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.finding.MessageDigest;
import org.postigo.store.acquaintances.Acquaintances;
import org.postigo.store.held.HeldCopy;

/**
 * What no two copies of one row may differ in, however alike their words are.
 *
 * @param known whether the recipient's domain has had mail of this sender that was delivered or rescued
 * @param signer under which domain the message proved to come, if any
 * @param dmarc what DMARC said
 * @param attachments true types
 * @param delivered whether it lies in the mailbox already, so that releasing it sends nothing
 */
record Standing(boolean known, Optional<DomainName> signer, Outcome dmarc, Set<String> attachments, boolean delivered) {
    static Standing of(HeldCopy copy, Acquaintances acquaintances) {
        Assessment assessment = copy.message().assessment();
        Optional<DomainName> signer = Acquaintances.signer(assessment.proven());
        var types = new TreeSet<String>();
        assessment.digest().attachments().stream()
                .map(MessageDigest.Attachment::type)
                .forEach(types::add);
        return new Standing(
                Ranking.known(copy, acquaintances),
                signer,
                assessment.authentication().dmarc().outcome(),
                types,
                copy.reason().delivered());
    }
}
