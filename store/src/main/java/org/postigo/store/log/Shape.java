package org.postigo.store.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * How a type stands in JSON: written and read by one declaration, so that the two cannot drift apart. Wire names are
 * spelt out where a shape is declared ({@link Wire}); renaming a Java component changes nothing on disk.
 */
interface Shape<T> {
    /** Writes a value. */
    void write(T value, JsonGenerator out);

    /**
     * Reads what {@link #write} wrote: the value whose first token the parser stands at. Leaves it at the value's last one.
     *
     * @throws UnknownShape if this version cannot read it; then the parser stands somewhere in the value
     */
    T read(JsonParser in);

    /** Written by another version, or damaged in a way that the checksum of the file did not cover. */
    final class UnknownShape extends RuntimeException {
        private static final long serialVersionUID = 1;

        UnknownShape(String message) {
            super(message);
        }
    }

    Shape<String> TEXT = new Shape<>() {
        @Override
        public void write(String value, JsonGenerator out) {
            out.writeString(wellFormed(value));
        }

        @Override
        public String read(JsonParser in) {
            return expect(in, JsonToken.VALUE_STRING).getString();
        }
    };

    Shape<Long> LONG = new Shape<>() {
        @Override
        public void write(Long value, JsonGenerator out) {
            out.writeNumber(value);
        }

        @Override
        public Long read(JsonParser in) {
            return expect(in, JsonToken.VALUE_NUMBER_INT).getLongValue();
        }
    };

    Shape<Integer> INT = as(LONG, Integer::longValue, Math::toIntExact);

    /** As text where JSON has no number for it. */
    Shape<Double> REAL = new Shape<>() {
        @Override
        public void write(Double value, JsonGenerator out) {
            if (Double.isFinite(value)) {
                out.writeNumber(value);
            } else {
                out.writeString(value.toString());
            }
        }

        @Override
        public Double read(JsonParser in) {
            if (in.currentToken() == JsonToken.VALUE_STRING) {
                return Double.valueOf(in.getString());
            }
            return (in.currentToken() == JsonToken.VALUE_NUMBER_INT ? in : expect(in, JsonToken.VALUE_NUMBER_FLOAT))
                    .getDoubleValue();
        }
    };

    Shape<Boolean> FLAG = new Shape<>() {
        @Override
        public void write(Boolean value, JsonGenerator out) {
            out.writeBoolean(value);
        }

        @Override
        public Boolean read(JsonParser in) {
            return in.currentToken() == JsonToken.VALUE_TRUE
                    || expect(in, JsonToken.VALUE_FALSE).getBooleanValue();
        }
    };

    /** A type that another one stands for. */
    static <T, W> Shape<T> as(Shape<W> wire, Function<T, W> to, Function<W, T> from) {
        return new Shape<>() {
            @Override
            public void write(T value, JsonGenerator out) {
                wire.write(to.apply(value), out);
            }

            @Override
            public T read(JsonParser in) {
                try {
                    return from.apply(wire.read(in));
                } catch (IllegalArgumentException | ArithmeticException | java.time.DateTimeException notOne) {
                    throw new UnknownShape(String.valueOf(notOne.getMessage()));
                }
            }
        };
    }

    /** A type with a textual form; {@code parse} is empty for what is none. */
    static <T> Shape<T> text(Function<T, String> to, Function<String, Optional<T>> parse) {
        return as(TEXT, to, text -> parse.apply(text).orElseThrow(() -> new UnknownShape("not understood: " + text)));
    }

    /** Constants by their names, which are never changed. */
    static <E extends Enum<E>> Shape<E> constant(Class<E> type) {
        return as(TEXT, Enum::name, name -> Enum.valueOf(type, name));
    }

    /** A list of all. */
    static <E> Shape<List<E>> list(Shape<E> element) {
        return list(element, false);
    }

    /** A list from which elements of other versions are left out when it is read. */
    static <E> Shape<List<E>> listOfKnown(Shape<E> element) {
        return list(element, true);
    }

