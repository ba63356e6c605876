package org.postigo.store.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Folder fsyncs shared by all who wait for the same folder: whoever comes while one is running waits for the next, which
 * one of them does for all.
 */
public final class SharedSync {
    private final Disk disk;
    private final ConcurrentMap<Path, Turn> turns = new ConcurrentHashMap<>();

    /** Over a disk. */
    public SharedSync(Disk disk) {
        this.disk = disk;
    }

    /** Returns once an fsync of the folder that began after this call has ended. */
    public void syncFolder(Path folder) throws IOException {
        turns.computeIfAbsent(folder, Turn::new).take();
    }

    private final class Turn {
        private final Path folder;
        private long begun;
        private long done;
        private boolean running;

        Turn(Path folder) {
            this.folder = folder;
        }

        void take() throws IOException {
            long mine;
            synchronized (this) {
                // One that runs already may have begun before our rename: it does not count.
                long wanted = begun + 1;
                boolean interrupted = false;
                while (running && done < wanted) {
                    try {
                        wait();
                    } catch (InterruptedException e) {
                        interrupted = true;
                    }
                }
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
                if (done >= wanted) {
                    return;
                }
                running = true;
                mine = ++begun;
            }
            boolean synced = false;
            try {
                disk.syncFolder(folder);
                synced = true;
            } finally {
                synchronized (this) {
                    running = false;
                    if (synced) {
                        done = Math.max(done, mine);
                    }
                    notifyAll();
                }
            }
        }
    }
}
