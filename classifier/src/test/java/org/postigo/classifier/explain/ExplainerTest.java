package org.postigo.classifier.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postigo.classifier.combine.Combiner;
import org.postigo.classifier.combine.PriceList;
import org.postigo.classifier.text.Label;
import org.postigo.classifier.text.Learner;
import org.postigo.classifier.text.TextModels;
import org.postigo.classifier.text.Views;
import org.postigo.mail.Client;
import org.postigo.mail.Content;
import org.postigo.mail.Envelope;
import org.postigo.mail.MailId;
import org.postigo.mail.MailObject;
import org.postigo.mail.Recipient;
import org.postigo.mail.ReversePath;
import org.postigo.mail.finding.Explanation;
import org.postigo.mail.finding.Explanation.Word;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.FindingKey;

class ExplainerTest {
    private static final ReversePath NOBODY = new ReversePath.Null();

    private static Content content(String text) {
        return Content.of(
                ("From: a@example.org\r\nSubject: hola\r\n\r\n" + text + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static MailObject mail(String text) {
        return new MailObject(
                new MailId("0000000000000000"),
                Instant.EPOCH,
                Client.plain(java.net.InetAddress.ofLiteral("192.0.2.1"), "a"),
                new Envelope(NOBODY, Envelope.Parameters.NONE, List.of(Recipient.of("b@example.org"))),
                content(text));
    }

    private static TextModels taught() {
        TextModels models = TextModels.empty();
        try (var learner = new Learner(models, 0)) {
            for (int i = 0; i < 40; i++) {
                learner.learn(2L * i + 1, mail("premio gratis para usted " + i), Label.SPAM)
                        .join();
                learner.learn(2L * i + 2, mail("acta de la junta con factura " + i), Label.HAM)
                        .join();
            }
        }
        return models;
    }

    @Test
    void namesTheWordsThatCountedOnBothSides() throws Exception {
        List<Word> words = new Explainer(taught()).words(content("premio gratis con factura"), NOBODY);
        assertThat(words).anySatisfy(word -> {
            assertThat(word.word()).isEqualTo("gratis");
            assertThat(word.logOdds()).isPositive();
        });
        assertThat(words).anySatisfy(word -> {
            assertThat(word.word()).isEqualTo("factura");
            assertThat(word.logOdds()).isNegative();
        });
    }

    @Test
    void aWordsShareIsItsPartOfTheModelTimesThePriceOfTheModel() throws Exception {
        TextModels models = taught();
        Content content = content("premio gratis");
        double value = models.opinion(Views.of(
                        content.head(Views.HEAD),
                        ((org.postigo.mail.message.ParseOutcome.Parsed)
                                        new org.postigo.mail.message.MessageParser().parse(content))
                                .message(),
                        NOBODY))
                .words();
        PriceList prices = PriceList.standard();
        var score = Combiner.of(prices).score(List.of(new Finding.Fact(FindingKey.TEXT_WORDS, value, List.of())));
        var explainer = new Explainer(models);
        double own = explainer.words(content, NOBODY).getFirst().logOdds();
        Explanation why = explainer.explain(score, 0.8, content, NOBODY);
        assertThat(why.shares().getFirst().words().getFirst().logOdds())
                .isCloseTo(own * prices.of(FindingKey.TEXT_WORDS).weight(), within(1e-9));
    }

    @Test
    void modelsThatKnowNothingNameNoWord() throws Exception {
        assertThat(new Explainer(TextModels.empty()).words(content("premio gratis"), NOBODY))
                .isEmpty();
    }
}
