package org.postigo.desk.signin;

/**
 * An OpenID Connect provider that vouches for people. Whoever it names by a verified address still has to be added here,
 * unless a claim of it says what people may.
 *
 * @param name shown on the button
 * @param issuer where its configuration is found, as {@code https://login.example.com}
 * @param clientId we are known there by
 * @param clientSecret of that client
 * @param grants what a claim of it lets people do
 */
public record IdentityProvider(String name, String issuer, String clientId, String clientSecret, Grants grants) {
    /** In the addresses of its redirects: {@code /login/oauth2/code/site}. */
    public static final String REGISTRATION = "site";

    /** One that grants nothing. */
    public IdentityProvider(String name, String issuer, String clientId, String clientSecret) {
        this(name, issuer, clientId, clientSecret, Grants.NONE);
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "IdentityProvider[" + name + ", " + issuer + "]";
    }
}
