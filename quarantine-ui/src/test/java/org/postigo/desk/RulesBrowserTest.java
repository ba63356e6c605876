package org.postigo.desk;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postigo.mail.policy.ListEntry.Scope;
import org.postigo.mail.rule.Rule;
import org.postigo.mail.rule.WrittenCondition;
import org.postigo.store.Store;
import org.springframework.context.ConfigurableApplicationContext;

/** Rules in a real Chromium: written, tried, saved, returned to. */
class RulesBrowserTest {
    private static final Path PICTURES = Path.of("target", "pictures");
    private static final Scope SITE = new Scope.Site();
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
        Files.createDirectories(PICTURES);
        store.rules()
                .save(
                        SITE,
                        List.of(
                                rule(
                                        "macros",
                                        "Factura con macros",
                                        Rule.Action.HOLD,
                                        true,
                                        new WrittenCondition("file-name", "", "", ".docm", false),
                                        new WrittenCondition("field", "Subject", "contains", "factura", false)),
                                rule(
                                        "bank",
                                        "Avisos del banco",
                                        Rule.Action.DELIVER,
                                        false,
                                        new WrittenCondition("from", "", "", "avisos@banco.example", false),
                                        new WrittenCondition("proven", "", "", "dkim:banco.example", false)),
                                rule(
                                        "abroad",
                                        "Nóminas desde fuera",
                                        Rule.Action.TAG,
                                        false,
                                        new WrittenCondition("country", "", "", "ES MX", true),
                                        new WrittenCondition("recipient", "", "", "nominas@metalsur.example", false))),
                        "Primeras reglas",
                        "ines@filtro.example",
                        0);
    }

    private static Rule rule(String id, String name, Rule.Action action, boolean firm, WrittenCondition... conditions) {
        return new Rule(
                id,
                name,
                true,
                Rule.Match.ALL,
                List.of(conditions).stream().map(WrittenCondition::condition).toList(),
                action,
                firm);
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

    private static Page in(String language, String email) {
        Page page = browser.page(language);
        browser.signIn(page, email, DeskApp.PASSWORD);
        page.waitForSelector(".top nav");
        Browser.settled(page);
        page.navigate(url + "/rules");
        Browser.settled(page);
        return page;
    }

    private static Page.LocatorOptions text(String text) {
        return new Page.LocatorOptions().setHasText(text);
    }

    @Test
    void aRuleIsWrittenTriedSavedAndTakenBack() {
        Page page = in("en-US", "ines@filtro.example");
        page.waitForSelector(".lines tbody tr");
        page.locator(".head button", text("Add a rule")).click();
        page.locator("#rule-name input").fill("Lottery");
        page.locator(".condition .value input").fill("lottery");
        page.locator(".acts button", text("Take over")).click();
        page.locator(".told", text("Not saved yet")).waitFor();
        assertThat(store.rules().snapshot().version()).as("a draft is no rule").isEqualTo(1);

        page.locator(".saving button", text("Try on 30 days")).click();
        page.locator(".tried .trial", text("14,210 copies")).waitFor();
        assertThat(store.rules().snapshot().version())
                .as("nor is what is tried")
                .isEqualTo(1);

        page.locator("#rules-letter input").click();
        page.locator("vaadin-combo-box-item").first().click();
        page.locator(".part .lines tbody tr", text("Lottery")).waitFor();

        page.locator(".saving button", text("Save")).click();
        page.locator(".told", text("version 2")).waitFor();
        assertThat(store.rules().find(SITE).orElseThrow().rules())
                .hasSize(4)
                .last()
                .satisfies(rule -> assertThat(rule.conditions())
                        .containsExactly(
                                new WrittenCondition("field", "Subject", "contains", "lottery", false).condition()));
        assertThat(store.rules().find(SITE).orElseThrow().by()).isEqualTo("ines@filtro.example");

        page.locator("button[aria-label='Return to version 1']").click();
        page.locator(".told", text("version 3")).waitFor();
        assertThat(store.rules().find(SITE).orElseThrow().rules()).hasSize(3);
        page.context().close();
    }

    @Test
    void whatWouldDeliverWithoutAProofIsRefusedInTheForm() {
        Page page = in("en-US", "ines@filtro.example");
        page.locator("button[aria-label='Change Avisos del banco']").click();
        page.locator(".condition")
                .last()
                .locator("button", new com.microsoft.playwright.Locator.LocatorOptions().setHasText("Remove"))
                .click();
        page.locator(".acts button", text("Take over")).click();
        page.locator(".ruledialog .err, .err", text("proof")).waitFor();
        page.context().close();
    }

    @Test
    void whoIsNoAdministratorFindsNothingHere() {
        Page page = in("en-US", "bruno@filtro.example");
        assertThat(page.locator(".page.rules").count()).isZero();
        browser.complaints.clear();
        page.context().close();
    }

    @Test
    void picturesAreTakenAndNothingIsOutOfReach() {
        for (var each :
                Map.of("es-ES", ColorScheme.LIGHT, "en-US", ColorScheme.DARK).entrySet()) {
            Page page = in(each.getKey(), "ines@filtro.example");
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(each.getValue()));
            page.locator("#rules-letter input").click();
            page.locator("vaadin-combo-box-item").first().click();
            page.waitForSelector(".part .lines tbody tr");
            for (int width : new int[] {1440, 390}) {
                page.setViewportSize(width, width == 390 ? 844 : 900);
                Browser.settled(page);
                page.screenshot(new Page.ScreenshotOptions()
                        .setPath(PICTURES.resolve("rules-" + width + "-" + each.getKey() + ".png")));
                assertThat(new AxeBuilder(page)
                                .analyze().getViolations().stream()
                                        .filter(found ->
                                                List.of("serious", "critical").contains(found.getImpact()))
                                        .map(found -> found.getId() + " "
                                                + found.getNodes().stream()
                                                        .map(node -> node.getHtml())
                                                        .toList()))
                        .as("%s at %d", each.getKey(), width)
                        .isEmpty();
            }
            page.setViewportSize(1440, 900);
            page.locator(".rowacts button").first().click();
            page.waitForSelector(".condition");
            Browser.settled(page);
            page.screenshot(
                    new Page.ScreenshotOptions().setPath(PICTURES.resolve("rules-form-" + each.getKey() + ".png")));
            page.context().close();
        }
    }
}
