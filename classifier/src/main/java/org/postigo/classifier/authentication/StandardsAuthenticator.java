package org.postigo.classifier.authentication;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.postigo.classifier.arc.ArcCheck;
import org.postigo.classifier.check.Authenticator;
import org.postigo.classifier.check.Subject;
import org.postigo.classifier.dkim.BodyHashes;
import org.postigo.classifier.dkim.DkimCheck;
import org.postigo.classifier.dkim.DkimKeys;
import org.postigo.classifier.dkim.DkimParser;
import org.postigo.classifier.dkim.RawMessage;
import org.postigo.classifier.dmarc.DmarcCheck;
import org.postigo.classifier.dns.BudgetedDns;
import org.postigo.classifier.dns.Dns;
import org.postigo.classifier.spf.SpfCheck;
import org.postigo.classifier.suffix.OrganisationalDomain;
import org.postigo.mail.DomainName;
import org.postigo.mail.Mailbox;
import org.postigo.mail.auth.AuthenticationResults;
import org.postigo.mail.auth.AuthenticationResults.Arc;
import org.postigo.mail.auth.AuthenticationResults.Dkim;
import org.postigo.mail.auth.AuthenticationResults.Dmarc;
import org.postigo.mail.auth.AuthenticationResults.Outcome;
import org.postigo.mail.auth.AuthenticationResults.Spf;

/**
 * Verifies SPF, DKIM, DMARC and ARC at once under the message's deadline. A message can make it look up 30 names at
 * most: 15 for SPF, 8 for DKIM keys, 5 for ARC keys, 2 for DMARC; each has its own, so that a crowd of signatures
 * cannot starve the policy of the domain that it forges.
 */
public final class StandardsAuthenticator implements Authenticator {
    private static final int SPF_NAMES = 15;
    private static final int ARC_NAMES = 5;

    private final Dns dns;
    private final AuthenticationSettings settings;
    private final DkimCheck dkim;
    private final ArcCheck arc;
    private final DmarcCheck dmarc;

    /**
     * Asks {@code dns}, which should have a memory.
     *
     * @param settings what the operator knows
     */
    public StandardsAuthenticator(Dns dns, AuthenticationSettings settings) {
        var keys = new DkimKeys();
        this.dns = dns;
        this.settings = settings;
        this.dkim = new DkimCheck(keys);
        this.arc = new ArcCheck(keys);
        this.dmarc = new DmarcCheck(dns);
    }

    @Override
    public Authenticated authenticate(Subject subject) throws InterruptedException {
        RawMessage message;
        try {
            message = RawMessage.read(subject.mail().content());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        From from = From.of(message, subject.message().fromMailboxes());
        Instant deadline = subject.lookupsEnd();
        var bodies = new BodyHashes(message);
        List<DkimParser.Parsed> signatures = DkimCheck.signatures(message);

        FutureTask<Spf> spf = start(() -> new SpfCheck(new BudgetedDns(dns, SPF_NAMES))
                .check(subject.mail().client(), subject.mail().envelope().reversePath(), deadline));
        FutureTask<DmarcCheck.Policy> policy = start(() -> policy(from, deadline));
        FutureTask<Arc> chain = start(() -> arc.check(new BudgetedDns(dns, ARC_NAMES), message, bodies, deadline));
        List<FutureTask<DkimCheck.Result>> verified = signatures.stream()
                .map(one -> start(() ->
                        dkim.verify(dns, message, bodies, one, subject.mail().received(), deadline)))
                .toList();
        try {
            var found = new ArrayList<DkimCheck.Result>();
            for (FutureTask<DkimCheck.Result> one : verified) {
                found.add(result(one));
            }
            List<Dkim> dkims =
                    found.stream().map(one -> seen(one, message, from)).toList();
            Spf sender = result(spf);
            Dmarc compared = DmarcCheck.compare(result(policy), sender, dkims);
            var results = new AuthenticationResults(sender, dkims, compared, result(chain));
            return new Authenticated(
                    results,
                    Facts.of(results, from.domain(), settings.trustedSealers()),
                    Identities.of(
                            results,
                            found,
                            message,
                            from,
                            subject.mail().client().address(),
                            settings));
        } finally {
            spf.cancel(true);
            policy.cancel(true);
            chain.cancel(true);
            verified.forEach(one -> one.cancel(true));
        }
    }

    /**
     * The From field as DMARC and allow entries need it.
     *
     * @param domain of all From addresses, if they have one in common (RFC 7489 §6.6.1)
     * @param one whether there is exactly one From field with exactly one address
     */
    record From(Optional<DomainName> domain, boolean one) {
        static From of(RawMessage message, List<Mailbox> mailboxes) {
            List<DomainName> domains =
                    mailboxes.stream().map(Mailbox::domain).distinct().toList();
            int fields = message.all("from").size();
            return new From(
                    domains.size() == 1 && fields == 1 ? Optional.of(domains.getFirst()) : Optional.empty(),
                    fields == 1 && mailboxes.size() == 1);
        }

        boolean aligned(Optional<DomainName> proven) {
            return domain.isPresent() && proven.isPresent() && OrganisationalDomain.shared(proven.get(), domain.get());
        }
    }

    private DmarcCheck.Policy policy(From from, Instant deadline) throws InterruptedException {
        return from.domain().isPresent()
                ? dmarc.find(from.domain().get(), deadline)
                : new DmarcCheck.Policy.Absent(
                        Outcome.PERMERROR, Optional.empty(), "not exactly one From field with one domain");
    }

    private static Dkim seen(DkimCheck.Result result, RawMessage message, From from) {
        return new Dkim(
                result.outcome(),
                result.domain(),
                result.selector(),
                from.one() && from.aligned(result.domain()),
                result.covers("from", message),
                result.partial(),
                result.cause());
    }

    private static <T> FutureTask<T> start(Callable<T> work) {
        var task = new FutureTask<>(work);
        Thread.startVirtualThread(task);
        return task;
    }

    private static <T> T result(FutureTask<T> task) throws InterruptedException {
        try {
            return task.get();
        } catch (ExecutionException failed) {
            throw new IllegalStateException("authentication failed", failed.getCause());
        }
    }
}
