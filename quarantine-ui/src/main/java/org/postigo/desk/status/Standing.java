package org.postigo.desk.status;

import java.util.Locale;

/** How a part does. */
enum Standing {
    /** Nobody need look. */
    GOOD,
    /** It mends itself or can wait, and somebody should know. */
    WAITING,
    /** Somebody has to act. */
    FAILED,
    /** It is switched off. */
    OFF;

    /** In text keys and classes. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
