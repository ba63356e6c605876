package org.postigo.appliance.web;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.postigo.appliance.feedback.FolderLessons;
import org.postigo.appliance.figures.Figures;
import org.postigo.appliance.replay.Replays;
import org.postigo.appliance.rest.HealthReport;
import org.postigo.appliance.rest.Tokens;
import org.postigo.appliance.rules.RuleBench;
import org.postigo.appliance.settings.Settings;
import org.postigo.appliance.workshop.CombinerWorkshop;
import org.postigo.appliance.workshop.Forgetting;
import org.postigo.classifier.explain.Explainer;
import org.postigo.desk.ClientCountry;
import org.postigo.desk.DeskSettings;
import org.postigo.desk.TellingWords;
import org.postigo.desk.domains.Levers;
import org.postigo.desk.rules.Bench;
import org.postigo.desk.signin.IdentityProvider;
import org.postigo.desk.status.LastHour;
import org.postigo.mail.policy.ProtectedDomain.Thresholds;
import org.postigo.mail.record.DnsListTable;
import org.postigo.quarantine.Quarantine;
import org.postigo.quarantine.bill.MonthCounter;
import org.postigo.quarantine.digest.DigestRound;
import org.postigo.quarantine.digest.OwnMail;
import org.postigo.quarantine.incident.CauseWatch;
import org.postigo.quarantine.incident.Incidents;
import org.postigo.quarantine.links.Links;
import org.postigo.quarantine.notice.Outgoing;
import org.postigo.quarantine.round.Review;
import org.postigo.store.Store;
import org.postigo.store.domains.Domains;
import org.postigo.store.journal.Journal;
import org.postigo.store.lists.Hits;
import org.postigo.store.lists.Lists;
import org.postigo.store.people.People;
import org.postigo.store.rules.Rules;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** The running web server: desk and REST on one port, health and figures on another. */
public final class Web implements AutoCloseable {
    private final ConfigurableApplicationContext context;
    private final Settings settings;

    /**
     * What stands behind the page of one's own held mail.
     *
     * @param mail what is shown and asked
     * @param links that lead there
     * @param digests that bear them
     */
    public record OwnPage(OwnMail mail, Links links, DigestRound digests) {}

    private Web(ConfigurableApplicationContext context, Settings settings) {
        this.context = context;
        this.settings = settings;
    }

    /**
     * Starts it.
     *
     * @throws RuntimeException as Spring does, if it cannot start
     */
    public static Web start(
            Settings settings,
            Store store,
            MonthCounter counter,
            Quarantine quarantine,
            Review review,
            Tokens tokens,
            Figures figures,
            HealthReport health,
            Explainer explainer,
            CombinerWorkshop workshop,
            Replays replays,
            Levers levers,
            DnsListTable.Source lists,
            LastHour hour,
            ClientCountry country,
            Outgoing outgoing,
            OwnPage ownPage,
            RuleBench bench,
            Incidents incidents,
            CauseWatch watch,
            FolderLessons folders,
            Forgetting forgetting,
            Clock clock) {
        ConfigurableApplicationContext context = new SpringApplicationBuilder(WebApplication.class)
                .web(WebApplicationType.SERVLET)
                .registerShutdownHook(false)
                .logStartupInfo(false)
                .properties(properties(settings))
                .listeners(new MoreAddresses(settings))
                .initializers(each -> {
                    var beans = (GenericApplicationContext) each;
                    // Registered by supplier: what was built elsewhere is closed elsewhere.
                    give(beans, Settings.class, settings);
                    give(beans, Quarantine.class, quarantine);
                    give(beans, Review.class, review);
                    give(beans, Store.class, store);
                    give(beans, Journal.class, store.journal());
                    give(beans, Domains.class, store.domains());
                    give(beans, MonthCounter.class, counter);
                    give(beans, Rules.class, store.rules());
                    give(beans, RuleBench.class, bench);
                    give(beans, Bench.class, DeskBench.over(bench, store));
                    give(beans, Incidents.class, incidents);
                    give(beans, CauseWatch.class, watch);
                    give(beans, FolderLessons.class, folders);
                    give(beans, Forgetting.class, forgetting);
                    give(beans, Lists.class, store.lists());
                    give(beans, Hits.class, store.hits());
                    give(beans, People.class, store.people());
                    give(beans, Tokens.class, tokens);
                    give(beans, Figures.class, figures);
                    give(beans, HealthReport.class, health);
                    give(beans, Explainer.class, explainer);
                    give(beans, CombinerWorkshop.class, workshop);
                    give(beans, Replays.class, replays);
                    give(beans, Levers.class, levers);
                    give(beans, DnsListTable.Source.class, lists);
                    give(beans, LastHour.class, hour);
                    give(beans, ClientCountry.class, country);
                    give(beans, Outgoing.class, outgoing);
                    give(beans, OwnMail.class, ownPage.mail());
                    give(beans, Links.class, ownPage.links());
                    give(beans, DigestRound.class, ownPage.digests());
                    settings.signIn()
                            .identityProvider()
                            .ifPresent(provider -> give(beans, IdentityProvider.class, provider));
                    give(
                            beans,
                            TellingWords.class,
                            (copy, content) -> explainer.words(
                                    content, copy.message().envelope().reversePath()));
                    give(beans, Clock.class, clock);
                    give(
                            beans,
                            DeskSettings.class,
                            new DeskSettings(name(settings), settings.site().zone()));
                    give(beans, Thresholds.class, settings.classifier().thresholds());
                })
                .run();
        return new Web(context, settings);
    }

