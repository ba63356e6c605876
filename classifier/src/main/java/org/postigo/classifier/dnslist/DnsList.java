package org.postigo.classifier.dnslist;

import java.util.Optional;

/**
 * The definition of a DNS list: what its owner documents.
 *
 * @param name by which we call it, in findings and settings
 * @param zone that everybody asks
 * @param keyedZone zone for customers, with {@code {key}} where their key goes
 * @param kind what is asked about
 * @param codes how answers are read
 * @param ipv6 whether it knows IPv6 addresses; of no account for hosts
 * @param probe its test points
 * @param terms under which it may be asked
 */
public record DnsList(
        String name,
        String zone,
        Optional<String> keyedZone,
        Kind kind,
        Codes codes,
        boolean ipv6,
        Probe probe,
        Terms terms) {
    /** What a list is asked about. */
    public enum Kind {
        /** The client's address; a listing counts against it. */
        CLIENT,
        /** The client's address; a listing counts for it. */
        CLIENT_GOOD,
        /** The host of a link, as it stands in the message. */
        LINK_HOST,
        /** The organisational domain of a link's host. */
        LINK_DOMAIN,
        /** The SHA-1 of a mailbox that answers are to go to, in hexadecimal. */
        MAILBOX_HASH
    }

    /**
     * Test points: labels in front of the zone.
     *
     * @param listed must be listed; empty where the owner documents none
     * @param unlisted must not
     */
    public record Probe(Optional<String> listed, String unlisted) {
        /** Of address lists (RFC 5782 §5): 127.0.0.2 and 127.0.0.1. */
        public static final Probe ADDRESS = new Probe(Optional.of("2.0.0.127"), "1.0.0.127");

        /** Of a name list that has a test name of its own; nothing can be listed at {@code invalid}. */
        public static Probe name(String listed) {
            return new Probe(Optional.of(listed), "invalid");
        }

        /** Of a list without a documented test point: only one that lists everything fails. */
        public static Probe unlistedOnly(String unlisted) {
            return new Probe(Optional.empty(), unlisted);
        }
    }

    /**
     * What the owner asks for.
     *
     * @param restricted whether it must not be asked before the operator has stated a licence or key
     * @param summary in a sentence
     * @param url where the terms stand
     */
    public record Terms(boolean restricted, String summary, String url) {}
}
