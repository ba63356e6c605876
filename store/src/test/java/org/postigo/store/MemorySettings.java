package org.postigo.store;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.postigo.mail.DomainName;
import org.postigo.mail.policy.Level;
import org.postigo.mail.policy.ListEntry;
import org.postigo.mail.policy.ProtectedDomain;
import org.postigo.mail.policy.ServiceTree;
import org.postigo.mail.policy.Wishes;
import org.postigo.mail.rule.Rule;
import org.postigo.mail.rule.RuleSet;
import org.postigo.store.audit.Audit;
import org.postigo.store.audit.AuditEvent;
import org.postigo.store.digests.Digests;
import org.postigo.store.digests.Request;
import org.postigo.store.digests.Requests;
import org.postigo.store.domains.Domains;
import org.postigo.store.held.CopyId;
import org.postigo.store.lists.Lists;
import org.postigo.store.people.People;
import org.postigo.store.people.Person;
import org.postigo.store.rules.RuleHistory;
import org.postigo.store.rules.Rules;
import org.postigo.store.views.SavedView;
import org.postigo.store.views.Views;

/** Lists, domains and people in maps. */
final class MemorySettings {
    private final List<ListEntry> entries = new ArrayList<>();
    private final Plot plot = new Plot(Wishes.NONE);
    private final Map<String, Person> people = new TreeMap<>();
    private final List<AuditEvent> deeds = new ArrayList<>();
    private final Map<DomainName, Instant> told = new TreeMap<>();
    private final Map<String, Request> requests = new LinkedHashMap<>();
    private final Map<String, SavedView> views = new LinkedHashMap<>();
    private final RuleHistory rules = new RuleHistory();
    private long version;

    Lists lists() {
        return new Lists() {
            @Override
            public Snapshot snapshot() {
                synchronized (MemorySettings.this) {
                    return new Snapshot(version, entries);
                }
            }

            @Override
            public void put(ListEntry entry, String by) {
                synchronized (MemorySettings.this) {
                    int place = place(entry.id());
                    if (place < 0) {
                        entries.add(entry);
                    } else {
                        entries.set(place, entry);
                    }
                    version++;
                }
            }

            @Override
            public boolean remove(String id, String by) {
                synchronized (MemorySettings.this) {
                    int place = place(id);
                    if (place >= 0) {
                        entries.remove(place);
                        version++;
                    }
                    return place >= 0;
                }
            }
        };
    }

    private int place(String id) {
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).id().equals(id)) {
                return i;
            }
        }
        return -1;
    }

    Rules rules(Clock clock) {
        return new Rules() {
            @Override
            public Snapshot snapshot() {
                return rules.snapshot();
            }

            @Override
            public List<RuleSet> history(ListEntry.Scope scope) {
                synchronized (MemorySettings.this) {
                    return rules.of(scope);
                }
            }

            @Override
            public Optional<Rule> rule(String id, long at) {
                synchronized (MemorySettings.this) {
                    return rules.rule(id, at);
                }
            }

            @Override
            public RuleSet save(ListEntry.Scope scope, List<Rule> now, String comment, String by, long basedOn)
                    throws OutOfDate {
                synchronized (MemorySettings.this) {
                    RuleSet next = rules.next(scope, now, comment, by, clock.instant(), basedOn);
                    rules.add(next);
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
                synchronized (MemorySettings.this) {
                    return plot.history();
                }
            }

            @Override
            public void put(ProtectedDomain domain, String by) {
                synchronized (MemorySettings.this) {
                    plot.put(domain, by, Instant.now());
                    plot.show();
                }
            }

            @Override
            public void putAll(List<ServiceTree.Node> nodes, String by) {
                synchronized (MemorySettings.this) {
                    plot.check(nodes);
                    nodes.forEach(node -> plot.put(node, by, Instant.now()));
                    plot.show();
                }
            }

            @Override
            public boolean remove(Level level, String by) {
                synchronized (MemorySettings.this) {
                    plot.checkRemoval(level);
                    boolean there = plot.has(level);
                    if (there) {
                        plot.remove(level, by, Instant.now());
                        plot.show();
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
                synchronized (MemorySettings.this) {
                    return Optional.ofNullable(people.get(email.toLowerCase(Locale.ROOT)));
                }
            }

            @Override
            public List<Person> all() {
                synchronized (MemorySettings.this) {
                    return List.copyOf(people.values());
                }
            }

            @Override
            public void put(Person person, String by) {
                synchronized (MemorySettings.this) {
                    people.put(person.email().toLowerCase(Locale.ROOT), person);
                }
            }

            @Override
            public boolean remove(String email, String by) {
                synchronized (MemorySettings.this) {
                    return people.remove(email.toLowerCase(Locale.ROOT)) != null;
                }
            }
        };
    }

    Audit audit() {
        return new Audit() {
            @Override
            public void note(AuditEvent event) {
                synchronized (MemorySettings.this) {
                    deeds.add(0, event);
                }
            }

            @Override
            public List<AuditEvent> newest(Query query, int limit) {
                synchronized (MemorySettings.this) {
                    return deeds.stream().filter(query::wants).limit(limit).toList();
                }
            }
        };
    }

    Digests digests() {
        return new Digests() {
            @Override
            public Optional<Instant> toldUntil(DomainName domain) {
                synchronized (MemorySettings.this) {
                    return Optional.ofNullable(told.get(domain));
                }
            }

            @Override
            public void told(DomainName domain, Instant until) {
                synchronized (MemorySettings.this) {
                    told.put(domain, until);
                }
            }
        };
    }

    Views views() {
        return new Views() {
            @Override
            public List<SavedView> all() {
                synchronized (MemorySettings.this) {
                    return List.copyOf(views.values());
                }
            }

            @Override
            public void put(SavedView view, String by) {
                synchronized (MemorySettings.this) {
                    views.put(view.id(), view);
                }
            }

            @Override
            public boolean remove(String id, String by) {
                synchronized (MemorySettings.this) {
                    return views.remove(id) != null;
                }
            }
        };
    }

    Requests requests() {
        return new Requests() {
            @Override
            public List<Request> open() {
                synchronized (MemorySettings.this) {
                    return List.copyOf(requests.values());
                }
            }

            @Override
            public Optional<Request> about(CopyId copy) {
                return open().stream()
                        .filter(request -> request.copy().equals(copy))
                        .max(Comparator.comparing(Request::wish));
            }

            @Override
            public void ask(Request request) {
                synchronized (MemorySettings.this) {
                    requests.put(request.id(), request);
                }
            }

            @Override
            public boolean answered(CopyId copy, String by) {
                synchronized (MemorySettings.this) {
                    return requests.values().removeIf(request -> request.copy().equals(copy));
                }
            }
        };
    }
}
