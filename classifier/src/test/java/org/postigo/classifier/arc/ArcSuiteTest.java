package org.postigo.classifier.arc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postigo.classifier.Suites;
import org.postigo.classifier.dkim.BodyHashes;
import org.postigo.classifier.dkim.DkimKeys;
import org.postigo.classifier.dkim.RawMessage;
import org.postigo.classifier.dns.Dns;
import org.postigo.classifier.dns.DnsClient;
import org.postigo.classifier.dns.DnsSettings;
import org.postigo.classifier.dns.LocalDnsServer;
import org.postigo.classifier.dns.LocalZone;
import org.postigo.mail.Content;
import org.postigo.mail.auth.AuthenticationResults.Arc;

/** The ARC validation suite of ValiMail, where its folder is beside the project. */
class ArcSuiteTest {
    @Test
    void everyChainHasTheStateThatTheSuiteSays() throws Exception {
        Optional<List<Map<String, Object>>> suite = Suites.cases("arc-validate.json");
        if (suite.isEmpty()) {
            System.out.println("ARC SUITE NOT RUN: no shared/suites beside the project and no POSTIGO_SUITES");
            return;
        }
        assertThat(suite.get()).isNotEmpty();
        var wrong = new ArrayList<String>();
        try (LocalDnsServer server = LocalDnsServer.start(LocalZone.builder().build())) {
            var settings = new DnsSettings(List.of(server.address()), Duration.ofSeconds(5), Duration.ofSeconds(5), 0);
            Dns dns = new DnsClient(settings, InstantSource.system());
            for (Map<String, Object> one : suite.get()) {
                LocalZone.Builder zone = LocalZone.builder();
                Suites.map(one.get("txt")).forEach((name, text) -> zone.txt(name, (String) text));
                server.serve(zone.build());
                byte[] octets = ((String) one.get("message"))
                        .replace("\r\n", "\n")
                        .replace("\n", "\r\n")
                        .getBytes(StandardCharsets.UTF_8);
                RawMessage message = RawMessage.read(Content.of(octets));
                Arc arc = new ArcCheck(new DkimKeys())
                        .check(
                                dns,
                                message,
                                new BodyHashes(message),
                                Instant.now().plusSeconds(60));
                String expected = ((String) one.get("cv")).toLowerCase(Locale.ROOT);
                if (!arc.outcome().name().toLowerCase(Locale.ROOT).equals(expected.isEmpty() ? "none" : expected)) {
                    wrong.add(one.get("id") + ": " + arc + ", not " + expected);
                }
            }
        }
        System.out.printf(
                "ARC suite: %d ran, %d right%n", suite.get().size(), suite.get().size() - wrong.size());
        if (!wrong.isEmpty()) {
            fail(String.join("\n", wrong));
        }
    }
}
