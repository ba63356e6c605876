package org.postigo.desk.held;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.postigo.quarantine.campaign.Campaign;
import org.postigo.quarantine.campaign.Ranking;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.HeldCopy;
import org.postigo.store.held.HeldMail;

/** A definite set of copies as rows: one for each campaign, and its members below it while it is open. */
final class Arrangement {
    /** Nothing is arranged: the list is a plain one. */
    static final Arrangement NONE = new Arrangement(new Ranking(List.of(), 0, 0, 0));

    private final Ranking ranking;
    private final Map<CopyId, Campaign> byFirst = new HashMap<>();
    private final Set<CopyId> members = new HashSet<>();
    private final Set<CopyId> opened = new HashSet<>();
    private final Optional<CopyId> belowLine;
    private List<CopyId> rows = List.of();

    Arrangement(Ranking ranking) {
        this.ranking = ranking;
        for (Campaign campaign : ranking.campaigns()) {
            byFirst.put(campaign.first().id(), campaign);
            campaign.ids().stream().skip(1).forEach(members::add);
        }
        belowLine = ranking.above() > 0 && ranking.above() < ranking.campaigns().size()
                ? Optional.of(ranking.campaigns().get(ranking.above()).first().id())
                : Optional.empty();
        lay();
    }

    private void lay() {
        var laid = new ArrayList<CopyId>();
        for (Campaign campaign : ranking.campaigns()) {
            CopyId first = campaign.first().id();
            laid.addAll(opened.contains(first) ? campaign.ids() : List.of(first));
        }
        rows = List.copyOf(laid);
    }

    Ranking ranking() {
        return ranking;
    }

    /** Rows as they are now; a copy that is gone leaves a gap. */
    HeldMail.Page page(int offset, int limit, Function<CopyId, Optional<HeldCopy>> find) {
        int from = Math.min(offset, rows.size());
        return new HeldMail.Page(
                rows.subList(from, Math.min(from + limit, rows.size())).stream()
                        .flatMap(id -> find.apply(id).stream())
                        .toList(),
                rows.size());
    }

    /** How many copies the row stands for. */
    int count(CopyId id) {
        Campaign campaign = byFirst.get(id);
        return campaign == null ? 1 : campaign.copies().size();
    }

    boolean opened(CopyId id) {
        return opened.contains(id);
    }

    boolean member(CopyId id) {
        return members.contains(id);
    }

    /** Whether the line is drawn above this row. */
    boolean belowLine(CopyId id) {
        return belowLine.filter(id::equals).isPresent();
    }

    /** Opens a campaign or closes it; false if the row is no campaign. */
    boolean toggle(CopyId id) {
        if (count(id) < 2) {
            return false;
        }
        if (!opened.remove(id)) {
            opened.add(id);
        }
        lay();
        return true;
    }

    /** Each row with all that it stands for. */
    List<CopyId> whole(Collection<CopyId> ids) {
        var all = new LinkedHashSet<CopyId>();
        for (CopyId id : ids) {
            Campaign campaign = byFirst.get(id);
            all.addAll(campaign == null ? List.of(id) : campaign.ids());
        }
        return List.copyOf(all);
    }
}
