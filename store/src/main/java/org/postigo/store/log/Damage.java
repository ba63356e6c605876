package org.postigo.store.log;

import java.nio.file.Path;

/**
 * Octets of a file that are not what was written.
 *
 * @param file which
 * @param offset of the first such octet
 * @param octets how many
 * @param what happened to them, and what the operator should do, in one line
 */
public record Damage(Path file, long offset, long octets, String what) {
    @Override
    public String toString() {
        return file + ": " + octets + " octets at offset " + offset + ": " + what;
    }
}
