package org.postigo.proxy.outbound;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.postigo.mail.Client;
import org.postigo.mail.Envelope;
import org.postigo.mail.Recipient;
import org.postigo.mail.ReversePath;
import org.postigo.mail.policy.ProtectedDomain.MailboxServer;
import org.postigo.proxy.outbound.ServerTrouble.Kind;

/** Writes the commands of a transaction as this server can read them, each with its CRLF. */
final class CommandLines {
    private CommandLines() {}

    /**
     * What the client asked for and this server does not offer (any more) is never converted and never dropped: the
     * transaction is put off, and a retry finds in our EHLO what can be had now.
     *
     * @throws ServerTrouble of the kind {@link Kind#MISMATCH}
     */
    static void match(
            MailboxServer server, Capabilities offered, Envelope.Parameters parameters, List<Recipient> recipients)
            throws ServerTrouble {
        if (parameters.body() == Envelope.Body.EIGHT_BIT_MIME && !offered.has("8BITMIME")) {
            throw new ServerTrouble(Kind.MISMATCH, "4.6.3", server + " does not offer 8BITMIME now");
        }
        if ((parameters.smtputf8() || !ascii(recipients)) && !offered.has("SMTPUTF8")) {
            throw new ServerTrouble(Kind.MISMATCH, "4.6.7", server + " does not offer SMTPUTF8 now");
        }
        boolean dsn = parameters.ret().isPresent()
                || parameters.envid().isPresent()
                || recipients.stream()
                        .anyMatch(r -> r.notifyOn().isPresent() || r.orcpt().isPresent());
        if (dsn && !offered.has("DSN")) {
            throw new ServerTrouble(Kind.MISMATCH, "4.3.3", server + " does not offer DSN now");
        }
    }

    /**
     * RFC 5321 §4.1.1.2, RFC 1870 §6, RFC 6152 §2, RFC 6531 §3.4, RFC 3461 §4.3 and §4.4.
     *
     * @param recipients of the same transaction, whose addresses may need SMTPUTF8
     * @param size in octets, or -1 if it is not known
     */
    static String mail(
            ReversePath reversePath,
            Envelope.Parameters parameters,
            List<Recipient> recipients,
            long size,
            Capabilities offered) {
        var line = new StringBuilder("MAIL FROM:").append(reversePath);
        if (size >= 0 && offered.has("SIZE")) {
            line.append(" SIZE=").append(size);
        }
        if (parameters.body() == Envelope.Body.EIGHT_BIT_MIME) {
            line.append(" BODY=8BITMIME");
        }
        boolean utf8 = !ascii(reversePath.toString()) || !ascii(recipients);
        if (parameters.smtputf8() || utf8 && offered.has("SMTPUTF8")) {
            line.append(" SMTPUTF8");
        }
        parameters.ret().ifPresent(ret -> line.append(" RET=").append(ret));
        parameters.envid().ifPresent(envid -> line.append(" ENVID=").append(envid));
        return command(line);
    }

    /** RFC 5321 §4.1.1.3, RFC 3461 §4.1 and §4.2. */
    static String rcpt(Recipient recipient) {
        var line = new StringBuilder("RCPT TO:").append(recipient.path());
        recipient.notifyOn().ifPresent(on -> line.append(" NOTIFY=").append(on));
        recipient.orcpt().ifPresent(orcpt -> line.append(" ORCPT=").append(orcpt));
        return command(line);
    }

    /**
     * Whose mail it is, as Postfix documents it.
     *
     * @param verb XCLIENT or XFORWARD
     * @param offered attributes that the server takes with it
     * @return empty if it takes none that we know
     */
    static String client(String verb, Set<String> offered, Client client) {
        var line = new StringBuilder(verb);
        for (String attribute : List.of("NAME", "ADDR", "PORT", "HELO", "PROTO", "SOURCE")) {
            if (!offered.contains(attribute)) {
                continue;
            }
            String value = switch (attribute) {
                case "ADDR" -> address(client.address());
                case "PORT" -> client.port() == 0 ? "[UNAVAILABLE]" : String.valueOf(client.port());
                case "HELO" -> client.helo().isEmpty() ? "[UNAVAILABLE]" : xtext(client.helo());
                case "PROTO" -> client.esmtp() ? "ESMTP" : "SMTP";
                case "SOURCE" -> "REMOTE";
                default -> "[UNAVAILABLE]";
            };
            line.append(' ').append(attribute).append('=').append(value);
        }
        return line.length() == verb.length() ? "" : command(line);
    }

    private static String command(StringBuilder line) {
        for (int i = 0; i < line.length(); i++) {
            if (line.charAt(i) < ' ' || line.charAt(i) == 127) {
                throw new IllegalArgumentException("a command with a control character");
            }
        }
        return line.append("\r\n").toString();
    }

    private static boolean ascii(List<Recipient> recipients) {
        return recipients.stream().allMatch(r -> ascii(r.path().mailbox().toString()));
    }

    private static boolean ascii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 126) {
                return false;
            }
        }
        return true;
    }

    private static String address(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        String bare = zone < 0 ? text : text.substring(0, zone);
        return bare.contains(":") ? "IPV6:" + bare : bare;
    }

    /** RFC 3461 §4, at most 255 octets. */
    private static String xtext(String text) {
        var encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b > ' ' && b < 127 && b != '+' && b != '=') {
                encoded.append((char) b);
            } else {
                encoded.append(String.format(Locale.ROOT, "+%02X", b & 0xff));
            }
            if (encoded.length() > 250) {
                break;
            }
        }
        return encoded.toString();
    }
}
