package org.postigo.desk.signin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.apache.commons.codec.binary.Base32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecondFactorTest {
    private static final String SECRET =
            new Base32().encodeToString("12345678901234567890".getBytes(StandardCharsets.US_ASCII));
    private static final Instant NOW = Instant.parse("2026-11-25T09:00:10Z");

    private static SecondFactor at(Instant now) {
        return new SecondFactor(Clock.fixed(now, ZoneOffset.UTC));
    }

    /** The last six digits of RFC 6238, appendix B, SHA-1. */
    @ParameterizedTest
    @CsvSource({"59, 287082", "1111111109, 081804", "1234567890, 005924", "2000000000, 279037"})
    void theCodesAreThoseOfTheStandard(long second, String code) {
        assertThat(at(Instant.ofEpochSecond(second)).accepts("ana@example.com", SECRET, code))
                .isTrue();
    }

    @Test
    void aCodeCountsOnceAndSoDoesNoneBeforeIt() {
        SecondFactor factor = at(NOW);
        String now = factor.codeAt(SECRET, NOW);
        String before = factor.codeAt(SECRET, NOW.minusSeconds(30));
        assertThat(factor.accepts("ana@example.com", SECRET, now)).isTrue();
        assertThat(factor.accepts("Ana@example.com", SECRET, now)).isFalse();
        assertThat(factor.accepts("ana@example.com", SECRET, before)).isFalse();
    }

    @Test
    void aClockThatIsHalfAMinuteWrongIsForgivenAndNoMore() {
        SecondFactor factor = at(NOW);
        assertThat(factor.accepts("a@example.com", SECRET, factor.codeAt(SECRET, NOW.minusSeconds(30))))
                .isTrue();
        assertThat(factor.accepts("b@example.com", SECRET, factor.codeAt(SECRET, NOW.plusSeconds(30))))
                .isTrue();
        assertThat(factor.accepts("c@example.com", SECRET, factor.codeAt(SECRET, NOW.minusSeconds(90))))
                .isFalse();
    }

    @Test
    void spacesAreNobodysMistakeAndAnythingElseIsNoCode() {
        SecondFactor factor = at(NOW);
        String code = factor.codeAt(SECRET, NOW);
        assertThat(factor.accepts("ana@example.com", SECRET, "")).isFalse();
        assertThat(factor.accepts("ana@example.com", SECRET, code + "0")).isFalse();
        assertThat(factor.accepts("ana@example.com", SECRET, code.substring(0, 3) + " " + code.substring(3)))
                .isTrue();
    }

    @Test
    void aNewSecretHas160BitsAndIsWrittenIntoItsAddress() {
        String secret = at(NOW).newSecret();
        assertThat(new Base32().decode(secret)).hasSize(20);
        assertThat(SecondFactor.uri("filtro.example", "ana@example.com", secret))
                .isEqualTo(
                        "otpauth://totp/filtro.example:ana%40example.com?secret=" + secret + "&issuer=filtro.example");
    }
}
