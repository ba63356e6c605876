package org.postigo.classifier.starter;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.postigo.classifier.check.Subject;
import org.postigo.classifier.html.HtmlReadings;
import org.postigo.mail.Client;
import org.postigo.mail.Content;
import org.postigo.mail.Envelope;
import org.postigo.mail.MailId;
import org.postigo.mail.MailObject;
import org.postigo.mail.ReversePath;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.FindingKey;
import org.postigo.mail.message.MessageParser;
import org.postigo.mail.message.ParseOutcome;
import org.postigo.mail.message.ParsedMessage;

class StarterTest {
    private static final String GOOD = "the meeting about the new parser moves to tuesday because the build server is"
            + " slow and we want to read the patches before the release candidate is tagged by ana";
    private static final String BAD = "claim your wonderful prize money today because lucky winners receive cheap pills"
            + " and credit without any questions just send your card number to our friendly agent";

    private static ParsedMessage parsed(String text) {
        byte[] octets = ("From: a@b.test\nSubject: x\n\n" + text + "\n").getBytes(StandardCharsets.UTF_8);
        return ((ParseOutcome.Parsed) new MessageParser().parse(octets)).message();
    }

    private static Subject subject(String text) {
        var mail = new MailObject(
                MailId.next(Instant.EPOCH, new Random(1)),
                Instant.EPOCH,
                Client.plain(InetAddress.getLoopbackAddress(), "client.test"),
                new Envelope(ReversePath.of("a@b.test"), Envelope.Parameters.NONE, List.of()),
                Content.of(new byte[0]));
        return new Subject(mail, parsed(text), Instant.MAX);
    }

    private static StarterModel model() {
        var training = new StarterTraining();
        for (int i = 0; i < 20; i++) {
            training.add(parsed(GOOD), false);
            training.add(parsed(BAD), true);
        }
        return training.model();
    }

    private static double logOdds(StarterModel model, String text) {
        return model.opinion(parsed(text), new HtmlReadings()).logOdds();
    }

    @Test
    void itTellsTheClassesApartWithinItsBounds() {
        assertThat(logOdds(model(), GOOD)).isBetween(-StarterModel.MOST_HAM, -0.5);
        assertThat(logOdds(model(), BAD)).isBetween(0.2, StarterModel.MOST_SPAM);
    }

    @Test
    void itKnowsWhatItDoesNotKnow() {
        String strange = "zxv qwk plorf ".repeat(10) + "drumb snark vlep ".repeat(10);
        StarterModel.Opinion opinion = model().opinion(parsed(strange), new HtmlReadings());
        assertThat(opinion.familiar()).isZero();
        assertThat(opinion.logOdds()).isZero();
    }

    @Test
    void itCannotHoldAMessageByItself() {
        double prior = -0.6;
        assertThat(1 / (1 + Math.exp(-(prior + StarterModel.MOST_SPAM)))).isLessThan(0.5);
    }

    @Test
    void whatFewMessagesHadIsNotKept() {
        var training = new StarterTraining();
        training.add(parsed(BAD), true);
        training.add(parsed(BAD), true);
        training.add(parsed(GOOD), false);
        assertThat(logOdds(training.model(), BAD)).isZero();
    }

    @Test
    void theSameLessonsGiveTheSameOctetsAndTheyAreReadBack() {
        byte[] octets = model().toBytes();
        assertThat(model().toBytes()).isEqualTo(octets);
        assertThat(logOdds(StarterModel.read(octets).orElseThrow(), BAD)).isEqualTo(logOdds(model(), BAD));
    }

    @Test
    void damagedOctetsAreNoModel() {
        byte[] octets = model().toBytes();
        octets[100_000] ^= 1;
        assertThat(StarterModel.read(octets)).isEmpty();
        assertThat(StarterModel.read(new byte[0])).isEmpty();
    }

    @Test
    void theShippedModelIsSoundAndSmall() {
        assertThat(StarterModel.shipped().toBytes()).hasSizeLessThan(4 << 20);
    }

    @Test
    void itsWorthFallsWithTheSitesOwnLessons() {
        var lessons = new AtomicInteger();
        var check = new StarterCheck(model(), new HtmlReadings(), lessons::get);
        double before = value(check, FindingKey.TEXT_STARTER, BAD);
        lessons.set(20);
        assertThat(value(check, FindingKey.TEXT_STARTER, BAD)).isEqualTo(before / 2);
        lessons.set(5_000);
        assertThat(check.examine(subject(BAD))).isEmpty();
    }

    @Test
    void unfamiliarTextIsStatedAsLittleEvidence() {
        var check = new StarterCheck(model(), new HtmlReadings(), () -> 0);
        assertThat(value(check, FindingKey.TEXT_UNFAMILIAR, "zxv qwk plorf")).isEqualTo(1);
        assertThat(check.examine(subject(GOOD)).stream().map(f -> ((Finding.Fact) f).key()))
                .doesNotContain(FindingKey.TEXT_UNFAMILIAR);
    }

    private static double value(StarterCheck check, FindingKey key, String text) {
        return check.examine(subject(text)).stream()
                .map(Finding.Fact.class::cast)
                .filter(fact -> fact.key() == key)
                .mapToDouble(Finding.Fact::value)
                .sum();
    }
}
