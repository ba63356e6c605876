package org.postigo.classifier.dnslist;

import static org.postigo.classifier.dnslist.Meaning.Group.ABUSED_SITE;
import static org.postigo.classifier.dnslist.Meaning.Group.EXPLOITED;
import static org.postigo.classifier.dnslist.Meaning.Group.GOOD_HIGH;
import static org.postigo.classifier.dnslist.Meaning.Group.GOOD_LOW;
import static org.postigo.classifier.dnslist.Meaning.Group.GOOD_MEDIUM;
import static org.postigo.classifier.dnslist.Meaning.Group.GOOD_UNRATED;
import static org.postigo.classifier.dnslist.Meaning.Group.GREY_SITE;
import static org.postigo.classifier.dnslist.Meaning.Group.HIJACKED_NETWORK;
import static org.postigo.classifier.dnslist.Meaning.Group.MALWARE;
import static org.postigo.classifier.dnslist.Meaning.Group.NO_MAIL_SERVER;
import static org.postigo.classifier.dnslist.Meaning.Group.PHISHING;
import static org.postigo.classifier.dnslist.Meaning.Group.SPAM_SITE;
import static org.postigo.classifier.dnslist.Meaning.Group.SPAM_SOURCE;
import static org.postigo.classifier.dnslist.Meaning.Group.SUSPECT;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postigo.mail.Mailbox;

/** The lists that we know, with the codes that their owners document. Restricted ones ship off. */
public final class Catalogue {
    /** Spamhaus' refusals, the same in all of its zones. */
    private static final Map<String, String> SPAMHAUS_ERRORS = Map.of(
            "127.255.255.252", "mistyped zone",
            "127.255.255.254", "asked through an open resolver",
            "127.255.255.255", "too many queries");

    private static final DnsList.Terms SPAMHAUS_TERMS = new DnsList.Terms(
            true,
            "free below a volume and for non-commercial use, otherwise with a key of the Data Query Service",
            "https://www.spamhaus.org/blocklists/dnsbl-fair-use-policy/");

    /** Spamhaus ZEN: SBL, CSS, XBL, DROP and PBL in one. */
    public static final DnsList ZEN = new DnsList(
            "zen",
            "zen.spamhaus.org",
            Optional.of("{key}.zen.dq.spamhaus.net"),
            DnsList.Kind.CLIENT,
            new Codes.Addresses(
                    Map.ofEntries(
                            code("127.0.0.2", "SBL", SPAM_SOURCE),
                            code("127.0.0.3", "CSS", SPAM_SOURCE),
                            code("127.0.0.4", "XBL", EXPLOITED),
                            code("127.0.0.5", "XBL", EXPLOITED),
                            code("127.0.0.6", "XBL", EXPLOITED),
                            code("127.0.0.7", "XBL", EXPLOITED),
                            code("127.0.0.9", "DROP", HIJACKED_NETWORK),
                            code("127.0.0.10", "PBL", NO_MAIL_SERVER),
                            code("127.0.0.11", "PBL", NO_MAIL_SERVER)),
                    SPAMHAUS_ERRORS),
            true,
            DnsList.Probe.ADDRESS,
            SPAMHAUS_TERMS);

    /** Spamhaus DBL: domains. */
    public static final DnsList DBL = new DnsList(
            "dbl",
            "dbl.spamhaus.org",
            Optional.of("{key}.dbl.dq.spamhaus.net"),
            DnsList.Kind.LINK_HOST,
            new Codes.Addresses(
                    Map.ofEntries(
                            code("127.0.1.2", "spam", SPAM_SITE),
                            code("127.0.1.4", "phishing", PHISHING),
                            code("127.0.1.5", "malware", MALWARE),
                            code("127.0.1.6", "botnet", MALWARE),
                            code("127.0.1.102", "abused, spam", ABUSED_SITE),
                            code("127.0.1.103", "abused, redirector", ABUSED_SITE),
                            code("127.0.1.104", "abused, phishing", ABUSED_SITE),
                            code("127.0.1.105", "abused, malware", ABUSED_SITE),
                            code("127.0.1.106", "abused, botnet", ABUSED_SITE)),
                    with(SPAMHAUS_ERRORS, "127.0.1.255", "an address was asked for")),
            false,
            DnsList.Probe.name("dbltest.com"),
            SPAMHAUS_TERMS);

    /** SURBL multi: domains that spam advertises. */
    public static final DnsList SURBL = new DnsList(
            "surbl",
            "multi.surbl.org",
            Optional.empty(),
            DnsList.Kind.LINK_DOMAIN,
            new Codes.Bits(
                    Map.of(
                            8, new Meaning("phishing", PHISHING),
                            16, new Meaning("malware", MALWARE),
                            64, new Meaning("abuse", SPAM_SITE),
                            128, new Meaning("cracked", ABUSED_SITE)),
                    1),
            false,
            DnsList.Probe.name("surbl-org-permanent-test-point.com"),
            new DnsList.Terms(
                    true,
                    "free for small organisations that filter their own mail; providers need a licence",
                    "https://surbl.org/usage-policy"));

