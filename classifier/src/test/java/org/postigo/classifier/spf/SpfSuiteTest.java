package org.postigo.classifier.spf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.net.InetAddress;
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
import org.postigo.classifier.dns.Dns;
import org.postigo.classifier.dns.DnsClient;
import org.postigo.classifier.dns.DnsSettings;
import org.postigo.classifier.dns.LocalDnsServer;
import org.postigo.classifier.dns.LocalZone;

/** The RFC 7208 test suite that is kept with pyspf, where its folder is beside the project. */
class SpfSuiteTest {
    @Test
    void everyCaseHasAnOutcomeThatTheSuiteAllows() throws Exception {
        Optional<List<Map<String, Object>>> suite = Suites.cases("spf-rfc7208.json");
        if (suite.isEmpty()) {
            System.out.println("SPF SUITE NOT RUN: no shared/suites beside the project and no POSTIGO_SUITES");
            return;
        }
        assertThat(suite.get()).isNotEmpty();
        var wrong = new ArrayList<String>();
        try (LocalDnsServer server = LocalDnsServer.start(LocalZone.builder().build())) {
            var settings = new DnsSettings(List.of(server.address()), Duration.ofSeconds(5), Duration.ofSeconds(5), 0);
            Dns dns = new DnsClient(settings, InstantSource.system());
            for (Map<String, Object> one : suite.get()) {
                server.serve(zone(Suites.map(one.get("zonedata"))));
                String from = (String) one.get("mailfrom");
                String helo = (String) one.get("helo");
                int at = from.lastIndexOf('@');
                SpfCheck.Result result = new SpfCheck(dns)
                        .checkHost(
                                InetAddress.ofLiteral((String) one.get("host")),
                                from.isEmpty() ? helo : from.substring(at + 1),
                                at < 0 ? "" : from.substring(0, at),
                                helo,
                                Instant.now().plusSeconds(60));
                String outcome = result.outcome().name().toLowerCase(Locale.ROOT);
                if (!Suites.list(one.get("result")).contains(outcome)) {
                    wrong.add(one.get("id") + ": " + outcome + " (" + result.cause() + "), not " + one.get("result"));
                }
            }
        }
        System.out.printf(
                "SPF suite: %d ran, %d right%n", suite.get().size(), suite.get().size() - wrong.size());
        if (!wrong.isEmpty()) {
            fail(String.join("\n", wrong));
        }
    }

    private static LocalZone zone(Map<String, Object> data) {
        LocalZone.Builder zone = LocalZone.builder();
        data.forEach((name, items) -> {
            boolean text = Suites.list(items).stream()
                    .anyMatch(item -> item instanceof Map<?, ?> record && record.containsKey("TXT"));
            for (Object item : Suites.list(items)) {
                if (item instanceof Map<?, ?> record) {
                    record.forEach((type, value) -> add(zone, name, (String) type, value, text));
                } else {
                    zone.failing(name);
                }
            }
        });
        return zone.build();
    }

    private static void add(LocalZone.Builder zone, String name, String type, Object value, boolean text) {
        switch (type) {
            case "A", "AAAA" -> zone.address(name, InetAddress.ofLiteral((String) value));
            case "MX" -> {
                List<?> pair = Suites.list(value);
                String host = (String) pair.get(1);
                zone.mx(name, ((Double) pair.get(0)).intValue(), host.isEmpty() ? "." : host);
            }
            case "PTR" -> zone.pointer(name, (String) value);
            case "CNAME" -> zone.cname(name, (String) value);
            case "TXT" -> {
                if (!"NONE".equals(value)) {
                    zone.txt(name, strings(value));
                }
            }
            case "SPF" -> {
                if (!text) {
                    zone.txt(name, strings(value));
                }
            }
            default -> throw new IllegalArgumentException("the suite has a new type: " + type);
        }
    }

    private static String[] strings(Object value) {
        return value instanceof List<?> many
                ? many.stream().map(String.class::cast).toArray(String[]::new)
                : new String[] {(String) value};
    }
}
