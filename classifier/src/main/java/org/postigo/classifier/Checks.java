package org.postigo.classifier;

import java.util.List;
import org.postigo.classifier.check.Authenticator;
import org.postigo.classifier.check.Check;
import org.postigo.classifier.check.Correspondence;
import org.postigo.classifier.claim.ClaimCheck;
import org.postigo.classifier.html.HtmlReadings;
import org.postigo.classifier.relay.TrustedRelays;

/**
 * Who is asked about a message.
 *
 * @param inline checks that only compute and need microseconds: they run one after the other on one thread. That one
 *     of them misses the deadline is the message's doing
 * @param waiting checks that wait for something (DNS, the extraction child): each runs on a thread of its own
 * @param authenticator SPF, DKIM, DMARC and ARC; runs beside the waiting checks
 * @param correspondence who has written to whom; asked last, since it needs to know what was proven
 * @param relays of our own, whose clients are looked at instead of them
 * @param claims whether what a message claims was proven; asked last for the same reason
 */
public record Checks(
        List<Check> inline,
        List<Check> waiting,
        Authenticator authenticator,
        Correspondence correspondence,
        TrustedRelays relays,
        ClaimCheck claims) {
    /** Copies the lists. */
    public Checks {
        inline = List.copyOf(inline);
        waiting = List.copyOf(waiting);
    }

    /** Checks that read HTML for themselves, without relays of our own. */
    public Checks(List<Check> inline, List<Check> waiting, Authenticator authenticator, Correspondence correspondence) {
        this(inline, waiting, authenticator, correspondence, TrustedRelays.NONE);
    }

    /** Checks that read HTML for themselves. */
    public Checks(
            List<Check> inline,
            List<Check> waiting,
            Authenticator authenticator,
            Correspondence correspondence,
            TrustedRelays relays) {
        this(inline, waiting, authenticator, correspondence, relays, new ClaimCheck(new HtmlReadings()));
    }

    /** Checks of the content alone: no network, no memory of senders. */
    public static Checks offline(List<Check> inline) {
        return new Checks(inline, List.of(), Authenticator.OFFLINE, Correspondence.NONE);
    }
}
