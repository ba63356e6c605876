package org.postigo.store;

import java.time.Clock;
import org.postigo.store.acquaintances.Acquaintances;
import org.postigo.store.audit.Audit;
import org.postigo.store.counts.Counts;
import org.postigo.store.counts.Tallies;
import org.postigo.store.digests.Digests;
import org.postigo.store.digests.Requests;
import org.postigo.store.domains.Domains;
import org.postigo.store.held.HeldMail;
import org.postigo.store.journal.Journal;
import org.postigo.store.lists.Hits;
import org.postigo.store.lists.Lists;
import org.postigo.store.people.People;
import org.postigo.store.rounds.Rounds;
import org.postigo.store.rules.Rules;
import org.postigo.store.views.Views;

/**
 * The plainest store that keeps every contract except durability: what {@link FileStore} is compared with, and what
 * tests of other modules use. Passes the same contract suites.
 */
public final class MemoryStore implements Store {
    private final MemoryAcquaintances acquaintances = new MemoryAcquaintances();
    private final Clock clock;
    private final MemorySettings settings = new MemorySettings();
    private final Tallies tallies =
            new Tallies(name -> settings.domains().find(name).isPresent());
    private final MemoryHeldMail held;
    private final MemoryJournal journal = new MemoryJournal(acquaintances, tallies);
    private final Rounds rounds = new MemoryRounds();

    /** An empty one. */
    public MemoryStore(Clock clock) {
        this.clock = clock;
        held = new MemoryHeldMail(clock, acquaintances, tallies);
    }

    @Override
    public HeldMail held() {
        return held;
    }

    @Override
    public Journal journal() {
        return journal;
    }

    @Override
    public Lists lists() {
        return settings.lists();
    }

    @Override
    public Hits hits() {
        return journal.hits();
    }

    @Override
    public Rules rules() {
        return settings.rules(clock);
    }

    @Override
    public Domains domains() {
        return settings.domains();
    }

    @Override
    public People people() {
        return settings.people();
    }

    @Override
    public Audit audit() {
        return settings.audit();
    }

    @Override
    public Digests digests() {
        return settings.digests();
    }

    @Override
    public Views views() {
        return settings.views();
    }

    @Override
    public Requests requests() {
        return settings.requests();
    }

    @Override
    public Acquaintances acquaintances() {
        return acquaintances;
    }

    @Override
    public Rounds rounds() {
        return rounds;
    }

    @Override
    public Counts counts() {
        return tallies;
    }

    @Override
    public void close() {}
}
