package org.postigo.store.search;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.postigo.mail.Client;
import org.postigo.mail.Envelope;
import org.postigo.mail.Mailbox;
import org.postigo.mail.Recipient;
import org.postigo.mail.ReversePath;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.MessageDigest;
import org.postigo.mail.finding.Verdict;
import org.postigo.mail.record.JournalEntry;

/**
 * What search finds a record by: lower-case runs of letters and digits without accents, so that "Factura" is found by
 * "fact" and "José" by "jose". A chunk that begins with {@code reason:} stays whole and finds a verdict's reason or a
 * fact by its wire name, for example {@code reason:denied} or {@code reason:spf.fail}.
 */
public final class Words {
    private static final String REASON = "reason:";
    /** Longer runs are cut: nobody types them, and they would bloat the index. */
    private static final int MAX_LENGTH = 64;
    /** Words of one record; the rest is not found. */
    private static final int MAX_WORDS = 500;

    private final Set<String> words = new TreeSet<>();

    private Words() {}

    /** What a person typed, in order; each must be the beginning of a word of the record. */
    public static List<String> asked(String text) {
        var asked = new ArrayList<String>();
        for (String chunk : text.strip().split("\\s+")) {
            if (chunk.startsWith(REASON)) {
                asked.add(cut(chunk.toLowerCase(Locale.ROOT)));
            } else {
                asked.addAll(split(chunk));
            }
        }
        return asked.stream().distinct().limit(20).toList();
    }

    /** Words of one held copy. */
    public static Set<String> of(Envelope envelope, Recipient recipient, Verdict.Reason reason, Assessment assessment) {
        var words = new Words();
        words.sender(envelope.reversePath());
        words.add(recipient.path().mailbox().toString());
        words.digest(assessment.digest());
        words.reason(reason.name());
        words.facts(assessment);
        return words.words;
    }

    /** Words of one journal entry but for its recipients. */
    static Set<String> withoutRecipients(JournalEntry entry) {
        var words = new Words();
        words.client(entry.client());
        switch (entry) {
            case JournalEntry.Transaction transaction -> {
                words.add(transaction.id().text());
                words.sender(transaction.envelope().reversePath());
                transaction.assessment().ifPresent(assessment -> {
                    words.digest(assessment.digest());
                    assessment
                            .verdicts()
                            .values()
                            .forEach(verdict -> words.reason(verdict.reason().name()));
                    words.facts(assessment);
                });
            }
            case JournalEntry.Refusal refusal -> {
                words.add(refusal.id().text());
                refusal.reversePath().ifPresent(words::sender);
                words.reason(refusal.stage());
            }
        }
        return words.words;
    }

    /** Words of an address. */
    static Set<String> of(String address) {
        var words = new Words();
        words.add(address);
        return words.words;
    }

    /** Whether every word asked for is the beginning of one of the record's. */
    public static boolean match(List<String> asked, Set<String> words) {
        return asked.stream().allMatch(prefix -> words.stream().anyMatch(word -> word.startsWith(prefix)));
    }

    private void sender(ReversePath path) {
        path.toMailbox().map(Mailbox::toString).ifPresent(this::add);
    }

    private void client(Client client) {
        add(client.address().getHostAddress());
        add(client.helo());
    }

    private void digest(MessageDigest digest) {
        digest.from().map(Mailbox::toString).ifPresent(this::add);
        add(digest.fromName());
        add(digest.subject());
        add(digest.messageId());
    }

    private void facts(Assessment assessment) {
        for (Finding finding : assessment.findings()) {
            if (finding instanceof Finding.Fact fact) {
                reason(fact.key().wire());
            }
        }
    }

    private void reason(String name) {
        words.add(cut(REASON + name.toLowerCase(Locale.ROOT)));
    }

    private void add(String text) {
        for (String word : split(text)) {
            if (words.size() >= MAX_WORDS) {
                return;
            }
            words.add(word);
        }
    }

    private static List<String> split(String text) {
        String plain = Normalizer.normalize(text, Normalizer.Form.NFKD).toLowerCase(Locale.ROOT);
        var bare = new StringBuilder(plain.length());
        plain.codePoints()
                .filter(c -> Character.getType(c) != Character.NON_SPACING_MARK)
                .map(c -> Character.isLetterOrDigit(c) ? c : ' ')
                .forEach(bare::appendCodePoint);
        return List.of(bare.toString().split(" ")).stream()
                .filter(word -> !word.isEmpty())
                .map(Words::cut)
                .collect(Collectors.toList());
    }

    private static String cut(String word) {
        return word.length() <= MAX_LENGTH ? word : word.substring(0, MAX_LENGTH);
    }
}
