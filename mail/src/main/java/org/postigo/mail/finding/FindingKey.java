package org.postigo.mail.finding;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The closed list of facts that a check can state. Each has a sentence in both languages of the desk (a test holds it),
 * and a price in the combiner.
 *
 * <p>The wire name is what the journal, the price list and the command line write. A key may be added; it is never
 * renamed, since old journals bear it.
 */
public enum FindingKey {
    // The text models: value is their log-odds of spam, arguments are the words that counted most.
    TEXT_WORDS("text.words"),
    TEXT_BYTES("text.bytes"),
    /** The starter model that every site begins with: log-odds, worth less with each lesson of the site's own. */
    TEXT_STARTER("text.starter"),
    /** Nothing speaks clearly. Value: share of the text that nothing is known of, 0 to 1. */
    TEXT_UNFAMILIAR("text.unfamiliar"),
    /** What deceivers write. Value: of how many kinds, at most 3. Arguments: the words found. */
    TEXT_BAIT("text.bait"),

    // Header fields
    FIELD_MISSING_DATE("field.missing-date"),
    /** Date cannot be read, or is more than a day ahead or a week behind. Arguments: the date as written. */
    FIELD_DATE_ODD("field.date-odd"),
    FIELD_MISSING_MESSAGE_ID("field.missing-message-id"),
    /** Not of the form {@code <a@b>}. Arguments: as written. */
    FIELD_MESSAGE_ID_ODD("field.message-id-odd"),
    /** No From field with a mailbox. */
    FIELD_MISSING_FROM("field.missing-from"),
    /** Several From mailboxes or fields. Arguments: at most three mailboxes. */
    FIELD_MANY_FROM("field.many-from"),
    /** Neither To nor Cc. */
    FIELD_MISSING_TO("field.missing-to"),
    /** Nearly all capitals. Arguments: the subject. */
    FIELD_SUBJECT_SHOUTS("field.subject-shouts"),
    /** "Re:" without In-Reply-To and References. Arguments: the subject. */
    FIELD_FAKE_REPLY("field.fake-reply"),
    /** Base64 for plain ASCII. Arguments: the field's name. */
    FIELD_ENCODED_NEEDLESSLY("field.encoded-needlessly"),
    /** Value: how many defects. Arguments: them, in English words for experts. */
    FIELD_MALFORMED("field.malformed"),
    /** A mailing list or bulk mail by its own account. Arguments: List-Id, or the value of Precedence. */
    FIELD_BULK("field.bulk"),
    /** Offers to unsubscribe. Arguments: {@code one-click} (RFC 8058) or {@code plain}. */
    FIELD_UNSUBSCRIBE("field.unsubscribe"),
    /** Answers go to another organisation. Arguments: domain of From, domain of Reply-To. */
    FIELD_REPLY_TO_ELSEWHERE("field.reply-to-elsewhere"),
    /** Answers go to a free mailbox, though From has a domain of its own. Arguments: the mailbox. */
    FIELD_REPLY_TO_FREE_MAIL("field.reply-to-free-mail"),
    /** The Message-ID is of a big provider that had no part in the message. Arguments: its domain. */
    FIELD_MESSAGE_ID_FORGED("field.message-id-forged"),
    /** Styled, invisible or foreign letters inside words of From or Subject. Arguments: the field's text. */
    FIELD_LETTERS_DISGUISED("field.letters-disguised"),
    /** Runs of blanks, signs or underscores to catch the eye. Arguments: the field's text. */
    FIELD_DECORATED("field.decorated"),
    /** A token drawn by lot in display name or subject, that makes each copy differ. Arguments: the token. */
    FIELD_SERIAL("field.serial"),
    /** List-Unsubscribe with one click (RFC 8058), both fields under an aligned signature. Arguments: who signed. */
    BULK_HONEST("bulk.honest"),
    /** Offers to unsubscribe in the text, but not in the header section, as bulk senders have to. */
    BULK_UNDECLARED("bulk.undeclared"),
    /** Bulk mail whose name is not that of its domain. Arguments: the name. */
    BULK_IN_ANOTHER_NAME("bulk.in-another-name"),

