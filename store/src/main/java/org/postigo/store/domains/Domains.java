package org.postigo.store.domains;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.postigo.mail.DomainName;
import org.postigo.mail.policy.Level;
import org.postigo.mail.policy.ProtectedDomain;
import org.postigo.mail.policy.ServiceTree;
import org.postigo.mail.policy.Wishes;

/**
 * Protected domains and the tree of settings that they grow on: site, groups, domains, mailboxes. Read from memory, by
 * snapshots that never change; written durably.
 */
public interface Domains {
    /**
     * One thing that was written.
     *
     * @param at when
     * @param by whom
     * @param level where
     * @param node what is set there from then on; empty if the place was removed
     */
    record Change(Instant at, String by, Level level, Optional<ServiceTree.Node> node) {}

    /** All settings now. */
    ServiceTree tree();

    /** All that was ever written, oldest first. */
    List<Change> history();

    /** The domain of that name, as its settings come out. */
    default Optional<ProtectedDomain> find(DomainName name) {
        return tree().find(name);
    }

    /** All as their settings come out, by name. */
    default List<ProtectedDomain> all() {
        return tree().all();
    }

    /** Adds a domain with all of this set for itself, or sets all of this for one that is there. */
    void put(ProtectedDomain domain, String by) throws IOException;

    /**
     * Sets what single places say, shown at once when all are durable. What is set at such a place is replaced as a whole.
     *
     * @throws IllegalArgumentException if that would leave a domain without a mailbox server, a mailbox without its domain
     *     or a domain in a group that is not there; then nothing is written
     */
    void putAll(List<ServiceTree.Node> nodes, String by) throws IOException;

    /** The same for one place. */
    default void put(ServiceTree.Node node, String by) throws IOException {
        putAll(List.of(node), by);
    }

    /**
     * Changes what one place says, with no other change between the look and the writing. Writes nothing where nothing
     * changes, so that who asks twice is in the history once.
     *
     * @param how the place is changed; given one that says nothing if it is not there yet
     * @return what it says from then on
     * @throws IllegalArgumentException as above
     */
    default ServiceTree.Node change(Level level, UnaryOperator<ServiceTree.Node> how, String by) throws IOException {
        Optional<ServiceTree.Node> before = tree().node(level);
        ServiceTree.Node after = how.apply(before.orElseGet(() -> ServiceTree.Node.of(level, Wishes.NONE)));
        if (!before.equals(Optional.of(after))) {
            put(after, by);
        }
        return after;
    }

    /**
     * Removes a domain with its mailboxes, a mailbox's settings or a group; returns whether there was one.
     *
     * @throws IllegalArgumentException if domains still belong to the group, or it is no such place
     */
    boolean remove(Level level, String by) throws IOException;

    /** Removes a domain; returns whether there was one. */
    default boolean remove(DomainName name, String by) throws IOException {
        return remove(new Level.Domain(name), by);
    }
}
