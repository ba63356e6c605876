package org.postigo.store;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.postigo.mail.Content;
import org.postigo.mail.MailId;
import org.postigo.mail.MailObject;
import org.postigo.mail.finding.Assessment;
import org.postigo.store.counts.Tallies;
import org.postigo.store.held.CopyEvent;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.CopyLife;
import org.postigo.store.held.CopyState;
import org.postigo.store.held.HeldCopy;
import org.postigo.store.held.HeldMail;
import org.postigo.store.held.HeldMessage;
import org.postigo.store.held.HeldQuery;
import org.postigo.store.search.Words;

/** Held copies in maps. */
final class MemoryHeldMail implements HeldMail {
    private record Row(HeldMessage message, CopyToHold copy, CopyLife life) {}

    private final Clock clock;
    private final MemoryAcquaintances acquaintances;
    private final Map<CopyId, Row> rows = new TreeMap<>();
    private final Map<MailId, byte[]> contents = new HashMap<>();
    private final Map<String, Pending> left = new HashMap<>();
    private final List<Effect> effects = new ArrayList<>();
    private long places;
    private final List<CopyEvent> told = new ArrayList<>();
    private final List<Consumer<HeldCopy>> listeners = new CopyOnWriteArrayList<>();

    private final Tallies tallies;

    MemoryHeldMail(Clock clock, MemoryAcquaintances acquaintances, Tallies tallies) {
        this.tallies = tallies;
        this.clock = clock;
        this.acquaintances = acquaintances;
    }

    private final class Pending implements Holding {
        private final HeldMessage message;
        private final List<CopyToHold> copies;

        Pending(HeldMessage message, List<CopyToHold> copies) {
            this.message = message;
            this.copies = copies;
        }

        @Override
        public List<CopyId> publish() {
            var ids = new ArrayList<CopyId>();
            synchronized (MemoryHeldMail.this) {
                for (int i = 0; i < copies.size(); i++) {
                    CopyLife life = CopyLife.of(copies.get(i), clock.instant());
                    CopyId id = new CopyId(message.id(), i);
                    rows.put(id, new Row(message, copies.get(i), life));
                    ids.add(id);
                }
            }
            ids.forEach(MemoryHeldMail.this::tell);
            return ids;
        }

        @Override
        public void leaveInvisible() {
            synchronized (MemoryHeldMail.this) {
                left.put(message.retryKey(), this);
            }
        }
    }

    @Override
    public synchronized Holding hold(MailObject mail, Assessment assessment, String retryKey, List<CopyToHold> copies)
            throws IOException {
        if (copies.isEmpty()) {
            throw new IllegalArgumentException("nothing to hold");
        }
        Pending earlier = left.get(retryKey);
        if (earlier != null && earlier.copies.equals(copies)) {
            left.remove(retryKey);
            return earlier;
        }
        byte[] bytes = mail.content().bytes();
        if (contents.containsKey(mail.id())) {
            throw new IOException("the name " + mail.id() + " is taken");
        }
        contents.put(mail.id(), bytes);
        return new Pending(
                new HeldMessage(
                        mail.id(),
                        mail.received(),
                        mail.client(),
                        mail.envelope(),
                        assessment,
                        bytes.length,
                        sha256(bytes),
                        retryKey),
                List.copyOf(copies));
    }

    @Override
    public synchronized Optional<HeldCopy> find(CopyId id) {
        return Optional.ofNullable(rows.get(id)).map(row -> copy(id, row));
    }

    @Override
    public synchronized Content content(HeldMessage message) throws IOException {
        byte[] bytes = contents.get(message.id());
        if (bytes != null
                && rows.entrySet().stream()
                        .filter(row -> row.getKey().mail().equals(message.id()))
                        .allMatch(row -> row.getValue().life().state() instanceof CopyState.Removed)) {
            throw new NoLongerKept(message.id().text());
        }
        if (bytes == null) {
            throw new IOException("no content of " + message.id());
        }
        return Content.of(bytes);
    }

