package org.postigo.classifier.relay;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postigo.mail.Client;
import org.postigo.mail.message.Header;
import org.postigo.mail.message.HeaderField;
import org.postigo.mail.policy.Cidr;

/**
 * Networks of our own relays, such as a backup MX: what one of them hands in did not come from it but from the client
 * that its {@code Received} field names (RFC 5321 §4.4). Fields are read from the top as long as whoever wrote them is
 * trusted, so that nothing counts that a stranger may have written. A field that does not say beyond doubt who its client
 * was ends the search: then the relay itself stands.
 */
public final class TrustedRelays {
    /** Nobody is trusted. */
    public static final TrustedRelays NONE = new TrustedRelays(List.of());

    /** Relays behind one another that are looked through. */
    private static final int MAX_HOPS = 8;

    private static final int MAX_FIELD = 2_000;

    /** {@code from NAME (COMMENT) by}: a name as it was said in EHLO, and what the relay saw. */
    private static final Pattern FROM = Pattern.compile(
            "(?i)from[ \\t\\r"
                    + "\\n"
                    + "]+([^ \\t\\r"
                    + "\\n"
                    + "()\"<>;]{1,255})[ \\t\\r"
                    + "\\n"
                    + "]*\\(([^()]{1,500})\\)[ \\t\\r"
                    + "\\n"
                    + "]+by[ \\t\\r"
                    + "\\n"
                    + "].*",
            Pattern.DOTALL);

    private static final Pattern BY = Pattern.compile("(?i)(?<=[ \\t\\r\\n)])by(?=[ \\t\\r\\n])");
    private static final Pattern IN_ANGLES = Pattern.compile("<[^<>]*>");
    private static final Pattern LITERAL = Pattern.compile("\\[(?i:IPv6:)?([0-9A-Fa-f:.]{2,45})\\]");
    private static final Pattern EXTENDED = Pattern.compile("(?i)with[ \\t\\r\\n]+(UTF8)?(ESMTP|LMTP)");

    private final List<Cidr> networks;

    /** Trusts the servers in these networks to tell the truth. */
    public TrustedRelays(List<Cidr> networks) {
        this.networks = List.copyOf(networks);
    }

    /**
     * Who handed the message to us or to the outermost of our relays.
     *
     * @param peer at the other end of the connection
     * @param header as it arrived
     */
    public Client client(Client peer, Header header) {
        Client client = peer;
        List<HeaderField> received = header.all("Received");
        for (int hop = 0; hop < Math.min(MAX_HOPS, received.size()) && trusts(client.address()); hop++) {
            Optional<Client> before = from(received.get(hop).raw());
            if (before.isEmpty()) {
                break;
            }
            client = before.get();
        }
        return client;
    }

    /** Whether a server at this address is one of ours. */
    public boolean trusts(InetAddress address) {
        return networks.stream().anyMatch(network -> network.contains(address));
    }

    /** The client that a field names; empty where it can be read in more than one way. */
    private static Optional<Client> from(String raw) {
        // A recipient or an id in angle brackets may hold anything.
        String field = IN_ANGLES
                .matcher(raw.length() > MAX_FIELD ? raw.substring(0, MAX_FIELD) : raw)
                .replaceAll("<>")
                .strip();
        Matcher parts = FROM.matcher(field);
        // A name with blanks in it could bring a comment and a "by" of its own.
        if (!parts.matches() || BY.matcher(field).results().count() != 1) {
            return Optional.empty();
        }
        String name = parts.group(1);
        return seen(name, parts.group(2).strip())
                .map(address ->
                        new Client(address, 0, name, EXTENDED.matcher(field).find(), Optional.empty()));
    }

    /**
     * The address in the comment: {@code name [address]} (Postfix, Sendmail), {@code [address] helo=name} (Exim) or the
     * address alone (Exchange).
     */
    private static Optional<InetAddress> seen(String name, String comment) {
        List<String> literals =
                LITERAL.matcher(comment).results().map(found -> found.group(1)).toList();
        if (comment.startsWith("[") || literals.size() == 1) {
            return literals.stream().findFirst().flatMap(TrustedRelays::address);
        }
        if (comment.toLowerCase(Locale.ROOT).startsWith("helo=")) {
            // Exim, of a client without a name: from [address] (helo=name).
            Matcher literal = LITERAL.matcher(name);
            return literals.isEmpty() && literal.matches() ? address(literal.group(1)) : Optional.empty();
        }
        return literals.isEmpty() ? address(comment) : Optional.empty();
    }

    private static Optional<InetAddress> address(String text) {
        // The JDK reads 10.1 as 10.0.0.1; Cidr does not.
        return text.indexOf('/') >= 0 ? Optional.empty() : Cidr.parse(text).map(Cidr::network);
    }
}
