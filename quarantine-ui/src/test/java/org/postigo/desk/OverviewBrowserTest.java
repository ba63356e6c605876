package org.postigo.desk;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.time.Clock;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postigo.store.Store;
import org.springframework.context.ConfigurableApplicationContext;

/** Overview and status in a real Chromium, over a week of journal in memory. */
class OverviewBrowserTest {
    private static ConfigurableApplicationContext context;
    private static Browser browser;
    private static String url;

    @BeforeAll
    static void start() {
        context = DeskApp.start(0, 30);
        url = DeskApp.url(context);
        browser = new Browser(url);
        new JournalSeeds(
                        context.getBean(Store.class),
                        context.getBean(Clock.class).instant())
                .all();
    }

    @AfterAll
    static void stop() {
        browser.close();
        context.close();
    }

    /** The number behind the title of the third chart; other tests may have had more held. */
    private static String held(Page page) {
        var number = Pattern.compile("\\d+")
                .matcher(page.locator(".overview .multi .figure").nth(2).textContent());
        assertThat(number.find()).isTrue();
        assertThat(Integer.parseInt(number.group())).isGreaterThanOrEqualTo(30);
        return number.group();
    }

    @AfterEach
    void nothingComplained() {
        assertThat(browser.complaints).isEmpty();
        browser.complaints.clear();
    }

    private static Page open(Page page, String address) {
        browser.signIn(page);
        page.navigate(url + address);
        page.waitForSelector(".overview .plot svg");
        return page;
    }

    @Test
    void theFiguresOfTheWeekAreSaidDrawnAndTabled() {
        for (var words : List.of(List.of("es-MX", "En 7 días entraron"), List.of("en-US", "In 7 days"))) {
            Page page = open(browser.page(words.get(0)), "/overview");
            assertThat(page.locator(".overview .say").textContent()).contains(words.get(1), " " + held(page) + " ");
            assertThat(page.locator(".overview .multi .plot svg").count()).isEqualTo(5);
            assertThat(page.locator(".overview .plot.bars svg").count()).isEqualTo(1);
            assertThat(page.locator(".overview .plot.square svg").count()).isEqualTo(1);
            assertThat(page.locator(".overview .rates tbody tr").count()).isEqualTo(2);
            Locator held = page.locator(".overview .multi .figure").nth(2);
            held.locator("summary").click();
            held.locator("tbody tr").first().waitFor();
            assertThat(held.locator("tbody tr").count()).isGreaterThan(24 * 6);
            page.context().close();
        }
    }

    @Test
    void whatIsChosenStandsInTheAddressAndIsTakenFromIt() {
        Page page = open(browser.page("es-MX"), "/overview?for=month&domain=huerta.example");
        assertThat(page.locator(".seg[aria-pressed=true]").textContent()).isEqualTo("30 días");
        assertThat(page.locator(".overview .rates tbody tr").count()).isEqualTo(1);
        page.locator(".seg").first().click();
        page.waitForFunction("() => location.search.includes('for=today') && location.search.includes('huerta')");
        page.context().close();
    }

    @Test
    void theKeysGAndOLeadThere() {
        Page page = browser.page("es-MX");
        browser.signIn(page);
        page.keyboard().press("g");
        page.keyboard().press("o");
        page.waitForSelector(".overview h1");
        page.context().close();
    }

    @Test
    void theStateOfEveryPartIsSaidWithItsLastHour() {
        for (var words : List.of(
                List.of("es-MX", "Una lista DNS no se consulta", "Contesta"),
                List.of("en-US", "One DNS list is not asked", "Answers"))) {
            Page page = browser.page(words.get(0));
            browser.signIn(page);
            page.keyboard().press("g");
            page.keyboard().press("s");
            page.waitForSelector(".statusview .services");
            assertThat(page.locator(".statusview .say").textContent()).contains(words.get(1));
            assertThat(page.locator(".services tbody tr").count()).isEqualTo(12);
            assertThat(page.locator(".services .min")
                            .nth(2)
                            .locator("rect.failed")
                            .count())
                    .isEqualTo(10);
            assertThat(page.locator(".lists tbody tr").first().textContent())
                    .contains("zen", words.get(2), "61,204", "1,480", "18");
            assertThat(page.locator(".certificates").textContent()).contains("filtro.example");
            page.context().close();
        }
    }

    @Test
    void onAPhoneAMenuLeadsToEveryView() {
        Page page = browser.page(390, 844, ColorScheme.LIGHT, "es-MX");
        browser.signIn(page);
        page.locator(".views").click();
        page.locator("vaadin-context-menu-item").getByText("Estado").click();
        page.waitForSelector(".statusview .services");
        assertThat((Boolean) page.evaluate("() => document.documentElement.scrollWidth <= 390"))
                .isTrue();
        page.context().close();
    }

    @Test
    void heldMailIsNarrowedByItsReason() {
        Page page = browser.page("es-MX");
        browser.signIn(page);
        page.getByLabel("Motivo").selectOption("Servidor rechazó");
        page.waitForSelector(".filters .btn.quiet:visible");
        Browser.settled(page);
        List<String> rows = page.locator(".row[data-copy]:visible").allTextContents();
        assertThat(rows).isNotEmpty().allSatisfy(row -> assertThat(row).contains("550"));
        page.context().close();
    }

    @Test
    void theClientsCountryStandsInTheLetterInTheReadersWords() {
        Page page = browser.page("es-MX");
        browser.signIn(page);
        page.locator(".row[data-copy]").first().click();
        page.locator(".meta .country").waitFor();
        assertThat(page.locator(".meta .country").textContent()).startsWith("México");
        page.context().close();
    }

    @Test
    void withoutTheLibraryTheTablesStandInForTheCharts() {
        Page page = browser.page("es-MX");
        page.route(
                "**/webjars/**",
                route -> route.fulfill(new com.microsoft.playwright.Route.FulfillOptions()
                        .setStatus(200)
                        .setContentType("text/javascript")
                        .setBody("")));
        browser.signIn(page);
        page.navigate(url + "/overview");
        page.locator(".overview .plot.bars")
                .locator("xpath=../div[1]//tbody/tr")
                .first()
                .waitFor();
        page.context().close();
    }

    @Test
    void anAuditOfAccessibilityFindsNoSeriousFaultInEitherSchemeOrWidth() {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (int width : List.of(1440, 390)) {
                Page page = open(browser.page(width, 900, scheme, "es-MX"), "/overview");
                page.locator(".overview .rates").waitFor();
                assertThat(faults(page)).as("overview %s %d", scheme, width).isEmpty();
                page.navigate(url + "/status");
                page.locator(".statusview .services").waitFor();
                assertThat(faults(page)).as("status %s %d", scheme, width).isEmpty();
                page.context().close();
            }
        }
    }

    private static List<String> faults(Page page) {
        return new AxeBuilder(page)
                .analyze().getViolations().stream()
                        .filter(fault -> List.of("serious", "critical").contains(fault.getImpact()))
                        .flatMap(fault -> fault.getNodes().stream()
                                .map(node -> fault.getId() + ": " + fault.getHelp() + " in " + node.getHtml()))
                        .toList();
    }
}
