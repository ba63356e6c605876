package org.postigo.quarantine.campaign;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.postigo.store.acquaintances.Acquaintances;
import org.postigo.store.held.HeldCopy;

/**
 * Puts alike copies into one row.
 *
 * <p>Copies are linked where their {@link Traits} are alike, and what hangs together is a family (single linkage). A
 * family is then parted wherever its copies differ in {@link Standing}: known to the recipient's house or not, proven or
 * not, attachments. Last, a copy that looks much better or
 * worse than the middle of its row stands alone. So likeness alone never
 * hides the odd one out. What the sender can write makes the family; what the sender cannot write parts it.
 *
 * <p>What is left of small rows and nearly certain to be spam is bound into {@link Sheaf sheaves} by its kind, so that a
 * reader looks it over as a whole. Nothing that a reader may want to see by itself lies in one.
 */
public final class Campaigns {
    /** Log-odds by which a copy may differ from the middle of its row: about seven times the odds. */
    private static final double MUCH = 2;

    /** Log-odds from which on a copy is surely spam: beyond it differences say nothing. */
    private static final double SURE = 4;

    /** A campaign of more copies than this keeps a row of its own, whatever its kind. */
    private static final int OWN_ROW = 9;

    /** Copies of one kind in one row at most: as many as can be looked over at a glance once it is open. */
    private static final int MOST_IN_SHEAF = 50;

    private static final Comparator<HeldCopy> BEST_FIRST = Comparator.comparingDouble(Campaigns::logOdds)
            .thenComparing(copy -> copy.message().received(), Comparator.reverseOrder())
            .thenComparing(copy -> copy.id().toString());

    private final Acquaintances acquaintances;
    private final Predicate<HeldCopy> asked;

    /** Asks who knows whom; nobody waits for an answer. */
    public Campaigns(Acquaintances acquaintances) {
        this(acquaintances, _ -> false);
    }

    /**
     * Asks who knows whom.
     *
     * @param asked whether somebody asks about a copy
     */
    public Campaigns(Acquaintances acquaintances, Predicate<HeldCopy> asked) {
        this.acquaintances = acquaintances;
        this.asked = asked;
    }

    /** Every copy in exactly one campaign; campaigns in the order in which their first copy comes. */
    public List<Campaign> of(List<HeldCopy> copies) {
        Map<Integer, List<HeldCopy>> families = Families.group(
                copies, Families.of(copies.stream().map(Traits::of).toArray(Traits[]::new)));
        var campaigns = new ArrayList<Campaign>();
        for (List<HeldCopy> family : families.values()) {
            var byStanding = new LinkedHashMap<Standing, List<HeldCopy>>();
            family.forEach(copy -> byStanding
                    .computeIfAbsent(Standing.of(copy, acquaintances), _ -> new ArrayList<>())
                    .add(copy));
            for (List<HeldCopy> row : byStanding.values()) {
                part(row).forEach(part -> campaigns.add(new Campaign(part, family.size() - part.size())));
            }
        }
        return sheaves(campaigns);
    }

    /**
     * Small campaigns whose copies all are nearly certain to be spam lie together by kind; a sheaf stands where its first
     * campaign stood.
     */
    private List<Campaign> sheaves(List<Campaign> campaigns) {
        var bound = new LinkedHashMap<Object, List<Campaign>>();
        for (Campaign campaign : campaigns) {
            Optional<Sheaf> sheaf = campaign.copies().size() <= OWN_ROW
                            && campaign.copies().stream()
                                    .allMatch(copy -> sheaf(copy).isPresent())
                    ? sheaf(campaign.first())
                    : Optional.empty();
            Object place = sheaf.isPresent() ? sheaf.get() : campaign.first().id();
            bound.computeIfAbsent(place, _ -> new ArrayList<>()).add(campaign);
        }
        var rows = new ArrayList<Campaign>();
        bound.forEach((place, together) -> {
            if (place instanceof Sheaf sheaf && together.size() > 1) {
                List<HeldCopy> copies = together.stream()
                        .flatMap(campaign -> campaign.copies().stream())
                        .sorted(BEST_FIRST)
                        .toList();
                for (int from = 0; from < copies.size(); from += MOST_IN_SHEAF) {
                    rows.add(Campaign.of(
                            sheaf.kind(), copies.subList(from, Math.min(from + MOST_IN_SHEAF, copies.size()))));
                }
            } else {
                rows.addAll(together);
            }
        });
        return rows;
    }

    private Optional<Sheaf> sheaf(HeldCopy copy) {
        return asked.test(copy) ? Optional.empty() : Sheaf.of(copy, acquaintances);
    }

    /** Those that look much better or much worse than the middle each alone, the rest together. */
    private static Collection<List<HeldCopy>> part(List<HeldCopy> row) {
        List<HeldCopy> sorted = row.stream().sorted(BEST_FIRST).toList();
        double middle = capped(sorted.get(sorted.size() / 2));
        var parts = new ArrayList<List<HeldCopy>>();
        var together = new ArrayList<HeldCopy>();
        for (HeldCopy copy : sorted) {
            if (Math.abs(capped(copy) - middle) > MUCH) {
                parts.add(List.of(copy));
            } else {
                together.add(copy);
            }
        }
        parts.add(together);
        return parts;
    }

    private static double capped(HeldCopy copy) {
        return Math.min(SURE, logOdds(copy));
    }

    private static double logOdds(HeldCopy copy) {
        return copy.message().assessment().score().logOdds();
    }
}
