package org.postigo.desk;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A stub of an OpenID Connect provider on loopback: it asks nobody for a password, and vouches for whom the test says. Its
 * redirects, codes, keys and signed tokens are real.
 */
final class LocalProvider implements AutoCloseable {
    static final String CLIENT = "desk";
    private static final String CODE = "4711";

    private final HttpServer server;
    private final RSAKey key;
    private final RSAKey strange;
    private volatile String nonce = "";
    private volatile Claims claims = new Claims("nobody@example.com", true, true);

    /**
     * What it says of whoever comes.
     *
     * @param email of the person
     * @param verified whether it says that it verified that
     * @param honest whether it signs with the key that it publishes
     * @param groups that it says the person is in
     */
    record Claims(String email, boolean verified, boolean honest, List<String> groups) {
        Claims(String email, boolean verified, boolean honest) {
            this(email, verified, honest, List.of());
        }
    }

    LocalProvider() throws IOException, JOSEException {
        key = new RSAKeyGenerator(2048).keyID("k").generate();
        strange = new RSAKeyGenerator(2048).keyID("k").generate();
        server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        server.createContext("/.well-known/openid-configuration", this::configuration);
        server.createContext("/authorize", this::authorize);
        server.createContext("/token", this::token);
        server.createContext("/keys", exchange -> json(exchange, new JWKSet(key.toPublicJWK()).toString()));
        server.start();
    }

    String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    void vouchFor(Claims whom) {
        claims = whom;
    }

    private void configuration(HttpExchange exchange) throws IOException {
        json(exchange, """
            {"issuer":"%1$s","authorization_endpoint":"%1$s/authorize","token_endpoint":"%1$s/token",
            "jwks_uri":"%1$s/keys","response_types_supported":["code"],"subject_types_supported":["public"],
            "id_token_signing_alg_values_supported":["RS256"],
            "token_endpoint_auth_methods_supported":["client_secret_basic"]}\
            """.formatted(issuer()));
    }

    private void authorize(HttpExchange exchange) throws IOException {
        Map<String, String> asked = Arrays.stream(
                        exchange.getRequestURI().getRawQuery().split("&"))
                .map(each -> each.split("=", 2))
                .collect(Collectors.toMap(each -> each[0], each -> URLDecoder.decode(each[1], StandardCharsets.UTF_8)));
        nonce = asked.get("nonce");
        exchange.getResponseHeaders()
                .add(
                        "Location",
                        URI.create(asked.get("redirect_uri")) + "?code=" + CODE + "&state="
                                + java.net.URLEncoder.encode(asked.get("state"), StandardCharsets.UTF_8));
        exchange.sendResponseHeaders(302, -1);
        exchange.close();
    }

    private void token(HttpExchange exchange) throws IOException {
        String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Claims said = claims;
        if (!form.contains("code=" + CODE)) {
            exchange.sendResponseHeaders(400, -1);
            exchange.close();
            return;
        }
        try {
            var token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("k").build(),
                    new JWTClaimsSet.Builder()
                            .issuer(issuer())
                            .audience(CLIENT)
                            .subject("person-1")
                            .issueTime(Date.from(Instant.now()))
                            .expirationTime(Date.from(Instant.now().plusSeconds(300)))
                            .claim("nonce", nonce)
                            .claim("email", said.email())
                            .claim("email_verified", said.verified())
                            .claim("name", "Nora Vidal")
                            .claim("groups", said.groups())
                            .build());
            token.sign(new RSASSASigner(said.honest() ? key : strange));
            json(
                    exchange,
                    "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"expires_in\":300,\"id_token\":\""
                            + token.serialize() + "\"}");
        } catch (JOSEException failed) {
            throw new IOException(failed);
        }
    }

    private static void json(HttpExchange exchange, String body) throws IOException {
        byte[] octets = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, octets.length);
        exchange.getResponseBody().write(octets);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
