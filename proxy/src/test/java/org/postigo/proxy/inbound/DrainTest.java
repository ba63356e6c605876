package org.postigo.proxy.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrainTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    @Test
    void tellsIdleClientsAndLetsRunningTransactionsEnd() throws InterruptedException {
        try (Served served = new Served();
                Talker idle = served.talker().greeted();
                Talker busy = served.talker()
                        .greeted()
                        .begun("a@b.org", "u@example.com")
                        .raw("first ")) {
            Thread stopping = Thread.ofVirtual().start(() -> served.server.stop(LONG));
            idle.expect("421 4.3.2");
            assertThat(idle.rest()).isEmpty();
            assertThatThrownBy(served::talker).isInstanceOf(UncheckedIOException.class);
            busy.expect("half\r\n.", "250").expect("421 4.3.2");
            assertThat(busy.rest()).isEmpty();
            stopping.join();
            assertThat(served.gate.contents()).containsExactly("first half\r\n");
        }
    }

    @Test
    void waitsForAGateThatIsStillAtWork() throws InterruptedException {
        var entered = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        try (Served served = new Served();
                Talker talker = served.talker().greeted().begun("a@b.org", "u@example.com")) {
            served.gate.answer = (mail, claim) -> {
                entered.countDown();
                await(release);
                return TestGate.OK;
            };
            talker.raw("x\r\n.\r\n");
            entered.await();
            Thread stopping = Thread.ofVirtual().start(() -> served.server.stop(LONG));
            assertThat(talker.hearsWithin(100)).isFalse();
            release.countDown();
            talker.expect("250").expect("421 4.3.2");
            stopping.join();
        }
    }

    @Test
    void cutsWhatLastsTooLong() {
        try (Served served = new Served();
                Talker talker = served.talker()
                        .greeted()
                        .begun("a@b.org", "u@example.com")
                        .raw("half")) {
            served.server.stop(Duration.ofMillis(50));
            assertThat(talker.rest()).isEmpty();
            assertThat(served.gate.taken).isEmpty();
            assertThat(served.server.figures().open()).isZero();
            assertThat(served.spooled()).isEmpty();
        }
    }

    @Test
    void tellsEncryptedClientsToo(@TempDir Path folder) throws IOException {
        try (Served served = new Served(draft -> {
                    draft.tls = Optional.of(TestTls.source(folder));
                    return draft;
                });
                Talker talker = served.talker().greeted().expect("STARTTLS", "220")) {
            talker.tls(TestTls.trustingClient()).expect("EHLO a", "250-");
            Thread stopping = Thread.ofVirtual().start(() -> served.server.stop(LONG));
            talker.expect("421 4.3.2");
            assertThat(talker.rest()).isEmpty();
            assertThat(stopping).isNotNull();
        }
    }

    @Test
    void mayBeStoppedTwiceAndWithoutHavingBeenStarted(@TempDir Path folder) throws IOException {
        try (Served served = new Served()) {
            served.server.stop(LONG);
            served.server.stop(LONG);
        }
        var never = new SmtpServer(
                SmtpSettings.defaults(
                        org.postigo.mail.DomainName.of("mx.example.net"),
                        org.postigo.mail.Mailbox.of("postmaster@example.com"),
                        folder),
                new TestGate(),
                java.time.InstantSource.system(),
                new java.util.Random());
        never.stop(LONG);
        assertThat(never.figures().open()).isZero();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
