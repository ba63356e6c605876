package org.postigo.desk.domains;

import java.io.IOException;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.postigo.mail.DomainName;
import org.postigo.mail.MailId;
import org.postigo.mail.policy.ListEntry;
import org.postigo.mail.policy.ListEntry.Scope;
import org.postigo.mail.policy.ServiceTree;
import org.postigo.mail.rule.Rule;
import org.postigo.quarantine.bill.MonthlyCount;

/** What the desk asks about the price of a setting, and what tables would change. Brought by the application. */
public interface Levers {
    /** Begins to try a change on the mail of the last thirty days; nothing is saved. Returns the name to ask by. */
    int begin(Change change);

    /** How a trial stands; one that nobody remembers has failed. */
    Trial trial(int name);

    /**
     * What each threshold would have cost a domain. May take seconds at the first question.
     *
     * @throws IOException if journal or decisions cannot be read
     */
    Rigour rigour(DomainName domain) throws IOException;

    /**
     * What could be better in a domain's lists.
     *
     * @throws IOException as above
     */
    List<Suggestion> suggestions(DomainName domain) throws IOException;

    /**
     * Compares a table (CSV with a line of headings) with what there is. Nothing is written.
     *
     * @param scope of entries that do not say
     * @throws IllegalArgumentException if it is no table; the message says where
     */
    Plan plan(Table kind, String table, String scope, String by);

    /**
     * Who had what in a month. Takes some seconds at the first question after a month with much mail.
     *
     * @throws IOException if the journal cannot be read
     */
    MonthlyCount count(YearMonth month) throws IOException;

    /** A month's count by mailbox, as CSV with a line of headings. */
    String table(MonthlyCount count);

    /** What a table is about. */
    enum Table {
        /** Domains, mailboxes and their settings. */
        SETTINGS,
        /** Allow and deny entries. */
        ENTRIES
    }

    /**
     * What would be tried.
     *
     * @param put entries that would be added or written over
     * @param remove ids of entries that would be removed
     * @param places that would say something else
     * @param rules that would be others
     */
    record Change(
            List<ListEntry> put, Set<String> remove, List<ServiceTree.Node> places, Optional<WrittenRules> rules) {
        /** Copies. */
        public Change {
            put = List.copyOf(put);
            remove = Set.copyOf(remove);
            places = List.copyOf(places);
        }

        /** One entry would be added or written over. */
        public static Change put(ListEntry entry) {
            return new Change(List.of(entry), Set.of(), List.of(), Optional.empty());
        }

        /** One entry would be removed. */
        public static Change remove(String id) {
            return new Change(List.of(), Set.of(id), List.of(), Optional.empty());
        }

        /** A place would say this: thresholds and what happens to what is suspect. */
        public static Change place(ServiceTree.Node node) {
            return new Change(List.of(), Set.of(), List.of(node), Optional.empty());
        }

        /** The rules of a scope would be these. */
        public static Change rules(Scope scope, List<Rule> rules) {
            return new Change(List.of(), Set.of(), List.of(), Optional.of(new WrittenRules(scope, rules)));
        }
    }

    /** All rules of a scope. */
    record WrittenRules(Scope scope, List<Rule> rules) {
        /** Copies the list. */
        public WrittenRules {
            rules = List.copyOf(rules);
        }
    }

    /** How a trial stands. */
    sealed interface Trial {
        /**
         * It waits or runs.
         *
         * @param part done, 0 to 1
         */
        record Running(double part) implements Trial {}

        /**
         * It ended.
         *
         * @param copies looked at
         * @param freed that would have passed and did not
         * @param stopped that would not have passed and did
         * @param freedRows what looks most like spam first
         * @param stoppedRows what looks least like spam first
         */
        record Done(long copies, long freed, long stopped, List<Row> freedRows, List<Row> stoppedRows)
                implements Trial {
            /** Copies the lists. */
            public Done {
                freedRows = List.copyOf(freedRows);
                stoppedRows = List.copyOf(stoppedRows);
            }
        }

        /** It could not be brought to an end. */
        record Failed() implements Trial {}
    }

    /** A copy that would have been treated otherwise. */
    record Row(MailId id, Instant at, String from, String subject, String recipient, double probability) {}

    /**
     * What each threshold would have cost, by the week.
     *
     * @param points by rising threshold
     * @param good good messages that it rests on
     * @param spam spam that it rests on
     * @param promised the strictest threshold that keeps the promised loss, if any can be said to
     * @param basis what the promise rests on
     * @param needed good messages without an error that the promise takes
     */
    record Rigour(List<Point> points, double good, double spam, OptionalDouble promised, Basis basis, int needed) {
        /** Copies the list. */
        public Rigour {
            points = List.copyOf(points);
        }
    }

    /** What a promise rests on. */
    enum Basis {
        /** The domain's own mail. */
        OWN,
        /** The mail of all domains, since the domain has too little. */
        SITE,
        /** Not even all domains have enough. */
        TOO_LITTLE,
        /** There is enough, and no threshold keeps the promise. */
        UNREACHABLE
    }

    /**
     * One threshold, by the week.
     *
     * @param threshold from which probability on mail is held
     * @param goodHeld good messages held
     * @param spamPassed spam delivered
     * @param rows that a reviewer would have read
     */
    record Point(double threshold, Count goodHeld, Count spamPassed, double rows) {}

    /** A number with its 95% interval. */
    record Count(double number, double low, double high) {}

    /** What could be better. */
    sealed interface Suggestion {
        /**
         * A sender is rescued again and again.
         *
         * @param entry that would spare it
         * @param times rescued in thirty days
         * @param frees held copies that the entry would have let pass
         * @param spam of them decided spam
         */
        record Rescued(ListEntry.Allow entry, int times, int frees, int spam) implements Suggestion {}

        /** An entry that nothing ever met. */
        record NeverHit(ListEntry entry, long days) implements Suggestion {}

        /** An entry that would let pass what people decided is spam. */
        record LetsSpamPass(ListEntry.Allow entry, int times) implements Suggestion {}

        /** An entry that another one makes superfluous. */
        record Covered(ListEntry entry, ListEntry by) implements Suggestion {}

        /** An entry in use that ends soon. */
        record Ending(ListEntry entry, long days) implements Suggestion {}
    }

    /**
     * What a table would change.
     *
     * @param added new ones
     * @param changed others
     * @param same that are there as they are
     * @param lines the first thousand of those that add, change or cannot be read
     * @param change to be tried before it is written
     * @param write does it
     */
    record Plan(long added, long changed, long same, long bad, List<Line> lines, Change change, Writing write) {
        /** Copies the list. */
        public Plan {
            lines = List.copyOf(lines);
        }
    }

    /**
     * One line.
     *
     * @param number in the table
     * @param what it does
     * @param text what would be there then, or why the line cannot be read
     * @param before what is there now
     */
    record Line(long number, What what, String text, String before) {}

    /** What a line does. */
    enum What {
        /** Something new. */
        ADD,
        /** Something else. */
        CHANGE,
        /** It cannot be read. */
        BAD
    }

    /** Writes what was planned. */
    @FunctionalInterface
    interface Writing {
        /**
         * Writes it.
         *
         * @throws IOException if the disk fails
         */
        void write() throws IOException;
    }
}
