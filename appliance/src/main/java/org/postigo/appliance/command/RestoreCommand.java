package org.postigo.appliance.command;

import java.io.IOException;
import java.nio.file.Path;
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

/** {@code ./postigo restore}: the way back from a backup. */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        description = {
            "Bring a backup back into an empty data folder, each file checked. The index is built at the next start.",
            "What was released after the backup was taken stands there as it stood then: it may be delivered again."
        })
public final class RestoreCommand implements CallableCommand {
    @Mixin
    private ConfigOption config = new ConfigOption();

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FROM", description = "The backup.")
    private Path from;

    @Option(names = "--data", paramLabel = "FOLDER", description = "Data folder. Default: as configured.")
    private @Nullable Path data;

    @Override
    public Integer call() throws Trouble, BadSettings {
        Settings settings = config.read();
        Path to = data == null ? settings.data() : data;
        try {
            Backup.Manifest taken = Backup.restore(from, to);
            spec.commandLine()
                    .getOut()
                    .println(taken.files().size() + " files of " + taken.taken() + " in " + to
                            + "; ./postigo run builds the index");
            return 0;
        } catch (IOException trouble) {
            throw new Trouble("nothing was restored: " + trouble.getMessage(), trouble);
        }
    }
}
