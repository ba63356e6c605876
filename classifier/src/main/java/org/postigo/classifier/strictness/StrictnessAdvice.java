package org.postigo.classifier.strictness;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.postigo.mail.DomainName;
import org.postigo.mail.estimate.Interval;

/**
 * Which threshold keeps the promised ham loss, by a domain's own decided mail, or where that is too little by the whole
 * site's. The one implementation that desk, domain pages and {@code ./postigo evaluate --thresholds} call.
 *
 * @param wanted share of ham that may be misclassified
 * @param own curve of the domain's mail
 * @param site curve of the mail of all domains, this one among them
 * @param finding what can be said
 */
public record StrictnessAdvice(double wanted, StrictnessCurve own, StrictnessCurve site, Finding finding) {
    /** The promise where none other was made: one good message in two thousand. */
    public static final double HAM_LOSS = 0.0005;

    /** How far back decided mail is looked at. */
    public static final Duration SPAN = Duration.ofDays(30);

    /** What can be said. */
    public sealed interface Finding {
        /**
         * The domain's own mail says so.
         *
         * @param point the strictest threshold that meets the promise
         */
        record Own(StrictnessCurve.Point point) implements Finding {}

        /**
         * The domain has too few decided good messages; the site's say so.
         *
         * @param point the strictest threshold that meets the promise on the site's mail
         * @param ham good messages of the domain
         * @param needed good messages without an error that the promise takes
         */
        record BySite(StrictnessCurve.Point point, double ham, int needed) implements Finding {}

        /**
         * Not even the site has enough: no threshold can be said to meet the promise.
         *
         * @param ham good messages of the site
         * @param needed good messages without an error that the promise takes
         */
        record TooLittle(double ham, int needed) implements Finding {}

        /**
         * There is evidence enough, and it says that no threshold meets the promise: more good mail than promised was
         * thought spam for certain.
         *
         * @param ham good messages that it rests on
         */
        record Unreachable(double ham) implements Finding {}
    }

    /** Checks. */
    public StrictnessAdvice {
        Objects.requireNonNull(own);
        Objects.requireNonNull(site);
        Objects.requireNonNull(finding);
        if (!(wanted > 0 && wanted < 1)) {
            throw new IllegalArgumentException("a ham loss lies between 0 and 1: " + wanted);
        }
    }

    /**
     * The advice for a domain.
     *
     * @param decided mail of all domains; what is older than {@link #SPAN} does not count
     * @param now end of the span
     * @param wanted share of ham that may be misclassified, between 0 and 1
     */
    public static StrictnessAdvice of(DomainName domain, Collection<Decided> decided, Instant now, double wanted) {
        List<Decided> recent = decided.stream()
                .filter(each -> !each.received().isBefore(now.minus(SPAN))
                        && !each.received().isAfter(now))
                .toList();
        return of(
                StrictnessCurve.of(recent.stream()
                        .filter(each -> each.domain().equals(domain))
                        .toList()),
                StrictnessCurve.of(recent),
                wanted);
    }

    /** The advice from curves that are there already. */
    public static StrictnessAdvice of(StrictnessCurve own, StrictnessCurve site, double wanted) {
        return new StrictnessAdvice(wanted, own, site, finding(own, site, wanted));
    }

    private static Finding finding(StrictnessCurve own, StrictnessCurve site, double wanted) {
        int needed = Interval.trialsWithoutError(wanted);
        Optional<StrictnessCurve.Point> met = own.meeting(wanted);
        if (met.isPresent()) {
            return new Finding.Own(met.get());
        }
        if (own.ham() >= needed) {
            return new Finding.Unreachable(own.ham());
        }
        Optional<StrictnessCurve.Point> bySite = site.meeting(wanted);
        if (bySite.isPresent()) {
            return new Finding.BySite(bySite.get(), own.ham(), needed);
        }
        return site.ham() >= needed ? new Finding.Unreachable(site.ham()) : new Finding.TooLittle(site.ham(), needed);
    }
}
