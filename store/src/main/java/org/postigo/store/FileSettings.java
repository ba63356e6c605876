package org.postigo.store;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.postigo.mail.DomainName;
import org.postigo.mail.policy.Level;
import org.postigo.mail.policy.ListEntry;
import org.postigo.mail.policy.ProtectedDomain;
import org.postigo.mail.policy.ServiceTree;
import org.postigo.mail.policy.Wishes;
import org.postigo.mail.rule.Rule;
import org.postigo.mail.rule.RuleSet;
import org.postigo.store.digests.Digests;
import org.postigo.store.digests.Request;
import org.postigo.store.digests.Requests;
import org.postigo.store.domains.Domains;
import org.postigo.store.held.CopyId;
import org.postigo.store.lists.Lists;
import org.postigo.store.log.LogEvent;
import org.postigo.store.people.People;
import org.postigo.store.people.Person;
import org.postigo.store.rules.RuleHistory;
import org.postigo.store.rules.Rules;
import org.postigo.store.views.SavedView;
import org.postigo.store.views.Views;

/**
 * Lists, domains and people: a fold over their log, in memory. Readers get snapshots that never change; one writer at a
 * time makes its change durable, then visible.
 */
final class FileSettings {
    /** Hands an event to the log. */
    interface Log {
        CompletableFuture<Long> append(LogEvent event);
    }

    /**
     * Things of one kind by their keys. Changed under the lock of the whole, when the change is durable; the list is what was
     * shown last.
     *
     * @param <K> their key
     * @param <V> their kind
     */
    private static final class Shelf<K, V> {
        private final Map<K, V> things;
        /** Beside the list, since a map of 200,000 takes a third of a second to copy. */
        private final Map<K, V> byKey = new ConcurrentHashMap<>();

        private long changes;
        private volatile Shown<V> shown = new Shown<>(0, List.of());

        private record Shown<V>(long version, List<V> all) {}

        /** The map, still empty, gives the order. */
        Shelf(Map<K, V> things) {
            this.things = things;
        }

        void put(K key, V thing) {
            things.put(key, thing);
            byKey.put(key, thing);
            changes++;
        }

        void remove(K key) {
            things.remove(key);
            byKey.remove(key);
            changes++;
        }

        boolean has(K key) {
            return things.containsKey(key);
        }

        void show() {
            if (shown.version() != changes) {
                shown = new Shown<>(changes, List.copyOf(things.values()));
            }
        }

        Optional<V> find(K key) {
            return Optional.ofNullable(byKey.get(key));
        }

        List<V> all() {
            return shown.all();
        }
    }

    /** Records that wait for the disk together, well below what their log lets wait. */
    private static final int TOGETHER = 1_000;

    private final Clock clock;
    private final Shelf<String, ListEntry> entries = new Shelf<>(new LinkedHashMap<>());
    private final Plot plot;
    private final Shelf<String, Person> people = new Shelf<>(new TreeMap<>());
    private final Shelf<DomainName, Instant> told = new Shelf<>(new TreeMap<>());
    private final Shelf<String, Request> requests = new Shelf<>(new LinkedHashMap<>());
    private final Shelf<String, SavedView> views = new Shelf<>(new LinkedHashMap<>());
    private final RuleHistory rules = new RuleHistory();
    private Log log = event -> CompletableFuture.failedFuture(new IOException("not open yet"));

    /** Over what every domain gets that says nothing else. */
    FileSettings(Clock clock, Wishes base) {
        this.clock = clock;
        this.plot = new Plot(base);
    }

    /** Folds in what the log held when it was opened; {@link #begin} shows it. */
    synchronized void replay(LogEvent event) {
        fold(event);
    }

    /** Shows what was replayed and writes to this log from now on. */
    synchronized void begin(Log to) {
        log = to;
        show();
    }

