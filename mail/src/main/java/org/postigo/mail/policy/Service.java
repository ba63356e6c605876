package org.postigo.mail.policy;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.postigo.mail.policy.ProtectedDomain.Thresholds;

/**
 * What a mailbox, a domain, a group or the site gets: every setting as it comes out, and where it comes from. A question
 * looks through at most five layers, in well under a microsecond.
 *
 * @param layers the narrowest first
 */
public record Service(List<Layer> layers) {
    /** Copies the list. */
    public Service {
        layers = List.copyOf(layers);
    }

    /** What one place says. */
    public record Layer(Level level, Wishes wishes) {
        /** Checks. */
        public Layer {
            Objects.requireNonNull(level);
            Objects.requireNonNull(wishes);
        }
    }

    /**
     * A value and whose it is.
     *
     * @param value that holds
     * @param from the place that says so
     */
    public record Given<T>(T value, Level from) {}

    /** The value that holds, if any place or the shipped product says one. */
    public <T> Optional<Given<T>> find(Setting<T> setting) {
        for (Layer layer : layers) {
            Optional<T> own = layer.wishes().get(setting);
            if (own.isPresent()) {
                return Optional.of(new Given<>(own.get(), layer.level()));
            }
        }
        return setting.shipped().map(value -> new Given<>(value, new Level.Shipped()));
    }

    /**
     * The value that holds.
     *
     * @throws IllegalStateException if nobody says one and none is shipped, which is so for mailbox servers only
     */
    public <T> T get(Setting<T> setting) {
        return find(setting)
                .orElseThrow(() -> new IllegalStateException("nobody says " + setting))
                .value();
    }

    /** In words, as it comes out and from where. */
    public <T> Optional<Given<String>> words(Setting<T> setting) {
        return find(setting).map(given -> new Given<>(setting.text(given.value()), given.from()));
    }

    /**
     * The bands that come out. Each may stem from another place, so they are put in order: nothing is refused that would
     * not be held, and what is held need not be tagged.
     */
    public Thresholds thresholds() {
        double hold = get(Setting.HOLD);
        return new Thresholds(Math.min(get(Setting.TAG), hold), hold, Math.max(get(Setting.REFUSE), hold));
    }
}
