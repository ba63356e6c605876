package org.postigo.store;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the contract suites have in common: a store of the implementation under test, and a clock that stands still. */
abstract class StoreContract {
    /** When the tests take place. */
    static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");

    Store store;

    /** A new, empty store. */
    abstract Store open(Clock clock) throws Exception;

    @BeforeEach
    void openStore() throws Exception {
        store = open(Clock.fixed(NOW, (ZoneId) ZoneOffset.UTC));
    }

    @AfterEach
    void closeStore() {
        store.close();
    }
}
