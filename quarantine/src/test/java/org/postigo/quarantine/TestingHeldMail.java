package org.postigo.quarantine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.postigo.mail.Content;
import org.postigo.mail.MailObject;
import org.postigo.mail.finding.Assessment;
import org.postigo.store.held.CopyEvent;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.CopyState;
import org.postigo.store.held.Decision;
import org.postigo.store.held.HeldCopy;
import org.postigo.store.held.HeldMail;
import org.postigo.store.held.HeldMessage;
import org.postigo.store.held.HeldQuery;

/**
 * Held mail whose log a test can read, and that stops dead or refuses to write where a test says so. Strict about what
 * follows what.
 */
final class TestingHeldMail implements HeldMail {
    /** The process was stopped at this point. */
    static final class Stopped extends Error {
        private static final long serialVersionUID = 1;
    }

    /** When an append stops the process. */
    enum Stop {
        BEFORE_WRITING,
        AFTER_WRITING
    }

    final List<CopyEvent> log = new ArrayList<>();
    private final Map<CopyId, HeldCopy> copies = new TreeMap<>();
    private final Map<CopyId, HeldCopy> beforeDecision = new HashMap<>();
    private final Map<CopyId, Decision> effective = new HashMap<>();
    private final List<Effect> effects = new ArrayList<>();
    private long places;
    private int appends;
    private int stopAt = -1;
    private Stop stop = Stop.BEFORE_WRITING;
    private int refusals;
    Optional<IOException> contentTrouble = Optional.empty();

    synchronized void put(HeldCopy copy) {
        copies.put(copy.id(), copy);
    }

    synchronized void stopAtAppend(int number, Stop how) {
        stopAt = appends + number;
        stop = how;
    }

    synchronized void refuseAppends(int number) {
        refusals = number;
    }

    synchronized int appends() {
        return appends;
    }

    @Override
    public synchronized Optional<HeldCopy> find(CopyId id) {
        return Optional.ofNullable(copies.get(id));
    }

    @Override
    public Content content(HeldMessage message) throws IOException {
        if (contentTrouble.isPresent()) {
            throw contentTrouble.get();
        }
        return Content.of(("Subject: " + message.id() + "\r\n\r\nHola\r\n").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public synchronized List<CopyEvent> history(CopyId id) {
        return log.stream().filter(event -> event.copy().equals(id)).toList();
    }

    @Override
    public synchronized Page list(HeldQuery query) {
        List<HeldCopy> rows = copies.values().stream()
                .filter(copy -> query.domains().isEmpty()
                        || query.domains().contains(copy.recipient().path().domain()))
                .filter(copy -> HeldQuery.Standing.of(copy.state())
                        .filter(standing ->
                                query.states().isEmpty() || query.states().contains(standing))
                        .isPresent())
                .toList();
        return new Page(rows.stream().skip(query.offset()).limit(query.limit()).toList(), rows.size());
    }

    @Override
    public synchronized void append(List<CopyEvent> events) throws IOException {
        appends++;
        if (appends == stopAt && stop == Stop.BEFORE_WRITING) {
            throw new Stopped();
        }
        if (refusals > 0) {
            refusals--;
            throw new IOException("disk full");
        }
        var after = new HashMap<CopyId, HeldCopy>();
        for (CopyEvent event : events) {
            HeldCopy copy = after.getOrDefault(event.copy(), copies.get(event.copy()));
            after.put(event.copy(), fold(copy, event));
        }
        for (CopyEvent event : events) {
            HeldCopy before = copies.get(event.copy());
            if (event instanceof CopyEvent.Decided) {
                beforeDecision.put(event.copy(), before);
            }
            if (event instanceof CopyEvent.TookEffect) {
                Decision decision = before.decision().orElseThrow();
                effects.add(new Effect(
                        ++places,
                        event.at(),
                        before,
                        decision,
                        Optional.ofNullable(effective.put(event.copy(), decision))));
            }
        }
        copies.putAll(after);
        log.addAll(events);
        if (appends == stopAt && stop == Stop.AFTER_WRITING) {
            throw new Stopped();
        }
    }

    private HeldCopy fold(HeldCopy copy, CopyEvent event) {
        return switch (event) {
            case CopyEvent.Decided decided
            when copy.state().open() ->
                new HeldCopy(
                        copy.id(),
                        copy.message(),
                        copy.recipient(),
                        copy.reason(),
                        decided.decision().kind() == Decision.Kind.NOT_SURE
                                ? new CopyState.NotSure(decided.decision())
                                : new CopyState.Decided(decided.decision()),
                        Optional.of(decided.decision()));
            case CopyEvent.Undone _
            when copy.state() instanceof CopyState.Decided || copy.state() instanceof CopyState.NotSure ->
                beforeDecision.get(copy.id());
            case CopyEvent.TookEffect _
            when copy.state() instanceof CopyState.Decided(Decision decision) ->
                decision.kind().releases() ? copy : with(copy, new CopyState.Spam(decision));
            case CopyEvent.ReleaseStarted started
            when copy.state() instanceof CopyState.Decided || copy.state() instanceof CopyState.Waiting ->
                with(copy, new CopyState.Leaving(started.attempt()));
            case CopyEvent.Delivered done
            when copy.state() instanceof CopyState.Leaving ->
                with(copy, new CopyState.Delivered(done.at(), done.server(), done.reply()));
            case CopyEvent.Postponed later
            when copy.state() instanceof CopyState.Leaving(int attempt) ->
                with(copy, new CopyState.Waiting(attempt, later.reply(), later.nextTry()));
            case CopyEvent.Rejected no
            when copy.state() instanceof CopyState.Leaving ->
                with(copy, new CopyState.Rejected(no.at(), no.server(), no.reply()));
            case CopyEvent.FellInDoubt doubt
            when copy.state() instanceof CopyState.Leaving ->
                with(copy, new CopyState.InDoubt(doubt.at(), doubt.cause()));
            case CopyEvent.Removed over
            when copy.state() instanceof CopyState.Finished last ->
                with(copy, new CopyState.Removed(over.at(), last, over.archive()));
            default -> throw new IllegalStateException(event + " does not follow " + copy.state());
        };
    }

    private static HeldCopy with(HeldCopy copy, CopyState state) {
        return new HeldCopy(copy.id(), copy.message(), copy.recipient(), copy.reason(), state, copy.decision());
    }

    @Override
    public synchronized List<HeldCopy> due(Instant now, int limit) {
        return copies.values().stream()
                .filter(copy -> switch (copy.state()) {
                    case CopyState.Decided(Decision decision) -> !now.isBefore(decision.due());
                    case CopyState.Waiting waiting -> !now.isBefore(waiting.nextTry());
                    case CopyState.Leaving _ -> true;
                    default -> false;
                })
                .sorted(Comparator.comparing(HeldCopy::id))
                .limit(limit)
                .toList();
    }

    @Override
    public int tidy() {
        return 0;
    }

    @Override
    public synchronized long place() {
        return ++places;
    }

    @Override
    public synchronized List<Effect> effects(long after, int limit) {
        return effects.stream().filter(e -> e.position() > after).limit(limit).toList();
    }

    @Override
    public AutoCloseable listen(Consumer<HeldCopy> listener) {
        throw new UnsupportedOperationException("no test here listens");
    }

    @Override
    public Holding hold(MailObject mail, Assessment assessment, String retryKey, List<CopyToHold> copies) {
        throw new UnsupportedOperationException("tests put copies");
    }
}
