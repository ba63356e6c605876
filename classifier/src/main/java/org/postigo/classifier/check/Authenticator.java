package org.postigo.classifier.check;

import java.util.List;
import org.postigo.mail.auth.AuthenticationResults;
import org.postigo.mail.auth.ProvenIdentity;
import org.postigo.mail.finding.Finding;

/**
 * Says what SPF, DKIM, DMARC and ARC make of a message. Runs beside the checks under the same deadline; keeps no state
 * of a message and may be asked about many at once. What it throws or does not answer in time is made a
 * {@link Finding.Unknown} by the caller, and then nothing is proven.
 */
@FunctionalInterface
public interface Authenticator {
    /** Looks at nothing: for tools without a network. States no facts, so absence costs nothing either. */
    Authenticator OFFLINE = subject -> Authenticated.NOTHING;

    /** The results of all four standards, with their facts. Temporary errors become an Unknown and prove nothing. */
    Authenticated authenticate(Subject subject) throws InterruptedException;

    /**
     * What came of authentication.
     *
     * @param results for the trace field and the journal
     * @param findings the same as facts, in a fixed order
     * @param proven identities an allow entry may be tied to, strongest first; the client's address need not be among
     *     them, the caller knows it
     */
    record Authenticated(AuthenticationResults results, List<Finding> findings, List<ProvenIdentity> proven) {
        /** Nothing was looked at. */
        public static final Authenticated NOTHING = new Authenticated(AuthenticationResults.NONE, List.of(), List.of());

        /** Copies the lists. */
        public Authenticated {
            findings = List.copyOf(findings);
            proven = List.copyOf(proven);
        }
    }
}
