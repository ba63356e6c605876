package org.postigo.desk;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postigo.desk.domains.Levers;
import org.postigo.mail.DomainName;
import org.postigo.mail.Mailbox;
import org.postigo.mail.policy.Level;
import org.postigo.mail.policy.ListEntry;
import org.postigo.mail.policy.ProtectedDomain.Mode;
import org.postigo.mail.policy.ServiceTree;
import org.postigo.mail.policy.Setting;
import org.postigo.mail.policy.Wishes;
import org.postigo.store.Store;
import org.springframework.context.ConfigurableApplicationContext;

/** The place of domains in a real Chromium. */
class DomainsBrowserTest {
    private static final DomainName METALSUR = DomainName.of("metalsur.example");
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
        seed();
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

    private static void allow(String id, ListEntry.Subject subject, ListEntry.Proof proof, Optional<Duration> lasts)
            throws IOException {
        Instant now = context.getBean(Clock.class).instant();
        store.lists()
                .put(
                        new ListEntry.Allow(
                                id,
                                subject,
                                new ListEntry.Scope.OfDomain(METALSUR),
                                proof,
                                new ListEntry.Note(
                                        "ines@filtro.example", now, "", lasts.map(now::plus), Optional.empty())),
                        "ines@filtro.example");
    }

    private static void seed() throws IOException {
        DomainName steel = DomainName.of("aceros-bajio.example");
        allow(
                "steel",
                new ListEntry.Subject.Domain(steel, false),
                new ListEntry.Proof.SignedBy(steel),
                Optional.empty());
        allow(
                "printer",
                new ListEntry.Subject.Address(Mailbox.of("escaner@impresora-3.example")),
                new ListEntry.Proof.Nothing(),
                Optional.of(Duration.ofDays(19)));
        store.domains()
                .putAll(
                        List.of(
                                ServiceTree.Node.of(new Level.Site(), Wishes.NONE.read(Setting.SIZE_LIMIT, "50MB")),
                                ServiceTree.Node.of(new Level.Group("norte"), Wishes.NONE.read(Setting.GREYLIST, "no")),
                                ServiceTree.Node.of(
                                        new Level.OfMailbox(Mailbox.of("compras@metalsur.example")),
                                        Wishes.NONE.with(Setting.MODE, Mode.HOLD))),
                        "ines@filtro.example");
    }

    private static Page at(String path, String locale) {
        Page page = browser.page(locale);
        browser.signIn(page);
        go(page, path);
        return page;
    }

    private static void go(Page page, String path) {
        page.navigate(url + "/" + path);
        page.waitForSelector(".dpage h1");
        Browser.settled(page);
    }

    private static void press(Page page, String name) {
        page.locator(".dpage")
                .getByRole(
                        com.microsoft.playwright.options.AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName(name).setExact(true))
                .first()
                .click();
        Browser.settled(page);
    }

    @Test
    void aSettingSaysWhereItComesFromIsSetHereAndLeftToTheSiteAgain() {
        Page page = at("domains/metalsur.example/settings", "en-US");
        Locator size = page.locator("[data-setting=size-limit]");
        assertThat(size.textContent()).contains("50MB", "Site settings");
        size.locator("button").click();
        page.locator(".editing input").fill("25MB");
        press(page, "Save");
        assertThat(size.textContent()).contains("25MB", "set here");
        assertThat(store.domains().tree().service(METALSUR).get(Setting.SIZE_LIMIT))
                .isEqualTo(25_000_000);
        size.locator("button").click();
        page.locator(".editing input").fill("10");
        press(page, "Save");
        assertThat(page.locator(".editing [role=alert]").textContent()).contains("Not saved");
        press(page, "Inherit");
        page.locator("[data-setting=hold] button").click();
        page.locator(".editing input").fill("0.9");
        press(page, "Try on 30 days");
        page.locator(".editing .trial", new Page.LocatorOptions().setHasText("14,210 copies"))
                .waitFor();
        assertThat(store.domains().tree().service(METALSUR).get(Setting.HOLD))
                .as("a trial saves nothing")
                .isNotEqualTo(0.9);
        press(page, "Cancel");
        assertThat(size.textContent()).contains("50MB", "Site settings");
        go(page, "domains/metalsur.example/history");
        assertThat(page.locator(".dtable tbody tr").nth(0).textContent()).contains("25MB → inherited", "Inés Robles");
        page.context().close();
    }

