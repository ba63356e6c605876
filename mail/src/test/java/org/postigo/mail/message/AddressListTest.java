package org.postigo.mail.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressListTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "a@example.com | :a@example.com",
                "A B <a@example.com> | A B:a@example.com",
                "\"B, A\" <a@example.com> | B, A:a@example.com",
                "\"A \\\"x\\\" B\" <a@example.com> | A \"x\" B:a@example.com",
                "a@example.com (A B) | A B:a@example.com",
                "a@example.com, B <b@example.com>,, c@example.com | :a@example.com B:b@example.com :c@example.com",
                "group: a@example.com, b@example.com; | :a@example.com :b@example.com",
                "undisclosed-recipients:; | ",
                "<@x,@y:a@example.com> | :a@example.com",
                "< a @ example . com > | :a@example.com",
                "\"john doe\"@example.com | :\"john doe\"@example.com",
                "<\"a>b\"@example.com> | :\"a>b\"@example.com",
                "a@[192.0.2.1] | :a@[192.0.2.1]",
                "a@[IPv6:2001:db8::1] | :a@[IPv6:2001:db8::1]",
                "=?utf-8?Q?Jos=C3=A9?= <a@example.com> | José:a@example.com",
                "=?utf-8?B?ZXZpbEB4LmNvbQ==?= <a@example.com> | evil@x.com:a@example.com",
                "b@example.org <a@example.com> | b@example.org:a@example.com",
                // mistakes
                "<a@example.com> <b@example.com> | :a@example.com :b@example.com",
                "A \"B <a@example.com> | A B:a@example.com",
                "A <a@example.com | A:a@example.com",
                "A a@example.com | A:a@example.com",
                "not an address | ",
                "a@b@c | ",
                "(((a@example.com | ",
            })
    void areRead(String text, String expected) {
        assertThat(AddressList.parse(text).stream()
                        .map(address -> address.name() + ":" + address.mailbox())
                        .collect(Collectors.joining(" ")))
                .isEqualTo(expected == null ? "" : expected);
    }
}
