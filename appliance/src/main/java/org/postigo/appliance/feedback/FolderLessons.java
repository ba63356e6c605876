package org.postigo.appliance.feedback;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.postigo.appliance.settings.Settings.FolderAccount;
import org.postigo.mail.Client;
import org.postigo.mail.Content;
import org.postigo.mail.DomainName;
import org.postigo.mail.Envelope;
import org.postigo.mail.MailId;
import org.postigo.mail.MailObject;
import org.postigo.mail.Recipient;
import org.postigo.mail.ReversePath;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lessons from the folders of people's mailboxes. Each message counts once, whatever folder it is met in how often; one
 * that turns up in the other folder later is learnt anew the other way round.
 *
 * <p>What was learnt stands in {@code learnt}, one line for each: its place among the lessons, spam or ham, and the hash
 * of the message. A line is written when the lesson has been learnt; a stop in between can at worst teach one message
 * twice. How far each folder was read stands in memory only: after a start all are read once more, and what is known is
 * passed over.
 *
 * <p>Logs at warn a server that does not answer; it is asked again the next time.
 */
public final class FolderLessons {
    private static final Logger LOG = LoggerFactory.getLogger(FolderLessons.class);
    private static final Client NOBODY = Client.plain(InetAddress.ofLiteral("192.0.2.0"), "folder.invalid");

    private final Path file;
    private final List<FolderAccount> accounts;
    private final School school;
    private final Clock clock;
    private final RandomGenerator random;
    private final ReentrantLock oneReader = new ReentrantLock();
    private final Map<String, Boolean> learnt = new HashMap<>();
    private final Map<String, ImapFolder.Mark> marks = new HashMap<>();
    private volatile State state = new State(0, 0, 0, Optional.empty(), "");

    /** Where lessons are taught. */
    public interface School {
        /**
         * Teaches one message.
         *
         * @param turned whether it had been taught as the opposite
         * @return its place among the lessons
         */
        long teach(MailObject mail, boolean spam, boolean turned) throws IOException;

        /** Takes back every lesson of this kind; returns the place of that. */
        long forget() throws IOException;

        /** The last place that the models hold. */
        long folded();
    }

    /**
     * How it stands.
     *
     * @param accounts that are read
     * @param spam messages known as spam
     * @param ham messages known as good
     * @param read when the folders were read last
     * @param problem of the last reading, for an operator; empty if there was none
     */
    public record State(int accounts, long spam, long ham, Optional<Instant> read, String problem) {}

    /**
     * Goes on where it left off.
     *
     * @param folder of its own in the data folder
     * @throws IOException if that cannot be read
     */
    public FolderLessons(Path folder, List<FolderAccount> accounts, School school, Clock clock, RandomGenerator random)
            throws IOException {
        this.file = folder.resolve("learnt");
        this.accounts = List.copyOf(accounts);
        this.school = school;
        this.clock = clock;
        this.random = random;
        Files.createDirectories(folder);
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                String[] words = line.split(" ");
                // A line cut off by a stop, and lessons that the models have lost, are learnt again.
                if (words.length == 3 && words[2].length() == 64 && Long.parseLong(words[0]) <= school.folded()) {
                    learnt.put(words[2], words[1].equals("spam"));
                }
            }
        }
        show(Optional.empty(), "");
    }

    /** How it stands; answers from memory. */
    public State state() {
        return state;
    }

    /** Reads all folders once and learns what is new; returns how many lessons that were. */
    public int readAll() {
        oneReader.lock();
        try {
            int lessons = 0;
            String problem = "";
            for (FolderAccount account : accounts) {
                try {
                    lessons += read(account, account.junk(), true);
                    if (!account.notJunk().isEmpty()) {
                        lessons += read(account, account.notJunk(), false);
                    }
                } catch (IOException unreadable) {
                    problem = String.valueOf(unreadable.getMessage());
                    LOG.warn("{}; asked again the next time", problem);
                }
            }
            show(Optional.of(clock.instant()), problem);
            return lessons;
        } finally {
            oneReader.unlock();
        }
    }

    /** Takes back every lesson of this kind. What was read stays known, so that it is not learnt again. */
    public void forget() throws IOException {
        oneReader.lock();
        try {
            school.forget();
        } finally {
            oneReader.unlock();
        }
    }

    private int read(FolderAccount account, String folder, boolean spam) throws IOException {
        String key = account.user() + "@" + account.server() + "/" + folder;
        var lessons = new int[1];
        ImapFolder.Mark mark = ImapFolder.read(
                account,
                folder,
                marks.getOrDefault(key, ImapFolder.Mark.NONE),
                message -> lessons[0] += learn(account, message, spam) ? 1 : 0);
        marks.put(key, mark);
        return lessons[0];
    }

    private boolean learn(FolderAccount account, byte[] message, boolean spam) throws IOException {
        String hash = hash(message);
        Boolean before = learnt.get(hash);
        if (before != null && before == spam) {
            return false;
        }
        Instant now = clock.instant();
        // Its envelope is gone; only whose mail it is matters to the lesson.
        var mail = new MailObject(
                MailId.next(now, random),
                now,
                NOBODY,
                new Envelope(
                        new ReversePath.Null(),
                        Envelope.Parameters.NONE,
                        List.of(Recipient.of("postmaster@" + DomainName.of(account.domain())))),
                Content.of(message));
        long place = school.teach(mail, spam, before != null);
        append(place + " " + (spam ? "spam " : "ham ") + hash + "\n");
        learnt.put(hash, spam);
        return true;
    }

    private void append(String line) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            var octets = java.nio.ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII));
            while (octets.hasRemaining()) {
                channel.write(octets);
            }
            channel.force(true);
        }
    }

    private void show(Optional<Instant> read, String problem) {
        long spam = learnt.values().stream().filter(each -> each).count();
        state = new State(accounts.size(), spam, learnt.size() - spam, read, problem);
    }

    private static String hash(byte[] message) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(message));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
