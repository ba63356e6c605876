package org.postigo.classifier.extract;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The child JVM's main class: answers questions on standard input until that ends. Started by {@link Extractor} only.
 * It ends itself when a document takes twice its time, so that it never outlives a parent that was killed.
 */
public final class ExtractorChild {
    private ExtractorChild() {}

    /**
     * Answers until standard input ends.
     *
     * @param args the folder for unpacked files, and the time for a document in milliseconds
     */
    public static void main(String[] args) throws IOException {
        var in = new DataInputStream(new BufferedInputStream(new FileInputStream(FileDescriptor.in), 64 * 1024));
        var out = new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 64 * 1024));
        // Whatever a library prints must not get between the answers.
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        Path folder = Path.of(args[0]);
        var deadline = new AtomicLong(Long.MAX_VALUE);
        watch(deadline);
        long patience = 2 * Long.parseLong(args[1]);
        Path question = folder.resolve("question");
        try {
            while (true) {
                String name = Frames.readQuestion(in, question);
                deadline.set(System.nanoTime() + patience * 1_000_000);
                Frames.answer(out, Examiner.examine(question, name, folder));
                deadline.set(Long.MAX_VALUE);
                empty(folder);
            }
        } catch (EOFException parentWent) {
            empty(folder);
        }
    }

    private static void watch(AtomicLong deadline) {
        var watch = new Thread(
                () -> {
                    while (deadline.get() == Long.MAX_VALUE || deadline.get() - System.nanoTime() > 0) {
                        try {
                            Thread.sleep(500);
                        } catch (InterruptedException nobodyDoesThat) {
                            break;
                        }
                    }
                    Runtime.getRuntime().halt(4);
                },
                "watch");
        watch.setDaemon(true);
        watch.start();
    }

    private static void empty(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (Files.isRegularFile(file)) {
                    Files.delete(file);
                }
            }
        }
    }
}
