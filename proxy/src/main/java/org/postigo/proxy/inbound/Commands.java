package org.postigo.proxy.inbound;

import java.util.List;
import java.util.function.Consumer;
import org.subethamail.smtp.internal.server.Command;
import org.subethamail.smtp.internal.server.CommandHandler;
import org.subethamail.smtp.internal.server.HelpMessage;
import org.subethamail.smtp.server.Session;

/**
 * Puts our commands in the place of all of the library's. The library finds the command by its verb; line and state are
 * those of the {@link Conversation}.
 */
final class Commands {
    /** What every line becomes that is no command: looked up by the library, and never to be said by a client. */
    static final String UNKNOWN = "UNRECOGNISED";

    private static final List<Ours> ALL = List.of(
            new Ours("EHLO", "host", Hello::ehlo),
            new Ours("HELO", "host", Hello::helo),
            new Ours("MAIL", "FROM:<address> [parameters]", EnvelopeCommands::mail),
            new Ours("RCPT", "TO:<address> [parameters]", EnvelopeCommands::rcpt),
            new Ours("DATA", "", Data::data),
            new Ours("BDAT", "octets [LAST]", Bdat::bdat),
            new Ours("STARTTLS", "", StartTls::startTls),
            new Ours("RSET", "", SmallCommands::rset),
            new Ours("NOOP", "", SmallCommands::noop),
            new Ours("QUIT", "", SmallCommands::quit),
            new Ours("VRFY", "address", SmallCommands::vrfy),
            new Ours("EXPN", "list", SmallCommands::notImplemented),
            new Ours("AUTH", "mechanism", SmallCommands::notImplemented),
            new Ours("HELP", "", SmallCommands::help),
            new Ours(UNKNOWN, "", SmallCommands::unknown));

    private Commands() {}

    static void install(CommandHandler handler) {
        ALL.forEach(handler::addCommand);
    }

    /** Whether this is a verb that a client may say. */
    static boolean known(String verb) {
        return ALL.stream().anyMatch(command -> command.name.equals(verb)) && !verb.equals(UNKNOWN);
    }

    private record Ours(String name, String arguments, Consumer<Conversation> action) implements Command {
        @Override
        public void execute(String verb, Session session) {
            Conversation.of(session).run(action);
        }

        @Override
        public HelpMessage getHelp() {
            return new HelpMessage(name, "", arguments);
        }

        @Override
        public String getName() {
            return name;
        }
    }
}
