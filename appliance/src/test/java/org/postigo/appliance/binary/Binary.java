package org.postigo.appliance.binary;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The launcher itself, run as its users run it. */
final class Binary {
    /** The folder of the launcher. */
    static final Path HOME = Path.of("..").toAbsolutePath().normalize();

    private static final int PATIENCE_SECONDS = 120;

    private Binary() {}

    /** What a command came to. */
    record Outcome(int code, String out, String err) {}

    /** Runs a command to its end. */
    static Outcome run(Path folder, Map<String, String> environment, String... arguments) throws Exception {
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path err = Files.createTempFile(folder, "err", ".txt");
        Process process = builder(environment, arguments)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as("it ends")
                .isTrue();
        return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private static ProcessBuilder builder(Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(HOME.resolve("postigo").toString());
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command);
        builder.environment().put("BUILT_BY_TEST", HOME.toString());
        builder.environment().putAll(environment);
        return builder;
    }

    /** A command that goes on until it is stopped. */
    static final class Running implements AutoCloseable {
        final Process process;
        final Path err;
        final String ready;
        final Map<String, String> says = new HashMap<>();
        private final BufferedReader out;

        /** Starts it and waits for its line. */
        Running(Path folder, Map<String, String> environment, String... arguments) throws IOException {
            err = Files.createTempFile(folder, "err", ".txt");
            process = builder(environment, arguments)
                    .directory(folder.toFile())
                    .redirectError(err.toFile())
                    .start();
            out = process.inputReader(StandardCharsets.UTF_8);
            String line = out.readLine();
            while (line != null && !line.startsWith("ready ")) {
                say(line);
                line = out.readLine();
            }
            assertThat(line).as("standard error: %s", Files.readString(err)).isNotNull();
            ready = String.valueOf(line);
            say(ready);
        }

        private void say(String line) {
            for (String word : line.split(" ")) {
                int equals = word.indexOf('=');
                if (equals > 0) {
                    says.put(word.substring(0, equals), word.substring(equals + 1));
                }
            }
        }

        String says(String key) {
            return String.valueOf(says.get(key));
        }

        int port(String key) {
            String address = says(key);
            return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
        }

        /** SIGTERM, and the code it ends with. */
        int stop() throws InterruptedException {
            process.destroy();
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as("it stops")
                    .isTrue();
            return process.exitValue();
        }

        @Override
        public void close() throws InterruptedException, IOException {
            stop();
            out.close();
        }
    }

    /** Runs a tool of the system and says what it printed. */
    static String tool(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectErrorStream(true)
                .start();
        String said;
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            said = out.lines().collect(Collectors.joining("\n"));
        }
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }
}
