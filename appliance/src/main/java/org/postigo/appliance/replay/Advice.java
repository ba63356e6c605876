package org.postigo.appliance.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.postigo.classifier.policy.Entries;
import org.postigo.classifier.policy.Evidence;
import org.postigo.desk.domains.Levers.Suggestion;
import org.postigo.mail.DomainName;
import org.postigo.mail.auth.ProvenIdentity;
import org.postigo.mail.policy.Covering;
import org.postigo.mail.policy.EntryForm;
import org.postigo.mail.policy.ListEntry;
import org.postigo.mail.policy.ListEntry.Scope;
import org.postigo.mail.policy.ListEntry.Subject;
import org.postigo.quarantine.Offer;
import org.postigo.store.held.Decision;
import org.postigo.store.held.HeldCopy;
import org.postigo.store.held.HeldMessage;
import org.postigo.store.lists.Hits;

/** What could be better in the lists of a domain, by what people decided in the last thirty days. Pure functions. */
final class Advice {
    /** A sender that was rescued so often is offered for the allow list. */
    private static final int OFTEN = 3;

    /** An entry that nothing met for so long is in question. */
    private static final Duration UNUSED = Duration.ofDays(60);

    /** An entry that ends so soon is told of. */
    private static final Duration SOON = Duration.ofDays(30);

    /** Suggestions of one kind at most: nobody reads a hundred. */
    private static final int MOST = 5;

    /** Entries that are compared with each other at most. */
    private static final int MOST_COMPARED = 2_000;

    private final DomainName domain;
    private final List<ListEntry> entries;
    private final List<Sample.Ruled> rulings;
    private final Instant now;

    /**
     * About one domain.
     *
     * @param entries of the whole site
     * @param rulings about the domain's mail
     */
    Advice(DomainName domain, List<ListEntry> entries, List<Sample.Ruled> rulings, Instant now) {
        this.domain = domain;
        this.entries = entries.stream().filter(entry -> entry.holdsAt(now)).toList();
        this.rulings = rulings;
        this.now = now;
    }

    /** All, the most useful kinds first. */
    List<Suggestion> all(Function<HeldCopy, List<Offer>> offers, Hits hits) {
        List<ListEntry> own = entries.stream().filter(this::ofDomain).toList();
        var all = new ArrayList<Suggestion>();
        all.addAll(letsSpamPass(own));
        all.addAll(rescued(offers));
        all.addAll(ending(own, hits));
        all.addAll(covered(own));
        all.addAll(neverHit(own, hits));
        return all;
    }

    private boolean ofDomain(ListEntry entry) {
        return switch (entry.scope()) {
            case Scope.Site() -> false;
            case Scope.OfDomain(DomainName name) -> name.equals(domain);
            case Scope.OfMailbox(var mailbox) -> mailbox.domain().equals(domain);
        };
    }

    private List<Suggestion> rescued(Function<HeldCopy, List<Offer>> offers) {
        Entries present = Entries.of(entries);
        Map<Offer, Integer> times = new LinkedHashMap<>();
        for (Sample.Ruled ruled : rulings) {
            if (ruled.kind() == Decision.Kind.RELEASE && !allowed(present, ruled.copy())) {
                offers.apply(ruled.copy()).stream().findFirst().ifPresent(offer -> times.merge(offer, 1, Integer::sum));
            }
        }
        return times.entrySet().stream()
                .filter(each -> each.getValue() >= OFTEN)
                .sorted(Map.Entry.<Offer, Integer>comparingByValue().reversed())
                .limit(MOST)
                .<Suggestion>map(each -> rescued(each.getKey(), each.getValue()))
                .toList();
    }

    private Suggestion rescued(Offer offer, int times) {
        var note = new ListEntry.Note("", now, "", Optional.empty(), Optional.empty());
        var draft = new ListEntry.Allow("draft", offer.subject(), new Scope.OfDomain(domain), offer.proof(), note);
        var entry = new ListEntry.Allow(
                EntryForm.of(draft).derivedId(), offer.subject(), new Scope.OfDomain(domain), offer.proof(), note);
        Entries alone = Entries.of(List.of(entry));
        int frees = 0;
        int spam = 0;
        for (Sample.Ruled ruled : rulings) {
            if (allowed(alone, ruled.copy())) {
                frees++;
                spam += isSpam(ruled) ? 1 : 0;
            }
        }
        return new Suggestion.Rescued(entry, times, frees, spam);
    }