    // Who claims to write
    /** The name shows another address. Arguments: the shown one, the true one. */
    FROM_NAME_IS_ADDRESS("from.name-is-address"),
    /** A stranger with the recipient's house in his name. Arguments: the name, the recipient's domain. */
    FROM_NAME_IS_RECIPIENT_DOMAIN("from.name-is-recipient-domain"),
    /** Arguments: domain of From, the domain it looks like. */
    FROM_LOOKALIKE("from.lookalike"),
    /** Writes to itself. Arguments: the mailbox. */
    FROM_IS_RECIPIENT("from.is-recipient"),
    /** Arguments: domain of From, domain of the reverse-path. */
    ENVELOPE_DIFFERS("from.envelope-differs"),
    /** Bears a known house's name; neither From nor a signature is that house's. Arguments: house, domain of From. */
    FROM_NAME_IS_BRAND("from.name-is-brand"),
    /** The name stands in the domain too. Arguments: the name, domain of From. */
    FROM_NAME_IS_DOMAIN("from.name-is-domain"),
    /** No word of the name stands in the address. Arguments: the name, the mailbox. */
    FROM_NAME_UNRELATED("from.name-unrelated"),
    /** The domain was lent by a provider to whoever asked. Arguments: domain of From. */
    FROM_DOMAIN_LENT("from.domain-lent"),
    /** Value: 1 for the most abused top-level domains, less for other new ones. Arguments: domain of From. */
    FROM_DOMAIN_CHEAP("from.domain-cheap"),
    /** Its local part or domain was drawn by lot. Arguments: the mailbox. */
    FROM_RANDOM("from.random"),

    // Authentication: arguments are the domain concerned
    SPF_PASS("spf.pass"),
    SPF_FAIL("spf.fail"),
    SPF_SOFTFAIL("spf.softfail"),
    SPF_NONE("spf.none"),
    SPF_ERROR("spf.error"),
    DKIM_PASS_ALIGNED("dkim.pass-aligned"),
    DKIM_PASS("dkim.pass"),
    DKIM_FAIL("dkim.fail"),
    DKIM_NONE("dkim.none"),
    DMARC_PASS("dmarc.pass"),
    DMARC_FAIL("dmarc.fail"),
    DMARC_FAIL_STRICT("dmarc.fail-strict"),
    DMARC_NONE("dmarc.none"),
    ARC_PASS("arc.pass"),
    ARC_FAIL("arc.fail"),

    // The client
    CLIENT_NO_REVERSE_NAME("client.no-reverse-name"),
    CLIENT_REVERSE_NAME_UNCONFIRMED("client.reverse-name-unconfirmed"),
    CLIENT_DYNAMIC_NAME("client.dynamic-name"),
    /** A post office that senders hire, by its confirmed name. Arguments: the name. */
    CLIENT_MAIL_SERVICE("client.mail-service"),
    /** It talked before it was greeted. */
    CLIENT_TALKS_EARLY("client.talks-early"),
    HELO_NOT_A_NAME("helo.not-a-name"),
    HELO_IS_US("helo.is-us"),

    // DNS lists: arguments are the list's name and what it says
    LIST_CLIENT("list.client"),
    LIST_CLIENT_GOOD("list.client-good"),
    LIST_LINK("list.link"),
    LIST_MAILBOX("list.mailbox"),

