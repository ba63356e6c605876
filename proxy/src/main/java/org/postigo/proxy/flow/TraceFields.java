package org.postigo.proxy.flow;

import static java.util.stream.Collectors.joining;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.postigo.mail.Client;
import org.postigo.mail.DomainName;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.MailObject;
import org.postigo.mail.Mailbox;
import org.postigo.mail.auth.AuthenticationResults;
import org.postigo.mail.auth.AuthenticationResultsField;
import org.postigo.mail.finding.Assessment;
import org.postigo.proxy.inbound.OwnFields;

/**
 * The trace fields that are put on top of a message when it leaves: {@code Received} (RFC 5321 §4.4), our own
 * {@code X-Postigo-*} and {@code Authentication-Results} (RFC 8601). A pure function of the mail object. Whatever came from outside is reduced to harmless printable
 * characters and bounded; neither scores nor names of lists appear.
 */
public final class TraceFields {
    /** No trace section is larger, in octets; the announced SIZE leaves this much room. */
    public static final int MAX_OCTETS = OwnFields.TRACE_ROOM;

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final int MAX_HELO = 255;
    /** More octets than our X-Postigo-* fields ever have. */
    private static final int OWN_ROOM = 512;

    private static final int MAX_FOR = 320;

    private final DomainName authservId;
    private final String host;
    private final JunkMarks.Wanted wanted;

    /**
     * For one server.
     *
     * @param host our own host name, as in the greeting, which is our authserv-id too
     */
    public TraceFields(DomainName host) {
        this(host, recipient -> JunkMarks.NONE);
    }

    /**
     * For one server.
     *
     * @param host our own host name
     * @param wanted what houses want on marked copies beside our own fields
     */
    public TraceFields(DomainName host, JunkMarks.Wanted wanted) {
        this.wanted = wanted;
        this.authservId = host;
        this.host = host.text();
    }

    /** What the copy is marked as. */
    public enum Mark {
        /** It passed. */
        DELIVER("deliver"),
        /** It is suspect and passes with a mark, since its domain wants that. */
        TAG("tag"),
        /** It was held and a person or a policy let it go. */
        RELEASE("release");

        private final String word;

        Mark(String word) {
            this.word = word;
        }
    }

    /**
     * The fields for all copies of this message that leave with this mark; every line ends with CRLF.
     *
     * @param assessment whose results of authentication are told in our name (RFC 8601); fields that claimed our name on
     *     arrival were removed
     */
    public byte[] of(MailObject mail, Mark mark, Assessment assessment) {
        return of(mail, mark, assessment, JunkMarks.NONE);
    }

    /** What a copy with this mark bears beside our own fields. */
    JunkMarks marks(Mark mark, ForwardPath recipient) {
        return mark == Mark.TAG ? wanted.of(recipient) : JunkMarks.NONE;
    }

    /** The same for copies that bear more. */
    byte[] of(MailObject mail, Mark mark, Assessment assessment, JunkMarks marks) {
        var fields = new StringBuilder(512);
        received(fields, mail);
        authentication(fields, mail, assessment);
        fields.append("X-Postigo-Id: ").append(mail.id()).append("\r\n");
        fields.append("X-Postigo-Verdict: ").append(mark.word).append("\r\n");
        if (mark == Mark.TAG) {
            fields.append("X-Postigo-Spam: yes\r\n");
        }
        if (marks.spamFlag()) {
            fields.append("X-Spam-Flag: YES\r\n");
        }
        Stream<String> changes = mail.changes().stream().sorted().map(TraceFields::word);
        String changed = (marks.subjectTag().isEmpty() ? changes : Stream.concat(changes, Stream.of("subject-tag")))
                .collect(joining(", "));
        if (!changed.isEmpty()) {
            fields.append("X-Postigo-Changed: ").append(changed).append("\r\n");
        }
        return fields.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** As many DKIM results as there is room for; RFC 8601 §2.2 has a word for nothing having been looked at. */
    private void authentication(StringBuilder fields, MailObject mail, Assessment assessment) {
        AuthenticationResults results = assessment.authentication();
        if (results.equals(AuthenticationResults.NONE)) {
            fields.append(AuthenticationResultsField.NAME)
                    .append(": ")
                    .append(authservId)
                    .append("; none\r\n");
            return;
        }
        for (int signatures = results.dkim().size(); signatures >= 0; signatures--) {
            var told = new AuthenticationResults(
                    results.spf(), results.dkim().subList(0, signatures), results.dmarc(), results.arc());
            String value = AuthenticationResultsField.value(
                    authservId,
                    told,
                    mail.envelope().reversePath(),
                    assessment.digest().from().map(Mailbox::domain));
            String field = AuthenticationResultsField.NAME + ": " + value + "\r\n";
            if (fields.length() + field.length() <= MAX_OCTETS - OWN_ROOM) {
                fields.append(field);
                return;
            }
        }
    }

    private void received(StringBuilder fields, MailObject mail) {
        Client client = mail.client();
        fields.append("Received: from ").append(from(client)).append("\r\n\t");
        fields.append(OwnFields.mark(host))
                .append(" with ")
                .append(protocol(mail))
                .append("\r\n\t");
        fields.append("id ").append(mail.id());
        // RFC 5321 §7.6: naming one of several recipients would tell the others about him.
        if (mail.envelope().recipients().size() == 1) {
            String path = mail.envelope().recipients().getFirst().path().toString();
            if (path.length() <= MAX_FOR && path.chars().allMatch(c -> c > ' ' && c < 127)) {
                fields.append("\r\n\tfor ").append(path);
            }
        }
        // RFC 8314 §4.3
        client.tls()
                .ifPresent(tls -> fields.append("\r\n\ttls ")
                        .append(token(tls.cipher()))
                        .append(" (")
                        .append(token(tls.protocol()))
                        .append(')'));
        fields.append(";\r\n\t").append(DATE.format(mail.received())).append("\r\n");
    }

    /** RFC 5321 §4.4: Extended-Domain; a HELO that is no domain is told in a comment only. */
    private static String from(Client client) {
        String address = client.address().getHostAddress();
        int scope = address.indexOf('%');
        String bare = scope < 0 ? address : address.substring(0, scope);
        String literal = bare.contains(":") ? "[IPv6:" + bare + "]" : "[" + bare + "]";
        Optional<DomainName> domain =
                client.helo().length() <= MAX_HELO ? DomainName.parse(client.helo()) : Optional.empty();
        return domain.map(name -> name + " (" + literal + ")")
                .orElseGet(() -> literal + " (helo " + token(client.helo()) + ")");
    }

    private static String protocol(MailObject mail) {
        Client client = mail.client();
        String base = mail.envelope().parameters().smtputf8() ? "UTF8SMTP" : client.esmtp() ? "ESMTP" : "SMTP";
        return client.tls().isPresent() ? base.equals("SMTP") ? "ESMTPS" : base + "S" : base;
    }

    private static String word(MailObject.Change change) {
        return change.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Letters, digits and a few marks; everything else becomes a question mark. */
    private static String token(String raw) {
        String bounded = raw.length() > MAX_HELO ? raw.substring(0, MAX_HELO) : raw;
        return bounded.isEmpty() ? "none" : bounded.replaceAll("[^A-Za-z0-9._:\\[\\]-]", "?");
    }
}
