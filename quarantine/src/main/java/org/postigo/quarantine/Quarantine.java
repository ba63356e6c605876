package org.postigo.quarantine;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.postigo.mail.Content;
import org.postigo.mail.DomainName;
import org.postigo.mail.policy.ListEntry;
import org.postigo.store.audit.Audit;
import org.postigo.store.domains.Domains;
import org.postigo.store.held.CopyEvent;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.CopyState;
import org.postigo.store.held.Decision;
import org.postigo.store.held.HeldCopy;
import org.postigo.store.held.HeldMail;
import org.postigo.store.held.HeldQuery;
import org.postigo.store.people.Person;

/**
 * Held mail as its reviewers meet it: what each may see, decisions, and taking them back. A decision is durable when
 * {@link #decide} returns, and does nothing before its undo time is over; then {@link Releases} carries it out.
 *
 * <p>May be called from many threads. Decisions and undos are written one after another; the store refuses an event
 * that does not follow from its copy's state, which settles who was first, also against {@link Releases}.
 */
public final class Quarantine {
    /** How long a decision can be taken back, if nothing else is configured. */
    public static final Duration DEFAULT_UNDO_TIME = Duration.ofSeconds(30);

    /** How often a bulk decision is tried anew because one of its copies moved meanwhile. */
    private static final int ATTEMPTS = 4;

    private final HeldMail held;
    private final Entries entries;
    private final Access access;
    private final Clock clock;
    private final Duration undoTime;
    private final Witness witness;
    private final ReentrantLock oneAtATime = new ReentrantLock();

    /**
     * Over the stores of one data folder.
     *
     * @param undoTime before a decision takes effect; not negative
     */
    public Quarantine(HeldMail held, Domains domains, Clock clock, Duration undoTime) {
        this(held, domains, clock, undoTime, Audit.NONE);
    }

    /**
     * Over the stores of one data folder, noting who looks at what and who does what.
     *
     * @param undoTime before a decision takes effect; not negative
     * @param audit where it is noted
     */
    public Quarantine(HeldMail held, Domains domains, Clock clock, Duration undoTime, Audit audit) {
        if (undoTime.isNegative()) {
            throw new IllegalArgumentException("undo time is negative: " + undoTime);
        }
        this.held = held;
        this.entries = new Entries(domains);
        this.access = new Access(domains);
        this.clock = clock;
        this.undoTime = undoTime;
        this.witness = new Witness(audit, clock);
    }

    /** How long a decision can be taken back. */
    public Duration undoTime() {
        return undoTime;
    }

    /** The page that the query asks for, of the domains this person reviews. */
    public HeldMail.Page list(Person person, HeldQuery query) {
        return confined(person, query, held::list);
    }

    /** The same without waiting where an index is built anew; see {@link HeldMail#glance}. */
    public HeldMail.Page glance(Person person, HeldQuery query) {
        return confined(person, query, held::glance);
    }

    private HeldMail.Page confined(Person person, HeldQuery query, Function<HeldQuery, HeldMail.Page> list) {
        witness.searched(person, query);
        Optional<Set<DomainName>> confines = access.confines(person);
        if (confines.isEmpty()) {
            return list.apply(query);
        }
        Set<DomainName> within = query.domains().isEmpty() ? confines.get() : both(query.domains(), confines.get());
        return within.isEmpty() ? new HeldMail.Page(List.of(), 0) : list.apply(query.within(within));
    }

    /** One copy; empty if there is none or the person may not see it. */
    public Optional<HeldCopy> find(Person person, CopyId id) {
        return held.find(id).filter(copy -> maySee(person, copy));
    }

    /**
     * The bytes of a copy, as they arrived; empty if there is none or the person may not see it.
     *
     * @throws IOException if they cannot be read or are not what was written, or {@link HeldMail.NoLongerKept}
     */
    public Optional<Content> content(Person person, CopyId id) throws IOException {
        Optional<HeldCopy> copy = find(person, id);
        if (copy.isEmpty()) {
            return Optional.empty();
        }
        if (!copy.get().kept()) {
            // Another recipient's copy may still hold the octets: they are not this one's any more.
            throw new HeldMail.NoLongerKept(id.toString());
        }
        witness.opened(person, id);
        return Optional.of(held.content(copy.get().message()));
    }

    /** Whether the copy is this person's to see and decide. */
    public boolean maySee(Person person, HeldCopy copy) {
        return access.grants(person, copy.recipient().path().mailbox());
    }

    /** The domains this person is confined to; empty if they see all. */
    public Optional<Set<DomainName>> confines(Person person) {
        return access.confines(person);
    }

    /** Allow entries that the message of this copy proved, strongest first; empty if none can be made from it. */
    public List<Offer> offers(HeldCopy copy) {
        return Entries.offers(copy);
    }

    /** Whom "spam and block" would block; empty if only the copy would be closed. */
    public Optional<ListEntry.Subject> denial(HeldCopy copy) {
        return entries.denial(copy);
    }

    /** Tells a listener of each copy that became visible or changed state; called on a thread of the store. */
    public AutoCloseable listen(Consumer<HeldCopy> listener) {
        return held.listen(listener);
    }

    /**
     * Decides on copies: all that can be decided are written in one append, the others are reported.
     *
     * @return one ruling for each different id, in their order
     * @throws IOException if it could not be written; then nothing was decided
     */
    public List<Ruling> decide(Person person, Collection<CopyId> ids, Choice choice) throws IOException {
        return decide(person, ids, choice, undoTime);
    }