    private void fold(LogEvent event) {
        switch (event) {
            case LogEvent.EntryPut put -> entries.put(put.entry().id(), put.entry());
            case LogEvent.EntryRemoved removed -> entries.remove(removed.id());
            case LogEvent.DomainPut put -> plot.put(put.domain(), put.by(), put.at());
            case LogEvent.DomainRemoved removed ->
                plot.remove(new Level.Domain(removed.name()), removed.by(), removed.at());
            case LogEvent.NodePut put -> plot.put(put.node(), put.by(), put.at());
            case LogEvent.NodeRemoved removed -> plot.remove(removed.level(), removed.by(), removed.at());
            case LogEvent.PersonPut put -> people.put(key(put.person().email()), put.person());
            case LogEvent.PersonRemoved removed -> people.remove(removed.email());
            case LogEvent.DigestTold digest -> told.put(digest.domain(), digest.until());
            case LogEvent.Requested asked -> requests.put(asked.request().id(), asked.request());
            case LogEvent.RequestsAnswered answered ->
                about(answered.copy()).forEach(request -> requests.remove(request.id()));
            case LogEvent.ViewPut saved -> views.put(saved.view().id(), saved.view());
            case LogEvent.ViewRemoved removed -> views.remove(removed.id());
            case LogEvent.Audited _,
                    LogEvent.Journalled _,
                    LogEvent.CopiesChanged _,
                    LogEvent.RoundChanged _,
                    LogEvent.Unknown _ -> {}
            case LogEvent.RulesSaved(RuleSet saved) -> rules.add(saved);
        }
    }

    /** Shows what has changed; what has not stays the same object, by which its readers know. */
    private void show() {
        entries.show();
        plot.show();
        people.show();
        told.show();
        requests.show();
        views.show();
    }

    private List<Request> about(CopyId copy) {
        return requests.things.values().stream()
                .filter(request -> request.copy().equals(copy))
                .toList();
    }

    private static String key(String email) {
        return email.toLowerCase(Locale.ROOT);
    }

    /** Durable first, then visible; one at a time, so that the order of the log is the order of the fold. */
    private synchronized void write(LogEvent event) throws IOException {
        durable(log.append(event));
        fold(event);
        show();
    }

    /** The same for many, which share the waits for the disk. What is durable is shown, even if the rest failed. */
    private synchronized void write(List<LogEvent> events) throws IOException {
        try {
            for (int from = 0; from < events.size(); from += TOGETHER) {
                List<LogEvent> some = events.subList(from, Math.min(events.size(), from + TOGETHER));
                List<CompletableFuture<Long>> waits =
                        some.stream().map(log::append).toList();
                for (int i = 0; i < some.size(); i++) {
                    durable(waits.get(i));
                    fold(some.get(i));
                }
            }
        } finally {
            show();
        }
    }

    /** Writes that something is gone, if it is there; says whether it was. */
    private synchronized <K> boolean remove(Shelf<K, ?> shelf, K key, Function<Instant, LogEvent> event)
            throws IOException {
        boolean there = shelf.has(key);
        if (there) {
            write(event.apply(clock.instant()));
        }
        return there;
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
                Shelf.Shown<ListEntry> shown = entries.shown;
                return new Snapshot(shown.version(), shown.all());
            }

            @Override
            public Optional<ListEntry> find(String id) {
                return entries.find(id);
            }

            @Override
            public void put(ListEntry entry, String by) throws IOException {
                write(new LogEvent.EntryPut(entry, by, clock.instant()));
            }

            @Override
            public void putAll(List<ListEntry> many, String by) throws IOException {
                Instant now = clock.instant();
                write(many.stream()
                        .map(entry -> (LogEvent) new LogEvent.EntryPut(entry, by, now))
                        .toList());
            }

