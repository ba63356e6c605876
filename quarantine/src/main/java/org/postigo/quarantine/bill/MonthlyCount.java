package org.postigo.quarantine.bill;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.postigo.mail.DomainName;
import org.postigo.mail.Mailbox;
import org.postigo.mail.policy.Level;
import org.postigo.mail.policy.ProtectedDomain.Mode;
import org.postigo.mail.policy.ServiceTree;
import org.postigo.mail.policy.Setting;
import org.postigo.mail.policy.Wishes;
import org.postigo.store.domains.Domains;

/**
 * Who had what in a month, mailbox by mailbox, for the bill. Counted are mailboxes that were named in the settings and
 * those that got mail in the month; an address with a tag behind a plus sign counts as the one without. What each had is
 * looked up at the end of every day, from the history of the settings, so that a change taken back on the same day costs
 * nobody anything, and the same month comes out the same whenever it is asked for.
 *
 * @param month that was counted
 * @param until the end of the last day that was; before the end of the month while it runs
 * @param mailboxes by domain and name
 */
public record MonthlyCount(YearMonth month, Instant until, List<Row> mailboxes) {
    /** Copies the list. */
    public MonthlyCount {
        mailboxes = List.copyOf(mailboxes);
    }

    /** What a mailbox gets, the least first. */
    public enum Plan {
        /** Mail is filtered for the record only: everything is delivered. */
        PLAIN,
        /** What is suspect goes to the junk folder. */
        JUNK,
        /** What is suspect is held, and people look at it. */
        REVIEW;

        static Plan of(Mode mode) {
            return switch (mode) {
                case OBSERVE -> PLAIN;
                case TAG -> JUNK;
                case HOLD -> REVIEW;
            };
        }
    }

    /**
     * One mailbox.
     *
     * @param mailbox whose
     * @param group of its domain, at the end
     * @param days that ended with each plan
     * @param messages that came for it in the month and were delivered or kept
     */
    public record Row(Mailbox mailbox, Optional<String> group, Map<Plan, Integer> days, long messages) {
        /** Copies the map. */
        public Row {
            days = Map.copyOf(days);
        }

        /** Days that ended with this plan. */
        public int days(Plan plan) {
            return days.getOrDefault(plan, 0);
        }

        /** The greatest that it had on any day: the one to be billed. */
        public Plan plan() {
            return days.keySet().stream().max(Comparator.naturalOrder()).orElse(Plan.PLAIN);
        }
    }

    /**
     * One domain.
     *
     * @param domain whose
     * @param group that it belonged to at the end
     * @param mailboxes by the greatest plan that they had
     * @param messages that came for them
     */
    public record Sum(DomainName domain, Optional<String> group, Map<Plan, Integer> mailboxes, long messages) {
        /** Copies the map. */
        public Sum {
            mailboxes = Map.copyOf(mailboxes);
        }

        /** Mailboxes with this plan. */
        public int mailboxes(Plan plan) {
            return mailboxes.getOrDefault(plan, 0);
        }
    }

    /** The same of one domain alone. */
    public MonthlyCount only(DomainName domain) {
        return new MonthlyCount(
                month,
                until,
                mailboxes.stream()
                        .filter(row -> row.mailbox().domain().equals(domain))
                        .toList());
    }

    /** By domain. */
    public List<Sum> domains() {
        var byDomain = new TreeMap<DomainName, List<Row>>();
        mailboxes.forEach(row -> byDomain.computeIfAbsent(row.mailbox().domain(), _ -> new ArrayList<>())
                .add(row));
        return byDomain.entrySet().stream()
                .map(each -> {
                    var plans = new EnumMap<Plan, Integer>(Plan.class);
                    each.getValue().forEach(row -> plans.merge(row.plan(), 1, Integer::sum));
                    return new Sum(
                            each.getKey(),
                            each.getValue().getLast().group(),
                            plans,
                            each.getValue().stream().mapToLong(Row::messages).sum());
                })
                .toList();
    }

    /**
     * Counts a month.
     *
     * @param messages that came for each mailbox in the month
     * @param zone in which a day ends
     * @param until when is counted, not behind the month's end
     */
    static MonthlyCount of(
            Collection<MonthCounter.Messages> messages, Domains domains, YearMonth month, ZoneId zone, Instant until) {
        var tallies = new HashMap<String, Tally>();
        messages.forEach(each -> tally(tallies, each.mailbox()).messages = each.number());
        fold(domains, month, zone, until, tallies);
        return new MonthlyCount(
                month,
                until,
                tallies.values().stream()
                        .filter(tally -> !tally.days.isEmpty())
                        .map(Tally::row)
                        .sorted(Comparator.comparing((Row row) -> row.mailbox().domain())
                                .thenComparing(row -> row.mailbox().key()))
                        .toList());
    }

    /** What is known of a mailbox so far. */
    private static final class Tally {
        private final Mailbox mailbox;
        private final Map<Plan, Integer> days = new EnumMap<>(Plan.class);
        private Optional<String> group = Optional.empty();
        private long messages;

        Tally(Mailbox mailbox) {
            this.mailbox = mailbox;
        }

        Row row() {
            return new Row(mailbox, group, days, messages);
        }
    }

    private static Tally tally(Map<String, Tally> tallies, Mailbox mailbox) {
        return tallies.computeIfAbsent(mailbox.key(), _ -> new Tally(mailbox));
    }

    /** What each has at the end of each day, by the changes until then. */
    private static void fold(Domains domains, YearMonth month, ZoneId zone, Instant until, Map<String, Tally> tallies) {
        ServiceTree now = domains.tree();
        var draft = new ServiceTree.Draft(now.service(new Level.File()).layers().stream()
                .findFirst()
                .map(layer -> layer.wishes())
                .orElse(Wishes.NONE));
        List<Domains.Change> history = domains.history();
        int next = 0;
        Map<Tally, Plan> plans = Map.of();
        for (LocalDate day = month.atDay(1);
                !day.isAfter(month.atEndOfMonth()) && start(day, zone).isBefore(until);
                day = day.plusDays(1)) {
            Instant close = start(day.plusDays(1), zone);
            boolean changed = day.getDayOfMonth() == 1;
            for (; next < history.size() && history.get(next).at().isBefore(close); next++) {
                Domains.Change change = history.get(next);
                change.node().ifPresentOrElse(draft::put, () -> draft.remove(change.level()));
                changed = true;
            }
            if (changed) {
                plans = plans(draft.show(), tallies);
            }
            plans.forEach((tally, plan) -> tally.days.merge(plan, 1, Integer::sum));
        }
    }

    /** Those of mailboxes whose domain is protected at that time. */
    private static Map<Tally, Plan> plans(ServiceTree tree, Map<String, Tally> tallies) {
        tree.all()
                .forEach(domain ->
                        tree.mailboxes(domain.name()).forEach(leaf -> tally(tallies, plain(leaf.mailbox()))));
        var plans = new HashMap<Tally, Plan>();
        tallies.values().forEach(tally -> {
            DomainName domain = tally.mailbox.domain();
            if (tree.find(domain).isPresent()) {
                tally.group = tree.groupOf(domain);
                plans.put(tally, Plan.of(tree.service(tally.mailbox).get(Setting.MODE)));
            }
        });
        return plans;
    }

    static Mailbox plain(Mailbox mailbox) {
        int plus = mailbox.localPart().indexOf('+');
        return plus < 1 ? mailbox : new Mailbox(mailbox.localPart().substring(0, plus), mailbox.domain());
    }

    static Instant start(LocalDate day, ZoneId zone) {
        return day.atStartOfDay(zone).toInstant();
    }
}
