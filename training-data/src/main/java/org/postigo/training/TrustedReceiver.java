package org.postigo.training;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postigo.classifier.authentication.Facts;
import org.postigo.classifier.check.Authenticator;
import org.postigo.classifier.check.ClientNameCheck;
import org.postigo.classifier.check.Subject;
import org.postigo.classifier.dkim.TagList;
import org.postigo.classifier.dns.AddressScope;
import org.postigo.classifier.suffix.Names;
import org.postigo.classifier.suffix.OrganisationalDomain;
import org.postigo.mail.Client;
import org.postigo.mail.DomainName;
import org.postigo.mail.MailObject;
import org.postigo.mail.auth.AuthenticationResults;
import org.postigo.mail.auth.AuthenticationResults.Arc;
import org.postigo.mail.auth.AuthenticationResults.Dkim;
import org.postigo.mail.auth.AuthenticationResults.Dmarc;
import org.postigo.mail.auth.AuthenticationResults.DmarcPolicy;
import org.postigo.mail.auth.AuthenticationResults.Outcome;
import org.postigo.mail.auth.AuthenticationResults.Spf;
import org.postigo.mail.auth.ProvenIdentity;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.FindingKey;
import org.postigo.mail.message.Header;
import org.postigo.mail.message.HeaderField;
import org.postigo.mail.message.ParsedMessage;

/**
 * Takes what SPF, DKIM and DMARC said, and who the client was, from the fields that a corpus's own receiver wrote: so
 * that a corpus can be evaluated years later without DNS. Never for mail that arrives: a sender can write such fields.
 *
 * <p>Believed are the topmost {@code Authentication-Results} if its authserv-id matches the pattern (RFC 8601 §5: what
 * stands below may be anybody's), and of the Received fields those at the top that hosts matching the pattern wrote; the
 * client is whoever handed the message to the innermost of them. What the receiver did not report states nothing, but a
 * message without any DKIM-Signature at such a receiver has none.
 */
public final class TrustedReceiver implements Authenticator {
    private static final Pattern RESULT = Pattern.compile("^([a-z0-9-]+)(?:/\\d+)?\\s*=\\s*([a-z]+)\\b");
    private static final Pattern COMMENT = Pattern.compile("\\([^()]*\\)");
    private static final Pattern FROM = Pattern.compile("^from\\s+(\\S+)\\s*(.*?)(?:\\s+by\\s|$)", Pattern.DOTALL);
    private static final Pattern BY = Pattern.compile("(?:^|\\s)by\\s+([^\\s;()]+)");
    private static final Pattern ADDRESS = Pattern.compile("\\[(?:IPv6:)?([0-9A-Fa-f.:]+)]");
    private static final Pattern REVERSE_NAME = Pattern.compile("\\(([^\\s()\\[\\]]+)?\\s*\\[");
    private static final int MAX_HOPS = 20;

    private final Predicate<String> trusted;

    private TrustedReceiver(Predicate<String> trusted) {
        this.trusted = trusted;
    }

