package org.postigo.classifier.text;

/** The hash of features: fixed for ever, since stored models depend on it. */
final class Hash {
    /** What a hash begins with before the first {@link #step}. */
    static final long START = 0xcbf29ce484222325L;

    private static final long PRIME = 0x100000001b3L;

    private Hash() {}

    /** FNV-1a over UTF-16 units, then mixed. */
    static long of(CharSequence text) {
        long h = START;
        for (int i = 0; i < text.length(); i++) {
            h = step(h, text.charAt(i));
        }
        return mix(h);
    }

    /** Takes one more character in; {@link #mix} ends it. */
    static long step(long hash, char c) {
        return (hash ^ c) * PRIME;
    }

    /** Of two hashes in order, at a distance. */
    static long pair(long first, long second, int distance) {
        return mix(first * 31 + Long.rotateLeft(second, 17) + distance * 0x9e3779b97f4a7c15L);
    }

    /** Spreads every bit over all (the finaliser of MurmurHash3). */
    static long mix(long value) {
        long h = value;
        h ^= h >>> 33;
        h *= 0xff51afd7ed558ccdL;
        h ^= h >>> 33;
        h *= 0xc4ceb9fe1a85ec53L;
        return h ^ h >>> 33;
    }
}
