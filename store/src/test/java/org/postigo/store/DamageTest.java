package org.postigo.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postigo.mail.MailObject;
import org.postigo.store.disk.RealDisk;
import org.postigo.store.held.CopyEvent;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.CopyState;
import org.postigo.store.held.Decision;
import org.postigo.store.held.HeldCopy;
import org.postigo.store.held.HeldMail;
import org.postigo.store.held.HeldQuery;

/** Files are damaged while nobody looks: it is said clearly, and nothing else is lost. */
class DamageTest {
    private static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    @TempDir
    Path folder;

    private FileStore open() throws IOException {
        return FileStore.open(folder, Settings.DEFAULT.withRoom(1 << 30, 0, 0, 0), CLOCK, new RealDisk());
    }

    private List<CopyId> fill(FileStore store) throws IOException {
        var ids = new ArrayList<CopyId>();
        for (int i = 0; i < 10; i++) {
            ids.addAll(Samples.held(store, NOW.plusSeconds(i), "a@example.org", "row " + i, "b@example.com"));
            store.held()
                    .append(List.of(new CopyEvent.Decided(
                            ids.getLast(),
                            NOW,
                            new Decision(Decision.Kind.SPAM, "ana@example.com", NOW, NOW, "no " + i))));
            MailObject mail = Samples.mail(NOW.plusSeconds(i), "a@example.org", "entry " + i, "b@example.com");
            store.journal()
                    .append(Samples.delivered(mail, Samples.assessment(mail, "entry " + i, 1)))
                    .join();
        }
        return ids;
    }

    private static void flip(Path file, long offset) throws IOException {
        try (var raw = new RandomAccessFile(file.toFile(), "rw")) {
            raw.seek(offset);
            int octet = raw.read();
            raw.seek(offset);
            raw.write(octet ^ 1);
        }
    }

