package org.postigo.classifier.text;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postigo.mail.Content;
import org.postigo.mail.MailId;
import org.postigo.mail.MailObject;
import org.postigo.mail.message.MessageParser;
import org.postigo.mail.message.ParsedMessage;

/**
 * Delivered mail that waits whether anybody contests it: of each message the hashed features that a lesson is made of, its
 * name in the journal, and two hashes by which the same message is known again when somebody moves it. Nothing in it can
 * be read back.
 *
 * <p>A {@link RecordFile} of bounded size and number; what has been withdrawn, learnt or given up is left out of the file
 * once that is most of it. Additions wait for {@link #force}: a power cut may lose some, which only costs lessons.
 * Withdrawals are durable on return, since what somebody contested must not come back. Any thread may call.
 */
public final class Silence implements AutoCloseable {
    /** Messages that wait at most: one in five minutes for a week. */
    public static final int MOST = 2_016;

    private static final int MAGIC = 0x50535457; // PSTW
    private static final int FORM = 1;
    private static final byte WAITS = 0;
    private static final byte GONE = 1;
    private static final byte LEARNT = 2;
    private static final byte TALLY = 3;
    /** Octets of the file; some 10 KB a message. */
    private static final long LARGEST = 32L << 20;
    /** Octets of what is settled from which on the file is written anew. */
    private static final long WORTH_IT = 1L << 20;
    /** Letters of a text that are enough to know it again. */
    private static final int TELLING = 20;

    private static final int MAX_TEXT = 20_000;

    private final RecordFile records;
    private final MessageParser parser = new MessageParser();
    private final Map<MailId, Place> waiting;
    /** Octets of records that no longer count. */
    private long settled;

    private long learnt;

    /** Where a message's record stands, and what it is known by. */
    private record Place(long at, int octets, Marks marks) {}

    /**
     * What a message is known by wherever it is met: trace fields that a server puts before it change neither.
     *
     * @param messageId hash of its Message-ID; 0 if it has none
     * @param text hash of its text, blanks left out; 0 if it hardly has any
     */
    private record Marks(long messageId, long text) {
        static Marks of(ParsedMessage message) {
            String id = message.header().value("Message-ID");
            var text = new StringBuilder(1_000);
            letters(message.text(), text);
            letters(message.html(), text);
            return new Marks(id.isEmpty() ? 0 : Hash.of(id), text.length() < TELLING ? 0 : Hash.of(text));
        }

        private static void letters(String from, StringBuilder to) {
            for (int i = 0; i < from.length() && to.length() < MAX_TEXT; i++) {
                if (from.charAt(i) > ' ') {
                    to.append(from.charAt(i));
                }
            }
        }

        boolean meet(Marks other) {
            return messageId != 0 && messageId == other.messageId || text != 0 && text == other.text;
        }
    }

    /** A message that waits, as it would be learnt. */
    public static final class Kept {
        private final MailId id;
        private final Lesson lesson;

        private Kept(MailId id, Lesson lesson) {
            this.id = id;
            this.lesson = lesson;
        }

        /** Its name in the journal. */
        public MailId id() {
            return id;
        }

        Features features() {
            return lesson.features();
        }

        int[] domains() {
            return lesson.domains();
        }
    }

    private Silence(RecordFile records, Map<MailId, Place> waiting, long settled, long learnt) {
        this.records = records;
        this.waiting = waiting;
        this.settled = settled;
        this.learnt = learnt;
    }

    /**
     * Opens what waits, or begins.
     *
     * @throws IOException if the disk fails, or the file is of another kind
     */
    public static Silence open(Path file) throws IOException {
        Map<MailId, Place> waiting = new LinkedHashMap<>();
        var settled = new long[1];
        var learnt = new long[1];
        RecordFile records = RecordFile.open(file, MAGIC, FORM, (at, octets) -> {
            var in = new DataInputStream(new ByteArrayInputStream(octets));
            byte kind = in.readByte();
            switch (kind) {
                case WAITS ->
                    waiting.put(id(in), new Place(at, octets.length, new Marks(in.readLong(), in.readLong())));
                case GONE, LEARNT -> {
                    Place gone = waiting.remove(id(in));
                    settled[0] += octets.length + (gone == null ? 0 : gone.octets());
                    learnt[0] += kind == LEARNT ? 1 : 0;
                }
                case TALLY -> learnt[0] = in.readLong();
                default -> throw new IOException(file + " holds a record of an unknown kind");
            }
        });
        return new Silence(records, waiting, settled[0], learnt[0]);
    }

    private static MailId id(DataInputStream in) throws IOException {
        try {
            return new MailId(in.readUTF());
        } catch (IllegalArgumentException notOne) {
            throw new IOException("a record of no message", notOne);
        }
    }

