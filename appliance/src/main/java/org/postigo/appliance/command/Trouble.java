package org.postigo.appliance.command;

import org.postigo.appliance.settings.BadSettings;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** A command cannot go on, for a reason that its user can mend. Its message is one line that says how. */
public final class Trouble extends Exception {
    private static final long serialVersionUID = 1;

    /** With that line. */
    public Trouble(String message) {
        super(message);
    }

    /** With that line, and the cause for those who debug. */
    public Trouble(String message, Throwable cause) {
        super(message, cause);
    }

    /** Prints the one line; a stack trace only for what is no such trouble, that is for a bug. */
    public static int report(Exception thrown, CommandLine line, ParseResult parsed) {
        if (thrown instanceof Trouble || thrown instanceof BadSettings) {
            line.getErr().println("postigo: " + thrown.getMessage());
        } else {
            line.getErr().println("postigo: " + thrown + " (a bug; please report what follows)");
            thrown.printStackTrace(line.getErr());
        }
        line.getErr().flush();
        return CommandLine.ExitCode.SOFTWARE;
    }
}
