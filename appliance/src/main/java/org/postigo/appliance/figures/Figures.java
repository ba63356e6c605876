package org.postigo.appliance.figures;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.postigo.proxy.outbound.Latencies;

/**
 * Figures of all parts. Each part counts for itself and gives a snapshot as a record; here each component becomes a
 * meter named {@code postigo.PART.COMPONENT}: numbers are counters unless the part says that they go up and down, truth
 * values are 0 or 1, latencies their quantiles in seconds.
 */
public final class Figures implements MeterBinder {
    private final List<Part> parts = new ArrayList<>();

    /**
     * A part that counts.
     *
     * @param name in the meters
     * @param snapshot asked at each reading; answers from memory
     * @param gauges components that go up and down
     */
    private record Part(String name, Supplier<? extends Record> snapshot, Set<String> gauges) {}

    /** Adds a part. */
    public Figures with(String name, Supplier<? extends Record> snapshot, String... gauges) {
        parts.add(new Part(name, snapshot, Set.of(gauges)));
        return this;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (Part part : parts) {
            for (RecordComponent component : part.snapshot().get().getClass().getRecordComponents()) {
                bind(registry, part, component);
            }
        }
    }

    private static void bind(MeterRegistry registry, Part part, RecordComponent component) {
        String name = "postigo." + part.name() + "." + words(component.getName());
        Class<?> type = component.getType();
        if (type == long.class || type == int.class) {
            if (part.gauges().contains(component.getName())) {
                Gauge.builder(name, part, each -> number(each, component))
                        .strongReference(true)
                        .register(registry);
            } else {
                FunctionCounter.builder(name, part, each -> number(each, component))
                        .register(registry);
            }
        } else if (type == boolean.class) {
            Gauge.builder(name, part, each -> Boolean.TRUE.equals(value(each, component)) ? 1 : 0)
                    .register(registry);
        } else if (type == Latencies.Summary.class) {
            quantile(registry, part, component, name, "0.5", Latencies.Summary::p50);
            quantile(registry, part, component, name, "0.95", Latencies.Summary::p95);
            quantile(registry, part, component, name, "0.99", Latencies.Summary::p99);
            FunctionCounter.builder(
                            name + ".count",
                            part,
                            each -> summary(each, component).count())
                    .register(registry);
        } else if (Map.class.isAssignableFrom(type)) {
            // The keys of such a map are known from the start: reply classes, causes.
            if (value(part, component) instanceof Map<?, ?> map) {
                for (Object key : map.keySet()) {
                    FunctionCounter.builder(name, part, each -> entry(each, component, key))
                            .tags(Tags.of("kind", key.toString().toLowerCase(Locale.ROOT)))
                            .register(registry);
                }
            }
        }
    }

    /** One quantile of a summary. */
    private interface Quantile {
        Duration of(Latencies.Summary summary);
    }

    private static void quantile(
            MeterRegistry registry, Part part, RecordComponent component, String name, String tag, Quantile quantile) {
        Gauge.builder(
                        name + ".seconds",
                        part,
                        each -> quantile.of(summary(each, component)).toNanos() / 1e9)
                .tags(Tags.of("quantile", tag))
                .register(registry);
    }

    private static Latencies.Summary summary(Part part, RecordComponent component) {
        return value(part, component) instanceof Latencies.Summary summary ? summary : new Latencies().summary();
    }

    private static double number(Part part, RecordComponent component) {
        return value(part, component) instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    private static double entry(Part part, RecordComponent component, Object key) {
        return value(part, component) instanceof Map<?, ?> map && map.get(key) instanceof Number number
                ? number.doubleValue()
                : 0;
    }

    private static @Nullable Object value(Part part, RecordComponent component) {
        try {
            return component.getAccessor().invoke(part.snapshot().get());
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("figures of " + part.name() + " cannot be read", e);
        }
    }

    private static String words(String name) {
        return name.replaceAll("([A-Z])", ".$1").toLowerCase(Locale.ROOT);
    }
}
