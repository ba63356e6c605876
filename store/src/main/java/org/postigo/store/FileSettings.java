package org.postigo.store;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.postigo.mail.DomainName;
import org.postigo.mail.policy.ListEntry;
import org.postigo.mail.policy.ProtectedDomain;
import org.postigo.store.domains.Domains;
import org.postigo.store.lists.Lists;
import org.postigo.store.log.LogEvent;
import org.postigo.store.people.People;
import org.postigo.store.people.Person;

/**
 * Lists, domains and people: a fold over their log, in memory. Readers get snapshots that never change; one writer at a
 * time makes its change durable, then visible.
 */
final class FileSettings {
    /** Hands an event to the log. */
    interface Log {
        CompletableFuture<Long> append(LogEvent event);
    }

    private final Clock clock;
    private final Map<String, ListEntry> entries = new LinkedHashMap<>();
    private final Map<DomainName, ProtectedDomain> domains = new TreeMap<>();
    private final Map<String, Person> people = new TreeMap<>();
    private volatile Lists.Snapshot lists = new Lists.Snapshot(0, List.of());
    private volatile Map<DomainName, ProtectedDomain> domainsNow = Map.of();
    private volatile List<ProtectedDomain> allDomains = List.of();
    private volatile Map<String, Person> peopleNow = Map.of();
    private volatile List<Person> allPeople = List.of();
    private long version;
    private boolean listsStale;
    private Log log = event -> CompletableFuture.failedFuture(new IOException("not open yet"));

    FileSettings(Clock clock) {
        this.clock = clock;
    }

    /** Folds in what the log held when it was opened; {@link #begin} shows it. */
    synchronized void replay(LogEvent event) {
        fold(event);
    }

    /** Shows what was replayed and writes to this log from now on. */
    synchronized void begin(Log to) {
        log = to;
        listsStale = true;
        show();
        allDomains = List.copyOf(domains.values());
        domainsNow = Map.copyOf(domains);
        allPeople = List.copyOf(people.values());
        peopleNow = Map.copyOf(people);
    }

    private void fold(LogEvent event) {
        switch (event) {
            case LogEvent.EntryPut put -> {
                entries.put(put.entry().id(), put.entry());
                version++;
                listsStale = true;
            }
            case LogEvent.EntryRemoved removed -> {
                entries.remove(removed.id());
                version++;
                listsStale = true;
            }
            case LogEvent.DomainPut put -> domains.put(put.domain().name(), put.domain());
            case LogEvent.DomainRemoved removed -> domains.remove(removed.name());
            case LogEvent.PersonPut put -> people.put(key(put.person().email()), put.person());
            case LogEvent.PersonRemoved removed -> people.remove(removed.email());
            case LogEvent.Journalled _, LogEvent.CopiesChanged _, LogEvent.Unknown _ -> {}
        }
    }

    private void show() {
        if (listsStale) {
            listsStale = false;
            lists = new Lists.Snapshot(version, new ArrayList<>(entries.values()));
        }
    }

    private static String key(String email) {
        return email.toLowerCase(Locale.ROOT);
    }

    /** Durable first, then visible; called with the lock held, so that the order of the log is the order of the fold. */
    private void write(LogEvent event) throws IOException {
        durable(log.append(event));
        fold(event);
        switch (event) {
            case LogEvent.DomainPut _, LogEvent.DomainRemoved _ -> {
                allDomains = List.copyOf(domains.values());
                domainsNow = Map.copyOf(domains);
            }
            case LogEvent.PersonPut _, LogEvent.PersonRemoved _ -> {
                allPeople = List.copyOf(people.values());
                peopleNow = Map.copyOf(people);
            }
            case LogEvent.EntryPut _,
                    LogEvent.EntryRemoved _,
                    LogEvent.Journalled _,
                    LogEvent.CopiesChanged _,
                    LogEvent.Unknown _ -> show();
        }
    }

    /** Waits for a log, and says what went wrong in its words. */
    static long durable(CompletableFuture<Long> written) throws IOException {
        try {
            return written.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw new IOException(cause.getMessage(), cause);
            }
            throw e;
        }
    }

    Lists lists() {
        return new Lists() {
            @Override
            public Snapshot snapshot() {
                return lists;
            }

            @Override
            public void put(ListEntry entry, String by) throws IOException {
                synchronized (FileSettings.this) {
                    write(new LogEvent.EntryPut(entry, by, clock.instant()));
                }
            }

            @Override
            public boolean remove(String id, String by) throws IOException {
                synchronized (FileSettings.this) {
                    boolean there = entries.containsKey(id);
                    if (there) {
                        write(new LogEvent.EntryRemoved(id, by, clock.instant()));
                    }
                    return there;
                }
            }
        };
    }

    Domains domains() {
        return new Domains() {
            @Override
            public Optional<ProtectedDomain> find(DomainName name) {
                return Optional.ofNullable(domainsNow.get(name));
            }

            @Override
            public List<ProtectedDomain> all() {
                return allDomains;
            }

            @Override
            public void put(ProtectedDomain domain, String by) throws IOException {
                synchronized (FileSettings.this) {
                    write(new LogEvent.DomainPut(domain, by, clock.instant()));
                }
            }

            @Override
            public boolean remove(DomainName name, String by) throws IOException {
                synchronized (FileSettings.this) {
                    boolean there = domains.containsKey(name);
                    if (there) {
                        write(new LogEvent.DomainRemoved(name, by, clock.instant()));
                    }
                    return there;
                }
            }
        };
    }

    People people() {
        return new People() {
            @Override
            public Optional<Person> find(String email) {
                return Optional.ofNullable(peopleNow.get(key(email)));
            }

            @Override
            public List<Person> all() {
                return allPeople;
            }

            @Override
            public void put(Person person, String by) throws IOException {
                synchronized (FileSettings.this) {
                    write(new LogEvent.PersonPut(person, by, clock.instant()));
                }
            }

            @Override
            public boolean remove(String email, String by) throws IOException {
                synchronized (FileSettings.this) {
                    boolean there = people.containsKey(key(email));
                    if (there) {
                        write(new LogEvent.PersonRemoved(key(email), by, clock.instant()));
                    }
                    return there;
                }
            }
        };
    }
}
