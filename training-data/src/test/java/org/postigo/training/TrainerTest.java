package org.postigo.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postigo.classifier.starter.StarterModel;
import org.postigo.classifier.text.ModelFile;
import org.postigo.classifier.text.TextModels;
import org.postigo.training.samples.SampleMail;

class TrainerTest {
    @TempDir
    Path folder;

    private Corpus corpus() throws Exception {
        Files.writeString(folder.resolve("h"), "From: a@example.net\r\nSubject: Minutes\r\n\r\nThe minutes.");
        Files.writeString(folder.resolve("s"), "From: b@prize.invalid\r\nSubject: Prize\r\n\r\nClaim it.");
        Files.writeString(folder.resolve("index"), "ham h\nspam s\nSpam s\n");
        return Corpus.read(folder.resolve("index"));
    }

    @Test
    void theSameCorporaGiveTheSameFile() throws Exception {
        TextModels.Lessons lessons =
                Trainer.train(List.of(corpus()), folder.resolve("one"), Evaluation.Progress.SILENT);
        Trainer.train(List.of(corpus()), folder.resolve("two"), Evaluation.Progress.SILENT);
        assertThat(folder.resolve("one")).hasSameBinaryContentAs(folder.resolve("two"));
        assertThat(lessons).isEqualTo(new TextModels.Lessons(1, 1, 2));
    }

    @Test
    void aStartHoldsNoLessonOfTheSitesOwnLog() throws Exception {
        Trainer.train(List.of(corpus()), folder.resolve("start"), Evaluation.Progress.SILENT);
        var loaded = (ModelFile.Loading.Loaded) ModelFile.read(folder.resolve("start"));
        assertThat(loaded.folded()).isZero();
        assertThat(loaded.models().lessons().ham()).isEqualTo(1);
    }

    @Test
    void theSameCorporaGiveTheSameStarter() throws Exception {
        List<Trainer.Source> sources = List.of(new Trainer.Source(corpus(), 0));
        int messages = Trainer.starter(sources, folder.resolve("one"), Evaluation.Progress.SILENT);
        Trainer.starter(sources, folder.resolve("two"), Evaluation.Progress.SILENT);
        assertThat(folder.resolve("one")).hasSameBinaryContentAs(folder.resolve("two"));
        assertThat(messages).isEqualTo(2 + SampleMail.all().size());
        assertThat(StarterModel.read(Files.readAllBytes(folder.resolve("one")))).isPresent();
    }

    @Test
    void theNewestHamIsLeftOutOfAStarter() throws Exception {
        assertThat(new Trainer.Source(corpus(), 0).numbers()).containsExactly(0, 1);
        assertThat(new Trainer.Source(corpus(), 1).numbers()).containsExactly(1);
    }

    @Test
    void aMissingMessageIsToldByName() throws Exception {
        Corpus corpus = corpus();
        Files.delete(folder.resolve("s"));
        assertThatThrownBy(() -> Trainer.train(List.of(corpus), folder.resolve("x"), Evaluation.Progress.SILENT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(folder.resolve("s").toString());
    }
}
