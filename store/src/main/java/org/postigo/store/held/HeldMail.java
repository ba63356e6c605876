package org.postigo.store.held;

import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postigo.mail.Content;
import org.postigo.mail.MailObject;
import org.postigo.mail.Recipient;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.finding.Verdict;
import org.postigo.mail.record.Reply;

/** Held mail. All methods may be called from many threads; those that throw IOException touch the disk. */
public interface HeldMail {
    /**
     * Writes copies down, invisible: what can fail has been done, and {@link Holding#publish} makes them durable and visible
     * in one small step. Copies that an earlier attempt with the same retry key left invisible are taken over.
     *
     * @throws IOException if they could not be made durable; then nothing of them remains
     * @throws HoldSpaceShort if the reserve of free space or the domain's quota would be touched
     */
    Holding hold(MailObject mail, Assessment assessment, String retryKey, List<CopyToHold> copies) throws IOException;

    /**
     * One copy, also one that is no longer kept ({@link CopyState.Removed}); empty if there is none of that name or it is
     * invisible.
     */
    Optional<HeldCopy> find(CopyId id);

    /**
     * The bytes as they arrived, checked against their SHA-256 while the stream is read to its end.
     *
     * @throws IOException if the file cannot be read, or {@link DamagedContent} if a bit has flipped, or
     *     {@link NoLongerKept} if every copy of the message was removed
     */
    Content content(HeldMessage message) throws IOException;

    /** A page of copies, without those that are no longer kept. While an index is built anew it may wait for that. */
    Page list(HeldQuery query);

    /**
     * The same without waiting, for somebody who looks on: while an index is built anew, copies of which nobody has begun to
     * decide, as far as they are known, and none where words are asked for. Whoever acts on all of a list asks for
     * {@link #list}.
     */
    default Page glance(HeldQuery query) {
        return list(query);
    }

    /**
     * Appends events, all or none, durable on return, and folds them into the states.
     *
     * @throws IllegalStateException if an event does not follow from its copy's state; then nothing is written
     */
    void append(List<CopyEvent> events) throws IOException;

    /**
     * Ends what a stop or a failing disk cut short: deletes the octets of messages all of whose copies were removed, and
     * bodies that no message needs any more. Looks at everything once after a start, and later only where something is left.
     *
     * @return messages whose octets it deleted
     * @throws IOException if the disk could not be read or written; what is left is tried by the next call
     */
    int tidy() throws IOException;

    /**
     * All that happened to a copy since it was held, in order; empty if nothing has or there is none of that name. What
     * happened before this call is told, though not for sure while an index is rebuilt.
     *
     * @throws IOException if the log cannot be read
     */
    List<CopyEvent> history(CopyId id) throws IOException;

    /**
     * The same of many copies: what is being indexed is waited for once.
     *
     * @throws IOException if the log cannot be read
     */
    default Map<CopyId, List<CopyEvent>> histories(Collection<CopyId> ids) throws IOException {
        Map<CopyId, List<CopyEvent>> told = new HashMap<>();
        for (CopyId id : ids) {
            told.put(id, history(id));
        }
        return told;
    }

    /** Copies whose decision is due, whose next try is due, or whose delivery was cut off by a stop; oldest first. */
    List<HeldCopy> due(Instant now, int limit);

    /**
     * Decisions that took effect ({@link CopyEvent.TookEffect}), in the order of the log: what learning is a fold over.
     *
     * @param after position of the last one already known, 0 for all
     * @param limit at most
     */
    List<Effect> effects(long after, int limit) throws IOException;

    /**
     * Takes a place in the order of lessons for something that is taught from elsewhere: above the position of every
     * effect before and below that of every one after. Durable on return; no place is given twice.
     */
    long place() throws IOException;

    /** Tells a listener of each copy that became visible or changed state, from then on; for the desk. */
    AutoCloseable listen(java.util.function.Consumer<HeldCopy> listener);

    /**
     * A decision that took effect.
     *
     * @param position in the log, above 0 and rising; the same after a restart
     * @param at when it took effect
     * @param copy of which, as it stands now
     * @param decision that took effect
     * @param replaced the decision of the same copy that had taken effect before this one, if any: a release that the
     *     mailbox server refused may be decided anew
     */
    record Effect(long position, Instant at, HeldCopy copy, Decision decision, Optional<Decision> replaced) {}

    /**
     * A copy to be held.
     *
     * @param recipient whose
     * @param reason why
     * @param answer the mailbox server's reply: to {@link Verdict.Reason#SERVER_REFUSED} why it refused the copy, which
     *     then stands open as {@link CopyState.Rejected}; to any other reason why the copy waits in the release queue;
     *     empty if the server was not asked
     */
    record CopyToHold(Recipient recipient, Verdict.Reason reason, Optional<Reply> answer) {}

    /** Written, invisible copies. */
    interface Holding {
        /** Makes them visible, durable on return. */
        List<CopyId> publish() throws IOException;

        /** Leaves them for a retry; swept away after seven days without one. */
        void leaveInvisible();
    }

    /**
     * Rows.
     *
     * @param rows of this page
     * @param total that match
     * @param whole whether nothing else may match: false while an index is built anew
     */
    record Page(List<HeldCopy> rows, long total, boolean whole) {
        /** Copies the list. */
        public Page {
            rows = List.copyOf(rows);
        }

        /** To which nothing is missing. */
        public Page(List<HeldCopy> rows, long total) {
            this(rows, total, true);
        }
    }

    /** Free space or a quota is short. */
    final class HoldSpaceShort extends IOException {
        private static final long serialVersionUID = 1;

        /** With the figures. */
        public HoldSpaceShort(String message) {
            super(message);
        }
    }

    /** The octets were there, and their time is over. */
    final class NoLongerKept extends IOException {
        private static final long serialVersionUID = 1;

        /** Of a message or copy of that name. */
        public NoLongerKept(String name) {
            super(name + " is no longer kept");
        }
    }

    /** A content file is not what was written. */
    final class DamagedContent extends IOException {
        private static final long serialVersionUID = 1;

        /** With the file and what to do. */
        public DamagedContent(String message) {
            super(message);
        }
    }
}
