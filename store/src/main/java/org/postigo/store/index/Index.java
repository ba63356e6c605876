package org.postigo.store.index;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.mapdb.BTreeMap;
import org.mapdb.DB;
import org.mapdb.DBMaker;
import org.mapdb.Serializer;
import org.postigo.mail.DomainName;
import org.postigo.mail.MailId;
import org.postigo.store.counts.Tallies;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.CopyLife;
import org.postigo.store.log.Wire;

/**
 * Where each held copy stands and where its events stand in the log, the counts of acquaintances, of
 * entries' hits and over time, and marks that say how far all this has been folded. One MapDB file for each month and one for the site. One thread writes, any number read.
 *
 * <p>MapDB hands out a flipped octet of a value in silence, so each value bears a checksum of ours. A full disk damages what
 * it had committed: then everything here throws {@link IndexTrouble}, and the owner throws the index away.
 */
public final class Index implements Closeable {
    private static final String SITE = "site";
    private static final int ROW_HEADER = 8 + 4 + 8 + 8 + 1;

    private final Optional<Path> folder;
    private final ConcurrentSkipListMap<YearMonth, Part> parts = new ConcurrentSkipListMap<>();
    private final Set<YearMonth> dirty = new HashSet<>();
    private final DB site;
    private final BTreeMap<Long, byte[]> acquaintances;
    private final BTreeMap<String, byte[]> hits;
    private final BTreeMap<String, byte[]> counts;
    private final BTreeMap<String, Long> marks;

    private record Part(DB db, BTreeMap<String, byte[]> copies, BTreeMap<String, byte[]> events) {}

    /**
     * Opens what is there, or makes it.
     *
     * @param folder of the files; empty for an index in memory
     * @throws IndexTrouble if a file is damaged
     */
    public static Index open(Optional<Path> folder) {
        return guarded(
                "the index in " + folder.map(Path::toString).orElse("memory") + " cannot be opened",
                () -> new Index(folder));
    }

    private Index(Optional<Path> folder) {
        this.folder = folder;
        folder.ifPresent(path -> {
            try {
                Files.createDirectories(path);
            } catch (IOException e) {
                throw new IndexTrouble(path + " cannot be made", e);
            }
        });
        site = db(SITE);
        acquaintances = site.treeMap("acquaintances", Serializer.LONG, Serializer.BYTE_ARRAY)
                .createOrOpen();
        hits = site.treeMap("hits", Serializer.STRING, Serializer.BYTE_ARRAY).createOrOpen();
        counts =
                site.treeMap("counts", Serializer.STRING, Serializer.BYTE_ARRAY).createOrOpen();
        marks = site.treeMap("marks", Serializer.STRING_ASCII, Serializer.LONG).createOrOpen();
        folder.ifPresent(this::openParts);
    }

