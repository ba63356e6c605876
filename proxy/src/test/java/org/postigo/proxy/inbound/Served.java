package org.postigo.proxy.inbound;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.postigo.mail.DomainName;
import org.postigo.mail.Mailbox;
import org.postigo.mail.policy.Cidr;

/** A running server of ours on loopback, with its gate and a spool folder of its own. */
final class Served implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-11-23T09:30:00Z");

    final TestGate gate = new TestGate();
    final SmtpSettings settings;
    final SmtpServer server;
    final Path folder;

    Served() {
        this(settings -> settings);
    }

    Served(UnaryOperator<Draft> change) {
        try {
            folder = Files.createTempDirectory("postigo-inbound");
            Draft draft = new Draft();
            draft.spool = SmtpSettings.SpoolPlace.in(folder.resolve("spool"));
            settings = change.apply(draft).settings();
            server = new SmtpServer(settings, gate, InstantSource.fixed(NOW), new Random(1));
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Settings that can be changed one by one. */
    static final class Draft {
        SmtpSettings.Limits limits = SmtpSettings.Limits.DEFAULT;
        SmtpSettings.Timeouts timeouts = SmtpSettings.Timeouts.DEFAULT;
        SmtpSettings.SpoolPlace spool = SmtpSettings.SpoolPlace.in(Path.of("."));
        SmtpSettings.BareLf bareLf = SmtpSettings.BareLf.NORMALISE;
        SmtpSettings.EarlyTalkers earlyTalkers = SmtpSettings.EarlyTalkers.COUNT;
        Optional<TlsKeys.Source> tls = Optional.empty();
        List<Cidr> proxyFrom = List.of();
        final AtomicReference<Mailbox> postmaster = new AtomicReference<>(Mailbox.of("postmaster@example.com"));
        List<InetSocketAddress> listen = List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));

        Draft messageSize(long octets) {
            limits = new SmtpSettings.Limits(
                    limits.connections(),
                    limits.connectionsPerNetwork(),
                    limits.messagesPerNetwork(),
                    limits.messages(),
                    limits.unlimitedFrom(),
                    limits.recipients(),
                    octets,
                    limits.headerSize(),
                    limits.errors(),
                    limits.idleCommands());
            return this;
        }

        Draft connections(int all, int perNetwork) {
            limits = new SmtpSettings.Limits(
                    all,
                    perNetwork,
                    limits.messagesPerNetwork(),
                    limits.messages(),
                    List.of(),
                    limits.recipients(),
                    limits.messageSize(),
                    limits.headerSize(),
                    limits.errors(),
                    limits.idleCommands());
            return this;
        }

        Draft messages(int perNetwork, int all) {
            limits = new SmtpSettings.Limits(
                    limits.connections(),
                    limits.connectionsPerNetwork(),
                    perNetwork,
                    all,
                    List.of(),
                    limits.recipients(),
                    limits.messageSize(),
                    limits.headerSize(),
                    limits.errors(),
                    limits.idleCommands());
            return this;
        }

        Draft budgets(int recipients, int errors, int idle) {
            limits = new SmtpSettings.Limits(
                    limits.connections(),
                    limits.connectionsPerNetwork(),
                    limits.messagesPerNetwork(),
                    limits.messages(),
                    limits.unlimitedFrom(),
                    recipients,
                    limits.messageSize(),
                    limits.headerSize(),
                    errors,
                    idle);
            return this;
        }

        Draft timeouts(
                Duration command, Duration dataBlock, Duration transaction, Duration handshake, Duration message) {
            timeouts = new SmtpSettings.Timeouts(Duration.ZERO, command, dataBlock, transaction, handshake, message);
            return this;
        }

        Draft spool(int threshold, long memory, long bound) {
            spool = new SmtpSettings.SpoolPlace(spool.folder(), threshold, memory, bound, 0);
            return this;
        }

        Draft bareLf(SmtpSettings.BareLf what) {
            bareLf = what;
            return this;
        }

        SmtpSettings settings() {
            return new SmtpSettings(
                    listen,
                    DomainName.of("mx.example.net"),
                    postmaster::get,
                    limits,
                    timeouts,
                    spool,
                    bareLf,
                    earlyTalkers,
                    tls,
                    proxyFrom);
        }
    }

    Talker talker() {
        return new Talker(server.addresses().getFirst());
    }

    /** Files in the spool folder. */
    List<Path> spooled() {
        try (Stream<Path> files = Files.list(settings.spool().folder())) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.stop(Duration.ZERO);
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
