package org.postigo.classifier.check;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.postigo.classifier.lookalike.Registrable;
import org.postigo.mail.DomainName;
import org.postigo.mail.Mailbox;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.Finding.Fact;
import org.postigo.mail.finding.FindingKey;
import org.postigo.mail.message.Address;
import org.postigo.mail.message.AddressList;
import org.postigo.mail.message.Header;
import org.postigo.mail.message.HeaderField;
import org.postigo.mail.message.MailDate;
import org.postigo.mail.message.MessageDigests;
import org.postigo.mail.message.ParsedMessage;

/**
 * What is missing, odd or telling in the header section (RFC 5322 §3.6), and whether the structure of the message is
 * sound. Never looks at fields in which others judged the message.
 */
public final class FieldCheck implements Check {
    /** Clocks and queues may be off by this much. */
    private static final Duration AHEAD = Duration.ofDays(1);

    private static final Duration BEHIND = Duration.ofDays(7);
    /** RFC 5322 §3.6.4, with everything that real senders put between the brackets but blanks. */
    private static final Pattern MESSAGE_ID = Pattern.compile("<[^<>@\\s]{1,500}@[^<>@\\s]{1,500}>");
    /** "Re:" in the languages our users get mail in. */
    private static final Set<String> REPLY_WORDS = Set.of("re", "aw", "sv", "r", "antw", "odp", "rép", "ref");
    /** RFC 5322 §3.6: at most once each. From has a fact of its own. */
    private static final List<String> ONCE =
            List.of("Date", "Subject", "To", "Cc", "Reply-To", "Message-ID", "In-Reply-To", "References", "Sender");

    private static final int MIN_SHOUTED = 8;

    @Override
    public String name() {
        return "fields";
    }

    @Override
    public List<Finding> examine(Subject subject) {
        ParsedMessage message = subject.message();
        Header header = message.header();
        List<Finding> facts = new ArrayList<>();
        date(header, subject.mail().received(), facts);
        messageId(header, facts);
        from(message, facts);
        if (header.value("To").isEmpty() && header.value("Cc").isEmpty()) {
            facts.add(Fact.of(FindingKey.FIELD_MISSING_TO));
        }
        subject(header, facts);
        encoding(header, facts);
        malformed(message, subject.mail().envelope().parameters().smtputf8(), facts);
        bulk(header, facts);
        replyTo(message, facts);
        return facts;
    }

    private static void date(Header header, Instant received, List<Finding> facts) {
        Optional<HeaderField> field = header.first("Date");
        if (field.isEmpty()) {
            facts.add(Fact.of(FindingKey.FIELD_MISSING_DATE));
            return;
        }
        Optional<Instant> date = MailDate.parse(field.get().decoded());
        boolean odd = date.isEmpty()
                || date.get().isAfter(received.plus(AHEAD))
                || date.get().isBefore(received.minus(BEHIND));
        if (odd) {
            facts.add(Fact.of(FindingKey.FIELD_DATE_ODD, shown(field.get().decoded())));
        }
    }

    private static void messageId(Header header, List<Finding> facts) {
        String id = header.value("Message-ID");
        if (id.isEmpty()) {
            facts.add(Fact.of(FindingKey.FIELD_MISSING_MESSAGE_ID));
        } else if (!MESSAGE_ID.matcher(id).matches()) {
            facts.add(Fact.of(FindingKey.FIELD_MESSAGE_ID_ODD, shown(id)));
        }
    }

    private static void from(ParsedMessage message, List<Finding> facts) {
        if (message.fromMailboxes().isEmpty()) {
            facts.add(Fact.of(FindingKey.FIELD_MISSING_FROM));
        }
        if (message.fromMailboxes().size() > 1 || message.header().all("From").size() > 1) {
            facts.add(new Fact(
                    FindingKey.FIELD_MANY_FROM,
                    1,
                    message.fromMailboxes().stream()
                            .limit(3)
                            .map(Mailbox::toString)
                            .map(FieldCheck::shown)
                            .toList()));
        }
    }

