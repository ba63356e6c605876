package org.postigo.classifier.dnslist;

import java.util.Optional;

/**
 * A list and what the operator has decided about it.
 *
 * @param list that it is about
 * @param on whether it is wanted
 * @param termsAccepted whether the operator states that the use is within the owner's terms
 * @param key of a customer
 */
public record Subscription(DnsList list, boolean on, boolean termsAccepted, Optional<Key> key) {
    /** A customer's key. It is never shown: neither in a log, nor in a reply, nor on a screen. */
    public record Key(String secret) {
        /** Accepts what can stand in a name. */
        public Key {
            if (!secret.matches("[A-Za-z0-9_-]{1,63}")) {
                throw new IllegalArgumentException("a DNS list's key is one label: letters, digits, hyphens");
            }
        }

        @Override
        public String toString() {
            return "(secret)";
        }
    }

    /** As shipped: on only if anybody may ask it. */
    public static Subscription shipped(DnsList list) {
        return new Subscription(list, !list.terms().restricted(), false, Optional.empty());
    }

    /** With a key: on. */
    public Subscription withKey(String secret) {
        return new Subscription(list, true, true, Optional.of(new Key(secret)));
    }

    /** With the operator's word that the use is licensed: on. */
    public Subscription licensed() {
        return new Subscription(list, true, true, key);
    }

    /** Off. */
    public Subscription off() {
        return new Subscription(list, false, termsAccepted, key);
    }

    /** Why it is not asked, for the desk; empty if it is. */
    public Optional<String> whyOff() {
        if (!on) {
            return Optional.of(
                    list.terms().restricted()
                            ? "needs a licence: " + list.terms().summary()
                            : "switched off");
        }
        if (list.terms().restricted() && !termsAccepted && key.isEmpty()) {
            return Optional.of("needs a licence: " + list.terms().summary());
        }
        if (list.zone().isEmpty() && key.isEmpty()) {
            return Optional.of("needs a key");
        }
        return Optional.empty();
    }

    /** The zone that is asked; contains the key, so it must stay in this package. */
    String zone() {
        return list.keyedZone()
                .flatMap(zone -> key.map(word -> zone.replace("{key}", word.secret())))
                .orElse(list.zone());
    }
}
