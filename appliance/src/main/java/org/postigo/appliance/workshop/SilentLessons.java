package org.postigo.appliance.workshop;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import org.postigo.classifier.text.Silence;
import org.postigo.mail.Content;
import org.postigo.mail.DomainName;
import org.postigo.mail.MailId;
import org.postigo.mail.MailObject;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.finding.Verdict;
import org.postigo.mail.record.CopyOutcome;
import org.postigo.mail.record.JournalEntry;
import org.postigo.quarantine.DecidedMail;
import org.postigo.quarantine.report.Reported;
import org.postigo.store.acquaintances.Acquaintances;
import org.postigo.store.held.HeldCopy;
import org.postigo.store.held.HeldMail;
import org.postigo.store.held.HeldMessage;
import org.postigo.store.journal.Journal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Teaches the text models, lightly, that delivered mail was good which nobody contested for a week. What a filter holds
 * is all that people judge, and taught by that alone it sees hardly any good mail and drifts.
 *
 * <p>It must not learn its own verdicts. So a message counts only if it was delivered to everybody for its low score
 * and for nothing else, if it proved a domain, if nobody has called its sender a spammer since, and if in each domain
 * that got it somebody has judged mail since: silence says something only where somebody speaks. And never is more
 * good mail taught than spam is known: who holds nothing would otherwise learn that nothing is spam.
 *
 * <p>Messages are drawn by lot, at most one in five minutes on average. Their hashed features are taken behind mail's
 * back by one thread; when that cannot follow, nothing is drawn. What is lost in a crash was a lesson less.
 */
