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

    // Header fields
    FIELD_MISSING_DATE("field.missing-date"),
    FIELD_DATE_ODD("field.date-odd"),
    FIELD_MISSING_MESSAGE_ID("field.missing-message-id"),
    FIELD_MESSAGE_ID_ODD("field.message-id-odd"),
    FIELD_MISSING_FROM("field.missing-from"),
    FIELD_MANY_FROM("field.many-from"),
    FIELD_MISSING_TO("field.missing-to"),
    FIELD_SUBJECT_SHOUTS("field.subject-shouts"),
    FIELD_FAKE_REPLY("field.fake-reply"),
    FIELD_ENCODED_NEEDLESSLY("field.encoded-needlessly"),
    FIELD_MALFORMED("field.malformed"),
    FIELD_BULK("field.bulk"),
    FIELD_UNSUBSCRIBE("field.unsubscribe"),
    FIELD_REPLY_TO_ELSEWHERE("field.reply-to-elsewhere"),

    // Who claims to write
    FROM_NAME_IS_ADDRESS("from.name-is-address"),
    FROM_NAME_IS_RECIPIENT_DOMAIN("from.name-is-recipient-domain"),
    FROM_LOOKALIKE("from.lookalike"),
    FROM_IS_RECIPIENT("from.is-recipient"),
    ENVELOPE_DIFFERS("from.envelope-differs"),

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
    HELO_NOT_A_NAME("helo.not-a-name"),
    HELO_IS_US("helo.is-us"),

    // DNS lists: arguments are the list's name and what it says
    LIST_CLIENT("list.client"),
    LIST_CLIENT_GOOD("list.client-good"),
    LIST_LINK("list.link"),

    // Links: arguments are the hosts concerned
    LINK_TEXT_DIFFERS("link.text-differs"),
    LINK_ADDRESS("link.address"),
    LINK_LOOKALIKE("link.lookalike"),
    LINK_SHORTENER("link.shortener"),
    LINK_MANY_HOSTS("link.many-hosts"),
    LINK_ONLY("link.only"),
    HTML_HIDDEN_TEXT("html.hidden-text"),
    HTML_FORM("html.form"),
    HTML_SCRIPT("html.script"),
    HTML_ONLY("html.only"),
    HTML_IMAGE_ONLY("html.image-only"),

    // Attachments: arguments are the file name and its true type
    ATTACHMENT_EXECUTABLE("attachment.executable"),
    ATTACHMENT_TYPE_DISGUISED("attachment.type-disguised"),
    ATTACHMENT_MACRO("attachment.macro"),
    ATTACHMENT_ENCRYPTED("attachment.encrypted"),
    ATTACHMENT_ARCHIVE_NESTED("attachment.archive-nested"),
    ATTACHMENT_HTML("attachment.html"),

    // Correspondence: arguments are counts
    KNOWN_SENDER("known.sender"),
    KNOWN_SENDER_RESCUED("known.sender-rescued"),
    KNOWN_SENDER_SPAM("known.sender-spam"),
    NEW_SENDER("known.new-sender"),

    // The message as a whole
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
