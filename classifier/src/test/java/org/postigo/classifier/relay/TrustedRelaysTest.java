package org.postigo.classifier.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postigo.mail.Client;
import org.postigo.mail.message.Header;
import org.postigo.mail.message.HeaderField;
import org.postigo.mail.policy.Cidr;

class TrustedRelaysTest {
    private static final String RELAY = "198.51.100.10";
    private static final String HONEST = "from mx.sender.example (mx.sender.example [192.0.2.7])\r\n"
            + "\tby backup.example.com (Postfix) with ESMTPS id 4Z1";

    private final TrustedRelays relays =
            new TrustedRelays(List.of(network("198.51.100.0/28"), network("2001:db8::/64")));

    private static Cidr network(String text) {
        return Cidr.parse(text).orElseThrow();
    }

    private String client(String peer, String... received) {
        var header = new Header(Arrays.stream(received)
                .map(raw -> new HeaderField("Received", " " + raw + "; Tue, 24 Nov 2026 08:00:00 +0000", ""))
                .toList());
        return relays.client(Client.plain(InetAddress.ofLiteral(peer), "peer.example"), header)
                .address()
                .getHostAddress();
    }

    @Test
    void theClientOfATrustedRelayIsFoundWithItsName() {
        var header = new Header(List.of(new HeaderField("Received", " " + HONEST + "; x", "")));
        Client found = relays.client(Client.plain(InetAddress.ofLiteral(RELAY), "backup.example.com"), header);
        assertThat(found.address().getHostAddress()).isEqualTo("192.0.2.7");
        assertThat(found.helo()).isEqualTo("mx.sender.example");
        assertThat(found.esmtp()).isTrue();
        assertThat(found.tls()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        from mx.a (mx.a [192.0.2.7]) by b with ESMTP                       | 192.0.2.7
        from mx.a (unknown [IPv6:2001:db8:1::7]) by b with ESMTP           | 2001:db8:1:0:0:0:0:7
        from mx.a ([192.0.2.7]) by b (8.18/8.18) with ESMTP                | 192.0.2.7
        from mx.a ([192.0.2.7]:4711 helo=mx.b) by b with esmtps (Exim 4)   | 192.0.2.7
        from mx.a ([192.0.2.7] helo=[203.0.113.9]) by b with esmtp (Exim)  | 192.0.2.7
        from [192.0.2.7] (helo=mx.b) by b with esmtp (Exim 4)              | 192.0.2.7
        from MX.A (192.0.2.7) by B (192.0.2.1) with Microsoft SMTP Server  | 192.0.2.7
        from [203.0.113.9] (unknown [192.0.2.7]) by b with ESMTP           | 192.0.2.7
        """)
    void theFormsOfCommonServersAreRead(String field, String address) {
        assertThat(client(RELAY, field)).isEqualTo(address);
    }

    @Test
    void relaysBehindOneAnotherAreLookedThrough() {
        assertThat(client(
                        RELAY,
                        "from second.example.com (second.example.com [IPv6:2001:db8::2]) by backup.example.com with"
                                + " ESMTP",
                        "from mx.sender.example (unknown [192.0.2.7]) by second.example.com with ESMTP",
                        "from victim.example (victim.example [203.0.113.9]) by mx.sender.example with ESMTP"))
                .isEqualTo("192.0.2.7");
    }

    @Test
    void aStrangersFieldsCountForNothing() {
        assertThat(client("203.0.113.66", HONEST))
                .as("the peer is no relay of ours")
                .isEqualTo("203.0.113.66");
        assertThat(client(
                        RELAY,
                        "from bot.example (bot.example [203.0.113.66]) by backup.example.com with SMTP",
                        "from backup.example.com (backup.example.com [198.51.100.10]) by us.example.com with ESMTP",
                        HONEST))
                .as("written below the relay's own field")
                .isEqualTo("203.0.113.66");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "from x (y [192.0.2.7]) by z (unknown [203.0.113.66]) by backup.example.com with SMTP",
                "from x (y [192.0.2.7]) (unknown [203.0.113.66]) by backup.example.com with SMTP",
                "from \"x (y [192.0.2.7]) by\" (unknown [203.0.113.66]) by backup.example.com with SMTP",
                "from x (a [192.0.2.7] b [203.0.113.66]) by backup.example.com with SMTP",
                "from x by backup.example.com (y [192.0.2.7]) with SMTP",
                "from [192.0.2.7] by backup.example.com with SMTP",
                "from [192.0.2.7] (helo=a [203.0.113.66] b [203.0.113.67]) by backup.example.com with esmtp",
                "from x (y [10.1]) by backup.example.com with SMTP",
                "from x (y [999.0.2.7]) by backup.example.com with SMTP",
                "by backup.example.com (Postfix, from userid 1000) id 4Z1",
                ""
            })
    void whatCanBeReadInTwoWaysOrNotAtAllLeavesTheRelayStanding(String field) {
        assertThat(client(RELAY, field)).isEqualTo(RELAY);
    }

    @Test
    void aRecipientInAnglesBringsNoFromOfItsOwn() {
        assertThat(client(RELAY, HONEST + " for <\"x (y [203.0.113.9]) by \"@example.com>"))
                .isEqualTo("192.0.2.7");
    }

    @Test
    void withoutRelaysNothingIsRead() {
        var header = new Header(List.of(new HeaderField("Received", " " + HONEST, "")));
        Client peer = Client.plain(InetAddress.ofLiteral(RELAY), "peer.example");
        assertThat(TrustedRelays.NONE.client(peer, header)).isSameAs(peer);
        assertThat(relays.client(peer, new Header(List.of()))).isSameAs(peer);
    }
}
