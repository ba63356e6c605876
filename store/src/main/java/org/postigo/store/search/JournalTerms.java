package org.postigo.store.search;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.postigo.mail.DomainName;
import org.postigo.mail.Mailbox;
import org.postigo.mail.record.JournalEntry;
import org.postigo.store.journal.Fate;
import org.postigo.store.journal.Journal;

/**
 * What the journal is found by, and a query in these terms. A term of a recipient stands twice, alone and behind the
 * recipient's domain, so that who may see some domains finds nothing by the recipients of others.
 */
public final class JournalTerms {
    private static final String SENDER = "from";
    private static final String RECIPIENT = "to";
    private static final String FATE = "fate";
    /** The empty reverse-path has no words. */
    private static final String NULL_PATH = "<>";
    /** Recipients of one entry by which it is found. */
    private static final int MOST_RECIPIENTS = 50;

    /** Ways to compare addresses: what is asked for and what stands in the index. */
    private enum Whole {
        ADDRESS(".address", Mailbox::key),
        DOMAIN(".domain", mailbox -> mailbox.domain().text()),
        LOCAL(".local", mailbox -> mailbox.key().substring(0, mailbox.key().lastIndexOf('@')));

        private final String suffix;
        private final Function<Mailbox, String> part;

        Whole(String suffix, Function<Mailbox, String> part) {
            this.suffix = suffix;
            this.part = part;
        }

        static Whole of(String asked) {
            return asked.contains("@") ? ADDRESS : asked.contains(".") ? DOMAIN : LOCAL;
        }
    }

    private final Map<String, Set<String>> terms = new HashMap<>();

    private JournalTerms() {}

    /** Of an entry, by field. */
    public static Map<String, Set<String>> of(JournalEntry entry) {
        var terms = new JournalTerms();
        terms.terms.put(Search.WORD, Words.withoutRecipients(entry));
        switch (entry) {
            case JournalEntry.Transaction transaction -> {
                terms.sender(transaction.envelope().reversePath().toMailbox());
                transaction
                        .assessment()
                        .ifPresent(said -> said.digest().from().ifPresent(from -> terms.sender(Optional.of(from))));
                transaction.envelope().recipients().stream()
                        .limit(MOST_RECIPIENTS)
                        .forEach(recipient ->
                                terms.recipient(recipient.path().mailbox().toString()));
                transaction
                        .outcomes()
                        .forEach((path, outcome) -> terms.fate(Fate.of(outcome), Optional.of(path.domain())));
                if (transaction.outcomes().isEmpty()) {
                    terms.fateOfAll(entry);
                }
            }
            case JournalEntry.Refusal refusal -> {
                refusal.reversePath().ifPresent(path -> terms.sender(path.toMailbox()));
                refusal.recipients().stream().limit(MOST_RECIPIENTS).forEach(terms::recipient);
                terms.fateOfAll(entry);
            }
        }
        return terms.terms;
    }

    private void add(String field, String term) {
        terms.computeIfAbsent(field, _ -> new TreeSet<>()).add(term);
    }

    private void sender(Optional<Mailbox> mailbox) {
        mailbox.ifPresentOrElse(
                address -> {
                    Words.of(address.toString()).forEach(word -> add(SENDER, word));
                    whole(SENDER, address);
                },
                () -> add(SENDER, NULL_PATH));
    }

    private void recipient(String address) {
        Optional<Mailbox> mailbox = Mailbox.parse(address);
        for (String word : Words.of(address)) {
            add(RECIPIENT, word);
            mailbox.ifPresent(known -> add(RECIPIENT, within(known.domain(), word)));
        }
        mailbox.ifPresent(known -> {
            add(Search.TAG, known.domain().text());
            whole(RECIPIENT, known);
        });
    }

    private void whole(String side, Mailbox mailbox) {
        for (Whole whole : Whole.values()) {
            add(side + whole.suffix, whole.part.apply(mailbox));
        }
    }

    private void fateOfAll(JournalEntry entry) {
        Set<String> domains = Set.copyOf(terms.getOrDefault(Search.TAG, Set.of()));
        for (Fate fate : Fate.of(entry)) {
            fate(fate, Optional.empty());
            domains.forEach(domain -> add(FATE, domain + ' ' + fate));
        }
    }

    private void fate(Fate fate, Optional<DomainName> domain) {
        add(FATE, fate.name());
        domain.ifPresent(name -> add(FATE, within(name, fate.name())));
    }

