package org.postigo.classifier.claim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.FindingKey;

class DisguiseCheckTest {
    private static List<Finding> of(String header) {
        return new DisguiseCheck().examine(Messages.of(header, "Hola\n"));
    }

    private static List<FindingKey> from(String from) {
        return Messages.keys(of("From: " + from + "\nSubject: Hola"));
    }

    private static List<FindingKey> subject(String subject) {
        return Messages.keys(of("From: ana@casa.test\nSubject: " + subject));
    }

    @ParameterizedTest
    @ValueSource(strings = {"𝐆𝐫𝐚𝐭𝐢𝐬 para usted", "Gr\u200Ba\u200Btis para usted", "Pауpal avisa", "Ｇｒａｔｉｓ ahora"})
    void lettersThatOnlyLookLikeLettersAreSeen(String subject) {
        assertThat(subject(subject)).contains(FindingKey.FIELD_LETTERS_DISGUISED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Año nuevo, señor Muñoz", "Привет из Москвы", "Feliz día 👩\u200D👧", "Preis in µg", "Αθήνα"})
    void lettersOfAnyLanguageAreNoDisguise(String subject) {
        assertThat(subject(subject)).doesNotContain(FindingKey.FIELD_LETTERS_DISGUISED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"➲➲➲ Oferta <a@casa.test>", "Su_Premio_Listo <a@casa.test>", "Casa         Oferta <a@casa.test>"
            })
    void aDecoratedNameIsSeen(String from) {
        assertThat(from(from)).contains(FindingKey.FIELD_DECORATED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Casa® México™ <a@casa.test>",
                "Ana (ventas) <a@casa.test>",
                "Casa\n        y Campo <a@casa.test>"
            })
    void marksAndFoldingAreNoDecoration(String from) {
        assertThat(from(from)).doesNotContain(FindingKey.FIELD_DECORATED);
    }

    @Test
    void aTokenDrawnByLotIsSeen() {
        assertThat(subject("Su pedido está listo #Xq7Tk")).contains(FindingKey.FIELD_SERIAL);
        assertThat(subject("Su pedido #48213 está listo")).doesNotContain(FindingKey.FIELD_SERIAL);
        assertThat(subject("Nuevo en YouTube")).doesNotContain(FindingKey.FIELD_SERIAL);
    }

    @ParameterizedTest
    @CsvSource({
        "oferta.cfd, 1",
        "oferta.shop, 1",
        "oferta.diamonds, 0.4",
        "oferta.com, 0",
        "oferta.mx, 0",
        "oferta.com.mx, 0",
        "oferta.app, 0",
        "oferta.xn--p1ai, 0"
    })
    void aDomainIsAsCheapAsItsTopLevel(String domain, double cheapness) {
        List<Finding> facts = of("From: a@" + domain + "\nSubject: Hola");
        if (cheapness == 0) {
            assertThat(Messages.keys(facts)).doesNotContain(FindingKey.FROM_DOMAIN_CHEAP);
        } else {
            assertThat(Messages.fact(facts, FindingKey.FROM_DOMAIN_CHEAP).value())
                    .isEqualTo(cheapness);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a@casa.onmicrosoft.com", "a@casa.za.com", "a@casa.github.io", "a@casa.pages.dev"})
    void aBorrowedDomainIsSeen(String from) {
        assertThat(from(from)).contains(FindingKey.FROM_DOMAIN_LENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a@casa.com", "a@mail.casa.co.uk", "a@microsoft.com", "a@github.com"})
    void aDomainOfOnesOwnIsNotBorrowed(String from) {
        assertThat(from(from)).doesNotContain(FindingKey.FROM_DOMAIN_LENT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a7f3k9q2x1@casa.test", "xkcdqwrtz@casa.test", "nuevasofertasdiariasparatodalafamilia@casa.test"
            })
    void anAddressDrawnByLotIsSeen(String from) {
        assertThat(from(from)).contains(FindingKey.FROM_RANDOM);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ana.lopez@casa.test",
                "no-reply+4e0f4996@casa.test",
                "facturacion2026@casa.test",
                "atencion-al-cliente-de-la-casa@casa.test"
            })
    void anOrdinaryAddressIsNot(String from) {
        assertThat(from(from)).doesNotContain(FindingKey.FROM_RANDOM);
    }

    @Test
    void aNameIsThatOfItsDomainOrStandsNowhere() {
        assertThat(from("Librería Cervantes <news@libreriacervantes.com>")).contains(FindingKey.FROM_NAME_IS_DOMAIN);
        assertThat(from("Fábrica Azul <news@mail.fabrica-azul.com.mx>")).contains(FindingKey.FROM_NAME_IS_DOMAIN);
        assertThat(from("Banco Ahorro Total <news@bat.com>")).contains(FindingKey.FROM_NAME_IS_DOMAIN);
        assertThat(from("Su Premio <x@zapatos.com>"))
                .contains(FindingKey.FROM_NAME_UNRELATED)
                .doesNotContain(FindingKey.FROM_NAME_IS_DOMAIN);
        assertThat(from("Ana López <ana@zapatos.com>"))
                .doesNotContain(FindingKey.FROM_NAME_UNRELATED, FindingKey.FROM_NAME_IS_DOMAIN);
        assertThat(from("Ana López <x77@gmail.com>")).doesNotContain(FindingKey.FROM_NAME_UNRELATED);
    }

    @Test
    void repliesOfAHouseToAFreeMailboxAreSeen() {
        assertThat(Messages.keys(of("From: a@casa.com\nReply-To: casa77@gmail.com")))
                .contains(FindingKey.FIELD_REPLY_TO_FREE_MAIL);
        assertThat(Messages.keys(of("From: a@gmail.com\nReply-To: casa77@outlook.com")))
                .doesNotContain(FindingKey.FIELD_REPLY_TO_FREE_MAIL);
        assertThat(Messages.keys(of("From: a@casa.com\nReply-To: b@otra.com")))
                .doesNotContain(FindingKey.FIELD_REPLY_TO_FREE_MAIL);
    }

    @Test
    void aMessageIdOfAProviderThatHadNoPartIsForged() {
        String id = "From: a@casa.com\nMessage-ID: <CAx1@mail.gmail.com>\n";
        assertThat(Messages.keys(of(id + "Received: from casa.com by mx.ejemplo.mx; Mon, 1 Jun 2026 10:00:00 +0000")))
                .contains(FindingKey.FIELD_MESSAGE_ID_FORGED);
        assertThat(Messages.keys(
                        of(id + "Received: from mail-a1.google.com by mx.ejemplo.mx; Mon, 1 Jun 2026 10:00:00 +0000")))
                .doesNotContain(FindingKey.FIELD_MESSAGE_ID_FORGED);
        assertThat(Messages.keys(of(id))).doesNotContain(FindingKey.FIELD_MESSAGE_ID_FORGED);
    }
}
