package org.postigo.appliance.replay;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.postigo.classifier.strictness.Decided;
import org.postigo.classifier.strictness.StrictnessAdvice;
import org.postigo.classifier.strictness.StrictnessCurve;
import org.postigo.classifier.text.Label;
import org.postigo.mail.DomainName;
import org.postigo.mail.MailId;
import org.postigo.mail.Recipient;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.finding.Verdict;
import org.postigo.mail.record.JournalEntry;
import org.postigo.quarantine.DecidedMail;
import org.postigo.store.Store;
import org.postigo.store.held.Decision;
import org.postigo.store.held.HeldCopy;
import org.postigo.store.held.HeldMail;

/**
 * The mail of the last thirty days as far as thresholds and lists are judged by it: every copy's probability, and of those
 * of which it is known what they are, that too. Immutable; made in one pass over journal and decisions.
 *
 * <p>Known is what a person decided, and delivered mail of proven identity that lay uncontested for a week. Of what would
 * have been refused only a share was held and decided: it counts for all.
 */
final class Sample {
    /** How far back. */
    static final Duration SPAN = StrictnessAdvice.SPAN;

    private static final int BATCH = 1_000;

    /** Reasons of copies about which no list, rule or danger decided. */
    private static final Set<Verdict.Reason> BY_SCORE = EnumSet.of(
            Verdict.Reason.SCORE_LOW,
            Verdict.Reason.SCORE_HIGH,
            Verdict.Reason.SCORE_EXTREME,
            Verdict.Reason.AUDIT,
            Verdict.Reason.OBSERVED,
            Verdict.Reason.SERVER_REFUSED,
            Verdict.Reason.SERVER_DEFERRED);

    private final Instant taken;
    private final StrictnessCurve site;
    private final Map<DomainName, OfDomain> domains;

    /**
     * Of one domain.
     *
     * @param curve of what is known
     * @param good weight of good messages
     * @param spam weight of spam
     * @param probabilities of all copies that the score decided about, rising
     * @param rulings that took effect, oldest first
     */
    record OfDomain(StrictnessCurve curve, double good, double spam, double[] probabilities, List<Ruled> rulings) {
        /** Copies whose probability is at least this. */
        int rows(double threshold) {
            int at = Arrays.binarySearch(probabilities, Math.nextDown(threshold));
            int place = at < 0 ? -at - 1 : at;
            while (place < probabilities.length && probabilities[place] < threshold) {
                place++;
            }
            return probabilities.length - place;
        }
    }

    /** A held copy and what a person decided about it. */
    record Ruled(HeldCopy copy, Decision.Kind kind) {}

    private Sample(Instant taken, StrictnessCurve site, Map<DomainName, OfDomain> domains) {
        this.taken = taken;
        this.site = site;
        this.domains = Map.copyOf(domains);
    }

    /** Whether it is older than this. */
    boolean olderThan(Duration age, Instant now) {
        return taken.plus(age).isBefore(now);
    }

    /** The curve of all domains. */
    StrictnessCurve site() {
        return site;
    }

    /** What is known of a domain. */
    OfDomain of(DomainName domain) {
        OfDomain known = domains.get(domain);
        return known == null ? new OfDomain(StrictnessCurve.of(List.of()), 0, 0, new double[0], List.of()) : known;
    }

    /** One recipient's copy of one message. */
    private record Copy(MailId message, String recipient) {
        static Copy of(HeldCopy copy) {
            return new Copy(
                    copy.message().id(), copy.recipient().path().mailbox().key());
        }
    }

    private static final class Heap {
        private final List<Decided> decided = new ArrayList<>();
        private final List<Ruled> rulings = new ArrayList<>();
        private double[] probabilities = new double[16];
        private int copies;

        void add(double probability) {
            if (copies == probabilities.length) {
                probabilities = Arrays.copyOf(probabilities, 2 * copies);
            }
            probabilities[copies++] = probability;
        }

        OfDomain done() {
            double good = 0;
            double spam = 0;
            for (Decided each : decided) {
                if (each.label() == Label.HAM) {
                    good += each.weight();
                } else {
                    spam += each.weight();
                }
            }
            double[] rising = Arrays.copyOf(probabilities, copies);
            Arrays.sort(rising);
            return new OfDomain(StrictnessCurve.of(decided), good, spam, rising, List.copyOf(rulings));
        }
    }

    /**
     * Takes one.
     *
     * @param audit share of what would be refused that is held
     * @throws IOException if journal or decisions cannot be read
     */
    static Sample take(Store store, double audit, Instant now) throws IOException {
        Instant from = now.minus(SPAN);
        Map<DomainName, Heap> heaps = new HashMap<>();
        Map<Copy, Ruled> rulings = rulings(store.held(), from);
        var all = new ArrayList<Decided>();
        rulings.values().forEach(ruled -> {
            DomainName domain = ruled.copy().recipient().path().domain();
            Heap heap = heaps.computeIfAbsent(domain, _ -> new Heap());
            heap.rulings.add(ruled);
            if (ruled.kind() != Decision.Kind.NOT_SURE) {
                Decided decided = new Decided(
                        ruled.copy().message().received(),
                        domain,
                        ruled.copy().message().assessment().score().probability(),
                        ruled.kind().releases() ? Label.HAM : Label.SPAM,
                        ruled.copy().reason() == Verdict.Reason.AUDIT && audit > 0 ? 1 / audit : 1);
                heap.decided.add(decided);
                all.add(decided);
            }
        });
        Instant uncontested = now.minus(DecidedMail.UNCONTESTED);
        store.journal().scan(from, (entry, part) -> {
            if (entry instanceof JournalEntry.Transaction message
                    && message.assessment().isPresent()) {
                Assessment said = message.assessment().get();
                boolean good = message.at().isBefore(uncontested)
                        && DecidedMail.uncontested(message, said, store.acquaintances());
                for (Recipient recipient : message.envelope().recipients()) {
                    DomainName domain = recipient.path().domain();
                    Heap heap = heaps.computeIfAbsent(domain, _ -> new Heap());
                    double probability = said.score().probability();
                    if (BY_SCORE.contains(said.verdictFor(recipient.path()).reason())) {
                        heap.add(probability);
                    }
                    if (good) {
                        Decided decided = new Decided(message.at(), domain, probability, Label.HAM, 1);
                        heap.decided.add(decided);
                        all.add(decided);
                    }
                }
            }
            return !Thread.currentThread().isInterrupted();
        });
        Map<DomainName, OfDomain> domains = new HashMap<>();
        heaps.forEach((domain, heap) -> domains.put(domain, heap.done()));
        return new Sample(now, StrictnessCurve.of(all), domains);
    }

    /** The last ruling of each copy that came since, oldest first. */
    private static Map<Copy, Ruled> rulings(HeldMail held, Instant from) throws IOException {
        Map<Copy, Ruled> last = new LinkedHashMap<>();
        long position = 0;
        for (List<HeldMail.Effect> batch = held.effects(position, BATCH);
                !batch.isEmpty();
                batch = held.effects(position, BATCH)) {
            for (HeldMail.Effect effect : batch) {
                position = effect.position();
                if (!effect.copy().message().received().isBefore(from)) {
                    last.remove(Copy.of(effect.copy()));
                    last.put(
                            Copy.of(effect.copy()),
                            new Ruled(effect.copy(), effect.decision().kind()));
                }
            }
        }
        return last;
    }
}
