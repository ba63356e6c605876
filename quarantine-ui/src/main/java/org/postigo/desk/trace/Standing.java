package org.postigo.desk.trace;

import java.util.Optional;
import org.postigo.mail.record.CopyOutcome;
import org.postigo.store.held.CopyState;
import org.postigo.store.held.HeldCopy;

/** Where a copy stands now, as the list of results says it in a word. */
enum Standing {
    DELIVERED("good", "ok"),
    RELEASED("good", "ok"),
    HELD("warn", "wait"),
    ON_ITS_WAY("warn", "wait"),
    DEFERRED("q2", "wait"),
    SPAM("q2", "no2"),
    REFUSED("bad", "no"),
    IN_DOUBT("bad", "failed"),
    TURNED_AWAY("bad", "no");

    private final String look;
    private final String icon;

    Standing(String look, String icon) {
        this.look = look;
        this.icon = icon;
    }

    String look() {
        return look;
    }

    String icon() {
        return icon;
    }

    /** Of a copy: what became of it when it came, and of what was held what came later. */
    static Standing of(Optional<CopyOutcome> outcome, Optional<HeldCopy> held) {
        if (outcome.isEmpty()) {
            return TURNED_AWAY;
        }
        return switch (outcome.get()) {
            case CopyOutcome.Delivered _ -> DELIVERED;
            case CopyOutcome.Held _ -> held.map(copy -> of(copy.state())).orElse(HELD);
            case CopyOutcome.Queued _ -> held.map(copy -> of(copy.state())).orElse(ON_ITS_WAY);
            case CopyOutcome.HeldInvisibly _, CopyOutcome.Deferred _ -> DEFERRED;
            case CopyOutcome.Refused _ -> REFUSED;
        };
    }

    private static Standing of(CopyState state) {
        return switch (state) {
            case CopyState.Unread _, CopyState.NotSure _ -> HELD;
            case CopyState.Decided(var decision) -> decision.kind().releases() ? ON_ITS_WAY : SPAM;
            case CopyState.Spam _ -> SPAM;
            case CopyState.Leaving _, CopyState.Waiting _ -> ON_ITS_WAY;
            case CopyState.Delivered _ -> RELEASED;
            case CopyState.Rejected _ -> REFUSED;
            case CopyState.InDoubt _ -> IN_DOUBT;
            case CopyState.Removed removed -> of(removed.last());
        };
    }
}
