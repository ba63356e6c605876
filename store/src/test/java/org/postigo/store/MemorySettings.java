package org.postigo.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.postigo.mail.DomainName;
import org.postigo.mail.policy.ListEntry;
import org.postigo.mail.policy.ProtectedDomain;
import org.postigo.store.domains.Domains;
import org.postigo.store.lists.Lists;
import org.postigo.store.people.People;
import org.postigo.store.people.Person;

/** Lists, domains and people in maps. */
final class MemorySettings {
    private final List<ListEntry> entries = new ArrayList<>();
    private final Map<DomainName, ProtectedDomain> domains = new TreeMap<>();
    private final Map<String, Person> people = new TreeMap<>();
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
}
