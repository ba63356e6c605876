package org.postigo.appliance.command;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.postigo.appliance.backup.Backup;
import org.postigo.appliance.settings.BadSettings;
import org.postigo.appliance.settings.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./postigo backup}: a consistent copy of what must not be lost. */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        description = {
            "Copy the truth of the data folder while the appliance runs: held mail, logs, models, tokens, keys.",
            "The index is left out; it is built anew. The copy holds people's mail: keep it as you keep that."
        })
public final class BackupCommand implements CallableCommand {
    @Mixin
    private ConfigOption config = new ConfigOption();

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "TO", description = "A folder that does not exist yet.")
    private Path to;

    @Option(names = "--data", paramLabel = "FOLDER", description = "Data folder. Default: as configured.")
    private @Nullable Path data;

    @Override
    public Integer call() throws Trouble, BadSettings {
        Settings settings = config.read();
        try {
            Backup.Manifest taken = Backup.take(
                    data == null ? settings.data() : data, to, Clock.systemUTC().instant());
            spec.commandLine()
                    .getOut()
                    .println(taken.files().size() + " files, " + taken.octets() + " octets in " + to);
            return 0;
        } catch (IOException trouble) {
            throw new Trouble(
                    "no backup was made: " + trouble.getMessage() + "; remove " + to + " if it was begun", trouble);
        }
    }
}
