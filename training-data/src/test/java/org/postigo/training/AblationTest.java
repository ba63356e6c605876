package org.postigo.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AblationTest {
    private static String apply(String message, String... without) throws Exception {
        byte[] octets = message.getBytes(StandardCharsets.ISO_8859_1);
        return new String(Ablation.of(List.of(without)).apply(octets), StandardCharsets.ISO_8859_1);
    }

    @Test
    void fieldsGoWithTheirContinuationsAndNothingElse() throws Exception {
        String message = "From: a@example.net\r\nReferences: <1@x>\r\n\t<2@x>\r\nSubject: x\r\n y\r\n"
                + "in-reply-to : <3@x>\r\n\r\nReferences: in the body\r\n";
        assertThat(apply(message, "reply"))
                .isEqualTo("From: a@example.net\r\nSubject: x\r\n y\r\n\r\nReferences: in the body\r\n");
    }

    @Test
    void aStarStandsForAnyRest() throws Exception {
        String message = "List-Id: <x>\nLIST-POST: y\nListed: z\nTo: me\n\nbody";
        assertThat(apply(message, "list")).isEqualTo("Listed: z\nTo: me\n\nbody");
        assertThat(apply(message, "Lis*", "to")).isEqualTo("\nbody");
    }

    @Test
    void anyOctetsPass() throws Exception {
        assertThat(apply("", "reply")).isEmpty();
        assertThat(apply("To: x", "recipient")).isEmpty();
        assertThat(apply("To", "recipient")).isEmpty();
        assertThat(apply("\n\nTo: x", "recipient")).isEqualTo("\n\nTo: x");
        assertThat(apply(" \0\u00ff\n", "recipient")).isEqualTo(" \0\u00ff\n");
    }

    @Test
    void whatIsNoFieldIsRefusedByName() {
        assertThatThrownBy(() -> Ablation.of(List.of("reply", "two words")))
                .isInstanceOf(Ablation.Malformed.class)
                .hasMessageContaining("'two words'");
        assertThatThrownBy(() -> Ablation.of(List.of("a*b"))).isInstanceOf(Ablation.Malformed.class);
        assertThatThrownBy(() -> Ablation.of(List.of(""))).isInstanceOf(Ablation.Malformed.class);
    }

    @Test
    void nothingSeesTheFieldButTheTeacher(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("m"), "Delivered-To: ana@example.net\nList-Id: <x>\n\nbody\n");
        Files.writeString(folder.resolve("index"), "ham m\n");
        Corpus corpus = Corpus.read(folder.resolve("index"))
                .reading(Corpus.Reading.PLAIN.without(Ablation.of(List.of("list", "recipient"))));
        Corpus.Arrival arrival = corpus.arrival(0);
        assertThat(new String(arrival.mail().content().bytes(), StandardCharsets.US_ASCII))
                .isEqualTo("\nbody\n");
        assertThat(arrival.recipient()).isEqualTo("ana@example.net");
    }
}
