package org.postigo.appliance.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.unit.DataSize;
import org.springframework.util.unit.DataUnit;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/** Times, sizes and paths as people write them: {@code 30s}, {@code 5m}, {@code 512KB}, {@code 20GB}, {@code data}. */
final class Units {
    private Units() {}

    static SimpleModule module() {
        return new SimpleModule("units")
                .addDeserializer(Duration.class, new Reader<>(Duration.class, DurationStyle.SIMPLE::parse))
                .addDeserializer(DataSize.class, new Reader<>(DataSize.class, DataSize::parse))
                .addDeserializer(Path.class, new Plain())
                .addSerializer(Path.class, new Writer<>(Path.class, Path::toString))
                .addSerializer(Duration.class, new Writer<>(Duration.class, Units::text))
                .addSerializer(DataSize.class, new Writer<>(DataSize.class, Units::text));
    }

    /** In the largest unit that leaves no rest. */
    static String text(Duration value) {
        if (value.toMillis() % 1000 != 0) {
            return value.toMillis() + "ms";
        }
        long seconds = value.toSeconds();
        if (seconds % 86_400 == 0 && seconds > 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds % 3600 == 0 && seconds > 0) {
            return seconds / 3600 + "h";
        }
        return seconds % 60 == 0 && seconds > 60 ? seconds / 60 + "m" : seconds + "s";
    }

    /** In the largest unit that leaves no rest. */
    static String text(DataSize value) {
        for (DataUnit unit : List.of(DataUnit.TERABYTES, DataUnit.GIGABYTES, DataUnit.MEGABYTES, DataUnit.KILOBYTES)) {
            long octets = DataSize.of(1, unit).toBytes();
            if (value.toBytes() > 0 && value.toBytes() % octets == 0) {
                return value.toBytes() / octets + suffix(unit);
            }
        }
        return value.toBytes() + "B";
    }

    private static String suffix(DataUnit unit) {
        return switch (unit) {
            case TERABYTES -> "TB";
            case GIGABYTES -> "GB";
            case MEGABYTES -> "MB";
            case KILOBYTES -> "KB";
            case BYTES -> "B";
        };
    }

    private static final class Reader<T> extends StdDeserializer<T> {
        private final Class<T> type;
        private final Function<String, T> read;

        Reader(Class<T> type, Function<String, T> read) {
            super(type);
            this.type = type;
            this.read = read;
        }

        @Override
        public T deserialize(JsonParser parser, DeserializationContext context) {
            // A bare number has no unit: refused, so that nobody has to guess.
            if (parser.currentToken() != JsonToken.VALUE_STRING
                    || !parser.getString().matches("[0-9]+[A-Za-z]+")) {
                throw context.weirdStringException(parser.getValueAsString(""), type, "no unit");
            }
            try {
                return read.apply(parser.getString());
            } catch (IllegalArgumentException notOne) {
                throw context.weirdStringException(parser.getString(), type, "not understood");
            }
        }
    }

    /** A path as it is written, relative ones left so; Jackson's own makes URIs of them. */
    private static final class Plain extends StdDeserializer<Path> {
        Plain() {
            super(Path.class);
        }

        @Override
        public Path deserialize(JsonParser parser, DeserializationContext context) {
            if (parser.currentToken() != JsonToken.VALUE_STRING) {
                throw context.weirdStringException(parser.getValueAsString(""), Path.class, "not text");
            }
            return Path.of(parser.getString());
        }
    }

    private static final class Writer<T> extends StdSerializer<T> {
        private final Function<T, String> write;

        Writer(Class<T> type, Function<T, String> write) {
            super(type);
            this.write = write;
        }

        @Override
        public void serialize(T value, JsonGenerator out, SerializationContext context) {
            out.writeString(write.apply(value));
        }
    }
}
