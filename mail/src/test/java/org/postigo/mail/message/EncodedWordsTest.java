package org.postigo.mail.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EncodedWordsTest {
    @ParameterizedTest
    @CsvSource({
        // RFC 2047 §8
        "'=?ISO-8859-1?Q?a?=', a",
        "'=?ISO-8859-1?Q?a?= b', a b",
        "'=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=', ab",
        "'=?ISO-8859-1?Q?a?=  =?ISO-8859-1?Q?b?=', ab",
        "'=?ISO-8859-1?Q?a_b?=', a b",
        "'=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=', a b",
        "'=?US-ASCII*EN?Q?Keith_Moore?=', Keith Moore",
        // what the standard forbids and mail programs read
        "'=?utf-8?Q?a?==?utf-8?Q?b?=', ab",
        "'=?utf-8?Q?ma=C3?= =?utf-8?Q?=B1ana?=', mañana",
        "'=?utf-8?B?bWHD?= =?utf-8?B?sWFuYQ==?=', mañana",
        "'=?utf-8?B?bWHDs?= =?utf-8?B?WFuYQ==?=', mañana",
        "'=?utf-8?B?YQ==?= =?utf-8?B?Yg==?=', ab",
        "'=?utf-8?Q?two words?=', two words",
        "'=?utf-8?Q?open =?utf-8?Q?closed?=', openclosed",
        "'x=?utf-8?q?y?=z', xyz",
        "'=?utf-8?Q?50%=zz?=', 50%=zz",
        "'=?utf-8?Q?what??=', what?",
        "'=?nowhere?Q?=C3=B1?=', ñ",
        // no encoded words
        "'=?utf-8?Q?open', '=?utf-8?Q?open'",
        "'=?utf-8?X?a?=', '=?utf-8?X?a?='",
        "'=??Q?a?=', '=??Q?a?='",
        "'a =? b', 'a =? b'",
        "'=?', '=?'",
    })
    void areRead(String text, String expected) {
        assertThat(EncodedWords.decode(text)).isEqualTo(expected);
    }
}
