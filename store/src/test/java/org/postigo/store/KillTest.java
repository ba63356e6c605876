package org.postigo.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postigo.mail.MailObject;
import org.postigo.store.disk.RealDisk;
import org.postigo.store.held.CopyEvent;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.CopyState;
import org.postigo.store.held.Decision;
import org.postigo.store.held.HeldCopy;
import org.postigo.store.held.HeldQuery;

/** A process that holds mail is killed at no particular moment, again and again. */
class KillTest {
    /** Holds until it is killed, and says so on a line of its own once it is done. */
    static final class Child {
        public static void main(String[] arguments) throws Exception {
            Path folder = Path.of(arguments[0]);
            FileStore store = FileStore.open(
                    folder, Settings.DEFAULT.withRoom(1 << 30, 0, 0, 0), Clock.systemUTC(), new RealDisk());
            for (int thread = 0; thread < 4; thread++) {
                Thread.ofPlatform().start(() -> hold(store));
            }
        }

        private static void hold(Store store) {
            try {
                while (true) {
                    Instant now = Instant.now();
                    byte[] content = ("Subject: " + now + "\r\n\r\n" + "x".repeat(now.getNano() % 50_000))
                            .getBytes(StandardCharsets.US_ASCII);
                    MailObject mail = Samples.mail(now, "a@example.org", new String[] {"b@example.com"}, content);
                    CopyId id = store.held()
                            .hold(mail, Samples.assessment(mail, "s", 1), "key-" + mail.id(), Samples.copies(mail))
                            .publish()
                            .getFirst();
                    say("held " + id);
                    store.held()
                            .append(List.of(new CopyEvent.Decided(
                                    id, now, new Decision(Decision.Kind.SPAM, "cli", now, now, ""))));
                    say("decided " + id);
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        private static synchronized void say(String line) {
            System.out.println(line);
            System.out.flush();
        }
    }

    @TempDir
    Path folder;

    @Test
    void whatAKilledProcessHadSaidIsThere() throws Exception {
        Map<CopyId, Boolean> acknowledged = new HashMap<>();
        for (int round = 0; round < 4; round++) {
            Process child = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "--enable-native-access=ALL-UNNAMED",
                            "--sun-misc-unsafe-memory-access=allow",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                            Child.class.getName(),
                            folder.toString())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            var lines = new ArrayList<String>();
            try (var out =
                    new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.US_ASCII))) {
                for (String line = out.readLine(); line != null; line = out.readLine()) {
                    lines.add(line);
                    if (lines.size() == 100 + 50 * round) {
                        // By its handle: Process.destroyForcibly would close the pipe, with lines in it.
                        child.toHandle().destroyForcibly();
                    }
                }
            }
            child.waitFor();
            // The last line may have been cut short.
            lines.subList(0, lines.size() - 1)
                    .forEach(line -> CopyId.parse(line.substring(line.indexOf(' ') + 1))
                            .ifPresent(id -> acknowledged.merge(id, line.startsWith("decided"), Boolean::logicalOr)));
            assertThat(acknowledged).hasSizeGreaterThan(30 * (round + 1));
        }
        try (FileStore store = FileStore.open(
                folder, Settings.DEFAULT.withRoom(1 << 30, 0, 0, 0), Clock.systemUTC(), new RealDisk())) {
            assertThat(store.awaitIndex(60)).isTrue();
            assertThat(store.held().list(HeldQuery.all(0, 1)).total()).isGreaterThanOrEqualTo(acknowledged.size());
            for (Map.Entry<CopyId, Boolean> each : acknowledged.entrySet()) {
                HeldCopy copy = store.held().find(each.getKey()).orElseThrow();
                assertThat(store.held().content(copy.message()).bytes())
                        .hasSize((int) copy.message().size());
                if (each.getValue()) {
                    assertThat(copy.state()).isInstanceOf(CopyState.Decided.class);
                }
            }
        }
    }
}
