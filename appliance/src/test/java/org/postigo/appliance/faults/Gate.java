package org.postigo.appliance.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postigo.appliance.Main;
import org.postigo.mail.DomainName;
import org.postigo.mail.policy.ListEntry;
import org.postigo.mail.policy.ProtectedDomain;
import org.postigo.store.FileStore;
import org.postigo.store.Settings;
import org.postigo.store.disk.RealDisk;
import org.postigo.store.held.HeldCopy;
import org.postigo.store.held.HeldMail;
import org.postigo.store.held.HeldQuery;

/**
 * The real program in a process of its own, over a data folder that the test looks into while nothing runs. What comes
 * from {@code held.test} is held by a deny entry; all else only if its score reaches the threshold.
 */
final class Gate implements AutoCloseable {
    static final String ID_FIELD = "X-Test-Id";

    private static final Pattern READY = Pattern.compile("ready smtp=\\S+:(\\d+) .*");
    private static final Pattern ID = Pattern.compile("(?m)^" + ID_FIELD + ": (\\S+)\r?$");

    private final Path config;
    private Process process;
    private int port;

    private Gate(Path config) {
        this.config = config;
    }

    /** Prepares the data folder: one domain behind which the given port listens, and the deny entry. */
    static Gate over(Path folder, int mailboxPort) throws IOException {
        return over(folder, mailboxPort, "", 1);
    }

    /** The same with more keys in the configuration, and another threshold. */
    static Gate over(Path folder, int mailboxPort, String more, double hold) throws IOException {
        Path data = folder.resolve("data");
        Files.createDirectories(data);
        try (var store = open(data)) {
            store.domains()
                    .put(
                            new ProtectedDomain(
                                    DomainName.of("example.com"),
                                    List.of(new ProtectedDomain.MailboxServer("127.0.0.1", mailboxPort)),
                                    "en",
                                    ProtectedDomain.Mode.HOLD,
                                    ProtectedDomain.Thresholds.holdingAll(hold),
                                    Set.of()),
                            "test");
            var note = new ListEntry.Note("test", Instant.now(), "", Optional.empty(), Optional.empty());
            store.lists()
                    .put(
                            new ListEntry.Deny(
                                    "deny",
                                    new ListEntry.Subject.Domain(DomainName.of("held.test"), true),
                                    new ListEntry.Scope.Site(),
                                    note),
                            "test");
        }
        Path config = folder.resolve("postigo.yaml");
        Files.writeString(config, """
                data: %s
                site:
                  hostname: gate.test
                smtp:
                  listen: ["127.0.0.1"]
                  port: 0
                  connections-per-network: 500
                  starttls: false
                dns:
                  resolvers: ["127.0.0.1:1"]
                  timeout: 100ms
                http:
                  port: 0
                management:
                  port: 0
                %s
                """.formatted(data, more));
        return new Gate(config);
    }

    static FileStore open(Path data) throws IOException {
        return FileStore.open(data, Settings.DEFAULT.withRoom(1L << 40, 0, 0, 0), Clock.systemUTC(), new RealDisk());
    }

    /** Starts it and waits until it takes mail; returns the port. */
    int start() throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx384m",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "run",
                        "--config",
                        config.toString())
                .redirectErrorStream(true)
                .start();
        var said = new StringBuilder();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            said.append(line).append('\n');
            Matcher ready = READY.matcher(line);
            if (ready.matches()) {
                port = Integer.parseInt(ready.group(1));
                Thread.ofVirtual().start(() -> drain(out));
                return port;
            }
        }
        throw new AssertionError("it did not start:\n" + said);
    }

    /** Reads on, so that the program never waits for us; a kill closes the pipe under our hands. */
    private static void drain(BufferedReader out) {
        try {
            out.transferTo(Writer.nullWriter());
        } catch (IOException killed) {
            System.out.println("the program is gone, and its output with it: " + killed.getMessage());
        }
    }

    int port() {
        return port;
    }

    /** kill -9. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new AssertionError("not even kill -9 ends it");
        }
    }

    /** SIGTERM; returns the exit code. */
    int stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(90, TimeUnit.SECONDS)) {
            throw new AssertionError("SIGTERM did not end it");
        }
        return process.exitValue();
    }

    /** The test's own ids of everything that is held and visible, read from the content files while nothing runs. */
    static Set<String> heldIds(Path folder) throws IOException {
        var ids = new TreeSet<String>();
        try (var store = open(folder.resolve("data"))) {
            if (!store.awaitIndex(60)) {
                throw new AssertionError("the index did not become whole");
            }
            forEach(store.held(), copy -> {
                try {
                    ids.add(id(store.held().content(copy.message()).bytes()));
                } catch (IOException e) {
                    throw new AssertionError("content of " + copy.id() + " cannot be read", e);
                }
            });
        }
        return ids;
    }

    private static void forEach(HeldMail held, Consumer<HeldCopy> each) {
        int page = 500;
        for (int offset = 0; ; offset += page) {
            List<HeldCopy> rows = held.list(HeldQuery.all(offset, page)).rows();
            rows.forEach(each);
            if (rows.size() < page) {
                return;
            }
        }
    }

    /** The test's own id of a message. */
    static String id(byte[] content) {
        Matcher id = ID.matcher(new String(content, StandardCharsets.ISO_8859_1));
        if (!id.find()) {
            throw new AssertionError("a message that the test did not send");
        }
        return id.group(1);
    }

    @Override
    public void close() throws InterruptedException {
        if (process != null && process.isAlive()) {
            kill();
        }
    }
}
