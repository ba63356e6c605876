package org.postigo.proxy.flow;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postigo.mail.MailObject;
import org.postigo.mail.Recipient;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.policy.ProtectedDomain;
import org.postigo.mail.record.Reply;
import org.postigo.proxy.outbound.MailboxServers;
import org.postigo.proxy.outbound.MailboxServers.Attempt;

/**
 * Delivers one held copy, once: the original bytes below the trace fields of their arrival (same id, client and time),
 * with the reverse-path and all parameters that the copy came with. Who calls records the start before and the outcome
 * after it.
 */
public final class Release {
    private final Routes routes;
    private final MailboxServers servers;
    private final TraceFields trace;
    private final Duration patience;

    /**
     * Plugged together.
     *
     * @param routes protected domains
     * @param servers mailbox servers
     * @param trace fields put on top
     * @param patience within which the delivery must have ended
     */
    public Release(Routes routes, MailboxServers servers, TraceFields trace, Duration patience) {
        this.routes = routes;
        this.servers = servers;
        this.trace = trace;
        this.patience = patience;
    }

    /**
     * Delivers.
     *
     * @param mail as it arrived, with all recipients in its envelope
     * @param recipient whose copy leaves
     * @param assessment what was found out when it arrived
     */
    public Attempt deliver(MailObject mail, Recipient recipient, Assessment assessment) {
        Optional<ProtectedDomain> domain = routes.domain(recipient.path().domain());
        if (domain.isEmpty()) {
            return new Attempt.Deferred(
                    "", new Reply(451, "4.4.4", recipient.path().domain() + " is not a protected domain any more"));
        }
        Map<Recipient, Attempt> attempts = servers.deliver(
                domain.get().servers(),
                mail.client(),
                mail.envelope().forRecipients(List.of(recipient)),
                trace.of(mail, TraceFields.Mark.RELEASE, assessment),
                mail.content(),
                patience);
        Attempt attempt = attempts.get(recipient);
        return attempt == null
                ? new Attempt.InDoubt(domain.get().servers().getFirst().toString(), "no outcome was reported")
                : attempt;
    }
}
