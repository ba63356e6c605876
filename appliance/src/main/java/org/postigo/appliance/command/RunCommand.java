package org.postigo.appliance.command;

import java.io.PrintWriter;
import java.util.List;
import org.postigo.appliance.assembly.Appliance;
import org.postigo.appliance.settings.BadSettings;
import org.postigo.appliance.settings.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./postigo run}: the gate itself, until it is told to stop. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Start the gate. SIGTERM and Ctrl-C stop it cleanly.")
public final class RunCommand implements CallableCommand {
    @Mixin
    private ConfigOption config = new ConfigOption();

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--administrator",
            paramLabel = "ADDRESS",
            description =
                    "E-mail address of the first administrator, made at the first start. Default: ${DEFAULT-VALUE}.")
    private String administrator = "admin@localhost";

    @Override
    public Integer call() throws Trouble, BadSettings {
        Settings settings = config.read();
        PrintWriter out = spec.commandLine().getOut();
        UntilStopped stopping = UntilStopped.begin();
        try (Appliance appliance = start(settings)) {
            appliance
                    .firstPerson()
                    .ifPresent(person -> out.println("first administrator: user=" + person.email() + " password="
                            + person.password() + "  (shown this once; only its hash is kept)"));
            out.println("ready smtp=" + appliance.smtp() + " desk=" + appliance.deskUrl() + " management="
                    + appliance.managementUrl());
            out.flush();
            stopping.await();
        } finally {
            stopping.done();
        }
        return 0;
    }

    private Appliance start(Settings settings) throws Trouble {
        try {
            return Appliance.start(settings, administrator, List.of());
        } catch (Appliance.CannotStart cannot) {
            throw new Trouble(String.valueOf(cannot.getMessage()), cannot);
        }
    }
}
