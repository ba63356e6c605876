package org.postigo.classifier.combine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The trained combiners of a data folder, which of them serves, and who said so when and why. Below them lie the bare
 * prices, which are always there. A damaged model is told in one line and the one before it serves.
 *
 * <p>{@link #serving} is read by the mail path and never waits; the rest is for one process, any number of threads.
 */
public final class ModelShelf {
    private static final Logger LOG = LoggerFactory.getLogger(ModelShelf.class);

    private final Path folder;
    private final PriceList prices;
    private final Clock clock;
    private final ReentrantLock oneAtATime = new ReentrantLock();
    private History history;
    private volatile Combiner serving;

    /**
     * A model as it stands.
     *
     * @param version its number; 0 for the bare prices
     * @param name in the journal, such as {@code combiner-3}
     * @param at when it was made, for the prices the beginning of time
     * @param by who had it made
     * @param qualified whether it may be promoted without force
     * @param why of that
     * @param serving whether it prices mail now
     */
    public record Entry(
            int version, String name, Instant at, String by, boolean qualified, String why, boolean serving) {}

    /**
     * A change of what serves.
     *
     * @param kind promoted, forced or rolled-back
     */
    public record Change(Instant at, String by, String kind, int version, String why) {}

    /** What came of asking for a change. */
    public sealed interface Outcome {
        /** Done: mail is priced by this from now on. */
        record Serves(String name) implements Outcome {}

        /** Not done, for this reason. */
        record Refused(String why) implements Outcome {}
    }

    private ModelShelf(Path folder, PriceList prices, Clock clock, History history) {
        this.folder = folder;
        this.prices = prices;
        this.clock = clock;
        this.history = history;
        this.serving = newestSound();
    }

    /**
     * Opens a folder, which must exist.
     *
     * @throws IOException if it cannot be read; damage is no such trouble
     */
    public static ModelShelf open(Path folder, PriceList prices, Clock clock) throws IOException {
        History history = History.read(folder.resolve("history"));
        if (history.damaged() > 0) {
            LOG.error(
                    "{} lines of {} are damaged and passed over; ./postigo model list shows what serves",
                    history.damaged(),
                    folder.resolve("history"));
        }
        return new ModelShelf(folder, prices, clock, history);
    }

    /** What prices mail now. */
    public Combiner serving() {
        return serving;
    }

    /** All models, the prices first. */
    public List<Entry> list() {
        oneAtATime.lock();
        try {
            String now = serving.version();
            var entries = new ArrayList<Entry>();
            entries.add(new Entry(
                    0,
                    prices.version(),
                    Instant.EPOCH,
                    "Postigo",
                    true,
                    "the prices that this version comes with",
                    now.equals(prices.version())));
            for (History.Event event : history.events()) {
                if (event.kind() == History.Kind.MADE) {
                    entries.add(new Entry(
                            event.version(),
                            name(event.version()),
                            event.at(),
                            event.by(),
                            event.qualified(),
                            event.why(),
                            now.equals(name(event.version()))));
                }
            }
            return entries;
        } finally {
            oneAtATime.unlock();
        }
    }

    /** Who changed when and why what serves, oldest first. */
    public List<Change> changes() {
        oneAtATime.lock();
        try {
            return history.events().stream()
                    .filter(event -> event.kind() != History.Kind.MADE)
                    .map(event -> new Change(
                            event.at(),
                            event.by(),
                            event.kind()
                                    .name()
                                    .toLowerCase(java.util.Locale.ROOT)
                                    .replace('_', '-'),
                            event.version(),
                            event.why()))
                    .toList();
        } finally {
            oneAtATime.unlock();
        }
    }

    /**
     * The card of a model: on what it was trained and how good it is; empty if there is none.
     *
     * @throws IOException if it cannot be read
     */
    public Optional<String> card(int version) throws IOException {
        try {
            return Optional.of(Files.readString(folder.resolve(name(version) + ".card")));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }

    /**
     * Puts a trained model on the shelf; it does not serve yet.
     *
     * @param card what it was made of, in words; version, date and checksum are put above it
     * @return its number
     * @throws IOException if it could not be made durable
     */
    public int add(CombinerTraining.Outcome.Trained trained, String by, String card) throws IOException {
        oneAtATime.lock();
        try {
            int version = history.next();
            Instant now = clock.instant();
            Coefficients coefficients = trained.coefficients().named(name(version));
            coefficients.write(file(version));
            String octets = Files.readString(file(version), StandardCharsets.UTF_8);
            Challenge challenge = trained.challenge();
            WholeFile.write(
                    folder.resolve(name(version) + ".card"),
                    "model      " + name(version) + "\nmade       " + now + " by " + by + "\nprices     "
                            + prices.version() + "\nfile       " + file(version).getFileName() + ", CRC-32C "
                            + WholeFile.checksum(octets) + "\n" + card);
            record(new History.Event(
                    now, by, History.Kind.MADE, version, challenge.qualifies(), challenge.against(), challenge.why()));
            return version;
        } finally {
            oneAtATime.unlock();
        }
    }

    /**
     * Lets a model serve.
     *
     * @param force also if it does not qualify
     * @param why in the person's words; needed where it is forced
     * @throws IOException if it could not be made durable; then nothing changed
     */
    public Outcome promote(int version, String by, boolean force, String why) throws IOException {
        oneAtATime.lock();
        try {
            Optional<History.Event> made = history.made(version);
            if (made.isEmpty()) {
                return new Outcome.Refused("there is no model " + version);
            }
            if (serving.version().equals(name(version))) {
                return new Outcome.Refused(name(version) + " serves already");
            }
            if (force && why.isBlank()) {
                return new Outcome.Refused("force needs a reason");
            }
            if (!force && !made.get().qualified()) {
                return new Outcome.Refused(
                        name(version) + " does not qualify: " + made.get().why());
            }
            if (!force && !made.get().against().equals(serving.version())) {
                return new Outcome.Refused(name(version) + " was compared with "
                        + made.get().against() + ", but " + serving.version() + " serves now: train again");
            }
            Optional<Combiner> combiner = load(version);
            if (combiner.isEmpty()) {
                return new Outcome.Refused(file(version) + " is missing or damaged");
            }
            record(new History.Event(
                    clock.instant(),
                    by,
                    force ? History.Kind.FORCED : History.Kind.PROMOTED,
                    version,
                    made.get().qualified(),
                    serving.version(),
                    why.isBlank() ? made.get().why() : why));
            serving = combiner.get();
            return new Outcome.Serves(serving.version());
        } finally {
            oneAtATime.unlock();
        }
    }

    /**
     * Goes back to the model that served before, in the end to the prices.
     *
     * @throws IOException if it could not be made durable; then nothing changed
     */
    public Outcome rollback(String by, String why) throws IOException {
        oneAtATime.lock();
        try {
            Integer top = history.serving().peek();
            if (top == null) {
                return new Outcome.Refused("the prices serve: nothing lies below them");
            }
            record(new History.Event(
                    clock.instant(), by, History.Kind.ROLLED_BACK, top, false, serving.version(), why));
            serving = newestSound();
            return new Outcome.Serves(serving.version());
        } finally {
            oneAtATime.unlock();
        }
    }

    private void record(History.Event event) throws IOException {
        History longer = history.with(event);
        longer.write(folder.resolve("history"));
        history = longer;
    }

    private Combiner newestSound() {
        for (int version : history.serving()) {
            Optional<Combiner> combiner = load(version);
            if (combiner.isPresent()) {
                return combiner.get();
            }
        }
        return Combiner.of(prices);
    }

    private Optional<Combiner> load(int version) {
        String trouble;
        try {
            switch (Coefficients.read(file(version))) {
                case Coefficients.Loading.Loaded(Coefficients coefficients) -> {
                    return Optional.of(Combiner.of(prices, coefficients));
                }
                case Coefficients.Loading.Absent() -> trouble = "is missing";
                case Coefficients.Loading.Damaged(String cause) -> trouble = "is damaged (" + cause + ")";
            }
        } catch (IOException unreadable) {
            trouble = "cannot be read (" + unreadable + ")";
        }
        LOG.error(
                "The model {} {}: the one before it serves; train again or go back with ./postigo model",
                file(version),
                trouble);
        return Optional.empty();
    }

    private Path file(int version) {
        return folder.resolve(name(version) + ".txt");
    }

    private static String name(int version) {
        return "combiner-" + version;
    }
}
