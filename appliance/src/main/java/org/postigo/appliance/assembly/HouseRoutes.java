package org.postigo.appliance.assembly;

import java.net.URI;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.postigo.mail.DomainName;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.policy.ProtectedDomain;
import org.postigo.mail.policy.Service;
import org.postigo.mail.policy.ServiceTree;
import org.postigo.mail.policy.Setting;
import org.postigo.proxy.flow.Routes;
import org.postigo.proxy.flow.SizeLimit;

/** What the mail flow asks of the settings, answered from the tree as it is now. */
final class HouseRoutes implements Routes {
    private final Supplier<ServiceTree> tree;
    private final Function<DomainName, Optional<URI>> page;

    /** Over these settings. The page says what to do with a message that is too large for a domain. */
    HouseRoutes(Supplier<ServiceTree> tree, Function<DomainName, Optional<URI>> page) {
        this.tree = tree;
        this.page = page;
    }

    @Override
    public Optional<ProtectedDomain> domain(DomainName name) {
        return tree.get().find(name);
    }

    @Override
    public Optional<SizeLimit> limit(ForwardPath recipient) {
        DomainName domain = recipient.domain();
        Service service = tree.get().service(domain);
        long octets = service.get(Setting.SIZE_LIMIT);
        return octets == 0
                ? Optional.empty()
                : Optional.of(new SizeLimit(domain, octets, service.get(Setting.SIZE_REPLY), page.apply(domain)));
    }

    @Override
    public boolean greylists(ForwardPath recipient) {
        return tree.get().service(recipient.mailbox()).get(Setting.GREYLIST);
    }
}
