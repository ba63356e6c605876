package org.postigo.proxy.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** A test double that answers after its end would make other tests fail now and then. */
class ScriptedServerTest {
    private static final int TIMES = 300;

    @Test
    void nobodyIsAnsweredOnceItIsClosedHoweverLateTheyWereAccepted() throws Exception {
        for (int i = 0; i < TIMES; i++) {
            var server = new ScriptedServer();
            try (var client =
                    new Socket(server.address().host(), server.address().port())) {
                // The system has taken the connection; the server may or may not have seen it yet.
                server.close();
                assertThat(heard(client)).doesNotContain("250");
            }
        }
    }

    private static String heard(Socket client) {
        var heard = new StringBuilder();
        try {
            client.setSoTimeout(10_000);
            client.getOutputStream().write("NOOP\r\n".getBytes(StandardCharsets.US_ASCII));
            InputStream in = client.getInputStream();
            for (int octet = in.read(); octet >= 0 && heard.indexOf("250") < 0; octet = in.read()) {
                heard.append((char) octet);
            }
        } catch (IOException cut) {
            // As it should be.
            return heard.toString();
        }
        return heard.toString();
    }
}
