package org.postigo.mail.estimate;

/**
 * A 95% interval of a share.
 *
 * @param low 0 to 1
 * @param high 0 to 1, not below {@code low}
 */
public record Interval(double low, double high) {
    /** Nothing is known. */
    public static final Interval ALL = new Interval(0, 1);

    /** The normal distribution's 97.5% quantile. */
    private static final double Z = 1.959963984540054;

    /** Checks the range. */
    public Interval {
        if (!(low >= 0 && low <= high && high <= 1)) {
            throw new IllegalArgumentException("not an interval of a share: " + low + " to " + high);
        }
    }

    /**
     * The score interval of Wilson ("Probable inference, the law of succession, and statistical inference", 1927), which
     * holds for rare events and small numbers, where the textbook's does not.
     *
     * @param share seen, 0 to 1
     * @param trials it was seen in; may be broken, for an effective number of weighted trials. Nothing is known from 0
     */
    public static Interval wilson(double share, double trials) {
        if (!(trials > 0)) {
            return ALL;
        }
        double z2 = Z * Z / trials;
        double middle = (share + z2 / 2) / (1 + z2);
        double half = Z / (1 + z2) * Math.sqrt(share * (1 - share) / trials + z2 / trials / 4);
        // Where nothing or everything was an error, rounding must not push the bound past the share itself.
        double low = share == 0 ? 0 : Math.max(0, middle - half);
        double high = share == 1 ? 1 : Math.min(1, middle + half);
        return new Interval(low, high);
    }

    /** The same of a count. */
    public static Interval wilson(int count, int trials) {
        return wilson(trials == 0 ? 0 : (double) count / trials, (double) trials);
    }

    /**
     * Trials without a single error that are needed before the upper bound is as low as wanted: about 7,700 for 0.05%.
     *
     * @param bound above 0, at most 1
     */
    public static int trialsWithoutError(double bound) {
        if (!(bound > 0 && bound <= 1)) {
            throw new IllegalArgumentException("a bound lies above 0 and at most at 1: " + bound);
        }
        return (int) Math.ceil(Z * Z * (1 - bound) / bound);
    }
}
