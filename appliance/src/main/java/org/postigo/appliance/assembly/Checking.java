package org.postigo.appliance.assembly;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.postigo.classifier.Checks;
import org.postigo.classifier.Digester;
import org.postigo.classifier.authentication.AuthenticationSettings;
import org.postigo.classifier.authentication.StandardsAuthenticator;
import org.postigo.classifier.check.AttachmentCheck;
import org.postigo.classifier.check.Authenticator;
import org.postigo.classifier.check.Check;
import org.postigo.classifier.check.ClientListCheck;
import org.postigo.classifier.check.ClientNameCheck;
import org.postigo.classifier.check.Correspondence;
import org.postigo.classifier.check.FieldCheck;
import org.postigo.classifier.check.FromCheck;
import org.postigo.classifier.check.LinkCheck;
import org.postigo.classifier.check.LinkListCheck;
import org.postigo.classifier.check.LocalListCheck;
import org.postigo.classifier.check.MailboxListCheck;
import org.postigo.classifier.claim.BaitCheck;
import org.postigo.classifier.claim.ClaimCheck;
import org.postigo.classifier.claim.DisguiseCheck;
import org.postigo.classifier.dns.Answer;
import org.postigo.classifier.dns.CachingDns;
import org.postigo.classifier.dns.DnsSettings;
import org.postigo.classifier.dns.Kind;
import org.postigo.classifier.dnslist.DnsLists;
import org.postigo.classifier.dnslist.Subscription;
import org.postigo.classifier.extract.Document;
import org.postigo.classifier.extract.Examination;
import org.postigo.classifier.extract.Extraction;
import org.postigo.classifier.extract.Extractor;
import org.postigo.classifier.extract.FileTypes;
import org.postigo.classifier.html.HtmlReadings;
import org.postigo.classifier.html.LinkFinder;
import org.postigo.classifier.locallist.LocalLists;
import org.postigo.classifier.lookalike.Lookalikes;
import org.postigo.classifier.relay.TrustedRelays;
import org.postigo.classifier.starter.StarterCheck;
import org.postigo.classifier.starter.StarterModel;
import org.postigo.classifier.text.TextCheck;
import org.postigo.classifier.text.TextModels;
import org.postigo.mail.DomainName;
import org.postigo.mail.message.MessageDigests;

/** All checks of the classifier, with or without the network. Shared by the gate and by {@code score}. */
public final class Checking implements AutoCloseable {
    private final HtmlReadings readings;
    private final LinkFinder links;
    private final FileTypes types = new FileTypes();
    private final List<Check> inline;
    private final Files files;
    private final Optional<Network> network;

    /** The children that open files; begun when the first file comes, or at once. */
    private static final class Files implements Examination, AutoCloseable {
        private final Extractor.Settings settings;
        private @Nullable Extractor extractor;

        Files(Extractor.Settings settings) {
            this.settings = settings;
        }

        synchronized Extractor begun() throws IOException {
            if (extractor == null) {
                extractor = new Extractor(settings);
            }
            return extractor;
        }

        @Override
        public Extraction examine(Document document) throws InterruptedException {
            try {
                return begun().examine(document);
            } catch (IOException noRoom) {
                return new Extraction.Unavailable("no room for temporary files: " + noRoom.getMessage());
            }
        }

        @Override
        public synchronized void close() {
            if (extractor != null) {
                extractor.close();
            }
        }
    }

    /** What asks the DNS. */
    private record Network(CachingDns dns, DnsLists lists, List<Check> checks, Authenticator authenticator) {}

    private Checking(
            HtmlReadings readings, LinkFinder links, List<Check> inline, Files files, Optional<Network> network) {
        this.readings = readings;
        this.links = links;
        this.files = files;
        this.inline = List.copyOf(inline);
        this.network = network;
    }

