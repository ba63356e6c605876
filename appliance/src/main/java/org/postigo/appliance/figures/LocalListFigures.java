package org.postigo.appliance.figures;

import java.util.Map;
import java.util.stream.Collectors;
import org.postigo.classifier.locallist.LocalLists;

/**
 * How a local list fares.
 *
 * @param networks in force
 * @param hits since start
 * @param broken whether its file cannot be read as it stands; what was read before stays in force, and the log says why
 */
public record LocalListFigures(int networks, long hits, boolean broken) {
    /** Of all lists, by name. */
    public static Map<String, LocalListFigures> of(LocalLists lists) {
        return lists.health().stream()
                .collect(Collectors.toMap(
                        health -> health.list().name(),
                        health -> new LocalListFigures(
                                health.networks(),
                                health.hits(),
                                health.trouble().isPresent())));
    }
}
