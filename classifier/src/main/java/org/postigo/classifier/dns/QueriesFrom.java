package org.postigo.classifier.dns;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.postigo.mail.record.DnsListTable.Origin;

/**
 * Finds out which address our queries leave from, since owners of DNS lists count, serve and refuse by it. The way to
 * each resolver tells our own address without a packet sent. A resolver on this machine asks the world itself, so for it
 * the way to the world is looked at. What others see behind a translation of addresses only they can tell: by a name that
 * answers with the address it was asked from, if the operator has named one.
 */
public final class QueriesFrom {
    /** Addresses for documentation (RFC 5737, RFC 3849): routed like the rest of the world, and nobody is there. */
    private static final List<InetAddress> THE_WORLD =
            List.of(InetAddress.ofLiteral("192.0.2.1"), InetAddress.ofLiteral("2001:db8::1"));

    private static final int DNS_PORT = 53;

    private final DnsSettings settings;
    private final String originName;
    private final InstantSource clock;
    private volatile List<Origin> last = List.of();

    /**
     * Knows nothing before {@link #look}.
     *
     * @param originName that answers with the asker's address; empty asks nobody
     */
    public QueriesFrom(DnsSettings settings, String originName, InstantSource clock) {
        this.settings = settings;
        this.originName = originName;
        this.clock = clock;
    }

    /** One for each resolver, as it was found last. Never blocks. */
    public List<Origin> last() {
        return last;
    }

    /** Looks anew; blocks while a name is asked. */
    public List<Origin> look(Instant deadline) throws InterruptedException {
        var origins = new ArrayList<Origin>();
        for (InetSocketAddress resolver : DnsClient.servers(settings)) {
            InetAddress address = resolver.getAddress();
            Stream<InetAddress> toward = address.isLoopbackAddress() ? THE_WORLD.stream() : Stream.of(address);
            origins.add(new Origin(
                    text(resolver),
                    toward.flatMap(target -> sourceTo(target).stream()).findFirst(),
                    seen(resolver, deadline)));
        }
        last = List.copyOf(origins);
        return last;
    }

    private static String text(InetSocketAddress resolver) {
        String host = resolver.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + resolver.getPort();
    }

    /** A datagram socket that is connected has chosen its own address; nothing was sent. */
    private static Optional<String> sourceTo(InetAddress target) {
        try (var socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(target, DNS_PORT));
            InetAddress ours = socket.getLocalAddress();
            return ours.isAnyLocalAddress() ? Optional.empty() : Optional.of(ours.getHostAddress());
        } catch (IOException | java.io.UncheckedIOException noWay) {
            return Optional.empty();
        }
    }

    private Optional<String> seen(InetSocketAddress resolver, Instant deadline) throws InterruptedException {
        if (originName.isEmpty()) {
            return Optional.empty();
        }
        var dns = new DnsClient(settings.asking(resolver), clock);
        for (Kind<InetAddress> kind : List.of(Kind.A, Kind.AAAA)) {
            Optional<InetAddress> address =
                    dns.query(originName, kind, deadline).records().stream().findFirst();
            if (address.isPresent()) {
                return address.map(InetAddress::getHostAddress);
            }
        }
        return dns.query(originName, Kind.TXT, deadline).records().stream()
                .filter(text -> text.toLowerCase(Locale.ROOT).matches("[0-9a-f.:]{3,45}"))
                .findFirst();
    }
}