public final class SilentLessons implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SilentLessons.class);
    /** How long silence is waited for beyond the week, where nobody has judged anything yet or spam is not known enough. */
    private static final Duration PATIENCE = DecidedMail.UNCONTESTED.multipliedBy(2);
    /** Octets; what is larger is hardly told by its text. */
    private static final int LARGEST = 1 << 18;
    /** Messages on their way, or waiting to be taken apart. */
    private static final int MOST = 32;
    /** One message each such time keeps within {@link Silence#MOST} for a week. */
    private static final Duration EACH = DecidedMail.UNCONTESTED.dividedBy(Silence.MOST);
    /** As many may come at once after a quiet time. */
    private static final double AT_ONCE = 12;
    /** Lessons in one go. */
    private static final int BATCH = 20;

    private static final int EFFECTS = 1_000;

    private final Silence silence;
    private final School school;
    private final HeldMail held;
    private final Journal journal;
    private final Acquaintances acquaintances;
    private final double share;
    private final DoubleSupplier lot;
    private final Clock clock;
    private final SequencedMap<MailId, MailObject> onTheirWay = new LinkedHashMap<>();
    private final ExecutorService reader = new ThreadPoolExecutor(
            0,
            1,
            1,
            TimeUnit.MINUTES,
            new LinkedBlockingQueue<>(MOST),
            Thread.ofPlatform().name("silence").daemon().factory(),
            new ThreadPoolExecutor.DiscardPolicy());
    private final LongAdder withdrawn = new LongAdder();
    private final Map<DomainName, Instant> judged = new HashMap<>();
    private long position;
    private double room = AT_ONCE;
    private Instant roomAt;

    /** Where these lessons are taught. */
    public interface School {
        /** Teaches one message as good; returns when that is done. */
        void teach(Silence.Kept kept) throws IOException;

        /** Spam that the models know. */
        long spam();

        /** Good mail that people told the models. */
        long ham();
    }

    /**
     * How it stands.
     *
     * @param waiting messages
     * @param learnt messages, whenever that was
     * @param withdrawn messages that somebody judged while they waited, since the start
     */
    public record State(long waiting, long learnt, long withdrawn) {}

    /**
     * Goes on with what waits.
     *
     * @param silence closed with this
     * @param share of mail delivered for its low score that is drawn, 0 to 1; 0 for none
     * @param lot from 0 to 1
     */
    public SilentLessons(
            Silence silence,
            School school,
            HeldMail held,
            Journal journal,
            Acquaintances acquaintances,
            double share,
            DoubleSupplier lot,
            Clock clock) {
        this.silence = silence;
        this.school = school;
        this.held = held;
        this.journal = journal;
        this.acquaintances = acquaintances;
        this.share = share;
        this.lot = lot;
        this.clock = clock;
        this.roomAt = clock.instant();
    }

    /** How it stands; answers from memory. */
    public State state() {
        return new State(silence.waiting(), silence.learnt(), withdrawn.sum());
    }

    /** Draws, and passes on what was said. */
    public Assessment drawn(MailObject mail, Assessment said) {
        if (share > 0 && mail.content().size() <= LARGEST && passes(mail, said) && lot.getAsDouble() < share) {
            synchronized (onTheirWay) {
                if (room()) {
                    onTheirWay.put(mail.id(), mail);
                    if (onTheirWay.size() > MOST) {
                        // Of which we never heard again.
                        onTheirWay.pollFirstEntry();
                    }
                }
            }
        }
        return said;
    }

    private static boolean passes(MailObject mail, Assessment said) {
        return Acquaintances.signer(said.proven()).isPresent()
                && mail.envelope().recipients().stream()
                        .allMatch(recipient -> said.verdictFor(recipient.path()) instanceof Verdict.Deliver deliver
                                && deliver.reason() == Verdict.Reason.SCORE_LOW);
    }

    /** Whether another one may come now; spread over time, so that a busy hour does not stand for the whole week. */
    private boolean room() {
        Instant now = clock.instant();
        double since = Math.max(0, Duration.between(roomAt, now).toMillis());
        room = Math.min(AT_ONCE, room + since / EACH.toMillis());
        roomAt = now;
        if (room < 1) {
            return false;
        }
        room--;
        return true;
    }

    /** Takes in what was drawn once it has been delivered to everybody. */
    public void record(JournalEntry entry) {
        if (entry instanceof JournalEntry.Transaction transaction) {
            Optional<MailObject> drawn;
            synchronized (onTheirWay) {
                drawn = Optional.ofNullable(onTheirWay.remove(transaction.id()));
            }
            if (drawn.isPresent()
                    && transaction.outcomes().values().stream().allMatch(CopyOutcome.Delivered.class::isInstance)) {
                addLater(drawn.get());
            }
        }
    }

    private void addLater(MailObject mail) {
        try {
            // Its own octets: those of the session are gone when this is read.
            var own = new MailObject(
                    mail.id(),
                    mail.received(),
                    mail.client(),
                    mail.envelope(),
                    Content.of(mail.content().bytes()),
                    mail.changes());
            reader.execute(() -> add(own));
        } catch (IOException e) {
            LOG.warn("{} is not waited for: {}", mail.id(), e.toString());
        }
    }

    private void add(MailObject mail) {
        try {
            silence.add(mail);
        } catch (IOException | RuntimeException e) {
            LOG.warn("{} is not waited for: {}", mail.id(), e.toString());
        }
    }

    /**
     * Somebody judged a message: it no longer waits, and in this domain somebody speaks.
     *
     * @throws IOException if the message cannot be read, or the disk fails
     */
    public void judged(MailId id, Content content, DomainName domain) throws IOException {
        withdrawn.add(silence.withdraw(id, content));
        synchronized (judged) {
            judged.merge(domain, clock.instant(), SilentLessons::later);
        }
    }

    /** A copy became visible: delivered mail that reviewers are asked about, by lot or by a report, no longer waits. */
    public void shown(HeldCopy copy) {
        if (copy.reason().delivered()) {
            HeldMessage message = copy.message();
            MailId original = Reported.of(message).map(Reported::original).orElse(message.id());
            try {
                withdrawn.add(silence.withdraw(original, held.content(message)));
            } catch (IOException trouble) {
                LOG.error(
                        "{} is with the reviewers, and may be learnt as uncontested in spite of that",
                        original,
                        trouble);
            }
        }
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /**
     * Teaches what is due, some messages at most, and makes durable what came; returns how many lessons that were.
     *
     * @throws IOException if the disk fails
     */
    public int tick() throws IOException {
        catchUp();
        Instant now = clock.instant();
        int lessons = 0;
        for (MailId id : silence.before(now.minus(DecidedMail.UNCONTESTED))) {
            if (share == 0 || id.time().isBefore(now.minus(PATIENCE))) {
                silence.giveUp(id);
            } else if (lessons < BATCH && school.ham() + silence.learnt() < school.spam()) {
                switch (standing(id)) {
                    case GOOD -> {
                        Optional<Silence.Kept> kept = silence.take(id);
                        if (kept.isPresent()) {
                            school.teach(kept.get());
                            lessons++;
                        }
                    }
                    case NOT_TO_TELL -> silence.giveUp(id);
                    case NOBODY_SPOKE -> {}
                }
            }
        }
        silence.force();
        return lessons;
    }

    private enum Standing {
        GOOD,
        NOT_TO_TELL,
        NOBODY_SPOKE
    }

    private Standing standing(MailId id) {
        return journal.find(id)
                .filter(JournalEntry.Transaction.class::isInstance)
                .map(JournalEntry.Transaction.class::cast)
                .filter(entry -> entry.assessment()
                        .filter(said -> DecidedMail.uncontested(entry, said, acquaintances))
                        .isPresent())
                .map(entry -> entry.outcomes().keySet().stream().allMatch(path -> spoken(path.domain(), id.time()))
                        ? Standing.GOOD
                        : Standing.NOBODY_SPOKE)
                .orElse(Standing.NOT_TO_TELL);
    }

    private boolean spoken(DomainName domain, Instant since) {
        synchronized (judged) {
            return Optional.ofNullable(judged.get(domain))
                    .filter(since::isBefore)
                    .isPresent();
        }
    }

    /** Notes in which domains decisions took effect since the last time; from the log, so that a restart forgets none. */
    private void catchUp() throws IOException {
        for (List<HeldMail.Effect> batch = held.effects(position, EFFECTS);
                !batch.isEmpty();
                batch = held.effects(position, EFFECTS)) {
            for (HeldMail.Effect effect : batch) {
                position = effect.position();
                synchronized (judged) {
                    judged.merge(effect.copy().recipient().path().domain(), effect.at(), SilentLessons::later);
                }
            }
        }
    }

    /** Forgets what waits and that any was learnt; what the models learnt is for the caller to take back. */
    public void forget() throws IOException {
        silence.clear();
    }

    /** Takes in what waits to be read, and ends. */
    @Override
    public void close() throws IOException {
        reader.close();
        silence.close();
    }
}
