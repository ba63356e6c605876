package org.postigo.classifier.suffix;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.common.net.InternetDomainName;
import java.util.Objects;
import org.postigo.mail.DomainName;

/**
 * The organisational domain of RFC 7489 §3.2: the label below the public suffix, and the suffix. The private section of
 * the list counts too, so that two customers of one host ({@code a.github.io}, {@code b.github.io}) are strangers.
 */
public final class OrganisationalDomain {
    /** The same few names are asked about again and again, and the list is slow to ask. */
    private static final Cache<DomainName, DomainName> KNOWN =
            Caffeine.newBuilder().maximumSize(20_000).executor(Runnable::run).build();

    private static final Cache<DomainName, Boolean> LENT =
            Caffeine.newBuilder().maximumSize(20_000).executor(Runnable::run).build();

    private OrganisationalDomain() {}

    /**
     * The organisational domain of a name: the name itself if it is a public suffix or an address literal; its last two
     * labels if its top-level domain is not on the list.
     */
    public static DomainName of(DomainName name) {
        return name.literal() ? name : KNOWN.get(name, OrganisationalDomain::find);
    }

    private static DomainName find(DomainName name) {
        try {
            InternetDomainName known = InternetDomainName.from(name.text());
            if (known.isUnderPublicSuffix()) {
                return new DomainName(known.topPrivateDomain().toString());
            }
            if (known.isPublicSuffix()) {
                return name;
            }
        } catch (IllegalArgumentException notOnTheInternet) {
            return lastTwo(name);
        }
        return lastTwo(name);
    }

    /**
     * Whether a name lies below a suffix of the list's private section: its owner was lent it by a provider ({@code
     * a.github.io}, {@code a.za.com}), and bought no domain.
     */
    public static boolean lent(DomainName name) {
        return !name.literal() && LENT.get(name, OrganisationalDomain::isLent);
    }

    private static boolean isLent(DomainName name) {
        try {
            InternetDomainName known = InternetDomainName.from(name.text());
            return known.isUnderPublicSuffix()
                    && known.hasRegistrySuffix()
                    && !Objects.equals(known.publicSuffix(), known.registrySuffix());
        } catch (IllegalArgumentException notOnTheInternet) {
            return false;
        }
    }

    /** Whether two names are aligned in relaxed mode (RFC 7489 §3.1.1). */
    public static boolean shared(DomainName one, DomainName other) {
        return one.equals(other) || !one.literal() && !other.literal() && of(one).equals(of(other));
    }

    private static DomainName lastTwo(DomainName name) {
        String text = name.text();
        int dot = text.lastIndexOf('.', text.lastIndexOf('.') - 1);
        return dot < 0 ? name : new DomainName(text.substring(dot + 1));
    }
}
