package org.postigo.store.disk;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the store asks of a file system. Octets written last past a power cut only after {@link Output#sync}; names made,
 * renamed or deleted only after {@link #syncFolder} of their folder. Methods may be called from many threads.
 */
public interface Disk {
    /** A new, empty file, or an old one emptied. */
    Output create(Path file) throws IOException;

    /** A file to be written on from its end. */
    Output extend(Path file) throws IOException;

    /** Octets of a file from an offset to its end. */
    InputStream read(Path file, long offset) throws IOException;

    /** Octets of a file. */
    long size(Path file) throws IOException;

    /** Whether there is a file of that name. */
    boolean exists(Path file);

    /** Names in a folder, sorted; none if there is no such folder. */
    List<String> list(Path folder) throws IOException;

    /** Renames a file in one step, replacing what bears the new name. */
    void rename(Path from, Path to) throws IOException;

    /** Deletes a file if it is there. */
    void delete(Path file) throws IOException;

    /** Shortens a file, durable on return. */
    void truncate(Path file, long size) throws IOException;

    /** Makes the names in a folder durable. */
    void syncFolder(Path folder) throws IOException;

    /** Makes a folder and those above it, durable on return. */
    void makeFolders(Path folder) throws IOException;

    /** Octets that may still be written. */
    long free(Path folder) throws IOException;

    /**
     * Locks a file against other processes until it is closed.
     *
     * @throws IOException if somebody else holds it
     */
    Closeable lock(Path file) throws IOException;

    /**
     * The folder for libraries that open files of their own; what stands there is disposable. Empty where there is no
     * real file system: they keep to memory then.
     */
    Optional<Path> scratch(Path folder);

    /** A file being written, by one thread at a time. */
    interface Output extends Closeable {
        /** Writes all remaining octets. */
        void write(ByteBuffer octets) throws IOException;

        /** Makes what was written durable. After a failure nothing is known of what was written since the last success. */
        void sync() throws IOException;

        /** Closes without making anything durable. */
        @Override
        void close() throws IOException;
    }
}
