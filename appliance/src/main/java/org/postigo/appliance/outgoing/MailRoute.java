package org.postigo.appliance.outgoing;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.postigo.mail.DomainName;
import org.postigo.mail.policy.ProtectedDomain;
import org.postigo.mail.policy.ProtectedDomain.MailboxServer;
import org.postigo.proxy.outbound.RelaySettings;
import org.postigo.quarantine.notice.Notice;
import org.postigo.quarantine.notice.Outgoing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Composes our own mail and hands it to the smarthost or, without one, straight to the mailbox servers of the
 * recipient's domain: what we say of a domain's mail need not leave the house, and nothing is relayed to strangers.
 * Marked as automatic (RFC 3834), so that nobody's holiday answers it.
 */
public final class MailRoute implements Outgoing {
    private static final Logger LOG = LoggerFactory.getLogger(MailRoute.class);
    private static final String CONNECT_MILLIS = "20000";
    private static final String ANSWER_MILLIS = "60000";
    private static final int IMPLICIT_TLS = 465;

    private final Route route;
    private final String helo;
    private final Function<DomainName, Optional<ProtectedDomain>> domains;
    private final Clock clock;

    /**
     * By this route.
     *
     * @param helo our name
     * @param domains that are protected
     */
    public MailRoute(
            Route route, DomainName helo, Function<DomainName, Optional<ProtectedDomain>> domains, Clock clock) {
        this.route = route;
        this.helo = helo.text();
        this.domains = domains;
        this.clock = clock;
    }

    /** A server to be tried. */
    private record Hop(String host, int port, Optional<Route.Login> login) {
        @Override
        public String toString() {
            return new MailboxServer(host, port).toString();
        }
    }

    @Override
    public Sending send(Notice notice) {
        List<Hop> hops = hops(notice);
        if (hops.isEmpty()) {
            return new Sending.Refused("no way to " + notice.to().domain()
                    + ": it is not protected here, and outgoing.smarthost names no server");
        }
        Sending last = new Sending.PutOff("not tried");
        for (Hop hop : hops) {
            last = by(hop, notice);
            // Refused for good by one of a domain's servers, it is not offered to the next.
            if (!(last instanceof Sending.PutOff)) {
                break;
            }
        }
        switch (last) {
            case Sending.Sent _ -> {}
            case Sending.PutOff(String cause) -> LOG.warn("our mail to {} is put off: {}", notice.to(), cause);
            case Sending.Refused(String cause) -> LOG.warn("our mail to {} was refused: {}", notice.to(), cause);
        }
        return last;
    }

    private List<Hop> hops(Notice notice) {
        return route.smarthost()
                .map(host -> List.of(new Hop(host.host(), host.port(), host.login())))
                .or(() -> domains.apply(notice.to().domain())
                        .map(domain -> domain.servers().stream()
                                .map(server -> new Hop(server.host(), server.port(), Optional.empty()))
                                .toList()))
                .orElse(List.of());
    }

    private Sending by(Hop hop, Notice notice) {
        Session session = Session.getInstance(properties(hop));
        try (var transport = (SMTPTransport) session.getTransport("smtp")) {
            MimeMessage message = compose(session, notice);
            transport.connect(
                    hop.host(),
                    hop.port(),
                    hop.login().map(Route.Login::user).orElse(null),
                    hop.login().map(Route.Login::password).orElse(null));
            Address[] to = {new InternetAddress(notice.to().toString())};
            try {
                transport.sendMessage(message, to);
                return new Sending.Sent(hop.toString(), reply(transport));
            } catch (MessagingException failed) {
                int code = transport.getLastReturnCode();
                return code >= 500 && !(failed.getNextException() instanceof SMTPSenderFailedException)
                        ? new Sending.Refused(hop + " said " + reply(transport))
                        : new Sending.PutOff(hop + " said " + reply(transport));
            }
        } catch (MessagingException | UnsupportedEncodingException failed) {
            return new Sending.PutOff(hop + ": " + failed.getMessage());
        }
    }

    private static String reply(SMTPTransport transport) {
        return String.valueOf(transport.getLastServerResponse()).strip();
    }

    private Properties properties(Hop hop) {
        var properties = new Properties();
        properties.put("mail.smtp.localhost", helo);
        properties.put("mail.smtp.from", route.from());
        properties.put("mail.smtp.connectiontimeout", CONNECT_MILLIS);
        properties.put("mail.smtp.timeout", ANSWER_MILLIS);
        properties.put("mail.smtp.writetimeout", ANSWER_MILLIS);
        properties.put("mail.smtp.auth", Boolean.toString(hop.login().isPresent()));
        properties.put("mail.smtp.allow8bitmime", "true");
        // Addresses of people may bear letters outside ASCII; where the server cannot take them, it says so.
        properties.put("mail.mime.allowutf8", "false");
        boolean verified = route.tls() == RelaySettings.Tls.VERIFIED;
        properties.put("mail.smtp.ssl.checkserveridentity", Boolean.toString(verified));
        if (!verified) {
            properties.put("mail.smtp.ssl.trust", "*");
        }
        boolean never = route.tls() == RelaySettings.Tls.NEVER;
        if (hop.port() == IMPLICIT_TLS && !never) {
            properties.put("mail.smtp.ssl.enable", "true");
        } else {
            properties.put("mail.smtp.starttls.enable", Boolean.toString(!never));
            properties.put(
                    "mail.smtp.starttls.required",
                    Boolean.toString(verified || route.tls() == RelaySettings.Tls.REQUIRED));
        }
        return properties;
    }

    private MimeMessage compose(Session session, Notice notice)
            throws MessagingException, UnsupportedEncodingException {
        var message = new Named(session);
        message.setFrom(new InternetAddress(route.from(), route.name(), StandardCharsets.UTF_8.name()));
        message.setRecipient(
                jakarta.mail.Message.RecipientType.TO,
                new InternetAddress(notice.to().toString()));
        message.setSubject(notice.subject(), StandardCharsets.UTF_8.name());
        message.setSentDate(Date.from(clock.instant()));
        // RFC 3834 section 5.
        message.setHeader(
                "Auto-Submitted",
                switch (notice.origin()) {
                    case GENERATED -> "auto-generated";
                    case REPLIED -> "auto-replied";
                });
        message.setHeader("Content-Language", notice.language());
        if (notice.html().isEmpty()) {
            message.setText(notice.text(), StandardCharsets.UTF_8.name());
        } else {
            var plain = new MimeBodyPart();
            plain.setText(notice.text(), StandardCharsets.UTF_8.name());
            var html = new MimeBodyPart();
            html.setText(notice.html().get(), StandardCharsets.UTF_8.name(), "html");
            // RFC 2046 section 5.1.4: the plainest first.
            message.setContent(new MimeMultipart("alternative", plain, html));
        }
        message.saveChanges();
        return message;
    }

    /** With a Message-ID of our own name, where the library would tell the machine's user. */
    private final class Named extends MimeMessage {
        Named(Session session) {
            super(session);
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", "<" + java.util.UUID.randomUUID() + "@" + helo + ">");
        }
    }
}
