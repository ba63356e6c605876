package org.postigo.appliance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postigo.appliance.assembly.Appliance;
import org.postigo.appliance.settings.SettingsReader;
import org.postigo.mail.DomainName;
import org.postigo.mail.policy.ProtectedDomain;
import org.postigo.proxy.load.LoadSink;
import picocli.CommandLine;

/** {@code ./postigo doctor} beside a running appliance and on its files, with a mailbox server that takes everything. */
class DoctorCommandTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    @TempDir
    private Path folder;

    private record Outcome(int code, String out) {}

    private Outcome doctor(String... options) {
        CommandLine line = Main.commandLine();
        var out = new StringWriter();
        line.setOut(new PrintWriter(out)).setErr(new PrintWriter(out));
        var all = new ArrayList<>(List.of("doctor", "--data", folder.toString()));
        all.addAll(List.of(options));
        return new Outcome(line.execute(all.toArray(String[]::new)), out.toString());
    }

    private Appliance start(LoadSink sink) throws Exception {
        var settings = SettingsReader.read(
                Optional.empty(),
                Map.of(
                        "POSTIGO_DATA", folder.toString(),
                        "POSTIGO_SITE_HOSTNAME", "gate.test",
                        "POSTIGO_SMTP_PORT", "0",
                        "POSTIGO_HTTP_PORT", "0",
                        "POSTIGO_MANAGEMENT_PORT", "0",
                        "POSTIGO_DNS_RESOLVERS", "127.0.0.1:1",
                        "POSTIGO_DNS_TIMEOUT", "100ms",
                        "POSTIGO_STORE_RESERVE", "16MB"));
        var domain = new ProtectedDomain(
                DomainName.of("example.com"),
                List.of(new ProtectedDomain.MailboxServer(LOOPBACK.getHostAddress(), sink.port())),
                "en",
                ProtectedDomain.Mode.HOLD,
                ProtectedDomain.Thresholds.DEFAULT,
                Set.of());
        return Appliance.start(settings, "admin@example.com", List.of(domain));
    }

    @Test
    void looksAtMailboxServersAndListsBesideARunningApplianceAndWithoutIt() throws Exception {
        try (var sink = new LoadSink(LOOPBACK, 0)) {
            try (Appliance running = start(sink)) {
                assertThat(running.smtpPort()).isPositive();
                Outcome seen = doctor();
                assertThat(seen.code()).isEqualTo(1);
                assertThat(seen.out())
                        .contains("DNS list       psbl is")
                        .contains("resolver       127.0.0.1:1 is asked from")
                        .contains("127.0.0.1:" + sink.port() + " TROUBLE: takes unknown recipients")
                        .contains("takes mail to postmaster@example.com")
                        .contains("TROUBLE: takes mail to any domain from us")
                        .doesNotContain("connections at once");
                assertThat(doctor("--limits").out())
                        .contains("bears 20 unknown recipients and RSETs on one connection")
                        .contains("takes 16 connections at once");
                assertThat(doctor("--no-servers").out()).doesNotContain("unknown recipients");
            }
            assertThat(doctor().out())
                    .contains("held mail      0 messages read")
                    .contains("TROUBLE: takes unknown recipients");
            assertThat(sink.messages()).isZero();
        }
    }
}
