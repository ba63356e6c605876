package org.postigo.appliance.figures;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.postigo.classifier.dnslist.DnsList;
import org.postigo.classifier.dnslist.ListHealth;
import org.postigo.mail.record.DnsListTable;

/**
 * Draws the table of DNS lists from what their health, the reviewers and the way to the resolvers say now.
 *
 * @param health of every list
 * @param agreement of reviewers, by the list's name
 * @param origins of our queries
 */
public record ListTable(
        Supplier<List<ListHealth>> health,
        Supplier<Map<String, DnsListTable.Agreement>> agreement,
        Supplier<List<DnsListTable.Origin>> origins,
        InstantSource clock)
        implements DnsListTable.Source {
    @Override
    public DnsListTable now() {
        Map<String, DnsListTable.Agreement> reviewers = agreement.get();
        return new DnsListTable(
                clock.instant(),
                health.get().stream()
                        .map(each ->
                                row(each, reviewers.getOrDefault(each.list().name(), DnsListTable.Agreement.NONE)))
                        .toList(),
                origins.get());
    }

    private static DnsListTable.Row row(ListHealth health, DnsListTable.Agreement agreement) {
        DnsList list = health.list();
        return new DnsListTable.Row(
                list.name(),
                switch (list.kind()) {
                    case CLIENT -> DnsListTable.About.CLIENT;
                    case CLIENT_GOOD -> DnsListTable.About.GOOD_CLIENT;
                    case LINK_HOST, LINK_DOMAIN -> DnsListTable.About.LINK;
                    case MAILBOX_HASH -> DnsListTable.About.MAILBOX;
                },
                switch (health.state()) {
                    case ACTIVE -> DnsListTable.State.ACTIVE;
                    case PAUSED -> DnsListTable.State.PAUSED;
                    case DISABLED -> DnsListTable.State.DISABLED;
                    case OFF -> DnsListTable.State.OFF;
                },
                health.why(),
                health.until(),
                health.queries(),
                health.hits(),
                health.errors(),
                health.timeouts(),
                health.meanLatency(),
                health.tested(),
                agreement,
                list.terms().summary(),
                list.terms().url());
    }
}
