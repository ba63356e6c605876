package org.postigo.quarantine.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postigo.mail.Mailbox;
import org.postigo.quarantine.notice.Outgoing.Sending;
import org.postigo.store.audit.Audit;
import org.postigo.store.audit.AuditEvent.Deed;
import org.postigo.store.disk.RealDisk;

/** Our own mail that the next server does not take at once, over restarts. */
class OutboxTest {
    private static final Sending PUT_OFF = new Sending.PutOff("no connection");
    private static final Sending SENT = new Sending.Sent("mail.example:25", "250 ok");
    private static final Notice DIGEST = new Notice(
            Mailbox.of("nina@example.com"),
            "es",
            "Se retuvo: año = \u00bfqué? \\ #1",
            "Línea 1\n  Línea 2: x=y\n",
            Optional.of("<p>¡Hola!</p>"),
            Notice.Origin.REPLIED);

    @TempDir
    private Path folder;

    private Instant now = Instant.parse("2026-11-25T12:00:00Z");
    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };
    private final List<Notice> offered = new ArrayList<>();
    private Sending answer = PUT_OFF;
    private Outbox outbox;

    @BeforeEach
    void restart() throws IOException {
        outbox = Outbox.open(
                folder.resolve("outbox"),
                new RealDisk(),
                notice -> {
                    offered.add(notice);
                    return answer;
                },
                Audit.NONE,
                clock);
    }

    private void tickAfter(Duration time) {
        now = now.plus(time);
        outbox.tick();
    }

    private Sending post() {
        return outbox.post(DIGEST, Deed.LINK_SENT, now.plus(Duration.ofHours(4)));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("outbox"))) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void whatIsTakenAtOnceLeavesNoFile() throws Exception {
        answer = SENT;
        assertThat(post()).isEqualTo(SENT);
        assertThat(files()).isEmpty();
        tickAfter(Duration.ofHours(1));
        assertThat(offered).hasSize(1);
    }

    @Test
    void whatIsPutOffSurvivesARestartAndLeavesOnceAsItWas() throws Exception {
        assertThat(post()).isEqualTo(PUT_OFF);
        assertThat(outbox.waiting()).isOne();

        restart();
        assertThat(outbox.waiting()).isOne();
        tickAfter(Duration.ofSeconds(30));
        assertThat(offered).as("a minute has not gone by").hasSize(1);
        answer = SENT;
        tickAfter(Duration.ofSeconds(30));

        assertThat(offered).containsExactly(DIGEST, DIGEST);
        assertThat(files()).isEmpty();
        restart();
        tickAfter(Duration.ofHours(1));
        assertThat(offered).hasSize(2);
    }

    @Test
    void theWaitGrowsAlsoAcrossARestart() throws Exception {
        post();
        tickAfter(Duration.ofMinutes(1));
        assertThat(offered).hasSize(2);
        restart();
        tickAfter(Duration.ofMinutes(1));
        assertThat(offered).hasSize(2);
        tickAfter(Duration.ofMinutes(1));
        assertThat(offered).hasSize(3);
    }

    @Test
    void whatIsRefusedForGoodOrWantedNoMoreIsForgotten() throws Exception {
        post();
        answer = new Sending.Refused("550 5.1.1");
        tickAfter(Duration.ofMinutes(1));
        assertThat(files()).isEmpty();

        answer = PUT_OFF;
        post();
        offered.clear();
        tickAfter(Duration.ofHours(4));
        assertThat(offered).as("too late").isEmpty();
        assertThat(files()).isEmpty();
        outbox.post(DIGEST, Deed.LINK_SENT, now);
        assertThat(outbox.waiting()).as("whoever asked is waiting no longer").isZero();
    }

    @Test
    void whatIsKeptUnderOneNameIsSentOnce() throws Exception {
        outbox.keep("answer 1", DIGEST, Deed.MAIL_SENT, now.plus(Duration.ofDays(3)));
        restart();
        outbox.keep("answer 1", DIGEST, Deed.MAIL_SENT, now.plus(Duration.ofDays(3)));
        answer = SENT;
        outbox.tick();
        outbox.tick();
        assertThat(offered).hasSize(1);
    }

    @Test
    void aDamagedFileIsPutAsideAndTheOthersLeave() throws Exception {
        post();
        Files.writeString(folder.resolve("outbox/0b9d7c1e-0000-0000-0000-000000000000.letter"), "to=nobody\n");
        Files.writeString(folder.resolve("outbox/half.new"), "to=");
        restart();
        assertThat(outbox.waiting()).isOne();
        assertThat(files()).hasSize(2).anyMatch(name -> name.endsWith(".letter.damaged"));
    }

    @Test
    void aServerThatIsAwayIsNotAskedForEveryMessageAtOnce() {
        for (int i = 0; i < 12; i++) {
            post();
        }
        offered.clear();
        tickAfter(Duration.ofMinutes(1));
        assertThat(offered).hasSize(5);
        answer = SENT;
        outbox.tick();
        assertThat(offered).as("the others' turn").hasSize(12);
        tickAfter(Duration.ofMinutes(2));
        assertThat(outbox.figures()).isEqualTo(new Outbox.Figures(0, 12, 0));
    }

    @Test
    void aFullOutboxKeepsNoMore() throws Exception {
        post();
        Path first = folder.resolve("outbox").resolve(files().getFirst());
        for (int i = 1; i < Outbox.MOST; i++) {
            Files.createLink(folder.resolve("outbox").resolve(new UUID(0, i) + ".letter"), first);
        }
        restart();
        assertThat(outbox.waiting()).isEqualTo(Outbox.MOST);
        post();
        assertThat(outbox.waiting()).isEqualTo(Outbox.MOST);
        assertThatIOException()
                .isThrownBy(() -> outbox.keep("one more", DIGEST, Deed.MAIL_SENT, now.plus(Duration.ofDays(1))));
    }
}
