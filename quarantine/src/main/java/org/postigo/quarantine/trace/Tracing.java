package org.postigo.quarantine.trace;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postigo.mail.DomainName;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.MailId;
import org.postigo.mail.Mailbox;
import org.postigo.mail.Recipient;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.record.CopyOutcome;
import org.postigo.mail.record.JournalEntry;
import org.postigo.store.held.CopyEvent;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.HeldCopy;
import org.postigo.store.held.HeldMail;
import org.postigo.store.journal.Journal;
import org.postigo.store.people.Person;

/**
 * Finds messages and tells what happened to them, each person only of the domains they may see: other recipients of the
 * same message are left out, and nothing is found by them.
 */
public final class Tracing {
    /** Addresses offered where one is misspelt. */
    private static final int OFFERED = 5;

    private final Journal journal;
    private final HeldMail held;
    private final Function<Person, Optional<Set<DomainName>>> confines;

    /**
     * Over the stores of one data folder.
     *
     * @param confines the domains a person is confined to; empty if nothing confines them
     */
    public Tracing(Journal journal, HeldMail held, Function<Person, Optional<Set<DomainName>>> confines) {
        this.journal = journal;
        this.held = held;
        this.confines = confines;
    }

    /**
     * A page of entries.
     *
     * @param rows newest first
     * @param total that match
     * @param near addresses that are spelt almost like those asked for
     */
    public record Found(List<JournalEntry> rows, long total, List<Journal.Near> near) {
        /** Copies the lists. */
        public Found {
            rows = List.copyOf(rows);
            near = List.copyOf(near);
        }
    }

    /** The page that a query asks for, as this person may see it. */
    public Found find(Person person, Journal.Query query) {
        Optional<Set<DomainName>> within = confines.apply(person);
        Optional<Journal.Query> allowed = within(query, within);
        if (allowed.isEmpty()) {
            return new Found(List.of(), 0, List.of());
        }
        Journal.Page page = journal.query(allowed.get());
        return new Found(
                page.rows().stream()
                        .map(entry -> within.map(some -> only(entry, some)).orElse(entry))
                        .toList(),
                page.total(),
                query.offset() == 0 ? journal.near(allowed.get(), OFFERED) : List.of());
    }

    private static Optional<Journal.Query> within(Journal.Query query, Optional<Set<DomainName>> within) {
        if (within.isEmpty()) {
            return Optional.of(query);
        }
        Set<DomainName> domains = query.domains().isEmpty()
                ? within.get()
                : query.domains().stream().filter(within.get()::contains).collect(Collectors.toSet());
        return domains.isEmpty()
                ? Optional.empty()
                : Optional.of(new Journal.Query(
                        query.text(),
                        query.sender(),
                        query.recipient(),
                        domains,
                        query.fates(),
                        query.from(),
                        query.until(),
                        query.offset(),
                        query.limit()));
    }

    /**
     * What happened to a message; empty if there is none of that name, or none of its recipients is for this person to
     * see.
     *
     * @throws IOException if a log cannot be read
     */
    public Optional<Story> story(Person person, MailId id) throws IOException {
        Optional<Set<DomainName>> within = confines.apply(person);
        Optional<JournalEntry> entry = journal.find(id)
                .map(found -> within.map(some -> only(found, some)).orElse(found))
                .filter(found -> within.isEmpty() || !recipients(found).isEmpty());
        if (entry.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                switch (entry.get()) {
                    case JournalEntry.Transaction transaction -> story(transaction);
                    case JournalEntry.Refusal refusal -> story(refusal);
                });
    }

    /** How a held copy of this message stands now; empty if it is not held, nor was. */
    public Optional<HeldCopy> held(JournalEntry.Transaction transaction, ForwardPath recipient) {
        // Copies that are kept after the deliveries bear the sibling's name.
        return Stream.of(transaction.id(), transaction.id().sibling())
                .flatMap(id -> copies(id, transaction.envelope().recipients().size()))
                .filter(copy -> copy.recipient().path().equals(recipient))
                .findFirst();
    }

    private Stream<HeldCopy> copies(MailId id, int most) {
        return Stream.iterate(0, ordinal -> ordinal < most, ordinal -> ordinal + 1)
                .map(ordinal -> held.find(new CopyId(id, ordinal)))
                .takeWhile(Optional::isPresent)
                .map(Optional::orElseThrow);
    }