    private static void subject(Header header, List<Finding> facts) {
        String subject = header.value("Subject");
        long upper = subject.codePoints().filter(Character::isUpperCase).count();
        long lower = subject.codePoints().filter(Character::isLowerCase).count();
        if (upper >= MIN_SHOUTED && upper >= 4 * lower && subject.indexOf(' ') > 0) {
            facts.add(Fact.of(FindingKey.FIELD_SUBJECT_SHOUTS, shown(subject)));
        }
        int colon = subject.indexOf(':');
        boolean reply = colon > 0
                && colon < 6
                && REPLY_WORDS.contains(subject.substring(0, colon).strip().toLowerCase(Locale.ROOT));
        if (reply
                && header.value("In-Reply-To").isEmpty()
                && header.value("References").isEmpty()) {
            facts.add(Fact.of(FindingKey.FIELD_FAKE_REPLY, shown(subject)));
        }
    }

    /** Base64 for what is plain ASCII anyway: to hide words from filters. */
    private static void encoding(Header header, List<Finding> facts) {
        for (String name : List.of("Subject", "From")) {
            header.first(name)
                    .filter(field -> field.raw().toLowerCase(Locale.ROOT).contains("?b?"))
                    .filter(field ->
                            !field.decoded().isEmpty() && !field.decoded().contains("=?"))
                    .filter(field -> field.decoded().chars().allMatch(c -> c < 128))
                    .ifPresent(field -> facts.add(Fact.of(FindingKey.FIELD_ENCODED_NEEDLESSLY, name)));
        }
    }

    private static boolean beyondAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 127) {
                return true;
            }
        }
        return false;
    }

    private static void malformed(ParsedMessage message, boolean smtputf8, List<Finding> facts) {
        List<String> what = new ArrayList<>();
        List<String> structure = new ArrayList<>();
        message.defects().forEach(defect -> (defect.contains("header section") ? what : structure).add(defect));
        Header header = message.header();
        for (String name : ONCE) {
            if (header.all(name).size() > 1) {
                what.add("several " + name + " fields");
            }
        }
        // RFC 5322 §2.2 and RFC 6532 §3.2: beyond ASCII only where SMTPUTF8 was announced.
        if (!smtputf8 && header.fields().stream().anyMatch(field -> beyondAscii(field.raw()))) {
            what.add("octets beyond ASCII");
        }
        if (header.fields().stream().anyMatch(field -> field.raw().indexOf('\0') >= 0)) {
            what.add("NUL");
        }
        if (!what.isEmpty()) {
            facts.add(new Fact(FindingKey.FIELD_MALFORMED, what.size(), what));
        }
        if (!structure.isEmpty()) {
            facts.add(new Fact(FindingKey.MIME_BROKEN, structure.size(), structure));
        }
    }

    private static void bulk(Header header, List<Finding> facts) {
        String precedence = header.value("Precedence").toLowerCase(Locale.ROOT);
        String list = header.value("List-Id");
        if (!list.isEmpty()) {
            facts.add(Fact.of(FindingKey.FIELD_BULK, shown(list)));
        } else if (Set.of("bulk", "list", "junk").contains(precedence)) {
            facts.add(Fact.of(FindingKey.FIELD_BULK, precedence));
        }
        if (!header.value("List-Unsubscribe").isEmpty()) {
            boolean oneClick = !header.value("List-Unsubscribe-Post").isEmpty(); // RFC 8058 §3.1
            facts.add(Fact.of(FindingKey.FIELD_UNSUBSCRIBE, oneClick ? "one-click" : "plain"));
        }
    }

    /** Answers that would go to strangers. Mailing lists do that by nature. */
    private static void replyTo(ParsedMessage message, List<Finding> facts) {
        if (message.fromMailboxes().size() != 1
                || !message.header().value("List-Id").isEmpty()) {
            return;
        }
        DomainName from = message.fromMailboxes().getFirst().domain();
        message.header()
                .first("Reply-To")
                .flatMap(field -> AddressList.parse(field).stream().findFirst())
                .map(Address::mailbox)
                .filter(mailbox -> !Registrable.related(mailbox.domain(), from))
                .ifPresent(mailbox -> facts.add(Fact.of(
                        FindingKey.FIELD_REPLY_TO_ELSEWHERE,
                        from.display(),
                        mailbox.domain().display())));
    }

    private static String shown(String text) {
        return MessageDigests.inert(text, 120);
    }
}