    @Test
    void theSliderOnlyProposesUntilItIsUsedAndToTheRightIsStricter() {
        Page page = at("domains/metalsur.example", "en-US");
        double before =
                store.domains().find(METALSUR).orElseThrow().thresholds().hold();
        page.locator("#rigour").focus();
        page.keyboard().press("ArrowRight");
        page.keyboard().press("ArrowRight");
        Browser.settled(page);
        assertThat(page.locator("#rigour").getAttribute("aria-valuetext")).isEqualTo("holds from 78 of 100");
        assertThat(page.locator(".effect").textContent()).contains("today 80", "with 78", "Rows to read");
        assertThat(store.domains().find(METALSUR).orElseThrow().thresholds().hold())
                .isEqualTo(before);
        press(page, "Use 78");
        assertThat(store.domains().find(METALSUR).orElseThrow().thresholds().hold())
                .isEqualTo(0.78);
        page.context().close();
    }

    @Test
    void anEntryIsTriedThenSavedAndAOneOffAddressIsOfferedAsItsDomain() {
        Page page = at("domains/metalsur.example/allow", "en-US");
        press(page, "Add");
        page.getByLabel("Entry").first().fill("0100018f2c3a4b5d-7e8f9012@ses.example");
        page.waitForSelector(".dwarn button");
        press(page, "Use ses.example");
        press(page, "Try on 30 days");
        page.waitForSelector(".trial table");
        assertThat(page.locator(".trial").textContent()).contains("14,210 copies", "Minuta de la asamblea <b>");
        assertThat(store.lists().snapshot().entries())
                .noneMatch(entry -> entry.note().author().equals("nobody"));
        press(page, "Save");
        page.locator("tr", new Page.LocatorOptions().setHasText("ses.example"))
                .first()
                .waitFor();
        assertThat(store.lists().snapshot().entries())
                .anyMatch(entry -> entry instanceof ListEntry.Allow allow
                        && allow.proof().equals(new ListEntry.Proof.SignedBy(DomainName.of("ses.example"))));
        page.context().close();
    }

    @Test
    void whatNothingProvesNeedsAnEndAndIsWarnedOf() {
        Page page = at("domains/metalsur.example/allow", "en-US");
        press(page, "Add");
        page.getByLabel("Entry").first().fill("taller@pena.example");
        page.locator(".dform select").first().selectOption("none");
        page.waitForSelector(".dwarn span");
        assertThat(page.locator(".dwarn").textContent()).contains("a spoof would pass too");
        press(page, "Save");
        assertThat(page.locator(".dform [role=alert]").textContent()).contains("ends at some time");
        page.context().close();
    }

    @Test
    void aMailboxIsAddedToReviewAndLeftToItsDomainAgain() {
        Page page = at("domains/metalsur.example/mailboxes", "en-US");
        page.getByLabel("Add to review").first().fill("ventas");
        press(page, "Add to review");
        Mailbox sales = Mailbox.of("ventas@metalsur.example");
        page.locator("tr", new Page.LocatorOptions().setHasText("ventas@metalsur.example"))
                .waitFor();
        assertThat(store.domains().tree().mailbox(sales).orElseThrow().wishes().get(Setting.MODE))
                .contains(Mode.HOLD);
        page.locator("tr", new Page.LocatorOptions().setHasText("ventas@metalsur.example"))
                .locator("select")
                .selectOption("tag");
        Browser.settled(page);
        assertThat(store.domains().tree().service(sales).get(Setting.MODE)).isEqualTo(Mode.TAG);
        page.locator("tr", new Page.LocatorOptions().setHasText("ventas@metalsur.example"))
                .locator("button")
                .click();
        Browser.settled(page);
        assertThat(store.domains().tree().mailbox(sales)).isEmpty();
        page.context().close();
    }

    @Test
    void aTableIsShownAsWhatItWouldChangeBeforeItIsWritten() throws Exception {
        Page page = at("domains", "en-US");
        press(page, "Import a table");
        Path table = Files.createTempFile("domains", ".csv");
        Files.writeString(table, "domain,servers\nnuevo.example,mx.example:25\n");
        page.locator("input[type=file]").setInputFiles(table);
        page.locator(".dform tbody tr").waitFor();
        assertThat(page.locator(".dform").textContent()).contains("1 to add", "nuevo.example");
        press(page, "Try on 30 days");
        page.locator(".dform .trial", new Page.LocatorOptions().setHasText("14,210 copies"))
                .waitFor();
        assertThat(store.domains().find(DomainName.of("nuevo.example"))).isEmpty();
        press(page, "Write");
        page.locator("a", new Page.LocatorOptions().setHasText("nuevo.example")).waitFor();
        assertThat(store.domains().find(DomainName.of("nuevo.example"))).isPresent();
        store.domains().remove(DomainName.of("nuevo.example"), "test");
        Files.delete(table);
        page.context().close();
    }

