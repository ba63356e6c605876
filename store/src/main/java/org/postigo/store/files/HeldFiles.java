package org.postigo.store.files;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.postigo.mail.Content;
import org.postigo.mail.MailId;
import org.postigo.mail.MailObject;
import org.postigo.mail.finding.Assessment;
import org.postigo.store.disk.Disk;
import org.postigo.store.disk.SharedSync;
import org.postigo.store.held.HeldMail.CopyToHold;
import org.postigo.store.held.HeldMail.DamagedContent;
import org.postigo.store.held.HeldMail.NoLongerKept;
import org.postigo.store.held.HeldMessage;
import org.postigo.store.log.HeldMetadata;
import org.postigo.store.log.Wire;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One file for each held message, in a folder for each day (UTC, of the message's id): a line with length and checksum of
 * the metadata, the metadata in JSON, and the content. While it is invisible it is called {@code ID.pending}; publishing
 * renames it to {@code ID.held}. A body of {@link #SHARED_FROM} octets or more stands in {@code bodies/SHA256} of the same
 * day instead, once for all messages of that day that have it: a bomb of alike messages costs the disk one body.
 *
 * <p>When nothing of a message is kept any more, {@code ID.gone} stands in its place with the same two first lines: what
 * was learnt, counted and told of it needs its metadata for ever, and nothing needs its octets.
 */
public final class HeldFiles {
    private static final Logger LOG = LoggerFactory.getLogger(HeldFiles.class);

    /** Bodies of fewer octets are not shared: a file of their own would cost as much. */
    static final int SHARED_FROM = 32 << 10;

    private static final int LONGEST_HEADER_SECTION = 1 << 20;
    private static final int LONGEST_METADATA = 32 << 20;
    private static final Pattern FIRST_LINE = Pattern.compile("POSTIGO-HELD 1 ([0-9]{10}) ([0-9a-f]{8})\n");
    private static final int FIRST_LINE_OCTETS = 35;
    private static final int CACHED = 500;
    private static final String HELD = ".held";
    private static final String PENDING = ".pending";
    private static final String GONE = ".gone";
    private static final String TEMPORARY = ".tmp";

    private final Disk disk;
    private final SharedSync sync;
    private final Path root;
    private final Set<Path> made = ConcurrentHashMap.newKeySet();
    private final Set<MailId> writing = ConcurrentHashMap.newKeySet();
    private final ReentrantLock removing = new ReentrantLock();
    private final Map<MailId, HeldMetadata> cache = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<MailId, HeldMetadata> eldest) {
            return size() > CACHED;
        }
    };

    /**
     * In a folder.
     *
     * @param root that holds the folders of the days; made if it is not there
     */
    public HeldFiles(Disk disk, Path root) throws IOException {
        this.disk = disk;
        this.sync = new SharedSync(disk);
        this.root = root;
        disk.makeFolders(root);
    }

    /** The day in whose folder a message stands. */
    public static LocalDate day(MailId id) {
        return LocalDate.ofInstant(id.time(), ZoneOffset.UTC);
    }

    private Path folder(MailId id) {
        return root.resolve(day(id).toString());
    }

    private Path file(MailId id, String ending) {
        return folder(id).resolve(id + ending);
    }

    private Path bodies(MailId id) {
        return folder(id).resolve("bodies");
    }

    private void make(Path folder) throws IOException {
        if (!made.contains(folder)) {
            disk.makeFolders(folder);
            made.add(folder);
        }
    }

    /**
     * Writes a message that nobody sees yet. Its octets are durable on return, its name is with {@link #publish} or
     * {@link #settle}: until then nobody has been told of it.
     *
     * @throws IOException if it could not be written; then nothing of it remains
     */
    public HeldMetadata write(
            MailObject mail, Assessment assessment, String retryKey, List<CopyToHold> copies, Instant now)
            throws IOException {
        // Names differ by 30 bits of chance within a millisecond: in years of full load two will be the same.
        if (!writing.add(mail.id())) {
            throw new IOException("the name " + mail.id() + " is taken");
        }
        try {
            if (List.of(HELD, PENDING, GONE).stream().anyMatch(ending -> disk.exists(file(mail.id(), ending)))) {
                throw new IOException("the name " + mail.id() + " is taken");
            }
            return writeNew(mail, assessment, retryKey, copies, now);
        } finally {
            writing.remove(mail.id());
        }
    }

    private HeldMetadata writeNew(
            MailObject mail, Assessment assessment, String retryKey, List<CopyToHold> copies, Instant now)
            throws IOException {
        Content content = mail.content();
        byte[] head = content.head(LONGEST_HEADER_SECTION);
        int body = bodyAt(head);
        MessageDigest whole = Sha256.start();
        MessageDigest bodyOnly = Sha256.start();
        digest(content, whole, body, bodyOnly);
        var message = new HeldMessage(
                mail.id(),
                mail.received(),
                mail.client(),
                mail.envelope(),
                assessment,
                content.size(),
                HexFormat.of().formatHex(whole.digest()),
                retryKey);
        make(folder(mail.id()));
        Optional<Shared> shared = content.size() - body >= SHARED_FROM
                ? share(mail.id(), content, body, HexFormat.of().formatHex(bodyOnly.digest()))
                : Optional.empty();
        long octets = shared.filter(s -> !s.created()).isPresent() ? body : content.size();
        var metadata = new HeldMetadata(message, copies, now, octets, shared.map(Shared::sha256));
        Path file = file(mail.id(), PENDING);
        try {
            try (Disk.Output out = disk.create(file)) {
                write(metadata, out);
                if (shared.isPresent()) {
                    out.write(ByteBuffer.wrap(head, 0, body));
                } else {
                    copy(content, 0, out);
                }
                out.sync();
            }
        } catch (IOException e) {
            deleteQuietly(file);
            throw e;
        }
        return metadata;
    }

    private static void write(HeldMetadata metadata, Disk.Output out) throws IOException {
        byte[] json = Wire.write(metadata);
        String line = "POSTIGO-HELD 1 %010d %08x\n".formatted(json.length, crc(json));
        out.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)));
        out.write(ByteBuffer.wrap(json));
        out.write(ByteBuffer.wrap(new byte[] {'\n'}));
    }

    /** Where the body begins: behind the first empty line (RFC 5322 §2.1); 0 if there is none. */
    private static int bodyAt(byte[] head) {
        for (int i = 0; i + 3 < head.length; i++) {
            if (head[i] == '\r' && head[i + 1] == '\n' && head[i + 2] == '\r' && head[i + 3] == '\n') {
                return i + 4;
            }
        }
        return 0;
    }

    private static void digest(Content content, MessageDigest whole, int body, MessageDigest bodyOnly)
            throws IOException {
        byte[] buffer = new byte[1 << 16];
        long at = 0;
        try (InputStream in = content.open()) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                whole.update(buffer, 0, count);
                int skip = Math.clamp(body - at, 0, count);
                bodyOnly.update(buffer, skip, count - skip);
                at += count;
            }
        }
        if (at != content.size()) {
            throw new IOException("the content has " + at + " octets instead of " + content.size());
        }
    }

    private static void copy(Content content, int from, Disk.Output out) throws IOException {
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = content.open()) {
            in.skipNBytes(from);
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                out.write(ByteBuffer.wrap(buffer, 0, count));
            }
        }
    }

    private record Shared(String sha256, boolean created) {}

    /** Makes sure that the body stands in its own file, durably; empty if it must stand with the message after all. */
    private Optional<Shared> share(MailId id, Content content, int body, String sha256) throws IOException {
        Path bodies = bodies(id);
        make(bodies);
        Path file = bodies.resolve(sha256);
        boolean there = disk.exists(file);
        if (there) {
            if (!same(content, body, file)) {
                LOG.error("{} is damaged: restore it from a backup. New mail with the same body is kept apart", file);
                return Optional.empty();
            }
        } else {
            Path temporary = bodies.resolve(sha256 + "." + id + TEMPORARY);
            try {
                try (Disk.Output out = disk.create(temporary)) {
                    copy(content, body, out);
                    out.sync();
                }
                disk.rename(temporary, file);
            } catch (IOException e) {
                deleteQuietly(temporary);
                throw e;
            }
        }
        // Also for one that was there: its writer may not have come to this yet.
        sync.syncFolder(bodies);
        return Optional.of(new Shared(sha256, !there));
    }

    private boolean same(Content content, int body, Path file) throws IOException {
        try (InputStream ours = new BufferedInputStream(content.open(), 1 << 16);
                InputStream theirs = new BufferedInputStream(disk.read(file, 0), 1 << 16)) {
            ours.skipNBytes(body);
            byte[] a = ours.readNBytes(1 << 16);
            while (a.length > 0) {
                if (!java.util.Arrays.equals(a, theirs.readNBytes(a.length))) {
                    return false;
                }
                a = ours.readNBytes(1 << 16);
            }
            return theirs.read() < 0;
        }
    }

    /** Makes the name of a pending message durable, so that a retry finds it after a power cut too. */
    public void settle(MailId id) throws IOException {
        sync.syncFolder(folder(id));
    }

    /** Makes a pending message visible, durable on return. */
    public void publish(MailId id) throws IOException {
        Path pending = file(id, PENDING);
        Path held = file(id, HELD);
        disk.rename(pending, held);
        try {
            sync.syncFolder(folder(id));
        } catch (IOException e) {
            // Not known to be durable, so it must not be seen either: the sender will try again.
            synchronized (cache) {
                cache.remove(id);
            }
            try {
                disk.rename(held, pending);
            } catch (IOException stays) {
                e.addSuppressed(stays);
            }
            throw e;
        }
    }

    /**
     * Deletes the octets of visible messages of a day and keeps their metadata: durable in its new place before the old one
     * goes, so that after a power cut at any step one of the two is there. Bodies that others may have stay for
     * {@link #sweepBodies}. One whose metadata is damaged is left as it is, loudly.
     *
     * @return what is known of those whose octets it deleted
     * @throws IOException if that did not come to its end; it can be done again
     */
    public List<HeldMetadata> remove(LocalDate day, Collection<MailId> ids) throws IOException {
        Path folder = root.resolve(day.toString());
        removing.lock();
        try {
            var going = new ArrayList<HeldMetadata>();
            for (MailId id : ids) {
                try {
                    Optional<HeldMetadata> metadata = metadata(file(id, HELD));
                    if (metadata.isPresent()) {
                        keepMetadata(metadata.get());
                        going.add(metadata.get());
                    }
                } catch (DamagedContent damaged) {
                    LOG.error("{} Until then its octets stay", damaged.getMessage());
                }
            }
            if (!going.isEmpty()) {
                sync.syncFolder(folder);
                for (HeldMetadata metadata : going) {
                    disk.delete(file(metadata.message().id(), HELD));
                }
                // Before a body goes: or a message could come back without it.
                sync.syncFolder(folder);
            }
            return going;
        } finally {
            removing.unlock();
        }
    }

    private void keepMetadata(HeldMetadata metadata) throws IOException {
        Path gone = file(metadata.message().id(), GONE);
        if (!disk.exists(gone)) {
            Path temporary = file(metadata.message().id(), GONE + TEMPORARY);
            try (Disk.Output out = disk.create(temporary)) {
                write(metadata, out);
                out.sync();
            }
            disk.rename(temporary, gone);
        }
    }

    /** Deletes a pending message. */
    public void drop(HeldMetadata pending) {
        dropPending(pending.message().id());
    }

    /** Deletes what was to become a pending message. */
    public void dropPending(MailId id) {
        deleteQuietly(file(id, PENDING));
    }

    /** Deletes what a stop left half-written on a day. Only when nothing is being written yet. */
    public void sweep(LocalDate day) throws IOException {
        for (Path folder : List.of(root.resolve(day.toString()), root.resolve(day.toString(), "bodies"))) {
            for (String name : disk.list(folder)) {
                if (name.endsWith(TEMPORARY)) {
                    disk.delete(folder.resolve(name));
                }
            }
        }
    }

    /** Whether a body stands by itself on a day. */
    public boolean hasBodies(LocalDate day) throws IOException {
        return !disk.list(root.resolve(day.toString(), "bodies")).isEmpty();
    }

    /**
     * Deletes bodies of a day that no message has: theirs was never acknowledged, or is no longer kept. Only for days long
     * past, on which nothing is being written any more.
     */
    public void sweepBodies(LocalDate day) throws IOException {
        Path bodies = root.resolve(day.toString(), "bodies");
        List<String> names = disk.list(bodies);
        if (names.isEmpty()) {
            return;
        }
        var used = new java.util.HashSet<String>();
        for (MailId id : published(day)) {
            used.add(read(id).flatMap(HeldMetadata::body).orElse(""));
        }
        for (MailId id : pending(day)) {
            used.add(readPending(id).flatMap(HeldMetadata::body).orElse(""));
        }
        for (String name : names) {
            if (!used.contains(name)) {
                disk.delete(bodies.resolve(name));
            }
        }
    }

    private void deleteQuietly(Path file) {
        try {
            disk.delete(file);
        } catch (IOException e) {
            LOG.warn("{} could not be deleted: {}. It does no harm", file, e.toString());
        }
    }

    /** Days that have a folder, newest first. */
    public List<LocalDate> days() throws IOException {
        var days = new ArrayList<LocalDate>();
        for (String name : disk.list(root)) {
            try {
                days.add(LocalDate.parse(name));
            } catch (DateTimeParseException notOurs) {
                LOG.warn("{} is no folder of a day; ignored", root.resolve(name));
            }
        }
        return days.reversed();
    }

    /** Visible messages of a day, newest first. */
    public List<MailId> published(LocalDate day) throws IOException {
        return ids(day, HELD);
    }

    /** Messages of a day of which only metadata is left, newest first. */
    public List<MailId> gone(LocalDate day) throws IOException {
        return ids(day, GONE);
    }

    /** Invisible messages of a day. */
    public List<MailId> pending(LocalDate day) throws IOException {
        return ids(day, PENDING);
    }

    private List<MailId> ids(LocalDate day, String ending) throws IOException {
        var ids = new ArrayList<MailId>();
        for (String name : disk.list(root.resolve(day.toString()))) {
            if (name.endsWith(ending)) {
                try {
                    ids.add(new MailId(name.substring(0, name.length() - ending.length())));
                } catch (IllegalArgumentException notOurs) {
                    LOG.warn("{} is none of our files; ignored", root.resolve(day.toString(), name));
                }
            }
        }
        return ids.reversed();
    }

    /**
     * What is held of a visible message, or was until it was removed; empty if there is none of that name.
     *
     * @throws DamagedContent if its metadata is not what was written
     */
    public Optional<HeldMetadata> read(MailId id) throws IOException {
        synchronized (cache) {
            HeldMetadata known = cache.get(id);
            if (known != null) {
                return Optional.of(known);
            }
        }
        Optional<HeldMetadata> read = metadata(file(id, HELD));
        if (read.isEmpty()) {
            read = metadata(file(id, GONE));
        }
        synchronized (cache) {
            read.ifPresent(metadata -> cache.put(id, metadata));
        }
        return read;
    }

    /** What is held of an invisible message; empty if it is not whole, or there is none. */
    public Optional<HeldMetadata> readPending(MailId id) throws IOException {
        try {
            return metadata(file(id, PENDING));
        } catch (DamagedContent cutShort) {
            return Optional.empty();
        }
    }

    private Optional<HeldMetadata> metadata(Path file) throws IOException {
        try (InputStream in = new BufferedInputStream(disk.read(file, 0), 8 << 10)) {
            Matcher line = FIRST_LINE.matcher(new String(in.readNBytes(FIRST_LINE_OCTETS), StandardCharsets.US_ASCII));
            if (!line.matches()) {
                throw damaged(file);
            }
            long length = Long.parseLong(line.group(1));
            byte[] json = length > LONGEST_METADATA ? new byte[0] : in.readNBytes((int) length);
            if (json.length != length || crc(json) != Integer.parseUnsignedInt(line.group(2), 16)) {
                throw damaged(file);
            }
            HeldMetadata metadata = Wire.metadata(json)
                    .orElseThrow(() ->
                            new DamagedContent(file + " was written by a newer version: use that version to read it"));
            if (!String.valueOf(file.getFileName())
                    .startsWith(metadata.message().id().text())) {
                throw new DamagedContent(file + " bears another message's name: give it back its own");
            }
            return Optional.of(metadata);
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }

    private static DamagedContent damaged(Path file) {
        return new DamagedContent(file + " is damaged: its metadata is not what was written. Restore it from a backup");
    }

    /**
     * The bytes of a visible message, checked while they are read.
     *
     * @throws NoLongerKept if only its metadata is left
     */
    public Content content(HeldMessage message) throws IOException {
        Path file = file(message.id(), HELD);
        HeldMetadata metadata = read(message.id()).orElseThrow(() -> missing(file));
        // Its length cannot be asked of the metadata in memory: that may be written in another order next time.
        long head;
        try {
            head = headAt(file);
        } catch (NoSuchFileException none) {
            throw absent(message.id());
        }
        return new VerifiedContent(message.size(), message.sha256(), file.toString(), () -> {
            InputStream first;
            try {
                first = disk.read(file, head);
            } catch (NoSuchFileException none) {
                throw absent(message.id());
            }
            if (metadata.body().isEmpty()) {
                return first;
            }
            Path body = bodies(message.id()).resolve(metadata.body().get());
            try {
                return new SequenceInputStream(first, disk.read(body, 0));
            } catch (NoSuchFileException missing) {
                first.close();
                throw disk.exists(file) ? missing(body) : absent(message.id());
            } catch (IOException e) {
                first.close();
                throw e;
            }
        });
    }

    /** Why the octets of a message are not there. */
    private IOException absent(MailId id) {
        return disk.exists(file(id, GONE)) ? new NoLongerKept(id.text()) : missing(file(id, HELD));
    }

    private static DamagedContent missing(Path file) {
        return new DamagedContent(file + " is missing. Restore it from a backup");
    }

    private long headAt(Path file) throws IOException {
        try (InputStream in = disk.read(file, 0)) {
            Matcher line = FIRST_LINE.matcher(new String(in.readNBytes(FIRST_LINE_OCTETS), StandardCharsets.US_ASCII));
            if (!line.matches()) {
                throw damaged(file);
            }
            return FIRST_LINE_OCTETS + Long.parseLong(line.group(1)) + 1;
        }
    }

    private static int crc(byte[] json) {
        var crc = new CRC32C();
        crc.update(json);
        return (int) crc.getValue();
    }
}
