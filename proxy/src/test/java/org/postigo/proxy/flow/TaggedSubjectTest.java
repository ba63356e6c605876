package org.postigo.proxy.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postigo.mail.Content;

class TaggedSubjectTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "From: a~SUBJECT: Hi~~Subject: no~|From: a~SUBJECT: [S] Hi~~Subject: no~",
                "Subject: Hi~ there~~b|Subject: [S] Hi~ there~~b",
                "Subject:~~b|Subject: [S]~~b",
                "From: a~X-Subject: x~~Subject: no~|Subject: [S]~From: a~X-Subject: x~~Subject: no~",
                "~body|Subject: [S]~~body",
                "From: a~subject: headers alone~|From: a~subject: [S] headers alone~"
            })
    void wordsGoBeforeTheSubjectAndNothingElseChanges(String before, String after) throws IOException {
        Content tagged = TaggedSubject.of(Content.of(octets(before)), "[S]");
        assertThat(tagged.open().readAllBytes())
                .asString()
                .isEqualTo(new String(octets(after), StandardCharsets.US_ASCII));
        assertThat(tagged.size()).isEqualTo(octets(after).length);
    }

    private static byte[] octets(String text) {
        return text.replace("~", "\r\n").getBytes(StandardCharsets.US_ASCII);
    }
}
