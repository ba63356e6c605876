package org.postigo.desk.people;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.postigo.desk.signin.FirstPerson;
import org.postigo.desk.signin.Sessions;
import org.postigo.mail.DomainName;
import org.postigo.mail.Mailbox;
import org.postigo.store.audit.Audit;
import org.postigo.store.audit.AuditEvent;
import org.postigo.store.audit.AuditEvent.Deed;
import org.postigo.store.people.People;
import org.postigo.store.people.Person;
import org.postigo.store.people.Person.Role;

/**
 * What an administrator may do to people. Nobody can lock the house by mistake: the last administrator stays one. Whoever
 * loses rights or the password is signed out, so that what was taken away is gone at once.
 */
public final class Staff {
    private final People people;
    private final Sessions sessions;
    private final Audit audit;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    /** Over these. */
    public Staff(People people, Sessions sessions, Audit audit, Clock clock) {
        this.people = people;
        this.sessions = sessions;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * What a form says.
     *
     * @param email to sign in with
     * @param name shown to colleagues
     * @param role what they may do
     * @param domains that they see
     */
    public record Form(String email, String name, Role role, Set<DomainName> domains) {
        /** Copies, and writes the address as it is compared. */
        public Form {
            email = email.strip().toLowerCase(Locale.ROOT);
            name = name.strip();
            domains = Set.copyOf(domains);
        }
    }

    /** What came of it. */
    public sealed interface Outcome {
        /** Done. */
        record Done() implements Outcome {}

        /** Done, with a password to be shown once. */
        record WithPassword(String password) implements Outcome {}

        /** Not done, and why. */
        record Refused(Why why) implements Outcome {}
    }

    /** Why something was not done. */
    public enum Why {
        /** Not an e-mail address. */
        NO_ADDRESS,
        /** Somebody has this address already. */
        TAKEN,
        /** Nobody has this address any more. */
        GONE,
        /** A domain administrator without a domain. */
        NO_DOMAIN,
        /** Nobody would be left to administer. */
        LAST_ADMINISTRATOR,
        /** One's own account. */
        ONESELF
    }

    /** Adds a person with a new password. */
    public Outcome add(Form form, String by) throws IOException {
        Optional<Why> why = wrong(form);
        if (why.isPresent()) {
            return new Outcome.Refused(why.get());
        }
        if (people.find(form.email()).isPresent()) {
            return new Outcome.Refused(Why.TAKEN);
        }
        String password = FirstPerson.newPassword(random);
        people.put(
                new Person(
                        form.email(),
                        form.name(),
                        form.role(),
                        form.domains(),
                        FirstPerson.hash(password),
                        Optional.empty()),
                by);
        return new Outcome.WithPassword(password);
    }

    /** Changes name, role and domains of the person of that address. */
    public Outcome change(Form form, String by) throws IOException {
        Optional<Why> why = wrong(form);
        if (why.isPresent()) {
            return new Outcome.Refused(why.get());
        }
        Optional<Person> found = people.find(form.email());
        if (found.isEmpty()) {
            return new Outcome.Refused(Why.GONE);
        }
        Person old = found.get();
        if (old.role() == Role.ADMINISTRATOR && form.role() != Role.ADMINISTRATOR && last(old)) {
            return new Outcome.Refused(Why.LAST_ADMINISTRATOR);
        }
        people.put(
                new Person(
                        old.email(),
                        form.name(),
                        form.role(),
                        form.domains(),
                        old.passwordHash(),
                        old.language(),
                        old.secondFactor()),
                by);
        if (old.role() != form.role()) {
            // A session carries the role that it was opened with.
            sessions.endAllOf(old.email(), "");
        }
        return new Outcome.Done();
    }

    private static Optional<Why> wrong(Form form) {
        if (Mailbox.parse(form.email()).isEmpty()) {
            return Optional.of(Why.NO_ADDRESS);
        }
        return form.role() == Role.DOMAIN_ADMINISTRATOR && form.domains().isEmpty()
                ? Optional.of(Why.NO_DOMAIN)
                : Optional.empty();
    }

    private boolean last(Person administrator) {
        return people.all().stream()
                .noneMatch(other ->
                        other.role() == Role.ADMINISTRATOR && !other.email().equals(administrator.email()));
    }

    /** Removes a person and ends their sessions. */
    public Outcome remove(String email, String by) throws IOException {
        if (email.equalsIgnoreCase(by)) {
            return new Outcome.Refused(Why.ONESELF);
        }
        Optional<Person> person = people.find(email);
        if (person.isPresent() && person.get().role() == Role.ADMINISTRATOR && last(person.get())) {
            return new Outcome.Refused(Why.LAST_ADMINISTRATOR);
        }
        if (!people.remove(email, by)) {
            return new Outcome.Refused(Why.GONE);
        }
        sessions.endAllOf(email, "");
        return new Outcome.Done();
    }

    /** Gives a person a new password and ends their sessions. */
    public Outcome newPassword(String email, String by) throws IOException {
        Optional<Person> person = people.find(email);
        if (person.isEmpty()) {
            return new Outcome.Refused(Why.GONE);
        }
        String password = FirstPerson.newPassword(random);
        people.put(person.get().withPasswordHash(FirstPerson.hash(password)), by);
        note(by, Deed.PASSWORD_SET, email);
        sessions.endAllOf(email, "");
        return new Outcome.WithPassword(password);
    }

    /** Takes a second factor away, for somebody who lost the telephone. */
    public Outcome withoutSecondFactor(String email, String by) throws IOException {
        Optional<Person> person = people.find(email);
        if (person.isEmpty()) {
            return new Outcome.Refused(Why.GONE);
        }
        people.put(person.get().withSecondFactor(Optional.empty()), by);
        note(by, Deed.SECOND_FACTOR_REMOVED, email);
        return new Outcome.Done();
    }

    /** Ends one session. */
    public void end(Sessions.Open session, String by) {
        sessions.end(session.id());
        note(by, Deed.SESSION_ENDED, session.email());
    }

    private void note(String by, Deed deed, String email) {
        audit.note(new AuditEvent(clock.instant(), by, "", deed, email, ""));
    }
}
