package org.postigo.mail.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.postigo.mail.DomainName;
import org.postigo.mail.Mailbox;

/**
 * All settings at one time, from the site down to single mailboxes. Immutable; the mail path reads one of these and never
 * waits for whoever writes the next.
 */
public final class ServiceTree {
    /** No domain is protected and nothing is set. */
    public static final ServiceTree EMPTY = new ServiceTree(Wishes.NONE, Wishes.NONE, new TreeMap<>(), new TreeMap<>());

    private final Wishes file;
    private final Wishes site;
    private final SortedMap<String, Wishes> groups;
    private final Map<DomainName, Branch> branches;
    private final List<ProtectedDomain> all;

    /**
     * What one place says, and to which group a domain belongs.
     *
     * @param level site, group, domain or mailbox
     * @param group of a domain; empty for all others
     * @param wishes what is set there
     */
    public record Node(Level level, Optional<String> group, Wishes wishes) {
        /** Checks that the place can be written to and bears what is set. */
        public Node {
            Objects.requireNonNull(wishes);
            switch (level) {
                case Level.Shipped _, Level.File _ ->
                    throw new IllegalArgumentException("nothing is written there: " + level.text());
                case Level.Site _, Level.Group _, Level.Domain _ -> {}
                case Level.OfMailbox _ ->
                    Setting.ALL.stream()
                            .filter(setting -> setting.reach() != Setting.Reach.MAILBOX
                                    && wishes.get(setting).isPresent())
                            .findFirst()
                            .ifPresent(setting -> {
                                throw new IllegalArgumentException(setting + " is set for a domain, not for a mailbox");
                            });
            }
            if (group.isPresent() && !(level instanceof Level.Domain)) {
                throw new IllegalArgumentException("only a domain belongs to a group");
            }
            group.ifPresent(Level.Group::checkName);
        }

        /** What one place says, without a group. */
        public static Node of(Level level, Wishes wishes) {
            return new Node(level, Optional.empty(), wishes);
        }
    }

    /**
     * A domain with its mailboxes.
     *
     * @param group that it belongs to
     * @param wishes of the domain
     * @param mailboxes that have settings of their own or were named, by {@link Mailbox#key}
     * @param outcome the domain as its settings come out
     */
    private record Branch(
            Optional<String> group, Wishes wishes, Map<String, Leaf> mailboxes, ProtectedDomain outcome) {}

    /** A mailbox and what is set for it. */
    public record Leaf(Mailbox mailbox, Wishes wishes) {}

    private ServiceTree(
            Wishes file, Wishes site, SortedMap<String, Wishes> groups, SortedMap<DomainName, Branch> branches) {
        this.file = file;
        this.site = site;
        this.groups = groups;
        this.branches = new HashMap<>(branches);
        this.all = branches.values().stream().map(Branch::outcome).toList();
    }

    /** A tree of its own in which these places say this and all others say what they do here. */
    public ServiceTree with(List<Node> nodes) {
        var draft = new Draft(file);
        draft.put(Node.of(new Level.Site(), site));
        groups.forEach((name, wishes) -> draft.put(Node.of(new Level.Group(name), wishes)));
        branches.forEach((name, branch) -> {
            draft.put(new Node(new Level.Domain(name), branch.group(), branch.wishes()));
            branch.mailboxes()
                    .values()
                    .forEach(leaf -> draft.put(Node.of(new Level.OfMailbox(leaf.mailbox()), leaf.wishes())));
        });
        nodes.forEach(draft::put);
        return draft.show();
    }

    /** The domain of that name, as its settings come out. */
    public Optional<ProtectedDomain> find(DomainName name) {
        return Optional.ofNullable(branches.get(name)).map(Branch::outcome);
    }

    /** All domains as their settings come out, by name. */
    public List<ProtectedDomain> all() {
        return all;
    }

    /** The names of all groups, sorted. */
    public Set<String> groups() {
        return groups.keySet();
    }

