package org.postigo.classifier.locallist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalListsTest {
    @TempDir
    private Path folder;

    private Path file;
    private int edits;

    @BeforeEach
    void name() {
        file = folder.resolve("block.txt");
    }

    private LocalLists lists() {
        return new LocalLists(List.of(new LocalList("own", file, LocalList.Kind.BLOCK)));
    }

    private void write(String text) throws IOException {
        Files.writeString(file, text);
        // Two edits within the clock's grain are two edits all the same.
        Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(1_700_000_000L + edits++)));
    }

    private static List<String> listed(LocalLists lists, String address) {
        return lists.of(InetAddress.ofLiteral(address)).stream()
                .map(listing -> listing.list().name() + " " + listing.network())
                .toList();
    }

    @Test
    void theSmallestNetworkAnswers() throws Exception {
        write("# ours\n192.0.2.0/24\n\n192.0.2.64/26 # worse\n198.51.100.7\n2001:db8::/32\n");
        LocalLists lists = lists();
        assertThat(listed(lists, "192.0.2.65")).containsExactly("own 192.0.2.64/26");
        assertThat(listed(lists, "192.0.2.1")).containsExactly("own 192.0.2.0/24");
        assertThat(listed(lists, "198.51.100.7")).containsExactly("own 198.51.100.7/32");
        assertThat(listed(lists, "198.51.100.8")).isEmpty();
        assertThat(listed(lists, "2001:db8:1::9")).hasSize(1);
        assertThat(listed(lists, "2001:db9::9")).isEmpty();
        assertThat(listed(lists, "::ffff:192.0.2.1")).containsExactly("own 192.0.2.0/24");
        assertThat(lists.health().getFirst().networks()).isEqualTo(4);
        assertThat(lists.health().getFirst().hits()).isEqualTo(5);
    }

    @Test
    void aChangedFileIsReadAgain() throws Exception {
        write("192.0.2.1\n");
        LocalLists lists = lists();
        write("192.0.2.2\n");
        assertThat(listed(lists, "192.0.2.1")).hasSize(1);
        lists.reload();
        assertThat(listed(lists, "192.0.2.1")).isEmpty();
        assertThat(listed(lists, "192.0.2.2")).hasSize(1);
    }

    @Test
    void aWrongLineIsNamedAndTheOldListStays() throws Exception {
        write("192.0.2.1\n");
        LocalLists lists = lists();
        write("192.0.2.2\r\n10.1/16\r\n");
        lists.reload();
        assertThat(listed(lists, "192.0.2.1")).hasSize(1);
        assertThat(lists.health().getFirst().trouble())
                .hasValueSatisfying(trouble -> assertThat(trouble).contains("block.txt, line 2"));
        write("192.0.2.2\n");
        lists.reload();
        assertThat(listed(lists, "192.0.2.2")).hasSize(1);
        assertThat(lists.health().getFirst().trouble()).isEmpty();
    }

    @Test
    void aMissingFileIsToldAndTakenUpWhenItComes() throws Exception {
        LocalLists lists = lists();
        assertThat(lists.health().getFirst().trouble()).isPresent();
        write("192.0.2.1");
        lists.reload();
        assertThat(listed(lists, "192.0.2.1")).hasSize(1);
        Files.delete(file);
        lists.reload();
        assertThat(listed(lists, "192.0.2.1")).hasSize(1);
        assertThat(lists.health().getFirst().trouble()).isPresent();
    }
}
