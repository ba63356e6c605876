package org.postigo.mail.finding;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.auth.AuthenticationResults;
import org.postigo.mail.auth.ProvenIdentity;

/**
 * All that the classifier says of a message: findings, score, proven identities, and a verdict for each recipient.
 *
 * @param findings in the order of the checks
 * @param score their price
 * @param authentication what SPF, DKIM, DMARC and ARC say
 * @param proven identities that an allow entry may be tied to, strongest first
 * @param verdicts one for each recipient of the envelope
 * @param digest what the desk and the journal show of the content
 * @param versions of what decided, so that a later setting can be tried on the past
 * @param took wall-clock time
 */
public record Assessment(
        List<Finding> findings,
        Score score,
        AuthenticationResults authentication,
        List<ProvenIdentity> proven,
        Map<ForwardPath, Verdict> verdicts,
        MessageDigest digest,
        Versions versions,
        Duration took) {
    /** Copies the collections. */
    public Assessment {
        findings = List.copyOf(findings);
        proven = List.copyOf(proven);
        verdicts = Map.copyOf(verdicts);
    }

    /**
     * What made the verdicts.
     *
     * @param model version of the models, for example {@code prices-1} or {@code combiner-7}
     * @param lists version of the allow and deny lists, counted from 0 at start of the log
     * @param prices version of the price list
     * @param rules version of the newest set of rules; 0 for none
     */
    public record Versions(String model, long lists, String prices, long rules) {
        /** Where there are no rules. */
        public Versions(String model, long lists, String prices) {
            this(model, lists, prices, 0);
        }
    }

    /** The same with other verdicts. */
    public Assessment with(Map<ForwardPath, Verdict> others) {
        return new Assessment(findings, score, authentication, proven, others, digest, versions, took);
    }

    /** The verdict for one recipient. */
    public Verdict verdictFor(ForwardPath path) {
        Verdict verdict = verdicts.get(path);
        if (verdict == null) {
            throw new IllegalArgumentException("no verdict for " + path);
        }
        return verdict;
    }
}
