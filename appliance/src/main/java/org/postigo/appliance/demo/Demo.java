package org.postigo.appliance.demo;

import com.icegreen.greenmail.configuration.GreenMailConfiguration;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.user.UserException;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postigo.appliance.assembly.Appliance;
import org.postigo.appliance.settings.BadSettings;
import org.postigo.appliance.settings.Settings;
import org.postigo.appliance.settings.SettingsReader;
import org.postigo.classifier.dns.LocalDnsServer;
import org.postigo.mail.DomainName;
import org.postigo.mail.policy.ProtectedDomain;
import org.postigo.mail.policy.ProtectedDomain.MailboxServer;
import org.postigo.mail.policy.ProtectedDomain.Mode;
import org.postigo.mail.policy.ProtectedDomain.Thresholds;
import org.postigo.proxy.load.LoadSink;
import org.postigo.training.samples.SampleMail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An appliance between sample senders and a mailbox server of its own. The mailbox server takes mail for everybody and
 * lets everybody read with any password. The DNS knows the sample senders, some of them as spammers. Everything is on
 * loopback.
 */
public final class Demo implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Demo.class);
    private static final String LOOPBACK = "127.0.0.1";
    private static final String ADMINISTRATOR = "admin@example.com";

    private final Deque<AutoCloseable> toClose = new ArrayDeque<>();
    private final SampleSenders senders;
    private final Appliance appliance;
    private final int imapPort;

    /**
     * Starts it; ports of 0 are any free ones.
     *
     * @param data folder to use and keep; empty for a fresh one that is thrown away
     * @throws Appliance.CannotStart if something is in the way, with a line that says what to do
     * @throws IOException likewise
     */
    public static Demo start(int smtpPort, int httpPort, int managementPort, int imapPort, Optional<Path> data)
            throws Appliance.CannotStart, IOException {
        return new Demo(smtpPort, httpPort, managementPort, imapPort, data);
    }

    private Demo(int smtpPort, int httpPort, int managementPort, int imap, Optional<Path> kept)
            throws Appliance.CannotStart, IOException {
        try {
            Path data = kept.isPresent() ? kept.get() : temporary();
            this.senders = new SampleSenders(SampleMail.all(), Instant.now());
            LocalDnsServer dns = LocalDnsServer.start(senders.zone());
            toClose.push(dns);
            GreenMail mailboxes = mailboxes(imap);
            toClose.push(mailboxes::stop);
            this.imapPort = mailboxes.getImap().getPort();
            var door = new LoadSink(InetAddress.ofLiteral(LOOPBACK), 0, message -> file(mailboxes, message));
            toClose.push(door);
            var server = new MailboxServer(LOOPBACK, door.port());
            this.appliance = Appliance.start(
                    settings(
                            data,
                            smtpPort,
                            httpPort,
                            managementPort,
                            dns.address().getPort()),
                    ADMINISTRATOR,
                    List.of(domain("example.com", "en", server), domain("ejemplo.mx", "es", server)));
            toClose.push(appliance);
        } catch (IOException | Appliance.CannotStart | RuntimeException | Error failed) {
            close();
            throw failed;
        }
    }

    private static ProtectedDomain domain(String name, String language, MailboxServer server) {
        return new ProtectedDomain(
                DomainName.of(name), List.of(server), language, Mode.HOLD, Thresholds.DEFAULT, Set.of());
    }

    private Path temporary() throws IOException {
        Path folder = Files.createTempDirectory("postigo-demo-");
        toClose.push(() -> delete(folder));
        return folder;
    }

    /** The defaults, with what a demo needs to be different. */
    private static Settings settings(Path data, int smtpPort, int httpPort, int managementPort, int dnsPort)
            throws IOException {
        Map<String, String> different = new HashMap<>(System.getenv());
        different.put("POSTIGO_DATA", data.toString());
        different.put("POSTIGO_SITE_HOSTNAME", SampleSenders.GATE);
        different.put("POSTIGO_SITE_POSTMASTER", "postmaster@example.com");
        different.put("POSTIGO_SMTP_LISTEN", LOOPBACK);
        different.put("POSTIGO_SMTP_PORT", Integer.toString(smtpPort));
        different.put("POSTIGO_SMTP_PROXY_PROTOCOL_FROM", SampleSenders.FROM);
        different.put("POSTIGO_HTTP_PORT", Integer.toString(httpPort));
        different.put("POSTIGO_MANAGEMENT_PORT", Integer.toString(managementPort));
        different.put("POSTIGO_DNS_RESOLVERS", LOOPBACK + ":" + dnsPort);
        // A laptop's disk may be nearly full, and nothing here is worth keeping.
        different.put("POSTIGO_STORE_RESERVE", "64MB");
        try {
            return SettingsReader.read(Optional.empty(), different);
        } catch (BadSettings bad) {
            throw new IOException(bad.getMessage(), bad);
        }
    }

    /** What is read by IMAP. GreenMail's own SMTP server refuses RCPT after MAIL FROM:<>, so it gets its mail otherwise. */
    private static GreenMail mailboxes(int imapPort) throws IOException {
        var imap = new ServerSetup(free(imapPort), LOOPBACK, ServerSetup.PROTOCOL_IMAP);
        imap.setServerStartupTimeout(20_000);
        var mailboxes = new GreenMail(imap);
        mailboxes.withConfiguration(new GreenMailConfiguration().withDisabledAuthentication());
        mailboxes.start();
        return mailboxes;
    }

    /** Puts a message into the mailbox of each recipient, octet by octet as it came. */
    private static void file(GreenMail mailboxes, LoadSink.Message message) {
        Session session = Session.getInstance(new Properties());
        for (String recipient : message.recipients()) {
            try {
                GreenMailUser user = mailboxes.getUserManager().getUserByEmail(recipient);
                if (user == null) {
                    user = mailboxes.getUserManager().createUser(recipient, recipient, recipient);
                }
                user.deliver(new MimeMessage(session, new ByteArrayInputStream(message.content())));
            } catch (UserException | MessagingException refused) {
                throw new IllegalStateException("the mailbox of " + recipient + " took no mail", refused);
            }
        }
    }

    private static int free(int port) throws IOException {
        try (var probe = new ServerSocket(port, 1, InetAddress.ofLiteral(LOOPBACK))) {
            return probe.getLocalPort();
        } catch (BindException taken) {
            throw new IOException(
                    "cannot listen on port " + port + " (" + taken.getMessage()
                            + "): stop what uses it, or set another with --imap-port",
                    taken);
        }
    }

    /** Sends the sample mail through the gate, as its senders would; returns when all of it has been answered. */
    public void sendSamples() throws IOException {
        senders.send(LOOPBACK, appliance.smtpPort());
    }

    /** Where the desk is. */
    public String deskUrl() {
        return appliance.deskUrl();
    }

    /** The one line that says where everything is. */
    public String readyLine() {
        String who = appliance
                .firstPerson()
                .map(person -> " user=" + person.email() + " password=" + person.password())
                .orElse(" user=" + ADMINISTRATOR + " password=(as-before)");
        return "ready smtp=" + LOOPBACK + ":" + appliance.smtpPort() + " desk=" + appliance.deskUrl() + who + " imap="
                + LOOPBACK + ":" + imapPort;
    }

    @Override
    public void close() {
        while (!toClose.isEmpty()) {
            try {
                toClose.pop().close();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            } catch (Exception trouble) {
                LOG.error("the demo did not stop cleanly", trouble);
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path each, @Nullable IOException trouble) throws IOException {
                Files.deleteIfExists(each);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