    private static String within(DomainName domain, String term) {
        return domain.text() + ' ' + term;
    }

    /** A query in these terms. */
    public static Search.Wanted wanted(Journal.Query query) {
        var all = new ArrayList<List<Search.Sought>>();
        for (String word : Words.asked(query.text())) {
            all.add(Stream.concat(
                            Stream.of(new Search.Sought(Search.WORD, word, true)), scoped(query, RECIPIENT, word, true))
                    .toList());
        }
        if (query.sender().strip().equals(NULL_PATH)) {
            all.add(List.of(new Search.Sought(SENDER, NULL_PATH, false)));
        }
        Words.asked(query.sender()).forEach(word -> all.add(List.of(new Search.Sought(SENDER, word, true))));
        Words.asked(query.recipient())
                .forEach(word -> all.add(scoped(query, RECIPIENT, word, true).toList()));
        if (!query.domains().isEmpty()) {
            all.add(query.domains().stream()
                    .map(domain -> new Search.Sought(Search.TAG, domain.text(), false))
                    .toList());
        }
        if (!query.fates().isEmpty()) {
            all.add(query.fates().stream()
                    .flatMap(fate -> scoped(query, FATE, fate.name(), false))
                    .toList());
        }
        return new Search.Wanted(
                all,
                query.from().map(Search::nanos).orElse(Long.MIN_VALUE),
                query.until().map(Search::nanos).orElse(Long.MAX_VALUE));
    }

    private static Stream<Search.Sought> scoped(Journal.Query query, String field, String term, boolean beginning) {
        return query.domains().isEmpty()
                ? Stream.of(new Search.Sought(field, term, beginning))
                : query.domains().stream().map(domain -> new Search.Sought(field, within(domain, term), beginning));
    }

    /**
     * A question for addresses that are spelt almost so.
     *
     * @param side on which they stand
     * @param field of the index
     * @param text asked for
     * @param rest of the query, with nothing asked of this side
     */
    public record Spelling(Journal.Side side, String field, String text, Journal.Query rest) {
        /** What finds the entries of one such address. */
        public Search.Wanted with(String near) {
            Search.Wanted wanted = wanted(rest);
            var all = new ArrayList<>(wanted.all());
            all.add(List.of(new Search.Sought(field, near, false)));
            return new Search.Wanted(all, wanted.from(), wanted.until());
        }

        /** Whether whoever asked may know of it, and does not find it as it is. */
        public boolean offers(String near) {
            return !near.startsWith(text)
                    && (side == Journal.Side.SENDER
                            || rest.domains().isEmpty()
                            || !near.contains("@")
                            || rest.domains().stream().anyMatch(domain -> near.endsWith('@' + domain.text())));
        }
    }

    /** What of a query may be misspelt: each side that is asked for by one word, an address in the text on both. */
    public static List<Spelling> spellings(Journal.Query query) {
        var spellings = new ArrayList<Spelling>();
        spelling(query.sender())
                .ifPresent(text -> spellings.add(
                        spelling(Journal.Side.SENDER, SENDER, text, with(query, query.text(), "", query.recipient()))));
        spelling(query.recipient())
                .ifPresent(text -> spellings.add(spelling(
                        Journal.Side.RECIPIENT, RECIPIENT, text, with(query, query.text(), query.sender(), ""))));
        spelling(query.text()).filter(text -> text.contains("@")).ifPresent(text -> {
            Journal.Query rest = with(query, "", query.sender(), query.recipient());
            spellings.add(spelling(Journal.Side.SENDER, SENDER, text, rest));
            spellings.add(spelling(Journal.Side.RECIPIENT, RECIPIENT, text, rest));
        });
        return spellings;
    }

    private static Optional<String> spelling(String asked) {
        String stripped = asked.strip().toLowerCase(Locale.ROOT);
        String text = stripped.startsWith("@") ? stripped.substring(1) : stripped;
        return text.length() < 3 || text.length() > 254 || text.contains(" ") || text.equals(NULL_PATH)
                ? Optional.empty()
                : Optional.of(text);
    }

    private static Spelling spelling(Journal.Side side, String field, String text, Journal.Query rest) {
        return new Spelling(side, field + Whole.of(text).suffix, text, rest);
    }

    private static Journal.Query with(Journal.Query query, String text, String sender, String recipient) {
        return new Journal.Query(
                text, sender, recipient, query.domains(), query.fates(), query.from(), query.until(), 0, 1);
    }
}
