package org.postigo.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MailIdTest {
    @Property
    void bearsItsTimeAndSortsByIt(
            @ForAll @LongRange(min = 0, max = 1L << 49) long one,
            @ForAll @LongRange(min = 0, max = 1L << 49) long two) {
        var random = new Random(1);
        MailId first = MailId.next(Instant.ofEpochMilli(one), random);
        MailId second = MailId.next(Instant.ofEpochMilli(two), random);
        assertThat(first.time()).isEqualTo(Instant.ofEpochMilli(one));
        assertThat(new MailId(first.toString())).isEqualTo(first);
        if (one != two) {
            assertThat(Integer.signum(first.compareTo(second))).isEqualTo(Long.compare(one, two));
        }
    }

    @Test
    void aThousandOfOneMillisecondDiffer() {
        var random = new Random(7);
        Set<MailId> ids = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            ids.add(MailId.next(Instant.EPOCH, random));
        }
        assertThat(ids).hasSize(1000);
    }

    @Test
    void theSiblingIsAnotherNameOfTheSameTime() {
        assertThat(new MailId("01JDC0000000TE57").sibling()).isEqualTo(new MailId("01JDC0000000TE58"));
        assertThat(new MailId("01JDC00000000ZZZ").sibling()).isEqualTo(new MailId("01JDC00000001000"));
        assertThat(new MailId("01JDC00000ZZZZZZ").sibling()).isEqualTo(new MailId("01JDC00000000000"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0123456789ABCDE",
                "0123456789ABCDEFG",
                "0123456789abcdef",
                "0123456789ABCDEI",
                "../../etc/passwd"
            })
    void othersAreNone(String text) {
        assertThatThrownBy(() -> new MailId(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