    /** URIBL multi: domains that spam advertises. */
    public static final DnsList URIBL = new DnsList(
            "uribl",
            "multi.uribl.com",
            Optional.of("{key}.df.uribl.com"),
            DnsList.Kind.LINK_DOMAIN,
            new Codes.Bits(
                    Map.of(
                            2, new Meaning("black", SPAM_SITE),
                            4, new Meaning("grey", GREY_SITE),
                            8, new Meaning("red", SUSPECT)),
                    1),
            false,
            DnsList.Probe.name("test.uribl.com"),
            new DnsList.Terms(
                    true, "free below a volume; otherwise a data feed", "https://uribl.com/about.shtml#abuse"));

    /** DNSWL: mail servers that are known to be good, in four degrees. */
    public static final DnsList DNSWL = new DnsList(
            "dnswl",
            "list.dnswl.org",
            Optional.empty(),
            DnsList.Kind.CLIENT_GOOD,
            new Codes.LastOctet(
                    Map.of(
                            0, new Meaning("none", GOOD_UNRATED),
                            1, new Meaning("low", GOOD_LOW),
                            2, new Meaning("medium", GOOD_MEDIUM),
                            3, new Meaning("high", GOOD_HIGH)),
                    255),
            true,
            DnsList.Probe.ADDRESS,
            new DnsList.Terms(
                    true,
                    "free below 100,000 queries a day; not for vendors of filters without a subscription",
                    "https://www.dnswl.org/?page_id=9"));

    /** Barracuda Central: asks only known servers. */
    public static final DnsList BARRACUDA = new DnsList(
            "barracuda",
            "b.barracudacentral.org",
            Optional.empty(),
            DnsList.Kind.CLIENT,
            new Codes.Addresses(Map.ofEntries(code("127.0.0.2", "listed", SPAM_SOURCE)), Map.of()),
            false,
            DnsList.Probe.ADDRESS,
            new DnsList.Terms(
                    true, "free after the asking address is registered", "https://www.barracudacentral.org/rbl"));

    /** SpamCop: addresses that people reported lately. */
    public static final DnsList SPAMCOP = new DnsList(
            "spamcop",
            "bl.spamcop.net",
            Optional.empty(),
            DnsList.Kind.CLIENT,
            new Codes.Addresses(Map.ofEntries(code("127.0.0.2", "reported", SPAM_SOURCE)), Map.of()),
            false,
            DnsList.Probe.ADDRESS,
            new DnsList.Terms(false, "free", "https://www.spamcop.net/bl.shtml"));

    /** PSBL: addresses that hit spam traps. */
    public static final DnsList PSBL = new DnsList(
            "psbl",
            "psbl.surriel.com",
            Optional.empty(),
            DnsList.Kind.CLIENT,
            new Codes.Addresses(Map.ofEntries(code("127.0.0.2", "trapped", SPAM_SOURCE)), Map.of()),
            false,
            DnsList.Probe.ADDRESS,
            new DnsList.Terms(false, "free", "https://psbl.org/"));

    /** EBL: mailboxes that answers to spam go to, by their SHA-1. */
    public static final DnsList EBL = new DnsList(
            "ebl",
            "ebl.msbl.org",
            Optional.empty(),
            DnsList.Kind.MAILBOX_HASH,
            new Codes.Addresses(Map.ofEntries(code("127.0.0.2", "drop box", SPAM_SOURCE)), Map.of()),
            false,
            DnsList.Probe.unlistedOnly(MailboxHash.of(Mailbox.of("nobody@invalid"))),
            new DnsList.Terms(
                    true,
                    "free for small organisations that filter their own mail; above 100 users by contract",
                    "https://msbl.org/ebl.html"));

    private Catalogue() {}

    /** Every list, those about the client first. */
    public static List<DnsList> all() {
        return List.of(ZEN, SPAMCOP, PSBL, BARRACUDA, DNSWL, DBL, SURBL, URIBL, EBL);
    }

    /** All of them as shipped. */
    public static List<Subscription> shipped() {
        return all().stream().map(Subscription::shipped).toList();
    }

    /** The list of a name. */
    public static Optional<DnsList> named(String name) {
        return all().stream().filter(list -> list.name().equals(name)).findFirst();
    }

    private static Map.Entry<String, Meaning> code(String address, String label, Meaning.Group group) {
        return Map.entry(address, new Meaning(label, group));
    }

    private static Map<String, String> with(Map<String, String> errors, String address, String words) {
        var all = new HashMap<>(errors);
        all.put(address, words);
        return all;
    }
}
