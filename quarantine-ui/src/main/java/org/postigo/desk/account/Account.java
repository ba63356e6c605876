package org.postigo.desk.account;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import org.postigo.desk.signin.FirstPerson;
import org.postigo.desk.signin.LockOut;
import org.postigo.desk.signin.SecondFactor;
import org.postigo.store.audit.Audit;
import org.postigo.store.audit.AuditEvent;
import org.postigo.store.audit.AuditEvent.Deed;
import org.postigo.store.people.People;
import org.postigo.store.people.Person;

/** What people may do to their own account. The password is asked for again: an open screen is not the person. */
final class Account {
    static final int SHORTEST = 12;
    /** Of what bcrypt looks at. */
    static final int LONGEST_OCTETS = 72;

    private final People people;
    private final SecondFactor secondFactor;
    private final LockOut lockOut;
    private final Audit audit;
    private final Clock clock;

    Account(People people, SecondFactor secondFactor, LockOut lockOut, Audit audit, Clock clock) {
        this.people = people;
        this.secondFactor = secondFactor;
        this.lockOut = lockOut;
        this.audit = audit;
        this.clock = clock;
    }

    /** What came of it. */
    enum Outcome {
        /** Done. */
        DONE,
        /** The present password does not match. */
        WRONG_PASSWORD,
        /** Too many wrong ones from here. */
        WAIT,
        /** Fewer than {@link #SHORTEST} letters. */
        TOO_SHORT,
        /** More than {@link #LONGEST_OCTETS} octets. */
        TOO_LONG,
        /** The two new ones differ. */
        DIFFERENT,
        /** The code does not match. */
        WRONG_CODE
    }

    /** Changes the password. */
    Outcome password(Person me, String address, String present, String wanted, String again) throws IOException {
        if (wanted.codePointCount(0, wanted.length()) < SHORTEST) {
            return Outcome.TOO_SHORT;
        }
        if (wanted.getBytes(StandardCharsets.UTF_8).length > LONGEST_OCTETS) {
            return Outcome.TOO_LONG;
        }
        if (!wanted.equals(again)) {
            return Outcome.DIFFERENT;
        }
        Outcome known = known(me, address, present);
        if (known == Outcome.DONE) {
            people.put(current(me).withPasswordHash(FirstPerson.hash(wanted)), me.email());
            note(me, address, Deed.PASSWORD_SET);
        }
        return known;
    }

    /** Turns the second factor on, once the app has shown that it knows the secret. */
    Outcome factor(Person me, String address, String present, String secret, String code) throws IOException {
        Outcome known = known(me, address, present);
        if (known != Outcome.DONE) {
            return known;
        }
        if (!secondFactor.accepts(me.email(), secret, code)) {
            return Outcome.WRONG_CODE;
        }
        people.put(current(me).withSecondFactor(Optional.of(secret)), me.email());
        note(me, address, Deed.SECOND_FACTOR_SET);
        return Outcome.DONE;
    }

    /** Turns it off. */
    Outcome withoutFactor(Person me, String address, String present) throws IOException {
        Outcome known = known(me, address, present);
        if (known == Outcome.DONE) {
            people.put(current(me).withSecondFactor(Optional.empty()), me.email());
            note(me, address, Deed.SECOND_FACTOR_REMOVED);
        }
        return known;
    }

    /** Under the same lock-out as the door; the session stays open whatever happens. */
    private Outcome known(Person me, String address, String password) {
        if (lockOut.wait(me.email(), address).isPresent()) {
            return Outcome.WAIT;
        }
        if (FirstPerson.matches(password, current(me).passwordHash())) {
            lockOut.right(me.email(), address);
            return Outcome.DONE;
        }
        lockOut.wrong(me.email(), address);
        note(me, address, Deed.WRONG_PASSWORD);
        return Outcome.WRONG_PASSWORD;
    }

    private Person current(Person me) {
        return people.find(me.email()).orElse(me);
    }

    private void note(Person me, String address, Deed deed) {
        audit.note(new AuditEvent(clock.instant(), me.email(), address, deed, me.email(), ""));
    }
}
