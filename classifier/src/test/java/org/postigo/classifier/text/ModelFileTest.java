package org.postigo.classifier.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFileTest {
    @TempDir
    Path folder;

    private static TextModels taught() {
        TextModels models = TextModels.empty();
        for (int i = 0; i < 10; i++) {
            models.learn(Letters.lesson(2L * i + 1, Letters.ham(i), Label.HAM));
            models.learn(Letters.lesson(2L * i + 2, Letters.spam(i), Label.SPAM));
        }
        return models;
    }

    @Test
    void whatIsWrittenIsReadAgainNumberByNumber() throws IOException {
        TextModels models = taught();
        Path file = folder.resolve("text.model");
        ModelFile.write(file, models, 4711);
        var loaded = (ModelFile.Loading.Loaded) ModelFile.read(file);
        assertThat(loaded.folded()).isEqualTo(4711);
        assertThat(loaded.models().lessons()).isEqualTo(models.lessons());
        assertThat(Letters.same(loaded.models(), models)).isTrue();
        assertThat(loaded.models().ring().size()).isPositive();
        // What is learnt next depends on the hard lessons too.
        loaded.models().learn(Letters.lesson(99, Letters.spam(50), Label.HAM));
        models.learn(Letters.lesson(99, Letters.spam(50), Label.HAM));
        assertThat(Letters.same(loaded.models(), models)).isTrue();
        try (var files = Files.list(folder)) {
            assertThat(files).as("no temporary file is left").containsExactly(file);
        }
    }

    @Test
    void largeCountsAreKept() throws IOException {
        TextModels models = TextModels.empty();
        Features letter = Letters.features(Letters.ham(1));
        for (int i = 0; i < 65_600; i++) {
            models.counts().learn(letter.words(), Label.HAM);
        }
        Path file = folder.resolve("text.model");
        ModelFile.write(file, models, 1);
        var loaded = (ModelFile.Loading.Loaded) ModelFile.read(file);
        assertThat(loaded.models().counts().overflow())
                .isNotEmpty()
                .isEqualTo(models.counts().overflow());
    }

    @Test
    void anyFlippedBitIsNoticed() throws IOException {
        Path file = folder.resolve("text.model");
        ModelFile.write(file, taught(), 20);
        byte[] sound = Files.readAllBytes(file);
        var random = new Random(3);
        for (int i = 0; i < 50; i++) {
            byte[] damaged = sound.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, damaged);
            assertThat(ModelFile.read(file)).isInstanceOf(ModelFile.Loading.Damaged.class);
        }
    }

    @Test
    void aFileCutShortIsNoticed() throws IOException {
        Path file = folder.resolve("text.model");
        ModelFile.write(file, taught(), 20);
        byte[] sound = Files.readAllBytes(file);
        for (int size : new int[] {0, 1, 40, sound.length - 1}) {
            Files.write(file, Arrays.copyOf(sound, size));
            assertThat(ModelFile.read(file)).isInstanceOf(ModelFile.Loading.Damaged.class);
        }
    }

    @Test
    void noFileIsNoDamage() throws IOException {
        assertThat(ModelFile.read(folder.resolve("none"))).isEqualTo(new ModelFile.Loading.Absent());
    }
}
