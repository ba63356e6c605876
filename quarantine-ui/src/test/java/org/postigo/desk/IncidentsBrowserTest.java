package org.postigo.desk;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postigo.mail.Client;
import org.postigo.mail.DomainName;
import org.postigo.mail.Envelope;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.MailId;
import org.postigo.mail.Recipient;
import org.postigo.mail.ReversePath;
import org.postigo.mail.auth.AuthenticationResults;
import org.postigo.mail.auth.ProvenIdentity;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.finding.Contribution;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.FindingKey;
import org.postigo.mail.finding.MessageDigest;
import org.postigo.mail.finding.Score;
import org.postigo.mail.finding.Verdict;
import org.postigo.mail.record.JournalEntry;
import org.postigo.mail.record.Reply;
import org.postigo.quarantine.incident.CauseWatch;
import org.postigo.store.Store;
import org.postigo.store.held.Decision;
import org.postigo.store.held.HeldCopy;
import org.postigo.store.held.HeldQuery;
import org.springframework.context.ConfigurableApplicationContext;

/** Rescue of an incident in a real Chromium: from the alarm to the release and back. */
class IncidentsBrowserTest {
    private static ConfigurableApplicationContext context;
    private static Browser browser;
    private static String url;
    private static Store store;

    @BeforeAll
    static void start() throws Exception {
        context = DeskApp.start(0, 30);
        url = DeskApp.url(context);
        browser = new Browser(url);
        store = context.getBean(Store.class);
        Instant now = context.getBean(Clock.class).instant();
        var watch = context.getBean(CauseWatch.class);
        for (int i = 0; i < 400; i++) {
            watch.record(proven(now.minus(Duration.ofHours(3 + i % 100)), i % 200 == 0));
        }
        for (int i = 0; i < 40; i++) {
            watch.record(proven(now, i % 2 == 0));
        }
    }

    private static JournalEntry proven(Instant at, boolean listed) {
        var fact = new Finding.Fact(FindingKey.LIST_CLIENT, 1, List.of("zen", "SBL"));
        return new JournalEntry.Transaction(
                new MailId("0000000000000000"),
                at,
                Client.plain(InetAddress.ofLiteral("192.0.2.7"), "client.example"),
                new Envelope(
                        ReversePath.of("a@shop.example"),
                        Envelope.Parameters.NONE,
                        List.of(Recipient.of("compras@metalsur.example"))),
                100,
                "0",
                Optional.of(new Assessment(
                        listed ? List.of(fact) : List.of(),
                        new Score(0, 0, listed ? List.of(new Contribution(fact, 2.5)) : List.of()),
                        AuthenticationResults.NONE,
                        List.of(new ProvenIdentity.SignedDomain(DomainName.of("shop.example"))),
                        Map.of(
                                ForwardPath.of("compras@metalsur.example"),
                                new Verdict.Deliver(Verdict.Reason.SCORE_LOW)),
                        MessageDigest.UNREAD,
                        new Assessment.Versions("m", 0, "1"),
                        Duration.ZERO)),
                Map.of(),
                new Reply(250, "2.0.0", "Ok"),
                Map.of());
    }

    @AfterAll
    static void stop() {
        browser.close();
        context.close();
    }

    @AfterEach
    void nothingComplained() {
        assertThat(browser.complaints).isEmpty();
        browser.complaints.clear();
    }

    private static void go(Page page, String path) {
        page.navigate(url + "/" + path);
        page.waitForSelector(".incidents h1");
        Browser.settled(page);
    }

    private static long rescued() {
        return store.held().list(HeldQuery.all(0, 1000)).rows().stream()
                .map(HeldCopy::decision)
                .flatMap(Optional::stream)
                .filter(decision -> decision.kind() == Decision.Kind.RESCUE)
                .count();
    }

    private static Page.LocatorOptions text(String text) {
        return new Page.LocatorOptions().setHasText(text);
    }

    @Test
    void fromTheAlarmAboveEveryViewToTheReleaseAndBack() {
        Page page = browser.page("en-US");
        browser.signIn(page);
        page.locator(".strip", text("much more than before")).waitFor();
        page.locator(".strip button", text("Look into it")).click();
        page.waitForURL(url + "/incidents?cause=fact*");
        assertThat(page.locator(".alarm").textContent()).contains("zen", "20 of 40");

        page.locator(".ask select")
                .first()
                .selectOption(new com.microsoft.playwright.options.SelectOption()
                        .setLabel(page.locator(".ask option", text("Held because: Points"))
                                .first()
                                .textContent()));
        page.locator(".ask button", text("Look")).click();
        page.locator(".state button", text("Release all")).waitFor();
        assertThat(page.locator(".opened").textContent()).contains("would pass today", "Nothing has been done");
        assertThat(page.locator(".opened tbody tr").count()).isPositive();
        assertThat(rescued()).as("looking does nothing").isZero();

        page.locator(".state button", text("Release all")).click();
        page.locator(".state", text("released. Until they leave")).waitFor();
        assertThat(rescued()).isPositive();
        page.locator(".state button", text("Take back")).click();
        page.locator(".state", text("taken back; none had left")).waitFor();
        assertThat(rescued()).isZero();
        page.context().close();
    }

    @Test
    void aReviewerNeitherComesHereNorIsToldOfAlarms() {
        Page page = browser.page("en-US");
        browser.signIn(page, "bruno@filtro.example", DeskApp.PASSWORD);
        page.waitForSelector(".top nav");
        Browser.settled(page);
        assertThat(page.locator(".strip", text("much more than before")).count())
                .isZero();
        page.navigate(url + "/incidents");
        Browser.settled(page);
        assertThat(page.locator(".incidents").count()).isZero();
        page.context().close();
        browser.complaints.clear();
    }

    /** Where a folder is named by the property {@code look}, pictures are left there. */
    @Test
    void theViewIsAccessibleInBothSchemesWidthsAndLanguages() {
        record Way(int width, int height, ColorScheme scheme, String locale) {}
        var faults = new TreeSet<String>();
        for (Way way : List.of(
                new Way(1440, 900, ColorScheme.LIGHT, "es-MX"),
                new Way(1440, 900, ColorScheme.DARK, "en-US"),
                new Way(390, 844, ColorScheme.LIGHT, "en-US"),
                new Way(390, 844, ColorScheme.DARK, "es-MX"))) {
            Page page = browser.page(way.width(), way.height(), way.scheme(), way.locale());
            browser.signIn(page);
            go(page, "incidents");
            page.locator(".ask .btn.pri").click();
            page.locator(".state .btn.pri").waitFor();
            Browser.settled(page);
            String folder = System.getProperty("look", "");
            if (!folder.isEmpty()) {
                page.waitForFunction("() => document.fonts.ready.then(() => true)");
                page.screenshot(new Page.ScreenshotOptions()
                        .setPath(Path.of(
                                folder,
                                "incidents-" + way.width() + "-"
                                        + way.scheme().name().toLowerCase(Locale.ROOT) + ".png")));
            }
            new AxeBuilder(page)
                    .analyze().getViolations().stream()
                            .filter(fault -> List.of("serious", "critical").contains(fault.getImpact()))
                            .forEach(fault -> fault.getNodes()
                                    .forEach(node -> faults.add(fault.getId() + " at " + way + ": " + node.getHtml())));
            page.context().close();
        }
        assertThat(faults).isEmpty();
    }
}
