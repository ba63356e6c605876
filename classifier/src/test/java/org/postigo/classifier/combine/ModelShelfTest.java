package org.postigo.classifier.combine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postigo.classifier.combine.CombinerTraining.Outcome.Trained;
import org.postigo.classifier.combine.CombinerTraining.Quality;
import org.postigo.classifier.combine.ModelShelf.Outcome;
import org.postigo.mail.finding.FindingKey;

class ModelShelfTest {
    private static final PriceList PRICES = PriceList.standard();
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);
    private static final Reliability NONE = Reliability.of(java.util.List.of());

    @TempDir
    private Path folder;

    private ModelShelf open() throws IOException {
        return ModelShelf.open(folder, PRICES, CLOCK);
    }

    private static Trained trained(String against, int hamBefore, int hamAfter) {
        return new Trained(
                new Coefficients("combiner-400", -0.5, Map.of(FindingKey.SPF_FAIL, 1.5)),
                new Quality(1, 0, 0, NONE, NONE),
                new Challenge(
                        against, new Figures(200, 200, hamBefore, 9, 0.3), new Figures(200, 200, hamAfter, 9, 0.2)));
    }

    private int good(ModelShelf shelf) throws IOException {
        return shelf.add(trained(shelf.serving().version(), 2, 2), "ines@x", "data       400 decisions\n");
    }

    @Test
    void untilOneIsPromotedThePricesServe() throws IOException {
        ModelShelf shelf = open();
        assertThat(shelf.serving().version()).isEqualTo(PRICES.version());
        good(shelf);
        assertThat(shelf.serving().version()).isEqualTo(PRICES.version());
        assertThat(shelf.list()).extracting(ModelShelf.Entry::name).containsExactly(PRICES.version(), "combiner-1");
    }

    @Test
    void aPromotedOneServesAtOnceAndAfterARestart() throws IOException {
        ModelShelf shelf = open();
        assertThat(shelf.promote(good(shelf), "ines@x", false, "")).isEqualTo(new Outcome.Serves("combiner-1"));
        assertThat(shelf.serving().version()).isEqualTo("combiner-1");
        assertThat(open().serving().version()).isEqualTo("combiner-1");
        assertThat(open().list().getLast().serving()).isTrue();
    }

    @Test
    void oneThatWouldHoldMoreGoodMailIsRefusedAndSaysWhy() throws IOException {
        ModelShelf shelf = open();
        int version = shelf.add(trained(PRICES.version(), 2, 3), "ines@x", "");
        assertThat(shelf.promote(version, "ines@x", false, ""))
                .isEqualTo(new Outcome.Refused(
                        "combiner-1 does not qualify: misclassified ham would rise from 2 to 3 of 200"));
        assertThat(shelf.serving().version()).isEqualTo(PRICES.version());
    }

    @Test
    void forceNeedsAReasonWhichIsRecorded() throws IOException {
        ModelShelf shelf = open();
        int version = shelf.add(trained(PRICES.version(), 2, 3), "ines@x", "");
        assertThat(shelf.promote(version, "ines@x", true, " ")).isInstanceOf(Outcome.Refused.class);
        assertThat(shelf.promote(version, "ines@x", true, "newsletters are not missed"))
                .isEqualTo(new Outcome.Serves("combiner-1"));
        assertThat(open().changes()).singleElement().satisfies(change -> {
            assertThat(change.kind()).isEqualTo("forced");
            assertThat(change.by()).isEqualTo("ines@x");
            assertThat(change.why()).isEqualTo("newsletters are not missed");
        });
    }

    @Test
    void oneThatWasComparedWithAnotherHasToBeTrainedAgain() throws IOException {
        ModelShelf shelf = open();
        int first = good(shelf);
        int second = good(shelf); // against the prices too
        shelf.promote(first, "ines@x", false, "");
        assertThat(shelf.promote(second, "ines@x", false, ""))
                .isEqualTo(new Outcome.Refused("combiner-2 was compared with " + PRICES.version()
                        + ", but combiner-1 serves now: train again"));
    }

    @Test
    void goingBackLeadsThroughWhatServedBeforeDownToThePrices() throws IOException {
        ModelShelf shelf = open();
        shelf.promote(good(shelf), "a", false, "");
        shelf.promote(good(shelf), "a", false, "");
        assertThat(shelf.rollback("a", "held invoices")).isEqualTo(new Outcome.Serves("combiner-1"));
        assertThat(open().serving().version()).isEqualTo("combiner-1");
        assertThat(shelf.rollback("a", "")).isEqualTo(new Outcome.Serves(PRICES.version()));
        assertThat(shelf.rollback("a", "")).isInstanceOf(Outcome.Refused.class);
    }

    @Test
    void ofADamagedOneTheOneBeforeServes() throws IOException {
        ModelShelf shelf = open();
        shelf.promote(good(shelf), "a", false, "");
        shelf.promote(good(shelf), "a", false, "");
        Path file = folder.resolve("combiner-2.txt");
        Files.writeString(file, Files.readString(file).replace("1.5", "9.5"));
        assertThat(open().serving().version()).isEqualTo("combiner-1");
        Files.delete(folder.resolve("combiner-1.txt"));
        assertThat(open().serving().version()).isEqualTo(PRICES.version());
    }

    @Test
    void aDamagedLineOfTheHistoryCostsThatLineAlone() throws IOException {
        ModelShelf shelf = open();
        shelf.promote(good(shelf), "a", false, "");
        shelf.promote(good(shelf), "a", false, "");
        Path file = folder.resolve("history");
        var lines = Files.readAllLines(file);
        lines.set(1, lines.get(1).replace("promoted", "promotes"));
        Files.write(file, lines);
        assertThat(open().serving().version()).isEqualTo("combiner-2");
        assertThat(open().list()).hasSize(3);
    }

    @Test
    void noOctetsWhateverKeepItFromOpening() throws IOException {
        var random = new Random(7);
        ModelShelf shelf = open();
        shelf.promote(good(shelf), "a", false, "");
        for (int round = 0; round < 300; round++) {
            for (String name : java.util.List.of("combiner-1.txt", "history")) {
                byte[] octets = Files.readAllBytes(folder.resolve(name));
                for (int i = random.nextInt(4); i >= 0; i--) {
                    octets[random.nextInt(octets.length)] = (byte) random.nextInt();
                }
                Files.write(folder.resolve(name), octets);
            }
            assertThat(open().serving().version()).isIn(PRICES.version(), "combiner-1");
        }
        assertThat(open().serving().version()).isEqualTo(PRICES.version());
    }

    @Test
    void theCardSaysWhatItWasMadeOf() throws IOException {
        ModelShelf shelf = open();
        assertThat(shelf.card(good(shelf)).orElseThrow())
                .contains("combiner-1", "2026-11-23T12:00:00Z by ines@x", PRICES.version(), "CRC-32C", "400 decisions");
        assertThat(shelf.card(7)).isEmpty();
    }

    @Test
    void wordsThatCarryTabsAndLinesStayOneEvent() throws IOException {
        ModelShelf shelf = open();
        shelf.promote(good(shelf), "a\tb", true, "one\ntwo\tthree");
        assertThat(open().changes())
                .singleElement()
                .satisfies(change -> assertThat(change.why()).isEqualTo("one two three"));
    }
}
