package org.postigo.quarantine;

import org.postigo.store.held.CopyId;
import org.postigo.store.held.HeldCopy;

/** What came of taking back a decision about one copy. */
public sealed interface Undoing {
    /** Which copy. */
    CopyId id();

    /** It is as it was before the decision. */
    record Undone(HeldCopy copy) implements Undoing {
        @Override
        public CopyId id() {
            return copy.id();
        }
    }

    /** The decision has taken effect: the copy is leaving or gone, or learnt as spam. */
    record TooLate(HeldCopy copy) implements Undoing {
        @Override
        public CopyId id() {
            return copy.id();
        }
    }

    /** Nobody has decided, or it was taken back already. */
    record NotDecided(HeldCopy copy) implements Undoing {
        @Override
        public CopyId id() {
            return copy.id();
        }
    }

    /** Somebody else decided, and only they or an administrator take it back. */
    record OfAnother(HeldCopy copy) implements Undoing {
        @Override
        public CopyId id() {
            return copy.id();
        }
    }

    /** There is no such copy. */
    record Gone(CopyId id) implements Undoing {}

    /** It belongs to a domain that this person does not review. */
    record NotYours(CopyId id) implements Undoing {}
}
