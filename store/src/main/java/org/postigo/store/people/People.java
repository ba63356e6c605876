package org.postigo.store.people;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** People who sign in. Read from memory, written durably. */
public interface People {
    /** The person of that address, capitals aside. */
    Optional<Person> find(String email);

    /** All, by address. */
    List<Person> all();

    /** Adds or replaces. */
    void put(Person person, String by) throws IOException;

    /** Removes; returns whether there was one. */
    boolean remove(String email, String by) throws IOException;
}
