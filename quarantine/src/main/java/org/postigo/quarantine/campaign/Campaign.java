package org.postigo.quarantine.campaign;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.HeldCopy;

/**
 * Copies that are read and decided as one row; a copy that is like no other is a campaign of one. Where a kind is given,
 * they are not alike: each is nearly certain to be spam, of that kind.
 *
 * @param copies the one to look at first: one that somebody asks about, or else the one most likely good
 * @param apart how many copies are alike in what they say but stand in rows of their own, since they differ in
 *     recipient's relation, authentication, attachments or score
 * @param asked whether somebody waits for an answer about one of them
 * @param kind what they have in common if they are of one kind only; empty where they are alike
 */
public record Campaign(List<HeldCopy> copies, int apart, boolean asked, Optional<Kind> kind) {
    /** Copies the list and checks it. */
    public Campaign {
        copies = List.copyOf(copies);
        if (copies.isEmpty() || apart < 0) {
            throw new IllegalArgumentException(copies.size() + " copies, " + apart + " apart");
        }
    }

    /** Of copies that are alike, or of one, about which nobody asks. */
    public Campaign(List<HeldCopy> copies, int apart) {
        this(copies, apart, false, Optional.empty());
    }

    /** Of one kind. */
    static Campaign of(Kind kind, List<HeldCopy> copies) {
        return new Campaign(copies, 0, false, Optional.of(kind));
    }

    /** The same, with those that somebody asks about to be looked at first. */
    Campaign asked(Predicate<HeldCopy> about) {
        List<HeldCopy> first = copies.stream().filter(about).toList();
        if (first.isEmpty()) {
            return this;
        }
        return new Campaign(
                Stream.concat(first.stream(), copies.stream().filter(about.negate()))
                        .toList(),
                apart,
                true,
                kind);
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
