package org.postigo.appliance.feedback;

import jakarta.mail.FetchProfile;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.UIDFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.eclipse.angus.mail.imap.IMAPMessage;
import org.postigo.appliance.settings.Settings.FolderAccount;

/** Reads new messages of a folder over IMAP (RFC 3501) and changes nothing in it, not even what counts as read. */
final class ImapFolder {
    /** What is larger teaches nothing that its beginning would not. */
    private static final int MOST_OCTETS = 20 << 20;

    /** Messages of one folder in one reading; the rest come with the next. */
    private static final int MOST_MESSAGES = 1_000;

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private ImapFolder() {}

    /**
     * Where reading left off.
     *
     * @param validity UIDVALIDITY of the folder; with another one its numbers mean other messages
     * @param last highest UID that was read
     */
    record Mark(long validity, long last) {
        /** Before everything. */
        static final Mark NONE = new Mark(0, 0);
    }

    /** Takes one message in. */
    interface Reader {
        void read(byte[] message) throws IOException;
    }

    /**
     * Reads what came after a mark, in the order in which it came; returns the new mark.
     *
     * @throws IOException if the server cannot be reached or does not let us, with its words
     */
    static Mark read(FolderAccount account, String name, Mark mark, Reader reader) throws IOException {
        String protocol = account.tls() == FolderAccount.ImapTls.ON ? "imaps" : "imap";
        var properties = new Properties();
        String prefix = "mail." + protocol + ".";
        properties.setProperty(prefix + "peek", "true");
        properties.setProperty(prefix + "connectiontimeout", Long.toString(TIMEOUT.toMillis()));
        properties.setProperty(prefix + "timeout", Long.toString(TIMEOUT.toMillis()));
        properties.setProperty(prefix + "writetimeout", Long.toString(TIMEOUT.toMillis()));
        properties.setProperty(prefix + "ssl.checkserveridentity", "true");
        properties.setProperty(
                prefix + "starttls.required", Boolean.toString(account.tls() == FolderAccount.ImapTls.STARTTLS));
        properties.setProperty(
                prefix + "starttls.enable", Boolean.toString(account.tls() == FolderAccount.ImapTls.STARTTLS));
        try (Store store = Session.getInstance(properties).getStore(protocol)) {
            store.connect(
                    account.host(),
                    account.port(),
                    account.user(),
                    account.password().reveal());
            Folder folder = store.getFolder(name);
            if (!folder.exists()) {
                return mark;
            }
            folder.open(Folder.READ_ONLY);
            try {
                return read(folder, mark, reader);
            } finally {
                folder.close(false);
            }
        } catch (MessagingException refused) {
            throw new IOException(
                    account.host() + " does not let " + account.user() + " read " + name + ": " + refused.getMessage(),
                    refused);
        }
    }

    private static Mark read(Folder folder, Mark mark, Reader reader) throws MessagingException, IOException {
        var uids = (UIDFolder) folder;
        long validity = uids.getUIDValidity();
        long last = validity == mark.validity() ? mark.last() : 0;
        List<Message> fresh = new ArrayList<>();
        for (Message message : uids.getMessagesByUID(last + 1, UIDFolder.LASTUID)) {
            // RFC 3501 §6.4.8: n:* always answers with the last message, though it was read before.
            if (message != null && uids.getUID(message) > last && fresh.size() < MOST_MESSAGES) {
                fresh.add(message);
            }
        }
        var sizes = new FetchProfile();
        sizes.add(FetchProfile.Item.SIZE);
        folder.fetch(fresh.toArray(Message[]::new), sizes);
        for (Message message : fresh) {
            if (message.getSize() <= MOST_OCTETS) {
                var octets = new ByteArrayOutputStream(Math.max(32, message.getSize()));
                ((IMAPMessage) message).writeTo(octets);
                reader.read(octets.toByteArray());
            }
            last = uids.getUID(message);
        }
        return new Mark(validity, last);
    }
}
