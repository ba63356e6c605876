package org.postigo.classifier.claim;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.postigo.classifier.check.Authenticator.Authenticated;
import org.postigo.classifier.check.Subject;
import org.postigo.classifier.dkim.TagList;
import org.postigo.classifier.html.HtmlReadings;
import org.postigo.classifier.html.Link;
import org.postigo.classifier.html.LinkFinder;
import org.postigo.classifier.html.UrlHost;
import org.postigo.classifier.suffix.Names;
import org.postigo.classifier.suffix.OrganisationalDomain;
import org.postigo.mail.DomainName;
import org.postigo.mail.auth.AuthenticationResults.Dkim;
import org.postigo.mail.auth.AuthenticationResults.Outcome;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.Finding.Fact;
import org.postigo.mail.finding.FindingKey;
import org.postigo.mail.message.Header;
import org.postigo.mail.message.MessageDigests;
import org.postigo.mail.message.ParsedMessage;

/**
 * Whether what a message claims is borne out by what it proved: whose name it bears, whether it leads its reader home or
 * elsewhere, and whether bulk mail says what it is. Comes after authentication; a claim that could not be examined
 * states nothing.
 */
public final class ClaimCheck {
    /** The name of this check in findings. */
    public static final String NAME = "claims";

    private static final int FEW_HOUSES = 2;
    private static final int SEVERAL_HOUSES = 5;
    private static final int MAX_NAMED = 5;
    private static final int MAX_TEXT = 20_000;
    private static final Phrases WAYS_OUT = new Phrases(List.of(
            "unsubscribe",
            "opt out",
            "opt-out",
            "email preferences",
            "stop receiving",
            "no longer wish to receive",
            "darse de baja",
            "darte de baja",
            "date de baja",
            "cancelar suscripción",
            "cancelar la suscripción",
            "cancelar su suscripción",
            "no desea recibir",
            "descadastrar",
            "cancelar inscrição",
            "abmelden",
            "abbestellen",
            "désinscrire",
            "désabonner",
            "uitschrijven"));

    private final HtmlReadings readings;
    private final LinkFinder links;

    /** Shares the reading of HTML with others. */
    public ClaimCheck(HtmlReadings readings) {
        this.readings = readings;
        this.links = new LinkFinder(readings);
    }

    /** The facts, given what the message proved. */
    public List<Finding> examine(Subject subject, Authenticated authenticated) {
        ParsedMessage message = subject.message();
        var facts = new ArrayList<Finding>();
        Optional<DomainName> from = message.fromMailboxes().size() == 1
                ? Optional.of(message.fromMailboxes().getFirst().domain())
                : Optional.empty();
        List<DomainName> signers = signers(authenticated, dkim -> true);
        List<DomainName> aligned =
                signers(authenticated, dkim -> dkim.aligned() && dkim.coversFrom() && !dkim.partial());
        from.ifPresent(domain -> {
            brand(message, domain, signers, facts);
            links(message, domain, signers, aligned, facts);
        });
        bulk(message, aligned, facts);
        return facts;
    }

    private static List<DomainName> signers(Authenticated authenticated, java.util.function.Predicate<Dkim> which) {
        return authenticated.results().dkim().stream()
                .filter(dkim -> dkim.outcome() == Outcome.PASS)
                .filter(which)
                .flatMap(dkim -> dkim.domain().stream())
                .distinct()
                .toList();
    }

    private static void brand(ParsedMessage message, DomainName from, List<DomainName> signers, List<Finding> facts) {
        String name =
                message.fromName().substring(0, Math.min(200, message.fromName().length()));
        List<DomainName> own = Stream.concat(Stream.of(from), signers.stream()).toList();
        Brands.claimed(name, own)
                .ifPresent(brand -> facts.add(Fact.of(FindingKey.FROM_NAME_IS_BRAND, brand, from.display())));
    }

