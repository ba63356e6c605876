package org.postigo.classifier.spf;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postigo.classifier.dns.Answer;
import org.postigo.classifier.dns.Dns;
import org.postigo.classifier.dns.Kind;
import org.postigo.classifier.dns.ReverseName;
import org.postigo.mail.Client;
import org.postigo.mail.DomainName;
import org.postigo.mail.Mailbox;
import org.postigo.mail.ReversePath;
import org.postigo.mail.auth.AuthenticationResults;
import org.postigo.mail.auth.AuthenticationResults.Outcome;
import org.postigo.mail.policy.Cidr;

/**
 * Verifies SPF: check_host() of RFC 7208 §4. Asks for at most ten terms' names, and gives up on the third that does not
 * exist (§4.6.4). Explanations are not fetched.
 */
public final class SpfCheck {
    private static final int MAX_LOOKUPS = 10;
    private static final int MAX_VOID = 2;
    private static final int MAX_MX = 10;
    private static final int MAX_PTR = 10;
    private static final int MAX_CAUSE = 200;

    private final Dns dns;

    /** Asks {@code dns}. */
    public SpfCheck(Dns dns) {
        this.dns = dns;
    }

    /** Checks the domain of the reverse-path, or that of HELO for the null path (RFC 7208 §2.4). */
    public AuthenticationResults.Spf check(Client client, ReversePath path, Instant deadline)
            throws InterruptedException {
        Optional<Mailbox> sender = path.toMailbox();
        String domain = sender.map(mailbox -> mailbox.domain().text()).orElse(client.helo());
        String local = sender.map(Mailbox::localPart).orElse("");
        Result result = checkHost(client.address(), domain, local, client.helo(), deadline);
        return new AuthenticationResults.Spf(
                result.outcome(), DomainName.parse(domain).filter(name -> !name.literal()), result.cause());
    }

    /**
     * What SPF says.
     *
     * @param outcome of check_host()
     * @param cause in words
     */
    record Result(Outcome outcome, String cause) {
        Result {
            cause = cause.length() > MAX_CAUSE ? cause.substring(0, MAX_CAUSE) : cause;
        }
    }

    /** check_host() for a sender that need not be well formed. */
    Result checkHost(InetAddress client, String domain, String local, String helo, Instant deadline)
            throws InterruptedException {
        // RFC 7208 §4.3: no local part means postmaster
        return new Evaluation(client, local.isEmpty() ? "postmaster" : local, domain, helo, deadline).checkHost(domain);
    }

    private sealed interface Match {}

    private record Yes() implements Match {}

    private record No() implements Match {}

    private record Broken(Result result) implements Match {}

    private static final Match YES = new Yes();
    private static final Match NO = new No();

    /** One run of check_host(), with its counts. */
    private final class Evaluation {
        private final InetAddress client;
        private final String senderLocal;
        private final String senderDomain;
        private final String helo;
        private final Instant deadline;
        private int lookups;
        private int voids;

        Evaluation(InetAddress client, String senderLocal, String senderDomain, String helo, Instant deadline) {
            this.client = client;
            this.senderLocal = senderLocal;
            this.senderDomain = senderDomain;
            this.helo = helo;
            this.deadline = deadline;
        }

        Result checkHost(String domain) throws InterruptedException {
            if (!isFullyQualified(domain)) {
                return new Result(Outcome.NONE, "no domain to check");
            }
            Answer<String> answer = dns.query(domain, Kind.TXT, deadline);
            if (answer instanceof Answer.Failed<String>(Answer.Cause cause)) {
                return failed(cause, domain);
            }
            // RFC 7208 §4.5
            List<String> records =
                    answer.records().stream().filter(SpfParser::isRecord).toList();
            if (records.isEmpty()) {
                return new Result(Outcome.NONE, "no record at " + domain);
            }
            if (records.size() > 1) {
                return new Result(Outcome.PERMERROR, "several records at " + domain);
            }
            return switch (SpfParser.parse(records.getFirst())) {
                case SpfParser.Parsed.Broken(String why) ->
                    new Result(Outcome.PERMERROR, printable(why) + " in the record of " + domain);
                case SpfParser.Parsed.Sound(SpfRecord record) -> evaluate(record, domain);
            };
        }

