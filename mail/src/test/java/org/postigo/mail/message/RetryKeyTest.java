package org.postigo.mail.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postigo.mail.Content;
import org.postigo.mail.ReversePath;

class RetryKeyTest {
    private static final String MESSAGE = "From: a@example.com\r\nReceived: inner\r\nMessage-ID: <1@x>\r\n\r\nbody\r\n";

    private static RetryKey key(String path, String content) throws IOException {
        return RetryKey.of(ReversePath.of(path), Content.of(content.getBytes(StandardCharsets.US_ASCII)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Received: from a by b; now\r\n",
                "Return-Path: <x@y>\r\nReceived: a\r\n\tfolded\r\n folded again\r\nreceived : b\r\n",
                "X-Postigo-Id: 1\r\nDKIM-Signature: v=1; t=1;\r\n b=x\r\nAuthentication-Results: x; spf=pass\r\n",
                "ARC-Seal: i=1\r\nX-Received: by x\r\nDelivered-To: x\r\n",
            })
    void traceFieldsOnTopDoNotChangeIt(String trace) throws IOException {
        assertThat(key("a@example.com", trace + MESSAGE)).isEqualTo(key("a@example.com", MESSAGE));
    }

    @Test
    void everythingElseDoes() throws IOException {
        RetryKey key = key("a@example.com", MESSAGE);
        assertThat(key("b@example.com", MESSAGE)).isNotEqualTo(key);
        assertThat(key("", MESSAGE)).isNotEqualTo(key);
        assertThat(key("a@example.com", MESSAGE + "x")).isNotEqualTo(key);
        assertThat(key("a@example.com", MESSAGE.replace("<1@x>", "<2@x>"))).isNotEqualTo(key);
        assertThat(key("a@example.com", MESSAGE.replace("inner", "other"))).isNotEqualTo(key);
        assertThat(key("a@example.com", "X-Other: 1\r\n" + MESSAGE)).isNotEqualTo(key);
        assertThat(key("a@example.com", "Received-By-Nobody: 1\r\n" + MESSAGE)).isNotEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\r\n", "Received", "Received: x", "Received: x\r\n", "\0", " folded\r\n"})
    void anyContentHasOne(String content) throws IOException {
        assertThat(key("", content)).isEqualTo(key("", content));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Received",
                "Received: x",
                "Received: x\r\n y\r\n",
                " folded\r\nReceived: x\r\n",
                MESSAGE,
                "Received: x\r\n\tfolded\r\nDKIM-Signature: v=1\r\n" + MESSAGE,
            })
    void itIsTheSameInMemoryAndInAFile(String start, @TempDir Path folder) throws IOException {
        String more = "line of a body\r\n".repeat(5_000);
        Path file = folder.resolve("spool");
        for (String content : List.of(start, start + more)) {
            Files.writeString(file, "before" + content);
            assertThat(RetryKey.of(ReversePath.of("a@example.com"), Content.of(file, 6)))
                    .isEqualTo(key("a@example.com", content));
        }
        assertThat(key("a@example.com", start + more)).isNotEqualTo(key("a@example.com", start));
    }

    @Test
    void itsValueForOneMessageIsAlwaysThis() throws IOException {
        // Copies of an earlier version wait for their retries under the keys of that version.
        assertThat(key("a@example.com", "Received: x\r\n" + MESSAGE).text())
                .isEqualTo("38393681400fc442e22a19626ef1d2f1178d9c760c24723f29692d61c0629db1");
    }

    @Test
    void twoContentsOfOneTraceFieldEachAreAlikeOnlyInTheirRest() throws IOException {
        assertThat(key("", "Received: x\r\n\r\nbody")).isEqualTo(key("", "\r\nbody"));
        assertThat(key("", "Received: x\r\n\r\nbody")).isNotEqualTo(key("", "body"));
    }
}