    @Override
    public synchronized Page list(HeldQuery query) {
        List<String> asked = Words.asked(query.text());
        Comparator<HeldCopy> oldest =
                Comparator.comparing((HeldCopy c) -> c.message().received()).thenComparing(HeldCopy::id);
        Comparator<HeldCopy> order = switch (query.order()) {
            case OLDEST -> oldest;
            case NEWEST -> oldest.reversed();
            case LIKELY_GOOD ->
                Comparator.comparingDouble(
                                (HeldCopy c) -> c.message().assessment().score().logOdds())
                        .thenComparing(oldest.reversed());
        };
        List<HeldCopy> matching = rows.entrySet().stream()
                .map(e -> copy(e.getKey(), e.getValue()))
                .filter(c -> query.domains().isEmpty()
                        || query.domains().contains(c.recipient().path().domain()))
                .filter(c -> HeldQuery.Standing.of(c.state())
                        .filter(standing ->
                                query.states().isEmpty() || query.states().contains(standing))
                        .isPresent())
                .filter(c -> query.from().isEmpty()
                        || !c.message().received().isBefore(query.from().get()))
                .filter(c -> query.until().isEmpty()
                        || c.message().received().isBefore(query.until().get()))
                .filter(c -> Words.match(
                        asked,
                        Words.of(
                                c.message().envelope(),
                                c.recipient(),
                                c.reason(),
                                c.message().assessment())))
                .sorted(order)
                .toList();
        return new Page(
                matching.stream().skip(query.offset()).limit(query.limit()).toList(), matching.size());
    }

    @Override
    public void append(List<CopyEvent> events) {
        var changed = new TreeMap<CopyId, Row>();
        var taken = new ArrayList<Runnable>();
        synchronized (this) {
            for (CopyEvent event : events) {
                Row before = changed.getOrDefault(event.copy(), rows.get(event.copy()));
                if (before == null) {
                    throw new IllegalStateException("no held copy " + event.copy());
                }
                Row after =
                        new Row(before.message(), before.copy(), before.life().after(event));
                changed.put(event.copy(), after);
                if (event instanceof CopyEvent.TookEffect took) {
                    taken.add(() -> {
                        var effect = new Effect(
                                ++places,
                                took.at(),
                                copy(took.copy(), after),
                                after.life().effective().orElseThrow(),
                                before.life().effective());
                        effects.add(effect);
                        acquaintances.tookEffect(effect.copy(), effect.decision(), effect.replaced());
                        tallies.tookEffect(new Tallies.Effect(
                                effect.at(),
                                effect.copy().message().received(),
                                effect.copy().recipient().path().domain(),
                                effect.copy().reason(),
                                effect.copy().message().assessment().score().probability(),
                                effect.decision(),
                                effect.replaced()));
                    });
                }
                if (event instanceof CopyEvent.Decided decided) {
                    taken.add(() -> tallies.decided(decided.decision()));
                }
            }
            rows.putAll(changed);
            told.addAll(events);
            taken.forEach(Runnable::run);
        }
        changed.keySet().forEach(this::tell);
    }

    @Override
    public int tidy() {
        return 0;
    }

    @Override
    public synchronized List<CopyEvent> history(CopyId id) {
        return told.stream().filter(event -> event.copy().equals(id)).toList();
    }

    @Override
    public synchronized List<HeldCopy> due(Instant now, int limit) {
        return rows.entrySet().stream()
                .filter(e -> dueAt(e.getValue().life().state())
                        .filter(due -> !due.isAfter(now))
                        .isPresent())
                .sorted(Comparator.comparing(
                        e -> dueAt(e.getValue().life().state()).orElseThrow()))
                .limit(limit)
                .map(e -> copy(e.getKey(), e.getValue()))
                .toList();
    }

    /** A stop cannot cut off a delivery here, since nothing outlives it. */
    private static Optional<Instant> dueAt(CopyState state) {
        return switch (state) {
            case CopyState.Decided(var decision) -> Optional.of(decision.due());
            case CopyState.Waiting waiting -> Optional.of(waiting.nextTry());
            default -> Optional.empty();
        };
    }

    @Override
    public synchronized long place() {
        return ++places;
    }

    @Override
    public synchronized List<Effect> effects(long after, int limit) {
        return effects.stream()
                .filter(e -> e.position() > after)
                .limit(limit)
                .map(e ->
                        new Effect(e.position(), e.at(), find(e.copy().id()).orElseThrow(), e.decision(), e.replaced()))
                .toList();
    }

    @Override
    public AutoCloseable listen(Consumer<HeldCopy> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    private void tell(CopyId id) {
        HeldCopy copy = find(id).orElseThrow();
        listeners.forEach(listener -> listener.accept(copy));
    }

    private static HeldCopy copy(CopyId id, Row row) {
        return new HeldCopy(
                id,
                row.message(),
                row.copy().recipient(),
                row.copy().reason(),
                row.life().state(),
                row.life().decision());
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
