package org.postigo.mail.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.postigo.mail.Mailbox;
import org.postigo.mail.finding.MessageDigest;

class MessageDigestsTest {
    private static MessageDigest digest(
            String message, List<String> hosts, List<MessageDigest.Attachment> attachments) {
        ParseOutcome outcome = new MessageParser().parse(message.getBytes(StandardCharsets.UTF_8));
        return MessageDigests.of(((ParseOutcome.Parsed) outcome).message(), hosts, attachments);
    }

    @Test
    void keepsWhatListsShow() {
        MessageDigest digest = digest(
                """
                From: =?utf-8?Q?Jos=C3=A9?= <jose@example.com>
                Subject: Hola
                Date: Tue, 24 Nov 2026 10:00:00 +0000
                Message-ID: <1@example.com>
                List-Id: A list <news.example.com>

                x
                """,
                List.of("a.example", "b.example", "a.example"),
                List.of(new MessageDigest.Attachment("a\nb.pdf", "application/pdf", 7)));
        assertThat(digest.from()).contains(Mailbox.of("jose@example.com"));
        assertThat(digest.fromName()).isEqualTo("José");
        assertThat(digest.subject()).isEqualTo("Hola");
        assertThat(digest.messageId()).isEqualTo("<1@example.com>");
        assertThat(digest.date()).contains(Instant.parse("2026-11-24T10:00:00Z"));
        assertThat(digest.listId()).contains("news.example.com");
        assertThat(digest.linkHosts()).containsExactly("a.example", "b.example");
        assertThat(digest.attachments()).containsExactly(new MessageDigest.Attachment("a b.pdf", "application/pdf", 7));
    }

    @Test
    void severalFromMailboxesAreNone() {
        assertThat(digest("From: a@example.com, b@example.com\n\n", List.of(), List.of())
                        .from())
                .isEmpty();
    }

    @Test
    void everythingIsBounded() {
        MessageDigest digest = digest(
                "Subject: " + "s".repeat(5_000) + "\nMessage-ID: " + "m".repeat(5_000) + "\nFrom: " + "n".repeat(5_000)
                        + " <a@example.com>\n\n",
                IntStream.range(0, 200).mapToObj(i -> "h" + i).toList(),
                Collections.nCopies(200, new MessageDigest.Attachment("n".repeat(500), "t", 1)));
        assertThat(digest.subject()).hasSize(500).endsWith("s…");
        assertThat(digest.messageId()).hasSize(998);
        assertThat(digest.fromName()).hasSize(200);
        assertThat(digest.linkHosts()).hasSize(50);
        assertThat(digest.attachments())
                .hasSize(100)
                .allSatisfy(some -> assertThat(some.name()).hasSize(200));
    }

    @Test
    void charactersThatActAreMadeVisibleOrVanish() {
        assertThat(MessageDigests.inert("a\0b\u001b[31m\u007f\u0090", 100)).isEqualTo("a␀b␛[31m␡\uFFFD");
        assertThat(MessageDigests.inert("one\r\n\ttwo\u2028three", 100)).isEqualTo("one   two three");
        assertThat(MessageDigests.inert("exe.\u202Efdp", 100)).isEqualTo("exe.\uFFFDfdp");
        assertThat(MessageDigests.inert("in\u00ADvi\u200Bsible\uFEFF", 100)).isEqualTo("invisible");
        assertThat(MessageDigests.inert("👩\u200D💻 \uD800x", 100)).isEqualTo("👩\u200D💻 \uFFFDx");
        assertThat(MessageDigests.inert("👩👩", 3)).isEqualTo("👩…");
    }

    @Property
    void inertTextIsBoundedAndHasNoControls(@ForAll String text, @ForAll @IntRange(min = 1, max = 50) int max) {
        String inert = MessageDigests.inert(text, max);
        assertThat(inert.length()).isLessThanOrEqualTo(max);
        assertThat(inert.codePoints())
                .noneMatch(c -> Character.isISOControl(c) || c >= 0xD800 && c <= 0xDFFF || c == 0x202E || c == 0x2028);
    }
}
