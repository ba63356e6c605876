package org.postigo.quarantine.campaign;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * What hangs together by likeness (single linkage), found by keys instead of by looking at all pairs.
 *
 * <p>Equal values are met in a table. Sets whose share of common members reaches a bound must have one of their rarest
 * members in common, so that only those are looked up and compared (prefix filtering: Bayardo, Ma, Srikant, "Scaling up
 * all pairs similarity search", 2007). Finds exactly what comparing all pairs finds; the work grows with the number of
 * copies and of pairs that share something rare.
 */
final class Families {
    private final Traits[] traits;
    private final int[] parents;

    private Families(Traits[] traits) {
        this.traits = traits;
        this.parents = new int[traits.length];
        Arrays.setAll(parents, i -> i);
    }

    /** For each of these the place of the first of its family. */
    static int[] of(Traits[] traits) {
        var families = new Families(traits);
        families.join();
        return IntStream.range(0, traits.length).map(families::root).toArray();
    }

    private void join() {
        same(Traits::fromHouse);
        same(t -> both(t.name(), t.envelopeHouse()));
        same(t -> both(t.name(), t.network()));
        same(t -> both(t.envelopeHouse(), t.network()));
        alike(Traits::subject, Traits.SUBJECT_ALIKE, Traits.LEAST_SUBJECT, _ -> 0, _ -> true);
        alike(Traits::houses, Traits.HOUSES_ALIKE, 1, _ -> 0, _ -> true);
        alike(Traits::words, Traits.WORDS_ALIKE, Traits.LEAST_WORDS, _ -> 0, _ -> true);
        alikeBeside(Traits::name);
        alikeBeside(Traits::envelopeHouse);
        alikeBeside(Traits::network);
    }

    private static String both(String one, String other) {
        return one.isEmpty() || other.isEmpty() ? "" : one + '\n' + other;
    }

    /** Joins those of the same value. */
    private void same(Function<Traits, String> value) {
        var first = new HashMap<String, Integer>();
        for (int i = 0; i < traits.length; i++) {
            String mine = value.apply(traits[i]);
            if (!mine.isEmpty()) {
                Integer before = first.putIfAbsent(mine, i);
                if (before != null) {
                    join(before, i);
                }
            }
        }
    }

    /** Joins those of the same value whose words are somewhat alike. */
    private void alikeBeside(Function<Traits, String> value) {
        var numbers = new HashMap<String, Integer>();
        int[] number = new int[traits.length];
        for (int i = 0; i < traits.length; i++) {
            String mine = value.apply(traits[i]);
            number[i] = mine.isEmpty() ? 0 : numbers.computeIfAbsent(mine, _ -> numbers.size() + 1);
        }
        alike(Traits::words, Traits.WORDS_SOMEWHAT, Traits.LEAST_WORDS, i -> number[i], i -> number[i] > 0);
    }

    private record Key(int group, int member) {}

    /**
     * Joins those whose sets share enough.
     *
     * @param least members that a set must have
     * @param group only sets of the same group are compared
     */
    private void alike(
            Function<Traits, int[]> set, double share, int least, IntUnaryOperator group, IntPredicate wanted) {
        var frequency = new HashMap<Integer, Integer>();
        for (Traits trait : traits) {
            for (int member : set.apply(trait)) {
                frequency.merge(member, 1, Integer::sum);
            }
        }
        // Equal sets are joined at once, and one of them stands for all.
        var distinct = new HashMap<List<Object>, Integer>();
        var under = new HashMap<Key, List<Integer>>();
        for (int i = 0; i < traits.length; i++) {
            int[] mine = set.apply(traits[i]);
            if (mine.length < least || !wanted.test(i)) {
                continue;
            }
            int its = group.applyAsInt(i);
            Integer before = distinct.putIfAbsent(
                    List.of(its, Arrays.stream(mine).boxed().toList()), i);
            if (before != null) {
                join(before, i);
                continue;
            }
            int[] rarest = Arrays.stream(mine)
                    .boxed()
                    .sorted(Comparator.comparing((Integer member) -> frequency.getOrDefault(member, 0))
                            .thenComparing(member -> member))
                    .mapToInt(Integer::intValue)
                    .limit(mine.length - (int) Math.ceil(share * mine.length - 1e-9) + 1L)
                    .toArray();
            for (int member : rarest) {
                List<Integer> others = under.computeIfAbsent(new Key(its, member), _ -> new ArrayList<>());
                for (int other : others) {
                    if (root(other) != root(i) && Traits.share(mine, set.apply(traits[other])) >= share) {
                        join(other, i);
                    }
                }
                others.add(i);
            }
        }
    }

    private void join(int one, int other) {
        int mine = root(one);
        int others = root(other);
        parents[Math.max(mine, others)] = Math.min(mine, others);
    }

    private int root(int of) {
        int at = of;
        while (parents[at] != at) {
            parents[at] = parents[parents[at]];
            at = parents[at];
        }
        return at;
    }

    /** Things by their family, in the order in which each family's first one comes. */
    static <T> Map<Integer, List<T>> group(List<T> things, int[] families) {
        var groups = new LinkedHashMap<Integer, List<T>>();
        for (int i = 0; i < families.length; i++) {
            groups.computeIfAbsent(families[i], _ -> new ArrayList<>()).add(things.get(i));
        }
        return groups;
    }
}
