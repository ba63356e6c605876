package org.postigo.classifier.dns;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;

/**
 * A DNS server on loopback, over UDP and TCP, that answers from a {@link LocalZone}: for tests, and for the demo, whose
 * sample senders exist nowhere else. Never asks anybody.
 */
public final class LocalDnsServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalDnsServer.class);
    private static final int UDP_WITHOUT_EDNS = 512;
    private static final int TCP_MAX = 65_535;
    private static final int TCP_TIMEOUT_MS = 10_000;
    private static final int BIND_ATTEMPTS = 20;
    private static final int MAX_ALIASES = 8;

    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private final AtomicLong questions = new AtomicLong();
    private volatile LocalZone zone;

    /** Starts to answer on an unused port of 127.0.0.1. */
    public static LocalDnsServer start(LocalZone zone) throws IOException {
        InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
        IOException last = new IOException("no port");
        for (int i = 0; i < BIND_ATTEMPTS; i++) {
            var tcp = new ServerSocket(0, 50, loopback);
            try {
                return new LocalDnsServer(new DatagramSocket(tcp.getLocalPort(), loopback), tcp, zone);
            } catch (IOException taken) {
                tcp.close();
                last = taken;
            }
        }
        throw last;
    }

    private LocalDnsServer(DatagramSocket udp, ServerSocket tcp, LocalZone zone) {
        this.udp = udp;
        this.tcp = tcp;
        this.zone = zone;
        Thread.ofVirtual().name("local-dns-udp").start(this::serveUdp);
        Thread.ofVirtual().name("local-dns-tcp").start(this::serveTcp);
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return new InetSocketAddress(tcp.getInetAddress(), tcp.getLocalPort());
    }

    /** Answers from another zone from now on. */
    public void serve(LocalZone other) {
        zone = other;
    }

    /** Questions that have come so far, answered or not. */
    public long questions() {
        return questions.get();
    }

    @Override
    public void close() throws IOException {
        udp.close();
        tcp.close();
    }

    private void serveUdp() {
        var buffer = new byte[TCP_MAX];
        while (!udp.isClosed()) {
            try {
                var packet = new DatagramPacket(buffer, buffer.length);
                udp.receive(packet);
                Optional<Message> question = read(Arrays.copyOf(buffer, packet.getLength()));
                if (question.isPresent()) {
                    Optional<Message> reply = answer(question.get());
                    if (reply.isPresent()) {
                        byte[] wire = reply.get().toWire(udpLimit(question.get()));
                        udp.send(new DatagramPacket(wire, wire.length, packet.getSocketAddress()));
                    }
                }
            } catch (IOException trouble) {
                if (!udp.isClosed()) {
                    LOG.debug("local DNS, UDP: {}", trouble.toString());
                }
            }
        }
    }

    private void serveTcp() {
        while (!tcp.isClosed()) {
            try {
                Socket socket = tcp.accept();
                Thread.startVirtualThread(() -> serve(socket));
            } catch (IOException trouble) {
                if (!tcp.isClosed()) {
                    LOG.debug("local DNS, TCP: {}", trouble.toString());
                }
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setSoTimeout(TCP_TIMEOUT_MS);
            var in = new DataInputStream(socket.getInputStream());
            var out = new DataOutputStream(socket.getOutputStream());
            var octets = new byte[in.readUnsignedShort()];
            in.readFully(octets);
            Optional<Message> question = read(octets);
            if (question.isPresent()) {
                Optional<Message> reply = answer(question.get());
                if (reply.isPresent()) {
                    byte[] wire = reply.get().toWire(TCP_MAX);
                    out.writeShort(wire.length);
                    out.write(wire);
                    out.flush();
                }
            }
        } catch (IOException gone) {
            LOG.debug("local DNS, TCP: {}", gone.toString());
        }
    }

    private static Optional<Message> read(byte[] octets) {
        try {
            var question = new Message(octets);
            return question.getQuestion() == null || question.getHeader().getFlag(Flags.QR)
                    ? Optional.empty()
                    : Optional.of(question);
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private static int udpLimit(Message question) {
        return question.getOPT() == null
                ? UDP_WITHOUT_EDNS
                : Math.max(UDP_WITHOUT_EDNS, question.getOPT().getPayloadSize());
    }

    private Optional<Message> answer(Message question) {
        questions.incrementAndGet();
        LocalZone known = zone;
        Record asked = question.getQuestion();
        var reply = new Message(question.getHeader().getID());
        reply.getHeader().setFlag(Flags.QR);
        reply.getHeader().setFlag(Flags.RA);
        reply.getHeader().setFlag(Flags.AA);
        if (question.getHeader().getFlag(Flags.RD)) {
            reply.getHeader().setFlag(Flags.RD);
        }
        reply.addRecord(asked, Section.QUESTION);
        Name name = asked.getName();
        for (int alias = 0; alias <= MAX_ALIASES; alias++) {
            if (known.isSilent(name)) {
                return Optional.empty();
            }
            List<Record> there = known.at(name);
            List<Record> wanted = there.stream()
                    .filter(record -> record.getType() == asked.getType())
                    .toList();
            Optional<Record> cname =
                    there.stream().filter(CNAMERecord.class::isInstance).findFirst();
            if (!wanted.isEmpty()) {
                wanted.forEach(record -> reply.addRecord(record, Section.ANSWER));
                return Optional.of(reply);
            }
            if (known.fails(name)) {
                reply.getHeader().setRcode(Rcode.SERVFAIL);
                return Optional.of(reply);
            }
            if (cname.isEmpty()) {
                if (!known.exists(name)) {
                    reply.getHeader().setRcode(Rcode.NXDOMAIN);
                }
                reply.addRecord(soa(), Section.AUTHORITY);
                return Optional.of(reply);
            }
            reply.addRecord(cname.get(), Section.ANSWER);
            name = ((CNAMERecord) cname.get()).getTarget();
        }
        reply.getHeader().setRcode(Rcode.SERVFAIL);
        return Optional.of(reply);
    }

    private static Record soa() {
        return new SOARecord(
                Name.root, DClass.IN, LocalZone.TTL, Name.root, Name.root, 1, 3600, 600, 86_400, LocalZone.TTL);
    }
}
