package org.postigo.desk.signin;

/**
 * An OpenID Connect provider that vouches for people. Whoever it names by a verified address still has to be added here:
 * it says who somebody is, never what they may.
 *
 * @param name shown on the button
 * @param issuer where its configuration is found, as {@code https://login.example.com}
 * @param clientId we are known there by
 * @param clientSecret of that client
 */
public record IdentityProvider(String name, String issuer, String clientId, String clientSecret) {
    /** In the addresses of its redirects: {@code /login/oauth2/code/site}. */
    public static final String REGISTRATION = "site";

    /** Without the secret. */
    @Override
    public String toString() {
        return "IdentityProvider[" + name + ", " + issuer + "]";
    }
}
