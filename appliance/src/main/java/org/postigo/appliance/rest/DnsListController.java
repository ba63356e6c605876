package org.postigo.appliance.rest;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postigo.mail.record.DnsListTable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** How the DNS lists fare, and where our queries come from. */
@RestController
@RequestMapping("/api/v1/dns-lists")
class DnsListController {
    private final DnsListTable.Source table;

    DnsListController(DnsListTable.Source table) {
        this.table = table;
    }

    /** The table of this moment. */
    record DnsListRows(Instant at, List<DnsListRow> rows, List<QueryOriginRow> queriesFrom) {}

    /** One list; the times of an answer in milliseconds, the last two what reviewers called its held mail. */
    record DnsListRow(
            String name,
            DnsListTable.About about,
            DnsListTable.State state,
            String why,
            @Nullable Instant until,
            long queries,
            long hits,
            long errors,
            long timeouts,
            double latency,
            @Nullable Instant tested,
            long spam,
            long ham) {}

    /** A resolver, and the address by which its questions leave. */
    record QueryOriginRow(
            String resolver,
            @Nullable String from,
            @Nullable String seen) {}

    @GetMapping
    DnsListRows dnsLists() {
        DnsListTable now = table.now();
        return new DnsListRows(
                now.at(),
                now.rows().stream().map(DnsListController::row).toList(),
                now.queriesFrom().stream()
                        .map(each -> new QueryOriginRow(
                                each.resolver(),
                                each.from().orElse(null),
                                each.seen().orElse(null)))
                        .toList());
    }

    private static DnsListRow row(DnsListTable.Row row) {
        return new DnsListRow(
                row.name(),
                row.about(),
                row.state(),
                row.why(),
                row.until().orElse(null),
                row.queries(),
                row.hits(),
                row.errors(),
                row.timeouts(),
                row.latency().toNanos() / 1e6,
                row.tested().orElse(null),
                row.agreement().spam(),
                row.agreement().ham());
    }
}