    /**
     * A receiver by its name.
     *
     * @param pattern names, commas between them; {@code *} stands for any characters: {@code *.example.com}
     * @throws IllegalArgumentException if it names nobody
     */
    public static TrustedReceiver of(String pattern) {
        List<Pattern> names = Arrays.stream(pattern.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .map(name ->
                        Arrays.stream(name.split("\\*", -1)).map(Pattern::quote).toList())
                .map(parts -> Pattern.compile(String.join(".*", parts), Pattern.CASE_INSENSITIVE))
                .toList();
        if (names.isEmpty()) {
            throw new IllegalArgumentException("a pattern names a receiver, for example *.example.com");
        }
        return new TrustedReceiver(
                host -> names.stream().anyMatch(name -> name.matcher(host).matches()));
    }

    /** The message as handed in by the client that the receiver saw; as it is if no such receiver wrote a field. */
    public MailObject withClient(MailObject mail, Header header) {
        return hop(header)
                .map(hop -> new MailObject(
                        mail.id(),
                        mail.received(),
                        Client.plain(hop.address(), hop.helo()),
                        mail.envelope(),
                        mail.content(),
                        mail.changes()))
                .orElse(mail);
    }

    @Override
    public Authenticated authenticate(Subject subject) {
        ParsedMessage message = subject.message();
        Optional<Hop> hop = hop(message.header());
        var findings = new ArrayList<Finding>();
        var proven = new ArrayList<ProvenIdentity>();
        AuthenticationResults results = results(message)
                .orElseGet(() -> hop.isPresent()
                                && message.header().first("DKIM-Signature").isEmpty()
                        ? NOT_REPORTED
                        : AuthenticationResults.NONE);
        if (results != AuthenticationResults.NONE) {
            List<Finding> facts = Facts.of(results, fromDomain(message), Set.of());
            // No result of a signature that is there is silence of the receiver, not absence of the signature.
            boolean silent = results.dkim().isEmpty()
                    && message.header().first("DKIM-Signature").isPresent();
            facts.stream()
                    .filter(fact ->
                            !silent || !(fact instanceof Finding.Fact some) || some.key() != FindingKey.DKIM_NONE)
                    .forEach(findings::add);
        }
        results.dkim().stream()
                .filter(one -> one.outcome() == Outcome.PASS && one.aligned() && one.coversFrom() && !one.partial())
                .flatMap(one -> one.domain().stream())
                .distinct()
                .map(ProvenIdentity.SignedDomain::new)
                .forEach(proven::add);
        hop.ifPresent(some -> {
            some.facts().forEach(findings::add);
            proven.add(new ProvenIdentity.ClientAddress(some.address()));
        });
        return new Authenticated(results, findings, proven);
    }

    private static final AuthenticationResults NOT_REPORTED = new AuthenticationResults(
            new Spf(Outcome.NEUTRAL, Optional.empty(), "not reported"),
            List.of(),
            new Dmarc(Outcome.NEUTRAL, Optional.empty(), DmarcPolicy.NONE, "not reported"),
            new Arc(Outcome.NEUTRAL, 0, Optional.empty(), "not reported"));

    private Optional<AuthenticationResults> results(ParsedMessage message) {
        Optional<String> value = message.header()
                .first("Authentication-Results")
                .map(HeaderField::decoded)
                .map(TrustedReceiver::withoutComments)
                .filter(text -> trusted.test(text.split("[;\\s]", 2)[0]));
        if (value.isEmpty()) {
            return Optional.empty();
        }
        Spf spf = NOT_REPORTED.spf();
        Dmarc dmarc = NOT_REPORTED.dmarc();
        Arc arc = NOT_REPORTED.arc();
        var dkim = new ArrayList<Dkim>();
        for (String part : value.get().split(";")) {
            String one = part.strip();
            Matcher result = RESULT.matcher(one.toLowerCase(Locale.ROOT));
            if (!result.find()) {
                continue;
            }
            Outcome outcome = outcome(result.group(2));
            switch (result.group(1)) {
                case "spf" ->
                    spf = new Spf(outcome, property(one, "smtp.mailfrom").flatMap(TrustedReceiver::domain), "reported");
                case "dkim" -> {
                    if (outcome != Outcome.NONE) {
                        dkim.add(dkim(outcome, one, message));
                    }
                }
                case "dmarc" ->
                    dmarc = new Dmarc(
                            outcome,
                            property(one, "header.from").flatMap(TrustedReceiver::domain),
                            policy(property(one, "policy.published-domain-policy")
                                    .or(() -> property(one, "p"))),
                            "reported");
                case "arc" -> arc = new Arc(outcome, 1, Optional.empty(), "reported");
                default -> {}
            }
        }
        return Optional.of(new AuthenticationResults(spf, dkim, dmarc, arc));
    }

    private static Dkim dkim(Outcome outcome, String result, ParsedMessage message) {
        Optional<DomainName> domain = property(result, "header.d")
                .or(() -> property(result, "header.i"))
                .flatMap(TrustedReceiver::domain);
        Optional<TagList> signature = message.header().all("DKIM-Signature").stream()
                .flatMap(field -> TagList.parse(field.raw()).stream())
                .filter(tags -> tags.compact("d").flatMap(DomainName::parse).equals(domain))
                .findFirst();
        return new Dkim(
                outcome,
                domain,
                property(result, "header.s").orElse(""),
                fromDomain(message)
                        .flatMap(from -> domain.map(some -> OrganisationalDomain.shared(some, from)))
                        .orElse(false),
                signature.filter(tags -> tags.items("h").contains("from")).isPresent(),
                signature.flatMap(tags -> tags.get("l")).isPresent(),
                "reported");
    }

    private static Optional<DomainName> fromDomain(ParsedMessage message) {
        return message.fromMailboxes().size() == 1
                        && message.header().all("From").size() == 1
                ? Optional.of(message.fromMailboxes().getFirst().domain())
                : Optional.empty();
    }

    private static Outcome outcome(String word) {
        return switch (word) {
            case "pass", "bestguesspass" -> Outcome.PASS;
            case "fail", "hardfail" -> Outcome.FAIL;
            case "softfail" -> Outcome.SOFTFAIL;
            case "none" -> Outcome.NONE;
            case "permerror" -> Outcome.PERMERROR;
            case "policy" -> Outcome.POLICY;
            // A temporary error of years ago is no trouble of ours.
            default -> Outcome.NEUTRAL;
        };
    }

    private static DmarcPolicy policy(Optional<String> word) {
        return switch (word.orElse("").toLowerCase(Locale.ROOT)) {
            case "reject" -> DmarcPolicy.REJECT;
            case "quarantine" -> DmarcPolicy.QUARANTINE;
            default -> DmarcPolicy.NONE;
        };
    }

    private static Optional<String> property(String result, String name) {
        Matcher value = Pattern.compile(
                        "(?:^|\\s)" + Pattern.quote(name) + "\\s*=\\s*\"?([^\\s\";]+)", Pattern.CASE_INSENSITIVE)
                .matcher(result);
        return value.find() ? Optional.of(value.group(1)) : Optional.empty();
    }

    private static Optional<DomainName> domain(String value) {
        return DomainName.parse(value.substring(value.lastIndexOf('@') + 1));
    }

    /** RFC 5322 §3.2.2, innermost first; what a comment says of a policy is kept as {@code p=}. */
    private static String withoutComments(String value) {
        String text = value;
        for (int depth = 0; depth < 5; depth++) {
            text = COMMENT.matcher(text).replaceAll(comment -> {
                Matcher policy =
                        Pattern.compile("(?i)\\bp=(none|quarantine|reject)\\b").matcher(comment.group());
                return policy.find() ? " p=" + policy.group(1) + " " : " ";
            });
        }
        return text;
    }

    /**
     * Who handed the message to the innermost of the receiver's own hosts.
     *
     * @param reverse its name in the DNS as the receiver wrote it, empty if there was none
     * @param unconfirmed whether the receiver says that the name does not lead back
     */
    private record Hop(InetAddress address, String helo, String reverse, boolean unconfirmed) {
        List<Finding> facts() {
            if (!AddressScope.isPublic(address)) {
                return List.of();
            }
            if (reverse.isEmpty()) {
                return List.of(Finding.Fact.of(FindingKey.CLIENT_NO_REVERSE_NAME));
            }
            if (unconfirmed) {
                return List.of(Finding.Fact.of(FindingKey.CLIENT_REVERSE_NAME_UNCONFIRMED, reverse));
            }
            if (DomainName.parse(reverse).filter(Names::mailService).isPresent()) {
                return List.of(Finding.Fact.of(FindingKey.CLIENT_MAIL_SERVICE, reverse));
            }
            return ClientNameCheck.isDynamic(reverse.toLowerCase(Locale.ROOT), address)
                    ? List.of(Finding.Fact.of(FindingKey.CLIENT_DYNAMIC_NAME, reverse))
                    : List.of();
        }
    }

    private Optional<Hop> hop(Header header) {
        Optional<Hop> last = Optional.empty();
        for (HeaderField field : header.all("Received").stream().limit(MAX_HOPS).toList()) {
            String value = field.decoded();
            Matcher by = BY.matcher(value);
            if (!by.find() || !trusted.test(by.group(1))) {
                break;
            }
            Optional<Hop> here = hop(value);
            if (here.isEmpty()) {
                break;
            }
            last = here;
            if (!trusted.test(here.get().helo())) {
                break;
            }
        }
        return last;
    }

    /** {@code from HELO (NAME [ADDRESS] (may be forged)) by ...}, as Sendmail, Postfix and Exim write it. */
    private static Optional<Hop> hop(String received) {
        Matcher from = FROM.matcher(received);
        if (!from.find()) {
            return Optional.empty();
        }
        Matcher address = ADDRESS.matcher(from.group(2));
        if (!address.find()) {
            return Optional.empty();
        }
        try {
            Matcher name = REVERSE_NAME.matcher(from.group(2));
            String reverse = name.find() && name.group(1) != null ? name.group(1) : "";
            return Optional.of(new Hop(
                    InetAddress.ofLiteral(address.group(1)),
                    from.group(1),
                    reverse.equalsIgnoreCase("unknown") ? "" : reverse,
                    from.group(2).contains("may be forged")));
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }
}