        private Result evaluate(SpfRecord record, String domain) throws InterruptedException {
            boolean all = false;
            for (SpfRecord.Directive directive : record.directives()) {
                switch (match(directive.mechanism(), domain)) {
                    case Yes() -> {
                        return new Result(directive.outcome(), directive.text() + " of " + domain);
                    }
                    case Broken(Result result) -> {
                        return result;
                    }
                    case No() -> {}
                }
                all |= directive.mechanism() instanceof SpfRecord.All;
            }
            if (record.redirect().isEmpty() || all) {
                return new Result(Outcome.NEUTRAL, "nothing matched in the record of " + domain);
            }
            // RFC 7208 §6.1
            if (++lookups > MAX_LOOKUPS) {
                return tooManyLookups();
            }
            Result there = checkHost(expand(record.redirect().get(), domain));
            return there.outcome() == Outcome.NONE
                    ? new Result(Outcome.PERMERROR, "redirect of " + domain + " leads to no record")
                    : there;
        }

        private Match match(SpfRecord.Mechanism mechanism, String domain) throws InterruptedException {
            boolean looksUp = switch (mechanism) {
                case SpfRecord.All _, SpfRecord.Ip _ -> false;
                case SpfRecord.Include _, SpfRecord.A _, SpfRecord.Mx _, SpfRecord.Ptr _, SpfRecord.Exists _ -> true;
            };
            if (looksUp && ++lookups > MAX_LOOKUPS) {
                return new Broken(tooManyLookups());
            }
            return switch (mechanism) {
                case SpfRecord.All() -> YES;
                case SpfRecord.Ip(Optional<Cidr> network) ->
                    network.filter(net -> net.contains(client)).isPresent() ? YES : NO;
                case SpfRecord.Include(SpfMacro target) -> include(expand(target, domain));
                case SpfRecord.A(Optional<SpfMacro> target, SpfRecord.Prefixes prefixes) ->
                    addressOf(target(target, domain), prefixes, true);
                case SpfRecord.Mx(Optional<SpfMacro> target, SpfRecord.Prefixes prefixes) ->
                    exchangerOf(target(target, domain), prefixes);
                case SpfRecord.Ptr(Optional<SpfMacro> target) -> below(target(target, domain));
                case SpfRecord.Exists(SpfMacro target) -> exists(expand(target, domain));
            };
        }

        /** RFC 7208 §5.2, the table. */
        private Match include(String target) throws InterruptedException {
            Result there = checkHost(target);
            return switch (there.outcome()) {
                case PASS -> YES;
                case FAIL, SOFTFAIL, NEUTRAL, POLICY -> NO;
                case TEMPERROR, PERMERROR -> new Broken(there);
                case NONE -> new Broken(new Result(Outcome.PERMERROR, "include: no record at " + target));
            };
        }

        private Match addressOf(String name, SpfRecord.Prefixes prefixes, boolean countVoid)
                throws InterruptedException {
            return switch (dns.addresses(name, client, deadline)) {
                case Answer.Found<InetAddress>(List<InetAddress> addresses, var _) ->
                    addresses.stream().anyMatch(address -> near(address, prefixes)) ? YES : NO;
                case Answer.NoSuchName<InetAddress> _, Answer.NoData<InetAddress> _ -> countVoid ? nothingThere() : NO;
                case Answer.Failed<InetAddress>(Answer.Cause cause) -> new Broken(failed(cause, name));
            };
        }

        /** RFC 7208 §5.4, §4.6.4: more than ten exchangers are an error. */
        private Match exchangerOf(String name, SpfRecord.Prefixes prefixes) throws InterruptedException {
            return switch (dns.query(name, Kind.MX, deadline)) {
                case Answer.Found<Kind.MailExchanger>(List<Kind.MailExchanger> exchangers, var _) -> {
                    if (exchangers.size() > MAX_MX) {
                        yield new Broken(new Result(Outcome.PERMERROR, "more than 10 mail exchangers at " + name));
                    }
                    for (Kind.MailExchanger exchanger : exchangers) {
                        // A v4-only exchanger asked for by an IPv6 client is no mistake, so it is not counted as void
                        Match match = addressOf(exchanger.host(), prefixes, false);
                        if (!(match instanceof No)) {
                            yield match;
                        }
                    }
                    yield NO;
                }
                case Answer.NoSuchName<Kind.MailExchanger> _, Answer.NoData<Kind.MailExchanger> _ -> nothingThere();
                case Answer.Failed<Kind.MailExchanger>(Answer.Cause cause) -> new Broken(failed(cause, name));
            };
        }

