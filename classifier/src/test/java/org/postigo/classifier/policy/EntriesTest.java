package org.postigo.classifier.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.postigo.mail.DomainName;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.Mailbox;
import org.postigo.mail.ReversePath;
import org.postigo.mail.auth.AuthenticationResults;
import org.postigo.mail.auth.AuthenticationResults.Dkim;
import org.postigo.mail.auth.AuthenticationResults.Outcome;
import org.postigo.mail.auth.ProvenIdentity;
import org.postigo.mail.finding.Score;
import org.postigo.mail.policy.Cidr;
import org.postigo.mail.policy.ListEntry;
import org.postigo.mail.policy.ListEntry.Note;
import org.postigo.mail.policy.ListEntry.Proof;
import org.postigo.mail.policy.ListEntry.Scope;
import org.postigo.mail.policy.ListEntry.Subject;

/** The index finds what the definition says, which looks at every entry. */
class EntriesTest {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    private static final List<String> DOMAINS = List.of(
            "shop.example", "mail.shop.example", "a.mail.shop.example", "workshop.example", "example", "[192.0.2.9]");
    private static final List<String> LOCALS = List.of("info", "Info", "bounce");
    private static final List<String> RECIPIENTS =
            List.of("luis@example.com", "Luis@example.com", "eva@example.com", "ana@ejemplo.mx");
    private static final List<String> NETWORKS =
            List.of("0.0.0.0/0", "192.0.2.0/24", "192.0.2.0/28", "192.0.2.7", "2001:db8::/32", "2001:db8::7", "::/0");
    private static final List<String> CLIENTS = List.of("192.0.2.7", "192.0.2.99", "198.51.100.1", "2001:db8::7");
    private static final List<String> LISTS = List.of("news.shop.example", "other.example");

    /** What is drawn from a seed. */
    private static final class Draw {
        private final Random random;

        Draw(long seed) {
            random = new Random(seed);
        }

        <T> T of(List<T> some) {
            return some.get(random.nextInt(some.size()));
        }

        boolean oneIn(int n) {
            return random.nextInt(n) == 0;
        }

        Mailbox mailbox() {
            return Mailbox.of(of(LOCALS) + "@" + of(DOMAINS));
        }

        Cidr cidr() {
            return Cidr.parse(of(NETWORKS)).orElseThrow();
        }

        Subject subject() {
            return switch (random.nextInt(4)) {
                case 0 -> new Subject.Address(mailbox());
                case 1 -> new Subject.Domain(DomainName.of(of(DOMAINS)), random.nextBoolean());
                case 2 -> new Subject.MailingList(of(LISTS));
                default -> new Subject.Network(cidr());
            };
        }

        Scope scope() {
            ForwardPath someone = ForwardPath.of(of(RECIPIENTS));
            return switch (random.nextInt(3)) {
                case 0 -> new Scope.Site();
                case 1 -> new Scope.OfDomain(someone.domain());
                default -> new Scope.OfMailbox(someone.mailbox());
            };
        }

        ListEntry entry(int number) {
            Optional<Instant> expires =
                    oneIn(3) ? Optional.of(NOW.plusSeconds(random.nextInt(3) - 1)) : Optional.empty();
            var note = new Note("r", NOW, "", expires, Optional.empty());
            String id = "e" + number;
            Subject subject = subject();
            if (oneIn(3)) {
                return new ListEntry.Deny(id, subject, scope(), note);
            }
            DomainName domain = DomainName.of("shop.example");
            Proof proof = switch (subject) {
                case Subject.Network(Cidr cidr) -> new Proof.FromNetwork(cidr);
                case Subject.MailingList _ -> new Proof.ListSignedBy(domain);
                case Subject.Address _, Subject.Domain _ -> new Proof.SignedBy(domain);
            };
            return new ListEntry.Allow(id, subject, scope(), proof, note);
        }

        List<ListEntry> entries() {
            var entries = new ArrayList<ListEntry>();
            int count = random.nextInt(60);
            for (int i = 0; i < count; i++) {
                entries.add(entry(i));
            }
            return entries;
        }

