package org.postigo.quarantine;

import org.postigo.store.held.CopyId;
import org.postigo.store.held.Decision;
import org.postigo.store.held.HeldCopy;

/** What came of a decision about one copy. */
public sealed interface Ruling {
    /** Which copy. */
    CopyId id();

    /** It is written down; it takes effect when its undo time is over. */
    record Done(HeldCopy copy, Decision decision) implements Ruling {
        @Override
        public CopyId id() {
            return copy.id();
        }
    }

    /** Somebody was first (perhaps the same person with a second click): {@code copy} says who, what and when. */
    record TakenBy(HeldCopy copy) implements Ruling {
        @Override
        public CopyId id() {
            return copy.id();
        }
    }

    /** The message proved no identity that an allow entry could be tied to, or not the one that was chosen. */
    record NothingProven(HeldCopy copy) implements Ruling {
        @Override
        public CopyId id() {
            return copy.id();
        }
    }

    /** There is no such copy. */
    record Gone(CopyId id) implements Ruling {}

    /** It belongs to a domain that this person does not review. */
    record NotYours(CopyId id) implements Ruling {}
}