    private void links(
            ParsedMessage message,
            DomainName from,
            List<DomainName> signers,
            List<DomainName> aligned,
            List<Finding> facts) {
        List<UrlHost> hosts = links.links(message).stream()
                .map(Link::host)
                .distinct()
                .limit(100)
                .toList();
        var lent = new LinkedHashSet<String>();
        var houses = new LinkedHashSet<DomainName>();
        var all = new LinkedHashSet<DomainName>();
        Optional<Fact> cheap = Optional.empty();
        Optional<String> random = Optional.empty();
        for (UrlHost host : hosts) {
            Optional<DomainName> name = host.domain();
            name.map(OrganisationalDomain::of).ifPresent(all::add);
            if (name.isEmpty() || Names.mailService(name.get()) || Names.infrastructure(name.get())) {
                continue;
            }
            DomainName house = OrganisationalDomain.of(name.get());
            houses.add(house);
            if (Names.lent(name.get())) {
                lent.add(name.get().display());
            }
            double price = Names.cheapness(house);
            if (price > 0 && (cheap.isEmpty() || cheap.get().value() < price)) {
                cheap = Optional.of(new Fact(
                        FindingKey.LINK_CHEAP, price, List.of(name.get().display())));
            }
            if (random.isEmpty()
                    && Letters.random(house.text()
                            .substring(
                                    0,
                                    house.text().indexOf('.') < 0
                                            ? house.text().length()
                                            : house.text().indexOf('.')))) {
                random = Optional.of(house.display());
            }
        }
        cheap.ifPresent(facts::add);
        if (!lent.isEmpty()) {
            facts.add(new Fact(
                    FindingKey.LINK_LENT, 1, lent.stream().limit(MAX_NAMED).toList()));
        }
        random.ifPresent(name -> facts.add(Fact.of(FindingKey.LINK_RANDOM, MessageDigests.inert(name, 255))));
        boolean home = houses.stream().anyMatch(house -> OrganisationalDomain.shared(house, from));
        if (home) {
            facts.add(
                    Fact.of(aligned.isEmpty() ? FindingKey.LINK_HOME_UNPROVEN : FindingKey.LINK_HOME, from.display()));
        }
        if (all.size() >= SEVERAL_HOUSES) {
            facts.add(Fact.of(FindingKey.LINK_SEVERAL_HOUSES, String.valueOf(all.size())));
        }
        boolean known = home
                || Names.freeMail(from)
                || houses.stream()
                        .anyMatch(house ->
                                signers.stream().anyMatch(signer -> OrganisationalDomain.shared(house, signer)));
        if (!known && !houses.isEmpty() && houses.size() <= FEW_HOUSES) {
            facts.add(new Fact(
                    FindingKey.LINK_ELSEWHERE,
                    1,
                    houses.stream().map(DomainName::display).toList()));
        }
    }

    private void bulk(ParsedMessage message, List<DomainName> aligned, List<Finding> facts) {
        Header header = message.header();
        boolean declared = !header.value("List-Unsubscribe").isEmpty();
        boolean oneClick = header.value("List-Unsubscribe-Post")
                .toLowerCase(java.util.Locale.ROOT)
                .contains("one-click");
        if (declared && oneClick) {
            // RFC 8058 §4: both fields under a valid signature
            header.all("DKIM-Signature").stream()
                    .flatMap(field -> TagList.parse(field.raw()).stream())
                    .filter(tags -> Set.copyOf(tags.items("h"))
                            .containsAll(Set.of("list-unsubscribe", "list-unsubscribe-post")))
                    .flatMap(tags -> tags.compact("d").flatMap(DomainName::parse).stream())
                    .filter(aligned::contains)
                    .findFirst()
                    .ifPresent(domain -> facts.add(Fact.of(FindingKey.BULK_HONEST, domain.display())));
        }
        boolean undeclared = !declared && header.value("List-Id").isEmpty() && offersAWayOut(message);
        if (undeclared) {
            facts.add(Fact.of(FindingKey.BULK_UNDECLARED));
        }
        if ((undeclared || declared && header.value("List-Id").isEmpty()) && inAnotherName(message)) {
            facts.add(Fact.of(FindingKey.BULK_IN_ANOTHER_NAME, MessageDigests.inert(message.fromName(), 120)));
        }
    }

    /** Bulk mail comes from houses; one whose name is not that of its domain, nor that of who signed, is not that house. */
    private static boolean inAnotherName(ParsedMessage message) {
        if (message.fromMailboxes().size() != 1 || message.fromName().isBlank()) {
            return false;
        }
        DomainName domain = message.fromMailboxes().getFirst().domain();
        return !Names.freeMail(domain) && !Names.mailService(domain) && !Letters.names(message.fromName(), domain);
    }

    private boolean offersAWayOut(ParsedMessage message) {
        String shown = readings.of(message).visibleText();
        String body = shown.isBlank() ? message.text() : shown;
        String text = Letters.plain(body.substring(Math.max(0, body.length() - MAX_TEXT)));
        return WAYS_OUT.anyIn(text);
    }
}
