package org.postigo.appliance.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postigo.appliance.settings.BadSettings;
import org.postigo.appliance.settings.Settings;
import org.postigo.appliance.settings.SettingsReader;
import picocli.CommandLine.Option;

/** The option that names the configuration; without it the file beside the launcher is read, where there is one. */
final class ConfigOption {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "Configuration to read. Default: etc/postigo.yaml beside the launcher; without a file, the defaults.")
    private @Nullable Path config;

    /** File, environment and defaults together. */
    Settings read() throws BadSettings {
        return SettingsReader.read(file(), System.getenv());
    }

    private Optional<Path> file() {
        if (config != null) {
            return Optional.of(config);
        }
        String home = System.getProperty("postigo.home");
        return Optional.ofNullable(home)
                .map(folder -> Path.of(folder, "etc", "postigo.yaml"))
                .filter(Files::exists);
    }
}
