package org.postigo.desk.rows;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.postigo.quarantine.campaign.Campaign;
import org.postigo.quarantine.campaign.Kind;
import org.postigo.quarantine.campaign.Ranking;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.HeldCopy;
import org.postigo.store.held.HeldMail;

/**
 * A definite set of copies as rows: one for each campaign, and its members below it while it is open. Where it folds, what
 * is settled leaves the rows, and the line and all figures are those of what is left.
 */
public final class Arrangement {
    /** Nothing is arranged: the list is a plain one. */
    public static final Arrangement NONE = new Arrangement(new Ranking(List.of(), 0, 0, 0), false);

    /** Members that an opened campaign shows at first. */
    private static final int FEW = 3;

    private final List<Campaign> campaigns;
    private final boolean folding;
    private final Map<CopyId, Integer> campaignOf = new HashMap<>();
    private final double[] good;
    private final Set<CopyId> settled = new LinkedHashSet<>();
    private final Map<Integer, Opening> opened = new HashMap<>();
    private Predicate<Campaign> wanted = _ -> true;
    private boolean showing;
    private List<CopyId> rows = List.of();
    private Map<CopyId, Row> looks = Map.of();
    private Left left = new Left(0, 0, 0, 0, 0, 0);

    private enum Opening {
        FEW,
        ALL
    }

    /**
     * How a row looks.
     *
     * @param count copies that it stands for
     * @param open whether its members stand below it
     * @param member whether it is such a member
     * @param below whether the line is drawn above it
     * @param more members that are not shown, below the last one that is
     */
    private record Row(int count, boolean open, boolean member, boolean below, int more) {
        static final Row PLAIN = new Row(1, false, false, false, 0);
    }

    /**
     * What is still to be decided.
     *
     * @param rows one for each campaign
     * @param copies in all of them
     * @param expected good ones among them
     * @param below rows below the line
     * @param expectedBelow good ones among those
     * @param settledRows campaigns of which nothing is left
     */
    public record Left(int rows, int copies, double expected, int below, double expectedBelow, int settledRows) {}

    /**
     * Of a ranking.
     *
     * @param folding whether what is settled leaves the rows
     */
    public Arrangement(Ranking ranking, boolean folding) {
        this.campaigns = ranking.campaigns();
        this.folding = folding;
        this.good = new double[campaigns.size()];
        for (int i = 0; i < campaigns.size(); i++) {
            for (HeldCopy copy : campaigns.get(i).copies()) {
                campaignOf.put(copy.id(), i);
                if (folding && !copy.state().open()) {
                    settled.add(copy.id());
                }
            }
        }
        lay();
    }

    private void lay() {
        var laid = new ArrayList<CopyId>();
        var how = new HashMap<CopyId, Row>();
        if (folding && showing) {
            settled.forEach(id -> add(laid, how, id, Row.PLAIN));
        }
        List<List<CopyId>> remaining = new ArrayList<>();
        for (int i = 0; i < campaigns.size(); i++) {
            List<HeldCopy> copies = campaigns.get(i).copies().stream()
                    .filter(copy -> !settled.contains(copy.id()))
                    .toList();
            good[i] = copies.stream().mapToDouble(Ranking::good).sum();
            remaining.add(copies.stream().map(HeldCopy::id).toList());
        }
        int line = line(remaining);
        boolean drawn = false;
        for (int i = 0; i < campaigns.size(); i++) {
            List<CopyId> ids = remaining.get(i);
            if (ids.isEmpty() || !wanted.test(campaigns.get(i))) {
                continue;
            }
            boolean below = !drawn && i >= line && line > 0 && !laid.isEmpty();
            drawn |= below;
            Opening opening = opened.get(i);
            add(laid, how, ids.getFirst(), new Row(ids.size(), opening != null, false, below, 0));
            if (opening != null) {
                int shown = opening == Opening.ALL ? ids.size() - 1 : Math.min(FEW, ids.size() - 1);
                for (int m = 1; m <= shown; m++) {
                    add(laid, how, ids.get(m), new Row(1, false, true, false, m == shown ? ids.size() - 1 - shown : 0));
                }
            }
        }
        rows = List.copyOf(laid);
        looks = how;
    }

    private static void add(List<CopyId> laid, Map<CopyId, Row> how, CopyId id, Row row) {
        laid.add(id);
        how.put(id, row);
    }

    /** The first campaign below the line, and the figures of both sides. */
    private int line(List<List<CopyId>> remaining) {
        int line = campaigns.size();
        double below = 0;
        while (line > 0 && !waited(line - 1, remaining) && below + good[line - 1] <= Ranking.REST) {
            below += good[--line];
        }
        double expected = 0;
        int some = 0;
        int someBelow = 0;
        int copies = 0;
        for (int i = 0; i < campaigns.size(); i++) {
            expected += good[i];
            copies += remaining.get(i).size();
            boolean any = !remaining.get(i).isEmpty();
            some += any ? 1 : 0;
            someBelow += any && i >= line ? 1 : 0;
        }
        left = new Left(some, copies, expected, someBelow, below, campaigns.size() - some);
        return line;
    }

    /** Whether somebody asks about what is left of a campaign. */
    private boolean waited(int campaign, List<List<CopyId>> remaining) {
        return campaigns.get(campaign).asked() && !remaining.get(campaign).isEmpty();
    }

    /** What is still to be decided, whatever is shown. */
    public Left left() {
        return left;
    }

    /** All campaigns, the costliest first. */
    public List<Campaign> campaigns() {
        return campaigns;
    }

    /** Settled copies, in the order in which they were. */
    public List<CopyId> settled() {
        return List.copyOf(settled);
    }

