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
            new Ours("EHLO", "host", Conversation::ehlo),
            new Ours("HELO", "host", Conversation::helo),
            new Ours("MAIL", "FROM:<address> [parameters]", Conversation::mail),
            new Ours("RCPT", "TO:<address> [parameters]", Conversation::rcpt),
            new Ours("DATA", "", Conversation::data),
            new Ours("BDAT", "octets [LAST]", Conversation::bdat),
            new Ours("STARTTLS", "", Conversation::startTls),
            new Ours("RSET", "", Conversation::rset),
            new Ours("NOOP", "", Conversation::noop),
            new Ours("QUIT", "", Conversation::quit),
            new Ours("VRFY", "address", Conversation::vrfy),
            new Ours("EXPN", "list", Conversation::notImplemented),
            new Ours("AUTH", "mechanism", Conversation::notImplemented),
            new Ours("HELP", "", Conversation::help),
            new Ours(UNKNOWN, "", Conversation::unknown));

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
