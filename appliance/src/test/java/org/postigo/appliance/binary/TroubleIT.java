package org.postigo.appliance.binary;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong is told in one line that says what to do, and the code is not 0. */
class TroubleIT {
    @TempDir
    private Path folder;

    private Map<String, String> ephemeral() {
        return new HashMap<>(Map.of(
                "POSTIGO_SMTP_PORT", "0",
                "POSTIGO_SMTP_LISTEN", "127.0.0.1",
                "POSTIGO_HTTP_PORT", "0",
                "POSTIGO_MANAGEMENT_PORT", "0",
                "POSTIGO_STORE_RESERVE", "16MB",
                "POSTIGO_DATA", folder.resolve("data").toString()));
    }

    private static void assertOneLine(Binary.Outcome outcome, String... words) {
        assertThat(outcome.code()).isNotZero();
        assertThat(outcome.err().lines().filter(line -> line.startsWith("postigo: ")))
                .hasSize(1);
        assertThat(outcome.err()).contains(words).doesNotContain("\tat ", "Exception");
    }

    @Test
    void aMissingConfigurationIsNamed() throws Exception {
        assertOneLine(
                Binary.run(folder, ephemeral(), "run", "--config", "none.yaml"),
                "none.yaml: there is no such file",
                "--config");
    }

    @Test
    void anUnknownKeyIsNamedWithItsLineAndTheNearest() throws Exception {
        Files.writeString(folder.resolve("bad.yaml"), "smtp:\n  prot: 25\n");
        assertOneLine(
                Binary.run(folder, ephemeral(), "run", "--config", "bad.yaml"),
                "bad.yaml:2: unknown key \"smtp.prot\"; the nearest known one is \"smtp.port\"");
    }

    @Test
    void aPortInUseIsNamedWithItsKey() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            for (String key : List.of("SMTP", "HTTP", "MANAGEMENT")) {
                Map<String, String> environment = ephemeral();
                environment.put("POSTIGO_" + key + "_PORT", Integer.toString(taken.getLocalPort()));
                assertOneLine(
                        Binary.run(folder, environment, "run"),
                        "port " + taken.getLocalPort(),
                        key.toLowerCase(java.util.Locale.ROOT) + ".port");
            }
        }
    }

    @Test
    void aFolderThatCannotBeMadeIsNamed() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "not a folder");
        Map<String, String> environment = ephemeral();
        environment.put("POSTIGO_DATA", file.resolve("data").toString());
        assertOneLine(Binary.run(folder, environment, "run"), file.toString(), "data");
    }

    @Test
    void openHttpWithoutTlsIsRefused() throws Exception {
        Map<String, String> environment = ephemeral();
        environment.put("POSTIGO_HTTP_LISTEN", "0.0.0.0");
        assertOneLine(Binary.run(folder, environment, "run"), "POSTIGO_HTTP_LISTEN", "http.certificate");
    }

    @Test
    void aSecondApplianceOnTheSameFolderIsRefused() throws Exception {
        try (var first = new Binary.Running(folder, ephemeral(), "run")) {
            assertThat(first.says("user")).isEqualTo("admin@localhost");
            assertOneLine(
                    Binary.run(folder, ephemeral(), "run"),
                    folder.resolve("data").toString());
        }
    }

    @Test
    void aRunWithoutABuiltBinaryNeverCompilesAndAListIsPrintedWithoutAny() throws Exception {
        Path bare = Files.createDirectory(folder.resolve("bare"));
        Path launcher = Files.copy(Binary.HOME.resolve("postigo"), bare.resolve("postigo"));
        launcher.toFile().setExecutable(true);
        Process run = new ProcessBuilder(launcher.toString(), "run")
                .redirectErrorStream(true)
                .start();
        assertThat(new String(run.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                .contains("./postigo demo");
        assertThat(run.waitFor()).isNotZero();
        Process list = new ProcessBuilder(launcher.toString())
                .redirectErrorStream(true)
                .start();
        assertThat(new String(list.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                .contains("demo", "test", "run");
        assertThat(list.waitFor()).isZero();
    }

    @Test
    void aDamagedIndexAndDamagedModelsAreMadeAnew() throws Exception {
        try (var first = new Binary.Running(folder, ephemeral(), "run")) {
            assertThat(first.stop()).isEqualTo(143);
        }
        Path data = folder.resolve("data");
        assertThat(Files.isRegularFile(data.resolve("models/text.model"))).isTrue();
        Files.writeString(data.resolve("models/text.model"), "rubbish");
        try (var files = Files.walk(data.resolve("index"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                spoil(file);
            }
        }
        try (var second = new Binary.Running(folder, ephemeral(), "run")) {
            assertThat(second.ready).startsWith("ready smtp=");
            assertThat(Files.readString(second.err)).contains("text.model are damaged");
        }
    }

    private static void spoil(Path file) throws IOException {
        byte[] octets = Files.readAllBytes(file);
        for (int i = 0; i < octets.length; i += 7) {
            octets[i] ^= 0x55;
        }
        Files.write(file, octets);
    }

    @Test
    void everyCommandOfTheListHasHelp() throws Exception {
        String list = Binary.run(folder, Map.of()).out();
        List<String> commands = list.lines()
                .map(String::strip)
                .filter(line -> line.startsWith("./postigo "))
                .map(line -> line.split("\\s+")[1])
                .toList();
        assertThat(commands)
                .contains("demo", "test", "run", "score", "evaluate", "bench", "quarantine", "trace", "domain");
        for (String command : commands) {
            Binary.Outcome help = Binary.run(folder, Map.of(), command, "--help");
            assertThat(help.code()).as(command).isZero();
            assertThat(help.out()).as(command).contains("Usage:", command);
        }
    }
}
