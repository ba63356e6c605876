package org.postigo.store;

import java.time.Clock;
import org.junit.jupiter.api.Nested;

/** The reference store keeps every contract. */
class MemoryStoreTest {
    @Nested
    class Held extends HeldMailContract {
        @Override
        Store open(Clock clock) {
            return new MemoryStore(clock);
        }
    }

    @Nested
    class Journalled extends JournalContract {
        @Override
        Store open(Clock clock) {
            return new MemoryStore(clock);
        }
    }

    @Nested
    class Reviewed extends RoundsContract {
        @Override
        Store open(Clock clock) {
            return new MemoryStore(clock);
        }
    }

    @Nested
    class Settled extends SettingsContract {
        @Override
        Store open(Clock clock) {
            return new MemoryStore(clock);
        }
    }

    @Nested
    class Acquainted extends AcquaintancesContract {
        @Override
        Store open(Clock clock) {
            return new MemoryStore(clock);
        }

        @Override
        void settle() {}
    }

    @Nested
    class Hit extends HitsContract {
        @Override
        Store open(Clock clock) {
            return new MemoryStore(clock);
        }

        @Override
        void settle() {}
    }

    @Nested
    class Counted extends CountsContract {
        @Override
        Store open(Clock clock) {
            return new MemoryStore(clock);
        }
    }

    @Nested
    class Ruled extends RulesContract {
        @Override
        Store open(Clock clock) {
            return new MemoryStore(clock);
        }
    }

    @Nested
    class Audited extends AuditContract {
        @Override
        Store open(Clock clock) {
            return new MemoryStore(clock);
        }
    }
}
