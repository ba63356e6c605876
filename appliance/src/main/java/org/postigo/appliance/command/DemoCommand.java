package org.postigo.appliance.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postigo.appliance.assembly.Appliance;
import org.postigo.appliance.demo.Demo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./postigo demo}: the gate with sample mail and a mailbox server of its own, in a folder that is thrown away. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description =
                "Start the gate with a mailbox server of its own for example.com and ejemplo.mx, print one line when it"
                        + " takes mail and serves the desk, and send it sample mail. Ctrl-C stops it. Port 0 takes any free one.")
public final class DemoCommand implements CallableCommand {
    @Spec
    private CommandSpec spec;

    @Option(names = "--smtp-port", paramLabel = "PORT", description = "Where mail is taken. Default: ${DEFAULT-VALUE}.")
    private int smtpPort = 2525;

    @Option(names = "--http-port", paramLabel = "PORT", description = "Where the desk is. Default: ${DEFAULT-VALUE}.")
    private int httpPort = 8080;

    @Option(
            names = "--management-port",
            paramLabel = "PORT",
            description = "Health and figures. Default: ${DEFAULT-VALUE}.")
    private int managementPort = 8081;

    @Option(
            names = "--imap-port",
            paramLabel = "PORT",
            description = "Where delivered mail can be read; any password will do. Default: ${DEFAULT-VALUE}.")
    private int imapPort = 3143;

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description = "Folder to use and keep. Default: a fresh one, thrown away at the end.")
    private @Nullable Path data;

    @Option(names = "--no-mail", description = "Send no sample mail.")
    private boolean noMail;

    @Override
    public Integer call() throws Trouble {
        PrintWriter out = spec.commandLine().getOut();
        UntilStopped stopping = UntilStopped.begin();
        try (Demo demo = start()) {
            out.println(demo.readyLine());
            out.flush();
            if (!noMail) {
                demo.sendSamples();
            }
            stopping.await();
        } catch (IOException trouble) {
            throw new Trouble(String.valueOf(trouble.getMessage()), trouble);
        } finally {
            stopping.done();
        }
        return 0;
    }

    private Demo start() throws Trouble, IOException {
        try {
            return Demo.start(smtpPort, httpPort, managementPort, imapPort, Optional.ofNullable(data));
        } catch (Appliance.CannotStart cannot) {
            throw new Trouble(String.valueOf(cannot.getMessage()), cannot);
        }
    }
}
