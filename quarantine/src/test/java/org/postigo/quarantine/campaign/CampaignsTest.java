package org.postigo.quarantine.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postigo.mail.finding.MessageDigest;
import org.postigo.store.acquaintances.Acquaintances;
import org.postigo.store.held.HeldCopy;

class CampaignsTest {
    private final Campaigns campaigns = new Campaigns(Copies.STRANGERS);

    private List<Integer> sizes(HeldCopy... copies) {
        return campaigns.of(List.of(copies)).stream()
                .map(campaign -> campaign.copies().size())
                .toList();
    }

    @Test
    void theSameWordsFromChangingSendersAreOneRow() {
        var other =
                Copies.of("Aviso", "aviso@otra-casa.test", "Su paquete está detenido: 7719", "203.0.113.9", "x.test");

        assertThat(sizes(new Copies().held(), other.held(), new Copies().held()))
                .containsExactly(3);
    }

    @Test
    void theSameLinksUnderOtherWordsAreOneRow() {
        var other = Copies.of("Banco", "banco@otra-casa.test", "Verifique hoy", "203.0.113.9", "rayo-envios.test");

        assertThat(sizes(new Copies().held(), other.held())).containsExactly(2);
    }

    @Test
    void oneNetworkAndOneNameAreEnoughButOneNetworkAloneIsNot() {
        var sameName = Copies.of("PAQUETERÍA rayo", "a@b.test", "Pague ya", "198.51.100.200", "uno.test");
        var stranger = Copies.of("Laboratorio", "c@d.test", "Resultados listos", "198.51.100.201", "dos.test");

        assertThat(sizes(new Copies().held(), sameName.held(), stranger.held())).containsExactly(2, 1);
    }

    @Test
    void wordsThatCountedMostMakeLikenessWhereNothingElseDoes() {
        var one = Copies.of("A", "a@a.test", "Uno", "192.0.2.1");
        var two = Copies.of("B", "b@b.test", "Dos", "203.0.113.1");
        var three = Copies.of("C", "c@c.test", "Tres", "198.51.100.1");
        one.words = List.of("premio", "vajilla", "gratis", "hoy");
        two.words = List.of("premio", "vajilla", "gratis", "hoy");
        three.words = List.of("premio", "cobranza", "fletes", "hoy");

        assertThat(sizes(one.held(), two.held(), three.held())).containsExactly(2, 1);
    }

    @Test
    void housesThatEverybodyUsesBindNobody() {
        var one = Copies.of("Ana", "ana@gmail.com", "Fotos", "192.0.2.1", "www.facebook.com");
        var two = Copies.of("Luis", "luis@gmail.com", "Presupuesto del taller", "203.0.113.1", "m.facebook.com");

        assertThat(sizes(one.held(), two.held())).containsExactly(1, 1);
    }

    @Test
    void suffixesOfTwoLabelsAreNoHouse() {
        assertThat(Traits.house("www.ferretero.com.mx")).isEqualTo("ferretero.com.mx");
        assertThat(Traits.house("a.b.ferretero.example")).isEqualTo("ferretero.example");
        assertThat(Traits.house("t.co")).isEqualTo("t.co");
    }

    @Test
    void whoeverDiffersInAuthenticationAttachmentsOrScoreStandsAlone() {
        var signed = new Copies().signedBy("rayo-envios.test");
        var attached = new Copies();
        attached.attachments = List.of(new MessageDigest.Attachment("guia.pdf", "application/pdf", 9));
        var better = new Copies().logOdds(-1);

        var all = campaigns.of(List.of(
                new Copies().held(),
                new Copies().held(),
                signed.held(),
                attached.held(),
                better.held(),
                new Copies().held()));

        assertThat(all.stream().map(campaign -> campaign.copies().size())).containsExactlyInAnyOrder(3, 1, 1, 1);
        assertThat(all)
                .filteredOn(campaign -> campaign.copies().size() == 3)
                .singleElement()
                .satisfies(campaign -> assertThat(campaign.apart()).isEqualTo(3));
    }

    @Test
    void aCopyMuchWorseThanItsRowStandsAloneButAmongSureSpamNoDifferenceCounts() {
        HeldCopy[] fairAndOneBad = {
            new Copies().logOdds(0.5).held(),
            new Copies().logOdds(1).held(),
            new Copies().logOdds(9).held()
        };
        HeldCopy[] allBad = {
            new Copies().logOdds(4).held(),
            new Copies().logOdds(8).held(),
            new Copies().logOdds(12).held()
        };

        assertThat(sizes(fairAndOneBad)).containsExactlyInAnyOrder(2, 1);
        assertThat(sizes(allBad)).containsExactly(3);
    }

    @Test
    void aCopyWhoseRecipientKnowsTheSenderStandsAlone() {
        var known = new Copies();
        known.to = "almacen@huerta.example";
        Acquaintances huertaKnows = (sender, signer, domain) -> domain.text().equals("huerta.example")
                ? new Acquaintances.History(3, 0, 0, 0, Optional.empty())
                : Acquaintances.History.NONE;

        var all = new Campaigns(huertaKnows).of(List.of(new Copies().held(), known.held(), new Copies().held()));

        assertThat(all.stream().map(campaign -> campaign.copies().size())).containsExactly(2, 1);
        assertThat(all.getLast().first().recipient().path().domain().text()).isEqualTo("huerta.example");
    }

    @Test
    void theLikeliestGoodComesFirstInItsRow() {
        HeldCopy best = new Copies().logOdds(1).held();

        assertThat(campaigns.of(List.of(new Copies().held(), best)).getFirst().first())
                .isEqualTo(best);
    }

    @Test
    void everyCopyStandsInExactlyOneRow() {
        var random = new java.util.SplittableRandom(11);
        var copies = new ArrayList<HeldCopy>();
        for (int i = 0; i < 300; i++) {
            copies.add(Copies.of(
                            "Nombre " + random.nextInt(40),
                            "a@casa" + random.nextInt(90) + ".test",
                            "Asunto número " + (char) ('a' + random.nextInt(26)) + "bc",
                            "198.51." + random.nextInt(30) + ".1",
                            "h" + random.nextInt(60) + ".test")
                    .logOdds(random.nextDouble(0, 12))
                    .held());
        }

        var rows = campaigns.of(copies);

        assertThat(rows.size()).isBetween(2, 299);
        assertThat(rows.stream().flatMap(row -> row.ids().stream()))
                .containsExactlyInAnyOrderElementsOf(
                        copies.stream().map(HeldCopy::id).toList());
    }
}