    /**
     * Good ones still expected after each row: those of settled rows first, then those that are left, in the order in which
     * they are read. One value more than there are rows.
     */
    public double[] curve() {
        var drops = new ArrayList<Double>();
        for (int pass = 0; pass < 2; pass++) {
            for (int i = 0; i < campaigns.size(); i++) {
                boolean done = settled.containsAll(campaigns.get(i).ids());
                if (done == (pass == 0)) {
                    drops.add(campaigns.get(i).copies().stream()
                            .mapToDouble(Ranking::good)
                            .sum());
                }
            }
        }
        double[] curve = new double[drops.size() + 1];
        for (int i = drops.size() - 1; i >= 0; i--) {
            curve[i] = curve[i + 1] + drops.get(i);
        }
        return curve;
    }

    /** How many campaigns match. */
    public int count(Predicate<Campaign> which) {
        int count = 0;
        for (Campaign campaign : campaigns) {
            count += which.test(campaign) && !settled.containsAll(campaign.ids()) ? 1 : 0;
        }
        return count;
    }

    /** Shows only the campaigns that match. */
    public void want(Predicate<Campaign> which) {
        wanted = which;
        lay();
    }

    /** Shows what is settled above the rest, or hides it. */
    public void showSettled(boolean show) {
        showing = show;
        lay();
    }

    /** Whether what is settled is shown. */
    public boolean showsSettled() {
        return showing;
    }

    /** Takes copies out of the rows, or puts them back, by the state that they are in now; false if nothing moved. */
    boolean settle(Collection<HeldCopy> copies) {
        boolean moved = false;
        for (HeldCopy copy : copies) {
            if (folding && campaignOf.containsKey(copy.id())) {
                moved |= copy.state().open() ? settled.remove(copy.id()) : settled.add(copy.id());
            }
        }
        if (moved) {
            lay();
        }
        return moved;
    }

    /** Whether it is a copy of this set. */
    public boolean has(CopyId id) {
        return campaignOf.containsKey(id);
    }

    /** Rows as they are now; a copy that is gone leaves a gap. */
    public HeldMail.Page page(int offset, int limit, Function<CopyId, Optional<HeldCopy>> find) {
        int from = Math.min(offset, rows.size());
        return new HeldMail.Page(
                rows.subList(from, Math.min(from + limit, rows.size())).stream()
                        .flatMap(id -> find.apply(id).stream())
                        .toList(),
                rows.size());
    }

    /** Where a row stands, from 0; -1 if it is not there. */
    int place(CopyId id) {
        return looks.containsKey(id) ? rows.indexOf(id) : -1;
    }

    /** The row at a place. */
    Optional<CopyId> at(int place) {
        return place >= 0 && place < rows.size() ? Optional.of(rows.get(place)) : Optional.empty();
    }

    private Row look(CopyId id) {
        return looks.getOrDefault(id, Row.PLAIN);
    }

    /** How many copies the row stands for. */
    int count(CopyId id) {
        return look(id).count();
    }

    boolean opened(CopyId id) {
        return look(id).open();
    }

    boolean member(CopyId id) {
        return look(id).member();
    }

    /** Whether the line is drawn above this row. */
    boolean belowLine(CopyId id) {
        return look(id).below();
    }

    /** Members that are not shown, below this last one that is. */
    int more(CopyId id) {
        return look(id).more();
    }

    /** Opens a campaign, shows all of it, or closes it; false if the row is of no campaign. */
    boolean toggle(CopyId id) {
        Integer campaign = campaignOf.get(id);
        if (campaign == null || count(id) < 2 && !member(id)) {
            return false;
        }
        long size = campaigns.get(campaign).ids().stream()
                .filter(one -> !settled.contains(one))
                .count();
        Opening before = opened.get(campaign);
        if (before == null) {
            opened.put(campaign, folding && size > FEW + 1 ? Opening.FEW : Opening.ALL);
        } else if (member(id) && before == Opening.FEW) {
            opened.put(campaign, Opening.ALL);
        } else if (member(id)) {
            return false;
        } else {
            opened.remove(campaign);
        }
        lay();
        return true;
    }

    /**
     * Each row with all that it stands for: what is left of its campaign, unless that is open and this a member. What is of
     * one kind only is decided one by one while it is open.
     */
    List<CopyId> whole(Collection<CopyId> ids) {
        var all = new LinkedHashSet<CopyId>();
        for (CopyId id : ids) {
            Integer campaign = campaignOf.get(id);
            if (campaign == null
                    || member(id)
                    || count(id) < 2
                    || opened(id) && campaigns.get(campaign).kind().isPresent()) {
                all.add(id);
            } else {
                campaigns.get(campaign).ids().stream()
                        .filter(one -> !settled.contains(one))
                        .forEach(all::add);
            }
        }
        return List.copyOf(all);
    }

    /** Of which one kind the row's campaign is, where it is not of alike copies: its head and its members. */
    Optional<Kind> kind(CopyId id) {
        Integer campaign = campaignOf.get(id);
        return campaign == null || count(id) < 2 && !member(id)
                ? Optional.empty()
                : campaigns.get(campaign).kind();
    }

    /** Whether the row stands for copies that are of one kind only and not in sight: they are not to be released unread. */
    boolean unread(CopyId id) {
        return count(id) > 1 && !opened(id) && kind(id).isPresent();
    }

    /** The odd ones out: rows of the same family that stand alone. */
    int apart(CopyId id) {
        Integer campaign = campaignOf.get(id);
        return campaign == null ? 0 : campaigns.get(campaign).apart();
    }
}
