package org.postigo.quarantine.round;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.postigo.mail.DomainName;
import org.postigo.quarantine.Quarantine;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.CopyState;
import org.postigo.store.held.Decision;
import org.postigo.store.held.HeldCopy;
import org.postigo.store.held.HeldMail;
import org.postigo.store.held.HeldQuery;
import org.postigo.store.people.People;
import org.postigo.store.people.Person;
import org.postigo.store.rounds.Round;
import org.postigo.store.rounds.RoundEvent;
import org.postigo.store.rounds.RoundId;
import org.postigo.store.rounds.Rounds;
import org.postigo.store.rounds.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rounds of a site. A round is a definite set of held messages, gathered when it begins: all that are still to be
 * decided and in no other round that is open. What is not decided when it is closed is in the next one again, so that
 * nothing falls out of sight.
 *
 * <p>May be called from many threads; {@link #tick} by one, a few times a minute, and never by one that mail waits for.
 */
public final class Review {
    private static final Logger LOG = LoggerFactory.getLogger(Review.class);

    /** Who closes rounds in which nothing is left. */
    public static final String NOBODY = "postigo";

    /** Messages of one round at most, the likeliest good ones; what is beyond comes up in the next. */
    private static final int MOST = 20_000;

    private static final int PAGE = 1_000;
    private static final Duration TELL_AGAIN = Duration.ofMinutes(5);

    private static final Set<HeldQuery.Standing> OPEN =
            Set.of(HeldQuery.Standing.UNREAD, HeldQuery.Standing.NOT_SURE, HeldQuery.Standing.TROUBLE);

    private final Quarantine quarantine;
    private final HeldMail held;
    private final Rounds rounds;
    private final People people;
    private final Schedule schedule;
    private final Notices notices;
    private final Clock clock;
    private final ReentrantLock oneAtATime = new ReentrantLock();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Set<RoundId> passedOver = new HashSet<>();
    private final Map<RoundId, Instant> toldAt = new HashMap<>();
    private final Map<RoundId, Map<String, Set<CopyId>>> looks = new HashMap<>();

    /** Over the stores of one data folder. */
    public Review(
            Quarantine quarantine,
            HeldMail held,
            Rounds rounds,
            People people,
            Schedule schedule,
            Notices notices,
            Clock clock) {
        this.quarantine = quarantine;
        this.held = held;
        this.rounds = rounds;
        this.people = people;
        this.schedule = schedule;
        this.notices = notices;
        this.clock = clock;
    }

    /** When rounds begin. */
    public Schedule schedule() {
        return schedule;
    }

    /** Tells a listener that a round began, changed hands, fell late or was closed. */
    public AutoCloseable listen(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    private void append(RoundEvent event) throws IOException {
        rounds.append(event);
        if (!(event instanceof RoundEvent.Seen)) {
            listeners.forEach(Runnable::run);
        }
    }

    // ---- what there is

    /** Open rounds of which this person reviews something, in the order in which they began. */
    public List<Round> open(Person person) {
        return rounds.open().stream().filter(round -> reviews(person, round)).toList();
    }

    /** Open rounds whose deadline has passed, of which this person reviews something. */
    public List<Round> late(Person person) {
        Instant now = clock.instant();
        return open(person).stream().filter(round -> round.late(now)).toList();
    }

    /** An open round, if this person reviews something of it. */
    public Optional<Round> find(Person person, RoundId id) {
        return rounds.find(id).filter(round -> reviews(person, round));
    }

    /** The round that this person should look at: their own, else one that is late, else the oldest. */
    public Optional<Round> current(Person person) {
        List<Round> open = open(person);
        return open.stream()
                .filter(round -> round.holder().filter(person.email()::equals).isPresent())
                .findFirst()
                .or(() ->
                        open.stream().filter(round -> round.holder().isEmpty()).findFirst())
                .or(() -> open.stream().findFirst());
    }

    /** Closed rounds, the oldest first. */
    public List<Rounds.Closing> closed() {
        return rounds.closed();
    }

    /** A closed round's statement. */
    public Optional<Statement> statement(RoundId id) throws IOException {
        return rounds.statement(id);
    }

    /** Whether the chain of statements holds. */
    public Rounds.Check verify() throws IOException {
        return rounds.verify();
    }

    /** The copies of a round as they stand now, as far as this person may see them. */
    public List<HeldCopy> copies(Person person, Round round) {
        return round.copies().stream()
                .flatMap(id -> quarantine.find(person, id).stream())
                .toList();
    }

    /** How many messages of a round nobody has decided yet. */
    public int left(Round round) {
        return (int) round.copies().stream()
                .flatMap(id -> held.find(id).stream())
                .filter(copy -> copy.state().open())
                .count();
    }

    /** How many messages are to be decided and in no open round: those of the next one, as far as they have come. */
    public long gathering(Person person) {
        long open = quarantine.list(person, query(Set.of(), 0, 1)).total();
        long inRounds = open(person).stream().mapToLong(this::left).sum();
        return Math.max(0, open - inRounds);
    }

    private boolean reviews(Person person, Round round) {
        Optional<Set<DomainName>> confines = quarantine.confines(person);
        return confines.isEmpty()
                || (round.domains().isEmpty()
                        ? !confines.get().isEmpty()
                        : round.domains().stream().anyMatch(confines.get()::contains));
    }

    // ---- whose it is

    /** Makes a round this person's, if it is nobody's. */
    public Claim claim(Person person, RoundId id) throws IOException {
        return take(person, id, false);
    }

    /** Makes a round this person's even if it is another's: for when it is late, or for an administrator. */
    public Claim takeOver(Person person, RoundId id) throws IOException {
        return take(person, id, true);
    }

    private Claim take(Person person, RoundId id, boolean over) throws IOException {
        oneAtATime.lock();
        try {
            Optional<Round> found = find(person, id);
            if (found.isEmpty()) {
                return new Claim.Gone();
            }
            Round round = found.get();
            Optional<String> holder = round.holder();
            if (holder.filter(person.email()::equals).isPresent()) {
                return new Claim.Done(round);
            }
            Instant now = clock.instant();
            boolean free = holder.isEmpty()
                    || over
                            && (person.role() == Person.Role.ADMINISTRATOR
                                    || round.late(now)
                                    || people.find(holder.get()).isEmpty());
            if (!free) {
                return new Claim.OfAnother(round);
            }
            append(new RoundEvent.Taken(id, now, person.email()));
            return new Claim.Done(rounds.find(id).orElse(round));
        } finally {
            oneAtATime.unlock();
        }
    }

    /**
     * Passes a round on.
     *
     * @param to whom; empty for whoever takes it
     * @param note for that person; control characters are removed and it is cut at 500 characters
     */
    public Claim handOver(Person person, RoundId id, Optional<String> to, String note) throws IOException {
        oneAtATime.lock();
        try {
            Optional<Round> found = find(person, id);
            if (found.isEmpty()) {
                return new Claim.Gone();
            }
            Round round = found.get();
            if (!mayRule(person, round)) {
                return new Claim.OfAnother(round);
            }
            if (to.isPresent()
                    && people.find(to.get())
                            .filter(other -> reviews(other, round))
                            .isEmpty()) {
                return new Claim.NotTheirs(round, to.get());
            }
            String clean = note.codePoints()
                    .filter(c -> !Character.isISOControl(c) || c == '\n')
                    .limit(500)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString()
                    .strip();
            append(new RoundEvent.HandedOver(id, clock.instant(), person.email(), to, clean));
            return new Claim.Done(rounds.find(id).orElse(round));
        } finally {
            oneAtATime.unlock();
        }
    }

    private static boolean mayRule(Person person, Round round) {
        return person.role() == Person.Role.ADMINISTRATOR
                || round.holder().filter(person.email()::equals).isPresent();
    }

    /** Whom a round may be handed over to. */
    public List<Person> colleagues(Person person, Round round) {
        return people.all().stream()
                .filter(other -> !other.email().equals(person.email()) && reviews(other, round))
                .toList();
    }

    /** Notes that a person looked at copies of a round; written with the next {@link #tick}, or when it is closed. */
    public void seen(Person person, RoundId id, Collection<CopyId> copies) {
        synchronized (looks) {
            looks.computeIfAbsent(id, _ -> new HashMap<>())
                    .computeIfAbsent(person.email(), _ -> new LinkedHashSet<>())
                    .addAll(copies);
        }
    }

    private void writeLooks() throws IOException {
        Map<RoundId, Map<String, Set<CopyId>>> waiting;
        synchronized (looks) {
            waiting = new HashMap<>(looks);
            looks.clear();
        }
        for (Map.Entry<RoundId, Map<String, Set<CopyId>>> of : waiting.entrySet()) {
            Optional<Round> round = rounds.find(of.getKey());
            if (round.isEmpty()) {
                continue;
            }
            for (Map.Entry<String, Set<CopyId>> by : of.getValue().entrySet()) {
                List<CopyId> fresh = by.getValue().stream()
                        .filter(copy -> round.get().copies().contains(copy)
                                && !round.get().seen().contains(copy))
                        .toList();
                if (!fresh.isEmpty()) {
                    append(new RoundEvent.Seen(of.getKey(), clock.instant(), by.getKey(), fresh));
                }
            }
        }
    }

    // ---- how it ends

    /** Closes a round: its statement is written and sealed; what nobody decided is in the next one. */
    public Claim close(Person person, RoundId id) throws IOException {
        oneAtATime.lock();
        try {
            Optional<Round> found = find(person, id);
            if (found.isEmpty()) {
                return new Claim.Gone();
            }
            if (!mayRule(person, found.get())) {
                return new Claim.OfAnother(found.get());
            }
            writeLooks();
            return new Claim.Closed(close(rounds.find(id).orElseThrow(), person.email()));
        } finally {
            oneAtATime.unlock();
        }
    }

    private Rounds.Closing close(Round round, String by) throws IOException {
        Instant now = clock.instant();
        var lines = new ArrayList<Statement.Line>();
        for (CopyId id : round.copies()) {
            lines.add(held.find(id)
                    .map(copy -> line(round, copy))
                    .orElseGet(() ->
                            new Statement.Line(id, Statement.Outcome.GONE, false, Optional.empty(), Optional.empty())));
        }
        var statement = new Statement(
                rounds.nextNumber(), round.id(), round.opened(), round.deadline(), now, by, lines, rounds.lastSeal());
        append(new RoundEvent.Closed(round.id(), now, statement));
        return Rounds.Closing.of(statement);
    }

    private static Statement.Line line(Round round, HeldCopy copy) {
        boolean looked = round.seen().contains(copy.id());
        Optional<Decision> decision = copy.decision();
        // Not sure of before this round, and not looked at in it: that was another round's decision.
        boolean decided = !copy.state().open()
                || copy.state() instanceof CopyState.NotSure(Decision doubt)
                        && !doubt.at().isBefore(round.opened());
        if (!decided || decision.isEmpty()) {
            return new Statement.Line(
                    copy.id(), Statement.Outcome.UNDECIDED, looked, Optional.empty(), Optional.empty());
        }
        Statement.Outcome outcome = switch (decision.get().kind()) {
            case RELEASE, RELEASE_AND_ALLOW, RESCUE -> Statement.Outcome.RESCUED;
            case SPAM, SPAM_AND_DENY -> Statement.Outcome.CONFIRMED;
            case NOT_SURE -> Statement.Outcome.DOUBTFUL;
        };
        return new Statement.Line(copy.id(), outcome, true, decision.map(Decision::by), decision.map(Decision::at));
    }

    // ---- what happens by itself

    /** Begins rounds that are due, writes down what was looked at, closes what is done, tells who should know. */
    public void tick() throws IOException {
        oneAtATime.lock();
        try {
            writeLooks();
            Instant now = clock.instant();
            for (Schedule.Group group : schedule.groups()) {
                var begin = schedule.last(group, now);
                if (begin.isPresent()) {
                    RoundId id = RoundId.of(begin.get().toLocalDateTime(), group.name());
                    begin(group, id, begin.get().toInstant(), now);
                }
            }
            for (Round round : rounds.open()) {
                if (round.late(now) && left(round) == 0) {
                    close(round, NOBODY);
                }
            }
        } finally {
            oneAtATime.unlock();
        }
        tellLate();
    }

    private void begin(Schedule.Group group, RoundId id, Instant due, Instant now) throws IOException {
        // We may not have been running when it was due: then there is a whole round's time from now on.
        boolean inTime = now.isBefore(due.plus(schedule.length().dividedBy(2)));
        if (passedOver.contains(id) || known(id)) {
            return;
        }
        List<CopyId> copies = gather(group);
        if (copies.isEmpty() && !inTime) {
            // We were not running when it was due, and there is nothing to show for it.
            passedOver.add(id);
            return;
        }
        open(group, id, copies, inTime ? due : now);
    }

    private Round open(Schedule.Group group, RoundId id, List<CopyId> copies, Instant from) throws IOException {
        append(new RoundEvent.Opened(
                id, clock.instant(), group.name(), group.domains(), from.plus(schedule.length()), copies));
        Round round = rounds.find(id).orElseThrow();
        if (copies.isEmpty()) {
            close(round, NOBODY);
        }
        LOG.info("round {} begins with {} messages", id, copies.size());
        return round;
    }

    /** Begins a round out of turn, with what has come since the last one; empty if there is nothing. */
    public Optional<Round> beginNow(Person person) throws IOException {
        oneAtATime.lock();
        try {
            Instant now = clock.instant();
            LocalDateTime minute = now.atZone(schedule.zone()).toLocalDateTime().truncatedTo(ChronoUnit.MINUTES);
            for (Schedule.Group group : schedule.groups()) {
                List<CopyId> copies = gather(group);
                if (copies.stream()
                        .anyMatch(copy -> quarantine.find(person, copy).isPresent())) {
                    return Optional.of(open(group, freeName(minute, group.name()), copies, now));
                }
            }
            return Optional.empty();
        } finally {
            oneAtATime.unlock();
        }
    }

    /** Of the minute; with a number behind it where somebody was as quick before. */
    private RoundId freeName(LocalDateTime minute, String group) {
        RoundId id = RoundId.of(minute, group);
        for (int i = 2; known(id); i++) {
            id = RoundId.of(minute, group + "." + i);
        }
        return id;
    }

    private boolean known(RoundId id) {
        return rounds.find(id).isPresent()
                || rounds.closed().reversed().stream()
                        .limit(100)
                        .anyMatch(closing -> closing.round().equals(id));
    }

    private List<CopyId> gather(Schedule.Group group) {
        var taken = new HashSet<CopyId>();
        rounds.open().forEach(round -> taken.addAll(round.copies()));
        var copies = new LinkedHashSet<CopyId>();
        for (int offset = 0; copies.size() < MOST; offset += PAGE) {
            List<HeldCopy> page =
                    held.list(query(group.domains(), offset, PAGE)).rows();
            page.stream()
                    .filter(copy -> copy.state().open())
                    .filter(copy -> schedule.has(group, copy.recipient().path().domain()))
                    .map(HeldCopy::id)
                    .filter(id -> !taken.contains(id))
                    .forEach(copies::add);
            if (page.size() < PAGE) {
                break;
            }
        }
        return copies.stream().limit(MOST).toList();
    }

    private static HeldQuery query(Set<DomainName> domains, int offset, int limit) {
        return new HeldQuery(
                "", domains, OPEN, Optional.empty(), Optional.empty(), HeldQuery.Order.LIKELY_GOOD, offset, limit);
    }

    private void tellLate() throws IOException {
        Instant now = clock.instant();
        for (Round round : rounds.open()) {
            boolean again = toldAt.getOrDefault(round.id(), Instant.MIN).isBefore(now.minus(TELL_AGAIN));
            if (!round.late(now) || round.lateTold().isPresent() || !again) {
                continue;
            }
            if (toldAt.put(round.id(), now) == null) {
                listeners.forEach(Runnable::run);
            }
            int left = left(round);
            var told = new ArrayList<String>();
            for (Person person : concerned(round)) {
                if (notices.late(person, round, left)) {
                    told.add(person.email());
                }
            }
            LOG.warn("round {} is late, {} messages are undecided; told {}", round.id(), left, told);
            if (!told.isEmpty() && rounds.find(round.id()).isPresent()) {
                append(new RoundEvent.ToldLate(round.id(), now, told));
            }
        }
    }

    /** Who has it, or else everybody who could; and the administrators. */
    private List<Person> concerned(Round round) {
        return people.all().stream()
                .filter(person -> person.role() == Person.Role.ADMINISTRATOR
                        || reviews(person, round)
                                && round.holder().map(person.email()::equals).orElse(true))
                .toList();
    }
}
