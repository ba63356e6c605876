package org.postigo.mail.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class MessageParserFuzzTest {
    private final MessageParser parser = new MessageParser();

    @Property(tries = 2_000)
    void noOctetsMakeItThrow(@ForAll byte[] octets) {
        assertThat(parser.parse(octets)).isInstanceOf(ParseOutcome.Parsed.class);
    }

    @Property(tries = 3_000)
    void noMixOfMailPiecesMakesItThrow(@ForAll("pieces") String message) {
        ParseOutcome outcome = parser.parse(message.getBytes(StandardCharsets.ISO_8859_1));
        assertThat(outcome).isInstanceOf(ParseOutcome.Parsed.class);
    }

    @Provide
    Arbitrary<String> pieces() {
        return Arbitraries.of(
                        "Content-Type: ",
                        "multipart/mixed; ",
                        "boundary=",
                        "\"b\"",
                        "b",
                        "\n",
                        "\r\n",
                        "\r",
                        "--b",
                        "--b--",
                        "message/rfc822",
                        "text/html; charset=",
                        "utf-8",
                        "utf-16",
                        "iso-2022-jp",
                        "\n\n",
                        "From: ",
                        "a@b.c",
                        "<",
                        ">",
                        "(",
                        ")",
                        "\"",
                        "\\",
                        "=?utf-8?B?",
                        "=?utf-8?Q?",
                        "?=",
                        "=C3",
                        "w7E=",
                        ";",
                        ":",
                        ",",
                        " ",
                        "Content-Transfer-Encoding: ",
                        "base64",
                        "quoted-printable",
                        "filename*0*=",
                        "utf-8''",
                        "%C3",
                        "*",
                        "'",
                        "Content-Disposition: attachment; filename=",
                        "\u00c3",
                        "\u00ff",
                        "\0",
                        "=",
                        "\t",
                        "@",
                        "[",
                        "]",
                        "\u001b$B")
                .list()
                .ofMaxSize(60)
                .map(pieces -> String.join("", pieces));
    }

    @Property(tries = 500)
    void cuttingAMessageAnywhereLosesNoField(@ForAll("pieces") String tail) {
        ParseOutcome outcome =
                parser.parse(("Subject: kept\r\n" + "X-Tail: " + tail).getBytes(StandardCharsets.ISO_8859_1));
        assertThat(((ParseOutcome.Parsed) outcome).message().header().value("subject"))
                .isEqualTo("kept");
    }

    @Property(tries = 300)
    void addressesOfAnyTextAreMailboxes(@ForAll("pieces") String text) {
        List<Address> addresses = AddressList.parse(text);
        assertThat(addresses)
                .allSatisfy(address -> assertThat(
                                org.postigo.mail.Mailbox.parse(address.mailbox().toString()))
                        .contains(address.mailbox()));
    }
}
