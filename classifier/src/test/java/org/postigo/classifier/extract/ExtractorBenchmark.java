package org.postigo.classifier.extract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;

/** Prints what opening files costs: the first, the following, and the child's resident memory. Asserts nothing. */
public final class ExtractorBenchmark {
    private ExtractorBenchmark() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        try (var extractor = new Extractor(Extractor.Settings.defaults())) {
            for (int round = 0; round < 3; round++) {
                measure(extractor, "zip " + round, SampleFiles.zip("a" + round, new byte[1000]));
                measure(extractor, "pdf " + round, SampleFiles.pdf("hello " + round));
                measure(extractor, "docx " + round, SampleFiles.docx("hello " + round, Map.of()));
                measure(extractor, "ole " + round, SampleFiles.ole("WordDocument" + round));
            }
            measure(extractor, "the same again", SampleFiles.zip("a0", new byte[1000]));
            var noise = new byte[20_000_000];
            new Random(1).nextBytes(noise);
            measure(extractor, "zip of 20 MB", SampleFiles.zip("noise", noise));
            measure(extractor, "zip bomb", SampleFiles.bomb(500));
            measure(extractor, "docx bomb", SampleFiles.docxBomb(45));
            measure(extractor, "docx bomb over budget", SampleFiles.docxBomb(300));
            measure(extractor, "after", SampleFiles.zip("after", new byte[1000]));
        }
    }

    private static void measure(Extractor extractor, String name, byte[] body)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        Extraction extraction = extractor.examine(new Document("file", body));
        long millis = (System.nanoTime() - start) / 1_000_000;
        String resident = Files.readString(Path.of("/proc/" + extractor.pids().getFirst() + "/status"))
                .lines()
                .filter(line -> line.startsWith("VmRSS"))
                .findFirst()
                .orElse("unknown");
        String shown = extraction.toString();
        System.out.printf(
                "%-24s %,10d octets %6d ms  %s  %s%n",
                name, body.length, millis, resident, shown.substring(0, Math.min(120, shown.length())));
    }
}
