package org.postigo.classifier.policy;

import java.util.EnumMap;
import java.util.Map;
import org.postigo.mail.finding.Contribution;
import org.postigo.mail.finding.FindingKey;
import org.postigo.mail.finding.Score;

/**
 * Whether evidence of different kinds agrees that a message is spam. One kind alone, however loud, refuses nothing: words
 * can be quoted, an address can be inherited, a signature can break.
 */
final class Agreement {
    /** Log-odds that a kind must add to be heard: it alone makes spam seven times as likely. */
    private static final double HEARD = 2;

    private static final int KINDS = 2;

    private Agreement() {}

    /** What evidence is about. Kinds err for different reasons. */
    private enum Kind {
        /** What it says. */
        TEXT,
        /** Who delivers it. */
        CLIENT,
        /** Who claims to write it. */
        AUTHOR,
        /** Where it leads and what it brings. */
        CONTENT,
        /** What was there before between the two. */
        CORRESPONDENCE
    }

    /** Two kinds are heard, and nobody here has reason to know the sender. */
    static boolean refuses(Score score) {
        Map<Kind, Double> sums = new EnumMap<>(Kind.class);
        for (Contribution contribution : score.contributions()) {
            sums.merge(kind(contribution.fact().key()), contribution.logOdds(), Double::sum);
        }
        return sums.getOrDefault(Kind.CORRESPONDENCE, 0.0) >= 0
                && sums.values().stream().filter(sum -> sum >= HEARD).count() >= KINDS;
    }

    private static Kind kind(FindingKey key) {
        String wire = key.wire();
        String family = wire.substring(0, wire.indexOf('.'));
        return switch (family) {
            case "text" -> Kind.TEXT;
            case "client", "helo" -> Kind.CLIENT;
            case "list" -> key == FindingKey.LIST_LINK || key == FindingKey.LIST_MAILBOX ? Kind.CONTENT : Kind.CLIENT;
            case "from", "spf", "dkim", "dmarc", "arc" -> Kind.AUTHOR;
            case "known" -> Kind.CORRESPONDENCE;
            default -> Kind.CONTENT;
        };
    }
}
