package org.postigo.classifier.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postigo.classifier.extract.Extraction.Extracted;
import org.postigo.classifier.extract.Extraction.Sign;
import org.postigo.classifier.extract.Extraction.Trait;

/** Real child JVMs, real documents. */
class ExtractorTest {
    private static final Extractor.Settings PATIENT = settings(96, Duration.ofSeconds(60), 4);
    private static Extractor extractor;

    private static Extractor.Settings settings(int heap, Duration perDocument, int queue) {
        Extractor.Settings defaults = Extractor.Settings.defaults();
        return new Extractor.Settings(defaults.java(), defaults.classPath(), heap, perDocument, 1, queue);
    }

    @BeforeAll
    static void start() throws IOException {
        extractor = new Extractor(PATIENT);
    }

    @AfterAll
    static void stop() {
        extractor.close();
    }

    private static Extracted extract(String name, byte[] body) throws InterruptedException {
        Extraction extraction = extractor.examine(new Document(name, body));
        assertThat(extraction).isInstanceOf(Extracted.class);
        return (Extracted) extraction;
    }

    private static List<Trait> traits(String name, byte[] body) throws InterruptedException {
        return extract(name, body).signs().stream().map(Sign::trait).toList();
    }

    @Test
    void soundDocumentsShowTheirTextAndNoSigns() throws InterruptedException {
        assertThat(extract("a.pdf", SampleFiles.pdf("hello reader")))
                .isEqualTo(new Extracted("application/pdf", List.of(), "hello reader"));
        Extracted docx = extract("a.docx", SampleFiles.docx("dear reader", Map.of()));
        assertThat(docx.text()).isEqualTo("dear reader");
        assertThat(docx.signs()).isEmpty();
        assertThat(traits("a.zip", SampleFiles.zip("a.txt", SampleFiles.bytes("text"))))
                .isEmpty();
        assertThat(traits("a.txt.gz", SampleFiles.gzip(SampleFiles.bytes("text"))))
                .isEmpty();
    }

