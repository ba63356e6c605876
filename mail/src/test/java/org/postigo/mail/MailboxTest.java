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

class MailboxTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\0',
            delimiter = '|',
            value = {
                "Ana@Example.com | Ana | Ana@example.com",
                "a+b/c=d@example.com | a+b/c=d | a+b/c=d@example.com",
                "a..b.@example.com | a..b. | a..b.@example.com",
                "\"a b\"@example.com | a b | \"a b\"@example.com",
                "\"a.b\"@example.com | a.b | a.b@example.com",
                "\"a@b\"@example.com | a@b | \"a@b\"@example.com",
                "\"a\\\"\\\\b\"@example.com | a\"\\b | \"a\\\"\\\\b\"@example.com",
                "ñandú@ejemplo.mx | ñandú | ñandú@ejemplo.mx",
                "a@[192.0.2.1] | a | a@[192.0.2.1]",
                "a@[IPv6:::1] | a | a@[IPv6:::1]",
            })
    void areRead(String raw, String local, String written) {
        Mailbox mailbox = Mailbox.of(raw);
        assertThat(mailbox.localPart()).isEqualTo(local);
        assertThat(mailbox).hasToString(written);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "@",
                "a",
                "a@",
                "@example.com",
                "a b@example.com",
                "a@b@example.com",
                "\"a@example.com",
                "\"\"@example.com",
                "\"a\"b\"@example.com",
                "\"a\\\"@example.com",
                "a\r\nb@example.com",
                "\"a\r\nRCPT\"@example.com",
                "<a@example.com>",
                "a>@example.com",
                "a@exa mple.com",
                "a,b@example.com",
                "\"\0\"@example.com"
            })
    void othersAreNone(String raw) {
        assertThat(Mailbox.parse(raw)).isEmpty();
    }

    @Test
    void localPartsAreBounded() {
        assertThat(Mailbox.parse("a".repeat(256) + "@example.com")).isPresent();
        assertThat(Mailbox.parse("a".repeat(257) + "@example.com")).isEmpty();
    }

    @Test
    void capitalsAreKeptButNotCompared() {
        assertThat(Mailbox.of("Ana@example.com").key())
                .isEqualTo(Mailbox.of("aNA@EXAMPLE.com").key());
        assertThat(Mailbox.of("Ana@example.com")).isNotEqualTo(Mailbox.of("ana@example.com"));
    }

    @Test
    void controlCharactersNeverGetIn() {
        assertThatThrownBy(() -> new Mailbox("a\nb", DomainName.of("example.com")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Mailbox("", DomainName.of("example.com")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Property
    void parsingWhatIsWrittenGivesTheSame(@ForAll("localParts") String local) {
        var mailbox = new Mailbox(local, DomainName.of("example.com"));
        assertThat(Mailbox.parse(mailbox.toString())).contains(mailbox);
        assertThat(mailbox.toString()).doesNotContain("\r", "\n");
    }

    @Provide
    Arbitrary<String> localParts() {
        return Arbitraries.strings()
                .withCharRange(' ', '~')
                .withChars("ñ日")
                .ofMinLength(1)
                .ofMaxLength(40);
    }

    @Property
    void anyTextIsAMailboxOrNone(@ForAll String text) {
        Mailbox.parse(text)
                .ifPresent(
                        mailbox -> assertThat(Mailbox.parse(mailbox.toString())).contains(mailbox));
    }

    @Test
    void theNullPathHasNoMailbox() {
        assertThat(ReversePath.of("")).isEqualTo(new ReversePath.Null()).hasToString("<>");
        assertThat(ReversePath.of("").toMailbox()).isEmpty();
        assertThat(ReversePath.of("a@example.com")).hasToString("<a@example.com>");
        assertThat(ReversePath.of("a@example.com").toMailbox()).contains(Mailbox.of("a@example.com"));
        assertThat(ForwardPath.of("\"a b\"@example.com")).hasToString("<\"a b\"@example.com>");
    }
}
