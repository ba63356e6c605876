package org.postigo.appliance.settings;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.postigo.appliance.outgoing.Route;
import org.postigo.classifier.authentication.AuthenticationSettings;
import org.postigo.classifier.dnslist.Catalogue;
import org.postigo.classifier.dnslist.DnsList;
import org.postigo.classifier.dnslist.Subscription;
import org.postigo.classifier.locallist.LocalList;
import org.postigo.classifier.policy.Strictness;
import org.postigo.classifier.relay.TrustedRelays;
import org.postigo.desk.signin.Grants;
import org.postigo.desk.signin.IdentityProvider;
import org.postigo.mail.DomainName;
import org.postigo.mail.Mailbox;
import org.postigo.mail.policy.Cidr;
import org.postigo.mail.policy.ProtectedDomain.MailboxServer;
import org.postigo.mail.policy.ProtectedDomain.Thresholds;
import org.postigo.proxy.flow.FlowSettings;
import org.postigo.proxy.inbound.SmtpSettings;
import org.postigo.proxy.inbound.SmtpSettings.BareLf;
import org.postigo.proxy.inbound.SmtpSettings.EarlyTalkers;
import org.postigo.proxy.outbound.RelaySettings;
import org.postigo.quarantine.round.Schedule;
import org.postigo.store.people.Person;
import org.springframework.util.unit.DataSize;

/**
 * Everything an operator may set. The file {@code etc/postigo.yaml} lists each key with its default and its reason; a
 * test holds that both say the same.
 *
 * @param data folder of everything that is remembered
 * @param site who we are
 * @param smtp the door that mail comes in by
 * @param delivery the way to the mailbox servers
 * @param dns whom we ask
 * @param authentication what the operator knows better than the DNS
 * @param classifier how mail is judged
 * @param store how it is kept
 * @param quarantine what happens to held mail
 * @param outgoing the way that our own mail takes
 * @param review when people look at it
 * @param selfService what recipients may do without a desk
 * @param signIn who vouches for people beside their passwords
 * @param http desk and REST
 * @param management health and figures
 * @param feedback what is learnt from people's folders
 */