    /** Checks of the content, and of the client by local lists alone. */
    public static Checking offline(
            TextModels models, Supplier<Set<DomainName>> guarded, LocalLists local, Extractor.Settings files) {
        var readings = new HtmlReadings();
        var links = new LinkFinder(readings);
        return new Checking(
                readings, links, inline(models, readings, guarded, local), new Files(files), Optional.empty());
    }

    /**
     * Checks of the content and of what the DNS knows.
     *
     * @param guarded protected domains, asked anew for each message
     * @param local lists in files; whoever made them has them read again
     * @param authentication what the operator knows better than the DNS
     * @param budget for all lists
     */
    public static Checking online(
            TextModels models,
            Supplier<Set<DomainName>> guarded,
            LocalLists local,
            DomainName host,
            Extractor.Settings files,
            DnsSettings settings,
            List<Subscription> subscriptions,
            AuthenticationSettings authentication,
            Duration budget,
            InstantSource clock) {
        var readings = new HtmlReadings();
        var links = new LinkFinder(readings);
        CachingDns dns = CachingDns.of(settings, clock);
        var lists = new DnsLists(subscriptions, dns, clock, budget);
        List<Check> waiting = List.of(
                new ClientNameCheck(
                        dns, name -> name.equals(host) || guarded.get().contains(name)),
                new ClientListCheck(lists),
                new MailboxListCheck(lists),
                new LinkListCheck(
                        lists,
                        message -> links.hosts(message).stream()
                                .flatMap(text -> DomainName.parse(text).stream())
                                .toList()));
        return new Checking(
                readings,
                links,
                inline(models, readings, guarded, local),
                new Files(files),
                Optional.of(new Network(dns, lists, waiting, new StandardsAuthenticator(dns, authentication))));
    }

    private static List<Check> inline(
            TextModels models, HtmlReadings readings, Supplier<Set<DomainName>> guarded, LocalLists local) {
        var lookalikes = new Lookalikes(guarded::get);
        return List.of(
                new TextCheck(models),
                new FieldCheck(),
                new LocalListCheck(local),
                new FromCheck(lookalikes),
                new LinkCheck(readings, lookalikes),
                new DisguiseCheck(),
                new BaitCheck(readings),
                new StarterCheck(
                        StarterModel.shipped(),
                        readings,
                        () -> Math.min(models.lessons().spam(), models.lessons().ham())));
    }

    /**
     * Starts the children that open files, so that the first message need not wait for them.
     *
     * @throws IOException if they find no room
     */
    public void begin() throws IOException {
        files.begun();
    }

    /** For a classifier. */
    public Checks checks(Correspondence correspondence, TrustedRelays relays) {
        var waiting = new ArrayList<Check>();
        waiting.add(new AttachmentCheck(files, types));
        network.ifPresent(each -> waiting.addAll(each.checks()));
        return new Checks(
                inline,
                waiting,
                network.map(Network::authenticator).orElse(Authenticator.OFFLINE),
                correspondence,
                relays,
                new ClaimCheck(readings));
    }

    /** What lists and journal keep of a message. */
    public Digester digester() {
        return subject -> MessageDigests.of(
                subject.message(), links.hosts(subject.message()), types.attachments(subject.message()));
    }

    /** The DNS lists, where the DNS is asked. */
    public Optional<DnsLists> lists() {
        return network.map(Network::lists);
    }

    /**
     * Asks the resolver for a name that cannot exist (RFC 6761 §6.4) and that it was not asked before, so that nothing but
     * the resolver can answer; empty where the DNS is not asked at all.
     */
    public Optional<Answer<?>> askResolver(Instant now, Duration patience) throws InterruptedException {
        if (network.isEmpty()) {
            return Optional.empty();
        }
        String name = "postigo-" + now.toEpochMilli() + ".invalid";
        return Optional.of(network.get().dns().query(name, Kind.A, now.plus(patience)));
    }

    /** What the memory of the DNS has done, where it is asked. */
    public Optional<CachingDns.Figures> dns() {
        return network.map(each -> each.dns().figures());
    }

    @Override
    public void close() {
        network.ifPresent(each -> each.lists().close());
        files.close();
    }
}
