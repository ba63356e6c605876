package org.postigo.quarantine.incident;

import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.finding.Contribution;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.FindingKey;
import org.postigo.mail.finding.Verdict;
import org.postigo.store.held.HeldCopy;

/** Something that can be wrong and hold mail. Written in one line, so that a person, a link and a record mean the same. */
public sealed interface Cause {
    /** Whether it had a part in holding this copy. */
    boolean held(HeldCopy copy);

    /** In one line; {@link #parse} reads it. */
    String text();

    /** Whether a finding is its word, so that a message can be looked at as if it had said nothing. */
    default boolean said(Finding finding) {
        return false;
    }

    /** The reason of the verdict. */
    record OfReason(Verdict.Reason reason) implements Cause {
        @Override
        public boolean held(HeldCopy copy) {
            return copy.reason() == reason;
        }

        @Override
        public String text() {
            return "reason:" + reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * A fact that was stated.
     *
     * @param about what its first argument is, for example the name of a DNS list; empty for any
     */
    record OfFact(FindingKey key, String about) implements Cause {
        @Override
        public boolean held(HeldCopy copy) {
            return copy.message().assessment().findings().stream().anyMatch(this::said);
        }

        @Override
        public boolean said(Finding finding) {
            return finding instanceof Finding.Fact fact
                    && fact.key() == key
                    && (about.isEmpty()
                            || fact.arguments().stream()
                                    .findFirst()
                                    .filter(about::equals)
                                    .isPresent());
        }

        @Override
        public String text() {
            return "fact:" + key.wire() + (about.isEmpty() ? "" : "=" + about);
        }
    }

    /** A check that had no answer, by how its name begins. */
    record OfCheck(String check) implements Cause {
        @Override
        public boolean held(HeldCopy copy) {
            return copy.message().assessment().findings().stream().anyMatch(this::said);
        }

        @Override
        public boolean said(Finding finding) {
            return finding instanceof Finding.Unknown unknown && unknown.check().startsWith(check);
        }

        @Override
        public String text() {
            return "check:" + check;
        }
    }

    /** An entry of the deny list or a rule of the house, by its id. */
    record OfEntry(String id) implements Cause {
        @Override
        public boolean held(HeldCopy copy) {
            Verdict verdict =
                    copy.message().assessment().verdicts().get(copy.recipient().path());
            return verdict != null && verdict.entry().filter(id::equals).isPresent();
        }

        @Override
        public String text() {
            return "entry:" + id;
        }
    }

    /** What decided, by its version. */
    record OfVersion(Part part, String version) implements Cause {
        /** Of what. */
        public enum Part {
            /** The models. */
            MODEL,
            /** The prices of facts. */
            PRICES,
            /** The allow and deny lists. */
            LISTS,
            /** The rules of the house. */
            RULES
        }

        @Override
        public boolean held(HeldCopy copy) {
            Assessment.Versions versions = copy.message().assessment().versions();
            String was = switch (part) {
                case MODEL -> versions.model();
                case PRICES -> versions.prices();
                case LISTS -> Long.toString(versions.lists());
                case RULES -> Long.toString(versions.rules());
            };
            return was.equals(version);
        }

        @Override
        public String text() {
            return part.name().toLowerCase(Locale.ROOT) + ":" + version;
        }
    }

    /** What spoke plainly against a message, or decided that it was held or refused. */
    static Set<Cause> against(Assessment said) {
        var causes = new HashSet<Cause>();
        for (Contribution contribution : said.score().contributions()) {
            // Log-odds of one: a word that counts.
            if (contribution.logOdds() >= 1) {
                Finding.Fact fact = contribution.fact();
                // Of lists each has a right of its own to be wrong; of other facts the arguments are the sender's.
                String about = fact.key() == FindingKey.LIST_CLIENT
                                || fact.key() == FindingKey.LIST_LINK
                                || fact.key() == FindingKey.LIST_MAILBOX
                        ? fact.arguments().stream().findFirst().orElse("")
                        : "";
                causes.add(new OfFact(fact.key(), about));
            }
        }
        for (Verdict verdict : said.verdicts().values()) {
            if (verdict instanceof Verdict.Hold || verdict instanceof Verdict.Refuse) {
                causes.add(new OfReason(verdict.reason()));
                verdict.entry().ifPresent(id -> causes.add(new OfEntry(id)));
            }
        }
        return causes;
    }

    /** Reads {@link #text}; empty if it is none. */
    static Optional<Cause> parse(String text) {
        int colon = text.indexOf(':');
        String rest = text.substring(colon + 1);
        if (colon < 0 || rest.isBlank()) {
            return Optional.empty();
        }
        try {
            return switch (text.substring(0, colon)) {
                case "reason" ->
                    Optional.of(new OfReason(
                            Verdict.Reason.valueOf(rest.toUpperCase(Locale.ROOT).replace('-', '_'))));
                case "fact" -> {
                    int equals = rest.indexOf('=');
                    yield FindingKey.ofWire(equals < 0 ? rest : rest.substring(0, equals))
                            .map(key -> new OfFact(key, equals < 0 ? "" : rest.substring(equals + 1)));
                }
                case "check" -> Optional.of(new OfCheck(rest));
                case "entry" -> Optional.of(new OfEntry(rest));
                case "model", "prices", "lists", "rules" ->
                    Optional.of(new OfVersion(
                            OfVersion.Part.valueOf(text.substring(0, colon).toUpperCase(Locale.ROOT)), rest));
                default -> Optional.empty();
            };
        } catch (IllegalArgumentException unknownReason) {
            return Optional.empty();
        }
    }
}
