package org.postigo.store;

import java.util.Map;
import org.postigo.mail.DomainName;
import org.postigo.store.held.HeldQuery.Standing;

/**
 * How the store does, at one moment: for health, metrics and alarms.
 *
 * @param copies visible held copies in all
 * @param standings how many of them stand where; {@link Standing#ON_ITS_WAY} is the release queue, decisions whose undo
 *     time runs included
 * @param overdue of the release queue, copies whose time has come
 * @param held what each domain holds
 * @param quota octets that each domain may hold
 * @param free octets of free space
 * @param reserve free octets below which nothing more is held
 * @param journalWaiting journal entries that wait for the disk
 * @param journalDropped journal entries lost since the start, because the disk could not keep up or was full
 * @param changesWaiting changes that wait for the disk
 * @param index how the index does
 * @param indexBehind log octets not yet in the index
 * @param rebuilds times that the index was thrown away since the start
 * @param damages damaged places met in logs and files since the start
 */
public record StoreFigures(
        int copies,
        Map<Standing, Long> standings,
        int overdue,
        Map<DomainName, Held> held,
        long quota,
        long free,
        long reserve,
        int journalWaiting,
        long journalDropped,
        int changesWaiting,
        IndexState index,
        long indexBehind,
        long rebuilds,
        long damages) {
    /** From this share of a quota on somebody should look. */
    public static final double ALARM = 0.7;

    /** Copies the maps. */
    public StoreFigures {
        standings = Map.copyOf(standings);
        held = Map.copyOf(held);
    }

    /**
     * What a domain holds.
     *
     * @param open copies that somebody has to decide
     * @param octets of copies that are not closed
     */
    public record Held(long open, long octets) {}

    /** How the index does. */
    public enum IndexState {
        /** It answers and keeps up. */
        READY,
        /** It is being rebuilt; older mail may be missing from lists and searches until that is done. */
        REBUILDING
    }

    /** Whether hold space is used to {@link #ALARM} or more, by a domain or by the disk. */
    public boolean holdSpaceLow() {
        return free < 2 * reserve || held.values().stream().anyMatch(h -> h.octets() >= ALARM * quota);
    }
}
