package org.postigo.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postigo.mail.MailObject;
import org.postigo.store.disk.Disk;
import org.postigo.store.disk.RealDisk;
import org.postigo.store.held.CopyEvent;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.Decision;
import org.postigo.store.held.HeldMail;
import org.postigo.store.held.HeldQuery;

/** A disk on which room runs out little by little: first for held mail, then for the journal, last for decisions. */
class CrampedDiskTest {
    private static final Instant NOW = Instant.parse("2026-11-25T09:00:00Z");
    private static final int DECISIONS = 200;

    private final AtomicLong free = new AtomicLong(1L << 40);
    private final AtomicInteger looksOfTheIndex = new AtomicInteger();

    /** A real disk that says it has as much room as we please. */
    private Disk disk() {
        var real = new RealDisk();
        return (Disk) Proxy.newProxyInstance(
                Disk.class.getClassLoader(), new Class<?>[] {Disk.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("free")) {
                        if (Thread.currentThread().getName().equals("store-index")) {
                            looksOfTheIndex.incrementAndGet();
                        }
                        return free.get();
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private FileStore open(Path folder) throws IOException {
        return FileStore.open(
                folder,
                Settings.DEFAULT.withRoom(1L << 30, 8_000_000, 2_000_000, 500_000),
                Clock.fixed(NOW, ZoneOffset.UTC),
                disk());
    }

    @Test
    void theJournalStillTellsOfMailThatThereIsNoRoomToHold(@TempDir Path folder) throws IOException {
        try (FileStore store = open(folder)) {
            free.set(5_000_000);
            MailObject mail = Samples.mail(NOW, "a@example.org", "no room", "b@example.com");

            assertThatThrownBy(
                            () -> store.held().hold(mail, Samples.assessment(mail, "s", 1), "1", Samples.copies(mail)))
                    .isInstanceOf(HeldMail.HoldSpaceShort.class);
            store.journal()
                    .append(Samples.delivered(mail, Samples.assessment(mail, "s", 1)))
                    .join();
            assertThat(store.journal().find(mail.id())).isPresent();
        }
    }

    @Test
    void anIndexWithoutRoomRestsAndCatchesUpOnceThereIsSome(@TempDir Path folder) throws IOException {
        try (FileStore store = open(folder)) {
            CopyId copy = Samples.held(store, NOW, "a@example.org", "letter", "b@example.com")
                    .getFirst();
            assertThat(store.held().list(HeldQuery.all(0, 100)).rows()).hasSize(1);
            // Enough for decisions, too little for journal and index.
            free.set(1_000_000);
            looksOfTheIndex.set(0);
            for (int i = 0; i < DECISIONS; i++) {
                var decision = new Decision(Decision.Kind.SPAM, "ana@example.com", NOW, NOW.plusSeconds(30), "");
                store.held().append(List.of(new CopyEvent.Decided(copy, NOW, decision)));
                store.held().append(List.of(new CopyEvent.Undone(copy, NOW, "ana@example.com")));
            }
            MailObject mail = Samples.mail(NOW, "a@example.org", "not journalled", "b@example.com");
            assertThatThrownBy(() -> store.journal()
                            .append(Samples.delivered(mail, Samples.assessment(mail, "s", 1)))
                            .join())
                    .isInstanceOf(CompletionException.class)
                    .hasMessageContaining("make room");
            // Once a second. Waiting work used to make it look as fast as it could, with a line in the log each time.
            assertThat(looksOfTheIndex.get()).isLessThan(DECISIONS);

            free.set(1L << 40);
            Samples.held(store, NOW, "a@example.org", "another", "b@example.com");
            assertThat(store.held().list(HeldQuery.all(0, 100)).rows()).hasSize(2);
        }
    }
}
