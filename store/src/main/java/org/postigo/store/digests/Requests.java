package org.postigo.store.digests;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.postigo.store.held.CopyId;

/** What recipients ask, as long as nobody has answered. Read from memory, written durably. */
public interface Requests {
    /** All that are open, oldest first. */
    List<Request> open();

    /** What is asked about a copy: the greatest wish, if there are two. */
    Optional<Request> about(CopyId copy);

    /** Asks; the same wish for the same copy again changes nothing but its comment. */
    void ask(Request request) throws IOException;

    /** Closes everything that is asked about a copy, once somebody decided on it; returns whether there was anything. */
    boolean answered(CopyId copy, String by) throws IOException;
}
