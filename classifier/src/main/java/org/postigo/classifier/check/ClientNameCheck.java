package org.postigo.classifier.check;

import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.postigo.classifier.dns.AddressScope;
import org.postigo.classifier.dns.Answer;
import org.postigo.classifier.dns.Dns;
import org.postigo.classifier.suffix.Names;
import org.postigo.mail.Client;
import org.postigo.mail.DomainName;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.FindingKey;

/**
 * Looks at the client's names: the one in the DNS, confirmed forward (RFC 8601 §3, "iprev"), and the one in HELO, and at
 * whether it waited to be greeted. States {@code CLIENT_*} and {@code HELO_*} keys; their argument is the name concerned, if any. Clients with private addresses
 * are our own and not looked at.
 */
public final class ClientNameCheck implements Check {
    /** Names of one address that are confirmed; honest servers have one or two. */
    private static final int MAX_NAMES = 3;

    private static final Pattern DYNAMIC_WORD = Pattern.compile(
            "(^|[^a-z])(dyn|dynamic|dynip|dsl|adsl|vdsl|xdsl|ppp|pppoe|pool|dial|dialup|dhcp|cable|catv|ftth|fiber|fibra"
                    + "|broadband|bb|cust|customer|client|clientes|user|res|home|mobile|wireless|gprs|umts|lte)([^a-z]|$)");

    private static final Pattern STATIC_WORD =
            Pattern.compile("(^|[^a-z])(static|mail|smtp|mx|mta|relay|out|outbound|fixed|estatico)([^a-z]|$)");

    private static final Pattern LABELS = Pattern.compile("[a-z0-9_-]+(\\.[a-z0-9_-]+)+");

    private final Dns dns;
    private final Predicate<DomainName> ours;

    /**
     * Looks names up.
     *
     * @param dns that is asked
     * @param ours whether a name is our own, or one of the domains that we protect
     */
    public ClientNameCheck(Dns dns, Predicate<DomainName> ours) {
        this.dns = dns;
        this.ours = ours;
    }

    @Override
    public String name() {
        return "client-name";
    }

    @Override
    public List<Finding> examine(Subject subject) throws InterruptedException {
        Client client = subject.mail().client();
        if (!AddressScope.isPublic(client.address())) {
            return List.of();
        }
        var findings = new ArrayList<Finding>();
        reverse(client.address(), subject.lookupsEnd(), findings);
        helo(client).ifPresent(findings::add);
        if (client.early()) {
            findings.add(Finding.Fact.of(FindingKey.CLIENT_TALKS_EARLY));
        }
        return findings;
    }

    private void reverse(InetAddress address, Instant deadline, List<Finding> findings) throws InterruptedException {
        Answer<String> answer = dns.names(address, deadline);
        switch (answer) {
            case Answer.NoSuchName<String> _, Answer.NoData<String> _ ->
                findings.add(Finding.Fact.of(FindingKey.CLIENT_NO_REVERSE_NAME));
            case Answer.Failed<String>(Answer.Cause cause) -> findings.add(unknown(cause));
            case Answer.Found<String>(List<String> names, var _) -> confirm(address, names, deadline, findings);
        }
    }

    private void confirm(InetAddress address, List<String> names, Instant deadline, List<Finding> findings)
            throws InterruptedException {
        Optional<Answer.Cause> failure = Optional.empty();
        for (String name : names.subList(0, Math.min(MAX_NAMES, names.size()))) {
            Answer<InetAddress> forward = dns.addresses(name, address, deadline);
            if (forward.records().contains(address)) {
                if (isDynamic(name.toLowerCase(Locale.ROOT), address)) {
                    findings.add(Finding.Fact.of(FindingKey.CLIENT_DYNAMIC_NAME, name));
                } else if (DomainName.parse(name).filter(Names::mailService).isPresent()) {
                    findings.add(Finding.Fact.of(FindingKey.CLIENT_MAIL_SERVICE, name));
                }
                return;
            }
            if (forward instanceof Answer.Failed<InetAddress>(Answer.Cause cause)) {
                failure = Optional.of(cause);
            }
        }
        findings.add(failure.map(ClientNameCheck::unknown)
                .orElseGet(() -> Finding.Fact.of(FindingKey.CLIENT_REVERSE_NAME_UNCONFIRMED, names.getFirst())));
    }

    private static Finding unknown(Answer.Cause cause) {
        return new Finding.Unknown(
                "client-name",
                cause == Answer.Cause.TIMEOUT ? Finding.Cause.TIMEOUT : Finding.Cause.UNAVAILABLE,
                "reverse name: " + cause.name().toLowerCase(Locale.ROOT));
    }

    /**
     * Whether a name looks like those that providers give to lines of households: it spells the address, or says so, and
     * nothing in it says mail server.
     *
     * @param name confirmed, in lower case
     * @param address that bears it
     */
    public static boolean isDynamic(String name, InetAddress address) {
        int end = name.lastIndexOf('.', Math.max(0, name.lastIndexOf('.') - 1));
        String host = end < 0 ? name : name.substring(0, end);
        if (STATIC_WORD.matcher(host).find()) {
            return false;
        }
        return spells(host, address)
                || DYNAMIC_WORD.matcher(host).find() && host.chars().anyMatch(Character::isDigit);
    }

    private static boolean spells(String host, InetAddress address) {
        byte[] octets = address.getAddress();
        if (octets.length != 4) {
            return false;
        }
        var decimals = new ArrayList<String>();
        var hex = new StringBuilder();
        for (byte octet : octets) {
            decimals.add(Integer.toString(octet & 0xFF));
            hex.append("%02x".formatted(octet & 0xFF));
        }
        String forward = "0*" + String.join("[-._x]0*", decimals);
        String backward = "0*" + String.join("[-._x]0*", decimals.reversed());
        String padded = decimals.stream()
                .map(decimal -> "0".repeat(3 - decimal.length()) + decimal)
                .reduce("", String::concat);
        return host.contains(hex)
                || host.contains(padded)
                || Pattern.compile("(^|\\D)(" + forward + "|" + backward + ")(\\D|$)")
                        .matcher(host)
                        .find();
    }

    /** RFC 5321 §4.1.1.1: a name of the client, or its address in brackets. */
    private Optional<Finding> helo(Client client) {
        String helo = client.helo();
        if (helo.startsWith("[")) {
            return isAddressOf(client.address(), helo)
                    ? Optional.empty()
                    : Optional.of(Finding.Fact.of(FindingKey.HELO_NOT_A_NAME, bounded(helo)));
        }
        Optional<DomainName> name = DomainName.parse(helo)
                .filter(domain -> LABELS.matcher(domain.text()).matches())
                .filter(domain ->
                        !Character.isDigit(domain.text().charAt(domain.text().length() - 1)));
        if (name.isEmpty()) {
            return Optional.of(Finding.Fact.of(FindingKey.HELO_NOT_A_NAME, bounded(helo)));
        }
        return name.filter(ours).map(domain -> Finding.Fact.of(FindingKey.HELO_IS_US, domain.text()));
    }

    private static boolean isAddressOf(InetAddress client, String literal) {
        if (!literal.endsWith("]")) {
            return false;
        }
        String text = literal.substring(1, literal.length() - 1);
        try {
            return InetAddress.ofLiteral(text.regionMatches(true, 0, "IPv6:", 0, 5) ? text.substring(5) : text)
                    .equals(client);
        } catch (IllegalArgumentException notAnAddress) {
            return false;
        }
    }

    private static String bounded(String text) {
        return text.length() > 255 ? text.substring(0, 255) : text;
    }
}