    @Test
    void programsInArchivesAreFound() throws InterruptedException {
        assertThat(extract("a.zip", SampleFiles.zip("x/run.dat", SampleFiles.PROGRAM))
                        .signs())
                .extracting(Sign::trait, Sign::name)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(Trait.EXECUTABLE, "a.zip/x/run.dat"));
        assertThat(traits("a.zip", SampleFiles.zip("run.js", SampleFiles.bytes("x()"))))
                .containsExactly(Trait.EXECUTABLE);
        assertThat(traits("a.gz", SampleFiles.gzip(SampleFiles.PROGRAM))).containsExactly(Trait.EXECUTABLE);
        assertThat(traits(
                        "a.zip", SampleFiles.zip(Map.of("META-INF/MANIFEST.MF", new byte[0], "A.class", new byte[0]))))
                .containsExactly(Trait.EXECUTABLE);
    }

    @Test
    void macrosAreFoundInBothKindsOfOfficeFile() throws InterruptedException {
        assertThat(traits("a.docx", SampleFiles.docx("x", Map.of("word/vbaProject.bin", new byte[10]))))
                .containsExactly(Trait.MACRO);
        assertThat(traits("a.doc", SampleFiles.ole("WordDocument", "Macros/VBA/ThisDocument")))
                .contains(Trait.MACRO);
        assertThat(traits("a.doc", SampleFiles.ole("WordDocument"))).doesNotContain(Trait.MACRO);
        assertThat(traits(
                        "a.zip",
                        SampleFiles.zip("b.docm", SampleFiles.docx("x", Map.of("word/vbaProject.bin", new byte[10])))))
                .containsExactly(Trait.MACRO);
    }

    @Test
    void encryptionIsFound() throws InterruptedException {
        assertThat(traits("a.zip", SampleFiles.encryptedZip("a.txt"))).containsExactly(Trait.ENCRYPTED);
        assertThat(traits("a.zip", SampleFiles.encryptedZip("a.exe")))
                .containsExactly(Trait.ENCRYPTED, Trait.EXECUTABLE);
        assertThat(traits("a.docx", SampleFiles.ole("EncryptedPackage", "EncryptionInfo")))
                .containsExactly(Trait.ENCRYPTED);
        assertThat(traits("a.pdf", SampleFiles.encryptedPdf())).containsExactly(Trait.ENCRYPTED);
    }

    @Test
    void archivesInArchivesAreFoundAndOpenedToTwoLevels() throws InterruptedException {
        byte[] two = SampleFiles.zip("b.zip", SampleFiles.zip("run.exe", SampleFiles.PROGRAM));
        assertThat(traits("a.zip", two)).containsExactly(Trait.NESTED_ARCHIVE, Trait.EXECUTABLE);
        assertThat(traits("0.zip", SampleFiles.zip("a.zip", two)))
                .containsExactly(Trait.NESTED_ARCHIVE, Trait.NESTED_ARCHIVE, Trait.OVER_BUDGET);
    }

    @Test
    void aZipBombIsStoppedByItsBudget() throws InterruptedException {
        assertThat(traits("a.zip", SampleFiles.bomb(200))).containsExactly(Trait.OVER_BUDGET);
        assertThat(traits("a.zip", SampleFiles.zip("b.zip", SampleFiles.bomb(200))))
                .containsExactly(Trait.NESTED_ARCHIVE, Trait.OVER_BUDGET);
        assertThat(traits("a.gz", SampleFiles.gzip(SampleFiles.gzip(new byte[100_000_000]))))
                .containsExactly(Trait.OVER_BUDGET);
        assertThat(traits("after.zip", SampleFiles.zip("a.txt", new byte[0]))).isEmpty();
    }

    @Test
    void garbageUnderAnArchivesNameIsUnreadable() throws InterruptedException {
        byte[] garbage = new byte[50_000];
        new Random(1).nextBytes(garbage);
        assertThat(traits("a.zip", garbage)).containsExactly(Trait.UNREADABLE);
        garbage[0] = 'P';
        garbage[1] = 'K';
        assertThat(traits("a.docx", garbage)).containsExactly(Trait.UNREADABLE);
        byte[] ole = SampleFiles.ole("WordDocument");
        System.arraycopy(garbage, 100, ole, 100, ole.length - 200);
        assertThat(traits("a.doc", ole)).containsExactly(Trait.UNREADABLE);
        assertThat(traits("a.rar", SampleFiles.bytes("Rar!\u001a\7\1\0 and so on")))
                .containsExactly(Trait.UNREADABLE);
        assertThat(traits("a.cab", SampleFiles.bytes("MSCF\0\0\0\0 and so on"))).containsExactly(Trait.UNREADABLE);
    }

    @Test
    void damagedDocumentsNeverEndTheChild() throws InterruptedException {
        long pid = extractor.pids().getFirst();
        var random = new Random(7);
        for (byte[] sound : List.of(
                SampleFiles.pdf("x"),
                SampleFiles.docx("x", Map.of()),
                SampleFiles.ole("WordDocument", "Macros/VBA/x"),
                SampleFiles.zip("a.txt", new byte[100]),
                SampleFiles.gzip(new byte[100]))) {
            for (int round = 0; round < 25; round++) {
                byte[] damaged = sound.clone();
                for (int i = 0; i < 10; i++) {
                    damaged[random.nextInt(8, damaged.length)] = (byte) random.nextInt();
                }
                extract("a", damaged);
            }
        }
        assertThat(extractor.pids()).containsExactly(pid);
    }

    @Test
    void aDocumentThatFillsTheHeapCostsTheChildAndNothingElse() throws Exception {
        try (var small = new Extractor(settings(20, Duration.ofSeconds(60), 4))) {
            assertThat(small.examine(new Document("a.txt", SampleFiles.zip("a", new byte[0]))))
                    .isInstanceOf(Extracted.class);
            long before = small.pids().getFirst();
            assertThat(small.examine(new Document("a.xlsx", SampleFiles.zip(manyNames(60_000)))))
                    .isInstanceOf(Extraction.Crashed.class);
            assertThat(small.examine(new Document("b.zip", SampleFiles.zip("b", new byte[1]))))
                    .isInstanceOf(Extracted.class);
            assertThat(small.pids()).hasSize(1).doesNotContain(before);
        }
    }

    private static Map<String, byte[]> manyNames(int count) {
        Map<String, byte[]> files = new java.util.HashMap<>();
        for (int i = 0; i < count; i++) {
            files.put("a rather long name of a file in a folder/".repeat(3) + i, new byte[0]);
        }
        return files;
    }

    @Test
    void aDocxBombIsReadInPassing() throws InterruptedException {
        byte[] bomb = SampleFiles.docxBomb(60);
        assertThat(bomb.length).isLessThan(1_000_000);
        assertThat(extract("a.docx", bomb).text()).startsWith("bomb");
    }

    @Test
    void aDocumentThatTakesTooLongIsAValueAndTheChildIsReplaced() throws Exception {
        try (var hasty = new Extractor(settings(96, Duration.ofMillis(1), 4))) {
            long before = hasty.pids().getFirst();
            assertThat(hasty.examine(new Document("a.zip", SampleFiles.zip("a", new byte[0]))))
                    .isInstanceOf(Extraction.TimedOut.class);
            assertThat(hasty.pids()).hasSize(1).doesNotContain(before);
        }
    }

    @Test
    void aChildThatWasKilledIsReplaced() throws Exception {
        try (var robbed = new Extractor(PATIENT)) {
            ProcessHandle child = ProcessHandle.of(robbed.pids().getFirst()).orElseThrow();
            child.destroyForcibly();
            child.onExit().get();
            assertThat(robbed.examine(new Document("a.zip", SampleFiles.zip("a", new byte[0]))))
                    .isInstanceOf(Extracted.class);
        }
    }

    @Test
    void aMissingJvmIsAValue() throws Exception {
        var settings = new Extractor.Settings(Path.of("/nowhere/java"), "none", 96, Duration.ofSeconds(5), 1, 4);
        try (var none = new Extractor(settings)) {
            assertThat(none.examine(new Document("a.zip", SampleFiles.zip("a", new byte[0]))))
                    .isInstanceOf(Extraction.Unavailable.class);
        }
    }

    @Test
    void aFullQueueIsAValueAtOnce() throws Exception {
        try (var narrow = new Extractor(settings(96, Duration.ofSeconds(60), 0));
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            ProcessHandle child = ProcessHandle.of(narrow.pids().getFirst()).orElseThrow();
            var answers = new ExecutorCompletionService<Extraction>(callers);
            stop(child, "STOP");
            for (String name : List.of("a.zip", "b.zip")) {
                answers.submit(() -> narrow.examine(new Document(name, SampleFiles.zip("a", new byte[0]))));
            }
            assertThat(answers.take().get()).isInstanceOf(Extraction.QueueFull.class);
            stop(child, "CONT");
            assertThat(answers.take().get()).isInstanceOf(Extracted.class);
        }
    }

    private static void stop(ProcessHandle child, String signal) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + signal, String.valueOf(child.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    @Test
    void equalFilesAreOpenedOnce() throws Exception {
        try (var counting = new Extractor(PATIENT)) {
            var document = new Document("a.zip", SampleFiles.zip("a", new byte[0]));
            Extraction first = counting.examine(document);
            assertThat(counting.examine(new Document("a.zip", document.body().clone())))
                    .isSameAs(first);
        }
    }

    @Test
    void closingEndsTheChild() throws Exception {
        var closed = new Extractor(PATIENT);
        ProcessHandle child = ProcessHandle.of(closed.pids().getFirst()).orElseThrow();
        closed.close();
        assertThat(child.onExit().get().isAlive()).isFalse();
    }
}
