package org.postigo.appliance.rest;

import java.util.Optional;
import java.util.Set;
import org.postigo.store.people.Person;

/** As whom the interface acts. */
final class Acting {
    /** In records: who decided, who made an entry. */
    static final String NAME = "cli";

    /** May see and do everything; what the token may do is checked before. */
    static final Person PERSON =
            new Person(NAME, "Command line", Person.Role.ADMINISTRATOR, Set.of(), "{noop}", Optional.empty());

    private Acting() {}
}