public record Settings(
        Path data,
        Site site,
        Smtp smtp,
        Delivery delivery,
        Dns dns,
        Authentication authentication,
        Classifier classifier,
        Store store,
        Quarantine quarantine,
        Feedback feedback,
        Outgoing outgoing,
        Review review,
        SelfService selfService,
        SignIn signIn,
        Http http,
        Management management) {

    /** For {@code listen}: 127.0.0.1, and ::1 where the machine has it. */
    public static final String LOOPBACK = "loopback";

    /** What holds where nothing is set. */
    public static final Settings DEFAULT = new Settings(
            Path.of("data"),
            new Site("", "", "postmaster"),
            new Smtp(
                    List.of("*"),
                    SmtpSettings.DEFAULT_PORT,
                    DataSize.ofBytes(SmtpSettings.Limits.DEFAULT.messageSize()),
                    SmtpSettings.Limits.DEFAULT.connections(),
                    SmtpSettings.Limits.DEFAULT.connectionsPerNetwork(),
                    SmtpSettings.Limits.DEFAULT.messagesPerNetwork(),
                    SmtpSettings.Limits.DEFAULT.messages(),
                    SmtpSettings.Limits.DEFAULT.recipients(),
                    SmtpSettings.Timeouts.DEFAULT.command(),
                    DataSize.ofKilobytes(256),
                    DataSize.ofMegabytes(64),
                    BareLf.NORMALISE,
                    EarlyTalkers.COUNT,
                    SmtpSettings.Timeouts.DEFAULT.greeting(),
                    0,
                    Duration.ZERO,
                    List.of(),
                    true,
                    Path.of(""),
                    Path.of(""),
                    Duration.ofSeconds(60)),
            new Delivery(
                    16,
                    RelaySettings.Timeouts.RFC_5321.connect(),
                    FlowSettings.DEFAULT.total(),
                    Duration.ofSeconds(60),
                    RelaySettings.Tls.OPPORTUNISTIC,
                    true,
                    true),
            new Dns(List.of(), Duration.ofSeconds(3), "", List.of()),
            new Authentication(List.of(), List.of(), List.of()),
            new Classifier(
                    FlowSettings.DEFAULT.assess(),
                    Thresholds.DEFAULT.hold(),
                    Thresholds.DEFAULT.refuse(),
                    Strictness.Rule.AUDIT,
                    0,
                    0.3,
                    DataSize.ofMegabytes(96),
                    1,
                    Duration.ofSeconds(5),
                    List.of(),
                    Path.of("")),
            new Store(
                    DataSize.ofBytes(org.postigo.store.Settings.DEFAULT.holdReserve()),
                    DataSize.ofBytes(org.postigo.store.Settings.DEFAULT.quota())),
            new Quarantine(org.postigo.quarantine.Quarantine.DEFAULT_UNDO_TIME, Duration.ofMinutes(5)),
            new Feedback(Duration.ofMinutes(5), List.of()),
            new Outgoing("", "", "", Secret.NONE, RelaySettings.Tls.OPPORTUNISTIC),
            Review.DEFAULT,
            new SelfService("", Duration.ofDays(7), false),
            new SignIn("", "", "", Secret.NONE, "", List.of()),
            new Http(LOOPBACK, 8080, Path.of(""), Path.of(""), List.of(), 600),
            new Management(LOOPBACK, 8081));

    /**
     * Who we are.
     *
     * @param hostname in greeting, EHLO, trace fields and as authserv-id; empty takes the machine's own name
     * @param timezone that times are shown in; empty takes the machine's
     * @param postmaster mailbox that RCPT TO:&lt;postmaster&gt; is mapped to (RFC 5321 §4.5.1); without a domain, the
     *     first protected domain's is added
     */
    public record Site(String hostname, String timezone, String postmaster) {
        /** Checks the names. */
        public Site {
            if (!hostname.isEmpty() && DomainName.parse(hostname).isEmpty()) {
                throw new BadValue("hostname", "a host name such as gate.example.com, or nothing");
            }
            if (!timezone.isEmpty()) {
                zone(timezone);
            }
            if (!postmaster.matches("[A-Za-z0-9._+-]{1,64}")
                    && Mailbox.parse(postmaster).isEmpty()) {
                throw new BadValue("postmaster", "a mailbox such as admin@example.com, or its part before the @");
            }
        }

        /** The zone that times are shown in. */
        public ZoneId zone() {
            return timezone.isEmpty() ? ZoneId.systemDefault() : zone(timezone);
        }

        private static ZoneId zone(String name) {
            try {
                return ZoneId.of(name);
            } catch (DateTimeException unknown) {
                throw new BadValue("timezone", "a zone such as America/Mexico_City, or nothing");
            }
        }
    }

    /**
     * The door that mail comes in by.
     *
     * @param listen addresses; {@code *} is all of IPv4 and IPv6
     * @param port 0 to 65535; 0 takes any free one
     * @param maxSize octets of one message
     * @param connections at once, in all
     * @param connectionsPerNetwork at once, of one IPv4 /24 or IPv6 /64
     * @param messagesPerNetwork begun within a minute, of one IPv4 /24 or IPv6 /64; 0 is any number
     * @param messages begun within a minute, in all; 0 is any number
     * @param recipients of one message
     * @param idleTimeout between commands (RFC 5321 §4.5.3.2 asks for five minutes)
     * @param spoolThreshold octets of one message that stay in memory before it goes to a file
     * @param spoolMemory octets of all messages that stay in memory together
     * @param strayLineEnds what becomes of a CR or LF that is not part of CRLF
     * @param earlyTalkers what becomes of clients that talk before the greeting
     * @param greetingDelay how long a client is watched for early talk before it is greeted
     * @param refuseListed block lists that must agree about a client to refuse it before the data; 0 refuses nobody
     * @param greylist after which a retry of a suspicious message of somebody new is taken; zero asks for none
     * @param proxyProtocolFrom networks whose connections begin with a PROXY protocol header
     * @param starttls whether it is offered
     * @param certificate PEM file for STARTTLS; empty makes a self-signed one in the data folder
     * @param key PEM file of its private key
     * @param drain time that running transactions get when we stop
     */
    public record Smtp(
            List<String> listen,
            int port,
            DataSize maxSize,
            int connections,
            int connectionsPerNetwork,
            int messagesPerNetwork,
            int messages,
            int recipients,
            Duration idleTimeout,
            DataSize spoolThreshold,
            DataSize spoolMemory,
            BareLf strayLineEnds,
            EarlyTalkers earlyTalkers,
            Duration greetingDelay,
            int refuseListed,
            Duration greylist,
            List<String> proxyProtocolFrom,
            boolean starttls,
            Path certificate,
            Path key,
            Duration drain) {
        /** Copies and checks. */
        public Smtp {
            listen = all(
                    listen,
                    text -> text.equals("*") || isAddress(text),
                    "listen",
                    "addresses such as 127.0.0.1 or ::1, or \"*\"");
            if (listen.isEmpty()) {
                throw new BadValue("listen", "at least one address");
            }
            BadValue.inRange("port", port, 0, 65535);
            inRange("max-size", maxSize, DataSize.ofKilobytes(64), DataSize.ofGigabytes(1));
            BadValue.inRange("connections", connections, 1, 100_000);
            BadValue.inRange("connections-per-network", connectionsPerNetwork, 1, 100_000);
            BadValue.inRange("messages-per-network", messagesPerNetwork, 0, 1_000_000);
            BadValue.inRange("messages", messages, 0, 10_000_000);
            // RFC 5321 §4.5.3.1.8: at least 100.
            BadValue.inRange("recipients", recipients, 100, 9_999);
            inRange("idle-timeout", idleTimeout, Duration.ofSeconds(1), Duration.ofHours(1));
            inRange("spool-threshold", spoolThreshold, DataSize.ofKilobytes(1), DataSize.ofMegabytes(64));
            inRange("spool-memory", spoolMemory, DataSize.ofMegabytes(1), DataSize.ofGigabytes(16));
            // RFC 5321 §4.5.3.2.1: clients wait five minutes for the greeting, careless ones far less.
            inRange("greeting-delay", greetingDelay, Duration.ZERO, Duration.ofSeconds(30));
            if (refuseListed == 1 || refuseListed < 0 || refuseListed > 10) {
                throw new BadValue(
                        "refuse-listed", "0, or how many lists must agree, 2 to 10: one list alone refuses nobody");
            }
            inRange("greylist", greylist, Duration.ZERO, Duration.ofHours(1));
            proxyProtocolFrom = networks("proxy-protocol-from", proxyProtocolFrom);
            bothOrNone(certificate, key);
            inRange("drain", drain, Duration.ZERO, Duration.ofMinutes(10));
        }

        /** Certificate and key, where they are set. */
        public Optional<Tls> tls() {
            return Tls.of(certificate, key);
        }
    }

    /**
     * The way to the mailbox servers.
     *
     * @param connections at once, to one server
     * @param connectTimeout to reach it
     * @param totalTimeout from the final dot to our reply, at most 240 s
     * @param negativeCache how long an unknown recipient is remembered
     * @param tls when connections are encrypted
     * @param xclient whether the server is told the real client by XCLIENT where it offers that
     * @param xforward the same by XFORWARD
     */
    public record Delivery(
            int connections,
            Duration connectTimeout,
            Duration totalTimeout,
            Duration negativeCache,
            RelaySettings.Tls tls,
            boolean xclient,
            boolean xforward) {
        /** Checks. */
        public Delivery {
            BadValue.inRange("connections", connections, 1, 1000);
            inRange("connect-timeout", connectTimeout, Duration.ofMillis(100), Duration.ofMinutes(1));
            inRange("total-timeout", totalTimeout, Duration.ofSeconds(15), Duration.ofMinutes(4));
            inRange("negative-cache", negativeCache, Duration.ofSeconds(1), Duration.ofHours(1));
        }
    }

    /**
     * Whom we ask.
     *
     * @param resolvers {@code address} or {@code address:port}; empty takes the system's
     * @param timeout for all lookups of one message together
     * @param originName a name whose answer is the address that the question came from; empty asks none
     * @param lists that differ from how they are shipped
     */
    public record Dns(List<String> resolvers, Duration timeout, String originName, List<ListSwitch> lists) {
        /** Copies and checks. */
        public Dns {
            resolvers = all(
                    resolvers,
                    text -> Resolver.parse(text).isPresent(),
                    "resolvers",
                    "addresses such as 127.0.0.1, 127.0.0.1:53 or [::1]:53");
            lists = List.copyOf(lists);
            inRange("timeout", timeout, Duration.ofMillis(100), Duration.ofSeconds(10));
            if (!originName.isEmpty() && DomainName.parse(originName).isEmpty()) {
                throw new BadValue("origin-name", "a name in the DNS, or nothing");
            }
        }

        /** The servers to ask. */
        public List<InetSocketAddress> servers() {
            return resolvers.stream()
                    .flatMap(text -> Resolver.parse(text).stream())
                    .toList();
        }
    }

    /**
     * A DNS list that differs from how it is shipped.
     *
     * @param name of the list
     * @param off whether it is not asked
     * @param licensed the operator's word that its terms are met
     * @param key of a customer
     */
    public record ListSwitch(String name, boolean off, boolean licensed, Secret key) {
        /** Checks the name and the key. */
        public ListSwitch {
            if (Catalogue.named(name).isEmpty()) {
                throw new BadValue(
                        "name",
                        "one of " + Catalogue.all().stream().map(DnsList::name).collect(Collectors.joining(", ")));
            }
            // Left out in the file, a list's key is simply none.
            key = Objects.requireNonNullElse(key, Secret.NONE);
            if (!key.isEmpty() && !key.reveal().matches("[A-Za-z0-9_-]{1,63}")) {
                throw new BadValue("key", "one label: letters, digits, hyphens");
            }
        }

        /** The subscription that follows. */
        public Subscription subscription() {
            Subscription shipped = Subscription.shipped(Catalogue.named(name).orElseThrow());
            if (off) {
                return shipped.off();
            }
            if (!key.isEmpty()) {
                return shipped.withKey(key.reveal());
            }
            return licensed ? shipped.licensed() : shipped;
        }
    }

    /**
     * What the operator knows better than the DNS.
     *
     * @param trustedSealers domains whose ARC seals are believed (RFC 8617)
     * @param exclusiveNetworks a domain and a network from which nobody else sends, with a space between
     * @param trustedRelays networks of our own relays, whose Received fields tell the real client
     */
    public record Authentication(
            List<String> trustedSealers, List<String> exclusiveNetworks, List<String> trustedRelays) {
        /** Copies and checks. */
        public Authentication {
            trustedSealers = all(
                    trustedSealers,
                    text -> DomainName.parse(text)
                            .filter(name -> !name.literal())
                            .isPresent(),
                    "trusted-sealers",
                    "domains such as lists.example.org");
            exclusiveNetworks = all(
                    exclusiveNetworks,
                    text -> exclusive(text).isPresent(),
                    "exclusive-networks",
                    "a domain and a network each, such as \"example.org 192.0.2.0/24\"");
            trustedRelays = networks("trusted-relays", trustedRelays);
        }

        /** The relays, in the words of the classifier. */
        public TrustedRelays relays() {
            return new TrustedRelays(trustedRelays.stream()
                    .flatMap(text -> Cidr.parse(text).stream())
                    .toList());
        }

        /** In the words of the classifier. */
        public AuthenticationSettings known() {
            return new AuthenticationSettings(
                    exclusiveNetworks.stream()
                            .flatMap(text -> exclusive(text).stream())
                            .toList(),
                    trustedSealers.stream().map(DomainName::of).collect(Collectors.toSet()));
        }

        private static Optional<AuthenticationSettings.Exclusive> exclusive(String text) {
            String[] words = text.strip().split(" +");
            return words.length != 2
                    ? Optional.empty()
                    : DomainName.parse(words[0])
                            .filter(name -> !name.literal())
                            .flatMap(domain -> Cidr.parse(words[1])
                                    .map(network -> new AuthenticationSettings.Exclusive(domain, network)));
        }
    }

    /**
     * How mail is judged.
     *
     * @param deadline for all checks of one message
     * @param hold probability of spam from which on a new domain holds
     * @param refuse probability from which on it refuses, if evidence of two kinds agrees; 1 refuses nothing
     * @param audit share of what would be refused that is held all the same
     * @param auditDelivered share of what is delivered of which a reviewer gets a copy
     * @param learnUncontested share of what is delivered that is learnt once nobody has contested it for a week
     * @param extractionMemory heap of a child process that opens files
     * @param extractionChildren how many of them
     * @param extractionTimeout for one file
     * @param localLists lists of client networks in files of the operator's own
     * @param countries database of countries that rules may ask, in the MaxMind DB format; empty for none
     */
    public record Classifier(
            Duration deadline,
            double hold,
            double refuse,
            double audit,
            double auditDelivered,
            double learnUncontested,
            DataSize extractionMemory,
            int extractionChildren,
            Duration extractionTimeout,
            List<ListFile> localLists,
            Path countries) {
        /** Copies and checks. */
        public Classifier {
            inRange("deadline", deadline, Duration.ofMillis(100), Duration.ofSeconds(10));
            BadValue.inRange("hold", hold, 0.01, 1);
            BadValue.inRange("refuse", refuse, hold, 1);
            BadValue.inRange("audit", audit, 0, 1);
            BadValue.inRange("audit-delivered", auditDelivered, 0, 0.1);
            BadValue.inRange("learn-uncontested", learnUncontested, 0, 1);
            inRange("extraction-memory", extractionMemory, DataSize.ofMegabytes(64), DataSize.ofGigabytes(4));
            BadValue.inRange("extraction-children", extractionChildren, 1, 16);
            inRange("extraction-timeout", extractionTimeout, Duration.ofMillis(100), Duration.ofMinutes(1));
            localLists = List.copyOf(localLists);
            var names = new HashSet<String>();
            for (ListFile each : localLists) {
                if (!names.add(each.name())) {
                    throw new BadValue("local-lists", "lists with a name each: " + each.name() + " is there twice");
                }
            }
        }

        /** In the words of the classifier. */
        public List<LocalList> lists() {
            return localLists.stream()
                    .map(each -> new LocalList(each.name(), each.file(), each.kind()))
                    .toList();
        }

        /** Of a new domain. */
        public Thresholds thresholds() {
            return new Thresholds(hold, refuse);
        }
    }

    /**
     * A list of client networks in a file, one in CIDR notation a line.
     *
     * @param name by which explanations and figures call it; no DNS list may have the same
     * @param file read again whenever it changes
     * @param kind what it means to be on it
     */
    public record ListFile(String name, Path file, LocalList.Kind kind) {
        /** Checks that nothing is missing and that the name is free. */
        public ListFile {
            if (name == null || !LocalList.isName(name) || Catalogue.named(name).isPresent()) {
                throw new BadValue("name", "a short word of a-z, 0-9 and hyphens that is no DNS list's name");
            }
            if (file == null || file.toString().isEmpty()) {
                throw new BadValue("file", "a file with one network a line");
            }
            if (kind == null) {
                throw new BadValue("kind", "block or allow");
            }
        }
    }

    /**
     * How it is kept.
     *
     * @param reserve free space below which nothing more is held
     * @param domainQuota octets of held mail of one domain
     */
    public record Store(DataSize reserve, DataSize domainQuota) {
        /** Checks. */
        public Store {
            inRange("reserve", reserve, DataSize.ofMegabytes(1), DataSize.ofTerabytes(1));
            inRange("domain-quota", domainQuota, DataSize.ofMegabytes(1), DataSize.ofTerabytes(100));
        }
    }

    /**
     * What happens to held mail.
     *
     * @param undo how long a decision can be taken back before anything leaves or is learnt
     * @param rescueUndo how long the rescue of an incident can be taken back before anything leaves
     */
    public record Quarantine(Duration undo, Duration rescueUndo) {
        /** Checks. */
        public Quarantine {
            inRange("undo", undo, Duration.ZERO, Duration.ofMinutes(10));
            inRange("rescue-undo", rescueUndo, Duration.ZERO, Duration.ofHours(1));
        }
    }

    /**
     * Folders of mailboxes that are read to learn from.
     *
     * @param every how often
     * @param accounts whose
     */
    public record Feedback(Duration every, List<FolderAccount> accounts) {
        /** Copies and checks. */
        public Feedback {
            inRange("every", every, Duration.ofSeconds(1), Duration.ofDays(1));
            accounts = List.copyOf(accounts);
        }
    }

    /**
     * An IMAP account whose folders are read.
     *
     * @param domain whose mail it is: lessons count for it first
     * @param server {@code host} or {@code host:port}; 993 if no port is named
     * @param tls on, starttls, or off, which only an address of this machine may be
     * @param user at the server
     * @param password of that user
     * @param junk folder of what is spam
     * @param notJunk folder of what is not
     */
    public record FolderAccount(
            String domain, String server, ImapTls tls, String user, Secret password, String junk, String notJunk) {
        private static final int IMAPS = 993;

        /** How the connection is encrypted. */
        public enum ImapTls {
            /** From its first octet. */
            ON,
            /** By STARTTLS, which it cannot do without. */
            STARTTLS,
            /** Not at all. */
            OFF
        }

        /** Checks. */
        public FolderAccount {
            if (domain == null || DomainName.parse(domain).isEmpty()) {
                throw new BadValue("domain", "a protected domain such as example.com");
            }
            tls = tls == null ? ImapTls.ON : tls;
            if (server == null || Outgoing.server(server).isEmpty()) {
                throw new BadValue("server", "a server such as imap.example.com:993");
            }
            if (user == null || user.isEmpty() || password == null || password.isEmpty()) {
                throw new BadValue("user", "a user, with a password beside it");
            }
            if (tls == ImapTls.OFF && !server.matches("(127\\.0\\.0\\.1|localhost|\\[::1])(:[0-9]+)?")) {
                throw new BadValue("tls", "on or starttls, since a password would travel in the clear");
            }
            junk = junk == null || junk.isEmpty() ? "Junk" : junk;
            notJunk = notJunk == null ? "" : notJunk;
        }

        /** Its host. */
        public String host() {
            return Outgoing.server(server).orElseThrow().host();
        }

        /** Its port. */
        public int port() {
            boolean named = server.matches(".*:[0-9]+") && (!server.contains("[") || server.contains("]:"));
            return named ? Outgoing.server(server).orElseThrow().port() : IMAPS;
        }
    }

    /**
     * The way that our own mail takes.
     *
     * @param from address that it comes from; empty takes postigo@ and our host name
     * @param smarthost {@code host} or {@code host:port}; empty for the mailbox servers of the recipient's domain
     * @param user at the smarthost; empty to send without signing in
     * @param password of that user
     * @param tls when the connection is encrypted
     */
    public record Outgoing(String from, String smarthost, String user, Secret password, RelaySettings.Tls tls) {
        private static final int SUBMISSION = 587;

        /** Checks. */
        public Outgoing {
            if (!from.isEmpty() && Mailbox.parse(from).isEmpty()) {
                throw new BadValue("from", "a mailbox such as postigo@example.com, or nothing");
            }
            if (!smarthost.isEmpty() && server(smarthost).isEmpty()) {
                throw new BadValue("smarthost", "a server such as smtp.example.com:587, or nothing");
            }
            if (user.isEmpty() != password.isEmpty()) {
                throw new BadValue(user.isEmpty() ? "user" : "password", "set, as its other half is; or neither");
            }
            boolean safe = tls == RelaySettings.Tls.REQUIRED || tls == RelaySettings.Tls.VERIFIED;
            if (!user.isEmpty() && !safe) {
                throw new BadValue("tls", "required or verified, since a password would travel in the clear");
            }
        }

        /** In the words of the route, where our host is called so. */
        public Route route(DomainName host) {
            return new Route(
                    from.isEmpty() ? "postigo@" + host : from,
                    "Postigo",
                    server(smarthost)
                            .map(server -> new Route.Smarthost(
                                    server.host(),
                                    server.port(),
                                    user.isEmpty()
                                            ? Optional.empty()
                                            : Optional.of(new Route.Login(user, password.reveal())))),
                    tls);
        }

        private static Optional<MailboxServer> server(String text) {
            var form = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[^\\s:\\[\\]]+)(?::([0-9]{1,5}))?")
                    .matcher(text);
            if (!form.matches()) {
                return Optional.empty();
            }
            int port = form.group(2) == null ? SUBMISSION : Integer.parseInt(form.group(2));
            String host = form.group(1).replaceAll("[\\[\\]]", "");
            return port < 1 || port > 65535 ? Optional.empty() : Optional.of(new MailboxServer(host, port));
        }
    }

    /**
     * When people look at held mail.
     *
     * @param times of the day at which rounds begin, by the site's clock
     * @param days on which they do
     * @param holidays on which they do not: {@code 12-25} each year, {@code 2026-04-03} once
     * @param deadline how long a round may take
     * @param groups of domains that are reviewed apart
     */
    public record Review(
            List<String> times,
            List<DayOfWeek> days,
            List<String> holidays,
            Duration deadline,
            List<ReviewGroup> groups) {
        static final Review DEFAULT = new Review(
                List.of("09:00", "13:00", "18:00"),
                List.of(DayOfWeek.MONDAY, DayOfWeek.TUESDAY, DayOfWeek.WEDNESDAY, DayOfWeek.THURSDAY, DayOfWeek.FRIDAY),
                List.of(),
                Duration.ofHours(1),
                List.of());

        /** Name of the group of all that no other group has. */
        public static final String EVERYTHING = "all";

        /** Copies and checks. */
        public Review {
            times = times("times", times);
            days = List.copyOf(days);
            holidays = all(
                    holidays,
                    text -> yearly(text).isPresent() || once(text).isPresent(),
                    "holidays",
                    "days such as 12-25 for each year or 2026-04-03 for one");
            inRange("deadline", deadline, Duration.ofMinutes(5), Duration.ofHours(12));
            groups = List.copyOf(groups);
            var names = new HashSet<String>(Set.of(EVERYTHING));
            var domains = new HashSet<String>();
            for (ReviewGroup group : groups) {
                if (!names.add(group.name())) {
                    throw new BadValue("groups", "groups with a name each: " + group.name() + " is there twice");
                }
                for (String domain : group.domains()) {
                    if (!domains.add(domain)) {
                        throw new BadValue("groups", "each domain in one group: " + domain + " is in two");
                    }
                }
            }
        }

        private static List<String> times(String key, List<String> written) {
            return all(written, text -> time(text).isPresent(), key, "times of the day such as 09:00");
        }

        private static Optional<LocalTime> time(String text) {
            return parsed(text, LocalTime::parse).filter(time -> time.getSecond() == 0 && time.getNano() == 0);
        }

        private static Optional<MonthDay> yearly(String text) {
            return parsed("--" + text, MonthDay::parse);
        }

        private static Optional<LocalDate> once(String text) {
            return parsed(text, LocalDate::parse);
        }

        private static <T> Optional<T> parsed(String text, Function<String, T> parse) {
            try {
                return Optional.of(parse.apply(text));
            } catch (DateTimeException notOne) {
                return Optional.empty();
            }
        }

        /** In the words of the quarantine. */
        public Schedule schedule(ZoneId zone) {
            var all = new ArrayList<Schedule.Group>();
            all.add(new Schedule.Group(EVERYTHING, Set.of(), parsed(times)));
            groups.forEach(group -> all.add(new Schedule.Group(
                    group.name(),
                    group.domains().stream().map(DomainName::of).collect(Collectors.toSet()),
                    parsed(group.times().isEmpty() ? times : group.times()))));
            return new Schedule(
                    zone,
                    Set.copyOf(days),
                    holidays.stream().flatMap(text -> yearly(text).stream()).collect(Collectors.toSet()),
                    holidays.stream().flatMap(text -> once(text).stream()).collect(Collectors.toSet()),
                    deadline,
                    all);
        }

        private static List<LocalTime> parsed(List<String> times) {
            return times.stream().flatMap(text -> time(text).stream()).toList();
        }
    }

    /**
     * Domains that are reviewed in rounds of their own.
     *
     * @param name a short word
     * @param domains which
     * @param times at which their rounds begin; empty for the site's
     */
    public record ReviewGroup(String name, List<String> domains, List<String> times) {
        /** Copies and checks. */
        public ReviewGroup {
            if (name == null || !name.matches("[\\p{L}\\p{Nd}_.-]{1,60}")) {
                throw new BadValue("name", "a short word of letters, digits and hyphens");
            }
            domains = all(
                    domains == null ? List.of() : domains,
                    text -> DomainName.parse(text)
                            .filter(domain -> !domain.literal())
                            .isPresent(),
                    "domains",
                    "domains such as example.com");
            if (domains.isEmpty()) {
                throw new BadValue("domains", "at least one domain");
            }
            times = Review.times("times", times == null ? List.of() : times);
        }
    }

    /**
     * What recipients may do without a desk.
     *
     * @param address that links in our mail begin with; empty takes where the desk listens
     * @param linkLifetime how long such a link works
     * @param recipientsRelease whether recipients may release what was held for its score alone
     */
    public record SelfService(String address, Duration linkLifetime, boolean recipientsRelease) {
        /** Checks. */
        public SelfService {
            if (!address.isEmpty() && !address.matches("https?://[^/?#\\s]+")) {
                throw new BadValue("address", "such as https://filter.example.com without a final slash, or nothing");
            }
            inRange("link-lifetime", linkLifetime, Duration.ofHours(1), Duration.ofDays(90));
        }
    }

    /**
     * Who vouches for people beside their passwords: one OpenID Connect provider.
     *
     * @param provider name on the button
     * @param issuer where its configuration is found; empty for passwords alone
     * @param clientId we are known there by
     * @param clientSecret of that client
     * @param claim in which it says what somebody may; empty where people are added by hand
     * @param roles what a value of it grants
     */
    public record SignIn(
            String provider,
            String issuer,
            String clientId,
            Secret clientSecret,
            String claim,
            List<ClaimedRole> roles) {
        /** Checks that all is there or nothing. */
        public SignIn {
            if (!issuer.isEmpty() && !issuer.matches("https?://\\S+")) {
                throw new BadValue("issuer", "such as https://login.example.com/realms/site, or nothing");
            }
            if (issuer.isEmpty() != clientId.isEmpty()) {
                throw new BadValue(issuer.isEmpty() ? "issuer" : "client-id", "set, as its other half is; or neither");
            }
            roles = List.copyOf(roles);
            if (claim.isEmpty() != roles.isEmpty()) {
                throw new BadValue(claim.isEmpty() ? "claim" : "roles", "set, as its other half is; or neither");
            }
        }

        /** In the words of the door. */
        public Optional<IdentityProvider> identityProvider() {
            return issuer.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new IdentityProvider(
                            provider.isEmpty() ? "OpenID Connect" : provider,
                            issuer,
                            clientId,
                            clientSecret.reveal(),
                            new Grants(
                                    claim,
                                    roles.stream().map(ClaimedRole::grant).toList())));
        }
    }

    /**
     * What a value of the provider's claim grants.
     *
     * @param value as the provider writes it
     * @param role {@code administrator}, {@code reviewer} or {@code domain-administrator}
     * @param domains that it is for; none means all to a reviewer
     */
    public record ClaimedRole(String value, String role, List<String> domains) {
        private static final Map<String, Person.Role> ROLES = Map.of(
                "administrator", Person.Role.ADMINISTRATOR,
                "reviewer", Person.Role.REVIEWER,
                "domain-administrator", Person.Role.DOMAIN_ADMINISTRATOR);

        /** Copies and checks. */
        public ClaimedRole {
            if (value == null || value.isBlank()) {
                throw new BadValue("value", "a value of the claim");
            }
            if (role == null || !ROLES.containsKey(role)) {
                throw new BadValue("role", "administrator, reviewer or domain-administrator");
            }
            domains = all(
                    domains == null ? List.of() : domains,
                    text -> DomainName.parse(text).isPresent(),
                    "domains",
                    "names of domains");
            if (role.equals("domain-administrator") && domains.isEmpty()) {
                throw new BadValue("domains", "at least one: a domain administrator without a domain may do nothing");
            }
        }

        private Grants.Grant grant() {
            return new Grants.Grant(
                    value,
                    Objects.requireNonNull(ROLES.get(role)),
                    domains.stream().map(DomainName::of).collect(Collectors.toSet()));
        }
    }

    /**
     * Desk and REST.
     *
     * @param listen one address, or {@link #LOOPBACK}
     * @param port 0 to 65535
     * @param certificate PEM file; needed to listen on more than loopback
     * @param key PEM file of its private key
     * @param behindProxy networks of a TLS proxy whose X-Forwarded fields are believed; where one is listed, listening
     *     on more than loopback is allowed without a certificate of our own
     * @param requests that one token may make in a minute
     */
    public record Http(String listen, int port, Path certificate, Path key, List<String> behindProxy, int requests) {
        /** Copies and checks. */
        public Http {
            address("listen", listen);
            BadValue.inRange("port", port, 0, 65535);
            bothOrNone(certificate, key);
            behindProxy = networks("behind-proxy", behindProxy);
            BadValue.inRange("requests", requests, 1, 100_000);
            if (!isLoopback(listen) && certificate.toString().isEmpty() && behindProxy.isEmpty()) {
                throw new BadValue(
                        "listen",
                        "\"loopback\" or one of its addresses such as 127.0.0.1, since neither http.certificate nor"
                                + " http.behind-proxy is set and passwords would travel in the clear");
            }
        }

        /** Certificate and key, where they are set. */
        public Optional<Tls> tls() {
            return Tls.of(certificate, key);
        }

        /** Where to listen, at least one. */
        public List<InetAddress> addresses() {
            return Settings.addresses(listen);
        }
    }

    /**
     * Health and figures.
     *
     * @param listen {@link #LOOPBACK} or one of its addresses: there is no TLS here
     * @param port 0 to 65535
     */
    public record Management(String listen, int port) {
        /** Checks. */
        public Management {
            address("listen", listen);
            BadValue.inRange("port", port, 0, 65535);
            if (!isLoopback(listen)) {
                throw new BadValue(
                        "listen",
                        "\"loopback\" or one of its addresses such as 127.0.0.1: figures are served without TLS");
            }
        }

        /** Where to listen, at least one. */
        public List<InetAddress> addresses() {
            return Settings.addresses(listen);
        }
    }

    /**
     * A certificate with its key.
     *
     * @param certificate PEM file
     * @param key PEM file
     */
    public record Tls(Path certificate, Path key) {
        private static Optional<Tls> of(Path certificate, Path key) {
            return certificate.toString().isEmpty() ? Optional.empty() : Optional.of(new Tls(certificate, key));
        }
    }

    private static boolean isAddress(String text) {
        return Cidr.parse(text).isPresent() && !text.contains("/");
    }

    private static void address(String key, String text) {
        if (!text.equals(LOOPBACK) && !isAddress(text)) {
            throw new BadValue(key, "\"loopback\", or an address such as 127.0.0.1 or ::1");
        }
    }

    private static boolean isLoopback(String listen) {
        return listen.equals(LOOPBACK) || InetAddress.ofLiteral(listen).isLoopbackAddress();
    }

    private static List<InetAddress> addresses(String listen) {
        return listen.equals(LOOPBACK) ? Loopback.addresses() : List.of(InetAddress.ofLiteral(listen));
    }

    private static List<String> networks(String key, List<String> listed) {
        return all(listed, text -> Cidr.parse(text).isPresent(), key, "networks such as 192.0.2.0/24 or 2001:db8::/32");
    }

    private static List<String> all(List<String> listed, Predicate<String> sound, String key, String wanted) {
        if (!listed.stream().allMatch(sound)) {
            throw new BadValue(key, wanted);
        }
        return List.copyOf(listed);
    }

    private static void bothOrNone(Path certificate, Path key) {
        if (certificate.toString().isEmpty() != key.toString().isEmpty()) {
            throw new BadValue(
                    certificate.toString().isEmpty() ? "certificate" : "key", "set, as its other half is; or neither");
        }
    }

    private static void inRange(String key, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new BadValue(key, "a time from " + Units.text(least) + " to " + Units.text(most));
        }
    }

    private static void inRange(String key, DataSize value, DataSize least, DataSize most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new BadValue(key, "a size from " + Units.text(least) + " to " + Units.text(most));
        }
    }
}
