package org.postigo.classifier.text;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.postigo.mail.Client;
import org.postigo.mail.Content;
import org.postigo.mail.Envelope;
import org.postigo.mail.MailId;
import org.postigo.mail.MailObject;
import org.postigo.mail.Recipient;
import org.postigo.mail.ReversePath;
import org.postigo.mail.message.MessageParser;
import org.postigo.mail.message.ParseOutcome;
import org.postigo.mail.message.ParsedMessage;

/** Mail for tests of the text models. */
public final class Letters {
    private static final Instant TIME = Instant.parse("2026-11-23T10:00:00Z");

    private Letters() {}

    /** A message of these lines. */
    public static MailObject of(String... lines) {
        return of(String.join("\r\n", lines).getBytes(StandardCharsets.UTF_8));
    }

    /** A message of these octets. */
    public static MailObject of(byte[] octets) {
        return new MailObject(
                MailId.next(TIME, new SplittableRandom(octets.length)),
                TIME,
                Client.plain(InetAddress.ofLiteral("192.0.2.7"), "mx.example.net"),
                new Envelope(
                        ReversePath.of("ana@example.net"),
                        Envelope.Parameters.NONE,
                        List.of(Recipient.of("luis@example.com"))),
                Content.of(octets));
    }

    /** Good mail, one of many alike. */
    public static MailObject ham(int number) {
        return of(
                "From: Ana <ana@example.net>",
                "To: luis@example.com",
                "Subject: Acta de la reunión " + number,
                "",
                "Hola Luis, te adjunto el acta de la reunión del martes, punto " + number + ".",
                "Un saludo, Ana");
    }

    /** Spam, one of many alike. */
    public static MailObject spam(int number) {
        return of(
                "From: Winner <winner" + number + "@lottery.invalid>",
                "To: undisclosed",
                "Subject: Congratulations! Claim your prize " + number,
                "",
                "Claim your million dollars now, click http://prize" + number + ".invalid/claim today!");
    }

    static ParsedMessage parsed(MailObject mail) {
        try {
            return switch (new MessageParser().parse(mail.content())) {
                case ParseOutcome.Parsed(ParsedMessage message) -> message;
                case ParseOutcome.TooComplex(String budget, ParsedMessage soFar) -> soFar;
            };
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static Views views(MailObject mail) {
        try {
            return Views.of(
                    mail.content().head(Views.HEAD),
                    parsed(mail),
                    mail.envelope().reversePath());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static Features features(MailObject mail) {
        return Features.of(views(mail));
    }

    static Lesson lesson(long number, MailObject mail, Label label) {
        return new Lesson(number, features(mail), label, Source.DECISION, Shade.domains(mail));
    }

    /** Whether two models would say the same of any message, bit by bit. */
    static boolean same(TextModels one, TextModels other) {
        boolean same = Arrays.equals(one.counts().counts(), other.counts().counts())
                && one.counts().overflow().equals(other.counts().overflow())
                && one.counts().spam() == other.counts().spam()
                && one.counts().ham() == other.counts().ham();
        for (View view : View.all()) {
            same &= Arrays.equals(one.weights(view).parts(), other.weights(view).parts());
        }
        return same
                && Arrays.equals(
                        one.shade().weights().parts(), other.shade().weights().parts())
                && one.doubt().raised() == other.doubt().raised()
                && one.doubt().learnt() == other.doubt().learnt()
                && one.ring().flipped() == other.ring().flipped()
                && one.ring().contradicted() == other.ring().contradicted();
    }
}