        /** RFC 7208 §5.5: errors are no match. */
        private Match below(String target) throws InterruptedException {
            Answer<String> answer = dns.names(client, deadline);
            if (answer instanceof Answer.NoSuchName<String> || answer instanceof Answer.NoData<String>) {
                return nothingThere();
            }
            for (String name : first(answer.records(), MAX_PTR)) {
                if (within(name, target)
                        && dns.addresses(name, client, deadline).records().contains(client)) {
                    return YES;
                }
            }
            return NO;
        }

        /** RFC 7208 §5.7: always an A query. */
        private Match exists(String name) throws InterruptedException {
            return switch (dns.query(name, Kind.A, deadline)) {
                case Answer.Found<InetAddress> _ -> YES;
                case Answer.NoSuchName<InetAddress> _, Answer.NoData<InetAddress> _ -> nothingThere();
                case Answer.Failed<InetAddress>(Answer.Cause cause) -> new Broken(failed(cause, name));
            };
        }

        private boolean near(InetAddress address, SpfRecord.Prefixes prefixes) {
            int prefix = address instanceof Inet4Address ? prefixes.ipv4() : prefixes.ipv6();
            return new Cidr(address, prefix).contains(client);
        }

        /** RFC 7208 §4.6.4, void lookups. */
        private Match nothingThere() {
            return ++voids > MAX_VOID
                    ? new Broken(new Result(Outcome.PERMERROR, "more than 2 names do not exist"))
                    : NO;
        }

        private String target(Optional<SpfMacro> target, String domain) throws InterruptedException {
            return target.isPresent() ? expand(target.get(), domain) : domain;
        }

        private String expand(SpfMacro macro, String domain) throws InterruptedException {
            return macro.expand(letter -> switch (letter) {
                case 's' -> senderLocal + "@" + senderDomain;
                case 'l' -> senderLocal;
                case 'o' -> senderDomain;
                case 'd' -> domain;
                case 'i' -> client instanceof Inet4Address ? client.getHostAddress() : nibbles();
                case 'p' -> confirmedName(domain);
                case 'v' -> client instanceof Inet4Address ? "in-addr" : "ip6";
                case 'h' -> helo;
                default -> throw new IllegalStateException("macro letter let pass: " + letter);
            });
        }

        private String nibbles() {
            List<String> labels =
                    new ArrayList<>(List.of(ReverseName.labels(client).split("\\.")));
            return String.join(".", labels.reversed());
        }

        /** RFC 7208 §7.3, macro p: a confirmed name, one below the domain rather than another. */
        private String confirmedName(String domain) throws InterruptedException {
            String any = "unknown";
            for (String name : first(dns.names(client, deadline).records(), MAX_PTR)) {
                if (dns.addresses(name, client, deadline).records().contains(client)) {
                    if (within(name, domain)) {
                        return name;
                    }
                    any = any.equals("unknown") ? name : any;
                }
            }
            return any;
        }
    }

    private static Result tooManyLookups() {
        return new Result(Outcome.PERMERROR, "more than 10 terms need the DNS");
    }

    private static Result failed(Answer.Cause cause, String name) {
        return cause == Answer.Cause.BUDGET
                ? new Result(Outcome.PERMERROR, "too many names for one message")
                : new Result(Outcome.TEMPERROR, cause.name().toLowerCase(Locale.ROOT) + " at " + printable(name));
    }

    private static List<String> first(List<String> names, int max) {
        return names.subList(0, Math.min(max, names.size()));
    }

    private static boolean within(String name, String domain) {
        String lower = name.toLowerCase(Locale.ROOT);
        String above = domain.toLowerCase(Locale.ROOT);
        return lower.equals(above) || lower.endsWith("." + above);
    }

    /** RFC 7208 §4.3: at least two labels, each of 1 to 63 octets, and no address literal. */
    private static boolean isFullyQualified(String domain) {
        String bare = domain.endsWith(".") ? domain.substring(0, domain.length() - 1) : domain;
        if (bare.startsWith("[") || bare.length() > 253) {
            return false;
        }
        String[] labels = bare.split("\\.", -1);
        for (String label : labels) {
            if (label.isEmpty() || label.length() > 63) {
                return false;
            }
        }
        return labels.length > 1;
    }

    private static String printable(String text) {
        var plain = new StringBuilder(text.length());
        text.chars().forEach(c -> plain.append(c >= ' ' && c < 127 ? (char) c : '?'));
        return plain.toString();
    }
}
