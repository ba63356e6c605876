package org.postigo.quarantine.campaign;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * <p>Compares all pairs: meant for a few thousand copies at a time.
 */
public final class Campaigns {
    /** Log-odds by which a copy may differ from the middle of its row: about seven times the odds. */
    private static final double MUCH = 2;

    /** Log-odds from which on a copy is surely spam: beyond it differences say nothing. */
    private static final double SURE = 4;

    private static final Comparator<HeldCopy> BEST_FIRST = Comparator.comparingDouble(Campaigns::logOdds)
            .thenComparing(copy -> copy.message().received(), Comparator.reverseOrder())
            .thenComparing(copy -> copy.id().toString());

    private final Acquaintances acquaintances;

    /** Asks who knows whom. */
    public Campaigns(Acquaintances acquaintances) {
        this.acquaintances = acquaintances;
    }

    /** Every copy in exactly one campaign; campaigns in the order in which their first copy comes. */
    public List<Campaign> of(List<HeldCopy> copies) {
        Map<Integer, List<HeldCopy>> families = families(copies);
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
        return campaigns;
    }

    private static Map<Integer, List<HeldCopy>> families(List<HeldCopy> copies) {
        Traits[] traits = copies.stream().map(Traits::of).toArray(Traits[]::new);
        int[] parents = new int[traits.length];
        Arrays.setAll(parents, i -> i);
        for (int i = 1; i < traits.length; i++) {
            for (int j = 0; j < i; j++) {
                int mine = root(parents, i);
                int others = root(parents, j);
                if (mine != others && traits[i].alike(traits[j])) {
                    parents[Math.max(mine, others)] = Math.min(mine, others);
                }
            }
        }
        var families = new LinkedHashMap<Integer, List<HeldCopy>>();
        for (int i = 0; i < parents.length; i++) {
            families.computeIfAbsent(root(parents, i), _ -> new ArrayList<>()).add(copies.get(i));
        }
        return families;
    }

    private static int root(int[] parents, int of) {
        int at = of;
        while (parents[at] != at) {
            parents[at] = parents[parents[at]];
            at = parents[at];
        }
        return at;
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
