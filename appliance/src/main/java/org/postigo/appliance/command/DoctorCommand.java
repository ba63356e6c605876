package org.postigo.appliance.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.postigo.appliance.assembly.Judging;
import org.postigo.appliance.assembly.Mappings;
import org.postigo.appliance.settings.BadSettings;
import org.postigo.appliance.settings.Settings;
import org.postigo.mail.DomainName;
import org.postigo.mail.policy.ProtectedDomain;
import org.postigo.mail.policy.ProtectedDomain.MailboxServer;
import org.postigo.proxy.outbound.ServerExamination;
import org.postigo.store.FileStore;
import org.postigo.store.disk.RealDisk;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code ./postigo doctor}: looks for what is wrong, and rebuilds the index. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = {
            "Look for what is wrong: configuration, every mailbox server, DNS lists, disk, every log and every held",
            "message to its last octet. With the appliance running it asks that; the thorough look at files needs it",
            "stopped. Mailbox servers are sent no mail: they are asked for an unknown recipient, postmaster and a"
                    + " domain",
            "that is not theirs."
        })
public final class DoctorCommand implements CallableCommand {
    private static final long REBUILD_SECONDS = 3600;

    @Mixin
    private RestClient rest = new RestClient();

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--rebuild",
            description = "Throw the index away and build it anew from the files; mail flows meanwhile.")
    private boolean rebuild;

    @Option(
            names = "--limits",
            description = "Try the mailbox servers' limits too: 20 unknown recipients, and as many connections as"
                    + " delivery.connections. A server that does not exempt our address may block it for that.")
    private boolean limits;

    @Option(names = "--no-servers", description = "Ask no mailbox server.")
    private boolean noServers;

    @Override
    public Integer call() throws Trouble, BadSettings {
        PrintWriter out = spec.commandLine().getOut();
        Settings settings = rest.settings();
        out.println("configuration  sound");
        Path data = rest.folder(settings);
        if (!Files.isDirectory(data)) {
            throw new Trouble(
                    "there is no data folder " + data + ": start the appliance once, or name its folder with --data");
        }
        FileStore store;
        try {
            store = FileStore.open(data, new Mappings(settings).store(), Clock.systemUTC(), new RealDisk());
        } catch (IOException cannotOpen) {
            if (running()) {
                return askRunning(out);
            }
            throw new Trouble(String.valueOf(cannotOpen.getMessage()), cannotOpen);
        }
        try (store) {
            return look(out, store, data);
        }
    }

    private boolean running() {
        try {
            rest.get("/status");
            return true;
        } catch (Trouble | BadSettings nobody) {
            return false;
        }
    }

    private int askRunning(PrintWriter out) throws Trouble, BadSettings {
        if (rebuild) {
            rest.post("/index/rebuild", Map.of());
            out.println("index          being rebuilt in the background; mail flows meanwhile");
        }
        JsonNode troubles = rest.get("/status").get("troubles");
        troubles.properties()
                .forEach(each ->
                        out.printf("%-14s %s%n", each.getKey(), each.getValue().asString()));
        out.println("appliance      running; stop it for a look at every file");
        lists(out, rest.get("/dns-lists"));
        int found = troubles.size();
        for (JsonNode domain : rest.get("/domains")) {
            var servers = new ArrayList<String>();
            domain.get("servers").forEach(server -> servers.add(server.asString()));
            found += servers(
                    out,
                    DomainName.of(domain.get("name").asString()),
                    servers.stream().map(DoctorCommand::server).toList());
        }
        return found == 0 ? 0 : 1;
    }

    private static void lists(PrintWriter out, JsonNode table) {
        for (JsonNode row : table.get("rows")) {
            String state = row.get("state").asString();
            if (!state.equals("OFF")) {
                out.printf(
                        Locale.ROOT,
                        "%-14s %s is %s%s: %,d queries, %,d hits, %,d errors, %,d without an answer, %.0f ms%n",
                        "DNS list",
                        row.get("name").asString(),
                        state.toLowerCase(Locale.ROOT),
                        row.get("why").asString().isEmpty()
                                ? ""
                                : " (" + Terminal.safe(row.get("why").asString(), 200) + ")",
                        row.get("queries").asLong(),
                        row.get("hits").asLong(),
                        row.get("errors").asLong(),
                        row.get("timeouts").asLong(),
                        row.get("latency").asDouble());
            }
        }
        for (JsonNode origin : table.get("queriesFrom")) {
            out.printf(
                    "%-14s %s is asked from %s%s%n",
                    "resolver",
                    origin.get("resolver").asString(),
                    origin.path("from").asString("an address that is not known"),
                    origin.path("seen").isString()
                            ? ", seen outside as " + origin.get("seen").asString()
                            : "");
        }
    }

    /** As the REST interface writes it. */
    private static MailboxServer server(String text) {
        int colon = text.lastIndexOf(':');
        return new MailboxServer(
                text.substring(0, colon).replaceAll("[\\[\\]]", ""), Integer.parseInt(text.substring(colon + 1)));
    }

    /** Prints what it sees at one domain's servers; returns how much of it is trouble. */
    private int servers(PrintWriter out, DomainName domain, List<MailboxServer> servers) throws Trouble, BadSettings {
        if (noServers) {
            return 0;
        }
        var examination = new Mappings(rest.settings()).examination();
        int found = 0;
        for (MailboxServer server : servers) {
            for (ServerExamination.Remark remark : examination.examine(server, domain, limits)) {
                String mark = switch (remark.kind()) {
                    case GOOD -> "";
                    case NOTE -> "note: ";
                    case TROUBLE -> "TROUBLE: ";
                };
                found += remark.kind() == ServerExamination.Remark.Kind.TROUBLE ? 1 : 0;
                out.printf("%-14s %s %s%s%n", domain.text(), server, mark, Terminal.safe(remark.what(), 400));
            }
            out.flush();
        }
        return found;
    }

    private int look(PrintWriter out, FileStore store, Path data) throws Trouble, BadSettings {
        var found = new AtomicInteger();
        try {
            if (rebuild) {
                store.rebuild();
                if (!store.awaitIndex(REBUILD_SECONDS)) {
                    throw new Trouble("the index was not rebuilt within an hour; run this again to go on");
                }
                out.println("index          rebuilt");
            }
            long read = store.verify(damage -> {
                found.incrementAndGet();
                out.println("damage         " + Terminal.safe(damage, 500));
            });
            out.println("held mail      " + read + " messages read");
            if (store.figures().free() < store.figures().reserve()) {
                found.incrementAndGet();
                out.println("disk           less free than store.reserve: nothing more is held; make room");
            }
            Path model = Judging.file(data);
            if (Files.exists(model)) {
                try {
                    Judging.read(model);
                    out.println("text models    sound");
                } catch (IOException damaged) {
                    found.incrementAndGet();
                    out.println("text models    damaged (" + damaged.getMessage()
                            + "); they are learnt again from all decisions at the next start");
                }
            }
            for (ProtectedDomain domain : store.domains().all()) {
                found.addAndGet(servers(out, domain.name(), domain.servers()));
            }
        } catch (IOException unreadable) {
            throw new Trouble("the data folder cannot be read: " + unreadable.getMessage(), unreadable);
        }
        out.println(found.get() == 0 ? "nothing is wrong" : found.get() + " things are wrong");
        return found.get() == 0 ? 0 : 1;
    }
}
