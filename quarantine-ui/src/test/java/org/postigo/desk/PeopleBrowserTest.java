package org.postigo.desk;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;
import org.apache.commons.codec.binary.Base32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postigo.desk.signin.FirstPerson;
import org.postigo.mail.DomainName;
import org.postigo.store.Store;
import org.postigo.store.audit.Audit;
import org.postigo.store.audit.AuditEvent.Deed;
import org.postigo.store.people.Person;
import org.springframework.context.ConfigurableApplicationContext;

/** The door, People and Account in a real Chromium. */
class PeopleBrowserTest {
    private static final Path PICTURES = Path.of("target", "pictures");
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

    private static void person(String email, Person.Role role, String... domains) throws Exception {
        store.people()
                .put(
                        new Person(
                                email,
                                email.replaceFirst("@.*", ""),
                                role,
                                Set.of(domains).stream()
                                        .map(DomainName::of)
                                        .collect(java.util.stream.Collectors.toSet()),
                                FirstPerson.hash(DeskApp.PASSWORD),
                                Optional.empty()),
                        "test");
    }

    private static Page in(String email) {
        Page page = browser.page("en-US");
        browser.signIn(page, email, DeskApp.PASSWORD);
        page.waitForSelector(".top nav");
        Browser.settled(page);
        return page;
    }

    private static boolean asked(String email, Deed deed) {
        return !store.audit()
                .newest(
                        new Audit.Query(
                                Optional.of(email), Set.of(deed), Instant.now().minus(Duration.ofHours(1))),
                        1)
                .isEmpty();
    }

    @Test
    void wrongPasswordsShutOutOneAccountAndNeitherAColleagueNorAnOpenSession() throws Exception {
        person("carla@filtro.example", Person.Role.REVIEWER);
        person("dario@filtro.example", Person.Role.REVIEWER);
        Page open = in("carla@filtro.example");

        Page guessing = browser.page("en-US");
        for (int i = 0; i < 3; i++) {
            browser.signIn(guessing, "carla@filtro.example", "guess " + i);
            guessing.waitForSelector("#trouble:not([hidden])");
        }
        assertThat(guessing.locator("#trouble").textContent()).contains("60 seconds");
        browser.signIn(guessing, "carla@filtro.example", DeskApp.PASSWORD);
        guessing.waitForSelector("#trouble:not([hidden])");

        // The colleague at the same address comes in, and who was in stays in.
        in("dario@filtro.example").context().close();
        open.reload();
        open.waitForSelector(".row[data-copy]");
        assertThat(asked("carla@filtro.example", Deed.MADE_TO_WAIT)).isTrue();

        Page ines = in("ines@filtro.example");
        ines.navigate(url + "/people/wrong");
        ines.waitForSelector(".lines tbody tr");
        assertThat(ines.locator(".lines tbody").textContent()).contains("127.0.0.1", "carla@filtro.example");
        List.of(ines, open, guessing).forEach(page -> page.context().close());
    }

    @Test
    void aSecondFactorIsSetUpAskedForAndTakenOnce() throws Exception {
        person("tomas@filtro.example", Person.Role.REVIEWER);
        Page page = in("tomas@filtro.example");
        page.navigate(url + "/account");
        page.waitForSelector("#secret");
        String secret = page.locator("#secret").textContent().replace(" ", "");
        page.locator("#code input").fill(code(secret, Instant.now().minusSeconds(30)));
        page.locator("#factor-present input").fill(DeskApp.PASSWORD);
        page.locator("button", new Page.LocatorOptions().setHasText("Turn on")).click();
        page.locator("button", new Page.LocatorOptions().setHasText("Turn off")).waitFor();
        assertThat(store.people().find("tomas@filtro.example").orElseThrow().secondFactor())
                .contains(secret);
        page.context().close();

        Page again = browser.page("en-US");
        browser.signIn(again, "tomas@filtro.example", DeskApp.PASSWORD);
        again.waitForSelector("#code");
        assertThat(again.locator("#email").count()).isZero();
        // Half in is not in.
        Page sneaking = again.context().newPage();
        sneaking.navigate(url + "/held");
        sneaking.waitForSelector("#email");
        again.fill("#code", "000000");
        again.click(".door .btn.pri");
        again.waitForSelector("#trouble .ico");
        assertThat(again.locator("#trouble").textContent()).contains("2 tries left");
        again.fill("#code", code(secret, Instant.now()));
        again.click(".door .btn.pri");
        again.waitForSelector(".row[data-copy]");
        again.context().close();
    }

