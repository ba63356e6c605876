package org.postigo.desk;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postigo.quarantine.Lesson;
import org.postigo.store.Store;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.CopyState;
import org.postigo.store.held.Decision;
import org.postigo.store.rounds.Round;
import org.postigo.store.rounds.Statement;
import org.springframework.context.ConfigurableApplicationContext;

/** Rounds in a real Chromium: read by keyboard, taken, handed over, late, closed, looked at. */
class ReviewBrowserTest {
    private static final Path PICTURES = Path.of("target", "pictures");

    private static ConfigurableApplicationContext context;
    private static Browser browser;
    private static Store store;
    private static String url;
    private static RoundSeeds seeds;

    @BeforeAll
    static void start() throws Exception {
        context = DeskApp.start(0, 2);
        url = DeskApp.url(context);
        browser = new Browser(url);
        store = context.getBean(Store.class);
        seeds = new RoundSeeds(context);
        Files.createDirectories(PICTURES);
    }

    @AfterAll
    static void stop() {
        browser.close();
        context.close();
    }

    @BeforeEach
    void nothingIsOpen() {
        seeds.closeAll();
    }

    @AfterEach
    void nothingComplained() {
        assertThat(browser.complaints).isEmpty();
        browser.complaints.clear();
    }

    private static Page reading(String email, String locale) {
        return reading(browser.page(locale), email);
    }

