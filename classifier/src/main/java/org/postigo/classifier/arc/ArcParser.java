package org.postigo.classifier.arc;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.postigo.classifier.dkim.Algorithm;
import org.postigo.classifier.dkim.DkimParser;
import org.postigo.classifier.dkim.DkimSignature;
import org.postigo.classifier.dkim.RawMessage;
import org.postigo.classifier.dkim.TagList;
import org.postigo.mail.DomainName;

/** Reads the chain of a message (RFC 8617 §4). */
final class ArcParser {
    private static final int MAX_SETS = 50;
    private static final Pattern INSTANCE = Pattern.compile("[1-9]\\d?");
    private static final Pattern RESULTS = Pattern.compile("\\s*i\\s*=\\s*([1-9]\\d?)\\s*;.*", Pattern.DOTALL);
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

    private ArcParser() {}

    /** What came of reading. */
    sealed interface Parsed {
        /** No ARC field at all. */
        record Absent() implements Parsed {}

        /** Whole sets from 1 on. */
        record Chain(List<ArcSet> sets) implements Parsed {
            public Chain {
                sets = List.copyOf(sets);
            }
        }

        /** A chain that cannot be right, whatever its signatures. */
        record Broken(String why) implements Parsed {}
    }

    /** Takes the fields of one instance together. */
    private static final class Slot {
        private final List<RawMessage.Field> results = new ArrayList<>();
        private final List<DkimSignature> messages = new ArrayList<>();
        private final List<ArcSet.Seal> seals = new ArrayList<>();
    }

    static Parsed parse(RawMessage message) {
        List<RawMessage.Field> results = message.all("arc-authentication-results");
        List<RawMessage.Field> signatures = message.all("arc-message-signature");
        List<RawMessage.Field> seals = message.all("arc-seal");
        if (results.isEmpty() && signatures.isEmpty() && seals.isEmpty()) {
            return new Parsed.Absent();
        }
        // RFC 8617 §4.2.1
        if (Stream.of(results, signatures, seals).anyMatch(fields -> fields.size() > MAX_SETS)) {
            return new Parsed.Broken("more than 50 sets");
        }
        Map<Integer, Slot> slots = new TreeMap<>();
        for (RawMessage.Field field : results) {
            Matcher instance = RESULTS.matcher(field.value());
            if (!instance.matches()) {
                return new Parsed.Broken("ARC-Authentication-Results without instance");
            }
            slot(slots, instance.group(1)).results.add(field);
        }
        for (RawMessage.Field field : signatures) {
            Optional<TagList> tags = TagList.parse(field.value());
            Optional<String> instance = tags.flatMap(list -> list.get("i")).filter(INSTANCE.asMatchPredicate());
            if (tags.isEmpty() || instance.isEmpty()) {
                return new Parsed.Broken("ARC-Message-Signature without instance");
            }
            switch (DkimParser.signature(field, tags.get(), false)) {
                case DkimParser.Parsed.Broken broken -> {
                    return new Parsed.Broken("ARC-Message-Signature: " + broken.why());
                }
                case DkimParser.Parsed.Sound(DkimSignature signature) -> {
                    // RFC 8617 §4.1.2
                    if (signature.signed().contains("arc-seal")) {
                        return new Parsed.Broken("ARC-Message-Signature covers ARC-Seal");
                    }
                    slot(slots, instance.get()).messages.add(signature);
                }
            }
        }
        for (RawMessage.Field field : seals) {
            Optional<TagList> tags = TagList.parse(field.value());
            Optional<String> instance = tags.flatMap(list -> list.get("i")).filter(INSTANCE.asMatchPredicate());
            Optional<ArcSet.Seal> seal = tags.flatMap(list -> seal(field, list));
            if (instance.isEmpty() || seal.isEmpty()) {
                return new Parsed.Broken("ARC-Seal cannot be read");
            }
            slot(slots, instance.get()).seals.add(seal.get());
        }
        return chain(slots);
    }

    /** RFC 8617 §5.2, step 3: each set whole, none missing, and cv= as it must be. */
    private static Parsed chain(Map<Integer, Slot> slots) {
        var sets = new ArrayList<ArcSet>();
        for (Map.Entry<Integer, Slot> entry : slots.entrySet()) {
            int instance = entry.getKey();
            Slot slot = entry.getValue();
            if (instance != sets.size() + 1
                    || slot.results.size() != 1
                    || slot.messages.size() != 1
                    || slot.seals.size() != 1) {
                return new Parsed.Broken("set " + (sets.size() + 1) + " is not whole");
            }
            sets.add(new ArcSet(instance, slot.results.getFirst(), slot.messages.getFirst(), slot.seals.getFirst()));
        }
        return new Parsed.Chain(sets);
    }

    private static Slot slot(Map<Integer, Slot> slots, String instance) {
        return slots.computeIfAbsent(Integer.valueOf(instance), _ -> new Slot());
    }

    /** RFC 8617 §4.1.3: no h=, and cv= in lower case. */
    private static Optional<ArcSet.Seal> seal(RawMessage.Field field, TagList tags) {
        Optional<Algorithm> algorithm = tags.get("a").flatMap(Algorithm::named);
        Optional<byte[]> signature = tags.octets("b");
        Optional<DomainName> domain = DkimParser.domain(tags);
        Optional<String> selector = tags.get("s").filter(DkimParser::isSelector);
        Optional<ArcSet.State> state = tags.get("cv")
                .flatMap(tag -> Stream.of(ArcSet.State.values())
                        .filter(known -> known.tag().equals(tag))
                        .findFirst());
        boolean time =
                tags.get("t").filter(tag -> !NUMBER.matcher(tag).matches()).isEmpty();
        if (algorithm.isEmpty()
                || signature.isEmpty()
                || domain.isEmpty()
                || selector.isEmpty()
                || state.isEmpty()
                || !time
                || tags.get("h").isPresent()) {
            return Optional.empty();
        }
        return Optional.of(
                new ArcSet.Seal(field, algorithm.get(), signature.get(), domain.get(), selector.get(), state.get()));
    }
}
