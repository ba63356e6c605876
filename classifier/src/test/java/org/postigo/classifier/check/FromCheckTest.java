package org.postigo.classifier.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postigo.classifier.check.Subjects.arguments;
import static org.postigo.classifier.check.Subjects.keys;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postigo.classifier.lookalike.Lookalikes;
import org.postigo.mail.DomainName;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.FindingKey;

class FromCheckTest {
    private static final Set<DomainName> GUARDED = Set.of(DomainName.of("ejemplo.mx"), DomainName.of("mibanco.com"));
    private final FromCheck check = new FromCheck(new Lookalikes(() -> GUARDED));

    private List<Finding> examine(String from) {
        return examine(from, "");
    }

    private List<Finding> examine(String from, String reversePath) {
        return check.examine(Subjects.of("From: " + from + "\n\nx", reversePath, "luis@ejemplo.mx"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Ana <ana@example.org>", "\"ana@example.org\" <ana@example.org>",
                        "\"ana@mail.example.org\" <ana@example.org>",
                "\"Ejemplo Soporte\" <ana@mail.ejemplo.mx>", "Ejemplar <ana@example.org>",
                        "\"a @ b\" <ana@example.org>",
                "no address at all"
            })
    void honestNamesSayNothing(String from) {
        assertThat(examine(from)).isEmpty();
    }

    @Test
    void aNameThatShowsAnotherAddressIsSaid() {
        assertThat(arguments(examine("\"jefe@empresa.example\" <x@evil.test>"), FindingKey.FROM_NAME_IS_ADDRESS))
                .containsExactly("jefe@empresa.example", "x@evil.test");
        assertThat(keys(examine("=?utf-8?B?amVmZUBlbXByZXNhLmV4YW1wbGU=?= <x@evil.test>")))
                .containsExactly(FindingKey.FROM_NAME_IS_ADDRESS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"EJEMPLO Soporte\" <x@evil.test>", "\"Admin ejemplo.mx\" <x@evil.test>"})
    void aStrangerInTheRecipientsNameIsSaid(String from) {
        assertThat(arguments(examine(from), FindingKey.FROM_NAME_IS_RECIPIENT_DOMAIN))
                .last()
                .isEqualTo("ejemplo.mx");
    }

    @Test
    void anImitatedDomainIsSaid() {
        assertThat(arguments(examine("x@ejernplo.mx"), FindingKey.FROM_LOOKALIKE))
                .containsExactly("ejernplo.mx", "ejemplo.mx");
        assertThat(arguments(examine("x@аррӏе.com"), FindingKey.FROM_LOOKALIKE))
                .containsExactly("аррӏе.com", "appie.com");
        assertThat(examine("x@mibanco.com")).isEmpty();
    }

    @Test
    void writingToOneselfIsSaid() {
        assertThat(arguments(examine("LUIS@ejemplo.mx"), FindingKey.FROM_IS_RECIPIENT))
                .containsExactly("LUIS@ejemplo.mx");
    }

    @Test
    void anEnvelopeOfAnotherOrganisationIsSaid() {
        assertThat(arguments(examine("a@example.org", "b@mailer.test"), FindingKey.ENVELOPE_DIFFERS))
                .containsExactly("example.org", "mailer.test");
        assertThat(examine("a@example.org", "bounce@mail.example.org")).isEmpty();
        assertThat(examine("a@example.org", "")).isEmpty();
    }

    @Test
    void hostileNamesAreShownInert() {
        assertThat(arguments(examine("\"ejemplo\u202Egpj\" <x@evil.test>"), FindingKey.FROM_NAME_IS_RECIPIENT_DOMAIN))
                .first()
                .isEqualTo("ejemplo\uFFFDgpj");
        assertThat(examine("\"" + "@ x ".repeat(20_000) + "\" <x@evil.test>")).isEmpty();
    }
}
