package org.postigo.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DomainNameTest {
    @ParameterizedTest
    @CsvSource({
        "Example.COM, example.com",
        "example.com., example.com",
        "localhost, localhost",
        "_dmarc.example.com, _dmarc.example.com",
        "mañana.ejemplo.mx, xn--maana-pta.ejemplo.mx",
        "MAÑANA.ejemplo.mx, xn--maana-pta.ejemplo.mx",
        "xn--maana-pta.ejemplo.mx, xn--maana-pta.ejemplo.mx",
        "example。com, example.com",
        "[192.0.2.1], [192.0.2.1]",
        "[IPv6:2001:db8::1], [IPv6:2001:db8::1]",
    })
    void areNormalised(String raw, String expected) {
        assertThat(DomainName.parse(raw)).contains(new DomainName(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", ".", "..", "a..b", ".a", "a b", "a/b", "a@b", "[", "[]", "[a", "[a]b", "[a[b]", "[a]]", "[1 2]",
                "[x>y]", "[a@b]", "a\nb", "a\0", "-\\"
            })
    void othersAreNone(String raw) {
        assertThat(DomainName.parse(raw)).isEmpty();
    }

    @Test
    void labelsAndNamesAreBounded() {
        assertThat(DomainName.parse("a".repeat(63) + ".com")).isPresent();
        assertThat(DomainName.parse("a".repeat(64) + ".com")).isEmpty();
        assertThat(DomainName.parse("a.".repeat(127) + "a")).isPresent();
        assertThat(DomainName.parse("a.".repeat(128) + "a")).isEmpty();
        assertThat(DomainName.parse("ñ".repeat(1_000_000))).isEmpty();
    }

    @Test
    void theConstructorTakesOnlyNormalNames() {
        assertThatThrownBy(() -> new DomainName("Example.com")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DomainName.of("a b")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void withinMeansItselfOrBelow() {
        DomainName parent = DomainName.of("example.com");
        assertThat(parent.within(parent)).isTrue();
        assertThat(DomainName.of("a.b.example.com").within(parent)).isTrue();
        assertThat(DomainName.of("badexample.com").within(parent)).isFalse();
        assertThat(DomainName.of("com").within(parent)).isFalse();
    }

    @Test
    void isShownInTheReadersLetters() {
        assertThat(DomainName.of("mañana.mx").display()).isEqualTo("mañana.mx");
        assertThat(DomainName.of("[192.0.2.1]").display()).isEqualTo("[192.0.2.1]");
        assertThat(DomainName.of("[192.0.2.1]").literal()).isTrue();
    }

    @Property
    void anyTextIsANameOrNone(@ForAll String text) {
        assertThat(DomainName.parse(text))
                .satisfiesAnyOf(
                        none -> assertThat(none).isEmpty(),
                        some -> assertThat(DomainName.parse(some.orElseThrow().toString()))
                                .isEqualTo(some));
    }

    @Property
    void parsingWhatIsWrittenGivesTheSame(@ForAll("names") String raw) {
        DomainName.parse(raw).ifPresent(name -> {
            assertThat(DomainName.parse(name.toString())).contains(name);
            assertThat(DomainName.parse(name.toString().toUpperCase(java.util.Locale.ROOT)))
                    .contains(name);
        });
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.strings().withChars("abcZ019-_ñÑßе日.").ofMinLength(1).ofMaxLength(30);
    }
}
