package org.postigo.appliance.assembly;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.postigo.mail.Content;
import org.postigo.mail.MailObject;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.record.JournalEntry;
import org.postigo.proxy.flow.Keeper;
import org.postigo.proxy.flow.Release;
import org.postigo.proxy.outbound.MailboxServers.Attempt;
import org.postigo.quarantine.Deliverer;
import org.postigo.store.Store;
import org.postigo.store.held.HeldCopy;
import org.postigo.store.held.HeldMail;
import org.postigo.store.held.HeldMessage;

/** The proxy's words for the store, and the quarantine's for the proxy. */
final class Keeping {
    private final Store store;

    Keeping(Store store) {
        this.store = store;
    }

    Keeper.Kept keep(MailObject mail, Assessment assessment, String retryKey, List<Keeper.Copy> copies)
            throws IOException {
        HeldMail.Holding holding;
        try {
            holding = store.held()
                    .hold(
                            mail,
                            assessment,
                            retryKey,
                            copies.stream()
                                    .map(copy ->
                                            new HeldMail.CopyToHold(copy.recipient(), copy.reason(), copy.server()))
                                    .toList());
        } catch (HeldMail.HoldSpaceShort shortage) {
            var told = new Keeper.HoldSpaceShort(String.valueOf(shortage.getMessage()));
            told.initCause(shortage);
            throw told;
        }
        return new Keeper.Kept() {
            @Override
            public void publish() throws IOException {
                holding.publish();
            }

            @Override
            public void leaveInvisible() {
                holding.leaveInvisible();
            }
        };
    }

    void record(JournalEntry entry) {
        // What could not be written is counted and told of by the journal itself.
        CompletableFuture<Void> _ = store.journal().append(entry);
    }

    static Deliverer.Delivery deliver(Release release, HeldCopy copy, Content content) {
        HeldMessage message = copy.message();
        var mail = new MailObject(message.id(), message.received(), message.client(), message.envelope(), content);
        return switch (release.deliver(mail, copy.recipient(), message.assessment())) {
            case Attempt.Accepted(String server, var reply) -> new Deliverer.Delivery.Accepted(server, reply);
            case Attempt.Rejected(String server, var reply) -> new Deliverer.Delivery.Refused(server, reply);
            case Attempt.Deferred(String server, var reply) -> new Deliverer.Delivery.Deferred(server, reply);
            case Attempt.InDoubt(String server, String cause) -> new Deliverer.Delivery.InDoubt(server, cause);
        };
    }
}