    /**
     * Takes a message in; nothing happens if there is no room for it.
     *
     * @throws IOException if it cannot be read, or the disk fails
     */
    public void add(MailObject mail) throws IOException {
        ParsedMessage message = Learner.read(parser, mail.content());
        Marks marks = Marks.of(message);
        var lesson = new Lesson(0, Learner.features(mail, message), Label.HAM, Source.UNCONTESTED, Shade.domains(mail));
        var record = new ByteArrayOutputStream(1 << 14);
        var out = new DataOutputStream(record);
        out.writeByte(WAITS);
        out.writeUTF(mail.id().text());
        out.writeLong(marks.messageId());
        out.writeLong(marks.text());
        LessonForm.write(out, lesson);
        append(mail.id(), marks, record.toByteArray());
    }

    private synchronized void append(MailId id, Marks marks, byte[] octets) throws IOException {
        if (!full() && !waiting.containsKey(id)) {
            waiting.put(id, new Place(records.append(List.of(octets)), octets.length, marks));
        }
    }

    /** Whether there is no room for another one. */
    public synchronized boolean full() {
        return waiting.size() >= MOST || records.size() >= LARGEST;
    }

    /** How many wait. */
    public synchronized int waiting() {
        return waiting.size();
    }

    /** How many have been taken to be learnt, whenever that was. */
    public synchronized long learnt() {
        return learnt;
    }

    /** Those received before a time, oldest first. */
    public synchronized List<MailId> before(Instant time) {
        return waiting.keySet().stream()
                .filter(id -> id.time().isBefore(time))
                .sorted()
                .toList();
    }

    /**
     * Withdraws whatever waits of a message that somebody has judged: that of this name, and all that bear its
     * Message-ID or its text.
     *
     * @return how many that were
     * @throws IOException if the message cannot be read, or the disk fails
     */
    public int withdraw(MailId id, Content content) throws IOException {
        Marks marks = Marks.of(Learner.read(parser, content));
        synchronized (this) {
            Set<MailId> gone = new HashSet<>();
            waiting.forEach((each, place) -> {
                if (each.equals(id) || place.marks().meet(marks)) {
                    gone.add(each);
                }
            });
            if (!gone.isEmpty()) {
                settle(GONE, gone);
                records.force();
            }
            return gone.size();
        }
    }

    /**
     * Takes a message out, to be learnt. Not durable at once: after a power cut it may wait again.
     *
     * @return it; empty if it does not wait any more
     * @throws IOException if the disk fails, or its record is damaged
     */
    public synchronized Optional<Kept> take(MailId id) throws IOException {
        Place place = waiting.get(id);
        if (place == null) {
            return Optional.empty();
        }
        var in = new DataInputStream(new ByteArrayInputStream(records.at(place.at())));
        in.readByte();
        MailId own = id(in);
        in.readLong();
        in.readLong();
        Lesson lesson = LessonForm.read(in);
        settle(LEARNT, Set.of(own));
        learnt++;
        return Optional.of(new Kept(own, lesson));
    }

    /** Takes a message out that is not to be learnt. Not durable at once. */
    public synchronized void giveUp(MailId id) throws IOException {
        if (waiting.containsKey(id)) {
            settle(GONE, Set.of(id));
        }
    }

    /** Forgets all that wait and that any was ever learnt; durable on return. */
    public synchronized void clear() throws IOException {
        waiting.clear();
        learnt = 0;
        rewrite();
    }

    /** Makes additions durable, and the file smaller where that is worth it. */
    public synchronized void force() throws IOException {
        if (settled > WORTH_IT && settled > records.size() / 2) {
            rewrite();
        } else {
            records.force();
        }
    }

    private void settle(byte kind, Set<MailId> gone) throws IOException {
        var octets = new ArrayList<byte[]>(gone.size());
        for (MailId id : gone) {
            var record = new ByteArrayOutputStream(32);
            var out = new DataOutputStream(record);
            out.writeByte(kind);
            out.writeUTF(id.text());
            octets.add(record.toByteArray());
        }
        records.append(octets);
        for (MailId id : gone) {
            Place place = waiting.remove(id);
            settled += place == null ? 0 : place.octets();
        }
        settled += octets.stream().mapToInt(each -> each.length).sum();
    }

    private void rewrite() throws IOException {
        Set<Long> standing = new HashSet<>();
        waiting.values().forEach(place -> standing.add(place.at()));
        standing.add(records.append(List.of(tally())));
        records.keep((at, octets) -> standing.contains(at));
        settled = 0;
        Map<MailId, Place> before = Map.copyOf(waiting);
        waiting.clear();
        records.read((at, octets) -> {
            var in = new DataInputStream(new ByteArrayInputStream(octets));
            if (in.readByte() == WAITS) {
                MailId id = id(in);
                Place place = before.get(id);
                if (place != null) {
                    waiting.put(id, new Place(at, octets.length, place.marks()));
                }
            }
        });
    }

    private byte[] tally() throws IOException {
        var record = new ByteArrayOutputStream(9);
        var out = new DataOutputStream(record);
        out.writeByte(TALLY);
        out.writeLong(learnt);
        return record.toByteArray();
    }

    /** Makes everything durable, and ends. */
    @Override
    public synchronized void close() throws IOException {
        records.force();
        records.close();
    }
}
