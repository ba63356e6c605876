package org.postigo.quarantine;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postigo.mail.Client;
import org.postigo.mail.DomainName;
import org.postigo.mail.Envelope;
import org.postigo.mail.MailId;
import org.postigo.mail.Mailbox;
import org.postigo.mail.Recipient;
import org.postigo.mail.ReversePath;
import org.postigo.mail.auth.AuthenticationResults;
import org.postigo.mail.auth.ProvenIdentity;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.finding.MessageDigest;
import org.postigo.mail.finding.Score;
import org.postigo.mail.finding.Verdict;
import org.postigo.mail.policy.Level;
import org.postigo.mail.policy.ListEntry;
import org.postigo.mail.policy.ProtectedDomain;
import org.postigo.mail.policy.ServiceTree;
import org.postigo.mail.policy.Wishes;
import org.postigo.mail.record.Reply;
import org.postigo.store.domains.Domains;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.CopyState;
import org.postigo.store.held.HeldCopy;
import org.postigo.store.held.HeldMessage;
import org.postigo.store.lists.Lists;
import org.postigo.store.people.Person;

/** A quarantine with everything around it that a test can look into. */
final class Bench {
    static final Person INES = reviewer("ines@filtro.example");
    static final Person BRUNO = reviewer("bruno@filtro.example");
    static final Person ADMIN = new Person(
            "admin@filtro.example", "Admin", Person.Role.ADMINISTRATOR, Set.of(), "{noop}x", Optional.empty());
    static final Reply TAKEN = new Reply(250, "2.0.0", "queued");

    final TestingClock clock = new TestingClock();
    final TestingHeldMail held = new TestingHeldMail();
    final Map<String, ListEntry> entries = Collections.synchronizedMap(new LinkedHashMap<>());
    final ServiceTree.Draft domains = new ServiceTree.Draft(Wishes.NONE);

    /** Copies the mailbox server has taken, in order. */
    final List<CopyId> taken = Collections.synchronizedList(new ArrayList<>());

    /** What the server does next; when empty it takes the copy. */
    final Deque<Deliverer> next = new ArrayDeque<>();

    final Quarantine quarantine =
            new Quarantine(held, new InMemoryDomains(domains), clock, Quarantine.DEFAULT_UNDO_TIME);
    Releases releases = newReleases();

    Releases newReleases() {
        return new Releases(held, new InMemoryLists(entries), this::serve, clock, Backoff.DEFAULT, Runnable::run, 16);
    }

    Deliverer.Delivery serve(HeldCopy copy, org.postigo.mail.Content content) {
        Deliverer script;
        synchronized (next) {
            script = next.isEmpty() ? this::take : next.pop();
        }
        return script.deliver(copy, content);
    }

    Deliverer.Delivery take(HeldCopy copy, org.postigo.mail.Content content) {
        taken.add(copy.id());
        return new Deliverer.Delivery.Accepted("mail.example:25", TAKEN);
    }

    static Person reviewer(String email, String... domains) {
        Set<DomainName> names = new java.util.HashSet<>();
        for (String domain : domains) {
            names.add(DomainName.of(domain));
        }
        return new Person(email, email, Person.Role.REVIEWER, names, "{noop}x", Optional.empty());
    }

    void undoTimePasses() {
        clock.advance(quarantine.undoTime());
    }

    CopyState stateOf(CopyId id) {
        return held.find(id).orElseThrow().state();
    }

    CopyId unread(int number) {
        return unread(number, "compras@metalsur.example", "ventas@proveedor.example");
    }

    CopyId unread(int number, String recipient, String from, ProvenIdentity... proven) {
        HeldCopy copy = copy(number, recipient, from, "rebotes@proveedor.example", new CopyState.Unread(), proven);
        held.put(copy);
        return copy.id();
    }

    static HeldCopy copy(
            int number, String recipient, String from, String reversePath, CopyState state, ProvenIdentity... proven) {
        Recipient to = Recipient.of(recipient);
        var verdict = new Verdict.Hold(Verdict.Reason.SCORE_HIGH);
        var digest = new MessageDigest(
                Mailbox.parse(from),
                "Ventas",
                "Pedido " + number,
                "<" + number + "@proveedor.example>",
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of());
        var assessment = new Assessment(
                List.of(),
                new Score(2, 2, List.of()),
                AuthenticationResults.NONE,
                List.of(proven),
                Map.of(to.path(), verdict),
                digest,
                new Assessment.Versions("prices-1", 0, "1"),
                Duration.ofMillis(3));
        var id = new MailId("0000000000" + String.format("%06d", number));
        var message = new HeldMessage(
                id,
                Instant.parse("2026-11-23T11:00:00Z"),
                Client.plain(InetAddress.ofLiteral("192.0.2.7"), "mx.proveedor.example"),
                new Envelope(ReversePath.of(reversePath), Envelope.Parameters.NONE, List.of(to)),
                assessment,
                40,
                "00",
                "key" + number);
        return new HeldCopy(new CopyId(id, 0), message, to, Verdict.Reason.SCORE_HIGH, state);
    }

    private record InMemoryLists(Map<String, ListEntry> entries) implements Lists {
        @Override
        public Snapshot snapshot() {
            return new Snapshot(entries.size(), List.copyOf(entries.values()));
        }

        @Override
        public void put(ListEntry entry, String by) {
            entries.put(entry.id(), entry);
        }

        @Override
        public boolean remove(String id, String by) {
            return entries.remove(id) != null;
        }
    }

    private record InMemoryDomains(ServiceTree.Draft draft) implements Domains {
        @Override
        public ServiceTree tree() {
            return draft.show();
        }

        @Override
        public List<Change> history() {
            return List.of();
        }

        @Override
        public void put(ProtectedDomain domain, String by) {
            draft.put(draft.merged(domain));
        }

        @Override
        public void putAll(List<ServiceTree.Node> nodes, String by) {
            draft.check(nodes);
            nodes.forEach(draft::put);
        }

        @Override
        public boolean remove(Level level, String by) {
            boolean there = draft.has(level);
            draft.remove(level);
            return there;
        }
    }

    void protect(String name, String... reviewers) {
        domains.put(domains.merged(new ProtectedDomain(
                DomainName.of(name),
                List.of(new ProtectedDomain.MailboxServer("mail.example", 25)),
                "es",
                ProtectedDomain.Mode.HOLD,
                ProtectedDomain.Thresholds.DEFAULT,
                Set.of(reviewers))));
    }
}
