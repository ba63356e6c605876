package org.postigo.desk.signin;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import javax.crypto.spec.SecretKeySpec;
import org.apache.commons.codec.binary.Base32;

/**
 * Codes of six digits that change every 30 seconds (RFC 6238), from an app in the person's own hand. The step before and
 * the one after count too, since clocks differ (§5.2); a code that was used is worth nothing any more.
 */
public final class SecondFactor {
    private static final int SECRET_OCTETS = 20;
    private static final int STEPS_ASIDE = 1;

    private final TimeBasedOneTimePasswordGenerator generator = new TimeBasedOneTimePasswordGenerator();
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    /** The newest step whose code was used, by account and secret. */
    private final Cache<String, Long> used = Caffeine.newBuilder()
            .maximumSize(100_000)
            .expireAfterWrite(Duration.ofMinutes(10))
            .build();

    /** By this clock. */
    public SecondFactor(Clock clock) {
        this.clock = clock;
    }

    /** A new secret, in base 32 as the apps write it. */
    public String newSecret() {
        var octets = new byte[SECRET_OCTETS];
        random.nextBytes(octets);
        return new Base32().encodeToString(octets);
    }

    /** What an app reads from the picture. */
    public static String uri(String site, String email, String secret) {
        return "otpauth://totp/" + encoded(site) + ":" + encoded(email) + "?secret=" + secret + "&issuer="
                + encoded(site);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Whether this is the code of now, used for the first time; spaces within are nobody's mistake. */
    public boolean accepts(String email, String secret, String given) {
        String code = given.replaceAll("\\s", "");
        if (!code.matches("[0-9]{6}")) {
            return false;
        }
        Key key = new SecretKeySpec(new Base32().decode(secret), generator.getAlgorithm());
        Duration step = generator.getTimeStep();
        long now = clock.instant().getEpochSecond() / step.toSeconds();
        for (long each = now - STEPS_ASIDE; each <= now + STEPS_ASIDE; each++) {
            if (same(code, code(key, Instant.ofEpochSecond(each * step.toSeconds())))) {
                return firstUse(email.toLowerCase(Locale.ROOT) + ' ' + secret, each);
            }
        }
        return false;
    }

    /** RFC 6238 §5.2: a second use must not be accepted, nor one of an earlier step. */
    private boolean firstUse(String account, long step) {
        boolean[] first = {false};
        used.asMap().compute(account, (key, before) -> {
            first[0] = before == null || before < step;
            return first[0] ? Long.valueOf(step) : before;
        });
        return first[0];
    }

    /** The code of an instant, for a test's app. */
    String codeAt(String secret, Instant instant) {
        return code(new SecretKeySpec(new Base32().decode(secret), generator.getAlgorithm()), instant);
    }

    private String code(Key key, Instant instant) {
        try {
            return generator.generateOneTimePasswordString(key, instant, Locale.ROOT);
        } catch (InvalidKeyException impossible) {
            throw new IllegalStateException("a secret of base 32 is always a key", impossible);
        }
    }

    private static boolean same(String given, String expected) {
        return MessageDigest.isEqual(
                given.getBytes(StandardCharsets.US_ASCII), expected.getBytes(StandardCharsets.US_ASCII));
    }
}
