package org.postigo.quarantine.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FamiliesTest {
    private static final List<String> WORDS = List.of(
            "premio", "pago", "aviso", "cuenta", "banco", "paquete", "hoy", "gratis", "clave", "saldo", "multa",
            "envío");

    private static String some(SplittableRandom random, int most) {
        return String.join(" ", words(random, most));
    }

    private static List<String> words(SplittableRandom random, int most) {
        return random.ints(random.nextInt(1, most + 1), 0, WORDS.size())
                .mapToObj(WORDS::get)
                .distinct()
                .toList();
    }

    private static Traits[] random(long seed) {
        var random = new SplittableRandom(seed);
        return Stream.generate(() -> {
                    var copy = Copies.of(
                            random.nextInt(3) == 0 ? "" : "Nombre" + random.nextInt(30),
                            "a@casa" + random.nextInt(60) + ".test",
                            some(random, 7),
                            "198.51." + random.nextInt(25) + ".1",
                            random.ints(random.nextInt(4), 0, 60)
                                    .mapToObj(i -> "www.h" + i + ".test")
                                    .toArray(String[]::new));
                    copy.words = words(random, 6);
                    return Traits.of(copy.held());
                })
                .limit(40)
                .toArray(Traits[]::new);
    }

    /** What hangs together when all pairs are looked at. */
    private static int[] byPairs(Traits[] traits) {
        int[] family = IntStream.range(0, traits.length).toArray();
        for (int i = 1; i < traits.length; i++) {
            for (int j = 0; j < i; j++) {
                if (family[i] != family[j] && traits[i].alike(traits[j])) {
                    int from = Math.max(family[i], family[j]);
                    int to = Math.min(family[i], family[j]);
                    for (int k = 0; k < family.length; k++) {
                        family[k] = family[k] == from ? to : family[k];
                    }
                }
            }
        }
        return family;
    }

    @Test
    void keysFindWhatComparingAllPairsFinds() {
        int families = 0;
        for (int seed = 0; seed < 300; seed++) {
            Traits[] traits = random(seed);

            int[] found = Families.of(traits);

            assertThat(found).as("seed %d", seed).isEqualTo(byPairs(traits));
            families += (int) IntStream.of(found).distinct().count();
        }
        // Neither all one nor all apart, or nothing would have been shown.
        assertThat(families).isBetween(300 * 3, 300 * 37);
    }
}
