package org.postigo.classifier.claim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postigo.classifier.check.Authenticator.Authenticated;
import org.postigo.classifier.check.Subject;
import org.postigo.classifier.html.HtmlReadings;
import org.postigo.mail.DomainName;
import org.postigo.mail.auth.AuthenticationResults;
import org.postigo.mail.auth.AuthenticationResults.Dkim;
import org.postigo.mail.auth.AuthenticationResults.Outcome;
import org.postigo.mail.finding.FindingKey;

class ClaimCheckTest {
    private final ClaimCheck check = new ClaimCheck(new HtmlReadings());

    private static Authenticated signed(String domain, boolean aligned) {
        var none = AuthenticationResults.NONE;
        var dkim = new Dkim(Outcome.PASS, Optional.of(DomainName.of(domain)), "s", aligned, true, false, "");
        return new Authenticated(
                new AuthenticationResults(none.spf(), List.of(dkim), none.dmarc(), none.arc()), List.of(), List.of());
    }

    private List<FindingKey> keys(Subject subject, Authenticated authenticated) {
        return Messages.keys(check.examine(subject, authenticated));
    }

    private List<FindingKey> from(String from) {
        return keys(Messages.of("From: " + from, "Hola\n"), Authenticated.NOTHING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PayPal Service <a@casa.com>",
                "Correos España <a@entregas.net>",
                "\"PayPaI\" <a@casa.com>",
                "𝐏𝐚𝐲𝐏𝐚𝐥 <a@casa.com>",
                "DHL Express <a@gmail.com>"
            })
    void aKnownHouseWritesFromItsOwnDomain(String from) {
        assertThat(from(from)).contains(FindingKey.FROM_NAME_IS_BRAND);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PayPal <service@mail.paypal.es>",
                "Ana Visado <ana@casa.com>",
                "Startups Madrid <a@casa.com>",
                "Correo de Casa <a@casa.com>"
            })
    void otherNamesAreNoHouses(String from) {
        assertThat(from(from)).doesNotContain(FindingKey.FROM_NAME_IS_BRAND);
    }

    @Test
    void aHouseThatSignedMayWriteFromAnotherDomain() {
        Subject subject = Messages.of("From: PayPal <a@envios.com>", "Hola\n");
        assertThat(keys(subject, signed("mail.paypal.com", false))).doesNotContain(FindingKey.FROM_NAME_IS_BRAND);
        assertThat(keys(subject, signed("envios.com", true))).contains(FindingKey.FROM_NAME_IS_BRAND);
    }

    @Test
    void linksLeadHomeOrElsewhere() {
        Subject home = Messages.html("From: a@casa.com", "<a href='https://www.casa.com/x'>ver</a>");
        assertThat(keys(home, signed("casa.com", true))).containsExactly(FindingKey.LINK_HOME);
        assertThat(keys(home, Authenticated.NOTHING)).containsExactly(FindingKey.LINK_HOME_UNPROVEN);
        Subject elsewhere = Messages.html("From: a@casa.com", "<a href='https://www.otra.com/x'>ver</a>");
        assertThat(keys(elsewhere, Authenticated.NOTHING)).containsExactly(FindingKey.LINK_ELSEWHERE);
        assertThat(keys(elsewhere, signed("otra.com", false))).isEmpty();
    }

    @Test
    void clicksCountedByAHiredPostOfficeLeadNowhereElse() {
        assertThat(keys(
                        Messages.html("From: a@casa.com", "<a href='https://u1.ct.sendgrid.net/x'>ver</a>"),
                        Authenticated.NOTHING))
                .isEmpty();
    }

    @Test
    void cheapLentAndRandomHostsAreSeen() {
        assertThat(keys(
                        Messages.html("From: a@gmail.com", "<a href='https://fgtrwqzx.cfd/'>ver</a>"),
                        Authenticated.NOTHING))
                .containsExactly(FindingKey.LINK_CHEAP, FindingKey.LINK_RANDOM);
        assertThat(keys(
                        Messages.html("From: a@gmail.com", "<a href='https://casa.pages.dev/'>ver</a>"),
                        Authenticated.NOTHING))
                .containsExactly(FindingKey.LINK_LENT);
        assertThat(keys(
                        Messages.html("From: a@gmail.com", "<a href='https://casa.com.mx/'>ver</a>"),
                        Authenticated.NOTHING))
                .isEmpty();
    }

    @Test
    void fiveHousesAreTheFootprintOfANewsletter() {
        String four = "<a href='https://a1.com'>1</a><a href='https://b1.com'>2</a><a href='https://c1.com'>3</a>"
                + "<a href='https://d1.com'>4</a>";
        assertThat(keys(Messages.html("From: a@casa.com", four), Authenticated.NOTHING))
                .doesNotContain(FindingKey.LINK_SEVERAL_HOUSES);
        assertThat(keys(
                        Messages.html("From: a@casa.com", four + "<a href='https://x.com/e1'>5</a>"),
                        Authenticated.NOTHING))
                .contains(FindingKey.LINK_SEVERAL_HOUSES);
    }

    @Test
    void aWayOutIsHonestOnlyUnderAnAlignedSignature() {
        String fields = """
                From: Casa <a@casa.com>
                List-Unsubscribe: <https://casa.com/u>
                List-Unsubscribe-Post: List-Unsubscribe=One-Click
                DKIM-Signature: v=1; d=casa.com; s=s; h=from:list-unsubscribe:list-unsubscribe-post; bh=a; b=b
                """;
        Subject honest = Messages.of(fields, "Hola\n");
        assertThat(keys(honest, signed("casa.com", true))).containsExactly(FindingKey.BULK_HONEST);
        assertThat(keys(honest, signed("casa.com", false))).isEmpty();
        assertThat(keys(honest, Authenticated.NOTHING)).isEmpty();
        Subject uncovered = Messages.of(fields.replace(":list-unsubscribe-post", ""), "Hola\n");
        assertThat(keys(uncovered, signed("casa.com", true))).isEmpty();
    }

    @Test
    void bulkMailThatDoesNotSaySoIsSeen() {
        String body = "Boletín. Si no desea recibir más, puede darse de baja aquí.\n";
        assertThat(keys(Messages.of("From: Casa <a@casa.com>", body), Authenticated.NOTHING))
                .containsExactly(FindingKey.BULK_UNDECLARED);
        assertThat(keys(
                        Messages.of("From: Casa <a@casa.com>\nList-Unsubscribe: <mailto:b@casa.com>", body),
                        Authenticated.NOTHING))
                .isEmpty();
        assertThat(keys(Messages.of("From: Otra Firma <a@casa.com>", body), Authenticated.NOTHING))
                .containsExactly(FindingKey.BULK_UNDECLARED, FindingKey.BULK_IN_ANOTHER_NAME);
    }
}
