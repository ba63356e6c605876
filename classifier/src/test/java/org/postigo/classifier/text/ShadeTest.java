package org.postigo.classifier.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postigo.mail.Envelope;
import org.postigo.mail.MailObject;
import org.postigo.mail.Recipient;

class ShadeTest {
    @TempDir
    Path folder;

    private static MailObject to(MailObject mail, List<String> recipients) {
        var envelope = new Envelope(
                mail.envelope().reversePath(),
                Envelope.Parameters.NONE,
                recipients.stream().map(Recipient::of).toList());
        return new MailObject(mail.id(), mail.received(), mail.client(), envelope, mail.content());
    }

    private static MailObject newsletter(int number) {
        return Letters.of(
                "From: Offers <news@shop.example>",
                "Subject: Offers of week " + number,
                "",
                "This week at the shop: shoes and bags, number " + number + ", free delivery.");
    }

    private static void learn(TextModels models, long number, MailObject mail, Label label) {
        models.learn(Letters.lesson(number, mail, label));
    }

    /** Nine domains call the newsletter spam; the tenth wants it and says so ten times. */
    private static TextModels ofTwoMinds() {
        TextModels models = TextModels.empty();
        long number = 0;
        for (int i = 0; i < 60; i++) {
            List<String> other = List.of("a@other" + i % 9 + ".example");
            learn(models, ++number, to(newsletter(i), other), Label.SPAM);
            learn(models, ++number, to(Letters.ham(i), other), Label.HAM);
        }
        for (int i = 0; i < 10; i++) {
            learn(models, ++number, to(newsletter(100 + i), List.of("b@wants.example")), Label.HAM);
            learn(models, ++number, to(newsletter(200 + i), List.of("a@other" + i % 9 + ".example")), Label.SPAM);
        }
        return models;
    }

    private static TextModels.Opinion opinion(TextModels models, MailObject mail) {
        return models.opinion(Letters.views(mail), mail);
    }

    @Test
    void tenDecisionsOfADomainShowThereAndNotElsewhere() {
        TextModels models = ofTwoMinds();
        assertThat(opinion(models, to(newsletter(300), List.of("b@wants.example")))
                        .bytes())
                .isNegative();
        assertThat(opinion(models, to(newsletter(300), List.of("a@other3.example")))
                        .bytes())
                .isPositive();
    }

    @Test
    void theOrderOfRecipientsDoesNotMatter() {
        var random = new Random(4);
        List<String> recipients = new ArrayList<>(
                List.of("b@wants.example", "c@wants.example", "a@other1.example", "a@other2.example", "x@new.example"));
        TextModels expected = ofTwoMinds();
        learn(expected, 999, to(newsletter(302), recipients), Label.HAM);
        for (int i = 0; i < 4; i++) {
            List<String> shuffled = new ArrayList<>(recipients);
            Collections.shuffle(shuffled, random);
            TextModels models = ofTwoMinds();
            learn(models, 999, to(newsletter(302), shuffled), Label.HAM);
            assertThat(Letters.same(models, expected)).isTrue();
            assertThat(opinion(models, to(newsletter(301), shuffled)))
                    .isEqualTo(opinion(expected, to(newsletter(301), recipients)));
        }
    }

    @Test
    void whereOneDomainGivesAllLessonsThereIsNothingToShade() {
        TextModels models = TextModels.empty();
        for (int i = 0; i < 20; i++) {
            learn(models, i + 1, newsletter(i), i % 3 == 0 ? Label.HAM : Label.SPAM);
        }
        var untouched = new Shade();
        assertThat(Arrays.equals(
                        models.shade().weights().parts(), untouched.weights().parts()))
                .isTrue();
    }

    @Test
    void shadesAreSavedWithTheModels() throws Exception {
        TextModels models = ofTwoMinds();
        Path file = folder.resolve("text.model");
        ModelFile.write(file, models, 9);
        var loaded = (ModelFile.Loading.Loaded) ModelFile.read(file);
        assertThat(Letters.same(loaded.models(), models)).isTrue();
        MailObject mail = to(newsletter(300), List.of("b@wants.example"));
        assertThat(opinion(loaded.models(), mail)).isEqualTo(opinion(models, mail));
    }
}
