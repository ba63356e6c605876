package org.postigo.quarantine.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.FindingKey;
import org.postigo.mail.finding.MessageDigest;
import org.postigo.mail.finding.Verdict;
import org.postigo.store.acquaintances.Acquaintances;
import org.postigo.store.held.HeldCopy;

class SheafTest {
    private final Campaigns campaigns = new Campaigns(Copies.STRANGERS);

    private static Copies certain() {
        return Copies.single().logOdds(1).marked(FindingKey.FIELD_DECORATED, FindingKey.LINK_ADDRESS);
    }

    /** Beside two that certainly lie together: whether this one lies with them. */
    private boolean liesWithThem(Copies copies) {
        HeldCopy held = copies.held();
        List<Campaign> rows =
                campaigns.of(List.of(certain().held(), held, certain().held()));
        return rows.size() == 1;
    }

    @Test
    void strangersNearlyCertainToBeSpamLieTogetherByKindTheLikeliestGoodFirst() {
        HeldCopy first = certain().logOdds(0.6).held();
        HeldCopy bait = certain()
                .marked(FindingKey.TEXT_BAIT, FindingKey.FIELD_DECORATED)
                .logOdds(1)
                .held();

        List<Campaign> rows = campaigns.of(List.of(
                certain().held(), bait, certain().held(), first, certain().held()));

        assertThat(rows).hasSize(2);
        assertThat(rows.getFirst().kind()).contains(Kind.DISGUISE);
        assertThat(rows.getFirst().copies()).hasSize(4).startsWith(first);
        assertThat(rows.getLast().copies()).containsExactly(bait);
        assertThat(rows.getLast().kind()).isEmpty();
    }

    @Test
    void howMuchItTakesFallsWithTheMarksAndRisesForMailToMany() {
        FindingKey rare = FindingKey.FIELD_DECORATED;
        FindingKey another = FindingKey.LINK_ADDRESS;
        FindingKey many = FindingKey.FIELD_UNSUBSCRIBE;

        assertThat(liesWithThem(certain().logOdds(0.4))).isFalse();
        assertThat(liesWithThem(certain().logOdds(0.5))).isTrue();
        assertThat(liesWithThem(certain().marked(rare, another, many).logOdds(0.5)))
                .isTrue();
        assertThat(liesWithThem(certain().marked(rare).logOdds(0.8))).isFalse();
        assertThat(liesWithThem(certain().marked(rare).logOdds(0.9))).isTrue();
        assertThat(liesWithThem(certain().marked(rare, many).logOdds(1.1))).isFalse();
        assertThat(liesWithThem(certain().marked(rare, many).logOdds(1.2))).isTrue();
        assertThat(Sheaf.of(Copies.single().logOdds(1.7).held(), Copies.STRANGERS))
                .isEmpty();
        assertThat(Sheaf.of(Copies.single().logOdds(1.8).held(), Copies.STRANGERS))
                .map(Sheaf::kind)
                .contains(Kind.SCORE);
        assertThat(Sheaf.of(Copies.single().marked(many).logOdds(2.9).held(), Copies.STRANGERS))
                .isEmpty();
        assertThat(Sheaf.of(Copies.single().marked(many).logOdds(3).held(), Copies.STRANGERS))
                .isPresent();
    }

    @Test
    void whoeverProvedSomethingOrBringsFilesLiesElsewhere() {
        var attached = certain();
        attached.attachments = List.of(new MessageDigest.Attachment("guia.pdf", "application/pdf", 9));

        assertThat(liesWithThem(certain().logOdds(5).signedBy("rayo-envios.test")))
                .isFalse();
        assertThat(liesWithThem(attached)).isFalse();
        assertThat(Sheaf.of(certain().logOdds(1.4).signedBy("a.test").held(), Copies.STRANGERS))
                .isEmpty();
        assertThat(Sheaf.of(certain().logOdds(1.5).signedBy("a.test").held(), Copies.STRANGERS))
                .isPresent();
    }

    @Test
    void whoeverTheRecipientsHouseKnowsStandsAlone() {
        Acquaintances known = (sender, signer, domain) -> new Acquaintances.History(0, 1, 1, 0, Optional.empty());

        assertThat(new Campaigns(known)
                        .of(List.of(
                                certain().held(), certain().held(), certain().held())))
                .hasSize(3);
    }

    @Test
    void aMessageThatMadeACheckFailIsReadByItselfButASlowListKeepsNobodyOut() {
        var crashed = certain();
        crashed.unknown = Optional.of(new Finding.Unknown("links", Finding.Cause.CRASHED, "a bug"));
        var slow = certain();
        slow.unknown = Optional.of(new Finding.Unknown("dnslist:zen", Finding.Cause.TIMEOUT, "no answer"));

        assertThat(liesWithThem(crashed)).isFalse();
        assertThat(liesWithThem(slow)).isTrue();
    }

    @Test
    void whatSomebodyAsksAboutStandsAlone() {
        HeldCopy wanted = certain().held();

        assertThat(new Campaigns(Copies.STRANGERS, wanted::equals)
                        .of(List.of(certain().held(), wanted, certain().held())))
                .hasSize(2)
                .anySatisfy(row -> assertThat(row.copies()).containsExactly(wanted));
    }

    @ParameterizedTest
    @EnumSource(
            value = Verdict.Reason.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"SCORE_HIGH", "SCORE_EXTREME"})
    void whatIsHeldForAnotherReasonThanItsScoreIsReadByItself(Verdict.Reason reason) {
        var other = certain();
        other.reason = reason;

        assertThat(liesWithThem(other)).isFalse();
    }

    @Test
    void aLargeCampaignKeepsItsOwnRowAndASheafIsNoLargerThanAGlance() {
        var copies = new ArrayList<HeldCopy>();
        for (int i = 0; i < 10; i++) {
            copies.add(new Copies().logOdds(3).held());
        }
        for (int i = 0; i < 60; i++) {
            copies.add(certain().held());
        }
        Collections.shuffle(copies, new java.util.Random(5));

        assertThat(campaigns.of(copies).stream().map(row -> row.copies().size()))
                .containsExactlyInAnyOrder(10, 50, 10);
    }

    @Test
    void aCampaignOneOfWhoseCopiesMayBeGoodStaysOutOfTheSheafAsAWhole() {
        var doubtful = new Copies().logOdds(1.7).held();
        var sure = new Copies().logOdds(3).held();

        assertThat(campaigns.of(List.of(
                        Copies.single().logOdds(3).held(),
                        sure,
                        doubtful,
                        Copies.single().logOdds(3).held())))
                .extracting(row -> row.copies().size(), Campaign::kind)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple(2, Optional.of(Kind.SCORE)),
                        org.assertj.core.groups.Tuple.tuple(2, Optional.empty()));
    }
}
