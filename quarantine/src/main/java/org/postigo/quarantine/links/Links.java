package org.postigo.quarantine.links;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.Optional;
import org.postigo.mail.DomainName;
import org.postigo.mail.Mailbox;

/**
 * Makes and reads the tickets in our links: a signed JSON web token (RFC 7519, HS256) whose secret never leaves the data
 * folder. Deleting the secret's file ends every link that was ever sent.
 */
public final class Links {
    private static final int SECRET_OCTETS = 32;
    /** Says what a token is for, so that none of another kind is ever taken. */
    private static final String ISSUER = "postigo-mine";

    private static final String DOMAIN = "dom";

    private final byte[] secret;
    private final Clock clock;
    private final Duration lifetime;

    /**
     * With this secret.
     *
     * @param secret 32 octets
     * @param lifetime of a link
     */
    public Links(byte[] secret, Clock clock, Duration lifetime) {
        this.secret = secret.clone();
        this.clock = clock;
        this.lifetime = lifetime;
    }

    /**
     * The secret in this file, made if it is not there, for nobody else to read.
     *
     * @throws IOException if it can neither be read nor made
     */
    public static byte[] secret(Path file) throws IOException {
        if (!Files.exists(file)) {
            var fresh = new byte[SECRET_OCTETS];
            new SecureRandom().nextBytes(fresh);
            try {
                if (Files.getFileStore(file.toAbsolutePath().getParent()).supportsFileAttributeView("posix")) {
                    Files.createFile(
                            file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                }
                Files.write(file, fresh);
            } catch (FileAlreadyExistsException meanwhile) {
                return secret(file);
            }
        }
        byte[] secret = Files.readAllBytes(file);
        if (secret.length != SECRET_OCTETS) {
            throw new IOException(file + " is damaged: delete it, and links sent before will not work any more");
        }
        return secret;
    }

    /** A ticket for this, from now on. */
    public String make(Ticket.Scope scope) {
        var claims = new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .subject(scope.holder().toString())
                .expirationTime(Date.from(clock.instant().plus(lifetime)));
        switch (scope) {
            case Ticket.Own _ -> {}
            case Ticket.OfDomain of -> claims.claim(DOMAIN, of.domain().text());
        }
        var token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims.build());
        try {
            token.sign(new MACSigner(secret));
        } catch (JOSEException impossible) {
            throw new IllegalStateException("32 octets sign", impossible);
        }
        return token.serialize();
    }

    /** What a ticket is for; empty if it was not made here, was changed, or is over. */
    public Optional<Ticket> read(String text) {
        try {
            SignedJWT token = SignedJWT.parse(text);
            // RFC 8725 §3.1: the algorithm is ours to say, not the token's.
            if (!JWSAlgorithm.HS256.equals(token.getHeader().getAlgorithm())
                    || !token.verify(new MACVerifier(secret))) {
                return Optional.empty();
            }
            JWTClaimsSet claims = token.getJWTClaimsSet();
            Date until = claims.getExpirationTime();
            if (!ISSUER.equals(claims.getIssuer())
                    || until == null
                    || !clock.instant().isBefore(until.toInstant())) {
                return Optional.empty();
            }
            String domain = claims.getStringClaim(DOMAIN);
            return Mailbox.parse(claims.getSubject())
                    .flatMap(holder -> domain == null
                            ? Optional.of(new Ticket.Own(holder))
                            : DomainName.parse(domain).map(name -> new Ticket.OfDomain(name, holder)))
                    .map(scope -> new Ticket(scope, until.toInstant()));
        } catch (ParseException | JOSEException notOurs) {
            return Optional.empty();
        }
    }
}
