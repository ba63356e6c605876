package org.postigo.appliance.replay;

import org.postigo.classifier.policy.Strictness;
import org.postigo.mail.policy.ProtectedDomain.Mode;
import org.postigo.mail.policy.ProtectedDomain.Thresholds;
import org.postigo.store.domains.Domains;

/** How strict each domain is: what it set itself, else what the site says. */
public final class SiteStrictness {
    private SiteStrictness() {}

    /**
     * Of these domains as they are at each question.
     *
     * @param site for a domain that is not protected any more
     * @param audit share of what would be refused that is held instead
     */
    public static Strictness of(Domains domains, Thresholds site, double audit) {
        return name -> domains.find(name)
                .map(domain -> Strictness.Rule.of(domain, audit))
                .orElse(new Strictness.Rule(Mode.HOLD, site, audit));
    }
}