    private static boolean isSpam(Sample.Ruled ruled) {
        return ruled.kind() == Decision.Kind.SPAM || ruled.kind() == Decision.Kind.SPAM_AND_DENY;
    }

    private static boolean allowed(Entries entries, HeldCopy copy) {
        return entries.deciding(evidence(copy.message()), copy.recipient().path())
                .filter(ListEntry.Allow.class::isInstance)
                .isPresent();
    }

    private List<Suggestion> letsSpamPass(List<ListEntry> own) {
        Map<ListEntry.Allow, Integer> times = new HashMap<>();
        Entries alone = Entries.of(
                own.stream().filter(ListEntry.Allow.class::isInstance).toList());
        for (Sample.Ruled ruled : rulings) {
            if (isSpam(ruled)) {
                alone.deciding(
                                evidence(ruled.copy().message()),
                                ruled.copy().recipient().path())
                        .ifPresent(entry -> {
                            if (entry instanceof ListEntry.Allow allow) {
                                times.merge(allow, 1, Integer::sum);
                            }
                        });
            }
        }
        return times.entrySet().stream()
                .sorted(Map.Entry.<ListEntry.Allow, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(each -> each.getKey().id()))
                .limit(MOST)
                .<Suggestion>map(each -> new Suggestion.LetsSpamPass(each.getKey(), each.getValue()))
                .toList();
    }

    private List<Suggestion> ending(List<ListEntry> own, Hits hits) {
        return own.stream()
                .filter(entry -> entry.note()
                        .expires()
                        .filter(end -> end.isBefore(now.plus(SOON)))
                        .isPresent())
                .filter(entry -> hits.of(entry.id()).count() > 0)
                .sorted(Comparator.comparing(entry -> entry.note().expires().orElse(Instant.MAX)))
                .limit(MOST)
                .<Suggestion>map(entry -> new Suggestion.Ending(
                        entry,
                        Duration.between(now, entry.note().expires().orElse(now))
                                .toDays()))
                .toList();
    }

    private List<Suggestion> covered(List<ListEntry> own) {
        var found = new ArrayList<Suggestion>();
        List<ListEntry> wide = entries.stream()
                .filter(entry -> ofDomain(entry) || entry.scope() instanceof Scope.Site)
                .filter(entry -> entry.subject() instanceof Subject.Domain
                        || entry.subject() instanceof Subject.Network
                        || !(entry.scope() instanceof Scope.OfMailbox))
                .toList();
        if (wide.size() > MOST_COMPARED) {
            wide = wide.stream().filter(this::ofDomain).limit(MOST_COMPARED).toList();
        }
        for (ListEntry entry : own.size() > MOST_COMPARED ? own.subList(0, MOST_COMPARED) : own) {
            if (found.size() < MOST) {
                wide.stream()
                        .filter(other -> Covering.covers(other, entry))
                        .findFirst()
                        .ifPresent(other -> found.add(new Suggestion.Covered(entry, other)));
            }
        }
        return found;
    }

    private List<Suggestion> neverHit(List<ListEntry> own, Hits hits) {
        return own.stream()
                .filter(entry -> entry.note().created().isBefore(now.minus(UNUSED)))
                .filter(entry -> hits.of(entry.id()).count() == 0)
                .sorted(Comparator.comparing(entry -> entry.note().created()))
                .limit(MOST)
                .<Suggestion>map(entry -> new Suggestion.NeverHit(
                        entry, Duration.between(entry.note().created(), now).toDays()))
                .toList();
    }

    /** What is still known of a held message, to ask an entry about it. */
    private static Evidence evidence(HeldMessage message) {
        var said = message.assessment();
        return new Evidence(
                message.received(),
                said.proven().stream()
                        .filter(ProvenIdentity.ClientAddress.class::isInstance)
                        .map(identity -> ((ProvenIdentity.ClientAddress) identity).address())
                        .findFirst()
                        .orElse(message.client().address()),
                message.envelope().reversePath(),
                said.digest().from().stream().toList(),
                said.digest().listId(),
                said.findings(),
                said.score(),
                said.authentication(),
                said.proven(),
                Evidence.lot(message.id()));
    }
}
