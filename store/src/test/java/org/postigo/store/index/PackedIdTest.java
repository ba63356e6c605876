package org.postigo.store.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.postigo.mail.MailId;
import org.postigo.store.held.CopyId;

/** Names packed into twelve octets. */
class PackedIdTest {
    @Test
    void unpacksToWhatItWasAndKeepsTheOrder() {
        var chance = new SplittableRandom(1);
        CopyId before = next(chance);
        for (int i = 0; i < 10_000; i++) {
            CopyId id = next(chance);
            assertThat(PackedId.of(id).toCopyId()).isEqualTo(id);
            PackedId a = PackedId.of(before);
            PackedId b = PackedId.of(id);
            int order = Long.compareUnsigned(a.high(), b.high());
            order = order != 0 ? order : Integer.compare(a.low(), b.low());
            assertThat(Integer.signum(order)).isEqualTo(Integer.signum(before.compareTo(id)));
            before = id;
        }
    }

    private static CopyId next(SplittableRandom chance) {
        // A few times only, so that the parts behind decide too.
        Instant time = Instant.ofEpochMilli((1L << 49) - 1 - chance.nextInt(3));
        return new CopyId(MailId.next(time, chance), chance.nextInt(10_000));
    }
}
