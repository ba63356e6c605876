package org.postigo.classifier.locallist;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.postigo.mail.policy.Cidr;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Local lists as their files stand, reloaded when a file changes. A file that cannot be read, or has a line that is no
 * network, does not replace what was read before; {@link #health} says which line. Asked from memory, by many threads.
 */
public final class LocalLists {
    private static final Logger LOG = LoggerFactory.getLogger(LocalLists.class);
    /** Some 2,000,000 networks; a larger file is another thing than a list. */
    private static final long MAX_FILE = 64L << 20;

    private final List<State> states;

    /** A list that an address is on, and the network by which. */
    public record Listing(LocalList list, Cidr network) {}

    /**
     * How a list fares.
     *
     * @param list its definition
     * @param networks in force
     * @param hits since start
     * @param trouble what is wrong with the file now, with the line; empty if nothing
     */
    public record Health(LocalList list, int networks, long hits, Optional<String> trouble) {}

    /** What a file looked like when it was last read: it is read again when this changes. */
    private record Stamp(FileTime modified, long size) {}

    private static final class State {
        private final LocalList list;
        private final LongAdder hits = new LongAdder();
        private volatile NetworkSet networks = NetworkSet.NONE;
        private volatile Optional<String> trouble = Optional.empty();
        /** Of the one thread that reloads. */
        private Optional<Stamp> stamp = Optional.empty();

        State(LocalList list) {
            this.list = list;
        }
    }

    /** Reads the files for the first time; one that is missing or wrong is told in the log and in {@link #health}. */
    public LocalLists(List<LocalList> lists) {
        this.states = lists.stream().map(State::new).toList();
        reload();
    }

    /** The lists that a client is on, each with its smallest network, in their order. */
    public List<Listing> of(InetAddress client) {
        var listings = new ArrayList<Listing>();
        for (State state : states) {
            Optional<Cidr> network = state.networks.containing(client);
            if (network.isPresent()) {
                state.hits.increment();
                listings.add(new Listing(state.list, network.get()));
            }
        }
        return listings;
    }

    /** Reads again what has changed. To be called every few seconds, never on the mail path. */
    public synchronized void reload() {
        states.forEach(LocalLists::reload);
    }

    private static void reload(State state) {
        LocalList list = state.list;
        try {
            var stamp = new Stamp(Files.getLastModifiedTime(list.file()), Files.size(list.file()));
            if (state.stamp.isPresent() && state.stamp.get().equals(stamp)) {
                return;
            }
            state.stamp = Optional.of(stamp);
            if (stamp.size() > MAX_FILE) {
                trouble(state, list.file() + " is larger than " + (MAX_FILE >> 20) + " MB");
                return;
            }
            read(state);
        } catch (IOException e) {
            state.stamp = Optional.empty();
            trouble(state, "cannot read " + list.file() + ": " + e.getMessage());
        }
    }

    private static void read(State state) throws IOException {
        var networks = new ArrayList<Cidr>();
        // Whatever the octets, they are characters of this charset; what is no network is told below.
        String[] lines =
                new String(Files.readAllBytes(state.list.file()), StandardCharsets.ISO_8859_1).split("\\R", -1);
        for (int i = 0; i < lines.length; i++) {
            String line = lines[i];
            int comment = line.indexOf('#');
            String text = (comment < 0 ? line : line.substring(0, comment)).strip();
            if (text.isEmpty()) {
                continue;
            }
            Optional<Cidr> network = Cidr.parse(text);
            if (network.isEmpty()) {
                trouble(
                        state,
                        state.list.file() + ", line " + (i + 1)
                                + ": not an address or network such as 192.0.2.0/24 or 2001:db8::/32");
                return;
            }
            networks.add(network.get());
        }
        state.networks = new NetworkSet(networks);
        state.trouble = Optional.empty();
        LOG.info("Local list {}: {} networks", state.list.name(), networks.size());
    }

    private static void trouble(State state, String what) {
        if (!state.trouble.equals(Optional.of(what))) {
            state.trouble = Optional.of(what);
            LOG.warn(
                    "Local list {}: {}; {} networks read before stay in force",
                    state.list.name(),
                    what,
                    state.networks.size());
        }
    }

    /** All lists, in their order. */
    public List<Health> health() {
        return states.stream()
                .map(state -> new Health(state.list, state.networks.size(), state.hits.sum(), state.trouble))
                .toList();
    }
}
