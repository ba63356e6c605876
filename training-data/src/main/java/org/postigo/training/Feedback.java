package org.postigo.training;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.postigo.classifier.text.Label;
import org.postigo.classifier.text.Source;

/**
 * The teacher of one run: says after each message which labels the filter is told now. What is drawn by chance depends
 * on the seed and on the message or its recipient alone, so that two filters under the same seed are taught alike as far
 * as their own verdicts allow.
 */
final class Feedback {
    private static final long FLIP = 0x9e3779b97f4a7c15L;
    private static final long PICK = 0xbf58476d1ce4e5b9L;
    private static final long UNCONTESTED = 0x94d049bb133111ebL;

    /** Part of an audit of the uncertain that is drawn blindly, since a filter may be certain and wrong. */
    private static final double BLIND = 0.2;

    private final Evaluation.Plan plan;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private int spamTold;
    private int hamTold;
    private double doubt;
    private int delivered;

    /**
     * A label told.
     *
     * @param number of the message, from 0; the one just scored or an earlier one
     * @param label as it is told, which noise may have turned round
     * @param source who says so
     */
    record Told(int number, Label label, Source source) {}

    private record Waiting(int due, Told told) {}

    Feedback(Evaluation.Plan plan) {
        this.plan = plan;
    }

    /**
     * What is told after a message was scored.
     *
     * @param number of the message, from 0, each once and in order
     * @param recipient whom it was for, or something that stands for it alone
     * @param logOdds of spam that the filter gave it
     */
    List<Told> after(int number, Corpus.Entry entry, String recipient, double logOdds) {
        var now = new ArrayList<Told>();
        if (entry.feedBack()) {
            tell(number, entry, recipient, logOdds, now);
        }
        now.forEach(this::count);
        while (!waiting.isEmpty() && waiting.getFirst().due() <= number) {
            Waiting first = waiting.removeFirst();
            // What is only surmised never outweighs what is known: spam comes to be known only by being held or
            // reported.
            if (first.told().source() != Source.UNCONTESTED || hamTold < spamTold) {
                now.add(first.told());
                count(first.told());
            }
        }
        return now;
    }

    private void count(Told told) {
        if (told.label() == Label.SPAM) {
            spamTold++;
        } else {
            hamTold++;
        }
    }

    private void tell(int number, Corpus.Entry entry, String recipient, double logOdds, List<Told> now) {
        var told = new Told(
                number,
                chance(FLIP, number) < plan.noise() ? entry.label().opposite() : entry.label(),
                Source.DECISION);
        switch (plan.protocol()) {
            case Protocol.Immediate() -> now.add(told);
            case Protocol.Delayed(int first) -> {
                if (number < first) {
                    now.add(told);
                }
            }
            case Protocol.Late(int messages) -> waiting.addLast(new Waiting(number + messages, told));
            case Protocol.Partial(double share) -> {
                if (chance(PICK, recipient.hashCode()) < share) {
                    now.add(told);
                }
            }
            case Protocol.Held(double audit, Protocol.Pick pick) -> {
                if (logOdds >= plan.threshold() || chance(PICK, number) < audit * weight(pick, logOdds)) {
                    now.add(told);
                } else {
                    uncontested(number, entry);
                }
            }
            case Protocol.Cold() -> {}
        }
    }

    /**
     * How much likelier than others a delivered message is to be audited; one on the average. Which messages are looked at
     * hangs on their scores alone, that is on what they look like and not on what they are, so that a model of the label
     * given the looks stays unbiased.
     */
    private double weight(Protocol.Pick pick, double logOdds) {
        return switch (pick) {
            case RANDOM -> 1;
            case UNCERTAIN -> {
                double probability = 1 / (1 + Math.exp(-logOdds));
                double here = probability * (1 - probability);
                doubt += here;
                delivered++;
                double mean = doubt / delivered;
                yield BLIND + (1 - BLIND) * (mean == 0 ? 1 : here / mean);
            }
        };
    }

    /** Delivered mail counts as good once nobody has contested it, right or wrong; some of it is learnt as that. */
    private void uncontested(int number, Corpus.Entry entry) {
        Evaluation.Uncontested rule = plan.uncontested();
        var random = new SplittableRandom(plan.seed() ^ UNCONTESTED * (number + 1L));
        boolean contested = entry.label() == Label.SPAM && random.nextDouble() < rule.contested();
        if (contested) {
            waiting.addLast(new Waiting(number + rule.after(), new Told(number, Label.SPAM, Source.FEEDBACK)));
        } else if (random.nextDouble() < rule.share()) {
            waiting.addLast(new Waiting(number + rule.after(), new Told(number, Label.HAM, Source.UNCONTESTED)));
        }
    }

    /** From 0 to 1, the same for the same. */
    private double chance(long purpose, long number) {
        return new SplittableRandom(plan.seed() ^ purpose * (number + 1)).nextDouble();
    }
}
