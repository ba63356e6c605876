package org.postigo.classifier.claim;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.postigo.classifier.check.Check;
import org.postigo.classifier.check.Subject;
import org.postigo.classifier.suffix.Names;
import org.postigo.mail.DomainName;
import org.postigo.mail.Mailbox;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.Finding.Fact;
import org.postigo.mail.finding.FindingKey;
import org.postigo.mail.message.Address;
import org.postigo.mail.message.AddressList;
import org.postigo.mail.message.Header;
import org.postigo.mail.message.HeaderField;
import org.postigo.mail.message.MessageDigests;
import org.postigo.mail.message.ParsedMessage;

/**
 * How a message dresses up: letters that only look like letters, signs and tokens in its name and subject, a sender
 * whose address was drawn by lot or whose domain cost nothing, a Message-ID of somebody else's.
 */
public final class DisguiseCheck implements Check {
    private static final int MIN_DISGUISES = 2;
    private static final Pattern PADDING = Pattern.compile("\\S {6,}\\S");
    private static final Pattern UNDERSCORES = Pattern.compile("\\p{L}{2,}_+\\p{L}{2,}");
    private static final Pattern SERIAL = Pattern.compile(
            "(?<![\\p{L}\\p{N}&])#([A-Za-z0-9]{4,14})(?![\\p{L}\\p{N}])|(?<![\\p{L}\\p{N}])([A-Za-z0-9]{6,14})$");

    @Override
    public String name() {
        return "disguise";
    }

    @Override
    public List<Finding> examine(Subject subject) {
        ParsedMessage message = subject.message();
        Header header = message.header();
        String from = header.first("From").map(DisguiseCheck::displayName).orElse("");
        String about = header.value("Subject");
        var facts = new ArrayList<Finding>();
        for (String text : List.of(from, about)) {
            if (Letters.disguises(cut(text)) >= MIN_DISGUISES) {
                facts.add(Fact.of(FindingKey.FIELD_LETTERS_DISGUISED, shown(text)));
                break;
            }
        }
        boolean padded = header.first("Subject").filter(DisguiseCheck::padded).isPresent();
        if (decorated(cut(from))
                || header.first("From").filter(DisguiseCheck::padded).isPresent()
                || padded) {
            facts.add(Fact.of(FindingKey.FIELD_DECORATED, shown(padded ? about : from)));
        }
        serial(from).or(() -> serial(about)).ifPresent(token -> facts.add(Fact.of(FindingKey.FIELD_SERIAL, token)));
        if (message.fromMailboxes().size() == 1) {
            sender(message.fromName(), message.fromMailboxes().getFirst(), header, facts);
        }
        forged(header).ifPresent(domain -> facts.add(Fact.of(FindingKey.FIELD_MESSAGE_ID_FORGED, domain)));
        return facts;
    }

    /** Blanks are kept, which reading an address takes away. */
    private static String displayName(HeaderField from) {
        int angle = from.decoded().lastIndexOf('<');
        String name = angle < 0 ? "" : from.decoded().substring(0, angle);
        return name.strip().startsWith("\"") ? name.strip().replace("\"", "") : name;
    }

    private static boolean decorated(String name) {
        long signs = name.codePoints().filter(DisguiseCheck::sign).count();
        return signs >= 2 || UNDERSCORES.matcher(name).find();
    }

    /** Blanks that the writer put there; those of folding (RFC 5322 §2.2.3) are not his. */
    private static boolean padded(HeaderField field) {
        boolean folded = field.raw().strip().indexOf('\n') >= 0;
        String text = folded ? field.raw().replaceAll("\\r?\\n[ \\t]+", " ") : field.decoded();
        return PADDING.matcher(cut(text.strip())).find();
    }

    /** Arrows, boxes, dingbats and marks of accounting; not the pictures that people write today. */
    private static boolean sign(int c) {
        int type = Character.getType(c);
        boolean symbol = type == Character.OTHER_SYMBOL || type == Character.MATH_SYMBOL;
        return symbol && c != '®' && c != '©' && c != '™' && c != '+' && c != '|' && c != '~' && c < 0x1F000
                || type == Character.MODIFIER_SYMBOL && c != '´' && c < 0x1F000;
    }

