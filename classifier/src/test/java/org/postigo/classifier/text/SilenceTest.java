package org.postigo.classifier.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postigo.mail.Client;
import org.postigo.mail.Content;
import org.postigo.mail.Envelope;
import org.postigo.mail.MailId;
import org.postigo.mail.MailObject;
import org.postigo.mail.Recipient;
import org.postigo.mail.ReversePath;

class SilenceTest {
    private static final Instant TIME = Instant.parse("2026-11-23T10:00:00Z");

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("text.silence");
    }

    private static MailObject mail(int number, String... lines) {
        Instant at = TIME.plus(Duration.ofMinutes(number));
        return new MailObject(
                MailId.next(at, new SplittableRandom(number)),
                at,
                Client.plain(InetAddress.ofLiteral("192.0.2.7"), "mx.example.net"),
                new Envelope(
                        ReversePath.of("ana@example.net"),
                        Envelope.Parameters.NONE,
                        List.of(Recipient.of("luis@example.com"))),
                Content.of(String.join("\r\n", lines).getBytes(StandardCharsets.UTF_8)));
    }

    private static MailObject letter(int number) {
        return mail(
                number,
                "Message-ID: <" + number + "@example.net>",
                "From: Ana <ana@example.net>",
                "Subject: Acta " + number,
                "",
                "Hola Luis, te adjunto el acta de la reunión del martes, punto " + number + ".",
                "");
    }

    private static Content moved(String... lines) {
        return mail(0, lines).content();
    }

    @Test
    void whatWaitsIsLearntAsTheMessageItself() throws Exception {
        TextModels expected = TextModels.empty();
        expected.learn(
                new Lesson(1, Letters.features(letter(1)), Label.HAM, Source.UNCONTESTED, Shade.domains(letter(1))));
        try (Silence silence = Silence.open(file())) {
            silence.add(letter(1));
        }
        try (Silence silence = Silence.open(file());
                var learner = new Learner(TextModels.empty(), 0)) {
            learner.learn(1, silence.take(letter(1).id()).orElseThrow()).join();
            assertThat(Letters.same(learner.models(), expected)).isTrue();
            assertThat(silence.waiting()).isZero();
            assertThat(silence.take(letter(1).id())).isEmpty();
        }
    }

    @Test
    void onlyWhatCameBeforeATimeIsDueOldestFirst() throws Exception {
        try (Silence silence = Silence.open(file())) {
            for (int number : new int[] {3, 1, 2}) {
                silence.add(letter(number));
            }
            assertThat(silence.before(letter(3).received()))
                    .containsExactly(letter(1).id(), letter(2).id());
        }
    }

    @Test
    void aMessageIsKnownAgainByItsNameItsMessageIdOrItsText() throws Exception {
        try (Silence silence = Silence.open(file())) {
            for (int number = 1; number <= 4; number++) {
                silence.add(letter(number));
            }
            assertThat(silence.withdraw(letter(1).id(), moved("Subject: x", "", "otra cosa")))
                    .isEqualTo(1);
            assertThat(silence.withdraw(
                            letter(90).id(),
                            moved(
                                    "Received: by mail.example.com; Mon, 23 Nov 2026 10:00:00 +0000",
                                    "Message-ID: <2@example.net>",
                                    "",
                                    "otra cosa")))
                    .isEqualTo(1);
            assertThat(silence.withdraw(
                            letter(91).id(),
                            moved(
                                    "Subject: [?] Acta",
                                    "",
                                    "Hola Luis, te adjunto el acta de la",
                                    "reunión del martes, punto 3.")))
                    .isEqualTo(1);
            assertThat(silence.withdraw(letter(92).id(), moved("Subject: x", "", "nada")))
                    .isZero();
            assertThat(silence.before(Instant.MAX)).containsExactly(letter(4).id());
        }
        try (Silence again = Silence.open(file())) {
            assertThat(again.before(Instant.MAX)).containsExactly(letter(4).id());
        }
    }

    @Test
    void lettersWithoutTextOrMessageIdDoNotTakeEachOtherAlong() throws Exception {
        try (Silence silence = Silence.open(file())) {
            silence.add(mail(1, "Subject: uno", "", ""));
            silence.add(mail(2, "Subject: dos", "", ""));
            assertThat(silence.withdraw(
                            mail(1, "").id(), mail(1, "Subject: uno", "", "").content()))
                    .isEqualTo(1);
            assertThat(silence.waiting()).isEqualTo(1);
        }
    }

    @Test
    void nothingReadableStandsInTheFile() throws Exception {
        try (Silence silence = Silence.open(file())) {
            silence.add(letter(1));
        }
        String octets = Files.readString(file(), StandardCharsets.ISO_8859_1);
        assertThat(octets).doesNotContain("ana", "example", "Hola", "acta", "Acta");
        assertThat(octets).contains(letter(1).id().text());
    }

    @Test
    void aTornOrDamagedEndCostsWhatStoodThereAndNoMore() throws Exception {
        try (Silence silence = Silence.open(file())) {
            for (int number = 1; number <= 6; number++) {
                silence.add(letter(number));
            }
        }
        byte[] whole = Files.readAllBytes(file());
        var random = new Random(7);
        for (int i = 0; i < 40; i++) {
            byte[] damaged = java.util.Arrays.copyOf(whole, whole.length - random.nextInt(whole.length / 6));
            int at = whole.length / 2 + random.nextInt(damaged.length - whole.length / 2);
            damaged[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(file(), damaged);
            try (Silence silence = Silence.open(file())) {
                assertThat(silence.waiting()).isBetween(2, 5);
                silence.add(letter(9));
                assertThat(silence.take(letter(1).id())).isPresent();
                assertThat(silence.take(letter(9).id())).isPresent();
            }
        }
        Files.writeString(file(), "something else altogether");
        assertThatThrownBy(() -> Silence.open(file())).isInstanceOf(IOException.class);
    }

    @Test
    void theFileStaysBoundedHoweverMuchGoesThroughIt() throws Exception {
        String words = String.join(" ", java.util.Collections.nCopies(40, "palabras"));
        try (Silence silence = Silence.open(file())) {
            for (int number = 1; number <= 3_000; number++) {
                silence.add(mail(number, "Message-ID: <" + number + "@a.test>", "", words + number * 7919));
                if (number > 10) {
                    assertThat(silence.take(mail(number - 10, "").id())).isPresent();
                }
                if (number % 100 == 0) {
                    silence.force();
                    assertThat(Files.size(file())).isLessThan(5L << 20);
                }
            }
            assertThat(silence.waiting()).isEqualTo(10);
            assertThat(silence.learnt()).isEqualTo(2_990);
        }
        try (Silence again = Silence.open(file())) {
            assertThat(again.waiting()).isEqualTo(10);
            assertThat(again.learnt()).isEqualTo(2_990);
            assertThat(again.take(mail(2_995, "").id())).isPresent();
            again.clear();
        }
        try (Silence cleared = Silence.open(file())) {
            assertThat(cleared.waiting()).isZero();
            assertThat(cleared.learnt()).isZero();
        }
    }

    @Test
    void whatDoesNotFitIsNotTakenIn() throws Exception {
        try (Silence silence = Silence.open(file())) {
            for (int number = 1; number <= Silence.MOST + 5; number++) {
                silence.add(mail(number, "Subject: " + number, "", ""));
            }
            assertThat(silence.full()).isTrue();
            assertThat(silence.waiting()).isEqualTo(Silence.MOST);
            silence.giveUp(mail(1, "").id());
            assertThat(silence.full()).isFalse();
            assertThat(silence.learnt()).isZero();
        }
    }
}
