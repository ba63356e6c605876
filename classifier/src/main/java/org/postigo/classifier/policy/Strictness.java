package org.postigo.classifier.policy;

import java.util.Objects;
import org.postigo.mail.DomainName;
import org.postigo.mail.policy.ProtectedDomain;

/** Knows how strict a protected domain wants to be. Answers from memory. */
@FunctionalInterface
public interface Strictness {
    /** Every domain holds at the documented threshold: for tools without a store. */
    Strictness DEFAULT = domain -> Rule.DEFAULT;

    /** The rule of a recipient's domain; {@link Rule#DEFAULT} where none was set. */
    Rule of(DomainName domain);

    /** How far verdicts reach and from which probability on. */
    record Rule(ProtectedDomain.Mode mode, ProtectedDomain.Thresholds thresholds) {
        /** Hold at the documented threshold. */
        public static final Rule DEFAULT = new Rule(ProtectedDomain.Mode.HOLD, ProtectedDomain.Thresholds.DEFAULT);

        /** Checks. */
        public Rule {
            Objects.requireNonNull(mode);
            Objects.requireNonNull(thresholds);
        }

        /** That of a domain. */
        public static Rule of(ProtectedDomain domain) {
            return new Rule(domain.mode(), domain.thresholds());
        }
    }
}
