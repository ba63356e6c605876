package org.postigo.quarantine.campaign;

import java.util.List;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.HeldCopy;

/**
 * Copies that are read and decided as one row; a copy that is like no other is a campaign of one.
 *
 * @param copies the one most likely good first: it is the one to look at
 * @param apart how many copies are alike in what they say but stand in rows of their own, since they differ in
 *     recipient's relation, authentication, attachments or score
 */
public record Campaign(List<HeldCopy> copies, int apart) {
    /** Copies the list and checks it. */
    public Campaign {
        copies = List.copyOf(copies);
        if (copies.isEmpty() || apart < 0) {
            throw new IllegalArgumentException(copies.size() + " copies, " + apart + " apart");
        }
    }

    /** The one to look at. */
    public HeldCopy first() {
        return copies.getFirst();
    }

    /** All names, the first one's first. */
    public List<CopyId> ids() {
        return copies.stream().map(HeldCopy::id).toList();
    }
}
