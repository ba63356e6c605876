package org.postigo.appliance.assembly;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.postigo.appliance.settings.Settings;
import org.postigo.appliance.settings.SettingsReader;
import org.postigo.classifier.Classifier;
import org.postigo.classifier.combine.ModelShelf;
import org.postigo.classifier.combine.PriceList;
import org.postigo.classifier.locallist.LocalLists;
import org.postigo.classifier.policy.CurrentEntries;
import org.postigo.classifier.policy.Strictness;
import org.postigo.classifier.text.Learner;
import org.postigo.mail.DomainName;
import org.postigo.mail.MailObject;
import org.postigo.training.Corpus;

/**
 * What an assessment costs, with everything that the gate asks and without the gate: CPU time of the whole process for each
 * message, by rounds over a corpus. The first round is cold.
 *
 * <pre>AssessBench CONFIGURATION SESSIONS ROUNDS INDEX...</pre>
 */
final class AssessBench {
    private AssessBench() {}

    /** See the class. */
    public static void main(String[] arguments) throws Exception {
        Settings settings = SettingsReader.read(Optional.of(Path.of(arguments[0])), Map.of());
        var mail = new java.util.ArrayList<MailObject>();
        for (String index : List.of(arguments).subList(3, arguments.length)) {
            Corpus corpus = Corpus.read(Path.of(index));
            for (int i = 0; i < corpus.entries().size(); i++) {
                mail.add(corpus.mail(i));
            }
        }
        var mappings = new Mappings(settings);
        Clock clock = Clock.systemUTC();
        Path models = settings.data().resolve("models");
        Learner learner = Judging.learner(Judging.file(settings.data()));
        Checking checking = Checking.online(
                learner.models(),
                () -> Set.of(DomainName.of("example.org")),
                new LocalLists(List.of()),
                DomainName.of("gate.example.net"),
                mappings.extractor(),
                mappings.dns(),
                mappings.lists(),
                settings.authentication().known(),
                settings.dns().timeout(),
                clock);
        checking.begin();
        ModelShelf shelf = ModelShelf.open(Files.createDirectories(models), PriceList.standard(), clock);
        var classifier = new Classifier(
                checking.checks(
                        (sender, signer, domain) -> Optional.empty(),
                        settings.authentication().relays()),
                checking.digester(),
                () -> new Classifier.Models(shelf.serving(), "text"),
                new CurrentEntries(() -> new CurrentEntries.Listed(0, List.of())),
                name -> Strictness.Rule.DEFAULT,
                clock,
                settings.classifier().deadline());
        for (int round = 1; round <= Integer.parseInt(arguments[2]); round++) {
            round(round, classifier, mail, Integer.parseInt(arguments[1]));
        }
        System.exit(0);
    }

    private static void round(int round, Classifier classifier, List<MailObject> mail, int sessions)
            throws InterruptedException {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long cpu = system.getProcessCpuTime();
        long began = System.nanoTime();
        var next = new AtomicInteger();
        var done = new CountDownLatch(sessions);
        for (int i = 0; i < sessions; i++) {
            Thread.startVirtualThread(() -> {
                for (int n = next.getAndIncrement(); n < mail.size(); n = next.getAndIncrement()) {
                    classifier.assess(mail.get(n));
                }
                done.countDown();
            });
        }
        done.await();
        double seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf(
                "round %d: %,d messages, %.0f/s, %.2f CPU-ms a message%n",
                round, mail.size(), mail.size() / seconds, (system.getProcessCpuTime() - cpu) / 1e6 / mail.size());
    }
}