    private static Optional<String> serial(String text) {
        Matcher token = SERIAL.matcher(cut(text).stripTrailing());
        while (token.find()) {
            String word = token.group(1) == null ? token.group(2) : token.group(1);
            boolean upper = word.chars().anyMatch(Character::isUpperCase);
            boolean lower = word.chars().anyMatch(Character::isLowerCase);
            boolean digit = word.chars().anyMatch(Character::isDigit);
            if (upper
                    && lower
                    && (token.group(1) == null ? digit && Letters.random(word) : digit || Letters.random(word))) {
                return Optional.of(word);
            }
        }
        return Optional.empty();
    }

    private static void sender(String name, Mailbox from, Header header, List<Finding> facts) {
        DomainName domain = from.domain();
        if (Names.lent(domain)) {
            facts.add(Fact.of(FindingKey.FROM_DOMAIN_LENT, domain.display()));
        }
        double cheap = Names.cheapness(domain);
        if (cheap > 0) {
            facts.add(new Fact(FindingKey.FROM_DOMAIN_CHEAP, cheap, List.of(domain.display())));
        }
        named(name, from, facts);
        String local = from.localPart();
        int plus = local.indexOf('+');
        String person = plus > 0 ? local.substring(0, plus) : local;
        boolean endless = person.length() >= 26 && person.chars().noneMatch(c -> "._-=".indexOf(c) >= 0);
        if (endless || Letters.random(person)) {
            facts.add(Fact.of(FindingKey.FROM_RANDOM, shown(from.toString())));
        }
        if (!Names.freeMail(domain)) {
            header.first("Reply-To")
                    .flatMap(field -> AddressList.parse(field).stream().findFirst())
                    .map(Address::mailbox)
                    .filter(reply -> Names.freeMail(reply.domain()))
                    .ifPresent(
                            reply -> facts.add(Fact.of(FindingKey.FIELD_REPLY_TO_FREE_MAIL, shown(reply.toString()))));
        }
    }

    /** Whether the name above the address is that of the house, or at least stands somewhere in the address. */
    private static void named(String name, Mailbox from, List<Finding> facts) {
        String address = Letters.ascii(from.localPart()) + " "
                + Letters.ascii(from.domain().text());
        List<String> words = Stream.of(Letters.words(name))
                .filter(word -> word.length() >= 3)
                .toList();
        if (words.isEmpty() || Names.freeMail(from.domain())) {
            return;
        }
        if (Letters.names(name, from.domain())) {
            facts.add(Fact.of(
                    FindingKey.FROM_NAME_IS_DOMAIN, shown(name), from.domain().display()));
        } else if (words.stream().noneMatch(address::contains)) {
            facts.add(Fact.of(FindingKey.FROM_NAME_UNRELATED, shown(name), shown(from.toString())));
        }
    }

    /** A Message-ID in the manner of a big provider, of whose servers no trace field and no signature tells. */
    private static Optional<String> forged(Header header) {
        String id = header.value("Message-ID").toLowerCase(java.util.Locale.ROOT);
        String domain = id.substring(id.lastIndexOf('@') + 1).replace(">", "").strip();
        List<String> hosts = domain.endsWith("mail.gmail.com")
                ? List.of("google.com", "gmail.com", "gappssmtp.com", "1e100.net")
                : domain.endsWith("prod.outlook.com")
                        ? List.of("outlook.com", "microsoft")
                        : domain.endsWith("mail.yahoo.com") ? List.of("yahoo") : List.of();
        if (hosts.isEmpty() || header.first("Received").isEmpty()) {
            return Optional.empty();
        }
        boolean traced = header.fields().stream()
                .filter(field -> field.is("Received") || field.is("DKIM-Signature"))
                .map(field -> field.decoded().toLowerCase(java.util.Locale.ROOT))
                .anyMatch(value -> hosts.stream().anyMatch(value::contains));
        return traced ? Optional.empty() : Optional.of(shown(domain));
    }

    private static String cut(String text) {
        return text.substring(0, Math.min(500, text.length()));
    }

    private static String shown(String text) {
        return MessageDigests.inert(text, 120);
    }
}
