package org.postigo.classifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.postigo.classifier.check.FieldCheck;
import org.postigo.classifier.check.FromCheck;
import org.postigo.classifier.check.LinkCheck;
import org.postigo.classifier.claim.BaitCheck;
import org.postigo.classifier.claim.DisguiseCheck;
import org.postigo.classifier.combine.Combiner;
import org.postigo.classifier.combine.PriceList;
import org.postigo.classifier.html.HtmlReadings;
import org.postigo.classifier.html.LinkFinder;
import org.postigo.classifier.lookalike.GuardedDomains;
import org.postigo.classifier.lookalike.Lookalikes;
import org.postigo.classifier.policy.AllowAndDeny;
import org.postigo.classifier.policy.Strictness;
import org.postigo.classifier.starter.StarterCheck;
import org.postigo.classifier.starter.StarterModel;
import org.postigo.classifier.text.Label;
import org.postigo.classifier.text.Learner;
import org.postigo.classifier.text.Letters;
import org.postigo.classifier.text.TextCheck;
import org.postigo.classifier.text.TextModels;
import org.postigo.mail.MailObject;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.finding.Finding;

/** Damaged letters and plain noise through the whole classifier: nothing crashes, everything gets a verdict. */
class AnyOctetsTest {
    private static final int ROUNDS = 2_000;
    private static final String SEED = String.join(
            "\r\n",
            "Received: from a.example ([192.0.2.1]) by mx.example; Mon, 23 Nov 2026 10:00:00 +0000",
            "From: =?utf-8?q?Jos=C3=A9?= <jose@shop.example>, \"x@y.example\" <z@w.example>",
            "To: luis@example.com",
            "Subject: =?utf-8?b?wqFPRkVSVEEh?= Re: $$$",
            "Date: Mon, 23 Nov 2026 10:00:00 +0000",
            "List-Id: News <news.shop.example>",
            "MIME-Version: 1.0",
            "Content-Type: multipart/alternative; boundary=\"b\"",
            "",
            "--b",
            "Content-Type: text/plain; charset=iso-8859-1",
            "Content-Transfer-Encoding: quoted-printable",
            "",
            "Hola =F1, http://shop.example/x",
            "--b",
            "Content-Type: text/html; charset=utf-8",
            "Content-Transfer-Encoding: base64",
            "",
            "PGEgaHJlZj0iaHR0cDovL2V2aWwuaW52YWxpZC8iPmh0dHA6Ly9zaG9wLmV4YW1wbGUvPC9hPiZhbXA7PHN0eWxlPng8L3N0eWxlPg==",
            "--b--",
            "");

    @Test
    void nothingCrashesAndEverythingGetsAVerdict() {
        var random = new Random(42);
        try (var learner = new Learner(TextModels.empty(), 0);
                Classifier classifier = whole(learner.models())) {
            for (int i = 0; i < ROUNDS; i++) {
                byte[] octets = damaged(random);
                MailObject mail = Letters.of(octets);
                assertGetsAVerdict(classifier, mail, "round " + i);
                learner.learn(i + 1L, mail, random.nextBoolean() ? Label.SPAM : Label.HAM)
                        .join();
            }
            assertThat(classifier.failures()).isZero();
        }
    }

    @Test
    void aMegabyteOfWhateverKindGetsAVerdict() {
        try (var learner = new Learner(TextModels.empty(), 0);
                Classifier classifier = whole(learner.models())) {
            int number = 0;
            for (Map.Entry<String, byte[]> each : Megabytes.all().entrySet()) {
                MailObject mail = Letters.of(each.getValue());
                assertGetsAVerdict(classifier, mail, each.getKey());
                learner.learn(++number, mail, number % 2 == 0 ? Label.SPAM : Label.HAM)
                        .join();
            }
            assertThat(number).isGreaterThan(10);
            assertThat(classifier.failures()).isZero();
        }
    }

    private static void assertGetsAVerdict(Classifier classifier, MailObject mail, String what) {
        Assessment assessment = classifier.assess(mail);
        assertThat(assessment.findings())
                .as(what)
                .noneMatch(finding ->
                        finding instanceof Finding.Unknown unknown && unknown.cause() == Finding.Cause.CRASHED);
        assertThat(assessment.score().probability()).isBetween(0.0, 1.0);
        assertThat(assessment.verdicts()).hasSize(1);
    }

    /** The whole classifier as far as it needs no network and no child process. */
    static Classifier whole(TextModels models) {
        var readings = new HtmlReadings();
        var lookalikes = new Lookalikes(GuardedDomains.NONE);
        var links = new LinkFinder(readings);
        Combiner combiner = Combiner.of(PriceList.standard());
        return new Classifier(
                Checks.offline(List.of(
                        new TextCheck(models),
                        new FieldCheck(),
                        new FromCheck(lookalikes),
                        new LinkCheck(readings, lookalikes),
                        new DisguiseCheck(),
                        new BaitCheck(readings),
                        new StarterCheck(StarterModel.shipped(), readings, () -> 0))),
                Digester.of(links::hosts, message -> List.of()),
                () -> new Classifier.Models(combiner, "text"),
                AllowAndDeny.NONE,
                Strictness.DEFAULT,
                Clock.systemUTC(),
                Classifier.DEADLINE);
    }

    private static byte[] damaged(Random random) {
        if (random.nextInt(10) == 0) {
            byte[] noise = new byte[random.nextInt(3_000)];
            random.nextBytes(noise);
            return noise;
        }
        byte[] octets = SEED.getBytes(StandardCharsets.UTF_8);
        int hits = random.nextInt(30);
        for (int i = 0; i < hits; i++) {
            int at = random.nextInt(octets.length);
            switch (random.nextInt(3)) {
                case 0 -> octets[at] = (byte) random.nextInt(256);
                case 1 -> octets[at] = (byte) "\r\n:;<>\"=?&@() \t\0-".charAt(random.nextInt(17));
                default -> {
                    int length = Math.min(random.nextInt(40), octets.length - at);
                    System.arraycopy(octets, random.nextInt(octets.length - length + 1), octets, at, length);
                }
            }
        }
        return java.util.Arrays.copyOf(octets, octets.length - random.nextInt(octets.length / 2));
    }
}