    /** The group that a domain belongs to. */
    public Optional<String> groupOf(DomainName domain) {
        return Optional.ofNullable(branches.get(domain)).flatMap(Branch::group);
    }

    /** Mailboxes of a domain that were named, whether or not they have settings of their own; in no order. */
    public List<Leaf> mailboxes(DomainName domain) {
        Branch branch = branches.get(domain);
        return branch == null ? List.of() : List.copyOf(branch.mailboxes().values());
    }

    /** The mailbox, if it was named. */
    public Optional<Leaf> mailbox(Mailbox mailbox) {
        return Optional.ofNullable(branches.get(mailbox.domain()))
                .map(branch -> branch.mailboxes().get(mailbox.key()));
    }

    /** What is set at this very place; empty if there is no such place. */
    public Optional<Node> node(Level level) {
        return switch (level) {
            case Level.Shipped _ -> Optional.empty();
            case Level.File _ -> Optional.empty();
            case Level.Site _ -> Optional.of(Node.of(level, site));
            case Level.Group(String name) ->
                Optional.ofNullable(groups.get(name)).map(wishes -> Node.of(level, wishes));
            case Level.Domain(DomainName name) ->
                Optional.ofNullable(branches.get(name)).map(branch -> new Node(level, branch.group(), branch.wishes()));
            case Level.OfMailbox(Mailbox mailbox) -> mailbox(mailbox).map(leaf -> Node.of(level, leaf.wishes()));
        };
    }

    /** What holds at a place; for one that is not there, what the wider ones say. */
    public Service service(Level level) {
        return switch (level) {
            case Level.Shipped _ -> new Service(List.of());
            case Level.File _ -> new Service(wide(new ArrayList<>(), Optional.empty(), false));
            case Level.Site _ -> new Service(wide(new ArrayList<>(), Optional.empty(), true));
            case Level.Group(String name) -> new Service(wide(new ArrayList<>(), Optional.of(name), true));
            case Level.Domain(DomainName name) -> service(name);
            case Level.OfMailbox(Mailbox mailbox) -> service(mailbox);
        };
    }

    /** What a domain gets. */
    public Service service(DomainName domain) {
        return new Service(narrow(new ArrayList<>(5), domain));
    }

    /** What a mailbox gets; one with a tag behind a plus sign what the one without it gets, if it has no own. */
    public Service service(Mailbox mailbox) {
        var layers = new ArrayList<Service.Layer>(5);
        leaf(mailbox)
                .filter(leaf -> !leaf.wishes().isEmpty())
                .ifPresent(leaf -> layers.add(new Service.Layer(new Level.OfMailbox(leaf.mailbox()), leaf.wishes())));
        return new Service(narrow(layers, mailbox.domain()));
    }

    private Optional<Leaf> leaf(Mailbox mailbox) {
        Branch branch = branches.get(mailbox.domain());
        if (branch == null || branch.mailboxes().isEmpty()) {
            return Optional.empty();
        }
        Leaf own = branch.mailboxes().get(mailbox.key());
        int plus = mailbox.localPart().indexOf('+');
        if (own != null || plus < 1) {
            return Optional.ofNullable(own);
        }
        return Optional.ofNullable(branch.mailboxes()
                .get(new Mailbox(mailbox.localPart().substring(0, plus), mailbox.domain()).key()));
    }

    private List<Service.Layer> narrow(List<Service.Layer> layers, DomainName domain) {
        Branch branch = branches.get(domain);
        if (branch == null) {
            return wide(layers, Optional.empty(), true);
        }
        layers.add(new Service.Layer(new Level.Domain(domain), branch.wishes()));
        return wide(layers, branch.group(), true);
    }

    private List<Service.Layer> wide(List<Service.Layer> layers, Optional<String> group, boolean withSite) {
        return layers(
                layers,
                group.map(name -> new Named(name, groups.getOrDefault(name, Wishes.NONE))),
                withSite ? Optional.of(site) : Optional.empty(),
                file);
    }

