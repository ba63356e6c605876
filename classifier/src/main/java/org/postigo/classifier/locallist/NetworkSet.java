package org.postigo.classifier.locallist;

import java.net.InetAddress;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.postigo.mail.policy.Cidr;

/**
 * Networks, asked whether one of them contains an address. One hash look-up for each prefix length that occurs, so that
 * a hundred thousand networks cost no more than ten. Immutable.
 */
final class NetworkSet {
    static final NetworkSet NONE = new NetworkSet(Set.of());

    private final Set<Cidr> networks;
    private final int[] prefixes4;
    private final int[] prefixes6;

    NetworkSet(Collection<Cidr> networks) {
        this.networks = new HashSet<>(networks);
        this.prefixes4 = prefixes(4);
        this.prefixes6 = prefixes(16);
    }

    private int[] prefixes(int octets) {
        var prefixes = new TreeSet<Integer>();
        for (Cidr network : networks) {
            if (network.network().getAddress().length == octets) {
                prefixes.add(network.prefix());
            }
        }
        return prefixes.descendingSet().stream().mapToInt(Integer::intValue).toArray();
    }

    int size() {
        return networks.size();
    }

    /** The smallest network with the address in it; an IPv4-mapped address counts as IPv4. */
    Optional<Cidr> containing(InetAddress address) {
        for (int prefix : address.getAddress().length == 4 ? prefixes4 : prefixes6) {
            var network = new Cidr(address, prefix);
            if (networks.contains(network)) {
                return Optional.of(network);
            }
        }
        return Optional.empty();
    }
}
