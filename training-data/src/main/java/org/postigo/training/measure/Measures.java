package org.postigo.training.measure;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.postigo.classifier.text.Label;
import org.postigo.mail.estimate.Interval;

/**
 * The measures of the TREC spam track (Cormack and Lynam, "TREC 2005 Spam Track Overview"), in percent.
 *
 * @param spam messages
 * @param ham messages
 * @param oneMinusRocArea 1-ROCA%: chance that a random ham scores above a random spam, ties one half
 * @param misclassifiedHam ham at or above the threshold
 * @param missedSpam spam below it
 * @param smAtHm01 least sm% over thresholds whose hm% is at most 0.1
 */
public record Measures(
        int spam, int ham, double oneMinusRocArea, int misclassifiedHam, int missedSpam, double smAtHm01) {
    /**
     * Measures a run.
     *
     * @param threshold log-odds from which on a message counts as spam
     */
    public static Measures of(List<Scored> run, double threshold) {
        Scored[] rising = run.toArray(Scored[]::new);
        Arrays.sort(rising, Comparator.comparingDouble(Scored::logOdds));
        int spam = (int) run.stream().filter(s -> s.label() == Label.SPAM).count();
        int ham = rising.length - spam;
        int hamAbove = 0;
        int spamBelow = 0;
        for (Scored scored : rising) {
            boolean above = scored.logOdds() >= threshold;
            hamAbove += above && scored.label() == Label.HAM ? 1 : 0;
            spamBelow += !above && scored.label() == Label.SPAM ? 1 : 0;
        }
        return new Measures(spam, ham, area(rising, spam, ham), hamAbove, spamBelow, smAtHm(rising, spam, ham));
    }

    private static double area(Scored[] rising, double spam, double ham) {
        double wrong = 0;
        double hamSeen = 0;
        int i = 0;
        while (i < rising.length) {
            int j = i;
            double spamTied = 0;
            double hamTied = 0;
            while (j < rising.length && rising[j].logOdds() == rising[i].logOdds()) {
                if (rising[j].label() == Label.SPAM) {
                    spamTied++;
                } else {
                    hamTied++;
                }
                j++;
            }
            wrong += spamTied * (ham - hamSeen - hamTied + hamTied / 2);
            hamSeen += hamTied;
            i = j;
        }
        return 100 * wrong / (spam * ham);
    }

    /** The threshold lies just above the ham that comes first behind the thousandth part that may be lost. */
    private static double smAtHm(Scored[] rising, int spam, int ham) {
        int lost = ham / 1000;
        double threshold = Double.NEGATIVE_INFINITY;
        int seen = 0;
        for (int i = rising.length - 1; i >= 0; i--) {
            if (rising[i].label() == Label.HAM && seen++ == lost) {
                threshold = rising[i].logOdds();
                break;
            }
        }
        int missed = 0;
        for (Scored scored : rising) {
            missed += scored.label() == Label.SPAM && scored.logOdds() <= threshold ? 1 : 0;
        }
        return 100.0 * missed / spam;
    }

    /** Interval of hm%. */
    public Interval hmInterval() {
        return Interval.wilson(misclassifiedHam, ham);
    }

    /** Interval of sm%. */
    public Interval smInterval() {
        return Interval.wilson(missedSpam, spam);
    }

    /** hm%: misclassified ham. */
    public double hm() {
        return 100.0 * misclassifiedHam / ham;
    }

    /** sm%: missed spam. */
    public double sm() {
        return 100.0 * missedSpam / spam;
    }

    /** LAM%: the mean of both error rates on the logit scale, counts smoothed by a half. */
    public double lam() {
        double p = (misclassifiedHam + 0.5) / (ham + 1);
        double q = (missedSpam + 0.5) / (spam + 1);
        return 100 / (1 + Math.exp(-(Math.log(p / (1 - p)) + Math.log(q / (1 - q))) / 2));
    }

    /** One line of figures; a dash for what cannot be told, since there is no mail of one class. */
    public String line() {
        boolean both = spam > 0 && ham > 0;
        return String.format(
                Locale.ROOT,
                "n=%d spam=%d ham=%d 1-ROCA%%=%s hm%%=%s (%d) sm%%=%s (%d) LAM%%=%s sm%%@hm=.1%%=%s",
                spam + ham,
                spam,
                ham,
                figure("%.4f", oneMinusRocArea, both),
                figure("%.3f", hm(), ham > 0),
                misclassifiedHam,
                figure("%.3f", sm(), spam > 0),
                missedSpam,
                figure("%.3f", lam(), both),
                figure("%.3f", smAtHm01, both));
    }

    private static String figure(String form, double value, boolean known) {
        return known ? String.format(Locale.ROOT, form, value) : "-";
    }
}
