package org.postigo.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.postigo.mail.DomainName;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.CopyState;
import org.postigo.store.held.HeldQuery;
import org.postigo.store.held.HeldQuery.Standing;
import org.postigo.store.index.IndexedCopy;
import org.postigo.store.index.PackedId;
import org.postigo.store.search.Search;

/**
 * Every visible copy in memory, 33 octets each, in the order of arrival: what pages and counts are made from. A million
 * copies are 33 MB, and walking over all of them takes milliseconds. What has to happen at a time is kept apart. A copy
 * that is no longer kept leaves a vacant row, until there are enough of them to be closed up at once.
 */
final class Roster {
    private static final Standing[] STANDINGS = Standing.values();
    private static final byte VACANT = -1;
    /** Fewer vacant rows are not worth moving all others. */
    private static final int WORTH_IT = 1024;

    // One column each; the row of a copy is where it stands in the order of (time, high, low).
    private long[] time = new long[1024];
    private long[] high = new long[1024];
    private int[] low = new int[1024];
    private int[] domain = new int[1024];
    private float[] odds = new float[1024];
    private int[] kilobytes = new int[1024];
    private byte[] standing = new byte[1024];
    private int rows;
    private int vacant;

    private final Map<DomainName, Integer> domainNumbers = new HashMap<>();
    private final List<DomainName> domainNames = new ArrayList<>();
    private final List<long[]> sums = new ArrayList<>();
    private final long[] standings = new long[STANDINGS.length];

