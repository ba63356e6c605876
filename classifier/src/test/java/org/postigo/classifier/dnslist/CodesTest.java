package org.postigo.classifier.dnslist;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CodesTest {
    private static Codes.Reading read(DnsList list, String... addresses) {
        return list.codes()
                .read(Stream.of(addresses).map(InetAddress::ofLiteral).toList());
    }

    @ParameterizedTest
    @CsvSource({
        "zen, 127.0.0.2, SBL, SPAM_SOURCE",
        "zen, 127.0.0.3, CSS, SPAM_SOURCE",
        "zen, 127.0.0.4, XBL, EXPLOITED",
        "zen, 127.0.0.7, XBL, EXPLOITED",
        "zen, 127.0.0.9, DROP, HIJACKED_NETWORK",
        "zen, 127.0.0.10, PBL, NO_MAIL_SERVER",
        "zen, 127.0.0.11, PBL, NO_MAIL_SERVER",
        "dbl, 127.0.1.2, spam, SPAM_SITE",
        "dbl, 127.0.1.4, phishing, PHISHING",
        "dbl, 127.0.1.5, malware, MALWARE",
        "dbl, 127.0.1.6, botnet, MALWARE",
        "dbl, 127.0.1.102, 'abused, spam', ABUSED_SITE",
        "dbl, 127.0.1.106, 'abused, botnet', ABUSED_SITE",
        "surbl, 127.0.0.8, phishing, PHISHING",
        "surbl, 127.0.0.16, malware, MALWARE",
        "surbl, 127.0.0.64, abuse, SPAM_SITE",
        "surbl, 127.0.0.128, cracked, ABUSED_SITE",
        "uribl, 127.0.0.2, black, SPAM_SITE",
        "uribl, 127.0.0.4, grey, GREY_SITE",
        "uribl, 127.0.0.8, red, SUSPECT",
        "dnswl, 127.0.5.0, none, GOOD_UNRATED",
        "dnswl, 127.0.9.3, high, GOOD_HIGH",
    })
    void aDocumentedCodeIsAListing(String list, String code, String label, Meaning.Group group) {
        assertThat(read(Catalogue.named(list).orElseThrow(), code))
                .isEqualTo(new Codes.Reading.Listed(List.of(new Meaning(label, group))));
    }

    @ParameterizedTest
    @CsvSource({
        "zen, 127.255.255.252",
        "zen, 127.255.255.254",
        "zen, 127.255.255.255",
        "zen, 127.0.0.1",
        "zen, 127.0.0.8",
        "zen, 127.0.0.12",
        "zen, 192.0.2.1",
        "dbl, 127.0.1.255",
        "dbl, 127.0.0.2",
        "dbl, 127.255.255.254",
        "surbl, 127.0.0.1",
        "surbl, 127.0.0.9",
        "surbl, 127.0.0.32",
        "surbl, 127.0.0.0",
        "surbl, 127.0.1.8",
        "uribl, 127.0.0.1",
        "uribl, 127.0.0.3",
        "uribl, 127.0.0.255",
        "dnswl, 127.0.0.255",
        "dnswl, 127.0.9.4",
        "dnswl, 127.1.9.3",
        "spamcop, 127.0.0.3",
    })
    void whatIsOutsideTheDocumentedSetIsAnError(String list, String code) {
        assertThat(read(Catalogue.named(list).orElseThrow(), code)).isInstanceOf(Codes.Reading.Refused.class);
    }

    @Test
    void severalCodesAreSeveralMeanings() {
        assertThat(read(Catalogue.ZEN, "127.0.0.2", "127.0.0.4", "127.0.0.5"))
                .isEqualTo(new Codes.Reading.Listed(List.of(
                        new Meaning("SBL", Meaning.Group.SPAM_SOURCE), new Meaning("XBL", Meaning.Group.EXPLOITED))));
        assertThat(read(Catalogue.SURBL, "127.0.0.88"))
                .isInstanceOfSatisfying(
                        Codes.Reading.Listed.class,
                        listed -> assertThat(listed.meanings()).hasSize(3));
    }

    @Test
    void oneErrorAmongListingsIsAnError() {
        assertThat(read(Catalogue.ZEN, "127.0.0.2", "127.255.255.254"))
                .isEqualTo(new Codes.Reading.Refused("asked through an open resolver"));
    }

    @Test
    void noCodeBeyondTheDocumentedOnesIsEverAListing() {
        for (DnsList list : Catalogue.all()) {
            int listed = 0;
            for (int third = 0; third < 2; third++) {
                for (int last = 0; last < 256; last++) {
                    if (read(list, "127.0." + third + "." + last) instanceof Codes.Reading.Listed) {
                        listed++;
                    }
                }
            }
            int documented = switch (list.codes()) {
                case Codes.Addresses(var meanings, var _) -> meanings.size();
                case Codes.Bits(var meanings, int _) -> (1 << meanings.size()) - 1;
                case Codes.LastOctet(var meanings, int _) -> meanings.size() * 2;
            };
            assertThat(listed).as(list.name()).isEqualTo(documented);
        }
    }
}
