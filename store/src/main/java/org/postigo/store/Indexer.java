package org.postigo.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.postigo.mail.DomainName;
import org.postigo.mail.MailId;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.record.JournalEntry;
import org.postigo.store.counts.Tallies;
import org.postigo.store.disk.Disk;
import org.postigo.store.files.HeldFiles;
import org.postigo.store.held.CopyEvent;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.CopyLife;
import org.postigo.store.held.CopyState;
import org.postigo.store.held.Decision;
import org.postigo.store.held.HeldMail.CopyToHold;
import org.postigo.store.index.IndexTrouble;
import org.postigo.store.index.IndexedCopy;
import org.postigo.store.index.PackedId;
import org.postigo.store.log.EventLog;
import org.postigo.store.log.HeldMetadata;
import org.postigo.store.log.LogEvent;
import org.postigo.store.search.JournalTerms;
import org.postigo.store.search.Search;
import org.postigo.store.search.Words;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the index behind files and logs: one thread takes what happened, in order, and folds it in. Until it has, readers
 * get it from {@link #fresh}. Marks in the index say how far each log is folded, so that a start replays only the rest.
 *
 * <p>Whatever goes wrong with the index, it is thrown away: states are replayed from the log of copies (readers of states
 * wait for that), then held mail and journal are indexed again, newest first, while everything works. If that fails too
 * (a full disk) the index is kept in memory until the next start.
 */
final class Indexer implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Indexer.class);
    private static final int CHUNK = 500;
    private static final long WAIT_FOR_INDEX = TimeUnit.SECONDS.toNanos(2);
    private static final long RETRY_AFTER = TimeUnit.SECONDS.toMillis(10);
    /** How often a full disk is looked at again. */
    private static final long ROOM_AFTER = TimeUnit.SECONDS.toMillis(1);
    /** A log of fewer octets is replayed before anybody could ask. */
    private static final long SOON = 1 << 20;

    private static final String COPIES = "copies";
    private static final String JOURNAL_LOW = "journal.low";
    private static final String JOURNAL_HIGH = "journal.high";
    private static final String ALL_HELD = "held.all";
    private static final String COMMITTED = "committed";
    private static final String SHAPE = "shape";
    /** Raised when the index is to hold something new: one of another shape is built anew. */
    private static final long SHAPE_NOW = 3;

    /** Something to be folded in. */
    private sealed interface Task {
        /** A message became visible. */
        record Published(MailId id) implements Task {}

        /** Copies changed, by a record that begins and ends there. */
        record Changed(long position, long next, List<LogEvent.Step> steps, List<IndexedCopy> copies) implements Task {}
    }

    private final Settings settings;
    private final Clock clock;
    private final Disk disk;
    private final Path root;
    private final Path folder;
    private final HeldFiles files;
    private final EventLog copies;
    private final EventLog journal;
    private final Roster roster;
    private final FileAcquaintances acquaintances;
    private final FileHits hits;
    private final Tallies tallies;
    private final Runnable maintenance;
    private final long copiesAtOpen;

    private final ConcurrentMap<CopyId, IndexedCopy> expected = new ConcurrentHashMap<>();
    /** Copies that changed and are not in the index yet. */
    private final ConcurrentMap<CopyId, IndexedCopy> fresh = new ConcurrentHashMap<>();

    private final LinkedBlockingQueue<Task> tasks = new LinkedBlockingQueue<>();
    private final AtomicLong submitted = new AtomicLong();
    private final AtomicLong rebuilds = new AtomicLong();
    private final AtomicLong misfits = new AtomicLong();
    private final Thread thread =
            Thread.ofPlatform().name("store-index").daemon().unstarted(this::run);
    private final Object monitor = new Object();

    // Guarded by monitor
    private @Nullable Derived derived;
    private @Nullable Derived broken;
    private boolean closed;
    private long done;
    private long journalDone;
    private boolean whole;
    private @Nullable IndexTrouble hopeless;

    // Of the thread alone, once it runs
    private long copiesMark;
    private long journalLow;
    private long journalHigh;
    private boolean allHeld;
    private boolean changed;
    private boolean waitsForRoom;
    private int failures;
    private long committedAt = System.nanoTime();
    private long maintainedAt = System.nanoTime();
    private final Deque<LocalDate> days = new ArrayDeque<>();
    private final Deque<MailId> messages = new ArrayDeque<>();

    Indexer(
            Settings settings,
            Clock clock,
            Disk disk,
            Path root,
            HeldFiles files,
            EventLog copies,
            EventLog journal,
            Roster roster,
            FileAcquaintances acquaintances,
            FileHits hits,
            Tallies tallies,
            Runnable maintenance) {
        this.settings = settings;
        this.clock = clock;
        this.disk = disk;
        this.root = root;
        this.folder = root.resolve("index");
        this.files = files;
        this.copies = copies;
        this.journal = journal;
        this.roster = roster;
        this.acquaintances = acquaintances;
        this.hits = hits;
        this.tallies = tallies;
        this.maintenance = maintenance;
        this.copiesAtOpen = copies.end();
    }

    /**
     * Opens the index, folds in what it has missed, and goes on in the background. If it is damaged or missing it is rebuilt
     * there, and mail need not wait for that.
     */
    void start() throws IOException {
        try {
            Derived opened = Derived.open(disk.scratch(folder));
            try {
                if (resume(opened)) {
                    ready(opened);
                } else {
                    opened.close();
                }
            } catch (IndexTrouble e) {
                LOG.warn("{}. It is rebuilt from files and log; nothing is lost", e.getMessage());
                giveUp(opened);
            }
        } catch (IndexTrouble e) {
            LOG.warn("{}. It is rebuilt from files and log; nothing is lost", e.getMessage());
            rebuilds.incrementAndGet();
        }
        if (derived() == null && copies.end() - copies.begin() < SOON) {
            try {
                build();
            } catch (IndexTrouble e) {
                LOG.error("{}. It is tried again", e.getMessage());
                failures++;
            }
        }
        thread.start();
    }

    /** Takes up an index where it was left; false if it belongs to other logs, or is new. */
    private boolean resume(Derived opened) throws IOException {
        long mark = opened.index().mark(COPIES).orElse(-1);
        long low = opened.index().mark(JOURNAL_LOW).orElse(-1);
        long high = opened.index().mark(JOURNAL_HIGH).orElse(-1);
        if (opened.index().mark(SHAPE).orElse(1) != SHAPE_NOW) {
            return false;
        }
        if (mark < 0 || mark > copies.end() || low < 0 || high > journal.end()) {
            return false;
        }
        acquaintances.load(opened.index());
        hits.load(opened.index());
        tallies.clear();
        opened.index().counts(tallies::load);
        Instant since = Instant.ofEpochMilli(opened.index().mark(COMMITTED).orElse(0));
        LocalDate oldest = LocalDate.ofInstant(since.minus(settings.keepPending()), ZoneOffset.UTC)
                .minusDays(1);
        Set<MailId> recent = new HashSet<>();
        opened.index().copies(copy -> {
            roster.put(copy, cutOff(copy));
            if (!HeldFiles.day(copy.id().mail()).isBefore(oldest)) {
                recent.add(copy.id().mail());
            }
        });
        copiesMark = mark;
        journalLow = low;
        journalHigh = high;
        allHeld = opened.index().mark(ALL_HELD).isPresent();
        replay(opened);
        // What was published after the last commit; only folders of days that could still get something.
        for (LocalDate day : files.days()) {
            if (!day.isBefore(oldest)) {
                for (MailId id : files.published(day)) {
                    if (!recent.contains(id)) {
                        metadata(id).ifPresent(this::published);
                    }
                }
            }
        }
        if (!allHeld) {
            days.addAll(files.days());
        }
        return true;
    }

    private boolean cutOff(IndexedCopy copy) {
        return copy.life().state() instanceof CopyState.Leaving && copy.position() <= copiesAtOpen;
    }

    /** Folds the log of copies into the index from its mark to its end. */
    private void replay(Derived into) throws IOException {
        copies.read(copiesMark, Long.MAX_VALUE, (position, next, event) -> {
            if (event instanceof LogEvent.CopiesChanged(List<LogEvent.Step> steps)) {
                replay(into, position, next, steps);
            }
            copiesMark = next;
            changed = true;
            return true;
        });
    }

    private void replay(Derived into, long position, long next, List<LogEvent.Step> steps) {
        var after = new LinkedHashMap<CopyId, IndexedCopy>();
        for (LogEvent.Step step : steps) {
            CopyId id = step.event().copy();
            Optional<IndexedCopy> before = Optional.ofNullable(after.get(id))
                    .or(() -> into.index().copy(id).or(() -> asHeld(id)));
            if (before.isEmpty()) {
                LOG.warn("the log tells of copy {}, whose file is missing", id);
                misfits.incrementAndGet();
            } else if (before.get().position() < next || after.containsKey(id)) {
                try {
                    after.put(id, before.get().with(before.get().life().after(step.event()), next));
                } catch (IllegalStateException gap) {
                    LOG.warn("an event was passed over, since one before it is damaged: {}", gap.getMessage());
                    misfits.incrementAndGet();
                }
            }
        }
        after.values().forEach(copy -> {
            into.index().put(copy);
            forget(into, copy);
            if (!fresh.containsKey(copy.id())) {
                roster.put(copy, cutOff(copy));
            }
        });
        remember(into, position, steps);
        learn(steps);
    }

    /** What is no longer kept is found no more. */
    private static void forget(Derived into, IndexedCopy copy) {
        if (removed(copy)) {
            into.held().remove(copy.id().toString());
        }
    }

    private static boolean removed(IndexedCopy copy) {
        return copy.life().state() instanceof CopyState.Removed;
    }

    private static void remember(Derived into, long position, List<LogEvent.Step> steps) {
        steps.stream()
                .map(step -> step.event().copy())
                .distinct()
                .forEach(copy -> into.index().putEvent(copy, position));
    }

    private void learn(List<LogEvent.Step> steps) {
        for (LogEvent.Step step : steps) {
            if (step.event() instanceof CopyEvent.Decided(CopyId _, Instant _, Decision decision)) {
                tallies.decided(decision);
            }
            if (step.event() instanceof CopyEvent.TookEffect took) {
                step.decision()
                        .ifPresent(decision -> metadata(took.copy().mail())
                                .filter(m -> took.copy().ordinal() < m.copies().size())
                                .ifPresent(m -> tookEffect(took, m, decision, step.replaced())));
            }
        }
    }

    private void tookEffect(
            CopyEvent.TookEffect took, HeldMetadata metadata, Decision decision, Optional<Decision> replaced) {
        Assessment assessment = metadata.message().assessment();
        DomainName domain = domain(metadata, took.copy().ordinal());
        acquaintances.tookEffect(assessment, domain, decision, replaced);
        tallies.tookEffect(new Tallies.Effect(
                took.at(),
                metadata.message().received(),
                domain,
                metadata.copies().get(took.copy().ordinal()).reason(),
                assessment.score().probability(),
                decision,
                replaced));
    }

    private static DomainName domain(HeldMetadata metadata, int ordinal) {
        return metadata.copies().get(ordinal).recipient().path().domain();
    }

    private void ready(Derived opened) {
        synchronized (monitor) {
            derived = opened;
            whole = allHeld && journalLow <= journal.begin();
            journalDone = journalHigh;
            monitor.notifyAll();
        }
    }

    private void giveUp(Derived bad) {
        rebuilds.incrementAndGet();
        synchronized (monitor) {
            derived = null;
            broken = null;
            whole = false;
        }
        try {
            bad.close();
        } catch (IndexTrouble alreadyBroken) {
            LOG.debug("closing a damaged index: {}", alreadyBroken.getMessage());
        }
    }

    // What the mail side and the desk ask

    /** What the file says of a message; empty, and loudly, if it cannot be read. */
    private Optional<HeldMetadata> metadata(MailId id) {
        try {
            return files.read(id);
        } catch (IOException e) {
            LOG.error("{}", e.getMessage());
            misfits.incrementAndGet();
            return Optional.empty();
        }
    }

    private Optional<IndexedCopy> asHeld(CopyId id) {
        return metadata(id.mail()).filter(m -> id.ordinal() < m.copies().size()).map(m -> asHeld(m, id.ordinal()));
    }

    /** A copy to which nothing has happened yet. The first of each domain bears what the message costs. */
    static IndexedCopy asHeld(HeldMetadata metadata, int ordinal) {
        CopyToHold copy = metadata.copies().get(ordinal);
        DomainName domain = domain(metadata, ordinal);
        boolean first = metadata.copies().stream()
                        .map(c -> c.recipient().path().domain())
                        .toList()
                        .indexOf(domain)
                == ordinal;
        return new IndexedCopy(
                new CopyId(metadata.message().id(), ordinal),
                metadata.message().received(),
                domain,
                metadata.message().assessment().score().logOdds(),
                first ? metadata.octets() : 0,
                0,
                CopyLife.of(copy, metadata.held()));
    }

    /** Where a copy stands; empty if there is none of that name. */
    Optional<IndexedCopy> copy(CopyId id) {
        while (true) {
            IndexedCopy recent = fresh.get(id);
            if (recent != null) {
                return Optional.of(recent);
            }
            Derived ready = derived();
            if (ready == null) {
                // While states are replayed, nobody need wait for those that have not begun to change.
                Optional<IndexedCopy> held = asHeld(id);
                if (held.isPresent() && roster.unread(id, held.get().received())) {
                    return held;
                }
                ready = awaitReady();
            }
            try {
                return ready.index().copy(id).or(() -> asHeld(id));
            } catch (IndexTrouble e) {
                trouble(ready, e);
            }
        }
    }

    /** Asks search or index, once it is there; what breaks meanwhile is rebuilt and asked again. */
    <T> T ask(Function<Derived, T> question) {
        while (true) {
            Derived ready = awaitReady();
            try {
                return question.apply(ready);
            } catch (IndexTrouble e) {
                trouble(ready, e);
            }
        }
    }

    private @Nullable Derived derived() {
        synchronized (monitor) {
            return derived;
        }
    }

    private Derived awaitReady() {
        boolean interrupted = false;
        try {
            synchronized (monitor) {
                while (true) {
                    if (closed) {
                        throw new IllegalStateException("the store is closed");
                    }
                    if (hopeless != null) {
                        throw hopeless;
                    }
                    if (derived != null) {
                        return derived;
                    }
                    try {
                        monitor.wait();
                    } catch (InterruptedException e) {
                        interrupted = true;
                    }
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void trouble(Derived with, IndexTrouble e) {
        synchronized (monitor) {
            if (derived == with) {
                LOG.error("{}. It is rebuilt from files and log; nothing is lost", e.getMessage());
                derived = null;
                broken = with;
                monitor.notifyAll();
            }
        }
    }

    /** Copies are about to change so; called before their record goes to the log. */
    void expect(List<IndexedCopy> changes) {
        changes.forEach(copy -> expected.put(copy.id(), copy));
    }

    /** They do not. */
    void expectNoMore(List<IndexedCopy> changes) {
        changes.forEach(copy -> expected.remove(copy.id()));
    }

    /** A record of copies is durable: they have changed for everybody from now on. */
    void durable(long position, long next, LogEvent event) {
        if (event instanceof LogEvent.CopiesChanged(List<LogEvent.Step> steps)) {
            var after = new ArrayList<IndexedCopy>();
            Set<CopyId> seen = new HashSet<>();
            for (LogEvent.Step step : steps) {
                IndexedCopy copy = seen.add(step.event().copy())
                        ? expected.remove(step.event().copy())
                        : null;
                if (copy != null) {
                    IndexedCopy at = copy.with(copy.life(), next);
                    after.add(at);
                    fresh.put(at.id(), at);
                    roster.put(at, false);
                }
            }
            submit(new Task.Changed(position, next, steps, after));
        }
    }

    /** A message became visible. */
    void published(HeldMetadata metadata) {
        for (int ordinal = 0; ordinal < metadata.copies().size(); ordinal++) {
            IndexedCopy copy = asHeld(metadata, ordinal);
            if (!roster.has(copy.id(), copy.received())) {
                roster.put(copy, false);
            }
        }
        submit(new Task.Published(metadata.message().id()));
    }

    private void submit(Task task) {
        submitted.incrementAndGet();
        tasks.add(task);
        wake();
    }

    /** Something is there to be done. */
    void wake() {
        synchronized (monitor) {
            monitor.notifyAll();
        }
    }

    /** Waits until what happened before this call can be searched, but not for ever. */
    void catchUp() {
        long wanted = submitted.get();
        long entries = journal.end();
        await(() -> done >= wanted && journalDone >= entries, System.nanoTime() + WAIT_FOR_INDEX);
    }

    /** Waits until everything is indexed; false if that takes longer than so many seconds. */
    boolean awaitWhole(long seconds) {
        long wanted = submitted.get();
        long entries = journal.end();
        return await(
                () -> derived != null && whole && done >= wanted && journalDone >= entries,
                System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds));
    }

    private interface Condition {
        boolean holds();
    }

    private boolean await(Condition condition, long deadline) {
        boolean interrupted = false;
        try {
            synchronized (monitor) {
                while (!condition.holds()) {
                    long left = deadline - System.nanoTime();
                    if (left <= 0 || closed) {
                        return false;
                    }
                    try {
                        TimeUnit.NANOSECONDS.timedWait(monitor, left);
                    } catch (InterruptedException e) {
                        interrupted = true;
                    }
                }
                return true;
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    StoreFigures.IndexState state() {
        synchronized (monitor) {
            return derived != null && whole ? StoreFigures.IndexState.READY : StoreFigures.IndexState.REBUILDING;
        }
    }

    /** Whether the states of all copies can be asked for without waiting: false while they are replayed from the log. */
    boolean replayed() {
        return derived() != null;
    }

    long behind() {
        synchronized (monitor) {
            return Math.max(0, journal.end() - journalDone) + tasks.size();
        }
    }

    long rebuilds() {
        return rebuilds.get();
    }

    long misfits() {
        return misfits.get();
    }

    /** Throws the index away, to be rebuilt. */
    void rebuild() {
        Derived now = awaitReady();
        trouble(now, new IndexTrouble("the index was ordered to be rebuilt"));
        wake();
    }

    // The thread

    private void run() {
        while (true) {
            @Nullable Derived using;
            synchronized (monitor) {
                if (closed) {
                    break;
                }
                using = derived;
            }
            try {
                if (using == null) {
                    build();
                } else if (roomy()) {
                    waitsForRoom = false;
                    boolean worked = work(using);
                    commitIfDue(using);
                    maintain();
                    if (!worked) {
                        pause(settings.indexCommit().toMillis());
                    }
                } else {
                    if (!waitsForRoom) {
                        LOG.error(
                                "less than {} octets are free on the disk of {}: the index waits for room",
                                settings.journalReserve(),
                                folder);
                    }
                    waitsForRoom = true;
                    rest(ROOM_AFTER);
                }
            } catch (IndexTrouble e) {
                LOG.error("{}. It is rebuilt from files and log; nothing is lost", e.getMessage());
                failures++;
                giveUpCurrent();
            } catch (IOException e) {
                LOG.error("indexing cannot read what it has to: {}. It tries again", e.toString());
                rest(RETRY_AFTER);
            } catch (RuntimeException bug) {
                LOG.error("indexing failed. The index is rebuilt", bug);
                failures++;
                giveUpCurrent();
                if (failures > 3) {
                    synchronized (monitor) {
                        hopeless = new IndexTrouble("the index cannot be built", bug);
                        monitor.notifyAll();
                    }
                    return;
                }
            }
        }
        finish();
    }

    private void giveUpCurrent() {
        @Nullable Derived bad;
        synchronized (monitor) {
            bad = derived != null ? derived : broken;
            broken = null;
            derived = null;
        }
        if (bad != null) {
            giveUp(bad);
        }
    }

    private boolean roomy() throws IOException {
        return disk.scratch(folder).isEmpty() || disk.free(root) >= settings.journalReserve();
    }

    /** Pauses unless there is work. */
    private void pause(long millis) {
        synchronized (monitor) {
            if (!closed && broken == null && tasks.isEmpty() && journalHigh >= journal.end()) {
                try {
                    monitor.wait(millis);
                } catch (InterruptedException nobodyDoes) {
                    LOG.warn("the indexer does not stop by interrupts");
                }
            }
        }
    }

    /** Rests even if there is work, since it cannot be done now; only the end comes sooner. */
    private void rest(long millis) {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        synchronized (monitor) {
            for (long left = millis; !closed && broken == null && left > 0; ) {
                try {
                    monitor.wait(left);
                } catch (InterruptedException nobodyDoes) {
                    LOG.warn("the indexer does not stop by interrupts");
                }
                left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
            }
        }
    }

    /** A new index: states first, for which readers wait; then it is filled while they read. */
    private void build() throws IOException {
        giveUpCurrent();
        Optional<Path> place = disk.scratch(folder);
        if (failures > 1) {
            LOG.error("the index could not be rebuilt in {}: it is kept in memory until the next start", folder);
            place = Optional.empty();
        }
        place.ifPresent(Derived::wipe);
        Derived fresh = Derived.open(place);
        try {
            acquaintances.clear();
            hits.clear();
            tallies.clear();
            copiesMark = 0;
            journalHigh = journal.end();
            journalLow = journalHigh;
            allHeld = false;
            messages.clear();
            days.clear();
            days.addAll(files.days());
            replay(fresh);
        } catch (IOException | RuntimeException e) {
            try {
                fresh.close();
            } catch (IndexTrouble second) {
                e.addSuppressed(second);
            }
            throw e;
        }
        ready(fresh);
    }

    private boolean work(Derived into) throws IOException {
        boolean worked = takeTasks(into);
        worked |= followJournal(into);
        if (!worked) {
            worked = backfillHeld(into) || backfillJournal(into);
        }
        changed |= worked;
        return worked;
    }

    private boolean takeTasks(Derived into) {
        var batch = new ArrayList<Task>();
        tasks.drainTo(batch, CHUNK);
        for (Task task : batch) {
            switch (task) {
                case Task.Published(MailId id) -> metadata(id).ifPresent(m -> index(into, m));
                case Task.Changed change -> {
                    // A rebuild may have come past it already.
                    if (change.next() > copiesMark) {
                        change.copies().forEach(copy -> {
                            into.index().put(copy);
                            forget(into, copy);
                        });
                        remember(into, change.position(), change.steps());
                        learn(change.steps());
                        copiesMark = change.next();
                    }
                    change.copies().forEach(copy -> fresh.remove(copy.id(), copy));
                }
            }
        }
        if (!batch.isEmpty()) {
            synchronized (monitor) {
                done += batch.size();
                monitor.notifyAll();
            }
        }
        return !batch.isEmpty();
    }

    private void index(Derived into, HeldMetadata metadata) {
        for (int ordinal = 0; ordinal < metadata.copies().size(); ordinal++) {
            IndexedCopy copy = asHeld(metadata, ordinal);
            Optional<IndexedCopy> known = into.index().copy(copy.id());
            if (known.isEmpty()) {
                into.index().put(copy);
            }
            IndexedCopy now =
                    Optional.ofNullable(fresh.get(copy.id())).or(() -> known).orElse(copy);
            if (removed(now)) {
                continue;
            }
            if (!roster.has(copy.id(), copy.received())) {
                roster.put(now, cutOff(now));
            }
            CopyToHold held = metadata.copies().get(ordinal);
            PackedId packed = PackedId.of(copy.id());
            into.held()
                    .put(new Search.Entry(
                            copy.id().toString(),
                            Words.of(
                                    metadata.message().envelope(),
                                    held.recipient(),
                                    held.reason(),
                                    metadata.message().assessment()),
                            List.of(copy.domain().text()),
                            Roster.nanos(copy.received()),
                            packed.high(),
                            packed.low()));
        }
    }

    private boolean followJournal(Derived into) throws IOException {
        long end = journal.end();
        if (journalHigh >= end) {
            return false;
        }
        var read = new int[1];
        long before = journalHigh;
        journal.read(journalHigh, end, (position, next, event) -> {
            index(into, position, event);
            journalHigh = next;
            return ++read[0] < CHUNK;
        });
        if (journalHigh == before || read[0] < CHUNK) {
            // What was left is damage, which nothing can be made of.
            journalHigh = Math.max(journalHigh, end);
        }
        synchronized (monitor) {
            journalDone = journalHigh;
            monitor.notifyAll();
        }
        return true;
    }

    private void index(Derived into, long position, LogEvent event) {
        if (event instanceof LogEvent.Journalled(JournalEntry entry)) {
            MailId id = id(entry);
            into.journal()
                    .put(new Search.Entry(id.text(), JournalTerms.of(entry), Roster.nanos(entry.at()), position, 0));
            acquaintances.journalled(entry);
            hits.journalled(entry);
            tallies.journalled(entry);
        }
    }

    private static MailId id(JournalEntry entry) {
        return switch (entry) {
            case JournalEntry.Transaction transaction -> transaction.id();
            case JournalEntry.Refusal refusal -> refusal.id();
        };
    }

    private boolean backfillHeld(Derived into) throws IOException {
        if (allHeld) {
            return false;
        }
        while (messages.isEmpty() && !days.isEmpty()) {
            messages.addAll(files.published(days.removeFirst()));
        }
        for (int i = 0; i < CHUNK && !messages.isEmpty(); i++) {
            metadata(messages.removeFirst()).ifPresent(m -> index(into, m));
        }
        if (messages.isEmpty() && days.isEmpty()) {
            allHeld = true;
            noteWhole();
        }
        return true;
    }

    private boolean backfillJournal(Derived into) throws IOException {
        if (journalLow <= journal.begin()) {
            return false;
        }
        long base = journal.segmentBefore(journalLow);
        journal.read(base, journalLow, (position, next, event) -> {
            index(into, position, event);
            return true;
        });
        journalLow = base;
        noteWhole();
        return true;
    }

    private void noteWhole() {
        synchronized (monitor) {
            whole = allHeld && journalLow <= journal.begin();
            monitor.notifyAll();
        }
    }

    private void commitIfDue(Derived into) {
        long now = System.nanoTime();
        if (changed && now - committedAt >= settings.indexCommit().toNanos()) {
            commit(into);
            committedAt = now;
        }
    }

    private void commit(Derived into) {
        acquaintances.save(into.index());
        hits.save(into.index());
        tallies.save(into.index()::putCounts);
        into.index().mark(COPIES, copiesMark);
        into.index().mark(JOURNAL_LOW, journalLow);
        into.index().mark(JOURNAL_HIGH, journalHigh);
        into.index().mark(COMMITTED, clock.millis());
        into.index().mark(SHAPE, SHAPE_NOW);
        if (allHeld) {
            into.index().mark(ALL_HELD, 1);
        }
        into.commit();
        changed = false;
    }

    private void maintain() {
        long now = System.nanoTime();
        if (now - maintainedAt >= TimeUnit.HOURS.toNanos(1)) {
            maintainedAt = now;
            maintenance.run();
        }
    }

    private void finish() {
        @Nullable Derived last;
        synchronized (monitor) {
            last = derived;
            derived = null;
            monitor.notifyAll();
        }
        if (last == null) {
            return;
        }
        try {
            while (takeTasks(last) || followJournal(last)) {
                changed = true;
            }
            commit(last);
        } catch (IOException | RuntimeException e) {
            LOG.warn("the index could not be finished: {}. The next start does the rest", e.toString());
        }
        try {
            last.close();
        } catch (IndexTrouble e) {
            LOG.warn("{}", e.getMessage());
        }
    }

    /** Folds in what is waiting, commits, closes. The logs must be closed for writing by now, but not for reading. */
    @Override
    public void close() {
        synchronized (monitor) {
            closed = true;
            monitor.notifyAll();
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
