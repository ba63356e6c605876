package org.postigo.classifier.country;

import com.maxmind.db.Reader;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A database file in the MaxMind DB format (GeoLite2 Country, DB-IP Lite and others), read into memory and read anew when
 * the file has changed. A file that cannot be read leaves what was known before and is said at error once.
 */
public final class CountryDatabase implements Countries {
    private static final Logger LOG = LoggerFactory.getLogger(CountryDatabase.class);

    private final Path file;
    private volatile Optional<Reader> reader = Optional.empty();
    private FileTime read = FileTime.fromMillis(0);

    /** Of this file, read at once. */
    public CountryDatabase(Path file) {
        this.file = file;
        reload();
    }

    /** Reads the file if it has changed. Called by one thread. */
    public void reload() {
        try {
            FileTime now = Files.getLastModifiedTime(file);
            if (now.equals(read)) {
                return;
            }
            read = now;
            // In memory, so that replacing the file pulls nothing from under a reader.
            try (var in = Files.newInputStream(file)) {
                reader = Optional.of(new Reader(in));
            }
            LOG.info("{} says which country an address is in", file);
        } catch (IOException | RuntimeException unreadable) {
            LOG.error("{} says nothing about countries: {}", file, unreadable.toString());
        }
    }

    @Override
    public Optional<String> of(InetAddress address) {
        try {
            Optional<Reader> now = reader;
            return now.isPresent()
                            && now.get().get(address, Map.class) instanceof Map<?, ?> place
                            && place.get("country") instanceof Map<?, ?> country
                            && country.get("iso_code") instanceof String code
                    ? Optional.of(code.toUpperCase(Locale.ROOT))
                    : Optional.empty();
        } catch (IOException | RuntimeException damaged) {
            LOG.warn("{} could not say where {} is: {}", file, address.getHostAddress(), damaged.toString());
            return Optional.empty();
        }
    }
}
