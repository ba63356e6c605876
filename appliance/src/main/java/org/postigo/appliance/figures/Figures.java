package org.postigo.appliance.figures;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.postigo.proxy.outbound.Latencies;

/**
 * Figures of all parts. Each part counts for itself and gives a snapshot as a record; here each component becomes a
 * meter named {@code postigo.PART.COMPONENT}: numbers are counters unless the part says that they go up and down, truth
 * values are 0 or 1, times are seconds, latencies their quantiles in seconds; a word out of a fixed list is 1 and the
 * others of the list 0; a map of numbers is one meter for each key, all of which must be there from the start. Rows that
 * come and go are a table.
 */
public final class Figures implements MeterBinder {
    private final List<Part> parts = new ArrayList<>();
    private final Tables tables = new Tables();

    /**
     * A part that counts.
     *
     * @param name in the meters
     * @param snapshot asked at each reading; answers from memory
     * @param gauges components that go up and down
     */
    private record Part(String name, Supplier<? extends Record> snapshot, Set<String> gauges) {
        Record now() {
            return snapshot.get();
        }
    }

    /** Adds a part. */
    public Figures with(String name, Supplier<? extends Record> snapshot, String... gauges) {
        parts.add(new Part(name, snapshot, Set.of(gauges)));
        return this;
    }

    /**
     * Adds a table: the meters {@code postigo.NAME.COLUMN} with the row's key as a label.
     *
     * @param name in the meters
     * @param label what a row's key is called
     * @param type of a row; each component is a column
     * @param rows asked at each reading; answers from memory
     * @param gauges columns of numbers that go up and down
     */
    public <R extends Record> Figures table(
            String name, String label, Class<R> type, Supplier<? extends Map<?, R>> rows, String... gauges) {
        tables.add(name, label, type, rows, gauges);
        return this;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (Part part : parts) {
            for (RecordComponent component : part.snapshot().get().getClass().getRecordComponents()) {
                bind(registry, part, component);
            }
        }
        if (registry instanceof PrometheusMeterRegistry prometheus) {
            prometheus.getPrometheusRegistry().register(tables);
        }
    }

    private static void bind(MeterRegistry registry, Part part, RecordComponent component) {
        String name = "postigo." + part.name() + "." + words(component.getName());
        boolean gauge = part.gauges().contains(component.getName());
        Class<?> type = component.getType();
        if (type == long.class || type == int.class) {
            meter(registry, gauge, name, Tags.empty(), part, each -> number(each.now(), component));
        } else if (type == boolean.class) {
            meter(registry, true, name, Tags.empty(), part, each -> number(each.now(), component));
        } else if (type == Duration.class) {
            meter(registry, true, name + ".seconds", Tags.empty(), part, each -> number(each.now(), component));
        } else if (type.isEnum()) {
            for (Object word : type.getEnumConstants()) {
                meter(
                        registry,
                        true,
                        name,
                        Tags.of("state", lower(word)),
                        part,
                        each -> word.equals(value(each.now(), component)) ? 1 : 0);
            }
        } else if (type == Latencies.Summary.class) {
            quantile(registry, part, component, name, "0.5", Latencies.Summary::p50);
            quantile(registry, part, component, name, "0.95", Latencies.Summary::p95);
            quantile(registry, part, component, name, "0.99", Latencies.Summary::p99);
            meter(
                    registry,
                    false,
                    name + ".count",
                    Tags.empty(),
                    part,
                    each -> summary(each, component).count());
        } else if (value(part.now(), component) instanceof Map<?, ?> map) {
            map.forEach((key, first) -> {
                if (first instanceof Number) {
                    meter(
                            registry,
                            gauge,
                            name,
                            Tags.of("kind", lower(key)),
                            part,
                            each -> entry(each.now(), component, key));
                }
            });
        }
    }

    private static void meter(
            MeterRegistry registry, boolean gauge, String name, Tags tags, Part part, ToDoubleFunction<Part> value) {
        if (gauge) {
            Gauge.builder(name, part, value).tags(tags).strongReference(true).register(registry);
        } else {
            FunctionCounter.builder(name, part, value).tags(tags).register(registry);
        }
    }

    /** One quantile of a summary. */
    private interface Quantile {
        Duration of(Latencies.Summary summary);
    }

    private static void quantile(
            MeterRegistry registry, Part part, RecordComponent component, String name, String tag, Quantile quantile) {
        meter(
                registry,
                true,
                name + ".seconds",
                Tags.of("quantile", tag),
                part,
                each -> seconds(quantile.of(summary(each, component))));
    }

    private static Latencies.Summary summary(Part part, RecordComponent component) {
        return value(part.now(), component) instanceof Latencies.Summary summary ? summary : new Latencies().summary();
    }

    /** A component as a number: a truth value is 0 or 1, a time is seconds. */
    static double number(Record of, RecordComponent component) {
        return switch (value(of, component)) {
            case Number number -> number.doubleValue();
            case Boolean truth -> truth ? 1 : 0;
            case Duration time -> seconds(time);
            case null, default -> Double.NaN;
        };
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }

    private static double entry(Record of, RecordComponent component, Object key) {
        return value(of, component) instanceof Map<?, ?> map && map.get(key) instanceof Number number
                ? number.doubleValue()
                : 0;
    }

    static @Nullable Object value(Record of, RecordComponent component) {
        try {
            return component.getAccessor().invoke(of);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("figures of " + of.getClass() + " cannot be read", e);
        }
    }

    static String words(String name) {
        return lower(name.replaceAll("([A-Z])", ".$1"));
    }

    static String lower(Object word) {
        return word.toString().toLowerCase(Locale.ROOT);
    }
}
