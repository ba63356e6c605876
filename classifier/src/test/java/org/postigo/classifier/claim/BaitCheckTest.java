package org.postigo.classifier.claim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.postigo.classifier.html.HtmlReadings;
import org.postigo.mail.finding.FindingKey;

class BaitCheckTest {
    private final BaitCheck check = new BaitCheck(new HtmlReadings());

    @Test
    void kindsAreCountedNotPhrases() {
        var facts = check.examine(Messages.of(
                "From: a@casa.test\nSubject: Ha sido seleccionado",
                "Enhorabuena, reclame su premio. Su cuenta ha sido suspendida; verifique su cuenta.\n"));
        assertThat(Messages.fact(facts, FindingKey.TEXT_BAIT).value()).isEqualTo(2);
    }

    @Test
    void noMoreThanThreeKindsCount() {
        var facts = check.examine(Messages.of(
                "From: a@casa.test\nSubject: You have won",
                "Verify your account. Bitcoin inheritance. Weight loss. Act now: your package.\n"));
        assertThat(Messages.fact(facts, FindingKey.TEXT_BAIT).value()).isEqualTo(3);
    }

    @Test
    void disguisedLettersAreRead() {
        assertThat(Messages.keys(
                        check.examine(Messages.of("From: a@casa.test\nSubject: 𝐘𝐨𝐮 𝐡𝐚𝐯𝐞 𝐰𝐨𝐧", "x\n"))))
                .containsExactly(FindingKey.TEXT_BAIT);
    }

    @Test
    void partsOfWordsAndHiddenTextAreNoBait() {
        assertThat(check.examine(Messages.html(
                        "From: a@casa.test\nSubject: Acta",
                        "<p>El acta del jueves.</p><p style='display:none'>You have won a gift card</p>")))
                .isEmpty();
        assertThat(check.examine(Messages.of("From: a@casa.test\nSubject: Prestamos libros", "Lotteryless.\n")))
                .isEmpty();
    }
}
