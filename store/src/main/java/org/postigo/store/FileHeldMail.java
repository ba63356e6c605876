package org.postigo.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.postigo.mail.Content;
import org.postigo.mail.DomainName;
import org.postigo.mail.MailId;
import org.postigo.mail.MailObject;
import org.postigo.mail.finding.Assessment;
import org.postigo.store.disk.Disk;
import org.postigo.store.files.HeldFiles;
import org.postigo.store.held.CopyEvent;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.CopyState;
import org.postigo.store.held.HeldCopy;
import org.postigo.store.held.HeldMail;
import org.postigo.store.held.HeldMessage;
import org.postigo.store.held.HeldQuery;
import org.postigo.store.index.IndexedCopy;
import org.postigo.store.log.EventLog;
import org.postigo.store.log.HeldMetadata;
import org.postigo.store.log.LogEvent;
import org.postigo.store.search.Search;
import org.postigo.store.search.Words;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Held mail in files, its states a fold over the log of copies. */
final class FileHeldMail implements HeldMail, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FileHeldMail.class);
    /** A position in the log has room for so many events of one record behind it. */
    private static final int EVENT_BITS = 16;

    private final Settings settings;
    private final Clock clock;
    private final Disk disk;
    private final Path root;
    private final HeldFiles files;
    private final EventLog log;
    private final Roster roster;
    private final Indexer indexer;
    private final Set<CopyId> claimed = new HashSet<>();
    private final List<Consumer<HeldCopy>> listeners = new CopyOnWriteArrayList<>();
    private final ExecutorService teller = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("store-listeners").daemon().factory());

    /** Spares those who ask again and again from reading what holds nothing for them. */
    private volatile Barren barren = new Barren(0, 0);

    /** Days on which a removal may have left something. Guarded by itself. */
    private final Set<LocalDate> untidy = new HashSet<>();

    private volatile boolean tidiedOnce;

    /** No effect after {@code effect} stands in the log before {@code position}. */
    private record Barren(long effect, long position) {}

    // Guarded by this
    private final Map<String, List<Pending>> left = new HashMap<>();
    private final Map<DomainName, Long> reserved = new HashMap<>();

    FileHeldMail(
            Settings settings,
            Clock clock,
            Disk disk,
            Path root,
            HeldFiles files,
            EventLog log,
            Roster roster,
            Indexer indexer) {
        this.settings = settings;
        this.clock = clock;
        this.disk = disk;
        this.root = root;
        this.files = files;
        this.log = log;
        this.roster = roster;
        this.indexer = indexer;
    }

    private final class Pending implements Holding {
        private final HeldMetadata metadata;
        private final Map<DomainName, Long> reservation;
        private boolean published;

        Pending(HeldMetadata metadata, Map<DomainName, Long> reservation) {
            this.metadata = metadata;
            this.reservation = reservation;
        }

        @Override
        public synchronized List<CopyId> publish() throws IOException {
            if (published) {
                throw new IllegalStateException(metadata.message().id() + " is published already");
            }
            files.publish(metadata.message().id());
            published = true;
            indexer.published(metadata);
            release(reservation);
            superseded(this).forEach(FileHeldMail.this::drop);
            var ids = new ArrayList<CopyId>();
            for (int ordinal = 0; ordinal < metadata.copies().size(); ordinal++) {
                ids.add(new CopyId(metadata.message().id(), ordinal));
            }
            tell(ids);
            return ids;
        }

        @Override
        public void leaveInvisible() {
            try {
                files.settle(metadata.message().id());
            } catch (IOException e) {
                LOG.warn(
                        "{} may be written again by its retry: {}",
                        metadata.message().id(),
                        e.toString());
            }
            remember(this);
        }
    }

    private synchronized void remember(Pending pending) {
        List<Pending> same = left.computeIfAbsent(pending.metadata.message().retryKey(), k -> new ArrayList<>());
        if (!pending.published && !same.contains(pending)) {
            same.add(pending);
        }
    }

    /** Takes out what an earlier attempt left, if it was left for just these copies. */
    private synchronized Optional<Pending> takeOver(String retryKey, List<CopyToHold> copies) {
        List<Pending> same = left.getOrDefault(retryKey, new ArrayList<>());
        for (Pending pending : same) {
            if (pending.metadata.copies().equals(copies)) {
                same.remove(pending);
                return Optional.of(pending);
            }
        }
        return Optional.empty();
    }

    /** Takes out attempts all of whose recipients have been served by a later one. */
    private synchronized List<Pending> superseded(Pending by) {
        List<Pending> same = left.get(by.metadata.message().retryKey());
        if (same == null) {
            return List.of();
        }
        Set<Object> served = new HashSet<>();
        by.metadata.copies().forEach(copy -> served.add(copy.recipient().path()));
        List<Pending> old = same.stream()
                .filter(p -> p.metadata.copies().stream()
                        .allMatch(c -> served.contains(c.recipient().path())))
                .toList();
        same.removeAll(old);
        if (same.isEmpty()) {
            left.remove(by.metadata.message().retryKey());
        }
        return old;
    }

    private void drop(Pending pending) {
        files.drop(pending.metadata);
        release(pending.reservation);
    }

    /** Finds what earlier attempts left invisible, and deletes what a stop left half-written. */
    void open() throws IOException {
        LocalDate oldest = LocalDate.ofInstant(clock.instant().minus(settings.keepPending()), ZoneOffset.UTC)
                .minusDays(1);
        for (LocalDate day : files.days()) {
            if (day.isBefore(oldest)) {
                break;
            }
            files.sweep(day);
            for (MailId id : files.pending(day)) {
                Optional<HeldMetadata> metadata = files.readPending(id);
                if (metadata.isPresent()) {
                    remember(new Pending(
                            metadata.get(),
                            reserve(metadata.get().copies(), metadata.get().octets(), false)));
                } else {
                    files.dropPending(id);
                }
            }
        }
    }

    /** Deletes what was left invisible and never retried. */
    void sweep() {
        Instant before = clock.instant().minus(settings.keepPending());
        List<Pending> old = new ArrayList<>();
        synchronized (this) {
            for (List<Pending> same : left.values()) {
                same.stream().filter(p -> p.metadata.held().isBefore(before)).forEach(old::add);
                same.removeAll(old);
            }
            left.values().removeIf(List::isEmpty);
        }
        old.forEach(this::drop);
        try {
            for (LocalDate day : old.stream()
                    .map(p -> HeldFiles.day(p.metadata.message().id()))
                    .distinct()
                    .toList()) {
                files.sweepBodies(day);
            }
        } catch (IOException e) {
            LOG.warn("bodies that nobody needs could not be deleted: {}. They only take room", e.toString());
        }
    }

    // Holding

    @Override
    public Holding hold(MailObject mail, Assessment assessment, String retryKey, List<CopyToHold> copies)
            throws IOException {
        if (copies.isEmpty()) {
            throw new IllegalArgumentException("nothing to hold");
        }
        Optional<Pending> earlier = takeOver(retryKey, copies);
        if (earlier.isPresent()) {
            return earlier.get();
        }
        long size = mail.content().size();
        long free = disk.free(root);
        if (free - size < settings.holdReserve()) {
            throw new HoldSpaceShort("only " + free + " octets are free on the disk of " + root + ", of which "
                    + settings.holdReserve() + " are a reserve: make room");
        }
        Map<DomainName, Long> reservation = reserve(copies, size, true);
        try {
            HeldMetadata metadata = files.write(mail, assessment, retryKey, copies, clock.instant());
            release(reservation);
            return new Pending(metadata, reserve(copies, metadata.octets(), false));
        } catch (IOException | RuntimeException e) {
            release(reservation);
            if (e instanceof IOException && disk.free(root) < size + settings.changeReserve()) {
                var full = new HoldSpaceShort("the disk of " + root + " is full: " + e.getMessage());
                full.initCause(e);
                throw full;
            }
            throw e;
        }
    }

    /** Sets room aside until the copies are published or dropped. */
    private synchronized Map<DomainName, Long> reserve(List<CopyToHold> copies, long octets, boolean withinQuota)
            throws HoldSpaceShort {
        var reservation = new LinkedHashMap<DomainName, Long>();
        for (CopyToHold copy : copies) {
            reservation.put(copy.recipient().path().domain(), octets);
        }
        for (DomainName domain : withinQuota ? reservation.keySet() : Set.<DomainName>of()) {
            long used = roster.octets(domain) + reserved.getOrDefault(domain, 0L);
            if (used + octets > settings.quota()) {
                throw new HoldSpaceShort(domain + " holds " + used + " octets of " + settings.quota()
                        + ": decide about its mail, or raise the quota");
            }
        }
        reservation.forEach((domain, more) -> reserved.merge(domain, more, Long::sum));
        return reservation;
    }

    private synchronized void release(Map<DomainName, Long> reservation) {
        reservation.forEach((domain, less) -> reserved.merge(domain, -less, Long::sum));
    }

    // Reading

    @Override
    public Optional<HeldCopy> find(CopyId id) {
        try {
            Optional<HeldMetadata> metadata = files.read(id.mail());
            if (metadata.isEmpty() || id.ordinal() >= metadata.get().copies().size()) {
                return Optional.empty();
            }
            return indexer.copy(id).map(copy -> copy(metadata.get(), copy));
        } catch (IOException e) {
            LOG.error("copy {} cannot be shown: {}", id, e.getMessage());
            return Optional.empty();
        }
    }

    private static HeldCopy copy(HeldMetadata metadata, IndexedCopy copy) {
        CopyToHold held = metadata.copies().get(copy.id().ordinal());
        return new HeldCopy(
                copy.id(),
                metadata.message(),
                held.recipient(),
                held.reason(),
                copy.life().state(),
                copy.life().decision());
    }

    @Override
    public Content content(HeldMessage message) throws IOException {
        return files.content(message);
    }

    @Override
    public Page list(HeldQuery query) {
        List<String> words = Words.asked(query.text());
        Roster.Page page = roster.page(query, words.isEmpty() ? Optional.empty() : Optional.of(search(words)));
        return new Page(page.ids().stream().flatMap(id -> find(id).stream()).toList(), page.total());
    }

    @Override
    public Page glance(HeldQuery query) {
        boolean whole = indexer.state() == StoreFigures.IndexState.READY;
        if (indexer.replayed()) {
            Page page = list(query);
            return new Page(page.rows(), page.total(), whole);
        }
        boolean unread = query.states().isEmpty() || query.states().contains(HeldQuery.Standing.UNREAD);
        if (!unread || !Words.asked(query.text()).isEmpty()) {
            return new Page(List.of(), 0, false);
        }
        Roster.Page page = roster.page(query.of(Set.of(HeldQuery.Standing.UNREAD)), Optional.empty());
        return new Page(page.ids().stream().flatMap(id -> find(id).stream()).toList(), page.total(), false);
    }

    private Roster.Found search(List<String> words) {
        indexer.catchUp();
        return indexer.ask(derived -> {
            var found = new FoundRows();
            derived.held().each(new Search.Wanted(words, Optional.empty(), Long.MIN_VALUE, Long.MAX_VALUE), found::add);
            return found.done();
        });
    }

    /** Grows as search finds. */
    private static final class FoundRows {
        private long[] times = new long[256];
        private long[] highs = new long[256];
        private int[] lows = new int[256];
        private int count;

        void add(long time, long high, long low) {
            if (count == times.length) {
                times = java.util.Arrays.copyOf(times, count * 2);
                highs = java.util.Arrays.copyOf(highs, count * 2);
                lows = java.util.Arrays.copyOf(lows, count * 2);
            }
            times[count] = time;
            highs[count] = high;
            lows[count++] = (int) low;
        }

        Roster.Found done() {
            return new Roster.Found(times, highs, lows, count);
        }
    }

    @Override
    public List<HeldCopy> due(Instant now, int limit) {
        return roster.due(now, limit).stream().flatMap(id -> find(id).stream()).toList();
    }

    // Events

    @Override
    public void append(List<CopyEvent> events) throws IOException {
        if (events.isEmpty()) {
            return;
        }
        if (events.size() >= 1 << EVENT_BITS) {
            throw new IllegalArgumentException("at most 65,535 events at once");
        }
        var ids = new HashSet<CopyId>();
        events.forEach(event -> ids.add(event.copy()));
        claim(ids);
        try {
            var after = new LinkedHashMap<CopyId, IndexedCopy>();
            var steps = new ArrayList<LogEvent.Step>();
            for (CopyEvent event : events) {
                IndexedCopy before = after.containsKey(event.copy())
                        ? after.get(event.copy())
                        : indexer.copy(event.copy())
                                .filter(copy -> roster.has(copy.id(), copy.received()) || visible(copy.id()))
                                .orElseThrow(() -> new IllegalStateException("no held copy " + event.copy()));
                IndexedCopy changed = before.with(before.life().after(event), before.position());
                boolean effect = event instanceof CopyEvent.TookEffect;
                steps.add(new LogEvent.Step(
                        event,
                        effect ? changed.life().effective() : Optional.empty(),
                        effect ? before.life().effective() : Optional.empty()));
                after.put(event.copy(), changed);
            }
            List<IndexedCopy> changes = List.copyOf(after.values());
            indexer.expect(changes);
            try {
                FileSettings.durable(log.append(new LogEvent.CopiesChanged(steps)));
            } finally {
                indexer.expectNoMore(changes);
            }
            removed(changes);
            tell(changes.stream().map(IndexedCopy::id).toList());
        } finally {
            giveBack(ids);
        }
    }

    // Removing

    /** It is in the log that these changed: what is no longer kept by anybody leaves the disk. */
    private void removed(List<IndexedCopy> changes) {
        Map<LocalDate, Set<MailId>> days = new TreeMap<>();
        changes.stream()
                .filter(copy -> copy.life().state() instanceof CopyState.Removed)
                .map(copy -> copy.id().mail())
                .forEach(id -> days.computeIfAbsent(HeldFiles.day(id), _ -> new LinkedHashSet<>())
                        .add(id));
        days.forEach((day, ids) -> {
            try {
                removeOctets(day, ids);
            } catch (IOException e) {
                markUntidy(day);
                LOG.warn(
                        "octets of {}, which are no longer kept, could not be deleted: {}. It is tried again",
                        day,
                        e.toString());
            }
        });
    }

    /** Deletes the octets of those messages of a day none of whose copies is kept; returns how many. */
    private int removeOctets(LocalDate day, Collection<MailId> ids) throws IOException {
        var whole = new ArrayList<MailId>();
        for (MailId id : ids) {
            try {
                if (files.read(id)
                        .filter(metadata -> isRemoved(id, metadata.copies().size()))
                        .isPresent()) {
                    whole.add(id);
                }
            } catch (DamagedContent damaged) {
                LOG.error("{} Until then its octets stay", damaged.getMessage());
            }
        }
        List<HeldMetadata> deleted = files.remove(day, whole);
        if (deleted.stream().anyMatch(metadata -> metadata.body().isPresent())) {
            markUntidy(day);
        }
        return deleted.size();
    }

    private boolean isRemoved(MailId id, int copies) {
        for (int ordinal = 0; ordinal < copies; ordinal++) {
            if (indexer.copy(new CopyId(id, ordinal))
                    .filter(copy -> copy.life().state() instanceof CopyState.Removed)
                    .isEmpty()) {
                return false;
            }
        }
        return true;
    }

    private void markUntidy(LocalDate day) {
        synchronized (untidy) {
            untidy.add(day);
        }
    }

    @Override
    public int tidy() throws IOException {
        // A day on which a message may still be written that finds its body there already.
        LocalDate busy = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).minusDays(1);
        List<LocalDate> days;
        boolean all = !tidiedOnce;
        synchronized (untidy) {
            days = List.copyOf(all ? files.days() : untidy);
        }
        int deleted = 0;
        for (LocalDate day : days) {
            synchronized (untidy) {
                untidy.remove(day);
            }
            try {
                deleted += tidy(day, busy);
            } catch (IOException e) {
                markUntidy(day);
                throw e;
            }
        }
        tidiedOnce = true;
        return deleted;
    }

    private int tidy(LocalDate day, LocalDate busy) throws IOException {
        // Its first copy tells of nearly all that there is nothing to do, without a look at the file.
        int deleted = removeOctets(
                day,
                files.published(day).stream().filter(id -> isRemoved(id, 1)).toList());
        if (files.hasBodies(day) && !files.gone(day).isEmpty()) {
            if (!day.isBefore(busy)) {
                markUntidy(day);
                return deleted;
            }
            try {
                files.sweepBodies(day);
            } catch (DamagedContent damaged) {
                LOG.error("bodies of {} stay, since nobody knows which are needed: {}", day, damaged.getMessage());
            }
        }
        return deleted;
    }

    @Override
    public List<CopyEvent> history(CopyId id) throws IOException {
        indexer.catchUp();
        return indexed(id);
    }

    @Override
    public Map<CopyId, List<CopyEvent>> histories(Collection<CopyId> ids) throws IOException {
        indexer.catchUp();
        Map<CopyId, List<CopyEvent>> told = new HashMap<>();
        for (CopyId id : ids) {
            told.put(id, indexed(id));
        }
        return told;
    }

    /** What the index knows to have happened to a copy. */
    private List<CopyEvent> indexed(CopyId id) throws IOException {
        var events = new ArrayList<CopyEvent>();
        for (long position : indexer.ask(derived -> derived.index().events(id))) {
            if (log.at(position) instanceof LogEvent.CopiesChanged(List<LogEvent.Step> steps)) {
                steps.stream()
                        .map(LogEvent.Step::event)
                        .filter(event -> event.copy().equals(id))
                        .forEach(events::add);
            }
        }
        return events;
    }

    private boolean visible(CopyId id) {
        try {
            return files.read(id.mail()).isPresent();
        } catch (IOException e) {
            LOG.error("{}", e.getMessage());
            return false;
        }
    }

    /** One append at a time for each copy; appends for others go on beside it and share its fsync. */
    private void claim(Set<CopyId> ids) {
        boolean interrupted = false;
        synchronized (claimed) {
            while (ids.stream().anyMatch(claimed::contains)) {
                try {
                    claimed.wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            claimed.addAll(ids);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void giveBack(Set<CopyId> ids) {
        synchronized (claimed) {
            claimed.removeAll(ids);
            claimed.notifyAll();
        }
    }

    @Override
    public List<Effect> effects(long after, int limit) throws IOException {
        var effects = new ArrayList<Effect>();
        Barren known = barren;
        long from = after >= known.effect() ? Math.max(after >> EVENT_BITS, known.position()) : after >> EVENT_BITS;
        var none = new Object() {
            private boolean met;
            private long until = from;
        };
        log.read(from, Long.MAX_VALUE, (position, next, event) -> {
            if (event instanceof LogEvent.CopiesChanged(List<LogEvent.Step> steps)) {
                for (int i = 0; i < steps.size() && effects.size() < limit; i++) {
                    long place = (position << EVENT_BITS) | (i + 1);
                    if (place > after && steps.get(i).event() instanceof CopyEvent.TookEffect) {
                        // Also where its copy is not in the index yet: it will be asked for again.
                        none.met = true;
                        effect(place, steps.get(i)).ifPresent(effects::add);
                    }
                }
            }
            if (!none.met) {
                none.until = next;
            }
            return effects.size() < limit;
        });
        barren = new Barren(after, none.until);
        return effects;
    }

    @Override
    public long place() throws IOException {
        return FileSettings.durable(log.append(new LogEvent.CopiesChanged(List.of()))) << EVENT_BITS | 1;
    }

    private Optional<Effect> effect(long position, LogEvent.Step step) {
        return step.event() instanceof CopyEvent.TookEffect took
                ? step.decision()
                        .flatMap(decision -> find(took.copy())
                                .map(copy -> new Effect(position, took.at(), copy, decision, step.replaced())))
                : Optional.empty();
    }

    // Listeners

    @Override
    public AutoCloseable listen(Consumer<HeldCopy> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    private void tell(List<CopyId> ids) {
        if (listeners.isEmpty()) {
            return;
        }
        List<HeldCopy> copies = ids.stream().flatMap(id -> find(id).stream()).toList();
        teller.execute(() -> copies.forEach(copy -> listeners.forEach(listener -> {
            try {
                listener.accept(copy);
            } catch (RuntimeException bug) {
                LOG.error("a listener failed on copy {}", copy.id(), bug);
            }
        })));
    }

    @Override
    public void close() {
        teller.shutdown();
        try {
            if (!teller.awaitTermination(5, TimeUnit.SECONDS)) {
                LOG.warn("a listener does not come to an end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
