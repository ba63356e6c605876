package org.postigo.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postigo.mail.DomainName;
import org.postigo.mail.policy.Level;
import org.postigo.mail.policy.ProtectedDomain;
import org.postigo.mail.policy.ServiceTree;
import org.postigo.mail.policy.Wishes;
import org.postigo.store.domains.Domains;

/** The tree of settings that is written to, and all that has been written. Changed under its owner's lock. */
final class Plot {
    private final ServiceTree.Draft draft;
    private final List<Domains.Change> history = new ArrayList<>();
    private volatile ServiceTree tree;

    /** Over what every domain gets that says nothing else. */
    Plot(Wishes base) {
        draft = new ServiceTree.Draft(base);
        tree = draft.show();
    }

    void put(ServiceTree.Node node, String by, Instant at) {
        draft.put(node);
        history.add(new Domains.Change(at, by, node.level(), Optional.of(node)));
    }

    void put(ProtectedDomain domain, String by, Instant at) {
        put(draft.merged(domain), by, at);
    }

    void remove(Level level, String by, Instant at) {
        draft.remove(level);
        history.add(new Domains.Change(at, by, level, Optional.empty()));
    }

    boolean has(Level level) {
        return draft.has(level);
    }

    void check(List<ServiceTree.Node> nodes) {
        draft.check(nodes);
    }

    /** A group that domains belong to stays, and so do the site's settings, which can be emptied. */
    void checkRemoval(Level level) {
        switch (level) {
            case Level.Shipped _, Level.File _, Level.Site _ ->
                throw new IllegalArgumentException("it cannot be removed: " + level.text());
            case Level.Group(String name) -> {
                ServiceTree now = draft.show();
                Optional<DomainName> member = now.all().stream()
                        .map(ProtectedDomain::name)
                        .filter(domain ->
                                now.groupOf(domain).filter(name::equals).isPresent())
                        .findFirst();
                if (member.isPresent()) {
                    throw new IllegalArgumentException(
                            "domains belong to the group " + name + ", among them " + member.get());
                }
            }
            case Level.Domain _, Level.OfMailbox _ -> {}
        }
    }

    /** Shows what was written since; the same object if nothing was. */
    void show() {
        tree = draft.show();
    }

    ServiceTree tree() {
        return tree;
    }

    List<Domains.Change> history() {
        return List.copyOf(history);
    }
}
