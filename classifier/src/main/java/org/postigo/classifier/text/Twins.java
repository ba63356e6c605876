package org.postigo.classifier.text;

/**
 * Two logistic regressions on the same places, a fast and a slow one, their weights side by side: a place is fetched from
 * memory once for both, and fetching is most of the work. Each is as {@link Weights} says: 16 bits a weight with a fixed
 * point, so that sums are exact in whatever order places come.
 *
 * <p>One writer, any number of readers without a lock: a reader that meets a lesson half learnt sees scores between those
 * before and those after.
 */
final class Twins {
    /** Parts of one. The largest weight is 8. */
    private static final double PARTS = 4_096;

    /** The fast weight in the low half, the slow one in the high half. */
    private final int[] pairs;

    /** Where a place stands: its upper bits, moved down by so many. */
    private final int shift;
    /** Which of these bits count. */
    private final int mask;
    /** Put in for those that do not. */
    private final int which;

    /** Of 2^{@code bits} places. */
    Twins(int bits) {
        this(new int[1 << bits]);
    }

    /** Goes on with these, a power of two of them, which it owns from now on. */
    Twins(int[] pairs) {
        this(pairs, -1, 0);
    }

    private Twins(int[] pairs, int mask, int which) {
        if (Integer.bitCount(pairs.length) != 1 || pairs.length > Weights.SIZE) {
            throw new IllegalArgumentException("no table of " + pairs.length + " pairs");
        }
        this.pairs = pairs;
        this.shift = Features.BITS - Integer.numberOfTrailingZeros(pairs.length);
        this.mask = mask;
        this.which = which;
    }

    /**
     * Two of 2^{@code bits} places each, the pairs of one place side by side: where both look at the same place it is
     * fetched once for both.
     */
    static Twins[] two(int bits) {
        var pairs = new int[2 << bits];
        return new Twins[] {new Twins(pairs, -2, 0), new Twins(pairs, -2, 1)};
    }

    /** Puts the log-odds of spam by the first {@code n} places into both arrays at an index; 0 if there are none. */
    void score(int[] places, int n, double[] fast, double[] slow, int at) {
        int[] table = pairs;
        int left = shift;
        int part = mask;
        int own = which;
        long low = 0;
        long high = 0;
        for (int i = 0; i < n; i++) {
            int pair = table[places[i] >>> left & part | own];
            low += (short) pair;
            high += pair >> 16;
        }
        double length = n == 0 ? 1 : PARTS * Math.sqrt(n);
        fast[at] = low / length;
        slow[at] = high / length;
    }

    /** Log-odds of spam by the fast one alone. */
    double score(int[] places, int n) {
        long low = 0;
        for (int i = 0; i < n; i++) {
            low += (short) pairs[at(places[i])];
        }
        return n == 0 ? 0 : low / (PARTS * Math.sqrt(n));
    }

    /**
     * Changes the log-odds by the first {@code n} places by about this much each.
     *
     * @return what was added to the fast weight of each place, in parts
     */
    int step(int[] places, int n, double fast, double slow) {
        int ofFast = parts(fast, n);
        add(places, n, ofFast, parts(slow, n));
        return ofFast;
    }

    private static int parts(double change, int n) {
        return n == 0 ? 0 : (int) Math.rint(Math.clamp(change / Math.sqrt(n), -7, 7) * PARTS);
    }

    /** Adds parts to both weights of each of the first {@code n} places. */
    void add(int[] places, int n, int fast, int slow) {
        if (fast == 0 && slow == 0) {
            return;
        }
        int[] table = pairs;
        int left = shift;
        int part = mask;
        int own = which;
        for (int i = 0; i < n; i++) {
            int at = places[i] >>> left & part | own;
            int pair = table[at];
            int low = (short) pair + fast;
            int high = (pair >> 16) + slow;
            table[at] = low == (short) low && high == (short) high ? pair(low, high) : bounded(low, high);
        }
    }

    private static int pair(int low, int high) {
        return high << 16 | low & 0xffff;
    }

    private static int bounded(int low, int high) {
        return pair(
                Math.clamp(low, Short.MIN_VALUE, Short.MAX_VALUE), Math.clamp(high, Short.MIN_VALUE, Short.MAX_VALUE));
    }

    /** What one place adds to the fast log-odds of a message of {@code n} places. */
    double share(int place, int n) {
        return (short) pairs[at(place)] / (PARTS * Math.sqrt(n));
    }

    private int at(int place) {
        return place >>> shift & mask | which;
    }

    /** Both weights of each place in order, for {@link ModelFile}; not to be changed. */
    int[] pairs() {
        if (mask == -1) {
            return pairs;
        }
        var own = new int[pairs.length / 2];
        for (int i = 0; i < own.length; i++) {
            own[i] = pairs[2 * i + which];
        }
        return own;
    }

    /** Takes over what {@link #pairs} gave. */
    void become(int[] others) {
        if (mask == -1) {
            System.arraycopy(others, 0, pairs, 0, others.length);
        } else {
            for (int i = 0; i < others.length; i++) {
                pairs[2 * i + which] = others[i];
            }
        }
    }
}
