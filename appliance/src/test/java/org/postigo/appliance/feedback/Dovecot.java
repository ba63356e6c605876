package org.postigo.appliance.feedback;

import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/** Debian's Dovecot on a port of its own, with mailboxes in a folder of the test's. Anybody's password is {@code secret}. */
final class Dovecot implements AutoCloseable {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final long PATIENCE_NANOS = 20_000_000_000L;
    /** Debian's user {@code mail}: Dovecot opens no mailbox as root. */
    private static final int MAIL = 8;

    private final Process process;
    private final int port;

    private Dovecot(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts it and waits until it answers. */
    static Dovecot start(Path folder) throws Exception {
        int port;
        try (var free = new ServerSocket(0, 1, LOOPBACK)) {
            port = free.getLocalPort();
        }
        Path mail = Files.createDirectories(folder.resolve("mail"));
        // Its user must find its way there.
        Files.setPosixFilePermissions(mail, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        Files.setPosixFilePermissions(folder.getParent(), PosixFilePermissions.fromString("rwx--x--x"));
        long me = (Integer) Files.getAttribute(mail, "unix:uid");
        boolean root = me == 0;
        String user = System.getProperty("user.name");
        Path config = Files.writeString(folder.resolve("dovecot.conf"), """
            base_dir = %1$s/run
            state_dir = %1$s/state
            log_path = %1$s/log
            protocols = imap
            ssl = no
            listen = 127.0.0.1
            disable_plaintext_auth = no
            first_valid_uid = 1
            first_valid_gid = 1
            %2$s
            service imap-login {
              chroot =
              inet_listener imap {
                port = %3$d
              }
              inet_listener imaps {
                port = 0
              }
            }
            service anvil {
              chroot =
            }
            mail_location = maildir:%1$s/mail/%%u
            passdb {
              driver = static
              args = password=secret
            }
            userdb {
              driver = static
              args = uid=%4$d gid=%5$d home=%1$s/mail
            }
            """.formatted(
                        folder,
                        root
                                ? ""
                                : "default_internal_user = " + user + "\ndefault_login_user = " + user
                                        + "\ndefault_internal_group = "
                                        + Files.readAttributes(mail, java.nio.file.attribute.PosixFileAttributes.class)
                                                .group()
                                                .getName(),
                        port,
                        root ? MAIL : me,
                        root ? MAIL : (Integer) Files.getAttribute(mail, "unix:gid")));
        Process process = new ProcessBuilder("/usr/sbin/dovecot", "-F", "-c", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out").toFile())
                .start();
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            try (var probe = new Socket(LOOPBACK, port)) {
                if (probe.getInputStream().read() == '*') {
                    return new Dovecot(process, port);
                }
            } catch (IOException notYet) {
                if (System.nanoTime() > deadline || !process.isAlive()) {
                    process.destroy();
                    throw new IOException("Dovecot does not start: " + Files.readString(folder.resolve("out")), notYet);
                }
            }
        }
    }

    int port() {
        return port;
    }

    /** What a person does in a mail program. */
    interface Doing {
        void in(Store store) throws MessagingException;
    }

    void as(String user, Doing doing) throws MessagingException {
        try (Store store = Session.getInstance(new Properties()).getStore("imap")) {
            store.connect("127.0.0.1", port, user, "secret");
            doing.in(store);
        }
    }

    /** Puts a message into a folder, which is made if need be. */
    static void append(Store store, String folder, String message) throws MessagingException {
        Folder into = store.getFolder(folder);
        if (!into.exists()) {
            into.create(Folder.HOLDS_MESSAGES);
        }
        into.appendMessages(new Message[] {
            new MimeMessage(
                    Session.getInstance(new Properties()),
                    new ByteArrayInputStream(message.getBytes(StandardCharsets.US_ASCII)))
        });
    }

    /** Moves all messages of a folder into another. */
    static void moveAll(Store store, String from, String to) throws MessagingException {
        Folder into = store.getFolder(to);
        if (!into.exists()) {
            into.create(Folder.HOLDS_MESSAGES);
        }
        Folder source = store.getFolder(from);
        source.open(Folder.READ_WRITE);
        Message[] all = source.getMessages();
        source.copyMessages(all, into);
        source.setFlags(all, new Flags(Flags.Flag.DELETED), true);
        source.close(true);
    }

    /** How many messages of a folder nobody has read. */
    static int unread(Store store, String folder) throws MessagingException {
        Folder of = store.getFolder(folder);
        of.open(Folder.READ_ONLY);
        int unread = of.getUnreadMessageCount();
        of.close(false);
        return unread;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
