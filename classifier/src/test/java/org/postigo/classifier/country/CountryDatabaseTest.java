package org.postigo.classifier.country;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CountryDatabaseTest {
    @TempDir
    private Path folder;

    @Test
    void anAddressIsInTheCountryThatTheFileSays() throws Exception {
        var database = new CountryDatabase(write(Map.of("192.0.2.0", "ES", "198.51.100.0", "MX")));
        assertThat(database.of(InetAddress.ofLiteral("192.0.2.77"))).contains("ES");
        assertThat(database.of(InetAddress.ofLiteral("198.51.100.1"))).contains("MX");
        assertThat(database.of(InetAddress.ofLiteral("203.0.113.1"))).isEmpty();
        assertThat(database.of(InetAddress.ofLiteral("2001:db8::1"))).isEmpty();
    }

    @Test
    void aChangedFileCountsAndAnUnreadableOneLeavesWhatWasKnown() throws Exception {
        Path file = write(Map.of("192.0.2.0", "ES"));
        var database = new CountryDatabase(file);
        write(Map.of("192.0.2.0", "PT"));
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
        database.reload();
        assertThat(database.of(InetAddress.ofLiteral("192.0.2.1"))).contains("PT");
        Files.writeString(file, "not a database");
        Files.setLastModifiedTime(file, FileTime.fromMillis(2_000_000));
        database.reload();
        assertThat(database.of(InetAddress.ofLiteral("192.0.2.1"))).contains("PT");
    }

    @Test
    void aMissingFileKnowsNothing() {
        assertThat(new CountryDatabase(folder.resolve("none")).of(InetAddress.ofLiteral("192.0.2.1")))
                .isEmpty();
    }

    /** IPv4 networks of 24 bits, in the format of MaxMind's specification 2.0, as small as it goes. */
    private Path write(Map<String, String> networks) throws Exception {
        List<int[]> nodes = new ArrayList<>();
        nodes.add(new int[] {-1, -1});
        var data = new ByteArrayOutputStream();
        for (var each : networks.entrySet()) {
            byte[] address = new byte[16];
            System.arraycopy(InetAddress.ofLiteral(each.getKey()).getAddress(), 0, address, 12, 4);
            int offset = data.size();
            map(data, 1);
            text(data, "country");
            map(data, 1);
            text(data, "iso_code");
            text(data, each.getValue());
            int node = 0;
            for (int bit = 0; bit < 120; bit++) {
                int side = address[bit / 8] >> 7 - bit % 8 & 1;
                if (bit == 119) {
                    nodes.get(node)[side] = -2 - offset;
                } else {
                    if (nodes.get(node)[side] < 0) {
                        nodes.get(node)[side] = nodes.size();
                        nodes.add(new int[] {-1, -1});
                    }
                    node = nodes.get(node)[side];
                }
            }
        }
        var file = new ByteArrayOutputStream();
        for (int[] node : nodes) {
            for (int record : node) {
                int value = record == -1 ? nodes.size() : record < -1 ? nodes.size() + 16 - 2 - record : record;
                file.write(value >> 16);
                file.write(value >> 8);
                file.write(value);
            }
        }
        file.writeBytes(new byte[16]);
        file.writeBytes(data.toByteArray());
        file.writeBytes("\u00ab\u00cd\u00efMaxMind.com".getBytes(StandardCharsets.ISO_8859_1));
        map(file, 9);
        number(file, "node_count", 6, nodes.size());
        number(file, "record_size", 5, 24);
        number(file, "ip_version", 5, 6);
        text(file, "database_type");
        text(file, "Test-Country");
        text(file, "languages");
        file.write(0);
        file.write(11 - 7);
        text(file, "description");
        map(file, 0);
        number(file, "binary_format_major_version", 5, 2);
        number(file, "binary_format_minor_version", 5, 0);
        text(file, "build_epoch");
        file.write(1);
        file.write(9 - 7);
        file.write(1);
        return Files.write(folder.resolve("countries.mmdb"), file.toByteArray());
    }

    private static void map(ByteArrayOutputStream out, int size) {
        out.write(7 << 5 | size);
    }

    private static void text(ByteArrayOutputStream out, String text) {
        out.write(2 << 5 | text.length());
        out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void number(ByteArrayOutputStream out, String name, int type, int value) {
        text(out, name);
        out.write(type << 5 | 2);
        out.write(value >> 8);
        out.write(value);
    }
}
