package org.postigo.mail.policy;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What was set at one {@link Level}; what is not in here is left to the wider ones. Immutable. */
public final class Wishes {
    /** Nothing was set. */
    public static final Wishes NONE = new Wishes(Map.of());

    /** Each value is of its setting's type: {@link #with} lets no other in. */
    private final Map<Setting<?>, Object> values;

    private Wishes(Map<Setting<?>, Object> values) {
        this.values = Map.copyOf(values);
    }

    /** What was set, if it was. */
    @SuppressWarnings("unchecked") // see values
    public <T> Optional<T> get(Setting<T> setting) {
        return Optional.ofNullable((T) values.get(setting));
    }

    /** The same with one thing set. */
    public <T> Wishes with(Setting<T> setting, T value) {
        Map<Setting<?>, Object> more = new HashMap<>(values);
        more.put(setting, value);
        return new Wishes(more);
    }

    /** The same with one thing left open. */
    public Wishes without(Setting<?> setting) {
        Map<Setting<?>, Object> fewer = new HashMap<>(values);
        fewer.remove(setting);
        return new Wishes(fewer);
    }

    /** The same with all that the other sets; where both do, the other's. */
    public Wishes with(Wishes other) {
        Map<Setting<?>, Object> more = new HashMap<>(values);
        more.putAll(other.values);
        return new Wishes(more);
    }

    /**
     * The same with one thing set by its words.
     *
     * @throws IllegalArgumentException if they are no value of it; the message names it
     */
    public Wishes read(Setting<?> setting, String value) {
        try {
            return parsed(setting, value);
        } catch (IllegalArgumentException refused) {
            throw new IllegalArgumentException(setting + ": " + refused.getMessage(), refused);
        }
    }

    private <T> Wishes parsed(Setting<T> setting, String value) {
        return with(setting, setting.parse(value));
    }

    /** Whether nothing was set. */
    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** All in words, by name, in the order of {@link Setting#ALL}. */
    public Map<String, String> words() {
        Map<String, String> words = new LinkedHashMap<>();
        Setting.ALL.forEach(setting -> put(words, setting));
        return words;
    }

    private <T> void put(Map<String, String> words, Setting<T> setting) {
        get(setting).ifPresent(value -> words.put(setting.name(), setting.text(value)));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Wishes wishes && wishes.values.equals(values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return new TreeMap<>(words()).toString();
    }
}
