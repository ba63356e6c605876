package org.postigo.store.log;

import static org.postigo.store.log.CopyShapes.ARCHIVED;
import static org.postigo.store.log.CopyShapes.LIFE;
import static org.postigo.store.log.EventShapes.EVENT;
import static org.postigo.store.log.HeldShapes.HELD;

import java.util.Optional;
import org.postigo.store.held.CopyLife;
import org.postigo.store.log.Shape.UnknownShape;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every record of the store in JSON (RFC 8259), by wire names that are written here and never changed: a member may be
 * added with a usual value, none is renamed. Findings of unknown keys are left out when read, so that another version's
 * journal stays readable.
 */
public final class Wire {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Wire() {}

    /** An event, as it stands in the log. */
    public static byte[] write(LogEvent event) {
        return bytes(EVENT, event);
    }

    /** The event that {@link #write(LogEvent)} wrote, or {@link LogEvent.Unknown}. */
    public static LogEvent event(byte[] json) {
        try {
            return value(EVENT, json);
        } catch (UnknownShape | JacksonException other) {
            return new LogEvent.Unknown(String.valueOf(other.getMessage()));
        }
    }

    /** What a held message's file says of it. */
    public static byte[] write(HeldMetadata metadata) {
        return bytes(HELD, metadata);
    }

    /** The metadata that {@link #write(HeldMetadata)} wrote; empty if this version cannot read it. */
    public static Optional<HeldMetadata> metadata(byte[] json) {
        try {
            return Optional.of(value(HELD, json));
        } catch (UnknownShape | JacksonException other) {
            return Optional.empty();
        }
    }

    /** A copy's life, as the index keeps it. */
    public static byte[] write(CopyLife life) {
        return bytes(LIFE, life);
    }

    /** The life that {@link #write(CopyLife)} wrote; empty if this version cannot read it. */
    public static Optional<CopyLife> life(byte[] json) {
        try {
            return Optional.of(value(LIFE, json));
        } catch (UnknownShape | JacksonException other) {
            return Optional.empty();
        }
    }

    /** A copy's story, as the archive tells it. */
    public static byte[] write(ArchivedCopy copy) {
        return bytes(ARCHIVED, copy);
    }

    private static <T> byte[] bytes(Shape<T> shape, T value) {
        var bytes = new java.io.ByteArrayOutputStream(1024);
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            shape.write(value, out);
        }
        return bytes.toByteArray();
    }

    private static <T> T value(Shape<T> shape, byte[] json) {
        try (JsonParser in = JSON.createParser(json)) {
            in.nextToken();
            T value = shape.read(in);
            if (in.nextToken() != null) {
                throw new UnknownShape("more behind the record");
            }
            return value;
        }
    }
}
