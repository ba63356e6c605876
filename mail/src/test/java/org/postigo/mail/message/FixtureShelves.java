package org.postigo.mail.message;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The sample messages of this module, on shelves by origin, stored with LF. */
final class FixtureShelves {
    static final List<String> SHELVES = List.of("rfc", "legacy", "malformed");

    private FixtureShelves() {}

    static List<Path> all() {
        return SHELVES.stream().flatMap(shelf -> shelf(shelf).stream()).toList();
    }

    static List<Path> shelf(String name) {
        try (Stream<Path> files = Files.list(Path.of(
                Objects.requireNonNull(FixtureShelves.class.getResource(name)).toURI()))) {
            return files.filter(file -> file.toString().endsWith(".eml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] withCrLf(byte[] octets) {
        var out = new ByteArrayOutputStream(octets.length + 100);
        for (int i = 0; i < octets.length; i++) {
            if (octets[i] == '\n' && (i == 0 || octets[i - 1] != '\r')) {
                out.write('\r');
            }
            out.write(octets[i]);
        }
        return out.toByteArray();
    }
}
