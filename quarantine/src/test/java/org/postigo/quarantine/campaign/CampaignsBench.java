package org.postigo.quarantine.campaign;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.postigo.mail.finding.FindingKey;
import org.postigo.store.held.HeldCopy;

/**
 * Prints what finding and ranking campaigns among so many copies takes: half of them of 1 to 400 alike, half like no other,
 * all from a vocabulary of 5,000 words whose frequencies fall as those of a language do. {@code main COPIES...}.
 */
final class CampaignsBench {
    private static final int ROUNDS = 7;

    private CampaignsBench() {}

    /** See the class. */
    public static void main(String[] arguments) {
        for (String argument : arguments) {
            List<HeldCopy> copies = copies(Integer.parseInt(argument));
            long[] micros = new long[ROUNDS];
            int rows = 0;
            for (int round = 0; round < ROUNDS; round++) {
                long before = System.nanoTime();
                rows = Ranking.of(new Campaigns(Copies.STRANGERS).of(copies), Copies.STRANGERS)
                        .campaigns()
                        .size();
                micros[round] = (System.nanoTime() - before) / 1000;
            }
            System.out.printf(Locale.ROOT, "%,d copies, %,d rows, ms a round:", copies.size(), rows);
            for (long each : micros) {
                System.out.printf(Locale.ROOT, " %.0f", each / 1e3);
            }
            System.out.println();
        }
    }

    private static List<HeldCopy> copies(int wanted) {
        var random = new SplittableRandom(5);
        var copies = new ArrayList<HeldCopy>();
        while (copies.size() < wanted) {
            boolean campaign = random.nextBoolean();
            int alike = campaign ? 1 + random.nextInt(400) : 200;
            String words = words(random, 4 + random.nextInt(5));
            List<String> counted = List.of(words(random, 8).split(" "));
            for (int i = 0; i < alike && copies.size() < wanted; i++) {
                int number = copies.size();
                var copy = Copies.of(
                        "Nombre " + random.nextInt(2_000),
                        "a@casa" + number + ".test",
                        campaign ? words : words(random, 4 + random.nextInt(5)),
                        random.nextInt(1, 220) + "." + random.nextInt(200) + "." + random.nextInt(200) + ".1",
                        "h" + random.nextInt(wanted) + ".test");
                copy.words = campaign ? counted : List.of(words(random, 8).split(" "));
                copies.add(copy.logOdds(random.nextDouble(0, 5))
                        .marked(FindingKey.FIELD_UNSUBSCRIBE)
                        .held());
            }
        }
        return copies;
    }

    private static String words(SplittableRandom random, int count) {
        var words = new StringBuilder();
        for (int i = 0; i < count; i++) {
            int rank = (int) Math.pow(5_000, random.nextDouble());
            words.append(i == 0 ? "" : " ");
            for (int rest = rank + 30; rest > 0; rest /= 12) {
                words.append((char) ('a' + rest % 12)).append("aeiou".charAt(rest % 5));
            }
        }
        return words.toString();
    }
}