    // Links: arguments are the hosts concerned
    /** The first link whose text names another host. Arguments: the shown host, the true host. */
    LINK_TEXT_DIFFERS("link.text-differs"),
    /** Links to numeric addresses. Arguments: at most five. */
    LINK_ADDRESS("link.address"),
    /** Arguments: the host, what it looks like. */
    LINK_LOOKALIKE("link.lookalike"),
    /** Arguments: at most five hosts. */
    LINK_SHORTENER("link.shortener"),
    /** More than twelve. Value and argument: how many. */
    LINK_MANY_HOSTS("link.many-hosts"),
    /** Value as of {@link #FROM_DOMAIN_CHEAP}. Arguments: the host. */
    LINK_CHEAP("link.cheap"),
    /** A page at a provider that lends names to whoever asks. Arguments: at most five hosts. */
    LINK_LENT("link.lent"),
    /** A host whose name was drawn by lot. Arguments: the host. */
    LINK_RANDOM("link.random"),
    /** All links lead to one or two houses, neither the sender's. Arguments: their domains. */
    LINK_ELSEWHERE("link.elsewhere"),
    /** A link leads home to the house that proved to have sent it. Arguments: its domain. */
    LINK_HOME("link.home"),
    /** A link leads to the house that From names, of which nothing proves that it sent this. Arguments: its domain. */
    LINK_HOME_UNPROVEN("link.home-unproven"),
    /** Five houses or more: the footprint of an ordinary newsletter. Arguments: how many. */
    LINK_SEVERAL_HOUSES("link.several-houses"),
    /** A link with hardly a word. Arguments: its host. */
    LINK_ONLY("link.only"),
    /** At least 200 letters, most words of which are nowhere shown. Arguments: how many (at most 10,000), how they begin. */
    HTML_HIDDEN_TEXT("html.hidden-text"),
    /** Arguments: host it is sent to, may be empty. */
    HTML_FORM("html.form"),
    /** Script or script attributes. */
    HTML_SCRIPT("html.script"),
    /** HTML without a text beside it. */
    HTML_ONLY("html.only"),
    /** The plain text says other things than the HTML beside it. */
    HTML_TEXT_DIFFERS("html.text-differs"),
    /** Images and hardly a word. */
    HTML_IMAGE_ONLY("html.image-only"),

    // Attachments: arguments are the file name and its true type
    /** Can run when opened, itself or inside. Arguments: file name (with {@code /inner name}), true type. */
    ATTACHMENT_EXECUTABLE("attachment.executable"),
    /** The name promises another type. Arguments: file name, true type. */
    ATTACHMENT_TYPE_DISGUISED("attachment.type-disguised"),
    /** Arguments: file name, true type. */
    ATTACHMENT_MACRO("attachment.macro"),
    /** Cannot be looked into without a password. Arguments: file name, true type. */
    ATTACHMENT_ENCRYPTED("attachment.encrypted"),
    /** An archive in an archive. Arguments: file name with the inner one, true type. */
    ATTACHMENT_ARCHIVE_NESTED("attachment.archive-nested"),
    /** A web page or SVG as a file. Arguments: file name, true type. */
    ATTACHMENT_HTML("attachment.html"),

    // Correspondence: arguments are counts
    KNOWN_SENDER("known.sender"),
    KNOWN_SENDER_RESCUED("known.sender-rescued"),
    KNOWN_SENDER_SPAM("known.sender-spam"),
    NEW_SENDER("known.new-sender"),

    // The message as a whole
    /** Value: how many defects. Arguments: them, in English words for experts. */
    MIME_BROKEN("mime.broken"),
    MIME_TOO_COMPLEX("mime.too-complex");

    private static final Map<String, FindingKey> BY_WIRE =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(FindingKey::wire, Function.identity()));

    private final String wire;

    FindingKey(String wire) {
        this.wire = wire;
    }

    /** The name in journals, price lists and message bundles ({@code finding.} + wire). */
    public String wire() {
        return wire;
    }

    /** The key of a wire name; empty if a later or earlier version wrote it. */
    public static Optional<FindingKey> ofWire(String wire) {
        return Optional.ofNullable(BY_WIRE.get(wire));
    }
}
