package org.postigo.appliance.figures;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Figures in rows that come and go, such as one for each domain: made anew at each reading, since meters that were
 * registered once would know neither a new row nor that an old one is gone. A table that cannot be read is left out, with
 * a warning in the log.
 */
final class Tables implements MultiCollector {
    private static final Logger LOG = LoggerFactory.getLogger(Tables.class);

    private final List<Table<?>> tables = new ArrayList<>();

    /**
     * A table.
     *
     * @param name in front of its columns
     * @param label what a row's key is called
     * @param type of a row; its components are the columns
     * @param rows by key, asked at each reading
     * @param gauges columns of numbers that go up and down
     */
    private record Table<R extends Record>(
            String name, String label, Class<R> type, Supplier<? extends Map<?, R>> rows, Set<String> gauges) {}

    <R extends Record> void add(
            String name, String label, Class<R> type, Supplier<? extends Map<?, R>> rows, String... gauges) {
        tables.add(new Table<>(name, label, type, rows, Set.of(gauges)));
    }

    @Override
    public MetricSnapshots collect() {
        var all = new ArrayList<MetricSnapshot>();
        for (Table<?> table : tables) {
            try {
                columns(table, all);
            } catch (RuntimeException unreadable) {
                LOG.warn("figures of {} cannot be read: {}", table.name(), unreadable.toString());
            }
        }
        return new MetricSnapshots(all);
    }

    private static <R extends Record> void columns(Table<R> table, List<MetricSnapshot> onto) {
        Map<?, R> rows = table.rows().get();
        for (RecordComponent column : table.type().getRecordComponents()) {
            String name = ("postigo." + table.name() + "." + Figures.words(column.getName())).replace('.', '_');
            Class<?> type = column.getType();
            if ((type == long.class || type == int.class) && !table.gauges().contains(column.getName())) {
                var counter = CounterSnapshot.builder().name(name);
                rows.forEach((key, row) -> counter.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                        .labels(Labels.of(table.label(), key.toString()))
                        .value(Figures.number(row, column))
                        .build()));
                onto.add(counter.build());
            } else if (type.isEnum()) {
                var gauge = GaugeSnapshot.builder().name(name);
                rows.forEach((key, row) -> {
                    for (Object each : type.getEnumConstants()) {
                        gauge.dataPoint(point(
                                Labels.of(table.label(), key.toString(), column.getName(), Figures.lower(each)),
                                each.equals(Figures.value(row, column)) ? 1 : 0));
                    }
                });
                onto.add(gauge.build());
            } else {
                var gauge = GaugeSnapshot.builder().name(type == Duration.class ? name + "_seconds" : name);
                rows.forEach((key, row) ->
                        gauge.dataPoint(point(Labels.of(table.label(), key.toString()), Figures.number(row, column))));
                onto.add(gauge.build());
            }
        }
    }

    private static GaugeSnapshot.GaugeDataPointSnapshot point(Labels labels, double value) {
        return GaugeSnapshot.GaugeDataPointSnapshot.builder()
                .labels(labels)
                .value(value)
                .build();
    }
}
