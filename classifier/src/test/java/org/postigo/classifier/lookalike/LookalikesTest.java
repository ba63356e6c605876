package org.postigo.classifier.lookalike;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postigo.mail.DomainName;

class LookalikesTest {
    private static final Set<DomainName> GUARDED =
            Set.of(DomainName.of("example.com"), DomainName.of("mibanco.com.mx"), DomainName.of("abc.mx"));
    private final Lookalikes lookalikes = new Lookalikes(() -> GUARDED);

    @ParameterizedTest
    @CsvSource({
        "exarnple.com, example.com",
        "examp1e.com, example.com",
        "еxample.com, example.com",
        "exámple.com, example.com",
        "www.exarnple.com, example.com",
        "exmaple.com, example.com",
        "exampl.com, example.com",
        "examplee.com, example.com",
        "exanple.com, example.com",
        "example.com.evil.test, example.com",
        "login.example.com.evil.test, example.com",
        "example-login.test, example.com",
        "my-example.test, example.com",
        "example-com.test, example.com",
        "mibanc0.com.mx, mibanco.com.mx",
        "mibanco-seguro.test, mibanco.com.mx",
        "аbс.mx, abc.mx",
    })
    void imitationsAreFound(String name, String expected) {
        assertThat(lookalikes.imitated(DomainName.of(name))).contains(DomainName.of(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.com", "mail.example.com", "example.org", "example.net", "test.example.org", "sample.com",
                        "abd.mx",
                "abc-news.test", "other.test", "com", "[192.0.2.1]", "counterexample.com", "mañana.mx", "xn--.com"
            })
    void othersAreNot(String name) {
        assertThat(lookalikes.imitated(DomainName.of(name))).isEmpty();
    }

    @Test
    void aNewListIsUsedAtOnce() {
        AtomicReference<Set<DomainName>> guarded = new AtomicReference<>(Set.of());
        var changing = new Lookalikes(guarded::get);
        DomainName name = DomainName.of("exarnple.com");
        assertThat(changing.imitated(name)).isEmpty();
        guarded.set(GUARDED);
        assertThat(changing.imitated(name)).contains(DomainName.of("example.com"));
    }

    @Test
    void namesInOtherLettersThatReadAsLatinAreFound() {
        assertThat(Lookalikes.readAsLatin(DomainName.of("аррӏе.com"))).contains("appie.com");
        assertThat(Lookalikes.readAsLatin(DomainName.of("mañana.mx"))).isEmpty();
        assertThat(Lookalikes.readAsLatin(DomainName.of("пример.рф"))).isEmpty();
        assertThat(Lookalikes.readAsLatin(DomainName.of("日本.jp"))).isEmpty();
        assertThat(Lookalikes.readAsLatin(DomainName.of("apple.com"))).isEmpty();
    }

    @Test
    void registrationsAreGuessedFromTheirForm() {
        assertThat(Registrable.of(DomainName.of("a.b.example.com"))).isEqualTo("example.com");
        assertThat(Registrable.of(DomainName.of("a.example.com.mx"))).isEqualTo("example.com.mx");
        assertThat(Registrable.of(DomainName.of("example.com.mx"))).isEqualTo("example.com.mx");
        assertThat(Registrable.of(DomainName.of("com.mx"))).isEqualTo("com.mx");
        assertThat(Registrable.of(DomainName.of("a.abc.mx"))).isEqualTo("abc.mx");
        assertThat(Registrable.label(DomainName.of("a.example.gob.mx"))).isEqualTo("example");
    }

    @Property
    void anyNameCanBeAsked(@ForAll String text) {
        DomainName.parse(text)
                .ifPresent(name -> assertThat(lookalikes.imitated(name)).isNotNull());
    }
}