            @Override
            public boolean remove(String id, String by) throws IOException {
                return FileSettings.this.remove(entries, id, now -> new LogEvent.EntryRemoved(id, by, now));
            }
        };
    }

    Rules rules() {
        return new Rules() {
            @Override
            public Snapshot snapshot() {
                return rules.snapshot();
            }

            @Override
            public List<RuleSet> history(ListEntry.Scope scope) {
                synchronized (FileSettings.this) {
                    return rules.of(scope);
                }
            }

            @Override
            public Optional<Rule> rule(String id, long version) {
                synchronized (FileSettings.this) {
                    return rules.rule(id, version);
                }
            }

            @Override
            public RuleSet save(ListEntry.Scope scope, List<Rule> now, String comment, String by, long basedOn)
                    throws IOException {
                synchronized (FileSettings.this) {
                    RuleSet next = rules.next(scope, now, comment, by, clock.instant(), basedOn);
                    write(new LogEvent.RulesSaved(next));
                    return next;
                }
            }
        };
    }

    Domains domains() {
        return new Domains() {
            @Override
            public ServiceTree tree() {
                return plot.tree();
            }

            @Override
            public List<Change> history() {
                synchronized (FileSettings.this) {
                    return plot.history();
                }
            }

            @Override
            public void put(ProtectedDomain domain, String by) throws IOException {
                write(new LogEvent.DomainPut(domain, by, clock.instant()));
            }

            @Override
            public void putAll(List<ServiceTree.Node> nodes, String by) throws IOException {
                synchronized (FileSettings.this) {
                    plot.check(nodes);
                    Instant now = clock.instant();
                    write(nodes.stream()
                            .map(node -> (LogEvent) new LogEvent.NodePut(node, by, now))
                            .toList());
                }
            }

            @Override
            public ServiceTree.Node change(Level level, UnaryOperator<ServiceTree.Node> how, String by)
                    throws IOException {
                synchronized (FileSettings.this) {
                    return Domains.super.change(level, how, by);
                }
            }

            @Override
            public boolean remove(Level level, String by) throws IOException {
                synchronized (FileSettings.this) {
                    plot.checkRemoval(level);
                    boolean there = plot.has(level);
                    if (there) {
                        Instant now = clock.instant();
                        write(
                                level instanceof Level.Domain(DomainName name)
                                        ? new LogEvent.DomainRemoved(name, by, now)
                                        : new LogEvent.NodeRemoved(level, by, now));
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
                return people.find(key(email));
            }

            @Override
            public List<Person> all() {
                return people.all();
            }

            @Override
            public void put(Person person, String by) throws IOException {
                write(new LogEvent.PersonPut(person, by, clock.instant()));
            }

            @Override
            public boolean remove(String email, String by) throws IOException {
                return FileSettings.this.remove(
                        people, key(email), now -> new LogEvent.PersonRemoved(key(email), by, now));
            }
        };
    }

    Digests digests() {
        return new Digests() {
            @Override
            public Optional<Instant> toldUntil(DomainName domain) {
                return told.find(domain);
            }

            @Override
            public void told(DomainName domain, Instant until) throws IOException {
                write(new LogEvent.DigestTold(domain, until));
            }
        };
    }

    Views views() {
        return new Views() {
            @Override
            public List<SavedView> all() {
                return views.all();
            }

            @Override
            public Optional<SavedView> find(String id) {
                return views.find(id);
            }

            @Override
            public void put(SavedView view, String by) throws IOException {
                write(new LogEvent.ViewPut(view, by, clock.instant()));
            }

            @Override
            public boolean remove(String id, String by) throws IOException {
                return FileSettings.this.remove(views, id, now -> new LogEvent.ViewRemoved(id, by, now));
            }
        };
    }

    Requests requests() {
        return new Requests() {
            @Override
            public List<Request> open() {
                return requests.all();
            }

            @Override
            public Optional<Request> about(CopyId copy) {
                return Arrays.stream(Request.Wish.values())
                        .flatMap(wish -> requests.find(Request.id(wish, copy)).stream())
                        .max(Comparator.comparing(Request::wish));
            }

            @Override
            public void ask(Request request) throws IOException {
                write(new LogEvent.Requested(request));
            }

            @Override
            public boolean answered(CopyId copy, String by) throws IOException {
                synchronized (FileSettings.this) {
                    boolean asked = !FileSettings.this.about(copy).isEmpty();
                    if (asked) {
                        write(new LogEvent.RequestsAnswered(copy, by, clock.instant()));
                    }
                    return asked;
                }
            }
        };
    }
}
