package org.postigo.appliance.outgoing;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postigo.mail.DomainName;
import org.postigo.mail.Mailbox;
import org.postigo.mail.policy.ProtectedDomain;
import org.postigo.mail.policy.ProtectedDomain.MailboxServer;
import org.postigo.proxy.outbound.RelaySettings;
import org.postigo.quarantine.notice.Notice;
import org.postigo.quarantine.notice.Outgoing.Sending;

/** Our own mail over real sockets, to GreenMail and to a server that refuses. */
class MailRouteTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final DomainName HERE = DomainName.of("gate.test");
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T18:00:00Z"), ZoneOffset.UTC);
    private static final Notice DIGEST = new Notice(
            Mailbox.of("nina@example.com"),
            "es",
            "Correo retenido: 3\r\nBcc: todos@example.com",
            "Tres mensajes esperan.",
            Optional.of("<p>Tres mensajes <b>esperan</b>.</p>"));

    private final GreenMail mailboxes = new GreenMail(new ServerSetup[] {
        new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP),
        new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS)
    });

    MailRouteTest() {
        mailboxes.start();
    }

    @AfterEach
    void stop() {
        mailboxes.stop();
    }

    private static MailRoute route(
            Optional<Route.Smarthost> smarthost, RelaySettings.Tls tls, List<MailboxServer> servers) {
        var domain = new ProtectedDomain(
                DomainName.of("example.com"),
                servers.isEmpty() ? List.of(new MailboxServer("127.0.0.1", 1)) : servers,
                "es",
                ProtectedDomain.Mode.HOLD,
                ProtectedDomain.Thresholds.DEFAULT,
                Set.of());
        return new MailRoute(
                new Route("postigo@gate.test", "Postigo", smarthost, tls),
                HERE,
                name -> name.equals(domain.name()) ? Optional.of(domain) : Optional.empty(),
                CLOCK);
    }

    private List<MailboxServer> toGreenMail() {
        return List.of(new MailboxServer("127.0.0.1", mailboxes.getSmtp().getPort()));
    }

    @Test
    void mailForAProtectedDomainGoesStraightToItsMailboxServerInBothForms() throws Exception {
        Sending sending = route(Optional.empty(), RelaySettings.Tls.OPPORTUNISTIC, toGreenMail())
                .send(DIGEST);

        assertThat(sending).isInstanceOf(Sending.Sent.class);
        MimeMessage taken = mailboxes.getReceivedMessages()[0];
        assertThat(taken.getFrom()[0]).hasToString("Postigo <postigo@gate.test>");
        assertThat(taken.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(taken.getMessageID()).endsWith("@gate.test>");
        // One line, whatever it was made of: no field can be smuggled in.
        assertThat(taken.getSubject()).isEqualTo("Correo retenido: 3 Bcc: todos@example.com");
        assertThat(taken.getHeader("Bcc")).isNull();
        var forms = (MimeMultipart) taken.getContent();
        assertThat(forms.getContentType()).startsWith("multipart/alternative");
        assertThat(forms.getBodyPart(0).getContent()).isEqualTo("Tres mensajes esperan.");
        assertThat(forms.getBodyPart(1).getContentType()).startsWith("text/html; charset=UTF-8");
    }

    @Test
    void aSmarthostTakesItForEverybodyAndGetsItsPassword() {
        mailboxes.setUser("gate@relay.example", "gate", "a long secret");
        var smarthost = new Route.Smarthost(
                "127.0.0.1", mailboxes.getSmtp().getPort(), Optional.of(new Route.Login("gate", "a long secret")));
        var stranger = Notice.plain(Mailbox.of("owner@elsewhere.example"), "en", "A round is late", "By 22 minutes.");

        assertThat(route(Optional.of(smarthost), RelaySettings.Tls.NEVER, List.of())
                        .send(stranger))
                .isInstanceOf(Sending.Sent.class);
        assertThat(mailboxes.getReceivedMessages()).hasSize(1);
    }

    @Test
    void whereTlsIsRequiredAServerWithoutItGetsNothing() {
        Sending sending = route(Optional.empty(), RelaySettings.Tls.REQUIRED, toGreenMail())
                .send(DIGEST);

        assertThat(sending).isInstanceOf(Sending.PutOff.class);
        assertThat(mailboxes.getReceivedMessages()).isEmpty();
    }

    @Test
    void aDomainThatIsNotProtectedIsRefusedWithoutAConnection() {
        var stranger = Notice.plain(Mailbox.of("owner@elsewhere.example"), "en", "Hello", "Text");

        assertThat(route(Optional.empty(), RelaySettings.Tls.OPPORTUNISTIC, toGreenMail())
                        .send(stranger))
                .isInstanceOf(Sending.Refused.class);
        assertThat(mailboxes.getReceivedMessages()).isEmpty();
    }

    @Test
    void whatTheServerPutsOffIsPutOffAndWhatItRefusesIsRefused() throws Exception {
        assertThat(answered("452 4.3.1 Insufficient system storage"))
                .isInstanceOfSatisfying(
                        Sending.PutOff.class, put -> assertThat(put.cause()).contains("452 4.3.1"));
        assertThat(answered("550 5.1.1 No such user"))
                .isInstanceOfSatisfying(
                        Sending.Refused.class,
                        refused -> assertThat(refused.cause()).contains("550 5.1.1"));
    }

    @Test
    void theNextServerIsTriedWhereTheFirstDoesNotAnswer() {
        var servers = List.of(new MailboxServer("127.0.0.1", 1), toGreenMail().getFirst());

        assertThat(route(Optional.empty(), RelaySettings.Tls.OPPORTUNISTIC, servers)
                        .send(DIGEST))
                .isInstanceOf(Sending.Sent.class);
    }

    private static Sending answered(String toRcpt) throws IOException {
        try (var server = new ServerSocket(0, 1, LOOPBACK)) {
            Thread.ofVirtual().start(() -> speak(server, toRcpt));
            return route(
                            Optional.empty(),
                            RelaySettings.Tls.OPPORTUNISTIC,
                            List.of(new MailboxServer("127.0.0.1", server.getLocalPort())))
                    .send(DIGEST);
        }
    }

    /** A mailbox server that gives this answer to RCPT. */
    private static void speak(ServerSocket server, String toRcpt) {
        try (Socket client = server.accept();
                var in =
                        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII))) {
            answer(client, "220 mail.example");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                answer(client, line.startsWith("RCPT") ? toRcpt : line.startsWith("QUIT") ? "221 bye" : "250 ok");
            }
        } catch (IOException gone) {
            assertThat(gone).hasMessageNotContaining("bind");
        }
    }

    private static void answer(Socket client, String line) throws IOException {
        client.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        client.getOutputStream().flush();
    }
}