    private record Named(String name, Wishes wishes) {}

    private static List<Service.Layer> layers(
            List<Service.Layer> layers, Optional<Named> group, Optional<Wishes> site, Wishes file) {
        group.ifPresent(of -> layers.add(new Service.Layer(new Level.Group(of.name()), of.wishes())));
        site.ifPresent(of -> layers.add(new Service.Layer(new Level.Site(), of)));
        layers.add(new Service.Layer(new Level.File(), file));
        return layers;
    }

    /**
     * The next tree in the making. Not safe for several threads; what has not changed is shared with the tree before.
     */
    public static final class Draft {
        private final Wishes file;
        private Wishes site = Wishes.NONE;
        private final TreeMap<String, Wishes> groups = new TreeMap<>();
        private final TreeMap<DomainName, Sapling> saplings = new TreeMap<>();
        private ServiceTree shown;
        private boolean changed = true;

        /** A domain that can still change; its mailboxes are copied for each tree only if they did. */
        private static final class Sapling {
            private Optional<String> group = Optional.empty();
            private Wishes wishes = Wishes.NONE;
            private final Map<String, Leaf> mailboxes = new HashMap<>();
            private Map<String, Leaf> shown = Map.of();
            private boolean mailboxesChanged;
            private Optional<Branch> branch = Optional.empty();
        }

        /** Over what the configuration file says. */
        public Draft(Wishes file) {
            this.file = file;
            this.shown = EMPTY;
        }

        /**
         * Sets all that a place says. A domain that is not there is added; a mailbox of a domain that is not there is
         * forgotten, as its domain was.
         */
        public void put(Node node) {
            changed = true;
            switch (node.level()) {
                case Level.Shipped _, Level.File _ -> {}
                case Level.Site _ -> {
                    site = node.wishes();
                    all();
                }
                case Level.Group(String name) -> {
                    groups.put(name, node.wishes());
                    all();
                }
                case Level.Domain(DomainName name) -> {
                    Sapling sapling = saplings.computeIfAbsent(name, _ -> new Sapling());
                    sapling.group = node.group();
                    sapling.wishes = node.wishes();
                    sapling.branch = Optional.empty();
                }
                case Level.OfMailbox(Mailbox mailbox) ->
                    Optional.ofNullable(saplings.get(mailbox.domain())).ifPresent(sapling -> {
                        sapling.mailboxes.put(mailbox.key(), new Leaf(mailbox, node.wishes()));
                        sapling.mailboxesChanged = true;
                        sapling.branch = Optional.empty();
                    });
            }
        }

        /** What a record of all that a domain gets says, over what is set there; what such a record does not know stays. */
        public Node merged(ProtectedDomain domain) {
            Optional<Sapling> before = Optional.ofNullable(saplings.get(domain.name()));
            return new Node(
                    new Level.Domain(domain.name()),
                    before.flatMap(sapling -> sapling.group),
                    before.map(sapling -> sapling.wishes).orElse(Wishes.NONE).with(domain.wishes()));
        }

        /** Whether there is such a place. */
        public boolean has(Level level) {
            return switch (level) {
                case Level.Shipped _, Level.File _, Level.Site _ -> true;
                case Level.Group(String name) -> groups.containsKey(name);
                case Level.Domain(DomainName name) -> saplings.containsKey(name);
                case Level.OfMailbox(Mailbox mailbox) ->
                    saplings.containsKey(mailbox.domain())
                            && saplings.get(mailbox.domain()).mailboxes.containsKey(mailbox.key());
            };
        }