    private static String name(Settings settings) {
        return settings.site().hostname().isEmpty()
                ? "Postigo"
                : settings.site().hostname();
    }

    private static <T> void give(GenericApplicationContext beans, Class<T> type, T bean) {
        beans.registerBean(type, () -> bean, definition -> definition.setDestroyMethodName(null));
    }

    private static Map<String, Object> properties(Settings settings) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("spring.main.banner-mode", "off");
        all.put("spring.threads.virtual.enabled", "true");
        all.put("spring.config.location", "optional:classpath:/postigo/");
        all.put("vaadin.productionMode", "true");
        all.put("server.address", settings.http().addresses().getFirst().getHostAddress());
        all.put("server.port", settings.http().port());
        all.put("server.servlet.session.cookie.http-only", "true");
        all.put("server.servlet.session.cookie.same-site", "lax");
        all.put("server.servlet.session.tracking-modes", "cookie");
        all.put("server.error.include-message", "never");
        all.put("server.error.include-stacktrace", "never");
        all.put("server.error.whitelabel.enabled", "false");
        all.put(
                "management.server.address",
                settings.management().addresses().getFirst().getHostAddress());
        all.put("management.server.port", settings.management().port());
        all.put("management.endpoints.web.base-path", "/");
        all.put("management.endpoints.web.exposure.include", "health,prometheus");
        all.put("management.endpoints.web.path-mapping.prometheus", "metrics");
        all.put("management.endpoint.health.show-details", "always");
        all.put("management.endpoint.health.status.order", "DOWN,OUT_OF_SERVICE,DEGRADED,UP,UNKNOWN");
        all.put("management.endpoint.health.status.http-mapping.degraded", "200");
        all.put("management.endpoint.health.status.http-mapping.down", "503");
        all.put("springdoc.api-docs.path", "/api/v1/openapi");
        all.put("springdoc.packages-to-scan", "org.postigo.appliance.rest");
        settings.http().tls().ifPresent(tls -> {
            all.put(
                    "spring.ssl.bundle.pem.http.keystore.certificate",
                    "file:" + tls.certificate().toAbsolutePath());
            all.put(
                    "spring.ssl.bundle.pem.http.keystore.private-key",
                    "file:" + tls.key().toAbsolutePath());
            all.put("spring.ssl.bundle.pem.http.reload-on-update", "true");
            all.put("server.ssl.bundle", "http");
        });
        if (settings.http().tls().isPresent() || !settings.http().behindProxy().isEmpty()) {
            all.put("server.servlet.session.cookie.secure", "true");
        }
        return all;
    }

    /** Where the desk is, without a final slash. */
    public String url() {
        String scheme = settings.http().tls().isPresent() ? "https" : "http";
        return scheme + "://" + host(settings.http().addresses().getFirst()) + ":" + port("local.server.port");
    }

    /** Where health and figures are, without a final slash. */
    public String managementUrl() {
        return "http://" + host(settings.management().addresses().getFirst()) + ":" + port("local.management.port");
    }

    private static String host(InetAddress address) {
        return switch (address) {
            case InetAddress any when any.isAnyLocalAddress() -> "localhost";
            case Inet6Address six -> "[" + six.getHostAddress() + "]";
            case InetAddress four -> four.getHostAddress();
        };
    }

    private int port(String property) {
        return context.getEnvironment().getRequiredProperty(property, Integer.class);
    }

    /** Stops answering. */
    @Override
    public void close() {
        context.close();
    }
}