    private static Page reading(Page page, String email) {
        browser.signIn(page, email, DeskApp.PASSWORD);
        page.waitForSelector(".review .row[data-copy]");
        page.locator("[data-letter]").waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.ATTACHED));
        Browser.settled(page);
        return page;
    }

    private static String letter(Page page) {
        return page.locator("[data-letter]").getAttribute("data-letter");
    }

    private static void press(Page page, String key) {
        page.keyboard().press(key);
        Browser.settled(page);
    }

    private static Decision decision(CopyId id) {
        return store.held().find(id).orElseThrow().decision().orElseThrow();
    }

    private static CopyId copy(String id) {
        return CopyId.parse(id).orElseThrow();
    }

    @Test
    void aRoundOf200MessagesIsReadByKeyboardAloneFromTheFirstKeyToTheSeal() throws Exception {
        var all = new ArrayList<CopyId>();
        for (int i = 0; i < 80; i++) {
            all.add(seeds.single(i, 0.75 + 0.002 * i));
        }
        for (int i = 0; i < 12; i++) {
            all.addAll(seeds.campaign(100 + i, 10, 0.97 + 0.001 * i));
        }
        Round round = seeds.round(all, 40);
        Page page = reading("ines@filtro.example", "es-MX");
        assertThat(page.locator(".z1 .figure").textContent()).isEqualTo("92");

        Map<String, Decision.Kind> expected = new LinkedHashMap<>();
        String[] keys = {"r", "s", "n", "s", "d", "s", "r"};
        Decision.Kind[] kinds = {
            Decision.Kind.RELEASE,
            Decision.Kind.SPAM,
            Decision.Kind.NOT_SURE,
            Decision.Kind.SPAM,
            Decision.Kind.SPAM_AND_DENY,
            Decision.Kind.SPAM,
            Decision.Kind.RELEASE
        };
        int opened = 0;
        var looked = new HashSet<String>();
        for (int i = 0; i < 92; i++) {
            String here = letter(page);
            assertThat(looked.add(here))
                    .as("a key leads on to a row that was not there yet")
                    .isTrue();
            int which = i % keys.length;
            if (i % 20 == 7) {
                // Decided wrongly, taken back, decided again: focus is back on the row.
                press(page, "s");
                press(page, "u");
                assertThat(letter(page)).isEqualTo(here);
            }
            if (i % 20 == 11 && i < 91) {
                press(page, "j");
                press(page, "k");
                assertThat(letter(page)).isEqualTo(here);
            }
            if (i >= 80 && opened < 3) {
                press(page, "o");
                page.locator(".count[aria-expanded=true]").first().waitFor();
                press(page, "o");
                opened++;
            }
            press(page, keys[which]);
            expected.put(here, kinds[which]);
            if (kinds[which] == Decision.Kind.NOT_SURE) {
                // It stays, as somebody has to look again; here it is stepped over.
                if (letter(page).equals(here)) {
                    press(page, "j");
                }
            }
        }
        expected.forEach(
                (id, kind) -> assertThat(decision(copy(id)).kind()).as(id).isEqualTo(kind));
        assertThat(all)
                .as("campaigns were decided whole")
                .allMatch(id -> store.held().find(id).orElseThrow().decision().isPresent());
        assertThat(round.id()).isEqualTo(store.rounds().open().getFirst().id());
        assertThat(store.rounds().open().getFirst().holder())
                .as("the first decision took it")
                .contains("ines@filtro.example");

        page.locator("#close-round").focus();
        page.keyboard().press("Enter");
        page.locator(".over .btn.pri").focus();
        page.keyboard().press("Enter");
        page.waitForSelector(".closing table");
        page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve("review-closed-1440-light-es.png")));

        Statement statement = store.rounds().statement(round.id()).orElseThrow();
        assertThat(statement.counts().held()).isEqualTo(200);
        assertThat(statement.counts().seen()).isEqualTo(200);
        assertThat(statement.counts().rescued()
                        + statement.counts().confirmed()
                        + statement.counts().deferred())
                .isEqualTo(200);
        assertThat(page.locator(".closing .mono").textContent())
                .isEqualTo(statement.seal().substring(0, 8) + " "
                        + statement.seal().substring(8, 16));
        assertThat(store.rounds().verify().broken()).isEmpty();

        Set<CopyId> released = new HashSet<>();
        Set<CopyId> spam = new HashSet<>();
        for (CopyId id : all) {
            switch (decision(id).kind()) {
                case RELEASE, RELEASE_AND_ALLOW -> released.add(id);
                case SPAM, SPAM_AND_DENY -> spam.add(id);
                case NOT_SURE -> {}
            }
        }
        var server = context.getBean(DeskApp.MailboxServer.class);
        var school = context.getBean(DeskApp.School.class);
        page.waitForCondition(() -> server.taken.containsAll(released));
        assertThat(server.taken).filteredOn(released::contains).as("each once").hasSameSizeAs(released);
        assertThat(server.taken).doesNotContainAnyElementsOf(spam);
        page.waitForCondition(() ->
                spam.stream().allMatch(id -> store.held().find(id).orElseThrow().state() instanceof CopyState.Spam));
        page.waitForCondition(() -> school.lessons.stream()
                        .filter(lesson -> lesson.label() == Lesson.Label.HAM)
                        .count()
                >= released.size());
        assertThat(school.lessons.stream()
                        .filter(lesson -> lesson.label() == Lesson.Label.SPAM)
                        .count())
                .isGreaterThanOrEqualTo(spam.size());
        page.context().close();
    }

    @Test
    void theHeaderCountsWhatIsLeftAndUndoPutsTheRowBack() {
        var all = new ArrayList<CopyId>(seeds.campaign(300, 6, 0.99));
        for (int i = 300; i < 306; i++) {
            all.add(seeds.single(i, 0.8));
        }
        seeds.round(all, 30);
        Page page = reading("ines@filtro.example", "es-MX");
        Locator rows = page.locator(".z1 .figure");
        Locator good = page.locator(".z2 .figure");
        assertThat(rows.textContent()).isEqualTo("7");
        assertThat(good.textContent()).isEqualTo("1.3");
        assertThat(page.locator(".z1 .small").textContent()).isEqualTo("de 7, con 12 mensajes");
        String first = letter(page);
        press(page, "s");
        page.locator(".done").waitFor();
        assertThat(rows.textContent()).isEqualTo("6");
        assertThat(good.textContent()).isEqualTo("1.1");
        assertThat(page.locator(".done").textContent()).contains("1 decidido: ninguno liberado, 1 spam");
        assertThat(page.locator("[data-copy='" + first + "']").count()).isZero();
        assertThat(letter(page)).isNotEqualTo(first);
        press(page, "u");
        page.locator("[data-copy='" + first + "']").waitFor();
        assertThat(rows.textContent()).isEqualTo("7");
        assertThat(letter(page)).isEqualTo(first);
        assertThat(page.locator(".water:not([hidden])").textContent().strip())
                .isEqualTo("Debajo queda 1 fila y se esperan 0.1 correos buenos");
        page.context().close();
    }

    @Test
    void twoReviewersMeetOnARowAndTheSecondIsToldWhoWasFirst() {
        var all = new ArrayList<CopyId>();
        for (int i = 400; i < 404; i++) {
            all.add(seeds.single(i, 0.8));
        }
        seeds.round(all, 30);
        Page ines = reading("ines@filtro.example", "es-MX");
        Page bruno = reading("bruno@filtro.example", "en-US");
        String shared = letter(ines);
        assertThat(letter(bruno)).isEqualTo(shared);
        press(bruno, "r");
        // What Bruno did folds Inés' row away by itself, and her letter says so.
        ines.locator(".story")
                .filter(new Locator.FilterOptions().setHasText("Bruno"))
                .waitFor();
        press(ines, "s");
        ines.locator(".toast")
                .filter(new Locator.FilterOptions().setHasText("Bruno lo liberó"))
                .waitFor();
        assertThat(decision(copy(shared)).kind()).isEqualTo(Decision.Kind.RELEASE);
        assertThat(decision(copy(shared)).by()).isEqualTo("bruno@filtro.example");
        assertThat(ines.locator(".what").textContent()).contains("reclamada por Bruno");
        ines.context().close();
        bruno.context().close();
    }

    @Test
    void whatIsOfOneKindIsConfirmedAsOneRowButReleasedOnlyOneByOne() {
        var kindred = new ArrayList<CopyId>();
        for (int i = 610; i < 616; i++) {
            kindred.add(seeds.disguised(i));
        }
        var all = new ArrayList<CopyId>(kindred);
        all.add(seeds.single(620, 0.8));
        seeds.round(all, 30);
        Page page = reading("ines@filtro.example", "es-MX");
        assertThat(page.locator(".z1 .figure").textContent()).isEqualTo("2");
        Locator head = page.locator(".row.kind");
        assertThat(head.locator(".count").textContent().strip()).isEqualTo("6");
        assertThat(head.locator(".why").textContent()).contains("de una clase: letras disfrazadas");

        head.locator(".subj").click();
        Browser.settled(page);
        CopyId likeliest = copy(letter(page));
        press(page, "r");
        page.locator(".toast", new Page.LocatorOptions().setHasText("se libera por separado"))
                .waitFor();
        page.locator(".count[aria-expanded=true]").waitFor();
        assertThat(kindred)
                .allMatch(id -> store.held().find(id).orElseThrow().decision().isEmpty());
        assertThat(page.locator(".others:not([hidden])").textContent()).contains("y 2 de esta clase");
        shoot(page, "review-kind-1440-light-es");
        wellBehaved(page, "a kind open");

        press(page, "r");
        assertThat(decision(likeliest).kind()).isEqualTo(Decision.Kind.RELEASE);
        assertThat(kindred.stream()
                        .filter(id ->
                                store.held().find(id).orElseThrow().decision().isPresent()))
                .containsExactly(likeliest);

        press(page, "o");
        page.locator(".count[aria-expanded=false]:not([hidden])").waitFor();
        press(page, "s");
        assertThat(kindred)
                .filteredOn(id -> !id.equals(likeliest))
                .allMatch(id -> decision(id).kind() == Decision.Kind.SPAM);
        page.context().close();
    }

    @Test
    void itIsHandedOverWithANoteThatTheNextOneReads() {
        var all = new ArrayList<CopyId>();
        for (int i = 410; i < 413; i++) {
            all.add(seeds.single(i, 0.8));
        }
        seeds.round(all, 30);
        Page ines = reading("ines@filtro.example", "es-MX");
        ines.click("#take-round");
        ines.waitForSelector("#pass-round");
        ines.click("#pass-round");
        ines.locator("#over-to select").selectOption("Bruno");
        ines.fill("#over-note", "<b>la notaría</b> llama");
        ines.locator(".over .btn.pri").click();
        ines.locator(".what")
                .filter(new Locator.FilterOptions().setHasText("reclamada por Bruno"))
                .waitFor();
        Page bruno = reading("bruno@filtro.example", "en-US");
        assertThat(bruno.locator(".handed").textContent())
                .isEqualTo("Inés Robles left a note: <b>la notaría</b> llama");
        ines.context().close();
        bruno.context().close();
    }

    @Test
    void aLateRoundIsSaidAboveEveryViewUntilSomebodyClosesIt() {
        CopyId id = seeds.single(420, 0.8);
        Round round = seeds.round(List.of(id), -22);
        Page page = reading("bruno@filtro.example", "es-MX");
        assertThat(page.locator(".strip.late").textContent())
                .contains("venció hace 22 min", "con 1 mensaje por decidir.");
        page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve("review-late-1440-light-es.png")));
        page.navigate(url + "/held");
        page.locator(".strip.late .btn").click();
        page.waitForURL("**/review/" + round.id());
        press(page, "s");
        page.locator("#close-round").click();
        page.waitForSelector(".closing table");
        page.locator(".strip.late").waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.HIDDEN));
        page.context().close();
    }

    @Test
    void whatIsLeftWhenARoundIsClosedIsInTheNextOne() {
        CopyId id = seeds.single(430, 0.8);
        Round round = seeds.round(List.of(id), 30);
        Page page = reading("ines@filtro.example", "en-US");
        page.click("#take-round");
        page.click("#close-round");
        page.locator(".over h2", new Page.LocatorOptions().setHasText("1 row is undecided"))
                .waitFor();
        page.locator(".over .btn.pri").click();
        page.waitForSelector(".closing table");
        assertThat(store.rounds().closed().getLast().round()).isEqualTo(round.id());
        assertThat(store.rounds().closed().getLast().counts().deferred()).isEqualTo(1);
        page.navigate(url + "/review");
        page.waitForSelector(".closing .past");
        page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve("review-empty-1440-light-en.png")));
        page.click("#begin-round");
        page.waitForSelector(".review .row[data-copy]");
        assertThat(store.rounds().open().getFirst().copies()).contains(id);
        page.context().close();
    }

    @Test
    void gAndALetterGoFromViewToView() {
        seeds.round(List.of(seeds.single(440, 0.8)), 30);
        Page page = reading("ines@filtro.example", "es-MX");
        page.keyboard().press("g");
        page.keyboard().press("h");
        page.waitForURL("**/held");
        page.waitForSelector(".filters");
        page.keyboard().press("g");
        page.keyboard().press("r");
        page.waitForURL("**/review");
        page.waitForSelector(".round");
        page.context().close();
    }

    @Test
    void searchAsYouTypeAndTabsNarrowTheRound() {
        var all = new ArrayList<CopyId>(seeds.campaign(450, 3, 0.98));
        all.add(seeds.single(451, 0.8));
        all.add(seeds.single(452, 0.8));
        seeds.round(all, 30);
        Page page = reading("ines@filtro.example", "es-MX");
        assertThat(page.locator(".tabs button").allTextContents())
                .startsWith("Todas3", "Con historia0", "Campañas1", "Con adjuntos0");
        page.keyboard().press("/");
        page.keyboard().type("empresa452");
        rowsShown(page, 1);
        page.fill("#search", "");
        rowsShown(page, 3);
        // The field covers the tabs while it has the focus.
        page.keyboard().press("Escape");
        page.locator(".tabs button").nth(2).click();
        rowsShown(page, 1);
        page.context().close();
    }

    @Test
    void whoComesInBetweenTwoRoundsSeesWhatIsHeld() {
        Page page = browser.page("es-MX");
        browser.signIn(page, "ines@filtro.example", DeskApp.PASSWORD);
        page.waitForURL("**/held");
        page.locator("h1", new Page.LocatorOptions().setHasText("Retenidos")).waitFor();
        page.context().close();
    }

    /** The grid keeps elements of rows that are gone, unseen. */
    private static void rowsShown(Page page, int count) {
        page.waitForFunction(
                "count => [...document.querySelectorAll('.review .row[data-copy]')]"
                        + ".filter(row => row.getClientRects().length > 0).length === count",
                count);
    }

    /** A round as the drawing has it, for the pictures and for axe. */
    private static Round drawn() {
        var all = new ArrayList<CopyId>();
        var plain = new Seeds(store, context.getBean(java.time.Clock.class).instant());
        for (Seeds.Draft draft : List.of(Seeds.invoice(), Seeds.phish(), Seeds.hostile(), Seeds.newsletter())) {
            all.addAll(plain.hold(draft));
        }
        for (int i = 500; i < 520; i++) {
            all.add(seeds.single(i, 0.8 + 0.009 * (i - 500)));
        }
        for (int i = 600; i < 609; i++) {
            all.add(seeds.disguised(i));
        }
        all.addAll(seeds.campaign(530, 12, 0.97));
        all.addAll(seeds.campaign(531, 64, 0.999));
        return seeds.round(all, 38);
    }

    private static void wellBehaved(Page page, String what) {
        // The frame runs nothing, so no audit could run in it either.
        page.evaluate("() => document.querySelectorAll('iframe').forEach(frame => frame.remove())");
        var faults = new AxeBuilder(page)
                .analyze().getViolations().stream()
                        .filter(rule -> List.of("serious", "critical").contains(rule.getImpact()))
                        .map(rule ->
                                rule.getId() + " " + rule.getNodes().getFirst().getHtml())
                        .toList();
        assertThat(faults).as(what).isEmpty();
    }

    @Test
    void everyStateIsWellBehavedAndLooksLikeTheSameHouse() {
        drawn();
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (String locale : List.of("es-MX", "en-US")) {
                String suffix = (scheme == ColorScheme.LIGHT ? "light-" : "dark-") + locale.substring(0, 2);
                Page wide = reading(browser.page(1440, 900, scheme, locale), "bruno@filtro.example");
                shoot(wide, "review-1440-" + suffix);
                wellBehaved(wide, "review wide " + suffix);
                wide.context().close();
                Page phone = reading(browser.page(390, 844, scheme, locale), "bruno@filtro.example");
                shoot(phone, "review-390-" + suffix);
                wellBehaved(phone, "review on a phone " + suffix);
                phone.locator(".row[data-copy] .subj").first().click();
                phone.waitForSelector(".review.reading .sheet iframe");
                Browser.settled(phone);
                shoot(phone, "review-letter-390-" + suffix);
                wellBehaved(phone, "letter on a phone " + suffix);
                phone.context().close();
            }
        }
        Page ines = reading("ines@filtro.example", "es-MX");
        press(ines, "s");
        press(ines, "r");
        press(ines, "s");
        ines.evaluate("() => document.querySelector('.review vaadin-grid').scrollToIndex(99)");
        ines.locator(".row .count:not([hidden])").first().click();
        ines.locator(".others:not([hidden])").first().waitFor();
        ines.locator(".done").click();
        Browser.settled(ines);
        shoot(ines, "review-open-1440-light-es");
        wellBehaved(ines, "a campaign open");
        ines.context().close();
    }

    private static void shoot(Page page, String name) {
        page.mouse().move(0, 0);
        page.waitForFunction("() => document.fonts.ready.then(() => true)");
        Browser.settled(page);
        page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve(name + ".png")));
    }
}
