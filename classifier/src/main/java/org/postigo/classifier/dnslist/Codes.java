package org.postigo.classifier.dnslist;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a list's return codes are read. Whatever is outside the documented set is an error, never a listing. */
public sealed interface Codes {
    /**
     * Each code is an address.
     *
     * @param meanings by address, for example {@code 127.0.0.2}
     * @param errors documented refusals by address, in words
     */
    record Addresses(Map<String, Meaning> meanings, Map<String, String> errors) implements Codes {
        /** Copies the maps. */
        public Addresses {
            meanings = Map.copyOf(meanings);
            errors = Map.copyOf(errors);
        }
    }

    /**
     * Bits of the last octet of 127.0.0.x.
     *
     * @param meanings by bit
     * @param error the bit by which the list refuses
     */
    record Bits(Map<Integer, Meaning> meanings, int error) implements Codes {
        /** Copies the map. */
        public Bits {
            meanings = Map.copyOf(meanings);
        }
    }

    /**
     * The last octet of 127.0.x.y, whatever x.
     *
     * @param meanings by last octet
     * @param error last octet by which the list refuses
     */
    record LastOctet(Map<Integer, Meaning> meanings, int error) implements Codes {
        /** Copies the map. */
        public LastOctet {
            meanings = Map.copyOf(meanings);
        }
    }

    /** What a set of return codes says. */
    sealed interface Reading {
        /** The list lists it. */
        record Listed(List<Meaning> meanings) implements Reading {
            /** Copies the list. */
            public Listed {
                meanings = List.copyOf(meanings);
            }
        }

        /** The list did not answer the question. */
        record Refused(String why) implements Reading {}
    }

    /**
     * Why the answer at a test point is none: the list refuses, or the address is outside 127.0.0.0/8. Test points may
     * carry codes that no real entry has (SURBL's has every bit set), so codes that are not documented do not matter here.
     */
    default Optional<String> refusedAtTestPoint(List<InetAddress> answer) {
        for (InetAddress address : answer) {
            String text = address.getHostAddress();
            byte[] octets = address.getAddress();
            int last = octets[octets.length - 1] & 0xFF;
            if (!text.startsWith("127.")) {
                return Optional.of("answered " + text);
            }
            Optional<String> why = switch (this) {
                case Addresses(var _, var errors) -> Optional.ofNullable(errors.get(text));
                case Bits(var _, int error) ->
                    (last & error) != 0 ? Optional.of("query refused (" + text + ")") : Optional.empty();
                case LastOctet(var _, int error) ->
                    last == error ? Optional.of("query refused (" + text + ")") : Optional.empty();
            };
            if (why.isPresent()) {
                return why;
            }
        }
        return Optional.empty();
    }

    /** Reads the addresses of one answer; one error among them makes it an error. */
    default Reading read(List<InetAddress> answer) {
        var meanings = new ArrayList<Meaning>();
        for (InetAddress address : answer) {
            switch (read(address)) {
                case Reading.Listed(List<Meaning> some) -> meanings.addAll(some);
                case Reading.Refused refused -> {
                    return refused;
                }
            }
        }
        return new Reading.Listed(meanings.stream().distinct().toList());
    }

    private Reading read(InetAddress address) {
        String text = address.getHostAddress();
        byte[] octets = address.getAddress();
        int last = octets[octets.length - 1] & 0xFF;
        var undocumented = new Reading.Refused("undocumented code " + text);
        return switch (this) {
            case Addresses(var meanings, var errors) -> {
                Meaning meaning = meanings.get(text);
                String error = errors.get(text);
                if (meaning != null) {
                    yield new Reading.Listed(List.of(meaning));
                }
                yield error != null ? new Reading.Refused(error) : undocumented;
            }
            case Bits(var meanings, int error) -> {
                if (!text.startsWith("127.0.0.")) {
                    yield undocumented;
                }
                if ((last & error) != 0) {
                    yield new Reading.Refused("query refused (" + text + ")");
                }
                var found = new ArrayList<Meaning>();
                int left = last;
                for (int bit = 1; bit < 256; bit <<= 1) {
                    Meaning meaning = meanings.get(bit);
                    if ((last & bit) != 0 && meaning != null) {
                        found.add(meaning);
                        left &= ~bit;
                    }
                }
                yield left != 0 || found.isEmpty() ? undocumented : new Reading.Listed(found);
            }
            case LastOctet(var meanings, int error) -> {
                if (!text.startsWith("127.0.")) {
                    yield undocumented;
                }
                if (last == error) {
                    yield new Reading.Refused("query refused (" + text + ")");
                }
                Meaning meaning = meanings.get(last);
                yield meaning == null ? undocumented : new Reading.Listed(List.of(meaning));
            }
        };
    }
}
