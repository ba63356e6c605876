package org.postigo.desk.signin;

import java.util.List;
import java.util.Optional;
import org.postigo.store.people.People;
import org.postigo.store.people.Person;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.web.authentication.WebAuthenticationDetails;

/** Checks address and password against {@link People}, within what {@link LockOut} allows. */
final class SignInProvider implements AuthenticationProvider {
    private final People people;
    private final PasswordEncoder encoder;
    private final LockOut lockOut;

    /** Compared with where there is no such person, so that the answer takes as long. */
    private final String nobodysHash;

    SignInProvider(People people, PasswordEncoder encoder, LockOut lockOut) {
        this.people = people;
        this.encoder = encoder;
        this.lockOut = lockOut;
        this.nobodysHash = String.valueOf(encoder.encode("nobody has this password"));
    }

    /** A wrong password, with how many tries are left. */
    static final class Wrong extends BadCredentialsException {
        private static final long serialVersionUID = 1;
        private final int triesLeft;

        Wrong(int triesLeft) {
            super("address or password does not match");
            this.triesLeft = triesLeft;
        }

        int triesLeft() {
            return triesLeft;
        }
    }

    /** Too many tries, with how long to wait. */
    static final class TooMany extends LockedException {
        private static final long serialVersionUID = 1;
        private final java.time.Duration left;

        TooMany(java.time.Duration left) {
            super("too many tries");
            this.left = left;
        }

        java.time.Duration left() {
            return left;
        }
    }

    @Override
    public Authentication authenticate(Authentication given) throws AuthenticationException {
        String account = given.getName();
        String password = given.getCredentials() instanceof String text ? text : "";
        String address = given.getDetails() instanceof WebAuthenticationDetails details
                ? String.valueOf(details.getRemoteAddress())
                : "";
        lockOut.wait(account, address).ifPresent(left -> {
            throw new TooMany(left);
        });
        Optional<Person> person = people.find(account.strip());
        boolean matches =
                encoder.matches(password, person.map(Person::passwordHash).orElse(nobodysHash)) && person.isPresent();
        if (!matches) {
            int left = lockOut.wrong(account, address);
            if (left > 0) {
                throw new Wrong(left);
            }
            throw new TooMany(lockOut.wait(account, address).orElseThrow(() -> new Wrong(1)));
        }
        lockOut.right(account, address);
        Person known = person.orElseThrow();
        var token = UsernamePasswordAuthenticationToken.authenticated(
                known.email(), null, List.of(new SimpleGrantedAuthority("ROLE_" + known.role())));
        token.setDetails(given.getDetails());
        return token;
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(authentication);
    }
}
