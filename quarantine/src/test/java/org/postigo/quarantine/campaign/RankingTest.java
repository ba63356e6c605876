package org.postigo.quarantine.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postigo.mail.finding.FindingKey;
import org.postigo.store.acquaintances.Acquaintances;
import org.postigo.store.held.HeldCopy;

class RankingTest {
    private static Ranking rank(Acquaintances acquaintances, HeldCopy... copies) {
        return Ranking.of(
                List.of(copies).stream()
                        .map(copy -> new Campaign(List.of(copy), 0))
                        .toList(),
                acquaintances);
    }

    private static List<HeldCopy> firsts(Ranking ranking) {
        return ranking.campaigns().stream().map(Campaign::first).toList();
    }

    @Test
    void whatMayBeGoodComesFirst() {
        HeldCopy poor = new Copies().logOdds(7).held();
        HeldCopy fair = new Copies().logOdds(2).held();

        assertThat(firsts(rank(Copies.STRANGERS, poor, fair))).containsExactly(fair, poor);
    }

    @Test
    void aCodeThatIsWorthlessTomorrowGoesBeforeWhatIsALittleLikelier() {
        var code = new Copies().logOdds(2.5);
        code.subject = "Tu código de acceso es 771904";
        HeldCopy hurried = code.held();
        HeldCopy likelier = new Copies().logOdds(2).held();

        assertThat(firsts(rank(Copies.STRANGERS, likelier, hurried))).containsExactly(hurried, likelier);
    }

    @Test
    void earlierCorrespondenceWeighsMoreThanHurry() {
        var known = new Copies().logOdds(3);
        known.from = "taller@maquinados.example";
        var code = new Copies().logOdds(2.5);
        code.subject = "Your verification code";
        Acquaintances one = (sender, signer, domain) -> sender.domain().text().equals("maquinados.example")
                ? new Acquaintances.History(0, 1, 1, 0, Optional.empty())
                : Acquaintances.History.NONE;
        HeldCopy friend = known.held();

        assertThat(firsts(rank(one, code.held(), friend)).getFirst()).isEqualTo(friend);
    }

    @Test
    void belowTheLineAtMostTheRestIsExpectedAndTheLineIsAsHighAsThatAllows() {
        // 1 / 20 = 0.05: two of them are the rest, a third would be more.
        HeldCopy[] copies = new HeldCopy[5];
        for (int i = 0; i < copies.length; i++) {
            copies[i] = new Copies().logOdds(Math.log(19) + 1e-9).held();
        }

        Ranking ranking = rank(Copies.STRANGERS, copies);

        assertThat(ranking.above()).isEqualTo(3);
        assertThat(ranking.expected()).isCloseTo(0.25, within(1e-6));
        assertThat(ranking.expectedBelow()).isCloseTo(0.1, within(1e-6));
        assertThat(ranking.copies()).isEqualTo(5);
    }

    @Test
    void aCampaignCountsAllItsCopies() {
        var campaign = new Campaign(
                List.of(new Copies().logOdds(0).held(), new Copies().logOdds(0).held()), 0);

        Ranking ranking = Ranking.of(List.of(campaign), Copies.STRANGERS);

        assertThat(ranking.expected()).isCloseTo(1, within(1e-9));
        assertThat(ranking.above()).isEqualTo(1);
    }

    @Test
    void whatSomebodyAsksForRisesAndNeverStandsBelowTheLine() {
        HeldCopy asked = new Copies().logOdds(9).held();
        HeldCopy fair = new Copies().logOdds(2.5).held();
        HeldCopy poor = new Copies().logOdds(8).held();

        Ranking ranking = Ranking.of(
                List.of(
                        new Campaign(List.of(poor), 0),
                        new Campaign(List.of(fair), 0),
                        new Campaign(List.of(asked), 0)),
                Copies.STRANGERS,
                asked::equals);

        assertThat(firsts(ranking)).containsExactly(asked, fair, poor);
        assertThat(ranking.campaigns().getFirst().asked()).isTrue();
        assertThat(ranking.above()).isEqualTo(1);
        assertThat(ranking.expectedBelow()).isEqualTo(Ranking.good(fair) + Ranking.good(poor), within(1e-9));
    }

    @Test
    void ofACampaignTheCopyThatSomebodyAsksForIsLookedAtFirst() {
        HeldCopy first = new Copies().logOdds(1).held();
        HeldCopy second = new Copies().logOdds(2).held();

        Ranking ranking =
                Ranking.of(List.of(new Campaign(List.of(first, second), 3)), Copies.STRANGERS, second::equals);

        assertThat(ranking.campaigns())
                .containsExactly(new Campaign(List.of(second, first), 3, true, Optional.empty()));
    }

    @Test
    void pricesSpeakOfAllMailSoWhatIsHeldIsSurerSpamThanTheySay() {
        var priced = new Copies().logOdds(2);
        priced.model = "prices-1";
        var marked = new Copies().logOdds(2).marked(FindingKey.FIELD_DECORATED, FindingKey.LINK_ADDRESS);
        marked.model = "prices-1";

        assertThat(Ranking.good(new Copies().logOdds(2).held())).isCloseTo(0.119, within(1e-3));
        assertThat(Ranking.good(priced.held())).isCloseTo(0.0048, within(1e-4));
        assertThat(Ranking.good(marked.held())).isCloseTo(0.0012, within(1e-4));

        priced.marks = List.of(FindingKey.FIELD_UNSUBSCRIBE);
        assertThat(Ranking.good(priced.held()))
                .as("honest mail with an unlucky score is mostly mail to many")
                .isCloseTo(0.0209, within(1e-4));
    }

    @Test
    void aTrainedCombinerIsBelievedWhateverMarksThereAre() {
        var marked = new Copies().logOdds(0).marked(FindingKey.FIELD_DECORATED, FindingKey.LINK_ADDRESS);

        assertThat(Ranking.good(marked.held())).isCloseTo(0.5, within(1e-9));
    }
}
