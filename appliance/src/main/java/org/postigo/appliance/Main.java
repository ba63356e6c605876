package org.postigo.appliance;

import org.postigo.appliance.command.ConfigCommand;
import org.postigo.appliance.command.DomainCommand;
import org.postigo.appliance.command.QuarantineCommand;
import org.postigo.appliance.command.ScoreCommand;
import org.postigo.appliance.command.TraceCommand;
import org.postigo.appliance.command.Trouble;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line. Each command is a class of its own in {@code command}; the launcher adds {@code test}. */
@Command(
        name = "postigo",
        description = "A gate for mail.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ConfigCommand.class,
            DomainCommand.class,
            QuarantineCommand.class,
            ScoreCommand.class,
            TraceCommand.class
        })
public final class Main {
    private Main() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        int code = commandLine().execute(arguments);
        if (code != CommandLine.ExitCode.OK) {
            System.exit(code);
        }
    }

    /** The commands, for {@link #main} and for tests. */
    static CommandLine commandLine() {
        var line = new CommandLine(new Main());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler(Trouble::report);
        return line;
    }
}
