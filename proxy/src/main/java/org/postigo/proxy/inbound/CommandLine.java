package org.postigo.proxy.inbound;

import java.util.Locale;

/**
 * What a client said last.
 *
 * @param verb in upper case, {@link Commands#UNKNOWN} for what is no command; or the stage at which nothing was said yet
 * @param argument what stood behind it, stripped
 * @param fault why it cannot be carried out, for {@link Commands#UNKNOWN}
 */
record CommandLine(String verb, String argument, String fault) {
    /** Before the greeting. */
    static final CommandLine CONNECT = new CommandLine("CONNECT", "", "");

    /** Between two commands. */
    static final CommandLine WAIT = new CommandLine("WAIT", "", "");

    /** A sound line. */
    static CommandLine parse(String text) {
        int space = text.indexOf(' ');
        String word = (space < 0 ? text : text.substring(0, space)).toUpperCase(Locale.ROOT);
        String argument = space < 0 ? "" : text.substring(space + 1).strip();
        return new CommandLine(Commands.known(word) ? word : Commands.UNKNOWN, argument, "unknown command");
    }

    /** A line that cannot be read. */
    static CommandLine unreadable(String cause) {
        return new CommandLine(Commands.UNKNOWN, "", cause);
    }

    /** The stage of a refusal, for the journal. */
    String stage() {
        return verb.equals(Commands.UNKNOWN) ? "COMMAND" : verb;
    }

    /** What the client sent that was refused, for the journal; recipients are told apart from it. */
    String detail() {
        return switch (verb) {
            case "MAIL", "EHLO", "HELO", "BDAT" -> argument;
            case Commands.UNKNOWN -> fault;
            default -> "";
        };
    }
}