    @Test
    void theMonthIsCountedByDomainAndTakenAlongByMailbox() throws Exception {
        Page page = at("domains", "en-US");
        page.locator(".dactions a", new Page.LocatorOptions().setHasText("Monthly count"))
                .click();
        Locator row = page.locator(".dtable tr", new Page.LocatorOptions().setHasText("metalsur.example"));
        row.waitFor();
        assertThat(row.locator(".num").first().textContent()).isNotEqualTo("—");
        var table = page.waitForDownload(() -> page.locator(".counted a").click());
        assertThat(table.suggestedFilename()).matches("postigo-\\d{4}-\\d\\d\\.csv");
        assertThat(Files.readString(table.path())).contains("compras@metalsur.example");
        page.context().close();
    }

    @Test
    void aMonthThatTakesLongIsShownWhenItIsCounted() {
        var levers = (TestingLevers) context.getBean(Levers.class);
        levers.slow.set(new CountDownLatch(1));
        Page page = at("domains/count", "en-US");
        page.locator("p", new Page.LocatorOptions().setHasText("The month is being counted"))
                .waitFor();
        assertThat(page.locator(".dtable").count()).isZero();
        levers.slow.get().countDown();
        page.locator(".dtable tr", new Page.LocatorOptions().setHasText("metalsur.example"))
                .waitFor();
        assertThat(page.locator(".dpage").textContent()).doesNotContain("being counted");
        page.context().close();
    }

    @Test
    void aReviewerLooksAndChangesNothing() {
        Page page = browser.page("en-US");
        browser.signIn(page, "bruno@filtro.example", DeskApp.PASSWORD);
        page.waitForSelector(".row[data-copy]");
        go(page, "domains/metalsur.example/settings");
        assertThat(page.locator("[data-setting] button").count()).isZero();
        go(page, "domains/site");
        assertThat(page.locator(".dpage").textContent()).contains("There is no domain site here");
        page.context().close();
    }

    /** Where a folder is named by the property {@code look}, pictures are left there. */
    @Test
    void everyPageIsAccessibleInBothSchemesWidthsAndLanguages() {
        record Way(int width, int height, ColorScheme scheme, String locale) {}
        var faults = new TreeSet<String>();
        for (Way way : List.of(
                new Way(1440, 900, ColorScheme.LIGHT, "es-MX"),
                new Way(1440, 900, ColorScheme.DARK, "en-US"),
                new Way(390, 844, ColorScheme.LIGHT, "en-US"),
                new Way(390, 844, ColorScheme.DARK, "es-MX"))) {
            Page page = browser.page(way.width(), way.height(), way.scheme(), way.locale());
            browser.signIn(page);
            for (String path : List.of(
                    "domains",
                    "domains/metalsur.example",
                    "domains/metalsur.example/allow",
                    "domains/metalsur.example/settings",
                    "domains/metalsur.example/mailboxes",
                    "domains/metalsur.example/history",
                    "domains/huerta.example",
                    "domains/count",
                    "domains/site")) {
                go(page, path);
                if (path.equals("domains/metalsur.example")) {
                    page.locator("#rigour").focus();
                    for (int i = 0; i < 6; i++) {
                        page.keyboard().press("ArrowRight");
                    }
                    Browser.settled(page);
                }
                if (path.endsWith("allow")) {
                    page.locator(".dpage .drow .btn").first().click();
                    page.waitForSelector(".dform");
                    Browser.settled(page);
                }
                picture(
                        page,
                        path.replace('/', '-') + "-" + way.width() + "-"
                                + way.scheme().name().toLowerCase(java.util.Locale.ROOT));
                new AxeBuilder(page)
                        .analyze().getViolations().stream()
                                .filter(fault -> List.of("serious", "critical").contains(fault.getImpact()))
                                .forEach(fault -> fault.getNodes()
                                        .forEach(node -> faults.add(
                                                fault.getId() + " at " + path + ", " + way + ": " + node.getHtml())));
            }
            page.context().close();
        }
        assertThat(faults).isEmpty();
    }

    private static void picture(Page page, String name) {
        String folder = System.getProperty("look", "");
        if (!folder.isEmpty()) {
            page.waitForFunction("() => document.fonts.ready.then(() => true)");
            page.screenshot(new Page.ScreenshotOptions().setPath(Path.of(folder, name + ".png")));
        }
    }
}
