package org.postigo.classifier.policy;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.postigo.mail.DomainName;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.Mailbox;
import org.postigo.mail.policy.Cidr;
import org.postigo.mail.policy.ListEntry;
import org.postigo.mail.policy.ListEntry.Scope;
import org.postigo.mail.policy.ListEntry.Subject;

/**
 * All allow and deny entries at one time, ready to be asked which one decides about a copy. Immutable.
 *
 * <p>Entries stand in buckets by scope and subject, so that a question looks only into the buckets that its recipient
 * and senders name: three scopes, each address and each name above its domain, the List-Id, and the client's network for
 * each length of prefix that some entry has. What is found there is then judged by {@link Deciding}, so a bucket too
 * many costs time and never a wrong answer. The buckets are dealt to shards by their hash; the next version shares those
 * that did not change.
 */
public final class Entries {
    /** None. */
    public static final Entries NONE = new Entries(List.of(), emptyShards(), new int[33], new int[129]);

    private static final int SHARDS = 1024;

    private final List<ListEntry> all;
    private final List<Map<Key, List<ListEntry>>> shards;
    /** How many network entries have each length of prefix. */
    private final int[] prefixes4;

    private final int[] prefixes6;

    /**
     * Names a bucket.
     *
     * @param scope a {@link Scope}, a mailbox as the text that it is compared by
     * @param subject an address as the text that it is compared by, a {@link DomainName}, a {@link Below}, a
     *     {@link Subject.MailingList} or a {@link Cidr}
     */
    private record Key(Object scope, Object subject) {}

    /** A domain with all below it. */
    private record Below(String name) {}

    private Entries(List<ListEntry> all, List<Map<Key, List<ListEntry>>> shards, int[] prefixes4, int[] prefixes6) {
        this.all = all;
        this.shards = shards;
        this.prefixes4 = prefixes4;
        this.prefixes6 = prefixes6;
    }

    /** Of these, in any order. */
    public static Entries of(List<ListEntry> entries) {
        return NONE.with(entries);
    }

    /** How many there are. */
    public int size() {
        return all.size();
    }

    /**
     * The same with other entries. Takes time by what has changed and one look at each of the rest, if those keep their
     * order.
     */
    public Entries with(List<ListEntry> entries) {
        List<ListEntry> now = List.copyOf(entries);
        var change = new Change();
        int next = 0;
        for (ListEntry before : all) {
            if (next < now.size() && now.get(next) == before) {
                next++;
            } else {
                change.remove(before);
                if (next < now.size() && now.get(next).id().equals(before.id())) {
                    change.add(now.get(next));
                    next++;
                }
            }
        }
        now.subList(next, now.size()).forEach(change::add);
        return new Entries(now, List.copyOf(change.shards), change.prefixes4, change.prefixes6);
    }

    /** The next version in the making; shards are copied before they are written to for the first time. */
    private final class Change {
        private final List<Map<Key, List<ListEntry>>> shards = new ArrayList<>(Entries.this.shards);
        private final int[] prefixes4 = Entries.this.prefixes4.clone();
        private final int[] prefixes6 = Entries.this.prefixes6.clone();
        private final Set<Integer> own = new HashSet<>();

        void add(ListEntry entry) {
            Key key = key(entry);
            count(entry, 1);
            own(key).merge(
                            key,
                            List.of(entry),
                            (before, one) ->
                                    Stream.concat(before.stream(), one.stream()).toList());
        }

        void remove(ListEntry entry) {
            Key key = key(entry);
            count(entry, -1);
            own(key).computeIfPresent(key, (_, before) -> {
                List<ListEntry> rest =
                        before.stream().filter(each -> each != entry).toList();
                return rest.isEmpty() ? null : rest;
            });
        }

        private Map<Key, List<ListEntry>> own(Key key) {
            int shard = shard(key);
            if (own.add(shard)) {
                shards.set(shard, new HashMap<>(shards.get(shard)));
            }
            return shards.get(shard);
        }

        private void count(ListEntry entry, int by) {
            if (entry.subject() instanceof Subject.Network(Cidr cidr)) {
                (cidr.network().getAddress().length == 4 ? prefixes4 : prefixes6)[cidr.prefix()] += by;
            }
        }
    }

    /**
     * The entry that decides, if any: among those that hold, concern this recipient and this mail, and, if they allow,
     * whose proof the message brings.
     */
    public Optional<ListEntry> deciding(Evidence evidence, ForwardPath recipient) {
        if (all.isEmpty()) {
            return Optional.empty();
        }
        Set<Object> subjects = subjects(evidence);
        return Stream.of(recipient.mailbox().key(), new Scope.OfDomain(recipient.domain()), new Scope.Site())
                .flatMap(scope -> subjects.stream().map(subject -> new Key(scope, subject)))
                .flatMap(key -> shards.get(shard(key)).getOrDefault(key, List.of()).stream())
                .filter(entry -> Deciding.may(entry, evidence, recipient))
                .min(Deciding.PRECEDENCE);
    }

    /** Every subject under which an entry about this mail can stand. */
    private Set<Object> subjects(Evidence evidence) {
        var subjects = new HashSet<Object>();
        Deciding.claims(evidence).forEach(claim -> add(claim, subjects));
        evidence.listId().ifPresent(id -> subjects.add(new Subject.MailingList(id.toLowerCase(Locale.ROOT))));
        InetAddress client = evidence.client();
        int[] prefixes = client.getAddress().length == 4 ? prefixes4 : prefixes6;
        for (int prefix = 0; prefix < prefixes.length; prefix++) {
            if (prefixes[prefix] > 0) {
                subjects.add(new Cidr(client, prefix));
            }
        }
        return subjects;
    }

    private static void add(Mailbox claim, Set<Object> subjects) {
        DomainName domain = claim.domain();
        subjects.add(claim.key());
        subjects.add(domain);
        String name = domain.text();
        subjects.add(new Below(name));
        for (int dot = name.indexOf('.'); dot >= 0 && !domain.literal(); dot = name.indexOf('.', dot + 1)) {
            subjects.add(new Below(name.substring(dot + 1)));
        }
    }

    private static Key key(ListEntry entry) {
        Object scope = entry.scope() instanceof Scope.OfMailbox(Mailbox mailbox) ? mailbox.key() : entry.scope();
        return new Key(
                scope,
                switch (entry.subject()) {
                    case Subject.Address(Mailbox mailbox) -> mailbox.key();
                    case Subject.Domain(DomainName name, boolean below) -> below ? new Below(name.text()) : name;
                    case Subject.MailingList list -> list;
                    case Subject.Network(Cidr cidr) -> cidr;
                });
    }

    private static int shard(Key key) {
        int hash = key.hashCode() * 0x9E37_79B9;
        return hash >>> 22;
    }

    private static List<Map<Key, List<ListEntry>>> emptyShards() {
        return java.util.Collections.nCopies(SHARDS, Map.of());
    }
}
