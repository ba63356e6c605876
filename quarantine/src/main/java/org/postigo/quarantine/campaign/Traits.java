package org.postigo.quarantine.campaign;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.postigo.mail.DomainName;
import org.postigo.mail.Mailbox;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.FindingKey;
import org.postigo.mail.finding.MessageDigest;
import org.postigo.store.held.HeldCopy;
import org.postigo.store.held.HeldMessage;

/**
 * What a message is compared by, from its metadata alone, so that thousands are compared without opening a file: words
 * of the subject and those words of the text that counted most (content), houses that its links lead to (links), name
 * and domain of From, domain of the envelope and network of the client (infrastructure).
 */
final class Traits {
    private static final Pattern WORD = Pattern.compile("\\p{L}{2,}");
    private static final Pattern NOT_WORD = Pattern.compile("[^\\p{L}\\p{Nd}]+");

    /** Alike from here on: one strong likeness, or two weak ones. */
    private static final int ALIKE = 2;

    static final double SUBJECT_ALIKE = 0.6;
    static final double HOUSES_ALIKE = 0.5;
    static final double WORDS_ALIKE = 0.75;

    /** Enough beside one weak likeness of another sort. */
    static final double WORDS_SOMEWHAT = 0.4;

    /** One word that two subjects share is no likeness. */
    static final int LEAST_SUBJECT = 2;

    static final int LEAST_WORDS = 3;

    private final int[] subject;
    private final int[] words;
    private final int[] houses;
    private final String name;
    private final String fromHouse;
    private final String envelopeHouse;
    private final String network;

    private Traits(HeldMessage message) {
        Assessment assessment = message.assessment();
        MessageDigest digest = assessment.digest();
        var inSubject = new HashSet<String>();
        WORD.matcher(digest.subject().toLowerCase(Locale.ROOT)).results().forEach(w -> inSubject.add(w.group()));
        subject = hashes(inSubject);
        var counted = new HashSet<String>();
        var lent = new HashSet<String>();
        for (Finding finding : assessment.findings()) {
            if (finding instanceof Finding.Fact fact) {
                if (fact.key() == FindingKey.TEXT_WORDS) {
                    counted.addAll(fact.arguments());
                } else if (fact.key() == FindingKey.LINK_LENT) {
                    // Who was lent a name by a house that binds nobody is told apart by the whole of it.
                    lent.addAll(fact.arguments());
                }
            }
        }
        words = hashes(counted);
        var linked = new HashSet<>(lent);
        digest.linkHosts().forEach(host -> linked.add(house(host)));
        linked.removeIf(SharedHouses::has);
        linked.remove("");
        houses = hashes(linked);
        name = NOT_WORD.matcher(digest.fromName().toLowerCase(Locale.ROOT))
                .replaceAll(" ")
                .strip();
        fromHouse = digest.from().map(Traits::ownHouse).orElse("");
        envelopeHouse = message.envelope()
                .reversePath()
                .toMailbox()
                .map(Traits::ownHouse)
                .orElse("");
        network = network(message.client().address());
    }

    static Traits of(HeldCopy copy) {
        return new Traits(copy.message());
    }

    /**
     * Whether two are linked. {@link Families} finds the same without looking at all pairs, and its test holds it to this.
     */
    boolean alike(Traits other) {
        int points = 0;
        if (subject.length >= LEAST_SUBJECT
                && other.subject.length >= LEAST_SUBJECT
                && share(subject, other.subject) >= SUBJECT_ALIKE) {
            points += 2;
        }
        if (same(fromHouse, other.fromHouse)) {
            points += 2;
        }
        if (houses.length > 0 && share(houses, other.houses) >= HOUSES_ALIKE) {
            points += 2;
        }
        points += same(name, other.name) ? 1 : 0;
        points += same(envelopeHouse, other.envelopeHouse) ? 1 : 0;
        points += same(network, other.network) ? 1 : 0;
        if (points < ALIKE && words.length >= LEAST_WORDS && other.words.length >= LEAST_WORDS) {
            double share = share(words, other.words);
            points += share >= WORDS_ALIKE ? 2 : share >= WORDS_SOMEWHAT ? 1 : 0;
        }
        return points >= ALIKE;
    }

    int[] subject() {
        return subject;
    }

    int[] words() {
        return words;
    }

    int[] houses() {
        return houses;
    }

    String name() {
        return name;
    }

    String fromHouse() {
        return fromHouse;
    }

    String envelopeHouse() {
        return envelopeHouse;
    }

    String network() {
        return network;
    }

    private static boolean same(String mine, String others) {
        return !mine.isEmpty() && mine.equals(others);
    }

    private static String ownHouse(Mailbox mailbox) {
        String house = house(mailbox.domain().text());
        return SharedHouses.has(house) ? "" : house;
    }

    /**
     * Name and public suffix, near enough: three labels below a suffix such as {@code com.mx}, else two. A mistake makes
     * two houses of one or the reverse, which {@link Standing} makes good.
     */
    static String house(String host) {
        DomainName domain = DomainName.parse(host).orElse(null);
        if (domain == null || domain.literal()) {
            return host;
        }
        String[] labels = domain.text().split("\\.");
        int keep =
                labels.length > 2 && labels[labels.length - 1].length() == 2 && labels[labels.length - 2].length() <= 3
                        ? 3
                        : 2;
        return String.join(".", Arrays.copyOfRange(labels, Math.max(0, labels.length - keep), labels.length));
    }

    /** The first three octets of an IPv4 address, the first six of an IPv6 one; empty for one of no real network. */
    private static String network(InetAddress address) {
        if (address.isAnyLocalAddress() || address.isLoopbackAddress() || address.isSiteLocalAddress()) {
            return "";
        }
        byte[] octets = address.getAddress();
        return Arrays.toString(Arrays.copyOf(octets, octets.length == 4 ? 3 : 6));
    }

    private static int[] hashes(Collection<String> strings) {
        return Set.copyOf(strings).stream()
                .mapToInt(String::hashCode)
                .sorted()
                .distinct()
                .toArray();
    }

    /** Jaccard's share of what both have in what either has; 0 if neither has anything. */
    static double share(int[] some, int[] others) {
        int both = 0;
        for (int i = 0, j = 0; i < some.length && j < others.length; ) {
            int order = Integer.compare(some[i], others[j]);
            both += order == 0 ? 1 : 0;
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }
        int either = some.length + others.length - both;
        return either == 0 ? 0 : (double) both / either;
    }
}
