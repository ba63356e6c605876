package org.postigo.appliance.command;

import org.postigo.appliance.settings.BadSettings;
import org.postigo.appliance.settings.SettingsReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ./postigo config}: checks the configuration and prints what is in force. */
@Command(
        name = "config",
        mixinStandardHelpOptions = true,
        description = "Check the configuration and print what is in force, secrets as stars.")
public final class ConfigCommand implements CallableCommand {
    @Mixin
    private ConfigOption config = new ConfigOption();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws BadSettings {
        spec.commandLine().getOut().print(SettingsReader.print(config.read()));
        spec.commandLine().getOut().flush();
        return 0;
    }
}
