package org.postigo.desk.signin;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.postigo.store.people.People;
import org.postigo.store.people.Person;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * The first administrator of a fresh site.
 *
 * @param email to sign in with
 * @param password to be shown once and kept nowhere: only its hash is stored
 */
public record FirstPerson(String email, String password) {
    /** Crockford's base 32: nothing that looks like something else when read from a terminal. */
    private static final String LETTERS = "0123456789abcdefghjkmnpqrstvwxyz";

    /**
     * Makes an administrator if there is nobody yet.
     *
     * @param random must be a cryptographic one outside tests
     * @return empty if somebody can already sign in
     * @throws IOException if the person could not be written
     */
    public static Optional<FirstPerson> createIfNobody(People people, String email, RandomGenerator random)
            throws IOException {
        if (!people.all().isEmpty()) {
            return Optional.empty();
        }
        var first = new FirstPerson(email.toLowerCase(Locale.ROOT), newPassword(random));
        people.put(
                new Person(
                        first.email(),
                        first.email().replaceFirst("@.*", ""),
                        Person.Role.ADMINISTRATOR,
                        Set.of(),
                        hash(first.password()),
                        Optional.empty()),
                "setup");
        return Optional.of(first);
    }

    /** The form in which a password is stored: {@code {id}hash}. */
    public static String hash(String password) {
        return String.valueOf(encoder().encode(password));
    }

    /** Whether this is the password; none is that of a person without one. */
    public static boolean matches(String password, String hash) {
        return !hash.equals(Person.NO_PASSWORD) && encoder().matches(password, hash);
    }

    /** Reads every form of hash that Spring Security knows, writes bcrypt. */
    static PasswordEncoder encoder() {
        return PasswordEncoderFactories.createDelegatingPasswordEncoder();
    }

    /**
     * A password for somebody else, to be shown once: 100 bits in four groups.
     *
     * @param random must be a cryptographic one outside tests
     */
    public static String newPassword(RandomGenerator random) {
        var text = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            if (i > 0 && i % 5 == 0) {
                text.append('-');
            }
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return text.toString();
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "FirstPerson[" + email + "]";
    }
}