    private static <E> Shape<List<E>> list(Shape<E> element, boolean skipUnknown) {
        return new Shape<>() {
            @Override
            public void write(List<E> value, JsonGenerator out) {
                out.writeStartArray();
                value.forEach(e -> element.write(e, out));
                out.writeEndArray();
            }

            @Override
            public List<E> read(JsonParser in) {
                var list = new ArrayList<E>();
                int depth =
                        expect(in, JsonToken.START_ARRAY).streamReadContext().getNestingDepth();
                while (in.nextToken() != JsonToken.END_ARRAY) {
                    try {
                        list.add(element.read(in));
                    } catch (UnknownShape other) {
                        if (!skipUnknown) {
                            throw other;
                        }
                        while (in.streamReadContext().getNestingDepth() > depth) {
                            in.nextToken();
                        }
                    }
                }
                return list;
            }
        };
    }

    /**
     * One member of an object.
     *
     * @param absent what it is when it is left out; null if it never is
     */
    record Field<T, V>(
            String name,
            Shape<V> shape,
            Function<T, V> get,
            @Nullable V absent) {
        void write(T of, JsonGenerator out) {
            V value = get.apply(of);
            if (!value.equals(absent)) {
                out.writeName(name);
                shape.write(value, out);
            }
        }

        @SuppressWarnings("unchecked") // the member at this place was read by this field's shape
        private V of(Values values, int place) {
            Object value = values.read[place];
            if (value != null) {
                return (V) value;
            }
            if (absent == null) {
                throw new UnknownShape("no " + name);
            }
            return absent;
        }
    }

    /** What was read of an object, by the places of its fields; null where a member is left out. */
    final class Values {
        private final @Nullable Object[] read;

        private Values(int fields) {
            read = new Object[fields];
        }
    }

    /** A member that is always there. */
    static <T, V> Field<T, V> field(String name, Shape<V> shape, Function<T, V> get) {
        return new Field<>(name, shape, get, null);
    }

    /** A member that is left out when it has its usual value. */
    static <T, V> Field<T, V> field(String name, Shape<V> shape, Function<T, V> get, V usual) {
        return new Field<>(name, shape, get, usual);
    }

    /** A member that is left out when it is empty. */
    static <T, V> Field<T, Optional<V>> optional(String name, Shape<V> shape, Function<T, Optional<V>> get) {
        Shape<Optional<V>> present = new Shape<>() {
            @Override
            public void write(Optional<V> value, JsonGenerator out) {
                value.ifPresent(v -> shape.write(v, out));
            }

            @Override
            public Optional<V> read(JsonParser in) {
                return Optional.of(shape.read(in));
            }
        };
        return new Field<>(name, present, get, Optional.empty());
    }

    /** A list that is left out when it is empty. */
    static <T, E> Field<T, List<E>> many(String name, Shape<E> shape, Function<T, List<E>> get) {
        return new Field<>(name, list(shape), get, List.of());
    }

    /** An object. */
    record Members<T>(List<Field<T, ?>> fields, Function<Values, T> make) implements Shape<T> {
        @Override
        public void write(T value, JsonGenerator out) {
            out.writeStartObject();
            writeFields(value, out);
            out.writeEndObject();
        }

        void writeFields(T value, JsonGenerator out) {
            fields.forEach(field -> field.write(value, out));
        }

        @Override
        public T read(JsonParser in) {
            return rest(expect(in, JsonToken.START_OBJECT));
        }

        /** Reads the members that follow, to the end of the object; those of other versions are passed over. */
        private T rest(JsonParser in) {
            var values = new Values(fields.size());
            int next = 0;
            for (String name = in.nextName(); name != null; name = in.nextName()) {
                in.nextToken();
                int place = place(name, next);
                if (place < 0) {
                    in.skipChildren();
                } else {
                    values.read[place] = fields.get(place).shape().read(in);
                    next = place + 1;
                }
            }
            expect(in, JsonToken.END_OBJECT);
            try {
                return make.apply(values);
            } catch (IllegalArgumentException refused) {
                throw new UnknownShape(String.valueOf(refused.getMessage()));
            }
        }