    private record Due(Instant at, CopyId id) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : id.compareTo(other.id);
        }
    }

    private final TreeMap<Due, Boolean> due = new TreeMap<>();
    private final Map<CopyId, Due> dueOf = new HashMap<>();

    /** Nanoseconds since 1970, up to the year 2262. */
    static long nanos(Instant time) {
        return Search.nanos(time);
    }

    /** Adds a copy, or changes where it stands. {@code cutOff}: if it is on its way, that was before the last stop. */
    synchronized void put(IndexedCopy copy, boolean cutOff) {
        PackedId id = PackedId.of(copy.id());
        long at = nanos(copy.received());
        int row = find(at, id.high(), id.low());
        Optional<Standing> now = Standing.of(copy.life().state());
        if (now.isEmpty()) {
            clearDue(copy.id());
            vacate(row);
            return;
        }
        if (row < 0) {
            row = insert(-row - 1);
            time[row] = at;
            high[row] = id.high();
            low[row] = id.low();
            domain[row] = number(copy.domain());
            odds[row] = (float) copy.logOdds();
            kilobytes[row] = (int) Math.min(Integer.MAX_VALUE, (copy.octets() + 1023) >> 10);
        } else if (standing[row] == VACANT) {
            vacant--;
        } else {
            count(row, -1);
        }
        standing[row] = (byte) now.get().ordinal();
        count(row, 1);
        dueAt(copy.life().state(), cutOff).ifPresentOrElse(when -> setDue(copy.id(), when), () -> clearDue(copy.id()));
    }

    private static Optional<Instant> dueAt(CopyState state, boolean cutOff) {
        return switch (state) {
            case CopyState.Decided decided -> Optional.of(decided.decision().due());
            case CopyState.Waiting waiting -> Optional.of(waiting.nextTry());
            case CopyState.Leaving _ -> cutOff ? Optional.of(Instant.MIN) : Optional.empty();
            case CopyState.Unread _,
                    CopyState.NotSure _,
                    CopyState.Spam _,
                    CopyState.Delivered _,
                    CopyState.Rejected _,
                    CopyState.InDoubt _,
                    CopyState.Removed _ -> Optional.empty();
        };
    }

    private void vacate(int row) {
        if (row >= 0 && standing[row] != VACANT) {
            count(row, -1);
            standing[row] = VACANT;
            if (++vacant >= WORTH_IT && vacant > rows >> 4) {
                closeUp();
            }
        }
    }

    private void closeUp() {
        int to = 0;
        for (int from = 0; from < rows; from++) {
            if (standing[from] != VACANT) {
                time[to] = time[from];
                high[to] = high[from];
                low[to] = low[from];
                domain[to] = domain[from];
                odds[to] = odds[from];
                kilobytes[to] = kilobytes[from];
                standing[to++] = standing[from];
            }
        }
        rows = to;
        vacant = 0;
    }

    private void setDue(CopyId id, Instant when) {
        clearDue(id);
        var entry = new Due(when, id);
        due.put(entry, true);
        dueOf.put(id, entry);
    }

    private void clearDue(CopyId id) {
        Due old = dueOf.remove(id);
        if (old != null) {
            due.remove(old);
        }
    }

    private int number(DomainName name) {
        return domainNumbers.computeIfAbsent(name, n -> {
            domainNames.add(n);
            sums.add(new long[2]);
            return domainNames.size() - 1;
        });
    }

    private void count(int row, int sign) {
        Standing now = STANDINGS[standing[row]];
        standings[now.ordinal()] += sign;
        long[] sum = sums.get(domain[row]);
        sum[0] += open(now) ? sign : 0;
        sum[1] += closed(now) ? 0 : sign * ((long) kilobytes[row] << 10);
    }

    private static boolean open(Standing standing) {
        return standing == Standing.UNREAD || standing == Standing.NOT_SURE || standing == Standing.TROUBLE;
    }

    private static boolean closed(Standing standing) {
        return standing == Standing.SPAM || standing == Standing.DELIVERED;
    }

    private int insert(int row) {
        if (rows == time.length) {
            int size = rows + (rows >> 1);
            time = Arrays.copyOf(time, size);
            high = Arrays.copyOf(high, size);
            low = Arrays.copyOf(low, size);
            domain = Arrays.copyOf(domain, size);
            odds = Arrays.copyOf(odds, size);
            kilobytes = Arrays.copyOf(kilobytes, size);
            standing = Arrays.copyOf(standing, size);
        }
        for (Object column : List.of(time, high, low, domain, odds, kilobytes, standing)) {
            System.arraycopy(column, row, column, row + 1, rows - row);
        }
        rows++;
        return row;
    }

    /** The row, or minus one minus the row it would have. */
    private int find(long at, long idHigh, int idLow) {
        int from = 0;
        int to = rows - 1;
        while (from <= to) {
            int middle = (from + to) >>> 1;
            int order = Long.compare(time[middle], at);
            order = order != 0 ? order : Long.compareUnsigned(high[middle], idHigh);
            order = order != 0 ? order : Integer.compare(low[middle], idLow);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                from = middle + 1;
            } else {
                to = middle - 1;
            }
        }
        return -from - 1;
    }

    /** Whether the copy is there. */
    synchronized boolean has(CopyId id, Instant received) {
        PackedId packed = PackedId.of(id);
        int row = find(nanos(received), packed.high(), packed.low());
        return row >= 0 && standing[row] != VACANT;
    }

    /** Whether the copy is there and nobody has begun to decide about it. */
    synchronized boolean unread(CopyId id, Instant received) {
        PackedId packed = PackedId.of(id);
        int row = find(nanos(received), packed.high(), packed.low());
        return row >= 0 && standing[row] == Standing.UNREAD.ordinal();
    }

    /** A page of names, and how many match. */
    record Page(List<CopyId> ids, long total) {}

    /** Records found by search, to be looked up among the rows. */
    record Found(long[] times, long[] highs, int[] lows, int count) {}

    /** Copies that match; {@code found}, if there is one, holds those that the text matches. */
    synchronized Page page(HeldQuery query, Optional<Found> found) {
        long[] matching = new long[Math.max(16, rows)];
        int count = 0;
        boolean[] wantedDomains = wanted(query.domains());
        boolean[] wantedStandings = new boolean[STANDINGS.length];
        for (Standing each : STANDINGS) {
            wantedStandings[each.ordinal()] =
                    query.states().isEmpty() || query.states().contains(each);
        }
        BitSet text = found.map(this::rowsOf).orElseGet(BitSet::new);
        int from = query.from().map(t -> -find(nanos(t), 0, -1) - 1).orElse(0);
        int until = query.until().map(t -> -find(nanos(t), 0, -1) - 1).orElse(rows);
        for (int row = from; row < until; row++) {
            if (standing[row] != VACANT
                    && wantedStandings[standing[row]]
                    && (wantedDomains.length == 0 || wantedDomains[domain[row]])
                    && (found.isEmpty() || text.get(row))) {
                matching[count++] = switch (query.order()) {
                    case OLDEST -> row;
                    case NEWEST -> -row;
                    case LIKELY_GOOD -> sortable(odds[row]) << 32 | Integer.MAX_VALUE - row;
                };
            }
        }
        // Of rows in order this takes one look at each.
        Arrays.sort(matching, 0, count);
        var ids = new ArrayList<CopyId>();
        for (int i = query.offset(); i < Math.min(count, (long) query.offset() + query.limit()); i++) {
            int row = switch (query.order()) {
                case OLDEST -> (int) matching[i];
                case NEWEST -> (int) -matching[i];
                case LIKELY_GOOD -> Integer.MAX_VALUE - (int) matching[i];
            };
            ids.add(new PackedId(high[row], low[row]).toCopyId());
        }
        return new Page(ids, count);
    }

    /** Integers in the order of the numbers. */
    private static long sortable(float number) {
        int bits = Float.floatToIntBits(number);
        return bits ^ bits >> 31 & 0x7FFFFFFF;
    }

    private boolean[] wanted(Set<DomainName> domains) {
        if (domains.isEmpty()) {
            return new boolean[0];
        }
        // One more, so that a filter of unknown domains is not taken for none.
        boolean[] wanted = new boolean[domainNames.size() + 1];
        for (DomainName name : domains) {
            Integer number = domainNumbers.get(name);
            if (number != null) {
                wanted[number] = true;
            }
        }
        return wanted;
    }

    private BitSet rowsOf(Found found) {
        var set = new BitSet(rows);
        for (int i = 0; i < found.count(); i++) {
            int row = find(found.times()[i], found.highs()[i], found.lows()[i]);
            if (row >= 0) {
                set.set(row);
            }
        }
        return set;
    }

    /** What is due, longest due first. */
    synchronized List<CopyId> due(Instant now, int limit) {
        var ids = new ArrayList<CopyId>();
        for (Due each : due.keySet()) {
            if (each.at().isAfter(now) || ids.size() >= limit) {
                break;
            }
            ids.add(each.id());
        }
        return ids;
    }

    /** How many are due. */
    synchronized int overdue(Instant now) {
        int count = 0;
        for (Due each : due.keySet()) {
            if (each.at().isAfter(now)) {
                break;
            }
            count++;
        }
        return count;
    }

    /** How many stand where; every standing is there. */
    synchronized Map<Standing, Long> standings() {
        var figures = new EnumMap<Standing, Long>(Standing.class);
        for (Standing each : STANDINGS) {
            figures.put(each, standings[each.ordinal()]);
        }
        return figures;
    }

    /** Octets of a domain's copies that are not closed. */
    synchronized long octets(DomainName name) {
        Integer number = domainNumbers.get(name);
        return number == null ? 0 : sums.get(number)[1];
    }

    /** For each domain what is held. */
    synchronized Map<DomainName, StoreFigures.Held> figures() {
        var figures = new TreeMap<DomainName, StoreFigures.Held>();
        for (int i = 0; i < domainNames.size(); i++) {
            figures.put(domainNames.get(i), new StoreFigures.Held(sums.get(i)[0], sums.get(i)[1]));
        }
        return figures;
    }

    /** Copies in all. */
    synchronized int size() {
        return rows - vacant;
    }
}
