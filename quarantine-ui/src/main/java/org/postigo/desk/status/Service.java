package org.postigo.desk.status;

import java.util.Locale;

/** What is looked at each minute. */
enum Service {
    GATE,
    CLASSIFIER,
    SERVERS,
    RELEASES,
    HELD,
    JOURNAL,
    INDEX,
    RESOLVER,
    LISTS,
    REVIEW,
    LEARNING,
    CERTIFICATES;

    /** In text keys. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
