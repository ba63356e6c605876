package org.postigo.mail.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailDateTest {
    @ParameterizedTest
    @CsvSource({
        "'Tue, 24 Nov 2026 10:00:00 +0100', 2026-11-24T09:00:00Z",
        "'Tue, 24 Nov 2026 10:00:00 -0730 (some zone)', 2026-11-24T17:30:00Z",
        "'24 Nov 2026 10:00 GMT', 2026-11-24T10:00:00Z",
        "'24 November 26 10:00:00 EST', 2026-11-24T15:00:00Z",
        "'24 Nov 98 10:00:00 -0000', 1998-11-24T10:00:00Z",
        "'24 Nov 126 10:00:00 +0000', 2026-11-24T10:00:00Z",
        "'Tue Nov 24 10:00:00 2026', 2026-11-24T10:00:00Z",
        "'24-Nov-2026 10:00:00 +0100', 2026-11-24T09:00:00Z",
        "'Thu, 31 Dec 1998 23:59:60 +0000', 1998-12-31T23:59:59Z",
        "'24 Nov 2026', 2026-11-24T00:00:00Z",
    })
    void areRead(String text, Instant expected) {
        assertThat(MailDate.parse(text)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "31 Feb 2026 10:00:00 +0000",
                "24 Nov 2026 25:00:00 +0000",
                "24 Nov 2026 1:x:0",
                "0 0 0"
            })
    void othersAreNone(String text) {
        assertThat(MailDate.parse(text)).isEmpty();
    }
}
