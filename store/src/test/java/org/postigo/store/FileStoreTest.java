package org.postigo.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;
import org.postigo.store.disk.RealDisk;

/** The store in files keeps every contract. */
class FileStoreTest {
    static Store open(Path folder, Clock clock) throws IOException {
        return FileStore.open(folder, Settings.DEFAULT.withRoom(1L << 30, 0, 0, 0), clock, new RealDisk());
    }

    @Nested
    class Held extends HeldMailContract {
        @TempDir
        Path folder;

        @Override
        Store open(Clock clock) throws IOException {
            return FileStoreTest.open(folder, clock);
        }
    }

    @Nested
    class Journalled extends JournalContract {
        @TempDir
        Path folder;

        @Override
        Store open(Clock clock) throws IOException {
            return FileStoreTest.open(folder, clock);
        }
    }

    @Nested
    class Settled extends SettingsContract {
        @TempDir
        Path folder;

        @Override
        Store open(Clock clock) throws IOException {
            return FileStoreTest.open(folder, clock);
        }
    }

    @Nested
    class Acquainted extends AcquaintancesContract {
        @TempDir
        Path folder;

        @Override
        Store open(Clock clock) throws IOException {
            return FileStoreTest.open(folder, clock);
        }

        @Override
        void settle() {
            assertThat(((FileStore) store).awaitIndex(30)).isTrue();
        }
    }
}
