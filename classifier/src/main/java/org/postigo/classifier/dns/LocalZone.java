package org.postigo.classifier.dns;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * What a {@link LocalDnsServer} knows: records, names that fail, and that no other name exists. Immutable.
 *
 * <pre>{@code
 * LocalZone zone = LocalZone.builder()
 *         .lines("example.com TXT \"v=spf1 -all\"", "mail.example.com A 192.0.2.1")
 *         .failing("broken.example.com")
 *         .build();
 * }</pre>
 */
public final class LocalZone {
    /** Seconds that answers, also negative ones, may be remembered. */
    static final long TTL = 300;

    private final Map<Name, List<Record>> records;
    private final Set<Name> existing;
    private final Set<Name> failing;
    private final Set<Name> silent;

    private LocalZone(Builder builder) {
        this.records = Map.copyOf(builder.records);
        this.failing = Set.copyOf(builder.failing);
        this.silent = Set.copyOf(builder.silent);
        var names = new HashSet<Name>();
        // RFC 8020 §2: what stands above an existing name exists
        for (Name name : records.keySet()) {
            for (int i = 0; i < name.labels(); i++) {
                names.add(new Name(name, i));
            }
        }
        this.existing = Set.copyOf(names);
    }

    /** A zone to be filled. */
    public static Builder builder() {
        return new Builder();
    }

    List<Record> at(Name name) {
        return records.getOrDefault(name, List.of());
    }

    boolean exists(Name name) {
        return existing.contains(name);
    }

    boolean fails(Name name) {
        return failing.contains(name);
    }

    boolean isSilent(Name name) {
        return silent.contains(name);
    }

    /** Collects the records of a zone. A name or record that cannot be read is an {@link IllegalArgumentException}. */
    public static final class Builder {
        private final Map<Name, List<Record>> records = new HashMap<>();
        private final Set<Name> failing = new HashSet<>();
        private final Set<Name> silent = new HashSet<>();

        private Builder() {}

        /**
         * Records as in a master file (RFC 1035 §5.1) without TTL and class: {@code name TYPE data}, texts in quotation
         * marks, several strings of one text allowed; names need no final dot. Empty lines and those that begin with
         * {@code ;} are skipped.
         */
        public Builder lines(String... lines) {
            return lines(List.of(lines));
        }

        /** As {@link #lines(String...)}. */
        public Builder lines(Collection<String> lines) {
            for (String line : lines) {
                String[] words = line.strip().split("\\s+", 3);
                if (words[0].isEmpty() || words[0].startsWith(";")) {
                    continue;
                }
                int type = words.length == 3 ? Type.value(words[1]) : -1;
                if (type < 0) {
                    throw new IllegalArgumentException("not a record: " + line);
                }
                try {
                    add(Record.fromString(name(words[0]), type, DClass.IN, TTL, words[2], Name.root));
                } catch (IOException unreadable) {
                    throw new IllegalArgumentException("not a record: " + line, unreadable);
                }
            }
            return this;
        }

        /** A text of one or several strings, octets as ISO-8859-1 characters, without any escapes. */
        public Builder txt(String name, String... strings) {
            var data = new ByteArrayOutputStream();
            for (String string : strings) {
                byte[] octets = string.getBytes(StandardCharsets.ISO_8859_1);
                for (int from = 0; from == 0 || from < octets.length; from += 255) {
                    int length = Math.min(255, octets.length - from);
                    data.write(length);
                    data.write(octets, from, length);
                }
            }
            if (strings.length == 0) {
                data.write(0);
            }
            return raw(name, Type.TXT, data.toByteArray());
        }

        /** An IPv4 or IPv6 address, by its family. */
        public Builder address(String name, InetAddress address) {
            byte[] octets = address.getAddress();
            return raw(name, octets.length == 4 ? Type.A : Type.AAAA, octets);
        }

        /** A mail exchanger. */
        public Builder mx(String name, int preference, String host) {
            byte[] target = name(host).toWire();
            var data = new byte[target.length + 2];
            data[0] = (byte) (preference >> 8);
            data[1] = (byte) preference;
            System.arraycopy(target, 0, data, 2, target.length);
            return raw(name, Type.MX, data);
        }

        /** A name of an address. */
        public Builder ptr(InetAddress address, String host) {
            return raw(ReverseName.of(address), Type.PTR, name(host).toWire());
        }

        /** A name that a name in a reverse zone points to. */
        public Builder pointer(String name, String host) {
            return raw(name, Type.PTR, name(host).toWire());
        }

        /** An alias. */
        public Builder cname(String name, String target) {
            return raw(name, Type.CNAME, name(target).toWire());
        }

        /** A name that SERVFAIL is answered for, whatever kind is asked for of which it has no records. */
        public Builder failing(String name) {
            failing.add(name(name));
            return this;
        }

        /** A name that questions about which get no answer at all. */
        public Builder silent(String name) {
            silent.add(name(name));
            return this;
        }

        /** The zone. */
        public LocalZone build() {
            return new LocalZone(this);
        }

        private Builder raw(String name, int type, byte[] data) {
            add(Record.newRecord(name(name), type, DClass.IN, TTL, data));
            return this;
        }

        private void add(Record record) {
            records.computeIfAbsent(record.getName(), _ -> new ArrayList<>()).add(record);
        }

        private static Name name(String text) {
            return WireName.of(text).orElseThrow(() -> new IllegalArgumentException("not a name: " + text));
        }
    }
}
