package org.postigo.appliance.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postigo.appliance.backup.Backup;
import org.postigo.proxy.load.LoadSink;
import org.postigo.store.FileStore;
import org.postigo.store.held.HeldQuery;

/** A backup under load, the machine lost, and the backup brought back. */
class BackupTest {
    private static final int SESSIONS = 3;

    @TempDir
    private Path folder;

    @Test
    void whatWasAcknowledgedBeforeTheBackupIsThereAfterTheLossOfTheMachine() throws Exception {
        Set<String> delivered = ConcurrentHashMap.newKeySet();
        Path lost = Files.createDirectories(folder.resolve("lost"));
        Path found = Files.createDirectories(folder.resolve("found"));
        Set<String> acknowledged;
        try (var mailboxes = new LoadSink(
                        InetAddress.ofLiteral("127.0.0.1"), 0, message -> delivered.add(Gate.id(message.content())));
                var gate = Gate.over(lost, mailboxes.port())) {
            var sender = new Sender();
            int port = gate.start();
            List<Thread> sessions = new ArrayList<>();
            for (int i = 0; i < SESSIONS; i++) {
                sessions.add(Thread.ofVirtual().start(() -> sender.send(port, 100_000)));
            }
            while (sender.acknowledged.size() < 150) {
                assertThat(sessions).as("mail flows").anyMatch(Thread::isAlive);
                LockSupport.parkNanos(1_000_000);
            }
            acknowledged = new TreeSet<>(sender.acknowledged);
            Backup.Manifest taken = Backup.take(lost.resolve("data"), folder.resolve("backup"), Instant.now());
            assertThat(taken.files()).noneMatch(file -> file.path().startsWith("index/"));
            assertThat(sessions).as("mail flows on").anyMatch(Thread::isAlive);
            gate.kill();
            for (Thread session : sessions) {
                session.join();
            }
            Backup.restore(folder.resolve("backup"), found.resolve("data"));
            Set<String> held = Gate.heldIds(found);
            var missing = new TreeSet<>(acknowledged);
            missing.removeAll(delivered);
            missing.removeAll(held);
            System.out.printf(
                    "backup under load: %d acknowledged before it, %d held in it, %d missing; %d files, %d octets%n",
                    acknowledged.size(),
                    held.size(),
                    missing.size(),
                    taken.files().size(),
                    taken.octets());
            assertThat(missing).isEmpty();
            assertThat(held).hasSizeGreaterThan(30);
            assertThat(Gate.heldIds(lost)).as("and nothing that never was").containsAll(held);
        }
        // Entries and domains too, and the program runs on it.
        try (FileStore store = Gate.open(found.resolve("data"));
                FileStore before = Gate.open(lost.resolve("data"))) {
            assertThat(store.lists().snapshot().entries())
                    .isEqualTo(before.lists().snapshot().entries());
            assertThat(store.domains().all()).isEqualTo(before.domains().all());
            assertThat(store.awaitIndex(60)).isTrue();
            assertThat(store.held().list(HeldQuery.all(0, 1)).total()).isPositive();
            assertThat(store.verify(problem -> assertThat(problem).isEmpty())).isPositive();
        }
        try (var mailboxes = new LoadSink(InetAddress.ofLiteral("127.0.0.1"), 0, message -> {});
                var again = Gate.over(found, mailboxes.port())) {
            again.start();
            again.stop();
        }
    }

    @Test
    void whatIsNoWholeBackupIsNotRestored() throws Exception {
        Path data = Files.createDirectories(folder.resolve("data/log")).getParent();
        Files.writeString(data.resolve("log/settings-0.log"), "record");
        Path backup = folder.resolve("backup");
        Backup.take(data, backup, Instant.now());

        Path occupied = Files.createDirectories(folder.resolve("occupied"));
        Files.writeString(occupied.resolve("something"), "else");
        assertThatIOException()
                .isThrownBy(() -> Backup.restore(backup, occupied))
                .withMessageContaining("not empty");

        Files.writeString(backup.resolve("log/settings-0.log"), "rec0rd", StandardCharsets.US_ASCII);
        assertThatIOException()
                .isThrownBy(() -> Backup.restore(backup, folder.resolve("new")))
                .withMessageContaining("not what was copied");
        assertThat(folder.resolve("new")).doesNotExist();

        Files.delete(backup.resolve("backup.json"));
        assertThatIOException()
                .isThrownBy(() -> Backup.restore(backup, folder.resolve("other")))
                .withMessageContaining("no backup that came to its end");
    }

    @Test
    void aFolderWhereNoApplianceHasRunIsNotBackedUp() throws IOException {
        Path empty = Files.createDirectories(folder.resolve("empty"));
        assertThatIOException().isThrownBy(() -> Backup.take(empty, folder.resolve("backup"), Instant.now()));
        assertThat(folder.resolve("backup")).doesNotExist();
    }
}
