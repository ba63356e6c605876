package org.postigo.quarantine.notice;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.postigo.mail.Mailbox;
import org.postigo.quarantine.Backoff;
import org.postigo.store.audit.Audit;
import org.postigo.store.audit.AuditEvent;
import org.postigo.store.audit.AuditEvent.Deed;
import org.postigo.store.disk.Disk;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Mail of our own that has not left yet: each message a file in one folder of the data, durable before it counts as kept, so
 * that a restart forgets none. Tried again with a growing wait until somebody takes it, refuses it for good, or its time is
 * over. A stop between the next server's answer and the deletion of the file sends it twice, never not at all.
 *
 * <p>Holds {@link #MOST} messages at most; what comes beyond that is tried once. Logs at warn what is given up or cannot be
 * kept, at error what cannot be read. May be used by many threads.
 */
public final class Outbox implements Post {
    /** Messages kept at once. */
    public static final int MOST = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
    private static final Backoff WAITS = new Backoff(Duration.ofMinutes(1), Duration.ofHours(1));
    /** Put off one after another before the rest is left for the next time. */
    private static final int MOST_IN_VAIN = 5;

    private static final String SUFFIX = ".letter";
    private static final String UNFINISHED = ".new";
    private static final String UNREADABLE = ".damaged";

    private final Path folder;
    private final Disk disk;
    private final Outgoing outgoing;
    private final Audit audit;
    private final Clock clock;
    private final Map<UUID, Letter> letters = new LinkedHashMap<>();
    private final LongAdder left = new LongAdder();
    private final LongAdder givenUp = new LongAdder();
    private final ReentrantLock oneAtATime = new ReentrantLock();

    /**
     * A message that waits.
     *
     * @param attempts so far
     * @param next when it is tried again
     * @param end when it is given up
     */
    private record Letter(UUID id, Notice notice, Deed deed, int attempts, Instant next, Instant end) {
        Letter putOff(Instant now) {
            return new Letter(id, notice, deed, attempts + 1, now.plus(WAITS.after(attempts + 1)), end);
        }
    }

    private Outbox(Path folder, Disk disk, Outgoing outgoing, Audit audit, Clock clock) {
        this.folder = folder;
        this.disk = disk;
        this.outgoing = outgoing;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * With what an earlier run kept.
     *
     * @param folder made if need be
     * @param audit told of what has left
     * @throws IOException if the folder cannot be made or listed
     */
    public static Outbox open(Path folder, Disk disk, Outgoing outgoing, Audit audit, Clock clock) throws IOException {
        disk.makeFolders(folder);
        var outbox = new Outbox(folder, disk, outgoing, audit, clock);
        for (String name : disk.list(folder)) {
            if (name.endsWith(SUFFIX)) {
                outbox.read(name).ifPresent(letter -> outbox.letters.put(letter.id(), letter));
            } else if (name.endsWith(UNFINISHED)) {
                disk.delete(folder.resolve(name));
            }
        }
        return outbox;
    }

    @Override
    public Outgoing.Sending post(Notice notice, Deed deed, Instant end) {
        Instant now = clock.instant();
        Outgoing.Sending sending = outgoing.send(notice);
        switch (sending) {
            case Outgoing.Sending.Sent sent -> left(notice, deed, sent);
            case Outgoing.Sending.PutOff _ -> {
                if (now.isBefore(end)) {
                    var letter = new Letter(UUID.randomUUID(), notice, deed, 0, now, end).putOff(now);
                    if (room()) {
                        tryToKeep(letter);
                    } else {
                        givenUp.increment();
                        LOG.warn("{} messages of our own wait, so that one to {} is given up", MOST, notice.to());
                    }
                }
            }
            case Outgoing.Sending.Refused _ -> givenUp.increment();
        }
        return sending;
    }

    /**
     * Keeps a message, durable on return, to be sent by the next {@link #tick}.
     *
     * @param name of this message: keeping it again under that name keeps one
     * @throws IOException if it cannot be kept
     */
    public void keep(String name, Notice notice, Deed deed, Instant end) throws IOException {
        UUID id = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
        if (!room()) {
            throw new IOException(MOST + " messages of our own wait already");
        }
        var letter = new Letter(id, notice, deed, 0, clock.instant(), end);
        write(letter);
        put(letter);
    }

    private boolean room() {
        return waiting() < MOST;
    }

    /**
     * Mail of our own since the start.
     *
     * @param waiting to be tried again
     * @param sent taken by a next server
     * @param givenUp refused for good, too late, or too many at once
     */
    public record Figures(int waiting, long sent, long givenUp) {}

    /** What it has done since the start. */
    public Figures figures() {
        return new Figures(waiting(), left.sum(), givenUp.sum());
    }

    /** How many wait. */
    public int waiting() {
        synchronized (letters) {
            return letters.size();
        }
    }

    private void put(Letter letter) {
        synchronized (letters) {
            letters.put(letter.id(), letter);
        }
    }

    /** Sends what is due; does nothing while it is still at it. */
    public void tick() {
        if (!oneAtATime.tryLock()) {
            return;
        }
        try {
            Instant now = clock.instant();
            int inVain = 0;
            for (Letter letter : due(now)) {
                inVain = send(letter) ? 0 : inVain + 1;
                // The next server is away: the others need not wait for it one after another.
                if (inVain == MOST_IN_VAIN) {
                    return;
                }
            }
        } finally {
            oneAtATime.unlock();
        }
    }

    private List<Letter> due(Instant now) {
        synchronized (letters) {
            return letters.values().stream()
                    .filter(letter -> !now.isBefore(letter.next()))
                    .sorted(Comparator.comparing(Letter::next))
                    .toList();
        }
    }

    /** Whether it waits no longer. */
    private boolean send(Letter letter) {
        Instant now = clock.instant();
        if (!now.isBefore(letter.end())) {
            LOG.warn(
                    "our mail to {} is given up after {} tries", letter.notice().to(), letter.attempts());
            givenUp.increment();
            forget(letter);
            return true;
        }
        switch (outgoing.send(letter.notice())) {
            case Outgoing.Sending.Sent sent -> {
                forget(letter);
                left(letter.notice(), letter.deed(), sent);
                return true;
            }
            case Outgoing.Sending.PutOff _ -> {
                tryToKeep(letter.putOff(now));
                return false;
            }
            case Outgoing.Sending.Refused _ -> {
                givenUp.increment();
                forget(letter);
                return true;
            }
        }
    }

    private void left(Notice notice, Deed deed, Outgoing.Sending.Sent sent) {
        left.increment();
        audit.note(new AuditEvent(clock.instant(), notice.to().toString(), "", deed, "", sent.server()));
    }

    /** On a disk that takes nothing it waits in memory. */
    private void tryToKeep(Letter letter) {
        put(letter);
        try {
            write(letter);
        } catch (IOException trouble) {
            LOG.warn("our mail to {} waits in memory alone: {}", letter.notice().to(), trouble.toString());
        }
    }

    private void forget(Letter letter) {
        synchronized (letters) {
            letters.remove(letter.id());
        }
        try {
            disk.delete(folder.resolve(letter.id() + SUFFIX));
            disk.syncFolder(folder);
        } catch (IOException trouble) {
            LOG.warn(
                    "our mail to {} may be sent again after a restart: {}",
                    letter.notice().to(),
                    trouble.toString());
        }
    }

    private void write(Letter letter) throws IOException {
        Notice notice = letter.notice();
        var fields = new Properties();
        fields.setProperty("to", notice.to().toString());
        fields.setProperty("language", notice.language());
        fields.setProperty("origin", notice.origin().name());
        fields.setProperty("subject", notice.subject());
        fields.setProperty("text", notice.text());
        notice.html().ifPresent(html -> fields.setProperty("html", html));
        fields.setProperty("deed", letter.deed().name());
        fields.setProperty("attempts", Integer.toString(letter.attempts()));
        fields.setProperty("next", letter.next().toString());
        fields.setProperty("end", letter.end().toString());
        var text = new StringWriter();
        fields.store(text, null);
        Path unfinished = folder.resolve(letter.id() + UNFINISHED);
        try (Disk.Output out = disk.create(unfinished)) {
            out.write(ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8)));
            out.sync();
        }
        disk.rename(unfinished, folder.resolve(letter.id() + SUFFIX));
        disk.syncFolder(folder);
    }

    /** One that cannot be read is put aside: the others leave all the same. */
    private Optional<Letter> read(String name) throws IOException {
        var fields = new Properties();
        try (InputStream in = disk.read(folder.resolve(name), 0)) {
            fields.load(new InputStreamReader(in, StandardCharsets.UTF_8));
            return Optional.of(new Letter(
                    UUID.fromString(name.substring(0, name.length() - SUFFIX.length())),
                    new Notice(
                            Mailbox.of(field(fields, "to")),
                            field(fields, "language"),
                            field(fields, "subject"),
                            field(fields, "text"),
                            Optional.ofNullable(fields.getProperty("html")),
                            Notice.Origin.valueOf(field(fields, "origin"))),
                    Deed.valueOf(field(fields, "deed")),
                    Integer.parseInt(field(fields, "attempts")),
                    Instant.parse(field(fields, "next")),
                    Instant.parse(field(fields, "end"))));
        } catch (IllegalArgumentException | DateTimeException damaged) {
            disk.rename(folder.resolve(name), folder.resolve(name + UNREADABLE));
            LOG.error("a message of our own cannot be read and is kept as {}", name + UNREADABLE, damaged);
            return Optional.empty();
        }
    }

    private static String field(Properties fields, String name) {
        return Optional.ofNullable(fields.getProperty(name))
                .orElseThrow(() -> new IllegalArgumentException("there is no " + name));
    }
}
