package org.postigo.classifier.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FoldTest {
    @ParameterizedTest
    @CsvSource({
        "v\u0456agra, viagra", // Cyrillic i
        "\u0440\u0430ypal, paypal", // Cyrillic r and a at the start
        "vi\u200bag\u00adra, viagra", // zero-width space, soft hyphen
        "\uff36\uff29\uff21\uff27\uff32\uff21, VIAGRA", // full width
        "\ud835\udc1c\ud835\udc1a\ud835\udc2c\ud835\udc21, cash", // mathematical bold
        "v\u03b9agra, viagra", // Greek iota
        "a\u0440\u0430, apa",
        "so\u0441, soc",
        "Wi-Fi \u0441\u0435\u0442\u044c, Wi-Fi \u0441\u0435\u0442\u044c", // a word wholly Cyrillic
        "año nuevo, año nuevo"
    })
    void textIsReadAsAPersonReadsIt(String written, String read) {
        assertThat(Fold.text(written)).isEqualTo(read);
    }

    @Test
    void textInAnotherScriptStaysAsItIs() {
        assertThat(Fold.text("привет, как дела")).isEqualTo("привет, как дела");
        assertThat(Fold.text("καλημέρα")).isEqualTo("καλημέρα");
    }
}
