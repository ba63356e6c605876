package org.postigo.appliance.settings;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Objects;

/** A value that is never printed: not in a log, not in an error, not in a listing. */
public final class Secret {
    /** No secret is set. */
    public static final Secret NONE = new Secret("");

    private final String value;

    /** Wraps it. */
    @JsonCreator
    public Secret(String value) {
        this.value = Objects.requireNonNull(value);
    }

    /** Whether nothing is set. */
    public boolean isEmpty() {
        return value.isEmpty();
    }

    /** The value itself, for its one use. */
    public String reveal() {
        return value;
    }

    /** Stars, or nothing if nothing is set. */
    @Override
    @JsonValue
    public String toString() {
        return value.isEmpty() ? "" : "********";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && secret.value.equals(value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }
}
