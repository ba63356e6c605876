package org.postigo.appliance.assembly;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postigo.mail.DomainName;
import org.postigo.mail.policy.Level;
import org.postigo.mail.policy.ListEntry;
import org.postigo.mail.policy.ServiceTree;
import org.postigo.mail.policy.Setting;
import org.postigo.mail.policy.Wishes;
import org.postigo.store.FileStore;
import org.postigo.store.disk.RealDisk;

/**
 * Prints what many domains and entries cost the whole appliance: how long it takes to start, and how long a page of a list
 * takes over the running REST interface. Arguments: domains (default 5,000), entries (default 200,000).
 */
public final class ManyDomainsBench {
    private static final int TIMES = 41;
    private static final int STARTS = 5;

    private ManyDomainsBench() {}

    public static void main(String[] arguments) throws Exception {
        int domains = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5_000;
        int entries = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 200_000;
        Path empty = Files.createTempDirectory("postigo-empty");
        Path full = Files.createTempDirectory("postigo-full");
        fill(full.resolve("data"), domains, entries);
        for (int i = 0; i < STARTS; i++) {
            for (Path folder : List.of(empty, full)) {
                System.out.print(folder.equals(empty) ? "nothing: " : "all: ");
                System.out.flush();
                inItsOwnJvm(folder);
            }
        }
        try (var panel = new Panel(full, List.of())) {
            for (String path : List.of(
                    "/places?limit=100",
                    "/places?limit=100&offset=4900",
                    "/places?limit=100&text=r499",
                    "/places/customer4999.example",
                    "/places/group:g7",
                    "/places?under=group:g7",
                    "/domains",
                    "/lists?limit=100",
                    "/lists?limit=100&offset=199900",
                    "/lists?limit=100&text=sender19999",
                    "/lists?limit=100&scope=customer4999.example")) {
                page(panel, path);
            }
        }
    }

    /** As an operator meets it: cold, with the flags that this program was given. */
    private static void inItsOwnJvm(Path folder) throws Exception {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Start.class.getName(), folder.toString()));
        int status = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        if (status != 0) {
            throw new IllegalStateException("the start ended with " + status);
        }
    }

    /** One start of the appliance, from the JVM's own to the first answer. Argument: its folder. */
    public static final class Start {
        private Start() {}

        public static void main(String[] arguments) throws Exception {
            long began = System.nanoTime();
            try (var panel = new Panel(Path.of(arguments[0]), List.of())) {
                double ready = (System.nanoTime() - began) / 1e9;
                panel.ask("GET", "/places?limit=1", "");
                var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
                System.out.println(String.format(
                        Locale.ROOT,
                        "started in %.2f s, answers after %.2f s, processor %.2f s, heap %d MB",
                        ready,
                        (System.nanoTime() - began) / 1e9,
                        system.getProcessCpuTime() / 1e9,
                        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20));
            }
        }
    }

    private static void page(Panel panel, String path) throws Exception {
        double[] took = new double[TIMES];
        for (int i = 0; i < TIMES; i++) {
            long began = System.nanoTime();
            Panel.Answer answer = panel.ask("GET", path, "");
            took[i] = (System.nanoTime() - began) / 1e6;
            if (answer.status() != 200) {
                throw new IllegalStateException(path + ": " + answer.body());
            }
        }
        Arrays.sort(took);
        System.out.println(String.format(
                Locale.ROOT, "GET %-45s median %6.1f ms, slowest %6.1f ms", path, took[TIMES / 2], took[TIMES - 1]));
    }

    private static void fill(Path data, int domains, int entries) throws Exception {
        Files.createDirectories(data);
        try (FileStore store = FileStore.open(
                data,
                org.postigo.store.Settings.DEFAULT.withRoom(1L << 30, 0, 0, 0),
                Clock.systemUTC(),
                new RealDisk())) {
            var nodes = new ArrayList<ServiceTree.Node>();
            for (int i = 0; i < 20; i++) {
                nodes.add(ServiceTree.Node.of(
                        new Level.Group("g" + i), Wishes.NONE.read(Setting.SERVERS, "mx.g" + i + ".example:25")));
            }
            for (int i = 0; i < domains; i++) {
                nodes.add(new ServiceTree.Node(
                        new Level.Domain(domain(i)),
                        Optional.of("g" + i % 20),
                        Wishes.NONE.read(Setting.MODE, "hold")));
            }
            store.domains().putAll(nodes, "bench");
            var note = new ListEntry.Note(
                    "ana@example.com",
                    Clock.systemUTC().instant(),
                    "asked for by telephone",
                    Optional.empty(),
                    Optional.empty());
            var made = new ArrayList<ListEntry>();
            for (int i = 0; i < entries; i++) {
                DomainName sender = DomainName.of("sender" + i + ".example");
                made.add(new ListEntry.Allow(
                        "entry-" + i,
                        new ListEntry.Subject.Domain(sender, true),
                        new ListEntry.Scope.OfDomain(domain(i % domains)),
                        new ListEntry.Proof.SignedBy(sender),
                        note));
            }
            store.lists().putAll(made, "bench");
        }
    }

    private static DomainName domain(int number) {
        return DomainName.of("customer" + number + ".example");
    }
}
