package org.postigo.appliance.assembly;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.postigo.appliance.rest.HealthReport;
import org.postigo.classifier.Classifier;
import org.postigo.proxy.flow.MailFlow;
import org.postigo.proxy.outbound.RelayClient;
import org.postigo.proxy.outbound.RelayFigures;
import org.postigo.quarantine.incident.CauseWatch;
import org.postigo.store.FileStore;
import org.postigo.store.StoreFigures;

/** What is wrong now, part by part, for those who watch. */
record Health(FileStore store, RelayClient relay, MailFlow flow, Classifier classifier, CauseWatch watch, Clock clock)
        implements HealthReport {
    @Override
    public void rebuildIndex() {
        store.rebuild();
    }

    @Override
    public Map<String, String> troubles() {
        Map<String, String> troubles = new LinkedHashMap<>();
        for (RelayFigures.OfServer server : relay.figures().servers()) {
            server.circuitOpen().ifPresent(cause -> troubles.put("mailbox server " + server.server(), cause));
        }
        if (flow.figures().classifierDown()) {
            troubles.put("classifier", "it fails for all mail, which is passed on with a tag");
        }
        List<String> outOfOrder = classifier.outOfOrder();
        if (!outOfOrder.isEmpty()) {
            troubles.put("checks", "out of order: " + String.join(", ", outOfOrder));
        }
        Instant now = clock.instant();
        List<String> late = store.rounds().open().stream()
                .filter(round -> round.late(now))
                .map(round -> round.id().text())
                .toList();
        if (!late.isEmpty()) {
            troubles.put("review", "rounds are late: " + String.join(", ", late));
        }
        List<CauseWatch.Alarm> jumped = watch.alarms(now);
        if (!jumped.isEmpty()) {
            troubles.put(
                    "causes",
                    "speak against proven mail much more than before: "
                            + jumped.stream()
                                    .map(alarm -> alarm.cause() + " (" + alarm.hits() + " of " + alarm.messages() + ")")
                                    .collect(Collectors.joining(", ")));
        }
        try {
            StoreFigures figures = store.figures();
            if (figures.free() < figures.reserve()) {
                troubles.put("disk", "no room for held mail: what would be held is answered 452");
            } else if (figures.holdSpaceLow()) {
                troubles.put("disk", "hold space is used to 70 % or more");
            }
            if (figures.journalDropped() > 0) {
                troubles.put("journal", figures.journalDropped() + " entries were lost");
            }
            if (figures.damages() > 0) {
                troubles.put("store", figures.damages() + " damaged places, see the log");
            }
        } catch (IOException unreadable) {
            troubles.put("store", "the disk cannot be asked: " + unreadable.getMessage());
        }
        return troubles;
    }
}
