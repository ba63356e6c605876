package org.postigo.classifier.policy;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import org.postigo.classifier.dnslist.DnsLists;
import org.postigo.classifier.dnslist.ListAnswer;
import org.postigo.classifier.locallist.LocalList;
import org.postigo.classifier.locallist.LocalLists;
import org.postigo.classifier.relay.TrustedRelays;
import org.postigo.mail.Client;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.ReversePath;
import org.postigo.mail.auth.AuthenticationResults;
import org.postigo.mail.auth.ProvenIdentity;
import org.postigo.mail.finding.Score;
import org.postigo.mail.policy.ListEntry;
import org.postigo.mail.policy.ProtectedDomain;

/**
 * Refuses a client before the data because of where it comes from: only if the operator has said how many block lists
 * must agree, and then never a relay of our own, never where an allow list or an allow entry speaks for it, never mail
 * to those who answer complaints, and never for a domain that holds everything or only observes. A share drawn by lot is
 * let in and judged like all other mail, so that reviewers see what is being refused.
 *
 * <p>A list without an answer in time counts for nothing.
 */
public final class Door {
    /** Statements below this ("suspect", "abused") are hints; they refuse nobody. */
    private static final double PLAIN = 0.7;

    private final Settings settings;
    private final DnsLists lists;
    private final LocalLists local;
    private final TrustedRelays relays;
    private final AllowAndDeny entries;
    private final Strictness strictness;
    private final InstantSource clock;

    /**
     * What the operator wants.
     *
     * @param agreeing block lists that must agree; 0 refuses nobody here
     * @param budget time for the lists' answers
     * @param salt unknown outside, so that nobody can tell whom the lot draws
     */
    public record Settings(int agreeing, Duration budget, long salt) {}

    /** Asks these. */
    public Door(
            Settings settings,
            DnsLists lists,
            LocalLists local,
            TrustedRelays relays,
            AllowAndDeny entries,
            Strictness strictness,
            InstantSource clock) {
        this.settings = settings;
        this.lists = lists;
        this.local = local;
        this.relays = relays;
        this.entries = entries;
        this.strictness = strictness;
        this.clock = clock;
    }

    /** Why this client is refused for this recipient, in words for the journal; empty if it is not. */
    public Optional<String> refuses(Client client, ReversePath reversePath, ForwardPath recipient) {
        if (settings.agreeing() == 0 || relays.trusts(client.address()) || Policy.answersComplaints(recipient)) {
            return Optional.empty();
        }
        Strictness.Rule rule = strictness.of(recipient);
        if (rule.mode() != ProtectedDomain.Mode.HOLD
                || rule.thresholds().refuse() >= ProtectedDomain.Thresholds.NEVER
                || drawn(client, reversePath, rule.audit())) {
            return Optional.empty();
        }
        List<String> listing = listing(client.address());
        return listing.size() < settings.agreeing() || allowed(client.address(), reversePath, recipient)
                ? Optional.empty()
                : Optional.of("listed by " + String.join(", ", listing));
    }

    /** The same for all recipients of a transaction. */
    private boolean drawn(Client client, ReversePath reversePath, double share) {
        long seed = settings.salt() ^ client.address().hashCode() * 31L ^ client.port() * 1_000_003L;
        return new SplittableRandom(seed ^ reversePath.toString().hashCode()).nextDouble() < share;
    }

    /** Names of the block lists that list it; none where an allow list knows it. */
    private List<String> listing(InetAddress client) {
        var names = new ArrayList<String>();
        for (LocalLists.Listing each : local.of(client)) {
            if (each.list().kind() == LocalList.Kind.ALLOW) {
                return List.of();
            }
            names.add(each.list().name());
        }
        try {
            for (ListAnswer answer : lists.client(client, clock.instant().plus(settings.budget()))) {
                if (answer instanceof ListAnswer.Listed listed) {
                    switch (listed.list().kind()) {
                        case CLIENT -> {
                            if (strength(listed) >= PLAIN) {
                                names.add(listed.list().name());
                            }
                        }
                        case CLIENT_GOOD -> {
                            if (strength(listed) >= PLAIN) {
                                return List.of();
                            }
                        }
                        case LINK_HOST, LINK_DOMAIN, MAILBOX_HASH ->
                            throw new IllegalStateException(
                                    "not about clients: " + listed.list().name().toLowerCase(Locale.ROOT));
                    }
                }
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return List.of();
        }
        return names.stream().distinct().toList();
    }

    private static double strength(ListAnswer.Listed listed) {
        return listed.meanings().stream()
                .mapToDouble(meaning -> meaning.group().strength())
                .max()
                .orElse(0);
    }

    /** By an entry that the connection alone proves: of a client network. */
    private boolean allowed(InetAddress client, ReversePath reversePath, ForwardPath recipient) {
        Instant now = clock.instant();
        var evidence = new Evidence(
                now,
                client,
                reversePath,
                List.of(),
                Optional.empty(),
                List.of(),
                new Score(0, 0, List.of()),
                AuthenticationResults.NONE,
                List.of(new ProvenIdentity.ClientAddress(client)),
                1);
        return entries.snapshot()
                .entries()
                .deciding(evidence, recipient)
                .filter(ListEntry.Allow.class::isInstance)
                .isPresent();
    }
}
