package org.postigo.appliance.replay;

import java.util.function.Supplier;
import org.postigo.classifier.policy.Strictness;
import org.postigo.mail.policy.ProtectedDomain.Mode;
import org.postigo.mail.policy.Service;
import org.postigo.mail.policy.ServiceTree;
import org.postigo.mail.policy.Setting;

/** How strict each mailbox wants its mail to be taken: what the tree of settings says. */
public final class SiteStrictness {
    private SiteStrictness() {}

    /**
     * Of the settings as they are at each question. Mail to a domain that is not protected any more is held by what the
     * site says.
     *
     * @param audit share of what would be refused that is held instead
     */
    public static Strictness of(Supplier<ServiceTree> settings, double audit) {
        return recipient -> {
            ServiceTree tree = settings.get();
            Service service = tree.service(recipient.mailbox());
            return new Strictness.Rule(
                    tree.find(recipient.domain()).isPresent() ? service.get(Setting.MODE) : Mode.HOLD,
                    service.thresholds(),
                    audit);
        };
    }
}