        /** The place of a field, sought from where it stands if the members come as they are written; negative if none. */
        private int place(String name, int likely) {
            for (int i = 0; i < fields.size(); i++) {
                int place = (likely + i) % fields.size();
                if (fields.get(place).name().equals(name)) {
                    return place;
                }
            }
            return -1;
        }
    }

    /** One of several types of a sealed family. */
    record Case<T>(String name, Class<? extends T> type, Members<? extends T> members) {
        /** Of a name that is never changed. */
        static <T, S extends T> Case<T> of(String name, Class<S> type, Members<S> members) {
            return new Case<>(name, type, members);
        }

        private void write(T value, JsonGenerator out) {
            write(members, value, out);
        }

        @SuppressWarnings("unchecked") // members belongs to the type that was asked for
        private static <S> void write(Members<S> members, Object value, JsonGenerator out) {
            members.writeFields((S) value, out);
        }
    }

    /** A sealed family; the member {@code type}, which is the first, says which. */
    @SafeVarargs
    @SuppressWarnings("varargs") // Only copied.
    static <T> Shape<T> oneOf(Case<T>... cases) {
        List<Case<T>> known = List.of(cases);
        return new Shape<>() {
            @Override
            public void write(T value, JsonGenerator out) {
                Case<T> of = known.stream()
                        .filter(c -> c.type().isInstance(value))
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException("no shape for " + value.getClass()));
                out.writeStartObject();
                out.writeName("type");
                out.writeString(of.name());
                of.write(value, out);
                out.writeEndObject();
            }

            @Override
            public T read(JsonParser in) {
                if (!"type".equals(expect(in, JsonToken.START_OBJECT).nextName())) {
                    throw new UnknownShape("no type");
                }
                in.nextToken();
                String name = TEXT.read(in);
                for (Case<T> of : known) {
                    if (of.name().equals(name)) {
                        return of.members().rest(in);
                    }
                }
                throw new UnknownShape("type " + name);
            }
        };
    }

    /** The parser, if it stands at such a token. */
    static JsonParser expect(JsonParser in, JsonToken token) {
        if (in.currentToken() != token) {
            throw new UnknownShape("unexpected " + in.currentToken());
        }
        return in;
    }

    /** Lone surrogates become U+FFFD: UTF-8 cannot carry them, and hostile text has them. */
    static String wellFormed(String text) {
        boolean lone = false;
        for (int i = 0; i < text.length() && !lone; i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else {
                lone = Character.isSurrogate(c);
            }
        }
        if (!lone) {
            return text;
        }
        var fixed = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
                .forEach(fixed::appendCodePoint);
        return fixed.toString();
    }

    // One method for each number of members, so that the compiler checks every one against the constructor.

    interface F1<A, T> {
        T of(A a);
    }

    interface F2<A, B, T> {
        T of(A a, B b);
    }

    interface F3<A, B, C, T> {
        T of(A a, B b, C c);
    }

    interface F4<A, B, C, D, T> {
        T of(A a, B b, C c, D d);
    }

    interface F5<A, B, C, D, E, T> {
        T of(A a, B b, C c, D d, E e);
    }

    interface F6<A, B, C, D, E, F, T> {
        T of(A a, B b, C c, D d, E e, F f);
    }

    interface F7<A, B, C, D, E, F, G, T> {
        T of(A a, B b, C c, D d, E e, F f, G g);
    }

    interface F8<A, B, C, D, E, F, G, H, T> {
        T of(A a, B b, C c, D d, E e, F f, G g, H h);
    }

    interface F10<A, B, C, D, E, F, G, H, I, J, T> {
        T of(A a, B b, C c, D d, E e, F f, G g, H h, I i, J j);
    }

    static <T> Members<T> object(Supplier<T> make) {
        return new Members<>(List.of(), in -> make.get());
    }

    static <T, A> Members<T> object(Field<T, A> a, F1<A, T> make) {
        return new Members<>(List.of(a), in -> make.of(a.of(in, 0)));
    }

    static <T, A, B> Members<T> object(Field<T, A> a, Field<T, B> b, F2<A, B, T> make) {
        return new Members<>(List.of(a, b), in -> make.of(a.of(in, 0), b.of(in, 1)));
    }

    static <T, A, B, C> Members<T> object(Field<T, A> a, Field<T, B> b, Field<T, C> c, F3<A, B, C, T> make) {
        return new Members<>(List.of(a, b, c), in -> make.of(a.of(in, 0), b.of(in, 1), c.of(in, 2)));
    }

    static <T, A, B, C, D> Members<T> object(
            Field<T, A> a, Field<T, B> b, Field<T, C> c, Field<T, D> d, F4<A, B, C, D, T> make) {
        return new Members<>(List.of(a, b, c, d), in -> make.of(a.of(in, 0), b.of(in, 1), c.of(in, 2), d.of(in, 3)));
    }

    static <T, A, B, C, D, E> Members<T> object(
            Field<T, A> a, Field<T, B> b, Field<T, C> c, Field<T, D> d, Field<T, E> e, F5<A, B, C, D, E, T> make) {
        return new Members<>(
                List.of(a, b, c, d, e), in -> make.of(a.of(in, 0), b.of(in, 1), c.of(in, 2), d.of(in, 3), e.of(in, 4)));
    }

    static <T, A, B, C, D, E, F> Members<T> object(
            Field<T, A> a,
            Field<T, B> b,
            Field<T, C> c,
            Field<T, D> d,
            Field<T, E> e,
            Field<T, F> f,
            F6<A, B, C, D, E, F, T> make) {
        return new Members<>(
                List.of(a, b, c, d, e, f),
                in -> make.of(a.of(in, 0), b.of(in, 1), c.of(in, 2), d.of(in, 3), e.of(in, 4), f.of(in, 5)));
    }

    static <T, A, B, C, D, E, F, G> Members<T> object(
            Field<T, A> a,
            Field<T, B> b,
            Field<T, C> c,
            Field<T, D> d,
            Field<T, E> e,
            Field<T, F> f,
            Field<T, G> g,
            F7<A, B, C, D, E, F, G, T> make) {
        return new Members<>(
                List.of(a, b, c, d, e, f, g),
                in -> make.of(
                        a.of(in, 0), b.of(in, 1), c.of(in, 2), d.of(in, 3), e.of(in, 4), f.of(in, 5), g.of(in, 6)));
    }

    static <T, A, B, C, D, E, F, G, H> Members<T> object(
            Field<T, A> a,
            Field<T, B> b,
            Field<T, C> c,
            Field<T, D> d,
            Field<T, E> e,
            Field<T, F> f,
            Field<T, G> g,
            Field<T, H> h,
            F8<A, B, C, D, E, F, G, H, T> make) {
        return new Members<>(
                List.of(a, b, c, d, e, f, g, h),
                in -> make.of(
                        a.of(in, 0),
                        b.of(in, 1),
                        c.of(in, 2),
                        d.of(in, 3),
                        e.of(in, 4),
                        f.of(in, 5),
                        g.of(in, 6),
                        h.of(in, 7)));
    }

    static <T, A, B, C, D, E, F, G, H, I, J> Members<T> object(
            Field<T, A> a,
            Field<T, B> b,
            Field<T, C> c,
            Field<T, D> d,
            Field<T, E> e,
            Field<T, F> f,
            Field<T, G> g,
            Field<T, H> h,
            Field<T, I> i,
            Field<T, J> j,
            F10<A, B, C, D, E, F, G, H, I, J, T> make) {
        return new Members<>(
                Stream.<Field<T, ?>>of(a, b, c, d, e, f, g, h, i, j).toList(),
                in -> make.of(
                        a.of(in, 0),
                        b.of(in, 1),
                        c.of(in, 2),
                        d.of(in, 3),
                        e.of(in, 4),
                        f.of(in, 5),
                        g.of(in, 6),
                        h.of(in, 7),
                        i.of(in, 8),
                        j.of(in, 9)));
    }
}
