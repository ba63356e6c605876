package org.postigo.store;

import org.postigo.store.acquaintances.Acquaintances;
import org.postigo.store.audit.Audit;
import org.postigo.store.counts.Counts;
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

/** All stores of one data folder, opened together and closed together. */
public interface Store extends AutoCloseable {
    /** Held copies. */
    HeldMail held();

    /** The journal. */
    Journal journal();

    /** Allow and deny entries. */
    Lists lists();

    /** How often those entries decided. */
    Hits hits();

    /** Rules of the house. */
    Rules rules();

    /** Protected domains. */
    Domains domains();

    /** People who sign in. */
    People people();

    /** Who looked at what and did what. */
    Audit audit();

    /** When and to whom digests go. */
    Digests digests();

    /** What recipients ask. */
    Requests requests();

    /** Filters that people keep. */
    Views views();

    /** Who has written to whom. */
    Acquaintances acquaintances();

    /** Review rounds and their statements. */
    Rounds rounds();

    /** How much came and what became of it, over time. */
    Counts counts();

    /** Closes everything; what was acknowledged is on disk. */
    @Override
    void close();
}
