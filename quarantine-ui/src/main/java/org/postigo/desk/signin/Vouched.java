package org.postigo.desk.signin;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
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

/** Takes the provider's word for who somebody is and looks up here what they may. */
final class Vouched implements OAuth2UserService<OidcUserRequest, OidcUser> {
    private final OidcUserService provider = new OidcUserService();
    private final People people;

    Vouched(People people) {
        this.people = people;
    }

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
        return people.find(email)
                .filter(_ -> verified)
                .<OidcUser>map(person -> new Known(person, vouched))
                .orElseThrow(() -> new NotOurs(email));
    }
}