        /** Takes a place away, a domain with its mailboxes. */
        public void remove(Level level) {
            changed = true;
            switch (level) {
                case Level.Shipped _, Level.File _, Level.Site _ -> {}
                case Level.Group(String name) -> {
                    groups.remove(name);
                    all();
                }
                case Level.Domain(DomainName name) -> saplings.remove(name);
                case Level.OfMailbox(Mailbox mailbox) ->
                    Optional.ofNullable(saplings.get(mailbox.domain())).ifPresent(sapling -> {
                        sapling.mailboxes.remove(mailbox.key());
                        sapling.mailboxesChanged = true;
                        sapling.branch = Optional.empty();
                    });
            }
        }

        private void all() {
            saplings.values().forEach(sapling -> sapling.branch = Optional.empty());
        }

        /** The tree as it is now; the same object as long as nothing changed. */
        public ServiceTree show() {
            if (changed) {
                var branches = new TreeMap<DomainName, Branch>();
                saplings.forEach((name, sapling) -> branches.put(name, branch(name, sapling)));
                shown = new ServiceTree(file, site, new TreeMap<>(groups), branches);
                changed = false;
            }
            return shown;
        }

        private Branch branch(DomainName name, Sapling sapling) {
            if (sapling.mailboxesChanged) {
                sapling.shown = Map.copyOf(sapling.mailboxes);
                sapling.mailboxesChanged = false;
            }
            Branch branch = sapling.branch.orElseGet(() -> new Branch(
                    sapling.group, sapling.wishes, sapling.shown, ProtectedDomain.of(name, service(name, sapling))));
            sapling.branch = Optional.of(branch);
            return branch;
        }

        private Service service(DomainName name, Sapling sapling) {
            var layers = new ArrayList<Service.Layer>();
            layers.add(new Service.Layer(new Level.Domain(name), sapling.wishes));
            return new Service(layers(
                    layers,
                    sapling.group.map(group -> new Named(group, groups.getOrDefault(group, Wishes.NONE))),
                    Optional.of(site),
                    file));
        }

        /**
         * Checks that these changes leave no domain without a mailbox server, no domain in a group that is not there and
         * no mailbox without its domain.
         *
         * @throws IllegalArgumentException if they would; the message says what
         */
        public void check(List<Node> puts) {
            var draft = new TreeMap<DomainName, Node>();
            var named = new HashMap<>(groups);
            Wishes nextSite = site;
            for (Node node : puts) {
                switch (node.level()) {
                    case Level.Site _ -> nextSite = node.wishes();
                    case Level.Group(String name) -> named.put(name, node.wishes());
                    case Level.Domain(DomainName name) -> draft.put(name, node);
                    case Level.Shipped _, Level.File _, Level.OfMailbox _ -> {}
                }
            }
            boolean wide = puts.stream()
                    .anyMatch(node -> node.level() instanceof Level.Site || node.level() instanceof Level.Group);
            if (wide) {
                saplings.forEach((name, sapling) ->
                        draft.putIfAbsent(name, new Node(new Level.Domain(name), sapling.group, sapling.wishes)));
            }
            for (Map.Entry<DomainName, Node> each : draft.entrySet()) {
                Node node = each.getValue();
                Optional<Wishes> group = node.group()
                        .map(name -> Optional.ofNullable(named.get(name))
                                .orElseThrow(() -> new IllegalArgumentException("there is no group " + name)));
                boolean served = node.wishes().get(Setting.SERVERS).isPresent()
                        || group.flatMap(of -> of.get(Setting.SERVERS)).isPresent()
                        || nextSite.get(Setting.SERVERS).isPresent()
                        || file.get(Setting.SERVERS).isPresent();
                if (!served) {
                    throw new IllegalArgumentException(
                            each.getKey() + " needs its mailbox server, as host:port, or one of its group or the site");
                }
            }
            for (Node node : puts) {
                if (node.level() instanceof Level.OfMailbox(Mailbox mailbox)
                        && !saplings.containsKey(mailbox.domain())
                        && !draft.containsKey(mailbox.domain())) {
                    throw new IllegalArgumentException(mailbox + ": its domain is not protected here");
                }
            }
        }
    }
}
