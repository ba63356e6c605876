package org.postigo.store.views;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Views that people saved. Read from memory, written durably. */
public interface Views {
    /** All, whoever's they are. */
    List<SavedView> all();

    /** One. */
    default Optional<SavedView> find(String id) {
        return all().stream().filter(view -> view.id().equals(id)).findFirst();
    }

    /** Adds or replaces. */
    void put(SavedView view, String by) throws IOException;

    /** Removes; returns whether there was one. */
    boolean remove(String id, String by) throws IOException;
}
