package org.postigo.mail.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.0/24, 192.0.2.255, true",
        "192.0.2.0/24, 192.0.3.0, false",
        "192.0.2.77/24, 192.0.2.1, true",
        "192.0.2.128/25, 192.0.2.127, false",
        "192.0.2.1, 192.0.2.1, true",
        "192.0.2.1, 192.0.2.2, false",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "::/0, 192.0.2.1, false",
        "192.0.2.0/24, ::ffff:192.0.2.9, true",
    })
    void contains(String network, String address, boolean expected) {
        assertThat(Cidr.parse(network).orElseThrow().contains(InetAddress.ofLiteral(address)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/8",
                "10",
                "10/8",
                "10.1/16",
                "1.2.3.4/",
                "1.2.3.4/33",
                "1.2.3.4/-1",
                "1.2.3.4/+8",
                "::/129",
                "a.b/8",
                "1.2.3.4/8/8",
                "localhost/8",
                "1.2.3.4/ 8"
            })
    void othersAreNone(String text) {
        assertThat(Cidr.parse(text)).isEmpty();
    }

    @Test
    void bitsBehindThePrefixAreZero() {
        assertThat(Cidr.parse("192.0.2.77/24")).isEqualTo(Cidr.parse("192.0.2.0/24"));
        assertThatThrownBy(() -> new Cidr(InetAddress.ofLiteral("192.0.2.0"), 33))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Property
    void parsingWhatIsWrittenGivesTheSame(
            @ForAll @Size(16) byte[] octets, @ForAll @IntRange(min = 0, max = 128) int prefix)
            throws UnknownHostException {
        InetAddress address = InetAddress.getByAddress(octets);
        var cidr = new Cidr(address, Math.min(prefix, address.getAddress().length * 8));
        assertThat(Cidr.parse(cidr.toString())).contains(cidr);
        assertThat(cidr.contains(address)).isTrue();
    }

    @Property
    void anyTextIsANetworkOrNone(@ForAll String text) {
        Cidr.parse(text)
                .ifPresent(cidr -> assertThat(Cidr.parse(cidr.toString())).contains(cidr));
    }
}
