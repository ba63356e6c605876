package org.postigo.desk.signin;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postigo.desk.preview.Inert;
import org.postigo.store.people.People;
import org.postigo.store.people.Person;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserRequest;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserService;
import org.springframework.security.oauth2.client.userinfo.OAuth2UserService;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.oidc.user.DefaultOidcUser;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;

/**
 * Takes the provider's word for who somebody is. What they may stands here, or in a claim of the provider's where one is
 * named: then each sign-in makes or changes the person as the claim says by now, and whom no grant fits stays out.
 */
final class Vouched implements OAuth2UserService<OidcUserRequest, OidcUser> {
    private final OidcUserService provider = new OidcUserService();
    private final People people;
    private final Grants grants;

    Vouched(People people, Grants grants) {
        this.people = people;
        this.grants = grants;
    }

    /** Who is written down as having changed a person whom a claim changed. */
    static final String BY = "openid";

    private static final int LONGEST_NAME = 80;

    /** Somebody whom nobody added here, or whose address the provider did not verify. */
    static final class NotOurs extends OAuth2AuthenticationException {
        private static final long serialVersionUID = 1;
        private final String email;

        NotOurs(String email) {
            super(new OAuth2Error("access_denied"), "nobody here has this address");
            this.email = email;
        }

        String email() {
            return email;
        }
    }

    /** Somebody to whom the provider's claim grants nothing. */
    static final class NothingGranted extends OAuth2AuthenticationException {
        private static final long serialVersionUID = 1;
        private final String email;

        NothingGranted(String email) {
            super(new OAuth2Error("access_denied"), "no grant fits what the provider says");
            this.email = email;
        }

        String email() {
            return email;
        }
    }

    /** Called by the address that we know the person by. */
    private static final class Known extends DefaultOidcUser {
        private static final long serialVersionUID = 1;
        private final String email;

        Known(Person person, OidcUser vouched) {
            super(
                    List.of(new SimpleGrantedAuthority("ROLE_" + person.role())),
                    vouched.getIdToken(),
                    vouched.getUserInfo());
            this.email = person.email();
        }

        @Override
        public String getName() {
            return email;
        }
    }

    @Override
    public OidcUser loadUser(OidcUserRequest request) throws OAuth2AuthenticationException {
        OidcUser vouched = provider.loadUser(request);
        String email =
                Optional.ofNullable(vouched.getEmail()).orElse("").strip().toLowerCase(Locale.ROOT);
        // OpenID Connect Core 1.0 §5.1: an address that was not verified could be typed by anybody.
        boolean verified = Boolean.TRUE.equals(vouched.getEmailVerified());
        if (!verified || email.isEmpty()) {
            throw new NotOurs(email);
        }
        return new Known(
                grants.all().isEmpty()
                        ? people.find(email).orElseThrow(() -> new NotOurs(email))
                        : granted(email, vouched),
                vouched);
    }

    private Person granted(String email, OidcUser vouched) {
        Grants.Grant grant = grants.of(vouched.getClaims()).orElseThrow(() -> new NothingGranted(email));
        Optional<Person> before = people.find(email);
        Person now = before.map(person -> person.granted(grant.role(), grant.domains()))
                .orElseGet(() -> new Person(
                        email, name(vouched), grant.role(), grant.domains(), Person.NO_PASSWORD, Optional.empty()));
        if (before.filter(now::equals).isEmpty()) {
            try {
                people.put(now, BY);
            } catch (IOException e) {
                throw new OAuth2AuthenticationException(
                        new OAuth2Error("server_error"), "the person could not be written: " + e.getMessage(), e);
            }
        }
        return now;
    }

    /** As the provider writes it: one short line, or nothing. */
    private static String name(OidcUser vouched) {
        return Inert.line(Optional.ofNullable(vouched.getFullName()).orElse(""), LONGEST_NAME);
    }
}
