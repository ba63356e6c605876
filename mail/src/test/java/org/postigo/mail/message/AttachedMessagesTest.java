package org.postigo.mail.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class AttachedMessagesTest {
    private static final String ONE = "From: a@spam.example\nSubject: One\nMessage-ID: <1@spam.example>\n\nBuy one\n";
    private static final String TWO = "From: b@spam.example\nSubject: Two\n\nBuy two\n";

    private static List<String> found(String letter) {
        return AttachedMessages.of(letter.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1), 20).stream()
                .map(octets -> new String(octets, StandardCharsets.ISO_8859_1))
                .toList();
    }

    private static String wire(String text) {
        return text.replace("\n", "\r\n");
    }

    private static String mixed(String type, String... parts) {
        return "From: nina@example.com\nMIME-Version: 1.0\nContent-Type: " + type + "; boundary=b\n\n--b\n"
                + String.join("\n--b\n", parts) + "\n--b--\n";
    }

    @Test
    void everyAttachedMessageIsFoundAsItStands() {
        assertThat(found(mixed(
                        "multipart/mixed",
                        "Content-Type: text/plain\n\nSpam, please look",
                        "Content-Type: message/rfc822\nContent-Disposition: attachment\n\n" + ONE,
                        "Content-Type: message/rfc822\n\n" + TWO)))
                .containsExactly(wire(ONE), wire(TWO));
    }

    @Test
    void ofADigestEveryPartIsAMessage() {
        assertThat(found(mixed("multipart/digest", "\n" + ONE, "\n" + TWO))).containsExactly(wire(ONE), wire(TWO));
    }

    @Test
    void aFileNamedAsAMessageIsOneWhateverItsTypeAndLineEnds() {
        String saved = Base64.getMimeEncoder().encodeToString(ONE.getBytes(StandardCharsets.US_ASCII));
        assertThat(found(mixed(
                        "multipart/mixed",
                        "Content-Type: application/octet-stream; name=\"=?UTF-8?Q?Ganaste.EML?=\"\n"
                                + "Content-Transfer-Encoding: base64\n\n" + saved)))
                .containsExactly(wire(ONE));
    }

    @Test
    void whatIsAttachedToAnAttachedMessageStaysInside() {
        String outer = "From: c@spam.example\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=c\n\n--c\n"
                + "Content-Type: message/rfc822\n\n" + ONE + "\n--c--\n";
        assertThat(found(mixed("multipart/mixed", "Content-Type: message/rfc822\n\n" + outer)))
                .containsExactly(wire(outer));
    }

    @Test
    void nestedPartsAreLookedInto() {
        String inner =
                "Content-Type: multipart/mixed; boundary=d\n\n--d\nContent-Type: message/rfc822\n\n" + ONE + "\n--d--";
        assertThat(found(mixed("multipart/mixed", "Content-Type: text/plain\n\nsee", inner)))
                .containsExactly(wire(ONE));
    }

    @Test
    void aLetterWithoutAttachedMessagesHasNone() {
        assertThat(found("From: nina@example.com\nSubject: Fwd: One\n\nBuy one\n"))
                .isEmpty();
        assertThat(found(mixed("multipart/mixed", "Content-Type: application/pdf; name=a.pdf\n\n%PDF")))
                .isEmpty();
    }

    @Test
    void moreThanAskedForAreNotLookedFor() {
        String letter = mixed(
                "multipart/mixed", "Content-Type: message/rfc822\n\n" + ONE, "Content-Type: message/rfc822\n\n" + TWO);
        assertThat(AttachedMessages.of(wire(letter).getBytes(StandardCharsets.US_ASCII), 1))
                .hasSize(1);
    }

    @Property(tries = 500)
    void noOctetsWhateverMakeItThrow(@ForAll byte[] tail) {
        byte[] head = wire("MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n")
                .getBytes(StandardCharsets.US_ASCII);
        var letter = java.util.Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, letter, head.length, tail.length);
        assertThat(AttachedMessages.of(letter, 3)).hasSizeLessThanOrEqualTo(3);
    }
}
