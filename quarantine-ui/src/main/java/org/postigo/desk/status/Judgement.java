package org.postigo.desk.status;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postigo.mail.record.DnsListTable;
import org.postigo.store.StoreFigures;
import org.postigo.store.rounds.Round;

/** What the figures of a moment mean for those who look after the gate. */
record Judgement(Machine.State state, DnsListTable lists, List<Round> open, Instant at) {
    private static final Duration LEARNING_LATE = Duration.ofMinutes(10);
    private static final Duration RENEW = Duration.ofDays(21);

    /** Part by part. */
    Map<Service, Standing> standings() {
        var all = new EnumMap<Service, Standing>(Service.class);
        for (Service service : Service.values()) {
            all.put(service, of(service));
        }
        return Collections.unmodifiableMap(all);
    }

    private Standing of(Service service) {
        StoreFigures store = state.store();
        return switch (service) {
            case GATE -> of(state.gate().knock());
            case RESOLVER -> of(state.resolver());
            case CLASSIFIER ->
                state.judging().down()
                        ? Standing.FAILED
                        : state.judging().outOfOrder().isEmpty() ? Standing.GOOD : Standing.WAITING;
            case SERVERS -> {
                long broken = state.servers().stream()
                        .filter(server -> server.circuit().isPresent())
                        .count();
                yield broken == 0 ? Standing.GOOD : Standing.FAILED;
            }
            case RELEASES -> store.overdue() == 0 ? Standing.GOOD : Standing.WAITING;
            case HELD ->
                store.free() < store.reserve() || store.damages() > 0
                        ? Standing.FAILED
                        : store.holdSpaceLow() ? Standing.WAITING : Standing.GOOD;
            case JOURNAL -> store.journalDropped() == 0 ? Standing.GOOD : Standing.FAILED;
            case INDEX -> store.index() == StoreFigures.IndexState.READY ? Standing.GOOD : Standing.WAITING;
            case LISTS -> ofLists();
            case REVIEW -> open.stream().anyMatch(round -> round.late(at)) ? Standing.FAILED : Standing.GOOD;
            case LEARNING ->
                state.model().behind().compareTo(LEARNING_LATE) > 0
                                || state.model().leftOut() > 0
                        ? Standing.WAITING
                        : Standing.GOOD;
            case CERTIFICATES -> ofCertificates();
        };
    }

    private static Standing of(Optional<Machine.Probe> probe) {
        return probe.map(each -> each.took().isPresent() ? Standing.GOOD : Standing.FAILED)
                .orElse(Standing.OFF);
    }

    private Standing ofLists() {
        Standing worst = Standing.OFF;
        for (DnsListTable.Row row : lists.rows()) {
            Standing each = of(row.state());
            if (worst == Standing.OFF || each != Standing.OFF && each.compareTo(worst) > 0) {
                worst = each;
            }
        }
        return worst;
    }

    static Standing of(DnsListTable.State state) {
        return switch (state) {
            case ACTIVE -> Standing.GOOD;
            case PAUSED -> Standing.WAITING;
            case DISABLED -> Standing.FAILED;
            case OFF -> Standing.OFF;
        };
    }

    private Standing ofCertificates() {
        if (state.certificates().isEmpty()) {
            return Standing.OFF;
        }
        Standing worst = Standing.GOOD;
        for (Machine.Certificate certificate : state.certificates()) {
            Standing each = of(certificate, at);
            worst = each.compareTo(worst) > 0 ? each : worst;
        }
        return worst;
    }

    static Standing of(Machine.Certificate certificate, Instant at) {
        if (certificate.until().isEmpty() || certificate.until().get().isBefore(at)) {
            return Standing.FAILED;
        }
        return certificate.until().get().isBefore(at.plus(RENEW)) ? Standing.WAITING : Standing.GOOD;
    }
}