    private Path only(String subfolder, String ending) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve(subfolder))) {
            return files.filter(f -> f.toString().endsWith(ending)).findFirst().orElseThrow();
        }
    }

    private void complete(FileStore store, List<CopyId> ids) {
        assertThat(store.awaitIndex(60)).isTrue();
        HeldMail.Page page = store.held().list(HeldQuery.all(0, 100));
        assertThat(page.rows()).extracting(HeldCopy::id).containsExactlyElementsOf(ids.reversed());
        assertThat(page.rows()).allMatch(copy -> copy.state() instanceof CopyState.Decided);
        assertThat(store.held()
                        .list(new HeldQuery(
                                "row",
                                Set.of(),
                                Set.of(),
                                Optional.empty(),
                                Optional.empty(),
                                HeldQuery.Order.NEWEST,
                                0,
                                10))
                        .total())
                .isEqualTo(10);
        assertThat(store.journal()
                        .query(new org.postigo.store.journal.Journal.Query(
                                "entry", Optional.empty(), Optional.empty(), Optional.empty(), 0, 100))
                        .total())
                .isEqualTo(10);
    }

    @Test
    void aFlippedBitInContentIsFoundBeforeItsLastOctetIsHandedOut() throws IOException {
        try (FileStore store = open()) {
            byte[] large = ("S: x\r\n\r\n" + "x".repeat(100_000)).getBytes(StandardCharsets.US_ASCII);
            for (byte[] bytes : List.of("S: y\r\n\r\nhello".getBytes(StandardCharsets.US_ASCII), large)) {
                MailObject mail = Samples.mail(NOW, "a@example.org", new String[] {"b@example.com"}, bytes);
                CopyId id = store.held()
                        .hold(mail, Samples.assessment(mail, "s", 1), "k" + bytes.length, Samples.copies(mail))
                        .publish()
                        .getFirst();
                Path file;
                try (Stream<Path> files = Files.walk(folder.resolve("held"))) {
                    file = files.filter(Files::isRegularFile)
                            .filter(f ->
                                    bytes == large ? f.getParent().endsWith("bodies") : f.endsWith(mail.id() + ".held"))
                            .findFirst()
                            .orElseThrow();
                }
                flip(file, Files.size(file) - 3);
                var message = store.held().find(id).orElseThrow().message();
                assertThatThrownBy(() -> store.held().content(message).bytes())
                        .isInstanceOf(HeldMail.DamagedContent.class)
                        .hasMessageContaining(".held")
                        .hasMessageContaining("Restore");
            }
        }
    }

    @Test
    void theDoctorFindsWhatIsDamagedAndNothingElse() throws IOException {
        try (FileStore store = open()) {
            List<CopyId> ids = fill(store);
            var found = new ArrayList<String>();
            assertThat(store.verify(found::add)).isEqualTo(10);
            assertThat(found).isEmpty();
            Path held = only("held", ids.get(3).mail() + ".held");
            flip(held, Files.size(held) - 2);
            Path log = only("log", "journal-00000000000000000000.log");
            flip(log, Files.size(log) / 2);
            store.verify(found::add);
            assertThat(found).hasSize(2);
            assertThat(found.getFirst()).contains(log.toString()).contains("offset");
            assertThat(found.getLast()).contains(held.toString()).contains("Restore");
        }
    }

    @Test
    void aMissingContentFileIsSaid() throws IOException {
        try (FileStore store = open()) {
            CopyId id = fill(store).getFirst();
            var message = store.held().find(id).orElseThrow().message();
            Files.delete(only("held", id.mail() + ".held"));
            assertThatThrownBy(() -> store.held().content(message).bytes()).isInstanceOf(IOException.class);
        }
    }

    @Test
    void damagedMetadataHidesThatMessageAlone() throws IOException {
        List<CopyId> ids;
        try (FileStore store = open()) {
            ids = fill(store);
        }
        flip(only("held", ids.get(4).mail() + ".held"), 100);
        try (FileStore store = open()) {
            assertThat(store.awaitIndex(60)).isTrue();
            assertThat(store.held().find(ids.get(4))).isEmpty();
            assertThat(store.held().list(HeldQuery.all(0, 100)).rows()).hasSize(9);
        }
    }

    @Test
    void aDamagedIndexIsRebuilt() throws IOException {
        List<CopyId> ids;
        try (FileStore store = open()) {
            ids = fill(store);
            assertThat(store.awaitIndex(60)).isTrue();
        }
        for (String name : List.of("site.db", "2026-11.db")) {
            Path file = folder.resolve("index").resolve(name);
            Files.write(file, new byte[(int) Files.size(file)]);
            try (FileStore store = open()) {
                complete(store, ids);
                assertThat(store.figures().rebuilds()).isPositive();
            }
        }
        try (Stream<Path> files = Files.list(folder.resolve("index/search-held"))) {
            for (Path file : files.filter(f -> !f.getFileName().toString().equals("write.lock"))
                    .toList()) {
                Files.write(file, new byte[] {1, 2, 3});
            }
        }
        try (FileStore store = open()) {
            complete(store, ids);
        }
    }

    @Test
    void aFlippedBitInAValueOfTheIndexIsNoticedWhenItIsRead() throws IOException {
        List<CopyId> ids;
        try (FileStore store = open()) {
            ids = fill(store);
            assertThat(store.awaitIndex(60)).isTrue();
        }
        Path file = folder.resolve("index/2026-11.db");
        byte[] bytes = Files.readAllBytes(file);
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("ana@example.com");
        assertThat(at).isPositive();
        flip(file, at);
        try (FileStore store = open()) {
            complete(store, ids);
            assertThat(store.held().list(HeldQuery.all(0, 100)).rows())
                    .allMatch(copy -> copy.decision().orElseThrow().by().equals("ana@example.com"));
        }
    }

    @Test
    void aMissingIndexIsRebuilt() throws IOException {
        List<CopyId> ids;
        try (FileStore store = open()) {
            ids = fill(store);
        }
        Derived.wipe(folder.resolve("index"));
        try (FileStore store = open()) {
            complete(store, ids);
        }
    }

    @Test
    void theIndexCanBeRebuiltWhileItIsUsed() throws IOException {
        try (FileStore store = open()) {
            List<CopyId> ids = fill(store);
            store.rebuild();
            complete(store, ids);
            assertThat(store.figures().rebuilds()).isEqualTo(1);
        }
    }

    @Test
    void anUndamagedIndexIsTakenUpAsItIs() throws IOException {
        List<CopyId> ids;
        try (FileStore store = open()) {
            ids = fill(store);
        }
        try (FileStore store = open()) {
            complete(store, ids);
            assertThat(store.figures().rebuilds()).isZero();
        }
    }

    @Test
    void damageInTheMiddleOfALogIsPassedOverAndSaid() throws IOException {
        List<CopyId> ids;
        try (FileStore store = open()) {
            ids = fill(store);
        }
        Path log = only("log", "copies-00000000000000000000.log");
        flip(log, Files.size(log) / 2);
        Derived.wipe(folder.resolve("index"));
        try (FileStore store = open()) {
            assertThat(store.awaitIndex(60)).isTrue();
            List<HeldCopy> rows = store.held().list(HeldQuery.all(0, 100)).rows();
            assertThat(rows).extracting(HeldCopy::id).containsExactlyElementsOf(ids.reversed());
            assertThat(rows)
                    .filteredOn(c -> c.state() instanceof CopyState.Unread)
                    .hasSize(1);
            assertThat(store.damages()).isNotEmpty().allMatch(d -> d.file().equals(log));
            assertThat(store.damages().getFirst().toString()).contains("offset").contains("backup");
            assertThat(store.figures().damages()).isPositive();
        }
    }

    @Test
    void aTornEndOfALogIsCutOffAndTheLogGoesOn() throws IOException {
        List<CopyId> ids;
        try (FileStore store = open()) {
            ids = fill(store);
        }
        Path log = only("log", "copies-00000000000000000000.log");
        try (var raw = new RandomAccessFile(log.toFile(), "rw")) {
            raw.setLength(raw.length() - 5);
        }
        Derived.wipe(folder.resolve("index"));
        for (int again = 0; again < 2; again++) {
            try (FileStore store = open()) {
                assertThat(store.awaitIndex(60)).isTrue();
                CopyId last = ids.getLast();
                assertThat(store.damages()).hasSize(again == 0 ? 1 : 0);
                if (again == 0) {
                    assertThat(store.held().find(last).orElseThrow().state()).isEqualTo(new CopyState.Unread());
                    store.held()
                            .append(List.of(new CopyEvent.Decided(
                                    last, NOW, new Decision(Decision.Kind.SPAM, "eva@example.com", NOW, NOW, ""))));
                } else {
                    assertThat(store.held()
                                    .find(last)
                                    .orElseThrow()
                                    .decision()
                                    .orElseThrow()
                                    .by())
                            .isEqualTo("eva@example.com");
                }
            }
        }
        try (Stream<Path> files = Files.list(folder.resolve("log"))) {
            assertThat(files.filter(f -> f.getFileName().toString().contains(".log.cut-")))
                    .hasSize(1);
        }
    }

    @Test
    void aSecondProcessIsToldThatTheFolderIsTaken() throws IOException {
        try (FileStore store = open()) {
            assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("another Postigo");
            assertThat(store.lists().snapshot().entries()).isEmpty();
        }
        open().close();
    }

    @Test
    void aFolderThatCannotBeWrittenIsSaid() throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("log"), "a file where a folder should be");
        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("log");
    }
}
