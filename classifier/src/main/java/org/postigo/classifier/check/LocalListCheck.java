package org.postigo.classifier.check;

import java.util.List;
import org.postigo.classifier.locallist.LocalLists;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.FindingKey;

/**
 * Looks the client up in the operator's own lists. States {@link FindingKey#LIST_CLIENT} or
 * {@link FindingKey#LIST_CLIENT_GOOD} with value 1 for each that it is on; arguments are the list's name and the network.
 */
public final class LocalListCheck implements Check {
    private final LocalLists lists;

    /** Looks into these lists. */
    public LocalListCheck(LocalLists lists) {
        this.lists = lists;
    }

    @Override
    public String name() {
        return "local-lists";
    }

    @Override
    public List<Finding> examine(Subject subject) {
        return lists.of(subject.mail().client().address()).stream()
                .<Finding>map(listing -> new Finding.Fact(
                        switch (listing.list().kind()) {
                            case BLOCK -> FindingKey.LIST_CLIENT;
                            case ALLOW -> FindingKey.LIST_CLIENT_GOOD;
                        },
                        1,
                        List.of(listing.list().name(), listing.network().toString())))
                .toList();
    }
}