    private static Story story(JournalEntry.Refusal refusal) {
        Step step =
                new Step.TurnedAway(refusal.at(), refusal.client(), refusal.stage(), refusal.reply(), refusal.cause());
        List<String> recipients = refusal.recipients().isEmpty() ? List.of("") : refusal.recipients();
        return new Story(
                refusal,
                recipients.stream()
                        .map(recipient -> new Story.Copy(recipient, Optional.empty(), Optional.empty(), List.of(step)))
                        .toList());
    }

    private Story story(JournalEntry.Transaction transaction) throws IOException {
        var copies = new ArrayList<Story.Copy>();
        for (Recipient recipient : transaction.envelope().recipients()) {
            copies.add(copy(transaction, recipient.path()));
        }
        return new Story(transaction, copies);
    }

    private Story.Copy copy(JournalEntry.Transaction transaction, ForwardPath path) throws IOException {
        var steps = new ArrayList<Step>();
        Map<String, Duration> took = transaction.timings();
        Instant at = transaction.id().time();
        steps.add(new Step.Received(at, transaction.client(), transaction.size()));
        at = at.plus(took.getOrDefault("assess", Duration.ZERO));
        Optional<Assessment> assessment =
                transaction.assessment().filter(said -> said.verdicts().containsKey(path));
        if (assessment.isPresent()) {
            steps.add(new Step.Judged(at, assessment.get(), assessment.get().verdictFor(path)));
        }
        Optional<CopyOutcome> outcome =
                Optional.ofNullable(transaction.outcomes().get(path));
        for (String stage : List.of("hold", "deliver", "keep")) {
            at = at.plus(took.getOrDefault(stage, Duration.ZERO));
        }
        Instant replied = at.isAfter(transaction.at()) || took.isEmpty() ? transaction.at() : at;
        outcome.ifPresent(what -> steps.add(new Step.CameTo(replied, what)));
        steps.add(new Step.Replied(transaction.at(), transaction.reply()));
        Optional<HeldCopy> held = outcome.flatMap(_ -> held(transaction, path));
        if (held.isPresent()) {
            for (CopyEvent event : this.held.history(held.get().id())) {
                steps.add(new Step.Happened(event));
            }
        }
        return new Story.Copy(path.mailbox().toString(), outcome, held, steps);
    }

    private static List<String> recipients(JournalEntry entry) {
        return switch (entry) {
            case JournalEntry.Transaction transaction ->
                transaction.envelope().recipients().stream()
                        .map(recipient -> recipient.path().mailbox().toString())
                        .toList();
            case JournalEntry.Refusal refusal -> refusal.recipients();
        };
    }

    private static JournalEntry only(JournalEntry entry, Set<DomainName> domains) {
        return switch (entry) {
            case JournalEntry.Transaction all -> only(all, domains);
            case JournalEntry.Refusal all ->
                new JournalEntry.Refusal(
                        all.id(),
                        all.at(),
                        all.client(),
                        all.reversePath(),
                        all.recipients().stream()
                                .filter(recipient -> Mailbox.parse(recipient)
                                        .filter(mailbox -> domains.contains(mailbox.domain()))
                                        .isPresent())
                                .toList(),
                        all.stage(),
                        all.reply(),
                        all.cause());
        };
    }

    private static JournalEntry only(JournalEntry.Transaction all, Set<DomainName> domains) {
        return new JournalEntry.Transaction(
                all.id(),
                all.at(),
                all.client(),
                all.envelope()
                        .forRecipients(all.envelope().recipients().stream()
                                .filter(recipient ->
                                        domains.contains(recipient.path().domain()))
                                .toList()),
                all.size(),
                all.retryKey(),
                all.assessment().map(said -> only(said, domains)),
                all.outcomes().entrySet().stream()
                        .filter(each -> domains.contains(each.getKey().domain()))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)),
                all.reply(),
                all.timings());
    }

    private static Assessment only(Assessment all, Set<DomainName> domains) {
        return new Assessment(
                all.findings(),
                all.score(),
                all.authentication(),
                all.proven(),
                all.verdicts().entrySet().stream()
                        .filter(each -> domains.contains(each.getKey().domain()))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)),
                all.digest(),
                all.versions(),
                all.took());
    }
}