    private void openParts(Path path) {
        try (Stream<Path> files = Files.list(path)) {
            files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.matches("[0-9]{4}-[0-9]{2}\\.db"))
                    .forEach(name -> part(YearMonth.parse(name.substring(0, 7))));
        } catch (IOException e) {
            throw new IndexTrouble(path + " cannot be read", e);
        }
    }

    private DB db(String name) {
        // Not by file channels, which an interrupted reader would close for all; not mapped, since a full disk kills
        // the
        // process then.
        return folder.map(path -> DBMaker.fileDB(path.resolve(name + ".db").toFile())
                        .transactionEnable()
                        .make())
                .orElseGet(() -> DBMaker.memoryDB().make());
    }

    private Part part(YearMonth month) {
        return parts.computeIfAbsent(month, m -> {
            DB db = db(m.toString());
            return new Part(
                    db,
                    db.treeMap("copies", Serializer.STRING_ASCII, Serializer.BYTE_ARRAY)
                            .createOrOpen(),
                    db.treeMap("events", Serializer.STRING_ASCII, Serializer.BYTE_ARRAY)
                            .createOrOpen());
        });
    }

    private static YearMonth month(MailId id) {
        return YearMonth.from(id.time().atZone(ZoneOffset.UTC));
    }

    private static <T> T guarded(String what, Supplier<T> work) {
        try {
            return work.get();
        } catch (IndexTrouble known) {
            throw known;
        } catch (RuntimeException | java.io.IOError | AssertionError | InternalError e) {
            throw new IndexTrouble(what, e);
        }
    }

    /** A copy; empty if it is not indexed. */
    public Optional<IndexedCopy> copy(CopyId id) {
        return guarded(
                "copy " + id + " cannot be read",
                () -> Optional.ofNullable(parts.get(month(id.mail())))
                        .flatMap(part -> Optional.ofNullable(part.copies.get(id.toString())))
                        .map(row -> copy(id, row)));
    }

    /** Adds or replaces a copy. */
    public void put(IndexedCopy copy) {
        YearMonth month = month(copy.id().mail());
        guarded("copy " + copy.id() + " cannot be written", () -> {
            dirty.add(month);
            return part(month).copies.put(copy.id().toString(), row(copy));
        });
    }

    /** Shows every copy, in no order. */
    public void copies(Consumer<IndexedCopy> visitor) {
        guarded("copies cannot be read", () -> {
            for (Part part : parts.values()) {
                for (Map.Entry<String, byte[]> row : part.copies.getEntries()) {
                    CopyId id =
                            CopyId.parse(row.getKey()).orElseThrow(() -> new IndexTrouble("no copy: " + row.getKey()));
                    visitor.accept(copy(id, row.getValue()));
                }
            }
            return true;
        });
    }

    /** Remembers that a record of the log tells of a copy; records come in their order, one that is known is passed over. */
    public void putEvent(CopyId id, long position) {
        guarded("an event of " + id + " cannot be written", () -> {
            YearMonth month = month(id.mail());
            Part part = part(month);
            List<Long> known = events(part, id);
            if (known.isEmpty() || known.getLast() < position) {
                ByteBuffer row = ByteBuffer.allocate(8 * (known.size() + 1));
                known.forEach(row::putLong);
                row.putLong(position);
                dirty.add(month);
                part.events.put(id.toString(), summed(row.array()));
            }
            return true;
        });
    }

    /** Positions of the records that tell of a copy, in order. */
    public List<Long> events(CopyId id) {
        return guarded(
                "events of " + id + " cannot be read",
                () -> Optional.ofNullable(parts.get(month(id.mail())))
                        .map(part -> events(part, id))
                        .orElse(List.of()));
    }

    private static List<Long> events(Part part, CopyId id) {
        byte[] stored = part.events.get(id.toString());
        if (stored == null) {
            return List.of();
        }
        ByteBuffer row = checked(stored);
        var positions = new ArrayList<Long>();
        while (row.hasRemaining()) {
            positions.add(row.getLong());
        }
        return positions;
    }

    /** Told of acquaintances. */
    @FunctionalInterface
    public interface AcquaintanceVisitor {
        /** One: the hash of who, and the counts as they were put. */
        void one(long key, ByteBuffer counts);
    }

    /** Shows every acquaintance, in no order. */
    public void acquaintances(AcquaintanceVisitor visitor) {
        guarded("acquaintances cannot be read", () -> {
            for (Map.Entry<Long, byte[]> row : acquaintances.getEntries()) {
                visitor.one(row.getKey(), checked(row.getValue()));
            }
            return true;
        });
    }

    /** Adds or replaces an acquaintance. */
    public void putAcquaintance(long key, byte[] counts) {
        guarded("acquaintances cannot be written", () -> acquaintances.put(key, summed(counts)) != null);
    }

    /** Told of hits of allow and deny entries. */
    @FunctionalInterface
    public interface HitsVisitor {
        /** One entry: its id, how often it decided, and when last. */
        void one(String entry, long count, Instant last);
    }

    /** Shows the hits of every entry, in no order. */
    public void hits(HitsVisitor visitor) {
        guarded("hits cannot be read", () -> {
            for (Map.Entry<String, byte[]> row : hits.getEntries()) {
                ByteBuffer value = checked(row.getValue());
                visitor.one(row.getKey(), value.getLong(), Instant.ofEpochSecond(value.getLong(), value.getInt()));
            }
            return true;
        });
    }

    /** Adds or replaces the hits of an entry. */
    public void putHits(String entry, long count, Instant last) {
        ByteBuffer value = ByteBuffer.allocate(8 + 8 + 4)
                .putLong(count)
                .putLong(last.getEpochSecond())
                .putInt(last.getNano());
        guarded("hits cannot be written", () -> hits.put(entry, summed(value.array())) != null);
    }

    /** Shows every row of counts, in no order. */
    public void counts(Tallies.Writer visitor) {
        guarded("counts cannot be read", () -> {
            for (Map.Entry<String, byte[]> row : counts.getEntries()) {
                String name = row.getKey();
                int space = name.lastIndexOf(' ');
                ByteBuffer value = checked(row.getValue());
                var numbers = new int[value.remaining() / Integer.BYTES];
                value.asIntBuffer().get(numbers);
                visitor.row(
                        new Tallies.Row(name.substring(0, space), Long.parseLong(name.substring(space + 1))), numbers);
            }
            return true;
        });
    }

    /** Adds or replaces a row of counts; one without numbers is removed. */
    public void putCounts(Tallies.Row row, int[] numbers) {
        guarded("counts cannot be written", () -> {
            String name = row.series() + ' ' + row.day();
            if (numbers.length == 0) {
                counts.remove(name);
                return true;
            }
            ByteBuffer value = ByteBuffer.allocate(numbers.length * Integer.BYTES);
            value.asIntBuffer().put(numbers);
            return counts.put(name, summed(value.array())) != null;
        });
    }

    /** What {@link #mark(String, long)} put last. */
    public OptionalLong mark(String name) {
        return guarded("marks cannot be read", () -> {
            Long mark = marks.get(name);
            return mark == null ? OptionalLong.empty() : OptionalLong.of(mark);
        });
    }

    /** Remembers a number under a name. */
    public void mark(String name, long value) {
        guarded("marks cannot be written", () -> marks.put(name, value) != null);
    }

    /** Makes everything durable: months first, then the site with the marks that say how far the months are. */
    public void commit() {
        guarded("the index cannot be committed", () -> {
            for (YearMonth month : dirty) {
                part(month).db.commit();
            }
            dirty.clear();
            site.commit();
            return true;
        });
    }

    /** Closes without committing. */
    @Override
    public void close() {
        guarded("the index cannot be closed", () -> {
            parts.values().forEach(part -> part.db.close());
            site.close();
            return true;
        });
    }

    private static byte[] row(IndexedCopy copy) {
        byte[] life = copy.life().equals(CopyLife.unread()) ? new byte[0] : Wire.write(copy.life());
        byte[] domain = copy.domain().text().getBytes(StandardCharsets.US_ASCII);
        ByteBuffer row = ByteBuffer.allocate(ROW_HEADER + 4 + domain.length + life.length)
                .putLong(copy.received().getEpochSecond())
                .putInt(copy.received().getNano())
                .putLong(copy.octets())
                .putLong(copy.position())
                .put((byte) domain.length)
                .put(domain)
                .putFloat((float) copy.logOdds())
                .put(life);
        return summed(row.array());
    }

    private static IndexedCopy copy(CopyId id, byte[] stored) {
        ByteBuffer row = checked(stored);
        Instant received = Instant.ofEpochSecond(row.getLong(), row.getInt());
        long octets = row.getLong();
        long position = row.getLong();
        byte[] domain = new byte[row.get() & 0xFF];
        row.get(domain);
        float logOdds = row.getFloat();
        byte[] life = new byte[row.remaining()];
        row.get(life);
        return new IndexedCopy(
                id,
                received,
                new DomainName(new String(domain, StandardCharsets.US_ASCII)),
                logOdds,
                octets,
                position,
                life.length == 0
                        ? CopyLife.unread()
                        : Wire.life(life)
                                .orElseThrow(() -> new IndexTrouble("the state of " + id + " is of another version")));
    }

    private static byte[] summed(byte[] value) {
        var crc = new CRC32C();
        crc.update(value);
        return ByteBuffer.allocate(4 + value.length)
                .putInt((int) crc.getValue())
                .put(value)
                .array();
    }

    private static ByteBuffer checked(byte[] stored) {
        var crc = new CRC32C();
        crc.update(stored, 4, stored.length - 4);
        ByteBuffer value = ByteBuffer.wrap(stored);
        if (value.getInt() != (int) crc.getValue()) {
            throw new IndexTrouble("a value of the index is not what was put there");
        }
        return value;
    }
}
