package org.postigo.desk.signin;

import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postigo.store.audit.Audit;
import org.postigo.store.audit.AuditEvent;
import org.postigo.store.audit.AuditEvent.Deed;
import org.postigo.store.people.Person;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/** Where people come in, by whatever way: what they then may, and the note that they came. */
final class Entrance {
    private final Audit audit;
    private final Clock clock;

    Entrance(Audit audit, Clock clock) {
        this.audit = audit;
        this.clock = clock;
    }

    /** In. */
    Authentication welcome(Person person, String address, String way, @Nullable Object details) {
        note(person.email(), address, Deed.SIGNED_IN, way);
        var token = UsernamePasswordAuthenticationToken.authenticated(
                person.email(), null, List.of(new SimpleGrantedAuthority("ROLE_" + person.role())));
        token.setDetails(details);
        return token;
    }

    void note(String who, String address, Deed deed, String detail) {
        audit.note(new AuditEvent(clock.instant(), who, address, deed, "", detail));
    }
}
