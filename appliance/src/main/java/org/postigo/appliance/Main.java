package org.postigo.appliance;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.postigo.appliance.command.BackupCommand;
import org.postigo.appliance.command.BenchCommand;
import org.postigo.appliance.command.ConfigCommand;
import org.postigo.appliance.command.DemoCommand;
import org.postigo.appliance.command.DoctorCommand;
import org.postigo.appliance.command.DomainCommand;
import org.postigo.appliance.command.EvaluateCommand;
import org.postigo.appliance.command.IncidentCommand;
import org.postigo.appliance.command.ListCommand;
import org.postigo.appliance.command.ModelCommand;
import org.postigo.appliance.command.QuarantineCommand;
import org.postigo.appliance.command.RestoreCommand;
import org.postigo.appliance.command.RuleCommand;
import org.postigo.appliance.command.RunCommand;
import org.postigo.appliance.command.ScoreCommand;
import org.postigo.appliance.command.TokenCommand;
import org.postigo.appliance.command.TraceCommand;
import org.postigo.appliance.command.TrainCommand;
import org.postigo.appliance.command.Trouble;
import org.postigo.appliance.command.WarmUpCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line. Each command is a class of its own in {@code command}; the launcher adds {@code test}. */
@Command(
        name = "postigo",
        description = "A gate for mail.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            RunCommand.class,
            DemoCommand.class,
            ScoreCommand.class,
            TrainCommand.class,
            EvaluateCommand.class,
            BenchCommand.class,
            QuarantineCommand.class,
            TraceCommand.class,
            DomainCommand.class,
            ListCommand.class,
            RuleCommand.class,
            IncidentCommand.class,
            ModelCommand.class,
            TokenCommand.class,
            DoctorCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            ConfigCommand.class,
            WarmUpCommand.class
        })
public final class Main {
    /** Kept, or its level is forgotten: Lucene tells each start that it could use an incubating module. */
    private static final Logger LUCENE = Logger.getLogger("org.apache.lucene");

    private Main() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        LUCENE.setLevel(Level.SEVERE);
        CommandLine line = commandLine();
        int code = line.execute(arguments);
        line.getOut().flush();
        line.getErr().flush();
        if (code != CommandLine.ExitCode.OK) {
            System.exit(code);
        }
    }

    /** The commands, for {@link #main} and for tests. */
    static CommandLine commandLine() {
        var line = new CommandLine(new Main());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler(Trouble::report);
        String built = Main.class.getPackage().getImplementationVersion();
        version(line, "Postigo " + (built == null ? "(not from a jar)" : built));
        return line;
    }

    /** Every command says the same. */
    private static void version(CommandLine command, String version) {
        command.getCommandSpec().version(version);
        command.getSubcommands().values().forEach(each -> version(each, version));
    }
}
