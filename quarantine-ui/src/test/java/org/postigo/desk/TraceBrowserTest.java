package org.postigo.desk;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postigo.mail.MailId;
import org.postigo.store.Store;
import org.postigo.store.held.CopyId;
import org.springframework.context.ConfigurableApplicationContext;

/** Trace in a real Chromium, over a week of journal in memory. */
class TraceBrowserTest {
    private static ConfigurableApplicationContext context;
    private static Browser browser;
    private static String url;
    private static MailId told;
    private static MailId hostile;
    private static CopyId gone;

    @BeforeAll
    static void start() {
        context = DeskApp.start(0, 30);
        url = DeskApp.url(context);
        browser = new Browser(url);
        var seeds = new JournalSeeds(
                context.getBean(Store.class), context.getBean(Clock.class).instant());
        told = seeds.story();
        hostile = seeds.hostile();
        gone = seeds.gone();
        seeds.delivered(
                context.getBean(Clock.class).instant().minusSeconds(900),
                "Plano de la brida",
                "almacen@metalsur.example");
        seeds.turned(
                context.getBean(Clock.class).instant().minusSeconds(800),
                "taller@maquinados-pena.example",
                "almacem@metalsur.example");
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

    private static Page signedIn(String locale) {
        Page page = browser.page(locale);
        browser.signIn(page);
        return page;
    }

    @Test
    void aMessageIsFoundAsItIsTypedAndItsStoryEndsWithTheMailboxServersWords() throws Exception {
        for (var words : List.of(
                List.of("es-MX", "De", "pidió esperar", "Entregado"),
                List.of("en-US", "From", "asked to wait", "Delivered"))) {
            Page page = signedIn(words.get(0));
            page.navigate(url + "/trace");
            page.getByLabel(words.get(1), new Page.GetByLabelOptions().setExact(true))
                    .first()
                    .fill("maquinados-pena");
            page.locator("#search").fill("7719");
            page.waitForFunction("() => location.search.includes('q=7719')");
            Browser.settled(page);
            page.locator("[data-entry='" + told.text() + "']").click();
            Locator story = page.locator(".msgstory");
            story.locator(".tl").waitFor();
            assertThat(story.textContent())
                    .contains("452 4.2.2 Mailbox full", "250 2.0.0 Ok: 7C1E40B2", words.get(2), words.get(3));
            assertThat(story.locator(".track li").count()).isEqualTo(5);
            assertThat(page.url()).contains("/trace/" + told.text(), "q=7719");
            Download proof = page.waitForDownload(() -> story.locator("a.btn").click());
            assertThat(Files.readString(proof.path(), StandardCharsets.UTF_8))
                    .contains(told.text(), "452 4.2.2 Mailbox full", "SHA-256");
            page.context().close();
        }
    }

    @Test
    void whatIsNoLongerKeptStillHasItsStoryAndNothingToReadOrDecide() {
        for (var words : List.of(
                List.of("es-MX", "lo tachó de spam", "Pasó al archivo", "ya no se guarda"),
                List.of("en-US", "called it spam", "Put into the archive", "no longer kept"))) {
            Page page = signedIn(words.get(0));
            page.navigate(url + "/trace/" + gone.mail().text());
            Locator story = page.locator(".msgstory");
            story.locator(".tl").waitFor();
            assertThat(story.textContent()).contains(words.get(2), "metalsur.example/" + gone.mail() + ".eml");
            page.navigate(url + "/held/" + gone);
            page.locator("[data-letter='" + gone + "']").waitFor();
            Browser.settled(page);
            assertThat(page.locator("[data-letter='" + gone + "']").textContent())
                    .contains(words.get(3));
            assertThat(page.locator(".rows [data-copy='" + gone + "']").count()).isZero();
            page.context().close();
        }
    }

    @Test
    void whatIsAskedForStandsInTheAddress() {
        Page page = signedIn("es-MX");
        page.navigate(url + "/trace/" + told.text() + "?to=almacen&fate=HELD");
        page.locator(".msgstory .tl").waitFor();
        assertThat(page.locator(".found li").count()).isEqualTo(1);
        assertThat(page.locator(".found [aria-current]").getAttribute("data-entry"))
                .isEqualTo(told.text());
        page.context().close();
    }

    @Test
    void anAddressThatIsSpeltAlmostSoIsOfferedAndTaken() {
        Page page = signedIn("es-MX");
        page.navigate(url + "/trace?to=almacne@metalsur.example");
        page.locator(".near").getByText("almacen@metalsur.example").click();
        page.locator("[data-entry='" + told.text() + "']").waitFor();
        assertThat(page.locator(".near").textContent()).contains("almacem@metalsur.example");
        page.locator(".near").getByText("almacem@metalsur.example").click();
        page.locator(".found .status.bad").first().click();
        page.locator(".msgstory .tl .dot.b").waitFor();
        assertThat(page.locator(".msgstory").textContent()).contains("RCPT", "550 5.1.1 No such mailbox");
        page.context().close();
    }

    @Test
    void scriptInEveryFieldOfTheJournalRunsNothing() {
        Page page = signedIn("es-MX");
        page.navigate(url + "/trace/" + hostile.text());
        page.locator(".msgstory .tl").waitFor();
        Browser.settled(page);
        assertThat(page.evaluate("() => window.owned")).isNull();
        assertThat(page.locator(".tracing img, .tracing script, .tracing svg[onload]")
                        .count())
                .isZero();
        assertThat(page.locator(".tracing").textContent()).contains("<script>").doesNotContain("\u202E");
        page.context().close();
    }

    @Test
    void anAuditOfAccessibilityFindsNoSeriousFaultInEitherSchemeOrWidth() {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (int width : List.of(1440, 390)) {
                Page page = browser.page(width, 900, scheme, "es-MX");
                browser.signIn(page);
                page.navigate(url + "/trace?to=almacne@metalsur.example");
                page.locator(".near").waitFor();
                assertThat(faults(page)).as("results %s %d", scheme, width).isEmpty();
                page.navigate(url + "/trace/" + told.text());
                page.locator(".msgstory .tl").waitFor();
                assertThat(faults(page)).as("story %s %d", scheme, width).isEmpty();
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
