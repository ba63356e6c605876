package org.postigo.mail.finding;

import java.util.List;

/** What one check found out about a message: a fact without a price, or that it could not find out. */
public sealed interface Finding {
    /**
     * A fact.
     *
     * @param key which
     * @param value its strength in the key's own unit; 1 where the fact just holds, log-odds for the text models
     * @param arguments what its sentence names (domains, hosts, file names, words): hostile text, to be escaped
     *     wherever it is shown
     */
    record Fact(FindingKey key, double value, List<String> arguments) implements Finding {
        /** Copies the list. */
        public Fact {
            arguments = List.copyOf(arguments);
        }

        /** A fact that just holds. */
        public static Fact of(FindingKey key, String... arguments) {
            return new Fact(key, 1, List.of(arguments));
        }
    }

    /**
     * A check that crashed, ran out of time or got no usable answer. Never silence and never a pass.
     *
     * @param check its name, for example {@code spf} or {@code dnslist:zen}
     * @param cause why
     * @param detail for the journal
     */
    record Unknown(String check, Cause cause, String detail) implements Finding {}

    /** Why a check has no answer. */
    enum Cause {
        /** It ran past the deadline. */
        TIMEOUT,
        /** The outside world failed: DNS, the extraction child. */
        UNAVAILABLE,
        /** The message exceeded a budget. */
        BUDGET,
        /** A bug. */
        CRASHED
    }
}
