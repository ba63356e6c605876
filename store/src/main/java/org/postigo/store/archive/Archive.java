package org.postigo.store.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import org.postigo.mail.Content;
import org.postigo.store.disk.Disk;
import org.postigo.store.held.CopyEvent;
import org.postigo.store.held.HeldCopy;
import org.postigo.store.log.ArchivedCopy;
import org.postigo.store.log.Wire;

/**
 * Copies that a domain wants kept when their time in the quarantine is over, for whoever is asked years later. Plain files,
 * readable without us:
 *
 * <pre>
 * DOMAIN/YYYY-MM/ID.eml      the message as it was held, octet by octet; the month (UTC) in which it came
 * DOMAIN/YYYY-MM/COPY.json   the story of a copy of it in one line of JSON: put together, those of a month are JSON lines
 * </pre>
 *
 * <p>Nothing here is ever changed or deleted by us. May be called from many threads.
 */
public final class Archive {
    private static final String TEMPORARY = ".tmp";

    private final Disk disk;
    private final Path root;
    private final long reserve;

    /**
     * In a folder, made with the first copy.
     *
     * @param reserve octets of free space below which nothing is put there: mail is worth more than its past
     */
    public Archive(Disk disk, Path root, long reserve) {
        this.disk = disk;
        this.root = root;
        this.reserve = reserve;
    }

    /**
     * Puts a copy there, durable on return; the same copy again replaces itself.
     *
     * @param events all that happened to it
     * @param content checked against its SHA-256 while it is read
     * @return its file, below the archive, with slashes
     * @throws IOException if it could not be read or written, or there is no room; then it is not in the archive
     */
    public String put(HeldCopy copy, List<CopyEvent> events, Content content) throws IOException {
        String place = copy.recipient().path().domain() + "/"
                + YearMonth.from(copy.message().received().atOffset(ZoneOffset.UTC));
        Path folder = root.resolve(place);
        disk.makeFolders(folder);
        Path message = folder.resolve(copy.message().id() + ".eml");
        // Another recipient's copy may have brought it: once it has its name it is whole.
        if (!disk.exists(message) || disk.size(message) != content.size()) {
            write(content, message);
        }
        Path story = folder.resolve(copy.id() + ".json");
        try (Disk.Output out = disk.create(temporary(story))) {
            out.write(ByteBuffer.wrap(Wire.write(ArchivedCopy.of(copy, events))));
            out.write(ByteBuffer.wrap(new byte[] {'\n'}));
            out.sync();
        }
        disk.rename(temporary(story), story);
        disk.syncFolder(folder);
        return place + "/" + message.getFileName();
    }

    private void write(Content content, Path message) throws IOException {
        long free = disk.free(root);
        if (free - content.size() < reserve) {
            throw new IOException("only " + free + " octets are free on the disk of " + root + ", of which " + reserve
                    + " are a reserve: make room, and what is to be archived stays held until then");
        }
        try (Disk.Output out = disk.create(temporary(message))) {
            byte[] buffer = new byte[1 << 16];
            try (InputStream in = content.open()) {
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    out.write(ByteBuffer.wrap(buffer, 0, count));
                }
            }
            out.sync();
        }
        disk.rename(temporary(message), message);
    }

    private static Path temporary(Path file) {
        return file.resolveSibling(file.getFileName() + TEMPORARY);
    }
}
