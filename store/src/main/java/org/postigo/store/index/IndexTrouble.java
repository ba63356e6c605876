package org.postigo.store.index;

/** The index cannot be used any more: it is thrown away and rebuilt. Nothing is lost with it. */
public final class IndexTrouble extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With what happened. */
    public IndexTrouble(String message, Throwable cause) {
        super(message + ": " + cause, cause);
    }

    /** With what is wrong. */
    public IndexTrouble(String message) {
        super(message);
    }
}
