package org.postigo.store.log;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.postigo.store.held.HeldMail.CopyToHold;
import org.postigo.store.held.HeldMessage;

/**
 * What the file of a held message says before the content.
 *
 * @param message of which copies are held
 * @param copies by ordinal
 * @param held when
 * @param octets that it cost on disk: a body that was there already costs nothing
 * @param body SHA-256 of the body, lower-case hex, if that stands in a file of its own since others may have the same
 */
public record HeldMetadata(
        HeldMessage message, List<CopyToHold> copies, Instant held, long octets, Optional<String> body) {
    /** Copies the list. */
    public HeldMetadata {
        copies = List.copyOf(copies);
    }
}
