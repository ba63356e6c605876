package org.postigo.proxy.inbound;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postigo.mail.Content;
import org.postigo.proxy.inbound.SmtpSettings.SpoolPlace;

class SpoolTest {
    @TempDir
    Path folder;

    private Spool spool(int threshold, long memory, long bound) throws IOException {
        return new Spool(new SpoolPlace(folder, threshold, memory, bound, 0));
    }

    private static void write(Spool.Entry entry, String text) {
        entry.write(text.getBytes(US_ASCII), 0, text.length());
    }

    private static String read(Content content) throws IOException {
        try (InputStream in = content.open()) {
            return new String(in.readAllBytes(), US_ASCII);
        }
    }

    private int files() throws IOException {
        try (var listed = Files.list(folder)) {
            return (int) listed.count();
        }
    }

    @Test
    void keepsSmallMessagesInMemoryAndLargeOnesInAFile() throws IOException {
        Spool spool = spool(10, 1000, 1000);
        try (Spool.Entry small = spool.open(1000, OptionalLong.empty());
                Spool.Entry large = spool.open(1000, OptionalLong.of(500))) {
            write(small, "0123456789");
            write(large, "01234");
            write(large, "56789x");
            assertThat(files()).isOne();
            assertThat(spool.octets()).isEqualTo(21);
            assertThat(spool.memoryOctets()).isEqualTo(10);
            assertThat(read(small.content())).isEqualTo("0123456789");
            assertThat(read(large.content())).isEqualTo("0123456789x");
            assertThat(large.content().size()).isEqualTo(11);
        }
        assertThat(files()).isZero();
        assertThat(spool.octets()).isZero();
        assertThat(spool.memoryOctets()).isZero();
    }

    @Test
    void goesToAFileSoonerWhenMemoryIsTaken() throws IOException {
        Spool spool = spool(100, 15, 1000);
        try (Spool.Entry one = spool.open(1000, OptionalLong.empty());
                Spool.Entry other = spool.open(1000, OptionalLong.empty())) {
            write(one, "0123456789");
            write(other, "0123456789");
            assertThat(files()).isOne();
            assertThat(read(other.content())).isEqualTo("0123456789");
        }
    }

    @Test
    void dropsWhatIsTooLargeAtOnce() throws IOException {
        Spool spool = spool(4, 100, 1000);
        try (Spool.Entry entry = spool.open(10, OptionalLong.empty())) {
            write(entry, "0123456789");
            assertThat(entry.failure()).isEmpty();
            write(entry, "x");
            assertThat(entry.failure()).contains(Spool.Failure.TOO_LARGE);
            write(entry, "y");
            assertThat(entry.seen()).isEqualTo(12);
            assertThat(spool.octets()).isZero();
            assertThat(files()).isZero();
        }
    }

    @Test
    void hasABoundForAllMessagesTogether() throws IOException {
        Spool spool = spool(4, 100, 15);
        try (Spool.Entry one = spool.open(100, OptionalLong.empty());
                Spool.Entry other = spool.open(100, OptionalLong.empty())) {
            write(one, "0123456789");
            write(other, "01234");
            assertThat(spool.full(1)).isTrue();
            write(other, "x");
            assertThat(other.failure()).contains(Spool.Failure.FULL);
            assertThat(spool.octets()).isEqualTo(10);
            assertThat(spool.full(5)).isFalse();
        }
    }

    @Test
    void keepsTheDisksReserve() throws IOException {
        var spool = new Spool(new SpoolPlace(folder, 4, 100, 1000, Long.MAX_VALUE));
        try (Spool.Entry entry = spool.open(100, OptionalLong.empty())) {
            write(entry, "0123456789");
            assertThat(entry.failure()).contains(Spool.Failure.FULL);
            assertThat(spool.octets()).isZero();
        }
    }

    @Test
    void replacesTheHeadInMemoryAndInAFile() throws IOException {
        for (int threshold : new int[] {4, 100}) {
            Spool spool = spool(threshold, 100, 1000);
            try (Spool.Entry entry = spool.open(100, OptionalLong.empty())) {
                write(entry, "0123456789");
                entry.replaceHead("AB".getBytes(US_ASCII), 5);
                assertThat(read(entry.content())).isEqualTo("AB56789");
                assertThat(spool.octets()).isEqualTo(7);
            }
            assertThat(spool.octets()).isZero();
            assertThat(spool.memoryOctets()).isZero();
            assertThat(files()).isZero();
        }
    }

    @Test
    void sweepsWhatACrashLeftAndNothingElse() throws IOException {
        Files.createFile(folder.resolve("in-123.spool"));
        Files.createFile(folder.resolve("somebody-elses.txt"));
        spool(4, 100, 1000);
        try (var listed = Files.list(folder)) {
            assertThat(listed).containsExactly(folder.resolve("somebody-elses.txt"));
        }
    }
}