    /** The same with another time in which it can be taken back. */
    public List<Ruling> decide(Person person, Collection<CopyId> ids, Choice choice, Duration undo) throws IOException {
        oneAtATime.lock();
        try {
            for (int attempt = 1; ; attempt++) {
                Instant now = clock.instant();
                var rulings = new ArrayList<Ruling>();
                var events = new ArrayList<CopyEvent>();
                for (CopyId id : new LinkedHashSet<>(ids)) {
                    rulings.add(rule(person, id, choice, now, undo, events));
                }
                if (events.isEmpty()) {
                    return rulings;
                }
                try {
                    held.append(events);
                    witness.decided(person, events);
                    return rulings.stream().map(this::asItStands).toList();
                } catch (IllegalStateException movedMeanwhile) {
                    // Another process or the worker was faster on one of them: judge all anew.
                    if (attempt == ATTEMPTS) {
                        throw movedMeanwhile;
                    }
                }
            }
        } finally {
            oneAtATime.unlock();
        }
    }

    private Ruling rule(Person person, CopyId id, Choice choice, Instant now, Duration undo, List<CopyEvent> events) {
        Optional<HeldCopy> found = held.find(id);
        if (found.isEmpty()) {
            return new Ruling.Gone(id);
        }
        HeldCopy copy = found.get();
        if (!maySee(person, copy)) {
            return new Ruling.NotYours(id);
        }
        if (!copy.state().open()) {
            return new Ruling.TakenBy(copy);
        }
        var note = new ListEntry.Note(
                person.email(),
                now,
                choice.comment(),
                Optional.empty(),
                Optional.of(copy.message().id()));
        Optional<ListEntry> entry = switch (choice.kind()) {
            case RELEASE, RESCUE, SPAM, NOT_SURE -> Optional.empty();
            case RELEASE_AND_ALLOW -> {
                List<Offer> offers = Entries.offers(copy);
                yield choice.offer()
                        .filter(offers::contains)
                        .or(() -> choice.offer().isPresent()
                                ? Optional.empty()
                                : offers.stream().findFirst())
                        .map(offer -> Entries.allow(copy, offer, note));
            }
            case SPAM_AND_DENY -> entries.denial(copy).map(subject -> Entries.deny(copy, subject, note));
        };
        if (choice.kind() == Decision.Kind.RELEASE_AND_ALLOW && entry.isEmpty()) {
            return new Ruling.NothingProven(copy);
        }
        var decision = new Decision(choice.kind(), person.email(), now, now.plus(undo), entry, choice.comment());
        events.add(new CopyEvent.Decided(id, now, decision));
        return new Ruling.Done(copy, decision);
    }

    private Ruling asItStands(Ruling ruling) {
        return ruling instanceof Ruling.Done done
                ? new Ruling.Done(held.find(done.id()).orElse(done.copy()), done.decision())
                : ruling;
    }

    /**
     * Takes decisions back that have not taken effect: all that can be are written in one append.
     *
     * @return one outcome for each different id, in their order
     * @throws IOException if it could not be written; then nothing was taken back
     */
    public List<Undoing> undo(Person person, Collection<CopyId> ids) throws IOException {
        oneAtATime.lock();
        try {
            for (int attempt = 1; ; attempt++) {
                Instant now = clock.instant();
                var outcomes = new ArrayList<Undoing>();
                var events = new ArrayList<CopyEvent>();
                for (CopyId id : new LinkedHashSet<>(ids)) {
                    outcomes.add(undo(person, id, now, events));
                }
                if (events.isEmpty()) {
                    return outcomes;
                }
                try {
                    held.append(events);
                    witness.decided(person, events);
                    return outcomes.stream().map(this::asItStands).toList();
                } catch (IllegalStateException movedMeanwhile) {
                    if (attempt == ATTEMPTS) {
                        throw movedMeanwhile;
                    }
                }
            }
        } finally {
            oneAtATime.unlock();
        }
    }

    private Undoing undo(Person person, CopyId id, Instant now, List<CopyEvent> events) {
        Optional<HeldCopy> found = held.find(id);
        if (found.isEmpty()) {
            return new Undoing.Gone(id);
        }
        HeldCopy copy = found.get();
        if (!maySee(person, copy)) {
            return new Undoing.NotYours(id);
        }
        Optional<Decision> standing = switch (copy.state()) {
            case CopyState.Decided(Decision decision) -> Optional.of(decision);
            case CopyState.NotSure(Decision decision) -> Optional.of(decision);
            default -> Optional.empty();
        };
        if (standing.isEmpty()) {
            return copy.decision().isPresent() ? new Undoing.TooLate(copy) : new Undoing.NotDecided(copy);
        }
        if (!standing.get().by().equals(person.email()) && person.role() != Person.Role.ADMINISTRATOR) {
            return new Undoing.OfAnother(copy);
        }
        // From this instant on the decision belongs to Releases, whether it has got round to it or not.
        if (!now.isBefore(standing.get().due())) {
            return new Undoing.TooLate(copy);
        }
        events.add(new CopyEvent.Undone(id, now, person.email()));
        return new Undoing.Undone(copy);
    }

    private Undoing asItStands(Undoing outcome) {
        return outcome instanceof Undoing.Undone undone
                ? new Undoing.Undone(held.find(undone.id()).orElse(undone.copy()))
                : outcome;
    }

    private static Set<DomainName> both(Set<DomainName> some, Set<DomainName> others) {
        var both = new java.util.HashSet<>(some);
        both.retainAll(others);
        return both;
    }
}
