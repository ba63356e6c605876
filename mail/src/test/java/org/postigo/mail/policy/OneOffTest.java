package org.postigo.mail.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postigo.mail.Mailbox;

class OneOffTest {
    @ParameterizedTest
    @CsvSource({
        "news-bounces+ana=ejemplo.mx@list.example, VERP",
        "bounce-1042-ana=ejemplo.mx@mail.example, VERP",
        "bounces+33456-a1f2@em.example, VERP",
        "SRS0=HHH=TT=origin.example=ana@relay.example, SRS",
        "srs1=abcd=relay.example==HHH=TT=origin.example=ana@other.example, SRS",
        "prvs=0123456789=ana@origin.example, BATV",
        "msprvs1=17521kzy=bounces-220@bounces.example, BATV",
        "0100018f2c3a4b5d-7e8f9012@ses.example, TOKEN",
        "a9f83bc0d1e2@mailer.example, TOKEN",
        "x7k2m9q4r8t1w5z0@mailer.example, TOKEN",
        "12345678901@mailer.example, TOKEN",
        "juan+boletin@origin.example, TAG"
    })
    void anAddressThatWillNotComeAgainIsKnownByItsForm(String address, OneOff kind) {
        assertThat(OneOff.of(Mailbox.of(address))).contains(kind);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ana@ejemplo.mx",
                "ana.lopez@ejemplo.mx",
                "ventas2026@ejemplo.mx",
                "no-reply@ejemplo.mx",
                "bounces@ejemplo.mx",
                "facturacion-electronica@ejemplo.mx",
                "contabilidadgeneral@ejemplo.mx",
                "a=b@ejemplo.mx",
                "5215512345@ejemplo.mx",
                "deadbeefcafe@ejemplo.mx"
            })
    void anOrdinaryAddressIsNone(String address) {
        assertThat(OneOff.of(Mailbox.of(address))).isEmpty();
        assertThat(OneOff.instead(Mailbox.of(address))).isEmpty();
    }
}