    private static String code(String secret, Instant at) throws Exception {
        var generator = new TimeBasedOneTimePasswordGenerator();
        return generator.generateOneTimePasswordString(
                new SecretKeySpec(new Base32().decode(secret), generator.getAlgorithm()), at, Locale.ROOT);
    }

    @Test
    void somebodyIsAddedComesInAndIsShownTheDoorAgain() {
        Page ines = in("ines@filtro.example");
        ines.navigate(url + "/people");
        ines.locator("button", new Page.LocatorOptions().setHasText("Add a person"))
                .click();
        ines.locator("#person-email input").fill("nadia@filtro.example");
        ines.locator("#person-name input").fill("Nadia <script>alert(1)</script>");
        ines.locator(".persondialog button, vaadin-dialog button", new Page.LocatorOptions().setHasText("Save"))
                .click();
        ines.waitForSelector("#once");
        String password = ines.locator("#once").textContent();
        ines.keyboard().press("Escape");

        Page nadia = browser.page("en-US");
        browser.signIn(nadia, "nadia@filtro.example", password);
        nadia.waitForSelector(".row[data-copy]");
        // A reviewer has no way to People, not even by its address.
        assertThat(nadia.locator(".top nav a[href=people]").count()).isZero();
        nadia.navigate(url + "/people");
        assertThat(nadia.locator(".lines").count()).isZero();
        nadia.navigate(url + "/held");
        nadia.waitForSelector(".row[data-copy]");

        ines.navigate(url + "/people/sessions");
        ines.waitForSelector(".lines tbody tr");
        ines.locator("[aria-label^='End the session of Nadia']").first().click();
        Browser.settled(ines);
        assertThat(asked("ines@filtro.example", Deed.SESSION_ENDED)).isTrue();
        nadia.fill("#search", "anything");
        nadia.waitForSelector("#email");
        assertThat(asked("nadia@filtro.example", Deed.SIGNED_IN)).isTrue();
        nadia.context().close();
        ines.context().close();
        // The page of an ended session complains that it was refused; that is what is wanted here.
        browser.complaints.removeIf(each -> each.contains("401") || each.contains("403"));
    }

    @Test
    void axeFindsNothingSeriousAndPicturesAreTaken() throws Exception {
        person("leo@metalsur.example", Person.Role.DOMAIN_ADMINISTRATOR, "metalsur.example");
        for (String locale : List.of("es-MX", "en-US")) {
            for (int width : new int[] {1440, 390}) {
                ColorScheme scheme = (width == 390) == locale.equals("es-MX") ? ColorScheme.DARK : ColorScheme.LIGHT;
                Page page = browser.page(width, width == 390 ? 844 : 900, scheme, locale);
                browser.signIn(page);
                for (String place : List.of("people", "people/sessions", "people/wrong", "people/audit", "account")) {
                    page.navigate(url + "/" + place);
                    page.waitForSelector(".page h1");
                    Browser.settled(page);
                    var found = new AxeBuilder(page)
                            .analyze().getViolations().stream()
                                    .filter(each ->
                                            List.of("serious", "critical").contains(each.getImpact()))
                                    .map(each -> each.getId() + " "
                                            + each.getNodes().stream()
                                                    .map(node -> node.getHtml())
                                                    .toList())
                                    .toList();
                    assertThat(found).as("%s %s %s", place, locale, width).isEmpty();
                    page.screenshot(new Page.ScreenshotOptions()
                            .setPath(PICTURES.resolve(place.replace('/', '-') + "-" + width + "-"
                                    + scheme.name().toLowerCase(Locale.ROOT) + "-" + locale.substring(0, 2) + ".png")));
                }
                page.context().close();
            }
        }
    }
}
