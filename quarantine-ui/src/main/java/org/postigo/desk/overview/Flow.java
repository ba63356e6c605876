package org.postigo.desk.overview;

import java.util.Locale;
import org.postigo.store.counts.Counts.Cell;
import org.postigo.store.counts.Counts.Kind;

/** What is drawn over time. Copies that are put off come again, and are counted then. */
enum Flow {
    /** Let in: delivered, held, or waiting for the mailbox server. */
    CAME(Kind.DELIVERED, Kind.HELD, Kind.QUEUED),
    /** Taken by the mailbox server at once. */
    DELIVERED(Kind.DELIVERED),
    /** Held for a reviewer. */
    HELD(Kind.HELD),
    /** Turned away before the data or refused after it. */
    REFUSED(Kind.TURNED_AWAY, Kind.REFUSED),
    /** Released by a person, by the hour in which that took effect. */
    RESCUED(Kind.RESCUED);

    private final Kind[] kinds;

    Flow(Kind... kinds) {
        this.kinds = kinds;
    }

    /** In text keys. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    int of(Cell cell) {
        int sum = 0;
        for (Kind kind : kinds) {
            sum += cell.of(kind);
        }
        return sum;
    }
}
