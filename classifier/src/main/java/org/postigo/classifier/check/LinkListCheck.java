package org.postigo.classifier.check;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.postigo.classifier.dnslist.DnsList;
import org.postigo.classifier.dnslist.DnsLists;
import org.postigo.classifier.dnslist.ListAnswer;
import org.postigo.classifier.dnslist.Meaning;
import org.postigo.mail.DomainName;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.FindingKey;

/**
 * Asks DNS lists about the hosts of links. States {@link FindingKey#LIST_LINK}, one for each list and host: value is the
 * strength of its strongest statement, above 0 to 1, arguments are the list's name, its words and the host. A list
 * without an answer is unknown, once.
 */
public final class LinkListCheck implements Check {
    private final DnsLists lists;
    private final LinkHosts hosts;

    /** Asks these lists about the hosts that {@code hosts} finds. */
    public LinkListCheck(DnsLists lists, LinkHosts hosts) {
        this.lists = lists;
        this.hosts = hosts;
    }

    @Override
    public String name() {
        return "link-lists";
    }

    @Override
    public List<Finding> examine(Subject subject) throws InterruptedException {
        var findings = new ArrayList<Finding>();
        Set<String> silent = new HashSet<>();
        List<DomainName> linked = hosts.in(subject.message());
        for (ListAnswer answer : lists.links(linked, subject.lookupsEnd())) {
            switch (answer) {
                case ListAnswer.Listed(DnsList list, String host, List<Meaning> meanings) ->
                    findings.add(new Finding.Fact(
                            FindingKey.LIST_LINK,
                            meanings.getFirst().group().strength(),
                            List.of(list.name(), ClientListCheck.words(meanings), host)));
                case ListAnswer.NotListed _ -> {}
                case ListAnswer.NoAnswer silence -> {
                    if (silent.add(silence.list().name())) {
                        findings.add(ClientListCheck.unknown(silence));
                    }
                }
            }
        }
        return findings;
    }
}
