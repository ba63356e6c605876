package org.postigo.classifier.combine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.postigo.mail.finding.FindingKey;

class PriceListTest {
    @ParameterizedTest
    @EnumSource
    void everyFactHasAPriceAndAReason(FindingKey key) {
        PriceList.Price price = PriceList.standard().of(key);
        assertThat(price.weight()).isNotZero();
        assertThat(price.reason()).endsWith(".").hasSizeGreaterThan(20);
    }

    @ParameterizedTest
    @CsvSource({
        "SPF_PASS, -1",
        "DKIM_PASS_ALIGNED, -1",
        "DMARC_PASS, -1",
        "ARC_PASS, -1",
        "LIST_CLIENT_GOOD, -1",
        "KNOWN_SENDER, -1",
        "KNOWN_SENDER_RESCUED, -1",
        "SPF_FAIL, 1",
        "DMARC_FAIL_STRICT, 1",
        "LIST_CLIENT, 1",
        "LINK_LOOKALIKE, 1",
        "FROM_LOOKALIKE, 1",
        "KNOWN_SENDER_SPAM, 1",
        "TEXT_WORDS, 1",
        "TEXT_BYTES, 1"
    })
    void pricesPointTheRightWay(FindingKey key, int sign) {
        assertThat(Math.signum(PriceList.standard().of(key).weight())).isEqualTo(sign);
    }

    @Test
    void authenticationAloneNeverOutweighsOneListing() {
        PriceList prices = PriceList.standard();
        double passed = prices.of(FindingKey.SPF_PASS).weight()
                + prices.of(FindingKey.DKIM_PASS_ALIGNED).weight()
                + prices.of(FindingKey.DMARC_PASS).weight();
        assertThat(passed + prices.of(FindingKey.LIST_CLIENT).weight()).isPositive();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "version v | a version and a bias",
                "no.such-fact 1 1 Reason. | line 1: there is no fact no.such-fact",
                "spf.pass x 1 Reason. | line 1: x is no number",
                "spf.pass NaN 1 Reason. | line 1: NaN is no finite number",
                "spf.pass 1 0 Reason. | line 1: a price needs",
                "spf.pass 1 1 | line 1: too short"
            })
    void aMalformedListIsRefusedWithItsLine(String text, String cause) {
        assertThatThrownBy(() -> PriceList.read(new StringReader(text)))
                .isInstanceOf(PriceList.Malformed.class)
                .hasMessageContaining(cause);
    }

    @Test
    void aFactWithoutAPriceIsRefused() {
        assertThatThrownBy(() -> PriceList.read(new StringReader("version v\nbias 0\nspf.pass -1 1 Reason.")))
                .isInstanceOf(PriceList.Malformed.class)
                .hasMessageContaining("no price for text.words");
    }

    @Test
    void aPriceThatStandsThereTwiceIsRefused() {
        assertThatThrownBy(() -> PriceList.read(new StringReader("spf.pass -1 1 R.\nspf.pass -1 1 R.")))
                .hasMessageContaining("line 2: spf.pass stands there twice");
    }
}
