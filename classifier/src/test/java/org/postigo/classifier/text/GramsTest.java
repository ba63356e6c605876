package org.postigo.classifier.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GramsTest {
    private static int[] grams(String text, int length) {
        byte[] octets = text.getBytes(UTF_8);
        var grams = new Grams(octets.length);
        grams.add(octets, 0, octets.length, length);
        return grams.take();
    }

    @Test
    void repeatedGramsCountOnce() {
        assertThat(grams("abcdabcdabcdabcd", 4)).hasSize(4).doesNotHaveDuplicates();
    }

    @Test
    void aTextTooShortHasNone() {
        assertThat(grams("abc", 4)).isEmpty();
        assertThat(grams("", 5)).isEmpty();
        assertThat(grams("abcde", 5)).hasSize(1);
    }

    @Test
    void gramsAreTheSameWhereverTheyStand() {
        assertThat(grams("..claim your prize", 5)).contains(grams("claim your prize", 5));
    }

    @Test
    void thePartsOfATextHaveTheGramsOfTheWhole() {
        byte[] octets = "Subject: Claim\n\nClaim your prize now".getBytes(UTF_8);
        var parts = new Grams(octets.length);
        parts.add(octets, 0, 15, 4);
        int header = parts.size();
        parts.add(octets, 15, octets.length, 4);
        assertThat(header).isEqualTo(15);
        assertThat(parts.take()).containsExactly(grams(new String(octets, UTF_8), 4));
    }
}
