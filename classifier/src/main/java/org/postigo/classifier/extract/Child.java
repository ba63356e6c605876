package org.postigo.classifier.extract;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One child JVM, started again whenever it is gone. Used by one thread at a time. */
final class Child {
    private final Extractor.Settings settings;
    private final ScheduledExecutorService clock;
    private final Path folder;
    private @Nullable Process process;

    Child(Extractor.Settings settings, ScheduledExecutorService clock, Path folder) {
        this.settings = settings;
        this.clock = clock;
        this.folder = folder;
    }

    /** Starts the process, if it is not running; it warms itself up while nobody waits. */
    Process running() throws IOException {
        Process current = process;
        if (current != null && current.isAlive()) {
            return current;
        }
        clear();
        List<String> command = List.of(
                settings.java().toString(),
                "-Xmx" + settings.heapMegabytes() + "m",
                "-Xms16m",
                "-Xss1m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:ReservedCodeCacheSize=24m",
                "-XX:MaxMetaspaceSize=80m",
                "-XX:MaxDirectMemorySize=16m",
                "-XX:+UseCompactObjectHeaders",
                // Half-dead after lack of memory is worse than dead.
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:-UsePerfData",
                "-Djava.awt.headless=true",
                "-Djava.io.tmpdir=" + folder,
                "-cp",
                settings.classPath(),
                ExtractorChild.class.getName(),
                folder.toString(),
                String.valueOf(settings.perDocument().toMillis()));
        var builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD);
        // It opens files for strangers: nothing of our environment is its business.
        builder.environment().clear();
        Process started = builder.start();
        process = started;
        return started;
    }

    /** Asks; where the child dies of it, once more, since it may have been dying of something else already. */
    Extraction ask(Document document) {
        Extraction first = askOnce(document);
        return first instanceof Extraction.Crashed ? askOnce(document) : first;
    }

    private Extraction askOnce(Document document) {
        Process current;
        try {
            current = running();
        } catch (IOException cannotStart) {
            return new Extraction.Unavailable("child JVM cannot be started: " + cannotStart.getMessage());
        }
        var late = new AtomicBoolean();
        ScheduledFuture<?> kill = clock.schedule(
                () -> {
                    late.set(true);
                    current.destroyForcibly();
                },
                settings.perDocument().toMillis(),
                TimeUnit.MILLISECONDS);
        try {
            Frames.ask(new DataOutputStream(new BufferedOutputStream(current.getOutputStream(), 64 * 1024)), document);
            return Frames.readAnswer(new DataInputStream(new BufferedInputStream(current.getInputStream())));
        } catch (IOException gone) {
            String ending = end(current);
            return late.get() ? new Extraction.TimedOut() : new Extraction.Crashed(ending);
        } finally {
            kill.cancel(false);
        }
    }

    /** Makes sure that a process is gone, and forgets it. */
    private String end(Process gone) {
        process = null;
        try {
            // Its pipe breaks a little before it is dead, and a code of its own is worth waiting for.
            if (!gone.waitFor(1, TimeUnit.SECONDS)) {
                gone.destroyForcibly();
                gone.waitFor(1, TimeUnit.SECONDS);
            }
        } catch (InterruptedException interrupted) {
            gone.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        // Code 3 is the JVM's for lack of memory.
        return gone.isAlive() ? "child JVM does not end" : "child JVM ended with code " + gone.exitValue();
    }

    /** Ends the process and removes its folder. */
    void close() throws IOException {
        Process current = process;
        if (current != null) {
            current.destroyForcibly();
        }
        clear();
        Files.deleteIfExists(folder);
    }

    /** The pid, for the operator and tests; 0 if none runs. */
    long pid() {
        Process current = process;
        return current != null && current.isAlive() ? current.pid() : 0;
    }

    private void clear() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (Files.isRegularFile(file)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
