package org.postigo.store;

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
import org.postigo.mail.policy.ListEntry;
import org.postigo.mail.policy.ProtectedDomain;
import org.postigo.store.audit.Audit;
import org.postigo.store.audit.AuditEvent;
import org.postigo.store.digests.DigestPlan;
import org.postigo.store.digests.Digests;
import org.postigo.store.digests.Request;
import org.postigo.store.digests.Requests;
import org.postigo.store.domains.Domains;
import org.postigo.store.held.CopyId;
import org.postigo.store.lists.Lists;
import org.postigo.store.people.People;
import org.postigo.store.people.Person;

/** Lists, domains and people in maps. */
final class MemorySettings {
    private final List<ListEntry> entries = new ArrayList<>();
    private final Map<DomainName, ProtectedDomain> domains = new TreeMap<>();
    private final Map<String, Person> people = new TreeMap<>();
    private final List<AuditEvent> deeds = new ArrayList<>();
    private final Map<DomainName, DigestPlan> plans = new TreeMap<>();
    private final Map<DomainName, Instant> told = new TreeMap<>();
    private final Map<String, Request> requests = new LinkedHashMap<>();
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

    Domains domains() {
        return new Domains() {
            @Override
            public Optional<ProtectedDomain> find(DomainName name) {
                synchronized (MemorySettings.this) {
                    return Optional.ofNullable(domains.get(name));
                }
            }

            @Override
            public List<ProtectedDomain> all() {
                synchronized (MemorySettings.this) {
                    return List.copyOf(domains.values());
                }
            }

            @Override
            public void put(ProtectedDomain domain, String by) {
                synchronized (MemorySettings.this) {
                    domains.put(domain.name(), domain);
                }
            }

            @Override
            public boolean remove(DomainName name, String by) {
                synchronized (MemorySettings.this) {
                    return domains.remove(name) != null;
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
            public DigestPlan plan(DomainName domain) {
                synchronized (MemorySettings.this) {
                    return plans.getOrDefault(domain, DigestPlan.off(domain));
                }
            }

            @Override
            public void put(DigestPlan plan, String by) {
                synchronized (MemorySettings.this) {
                    plans.put(plan.domain(), plan);
                }
            }

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
