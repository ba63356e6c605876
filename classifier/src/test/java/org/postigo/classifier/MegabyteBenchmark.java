package org.postigo.classifier;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.postigo.classifier.text.Letters;
import org.postigo.classifier.text.TextModels;
import org.postigo.mail.MailObject;

/**
 * Prints the CPU time of the process, compilers and collector among it, and the wall-clock time that the whole classifier, as far as it needs no network, takes for a megabyte of each of {@link
 * Megabytes}. Not a test: {@code java ... MegabyteBenchmark [ROUNDS]}.
 */
final class MegabyteBenchmark {
    private MegabyteBenchmark() {}

    public static void main(String[] arguments) {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 30;
        var machine = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        try (Classifier classifier = AnyOctetsTest.whole(TextModels.empty())) {
            for (Map.Entry<String, byte[]> each : Megabytes.all().entrySet()) {
                MailObject mail = Letters.of(each.getValue());
                var took = new double[rounds];
                var waited = new double[rounds];
                for (int i = 0; i < rounds; i++) {
                    long start = machine.getProcessCpuTime();
                    long clock = System.nanoTime();
                    classifier.assess(mail);
                    waited[i] = (System.nanoTime() - clock) / 1e6;
                    took[i] = (machine.getProcessCpuTime() - start) / 1e6;
                }
                double first = waited[0];
                Arrays.sort(took);
                Arrays.sort(waited);
                System.out.printf(
                        Locale.ROOT,
                        "%-22s CPU median %6.1f ms; clock median %6.1f, first %6.1f, slowest %6.1f ms%n",
                        each.getKey(),
                        took[rounds / 2],
                        waited[rounds / 2],
                        first,
                        waited[rounds - 1]);
            }
        }
    }
}
