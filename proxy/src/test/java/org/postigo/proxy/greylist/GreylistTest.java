package org.postigo.proxy.greylist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GreylistTest {
    private static final String NET = "192.0.2.0/24";
    private static final Patience PATIENCE =
            new Patience(Duration.ofMinutes(5), Duration.ofDays(2), Duration.ofDays(36), 3, 2);

    @TempDir
    private Path folder;

    private Instant now = Instant.parse("2026-11-24T08:00:00Z");

    private Greylist list() {
        return Greylist.inMemory(PATIENCE, () -> now);
    }

    private Greylist opened() throws IOException {
        return Greylist.open(folder.resolve("greylist"), PATIENCE, () -> now);
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    @Test
    void theSameMessageIsTakenWhenItComesAgainAfterTheDelay() {
        Greylist list = list();
        assertThat(list.waits(NET, "a")).isTrue();
        pass(Duration.ofSeconds(299));
        assertThat(list.waits(NET, "a")).isTrue();
        pass(Duration.ofSeconds(1));
        assertThat(list.waits(NET, "a")).isFalse();
    }

    @Test
    void whoeverCameAgainNeverWaitsUntilTheyWereSilentForLong() {
        Greylist list = list();
        list.waits(NET, "a");
        pass(Duration.ofMinutes(5));
        list.waits(NET, "a");
        assertThat(list.waits(NET, "b")).isFalse();
        pass(Duration.ofDays(30));
        assertThat(list.waits(NET, "c")).isFalse();
        pass(Duration.ofDays(30));
        assertThat(list.waits(NET, "d")).as("30 days after the last").isFalse();
        pass(Duration.ofDays(37));
        assertThat(list.waits(NET, "e")).isTrue();
    }

    @Test
    void anotherMessageIsNoRetry() {
        Greylist list = list();
        assertThat(list.waits(NET, "a")).isTrue();
        pass(Duration.ofHours(1));
        assertThat(list.waits(NET, "b")).isTrue();
    }

    @Test
    void theRetryMayComeFromAnotherAddress() {
        Greylist list = list();
        list.waits(NET, "a");
        pass(Duration.ofHours(1));
        assertThat(list.waits("198.51.100.0/24", "a")).isFalse();
        assertThat(list.waits(NET, "b"))
                .as("the first address has proven nothing")
                .isTrue();
    }

    @Test
    void aRetryAfterDaysIsAFirstAttempt() {
        Greylist list = list();
        list.waits(NET, "a");
        pass(Duration.ofDays(3));
        assertThat(list.waits(NET, "a")).isTrue();
    }

    @Test
    void aFloodKeepsNobodyOut() {
        Greylist list = list();
        list.waits(NET, "a");
        list.waits(NET, "b");
        list.waits(NET, "c");
        assertThat(list.waits("198.51.100.0/24", "d")).isFalse();
        pass(Duration.ofDays(3));
        assertThat(list.waits("198.51.100.0/24", "e"))
                .as("once there is room again")
                .isTrue();
    }

    @Test
    void theLongestSilentIsForgottenFirst() {
        Greylist list = list();
        for (String net : new String[] {"n1", "n2", "n3"}) {
            list.waits(net, "first of " + net);
            pass(Duration.ofMinutes(5));
            list.waits(net, "first of " + net);
        }
        assertThat(list.waits("n3", "x")).isFalse();
        assertThat(list.waits("n2", "x")).isFalse();
        assertThat(list.waits("n1", "x")).isTrue();
    }

    @Test
    void aRestartForgetsNothing() throws IOException {
        try (Greylist before = opened()) {
            before.waits(NET, "a");
            before.waits("198.51.100.0/24", "b");
            pass(Duration.ofMinutes(5));
            before.waits(NET, "a");
        }
        try (Greylist after = opened()) {
            assertThat(after.waits(NET, "c")).isFalse();
            assertThat(after.waits("198.51.100.0/24", "b")).isFalse();
        }
    }

    @Test
    void aLineCutShortSpoilsNeitherTheOneBeforeNorTheNext() throws IOException {
        try (Greylist before = opened()) {
            before.waits(NET, "a");
        }
        Files.writeString(
                folder.resolve("greylist"),
                "\n1795507200 k exam",
                StandardCharsets.US_ASCII,
                StandardOpenOption.APPEND);
        try (Greylist after = opened()) {
            after.waits("198.51.100.0/24", "b");
        }
        pass(Duration.ofMinutes(5));
        try (Greylist last = opened()) {
            assertThat(last.waits("exam", "c")).isTrue();
            assertThat(last.waits(NET, "a")).isFalse();
            assertThat(last.waits("198.51.100.0/24", "b")).isFalse();
        }
    }

    @Test
    void theFileDoesNotGrowWithoutBound() throws IOException {
        try (Greylist list = opened()) {
            for (int i = 0; i < 100; i++) {
                list.waits("n" + i, "m" + i);
                pass(Duration.ofMinutes(5));
                list.waits("n" + i, "m" + i);
            }
        }
        assertThat(Files.readAllLines(folder.resolve("greylist")).stream().filter(line -> !line.isEmpty()))
                .hasSizeLessThanOrEqualTo(11);
    }

    @Test
    void offAsksNobodyToWait() {
        Greylist off = Greylist.off();
        assertThat(off.active()).isFalse();
        assertThat(off.waits(NET, "a")).isFalse();
    }
}