        Evidence evidence() {
            var from = new ArrayList<Mailbox>();
            int authors = oneIn(4) ? random.nextInt(3) : 1;
            for (int i = 0; i < authors; i++) {
                from.add(mailbox());
            }
            DomainName signer = DomainName.of("shop.example");
            Optional<String> list = oneIn(2) ? Optional.of(of(LISTS).replace("n", "N")) : Optional.empty();
            boolean signed = random.nextBoolean();
            var none = AuthenticationResults.NONE;
            var proven = new ArrayList<ProvenIdentity>();
            if (signed) {
                proven.add(new ProvenIdentity.SignedDomain(signer));
                list.ifPresent(id -> proven.add(new ProvenIdentity.SignedList(id, signer)));
            }
            return new Evidence(
                    NOW,
                    InetAddress.ofLiteral(of(CLIENTS)),
                    oneIn(4) ? ReversePath.of("") : ReversePath.of(mailbox().toString()),
                    from,
                    list,
                    List.of(),
                    new Score(0, 0, List.of()),
                    new AuthenticationResults(
                            none.spf(),
                            signed
                                    ? List.of(
                                            new Dkim(Outcome.PASS, Optional.of(signer), "s", true, true, oneIn(5), ""))
                                    : List.of(),
                            none.dmarc(),
                            none.arc()),
                    proven,
                    0.5);
        }
    }

    /** The definition. */
    private static Optional<ListEntry> linear(List<ListEntry> entries, Evidence evidence, ForwardPath recipient) {
        return entries.stream()
                .filter(entry -> Deciding.may(entry, evidence, recipient))
                .min(Deciding.PRECEDENCE);
    }

    private static void same(Entries index, List<ListEntry> entries, Draw draw) {
        for (int i = 0; i < 20; i++) {
            Evidence evidence = draw.evidence();
            for (String recipient : RECIPIENTS) {
                ForwardPath path = ForwardPath.of(recipient);
                assertThat(index.deciding(evidence, path)).isEqualTo(linear(entries, evidence, path));
            }
        }
    }

    @Property(tries = 300)
    void theIndexFindsWhatTheDefinitionSays(@ForAll long seed) {
        var draw = new Draw(seed);
        List<ListEntry> entries = draw.entries();
        same(Entries.of(entries), entries, draw);
    }

    @Property(tries = 300)
    void anIndexThatFollowedManyChangesFindsTheSame(@ForAll long seed) {
        var draw = new Draw(seed);
        List<ListEntry> entries = draw.entries();
        Entries index = Entries.of(entries);
        int number = 1000;
        for (int change = 0; change < 10; change++) {
            var after = new ArrayList<>(entries);
            switch (draw.random.nextInt(4)) {
                case 0 -> after.add(draw.entry(number++));
                case 1 -> {
                    if (!after.isEmpty()) {
                        after.remove(draw.random.nextInt(after.size()));
                    }
                }
                case 2 -> {
                    if (!after.isEmpty()) {
                        int place = draw.random.nextInt(after.size());
                        String id = after.get(place).id();
                        after.set(place, draw.entry(Integer.parseInt(id.substring(1))));
                    }
                }
                default -> java.util.Collections.shuffle(after, draw.random);
            }
            Entries before = index;
            index = index.with(after);
            same(index, after, draw);
            same(before, entries, draw);
            entries = List.copyOf(after);
        }
    }

    @Test
    void theDrawsReachEveryAnswer() {
        int allowed = 0;
        int denied = 0;
        int nothing = 0;
        for (long seed = 0; seed < 200; seed++) {
            var draw = new Draw(seed);
            Entries index = Entries.of(draw.entries());
            Optional<ListEntry> found = index.deciding(draw.evidence(), ForwardPath.of(draw.of(RECIPIENTS)));
            if (found.isEmpty()) {
                nothing++;
            } else if (found.get() instanceof ListEntry.Allow) {
                allowed++;
            } else {
                denied++;
            }
        }
        assertThat(List.of(allowed, denied, nothing)).allMatch(count -> count > 10);
    }

    @Test
    void currentEntriesFollowTheirSourceAndAreBuiltOncePerVersion() {
        var version = new long[] {1};
        var entries = new ArrayList<ListEntry>();
        var current = new CurrentEntries(() -> new CurrentEntries.Listed(version[0], entries));
        AllowAndDeny.Snapshot first = current.snapshot();
        assertThat(first.entries().size()).isZero();
        assertThat(current.snapshot()).isSameAs(first);
        entries.add(new Draw(7).entry(1));
        version[0] = 2;
        AllowAndDeny.Snapshot second = current.snapshot();
        assertThat(second.version()).isEqualTo(2);
        assertThat(second.entries().size()).isEqualTo(1);
        assertThat(current.snapshot()).isSameAs(second);
        assertThat(first.entries().size()).isZero();
    }
}
