package org.postigo.classifier.check;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.postigo.classifier.dnslist.DnsList;
import org.postigo.classifier.dnslist.DnsLists;
import org.postigo.classifier.dnslist.ListAnswer;
import org.postigo.classifier.dnslist.Meaning;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.FindingKey;

/**
 * Asks DNS lists about the client. States {@link FindingKey#LIST_CLIENT} and {@link FindingKey#LIST_CLIENT_GOOD}, one
 * for each list that lists it: value is the strength of its strongest statement, above 0 to 1, arguments are the list's
 * name and its words. A list without an answer is unknown, as {@code dnslist:} and its name.
 */
public final class ClientListCheck implements Check {
    private final DnsLists lists;

    /** Asks these lists. */
    public ClientListCheck(DnsLists lists) {
        this.lists = lists;
    }

    @Override
    public String name() {
        return "client-lists";
    }

    @Override
    public List<Finding> examine(Subject subject) throws InterruptedException {
        var findings = new ArrayList<Finding>();
        for (ListAnswer answer : lists.client(subject.mail().client().address(), subject.lookupsEnd())) {
            switch (answer) {
                case ListAnswer.Listed(DnsList list, String _, List<Meaning> meanings) ->
                    findings.add(new Finding.Fact(
                            list.kind() == DnsList.Kind.CLIENT_GOOD
                                    ? FindingKey.LIST_CLIENT_GOOD
                                    : FindingKey.LIST_CLIENT,
                            meanings.getFirst().group().strength(),
                            List.of(list.name(), words(meanings))));
                case ListAnswer.NotListed _ -> {}
                case ListAnswer.NoAnswer silence -> findings.add(unknown(silence));
            }
        }
        return findings;
    }

    /** What a list says, its labels joined by commas. */
    static String words(List<Meaning> meanings) {
        return meanings.stream().map(Meaning::label).distinct().collect(Collectors.joining(", "));
    }

    /** A list's silence as a finding. */
    static Finding.Unknown unknown(ListAnswer.NoAnswer silence) {
        return new Finding.Unknown(
                "dnslist:" + silence.list().name(),
                silence.timeout() ? Finding.Cause.TIMEOUT : Finding.Cause.UNAVAILABLE,
                silence.why());
    }
}
