package org.postigo.appliance.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.postigo.appliance.assembly.Judging;
import org.postigo.appliance.assembly.Mappings;
import org.postigo.appliance.settings.BadSettings;
import org.postigo.appliance.settings.Settings;
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
            "Look for what is wrong: configuration, disk, every log and every held message to its last octet.",
            "With the appliance running it asks that; the thorough look needs it stopped."
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
        return troubles.isEmpty() ? 0 : 1;
    }

    private int look(PrintWriter out, FileStore store, Path data) throws Trouble {
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
        } catch (IOException unreadable) {
            throw new Trouble("the data folder cannot be read: " + unreadable.getMessage(), unreadable);
        }
        out.println(found.get() == 0 ? "nothing is wrong" : found.get() + " things are wrong");
        return found.get() == 0 ? 0 : 1;
    }
}
