package org.postigo.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postigo.classifier.text.Label;
import org.postigo.mail.MailObject;
import org.postigo.mail.ReversePath;

class CorpusTest {
    @TempDir
    Path folder;

    private Corpus corpus(String index) throws Exception {
        Path file = folder.resolve("index");
        Files.writeString(file, index);
        return Corpus.read(file);
    }

    @Test
    void aCapitalisedLabelIsNotFedBack() throws Exception {
        assertThat(corpus("spam a\nHam b c\n\nSPAM d\nham e\n").entries())
                .containsExactly(
                        new Corpus.Entry(Label.SPAM, true, "a"),
                        new Corpus.Entry(Label.HAM, false, "b c"),
                        new Corpus.Entry(Label.SPAM, false, "d"),
                        new Corpus.Entry(Label.HAM, true, "e"));
    }

    @Test
    void pathsAreRelativeToTheIndex() throws Exception {
        Files.createDirectory(folder.resolve("in"));
        Files.writeString(folder.resolve("in/a"), "Subject: x\n\nbody\n");
        assertThat(new String(corpus("spam in/a\n").mail(0).content().bytes(), StandardCharsets.US_ASCII))
                .isEqualTo("Subject: x\n\nbody\n");
    }

    @Test
    void anIndexThatIsNoneIsRefusedWithItsLine() throws Exception {
        assertThatThrownBy(() -> corpus("spam a\njunk b\n"))
                .isInstanceOf(Corpus.Malformed.class)
                .hasMessageContaining("line 2");
        assertThatThrownBy(() -> corpus("spam\n")).isInstanceOf(Corpus.Malformed.class);
        assertThatThrownBy(() -> corpus("\n")).hasMessageContaining("names no message");
        assertThatThrownBy(() -> Corpus.read(folder.resolve("none"))).hasMessageContaining("there is no index");
    }

    @Test
    void envelopeAndTimeAreThoseOfTheTraceFields() {
        MailObject mail = Corpus.mail("""
                From someone@example.org Thu Aug 22 12:00:00 2002
                Return-Path: <bounce@lists.example.org>
                Received: from a.example (a.example [192.0.2.9])
                \tby mx.example; Thu, 22 Aug 2002 14:30:00 +0200
                Date: Thu, 01 Jan 1998 00:00:00 +0000
                Subject: x

                body
                """.getBytes(StandardCharsets.US_ASCII), 3);
        assertThat(mail.envelope().reversePath()).isEqualTo(ReversePath.of("bounce@lists.example.org"));
        assertThat(mail.received()).isEqualTo(Instant.parse("2002-08-22T12:30:00Z"));
        assertThat(mail.content().size()).isPositive();
        assertThat(mail.envelope().recipients()).hasSize(1);
    }

    @Test
    void anyOctetsAreAMessage() {
        assertThat(Corpus.mail(new byte[0], 0).received()).isEqualTo(Instant.EPOCH);
        assertThat(Corpus.mail("From ".getBytes(StandardCharsets.US_ASCII), 0)
                        .content()
                        .size())
                .isZero();
        assertThat(Corpus.mail(new byte[] {0, -1, '\n', '\n', 5}, 1).envelope().reversePath())
                .isEqualTo(new ReversePath.Null());
    }
}
