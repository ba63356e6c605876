package org.postigo.desk.signin;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.postigo.store.audit.AuditEvent.Deed;
import org.postigo.store.people.People;
import org.postigo.store.people.Person;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Checks address and password against {@link People}, then the code of whoever has a second factor, all within what
 * {@link LockOut} allows: a code is guessed no faster than a password.
 */
final class SignInProvider implements AuthenticationProvider {
    /** Between the right password and the code. */
    private static final Duration HALF_IN = Duration.ofMinutes(5);

    private final People people;
    private final PasswordEncoder encoder;
    private final LockOut lockOut;
    private final SecondFactor secondFactor;
    private final Entrance entrance;
    private final Clock clock;

    /** Compared with where there is no such person, so that the answer takes as long. */
    private final String nobodysHash;

    SignInProvider(
            People people,
            PasswordEncoder encoder,
            LockOut lockOut,
            SecondFactor secondFactor,
            Entrance entrance,
            Clock clock) {
        this.people = people;
        this.encoder = encoder;
        this.lockOut = lockOut;
        this.secondFactor = secondFactor;
        this.entrance = entrance;
        this.clock = clock;
        this.nobodysHash = String.valueOf(encoder.encode("nobody has this password"));
    }

    /** A wrong password or code, with how many tries are left. */
    static final class Wrong extends BadCredentialsException {
        private static final long serialVersionUID = 1;
        private final int triesLeft;
        private final boolean code;

        Wrong(int triesLeft, boolean code) {
            super(code ? "the code does not match" : "address or password does not match");
            this.triesLeft = triesLeft;
            this.code = code;
        }

        int triesLeft() {
            return triesLeft;
        }

        boolean code() {
            return code;
        }
    }

    /** Too many tries, with how long to wait. */
    static final class TooMany extends LockedException {
        private static final long serialVersionUID = 1;
        private final Duration left;

        TooMany(Duration left) {
            super("too many tries");
            this.left = left;
        }

        Duration left() {
            return left;
        }
    }

    /** The password was right; now the code. Not a failure, but not in either. */
    static final class CodeNeeded extends BadCredentialsException {
        private static final long serialVersionUID = 1;
        private final transient SignInDetails.HalfIn half;

        CodeNeeded(SignInDetails.HalfIn half) {
            super("a code is needed");
            this.half = half;
        }

        SignInDetails.HalfIn half() {
            return half;
        }
    }

    /** The code came too late: from the beginning again. */
    static final class Stale extends BadCredentialsException {
        private static final long serialVersionUID = 1;

        Stale() {
            super("too late for the code");
        }
    }

    @Override
    public Authentication authenticate(Authentication given) throws AuthenticationException {
        Optional<SignInDetails> details =
                given.getDetails() instanceof SignInDetails known ? Optional.of(known) : Optional.empty();
        String address = details.map(SignInDetails::getRemoteAddress).orElse("");
        Optional<String> code = details.flatMap(SignInDetails::code);
        return code.isPresent() ? byCode(details.get(), code.get(), address) : byPassword(given, address);
    }

    private Authentication byPassword(Authentication given, String address) {
        String account = given.getName().strip();
        String password = given.getCredentials() instanceof String text ? text : "";
        lockOut.wait(account, address).ifPresent(left -> {
            entrance.note(account, address, Deed.MADE_TO_WAIT, "");
            throw new TooMany(left);
        });
        Optional<Person> person = people.find(account);
        String hash = person.map(Person::passwordHash)
                .filter(known -> !known.equals(Person.NO_PASSWORD))
                .orElse(nobodysHash);
        boolean matches = encoder.matches(password, hash) && person.isPresent() && !hash.equals(nobodysHash);
        if (!matches) {
            throw wrong(account, address, false);
        }
        Person known = person.get();
        if (known.secondFactor().isPresent()) {
            // The tries are forgotten only once the code is right too, or a known password would buy endless codes.
            throw new CodeNeeded(
                    new SignInDetails.HalfIn(known.email(), clock.instant().plus(HALF_IN)));
        }
        lockOut.right(account, address);
        return entrance.welcome(known, address, "password", given.getDetails());
    }

    private Authentication byCode(SignInDetails details, String code, String address) {
        SignInDetails.HalfIn half = details.answersFor()
                .filter(each -> clock.instant().isBefore(each.until()))
                .orElseThrow(Stale::new);
        lockOut.wait(half.email(), address).ifPresent(left -> {
            entrance.note(half.email(), address, Deed.MADE_TO_WAIT, "");
            throw new TooMany(left);
        });
        Person person = people.find(half.email()).orElseThrow(Stale::new);
        boolean right = person.secondFactor()
                .filter(secret -> secondFactor.accepts(person.email(), secret, code))
                .isPresent();
        if (!right) {
            throw wrong(half.email(), address, true);
        }
        lockOut.right(half.email(), address);
        return entrance.welcome(person, address, "password and code", details);
    }

    private AuthenticationException wrong(String account, String address, boolean code) {
        entrance.note(account, address, code ? Deed.WRONG_CODE : Deed.WRONG_PASSWORD, "");
        int left = lockOut.wrong(account, address);
        if (left > 0) {
            return new Wrong(left, code);
        }
        return lockOut.wait(account, address)
                .<AuthenticationException>map(TooMany::new)
                .orElseGet(() -> new Wrong(1, code));
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(authentication);
    }
}
