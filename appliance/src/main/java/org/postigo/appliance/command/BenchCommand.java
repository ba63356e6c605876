package org.postigo.appliance.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postigo.mail.Mailbox;
import org.postigo.mail.Recipient;
import org.postigo.mail.ReversePath;
import org.postigo.proxy.load.Crowd;
import org.postigo.proxy.load.LoadReport;
import org.postigo.proxy.load.LoadRun;
import org.postigo.proxy.load.LoadSettings;
import org.postigo.proxy.load.MessageSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./postigo bench}: sends mail to any SMTP address from many sessions, and tells what came back. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = {
            "Send mail from many sessions to any SMTP address; print rate, CPU time, latencies and each reply's count.",
            "Messages come from a corpus (a folder, or a list of files) or are generated."
        })
public final class BenchCommand implements CallableCommand {
    @Spec
    private CommandSpec spec;

    @Option(names = "--to", paramLabel = "HOST:PORT", description = "Where to send. Default: ${DEFAULT-VALUE}.")
    private String to = "127.0.0.1:2525";

    @Option(names = "--sessions", paramLabel = "N", description = "At the same time. Default: ${DEFAULT-VALUE}.")
    private int sessions = 20;

    @Option(names = "--messages", paramLabel = "N", description = "In all. Default: ${DEFAULT-VALUE}.")
    private long messages = 10_000;

    @Option(names = "--seconds", paramLabel = "N", description = "Begin no more after this. Default: ${DEFAULT-VALUE}.")
    private long seconds = 600;

    @Option(names = "--per-connection", paramLabel = "N", description = "Messages on one connection. Default: all.")
    private int perConnection = Integer.MAX_VALUE;

    @Option(names = "--no-pipelining", description = "One command at a time.")
    private boolean noPipelining;

    @Option(
            names = "--corpus",
            paramLabel = "PATH",
            description =
                    "Folder of messages, or a file that lists them (a TREC index will do). Default: generated mail.")
    private @Nullable Path corpus;

    @Option(names = "--size", paramLabel = "OCTETS", description = "Of generated mail. Default: ${DEFAULT-VALUE}.")
    private int size = 5_000;

    @Option(
            names = "--spam",
            paramLabel = "SHARE",
            description = "Of generated mail, 0 to 1. Default: ${DEFAULT-VALUE}.")
    private double spam = 0.5;

    @Option(names = "--seed", paramLabel = "N", description = "Of generated mail. Default: ${DEFAULT-VALUE}.")
    private long seed = 1;

    @Option(
            names = "--rcpt",
            paramLabel = "ADDRESS",
            description = "Recipient; several take turns by repeating this. Default: bench@example.com.")
    private List<String> recipients = List.of("bench@example.com");

    @Option(names = "--mail-from", paramLabel = "ADDRESS", description = "Envelope sender. Default: ${DEFAULT-VALUE}.")
    private String mailFrom = "bench@example.net";

    @Option(names = "--helo", paramLabel = "NAME", description = "Default: ${DEFAULT-VALUE}.")
    private String helo = "bench.example.net";

    @Option(
            names = "--pid",
            paramLabel = "PID",
            description = "Process whose CPU time and memory are told too, children included; may be repeated.")
    private List<Long> pids = List.of();

    @Option(
            names = "--idle",
            paramLabel = "N",
            description = "Connections beside the load that say EHLO and no more. Default: ${DEFAULT-VALUE}.")
    private int idle = 0;

    @Option(
            names = "--slow",
            paramLabel = "N",
            description = "Senders beside the load that send 6 octets a second. Default: ${DEFAULT-VALUE}.")
    private int slow = 0;

    @Override
    public Integer call() throws Trouble {
        PrintWriter out = spec.commandLine().getOut();
        int colon = to.lastIndexOf(':');
        try {
            var settings = new LoadSettings(
                    to.substring(0, Math.max(0, colon)).replaceAll("[\\[\\]]", ""),
                    Integer.parseInt(to.substring(colon + 1)),
                    sessions,
                    messages,
                    Duration.ofSeconds(seconds),
                    perConnection,
                    !noPipelining,
                    helo,
                    ReversePath.of(mailFrom),
                    recipients.stream().map(BenchCommand::recipient).toList(),
                    pids);
            LoadReport report = run(settings, out);
            out.print(report);
            out.flush();
            return report.acknowledged() == 0 ? 1 : 0;
        } catch (IllegalArgumentException wrong) {
            throw new Trouble(String.valueOf(wrong.getMessage()), wrong);
        } catch (IOException unreadable) {
            throw new Trouble("the messages cannot be read: " + unreadable.getMessage(), unreadable);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new Trouble("interrupted", stopped);
        }
    }

    private LoadReport run(LoadSettings settings, PrintWriter out) throws IOException, InterruptedException {
        if (idle + slow == 0) {
            return new LoadRun(settings, source()).run();
        }
        try (Crowd crowd = Crowd.gather(settings, idle, slow)) {
            LoadReport report = new LoadRun(settings, source()).run();
            Crowd.Standing standing = crowd.standing();
            out.printf(
                    "%-22s%,d idle, %,d slow, %,d lost%n", "beside", standing.idle(), standing.slow(), standing.lost());
            return report;
        }
    }

    private static Recipient recipient(String text) {
        return Recipient.of(Mailbox.of(text).toString());
    }

    private MessageSource source() throws IOException {
        if (corpus == null) {
            return MessageSource.generated(size, spam, seed);
        }
        return Files.isDirectory(corpus) ? MessageSource.ofFolder(corpus) : MessageSource.ofList(corpus);
    }
}
