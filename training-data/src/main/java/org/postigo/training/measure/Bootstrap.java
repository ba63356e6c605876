package org.postigo.training.measure;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.postigo.classifier.text.Label;
import org.postigo.mail.estimate.Interval;

/**
 * The bootstrap of Efron (1979) for the area above the ROC curve: the run's messages are drawn again with replacement,
 * and the middle 95% of what comes out are the interval. A run without any pair in the wrong order gives (0, 0), which
 * says only that it was too easy or too short to tell.
 */
public final class Bootstrap {
    /** Resamples that a published figure is made with. */
    public static final int RESAMPLES = 500;

    private Bootstrap() {}

    /**
     * Interval of 1-ROCA, as a share.
     *
     * @param resamples at least 40, so that 2.5% of them are one
     * @return everything if the run lacks one class
     */
    public static Interval oneMinusRocArea(List<Scored> run, int resamples, long seed) {
        Scored[] rising = run.toArray(Scored[]::new);
        Arrays.sort(rising, Comparator.comparingDouble(Scored::logOdds));
        int n = rising.length;
        boolean[] spam = new boolean[n];
        boolean[] tied = new boolean[n]; // with the one before
        for (int i = 0; i < n; i++) {
            spam[i] = rising[i].label() == Label.SPAM;
            tied[i] = i > 0 && rising[i].logOdds() == rising[i - 1].logOdds();
        }
        var random = new SplittableRandom(seed);
        double[] areas = new double[resamples];
        int made = 0;
        int[] drawn = new int[n];
        for (int resample = 0; resample < resamples; resample++) {
            Arrays.fill(drawn, 0);
            for (int i = 0; i < n; i++) {
                drawn[random.nextInt(n)]++;
            }
            double area = area(drawn, spam, tied);
            if (!Double.isNaN(area)) {
                areas[made++] = area;
            }
        }
        if (made < 40) {
            return Interval.ALL;
        }
        Arrays.sort(areas, 0, made);
        return new Interval(areas[(int) (0.025 * made)], areas[(int) Math.ceil(0.975 * made) - 1]);
    }

    /** Not a number if a class was not drawn. */
    private static double area(int[] drawn, boolean[] spam, boolean[] tied) {
        double right = 0; // pairs of a spam and a ham below it
        double hamBelow = 0;
        double hamTied = 0;
        double spamTied = 0;
        double ham = 0;
        double spams = 0;
        for (int i = 0; i < drawn.length; i++) {
            if (!tied[i]) {
                right += spamTied * (hamBelow + hamTied / 2);
                hamBelow += hamTied;
                hamTied = 0;
                spamTied = 0;
            }
            if (spam[i]) {
                spamTied += drawn[i];
                spams += drawn[i];
            } else {
                hamTied += drawn[i];
                ham += drawn[i];
            }
        }
        right += spamTied * (hamBelow + hamTied / 2);
        return Math.max(0, 1 - right / (spams * ham));
    }
}
