package org.postigo.desk;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postigo.mail.DomainName;
import org.postigo.mail.finding.Verdict;
import org.postigo.mail.policy.ListEntry;
import org.postigo.quarantine.Choice;
import org.postigo.quarantine.Quarantine;
import org.postigo.store.Store;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.CopyState;
import org.postigo.store.held.Decision;
import org.springframework.context.ConfigurableApplicationContext;

/** The desk in a real Chromium, over a store in memory. */
class DeskBrowserTest {
    private static final String FIRST = ".row[data-copy]";
    private static ConfigurableApplicationContext context;
    private static Browser browser;
    private static String url;
    private static Store store;

    @BeforeAll
    static void start() {
        context = DeskApp.start(0, 30);
        url = DeskApp.url(context);
        browser = new Browser(url);
        store = context.getBean(Store.class);
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

    private CopyId freshLetter(String subject) {
        var draft = Seeds.invoice();
        draft.subject = subject;
        draft.age = java.time.Duration.ZERO;
        return new Seeds(store, context.getBean(Clock.class).instant())
                .hold(draft)
                .getFirst();
    }

    private static CopyState stateOf(CopyId id) {
        return store.held().find(id).orElseThrow().state();
    }

    private static Locator row(Page page, CopyId id) {
        return page.locator("[data-copy='" + id + "']");
    }

    private static Page signedIn(String locale) {
        Page page = browser.page(locale);
        browser.signIn(page);
        return page;
    }

    private static void open(Page page, CopyId id) {
        page.navigate(url + "/held/" + id);
        page.waitForSelector(".desk.open .sheet iframe");
        Browser.settled(page);
    }

    @Test
    void aLetterIsReleasedByKeyboardAloneAndSaysSoUntilItIsDelivered() {
        CopyId id = freshLetter("Por teclado");
        Page page = signedIn("es-MX");
        row(page, id).waitFor();

        page.keyboard().press("j");
        page.waitForSelector("vaadin-grid");
        Browser.settled(page);
        page.keyboard().press("Enter");
        page.waitForSelector(".desk.open .letter h2");
        assertThat(page.locator(".letter h2").textContent()).isEqualTo("Por teclado");
        page.keyboard().press("r");
        page.locator(".toast.counting").waitFor();

        assertThat(page.locator(".toast").textContent()).contains("Liberado: Transportes Ledezma", "Deshacer");
        assertThat(stateOf(id)).isInstanceOf(CopyState.Decided.class);
        row(page, id)
                .locator(".status", new Locator.LocatorOptions().setHasText("Sale en"))
                .waitFor();
        page.context().close();
    }

    @Test
    void theEvidenceSaysWhatWouldHaveChangedTheDecisionInBothLanguages() {
        CopyId id = freshLetter("Qué habría cambiado");
        for (var words : List.of(List.of("es-MX", "habría pasado"), List.of("en-US", "it would have passed"))) {
            Page page = signedIn(words.getFirst());
            open(page, id);
            assertThat(page.locator(".evid .cf").textContent()).contains(words.getLast());
            page.context().close();
        }
    }

    @Test
    void whatAnEntryHeldNamesTheEntryAndWhoWroteItAsLongAsItIsThere() throws Exception {
        Instant created = context.getBean(Clock.class).instant();
        store.lists()
                .put(
                        new ListEntry.Deny(
                                "no-more",
                                new ListEntry.Subject.Domain(DomainName.of("pesado.example"), true),
                                new ListEntry.Scope.Site(),
                                new ListEntry.Note(
                                        "nadie@operador.example",
                                        created,
                                        "<b>Pidió</b> la baja",
                                        Optional.empty(),
                                        Optional.empty())),
                        "cli");
        var draft = Seeds.invoice();
        draft.reason = Verdict.Reason.DENIED;
        draft.entry = Optional.of("no-more");
        draft.age = java.time.Duration.ZERO;
        CopyId id = new Seeds(store, created).hold(draft).getFirst();
        for (var words : List.of(
                List.of("es-MX", "escrita por nadie@operador.example"),
                List.of("en-US", "written by nadie@operador.example"))) {
            Page page = signedIn(words.getFirst());
            open(page, id);
            assertThat(page.locator(".evid .entry").textContent())
                    .contains("*.pesado.example", words.getLast(), "<b>Pidió</b> la baja");
            page.context().close();
        }
        store.lists().remove("no-more", "cli");
        Page page = signedIn("es-MX");
        open(page, id);
        assertThat(page.locator(".evid .entry").textContent()).contains("no-more", "ya no está");
        page.context().close();
    }

    @Test
    void theWordsThatCountedOpenWithTheirShare() {
        CopyId id = freshLetter("Palabra por palabra");
        Page page = signedIn("es-MX");
        open(page, id);
        assertThat(page.locator(".wordlist").count()).isZero();
        page.locator(".wordshares summary").click();
        page.waitForSelector(".wordlist li");

        assertThat(page.locator(".wordlist").textContent())
                .contains("factura", "gracias", "otras palabras y pares de palabras");
        assertThat(page.locator(".wordlist li")
                        .filter(new Locator.FilterOptions().setHasText("gracias"))
                        .locator(".num")
                        .textContent())
                .startsWith("−");
        page.context().close();
    }

    @Test
    void undoTakesItBackAndReturnsToTheRow() {
        CopyId id = freshLetter("Se deshace");
        Page page = signedIn("en-US");
        open(page, id);
        page.keyboard().press("s");
        page.locator(".toast.counting").waitFor();
        assertThat(stateOf(id)).isInstanceOf(CopyState.Decided.class);

        page.keyboard().press("u");
        page.locator(".toast", new Page.LocatorOptions().setHasText("Decision undone"))
                .waitFor();

        assertThat(stateOf(id)).isEqualTo(new CopyState.Unread());
        page.waitForURL("**/held/" + id);
        page.context().close();
    }

    @Test
    void deliveryAppearsByItself() throws Exception {
        CopyId id = freshLetter("Llega solo");
        Page page = signedIn("en-US");
        open(page, id);
        Quarantine atOnce =
                new Quarantine(store.held(), store.domains(), context.getBean(Clock.class), java.time.Duration.ZERO);
        atOnce.decide(
                store.people().find("bruno@filtro.example").orElseThrow(),
                List.of(id),
                Choice.of(Decision.Kind.RELEASE));

        page.locator(".letter .story", new Page.LocatorOptions().setHasText("Delivered"))
                .waitFor();
        assertThat(page.locator(".letter .story").textContent())
                .contains("Bruno released it", "250 2.0.0 Ok: queued as 4F1");
        page.context().close();
    }

    @Test
    void aCopyThatTheServerRefusedShowsTheServersWordsInRowAndLetter() {
        CopyId id = new Seeds(store, context.getBean(Clock.class).instant())
                .hold(Seeds.refused())
                .getFirst();
        for (String locale : List.of("es-MX", "en-US")) {
            Page page = signedIn(locale);
            String said = "550 5.1.1 <ventas.norte@metalsur.example>: no such user here";
            assertThat(row(page, id).locator(".status").getAttribute("title")).isEqualTo(said);
            assertThat(row(page, id).locator(".why .minus").textContent()).contains(said);
            open(page, id);
            assertThat(page.locator(".story .said").textContent()).isEqualTo(said);
            assertThat(page.locator("#act-release").isEnabled()).isTrue();
            page.context().close();
        }
    }

    @Test
    void theSecondReviewerIsToldWhoWasFirst() throws Exception {
        CopyId id = freshLetter("Dos personas");
        Page page = signedIn("es-MX");
        open(page, id);
        context.getBean(Quarantine.class)
                .decide(
                        store.people().find("bruno@filtro.example").orElseThrow(),
                        List.of(id),
                        Choice.of(Decision.Kind.SPAM));
        page.keyboard().press("r");

        page.locator(".toast", new Page.LocatorOptions().setHasText("Bruno lo dio por spam"))
                .waitFor();
        assertThat(store.held().find(id).orElseThrow().decision().map(Decision::by))
                .contains("bruno@filtro.example");
        page.context().close();
    }

    @Test
    void manyAreMarkedAndDecidedAtOnce() {
        CopyId one = freshLetter("Lote uno");
        CopyId two = freshLetter("Lote dos");
        CopyId three = freshLetter("Lote tres");
        Page page = signedIn("es-MX");
        page.keyboard().press("/");
        page.keyboard().type("Lote");
        page.locator(".say", new Page.LocatorOptions().setHasText("coinciden")).waitFor();
        page.keyboard().press("Escape");
        page.keyboard().press("j");
        Browser.settled(page);
        page.keyboard().press("x");
        page.keyboard().press("j");
        Browser.settled(page);
        page.keyboard().press("j");
        Browser.settled(page);
        page.keyboard().press("Shift+X");
        page.locator(".selbar", new Page.LocatorOptions().setHasText("3 marcados"))
                .waitFor();
        page.keyboard().press("s");
        page.locator(".toast", new Page.LocatorOptions().setHasText("3 spam")).waitFor();

        assertThat(List.of(one, two, three)).allMatch(id -> stateOf(id) instanceof CopyState.Decided);
        page.context().close();
    }

    @Test
    void alikeMessagesAreOneRowThatOpensAndIsDecidedAsAWhole() {
        var ids = new java.util.ArrayList<CopyId>();
        for (int i = 0; i < 4; i++) {
            ids.add(freshLetter("Paquete cuatro veces detenido"));
        }
        var apart = Seeds.invoice();
        apart.subject = "Paquete cuatro veces detenido";
        apart.age = java.time.Duration.ZERO;
        apart.attachments =
                List.of(new org.postigo.mail.finding.MessageDigest.Attachment("guia.zip", "application/zip", 9));
        CopyId alone = new Seeds(store, context.getBean(Clock.class).instant())
                .hold(apart)
                .getFirst();
        Page page = signedIn("es-MX");
        page.fill("#search", "Paquete cuatro veces detenido");
        page.locator(".say", new Page.LocatorOptions().setHasText("coinciden")).waitFor();
        page.getByText("Por campaña").click();
        page.locator(".say", new Page.LocatorOptions().setHasText("5 mensajes por decidir"))
                .waitFor();

        assertThat(page.locator(".say").textContent()).startsWith("2 filas con 5 mensajes");
        assertThat(page.locator(".row .count:not([hidden])").textContent().strip())
                .isEqualTo("4");
        assertThat(row(page, alone).locator(".count").isVisible()).isFalse();

        Locator campaign = page.locator(".row:has(.count:not([hidden]))");
        campaign.locator(".subj").click();
        page.waitForSelector(".desk.open .sheet iframe");
        Browser.settled(page);
        page.keyboard().press("o");
        page.locator(".count[aria-expanded=true]").waitFor();
        ids.forEach(id -> row(page, id).waitFor());
        page.keyboard().press("o");
        page.locator(".count[aria-expanded=false]:not([hidden])").waitFor();
        page.keyboard().press("s");
        page.locator(".toast", new Page.LocatorOptions().setHasText("4 spam")).waitFor();

        assertThat(ids).allMatch(id -> stateOf(id) instanceof CopyState.Decided);
        assertThat(stateOf(alone)).isEqualTo(new CopyState.Unread());
        page.keyboard().press("u");
        page.locator(".toast", new Page.LocatorOptions().setHasText("deshech")).waitFor();
        assertThat(ids).allMatch(id -> stateOf(id).equals(new CopyState.Unread()));
        page.context().close();
    }

    @Test
    void aCommentGoesWithTheDecisionIsShownAndIsNotCarriedToTheNextLetter() {
        CopyId next = freshLetter("Sin comentario");
        CopyId id = freshLetter("Con comentario");
        Page page = signedIn("es-MX");
        open(page, next);
        page.keyboard().press("c");
        page.keyboard().type("para otra carta");
        page.keyboard().press("Enter");
        Browser.settled(page);
        row(page, id).click();
        page.locator(".letter h2", new Page.LocatorOptions().setHasText("Con comentario"))
                .waitFor();
        Browser.settled(page);
        assertThat(page.inputValue("#comment")).isEmpty();

        page.keyboard().press("c");
        page.keyboard().type("que lo vea Bruno <b>rsn</b>");
        page.keyboard().press("Enter");
        Browser.settled(page);
        page.keyboard().press("n");
        page.locator(".toast.counting").waitFor();

        assertThat(store.held().find(id).orElseThrow().decision().map(Decision::comment))
                .contains("que lo vea Bruno <b>rsn</b>");
        open(page, id);
        assertThat(page.locator(".story .comment").textContent()).isEqualTo("«que lo vea Bruno <b>rsn</b>»");
        assertThat(stateOf(next)).isEqualTo(new CopyState.Unread());
        page.context().close();
    }

    @Test
    void lettersTypedIntoAFieldDecideNothing() {
        CopyId id = freshLetter("Letras sueltas");
        Page page = signedIn("es-MX");
        open(page, id);
        page.keyboard().press("/");
        page.keyboard().type("rswdnu");
        Browser.settled(page);

        assertThat(page.inputValue("#search")).isEqualTo("rswdnu");
        assertThat(stateOf(id)).isEqualTo(new CopyState.Unread());
        page.context().close();
    }

    @Test
    void releaseAndAllowMakesTheEntryOfTheChosenIdentityOnlyWhenItTakesEffect() {
        CopyId id = freshLetter("Con lista blanca");
        Page page = signedIn("es-MX");
        open(page, id);
        page.locator(".ids input").nth(1).check();
        Browser.settled(page);
        page.keyboard().press("w");
        page.locator(".toast.counting").waitFor();

        Decision decision = store.held().find(id).orElseThrow().decision().orElseThrow();
        assertThat(decision.entry().orElseThrow().subject())
                .isEqualTo(new org.postigo.mail.policy.ListEntry.Subject.Address(
                        org.postigo.mail.Mailbox.of("facturacion@ledezma-fletes.example")));
        assertThat(store.lists().snapshot().entries()).isEmpty();
        page.context().close();
    }

    @Test
    void whereNothingWasProvedTheAllowActionIsOffAndSaysSo() {
        CopyId id = new Seeds(store, context.getBean(Clock.class).instant())
                .hold(Seeds.phish())
                .getFirst();
        Page page = signedIn("es-MX");
        open(page, id);

        assertThat(page.locator("#act-release-and-allow").isDisabled()).isTrue();
        assertThat(page.locator("#act-release-and-allow").getAttribute("title")).isEqualTo("Ninguna identidad probada");
        page.keyboard().press("w");
        page.locator(".toast", new Page.LocatorOptions().setHasText("No probó identidad"))
                .waitFor();
        page.context().close();
    }

    @Test
    void scriptInEveryFieldRunsNothingLoadsNothingAndIsShownAsText() {
        CopyId id = new Seeds(store, context.getBean(Clock.class).instant())
                .hold(Seeds.hostile())
                .getFirst();
        Page page = browser.page("es-MX");
        var foreign = new java.util.concurrent.CopyOnWriteArrayList<String>();
        page.onRequest(request -> {
            if (!request.url().startsWith(url) && !request.url().startsWith("data:")) {
                foreign.add(request.url());
            }
        });
        browser.signIn(page);
        row(page, id).waitFor();
        assertThat(row(page, id).locator(".name").textContent()).startsWith("\"><img src=x");
        open(page, id);
        for (String tab : List.of("2", "3", "4", "1")) {
            page.keyboard().press(tab);
            Browser.settled(page);
        }
        page.keyboard().press("n");
        page.locator(".toast.counting").waitFor();

        assertThat(page.evaluate("() => window.owned")).isNull();
        assertThat(page.frames().stream().skip(1))
                .allSatisfy(frame -> assertThat(frame.url()).isIn("", "about:srcdoc"));
        assertThat(foreign).isEmpty();
        assertThat(page.getAttribute(".sheet iframe", "sandbox")).isEmpty();
        assertThat(page.locator(".letter h2").textContent()).contains("‹U+202E›");
        page.context().close();
        // The frame says that it kept scripts from running: that is what it is for.
        browser.complaints.removeIf(complaint -> complaint.contains("about:srcdoc"));
    }

    @Test
    void signInSaysHowManyTriesAreLeftThenHowLongToWaitAndNeverWhetherTheAccountExists() {
        for (String account : List.of("bruno@filtro.example", "nadie@filtro.example")) {
            Page page = browser.page("es-MX");
            String[] said = new String[3];
            for (int i = 0; i < 3; i++) {
                browser.signIn(page, account, "mala-" + i);
                page.locator("#trouble").waitFor();
                said[i] = page.locator("#trouble").textContent();
            }
            assertThat(said[0]).isEqualTo("El correo o la contraseña no coinciden. Quedan 2 intentos.");
            assertThat(said[1]).isEqualTo("El correo o la contraseña no coinciden. Queda 1 intento.");
            assertThat(said[2]).startsWith("Demasiados intentos desde aquí.");
            browser.signIn(page, account, DeskApp.PASSWORD);
            page.locator("#trouble").waitFor();
            assertThat(page.url()).contains("/signin");
            page.context().close();
        }
    }

    @Test
    void theSessionGetsANewNameAtSignInAndPagesCarryTheirPolicy() {
        Page page = browser.page("es-MX");
        var answer = page.navigate(url + "/signin");
        assertThat(answer.headerValue("content-security-policy"))
                .contains("default-src 'none'", "frame-ancestors 'none'", "'nonce-")
                .doesNotContain("script-src 'self' 'unsafe-inline'");
        assertThat(answer.headerValue("referrer-policy")).isEqualTo("no-referrer");
        assertThat(answer.headerValue("x-content-type-options")).isEqualTo("nosniff");
        assertThat(answer.headerValue("x-frame-options")).isEqualTo("DENY");
        String before = session(page).orElseThrow();
        browser.signIn(page);
        assertThat(session(page)).isPresent().get().isNotEqualTo(before);
        page.context().close();
    }

    private static Optional<String> session(Page page) {
        return page.context().cookies().stream()
                .filter(cookie -> cookie.name.equals("JSESSIONID"))
                .map(cookie -> cookie.value)
                .findFirst();
    }

    @Test
    void theChosenLanguageStaysWithThePerson() throws Exception {
        var bruno = store.people().find("bruno@filtro.example").orElseThrow();
        store.people()
                .put(
                        new org.postigo.store.people.Person(
                                "eva@filtro.example",
                                "Eva",
                                bruno.role(),
                                bruno.domains(),
                                bruno.passwordHash(),
                                Optional.empty()),
                        "test");
        Page page = browser.page("es-MX");
        browser.signIn(page, "eva@filtro.example", DeskApp.PASSWORD);
        page.waitForSelector(".app");
        page.navigate(url + "/held");
        page.locator("h1", new Page.LocatorOptions().setHasText("Retenidos")).waitFor();
        page.click(".who");
        page.locator("vaadin-context-menu-item", new Page.LocatorOptions().setHasText("English"))
                .click();
        page.locator("h1", new Page.LocatorOptions().setHasText("Held")).waitFor();

        assertThat(store.people().find("eva@filtro.example").orElseThrow().language())
                .contains("en");
        Page elsewhere = browser.page("es-MX");
        browser.signIn(elsewhere, "eva@filtro.example", DeskApp.PASSWORD);
        elsewhere.waitForSelector(".app");
        elsewhere.navigate(url + "/held");
        elsewhere.locator("h1", new Page.LocatorOptions().setHasText("Held")).waitFor();
        page.context().close();
        elsewhere.context().close();
    }

    @Test
    void onAPhoneListAndLetterAreTwoPagesAndNothingOverflows() {
        CopyId id = freshLetter("En el teléfono");
        Page page = browser.page(390, 844, ColorScheme.DARK, "es-MX");
        browser.signIn(page);
        assertThat((Boolean) page.evaluate("""
                () => [...document.querySelectorAll('.row[data-copy] .why')].every(why =>
                    [...why.children].filter(each => getComputedStyle(each).display !== 'none').length === 1)""")).as("one reason a row").isTrue();
        row(page, id).locator(".subj").click();
        page.waitForSelector(".desk.open .sheet iframe");
        assertThat(page.locator(".list").isVisible()).isFalse();
        assertThat((Boolean) page.evaluate("() => document.documentElement.scrollWidth <= 390"))
                .isTrue();
        page.locator(".pbar .go").click();
        page.locator(".back-link").click();
        page.locator(".toast.counting").waitFor();

        assertThat(stateOf(id)).isInstanceOf(CopyState.Decided.class);
        page.context().close();
    }

    @Test
    void aLetterOfAnotherDomainIsNotShownAndNotSaidToExist() throws Exception {
        CopyId id = freshLetter("Ajeno");
        var bruno = store.people().find("bruno@filtro.example").orElseThrow();
        store.people()
                .put(
                        new org.postigo.store.people.Person(
                                "huerta@filtro.example",
                                "Huerta",
                                bruno.role(),
                                java.util.Set.of(org.postigo.mail.DomainName.of("huerta.example")),
                                bruno.passwordHash(),
                                Optional.empty()),
                        "test");
        Page page = browser.page("es-MX");
        browser.signIn(page, "huerta@filtro.example", DeskApp.PASSWORD);
        page.waitForSelector(".app");
        page.navigate(url + "/held/" + id);
        page.locator(".toast", new Page.LocatorOptions().setHasText("no existe o es de otro dominio"))
                .waitFor();
        assertThat(page.locator(".row .to").allTextContents())
                .isNotEmpty()
                .allMatch(to -> to.contains("huerta.example"));
        page.context().close();
    }

    /** The frame is taken away first: it runs nothing, so no audit could run in it either. */
    private static List<String> faults(Page page) {
        page.evaluate("() => document.querySelectorAll('iframe').forEach(frame => frame.remove())");
        return new AxeBuilder(page)
                .analyze().getViolations().stream()
                        .filter(fault -> List.of("serious", "critical").contains(fault.getImpact()))
                        .flatMap(fault -> fault.getNodes().stream()
                                .map(node -> fault.getId() + ": " + fault.getHelp() + " in " + node.getHtml()))
                        .toList();
    }

    @Test
    void anAuditOfAccessibilityFindsNoSeriousFaultInEitherSchemeOrWidth() {
        CopyId id = freshLetter("Para todas las personas");
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (int width : List.of(1440, 390)) {
                Page page = browser.page(width, 900, scheme, "es-MX");
                page.navigate(url + "/signin");
                page.waitForSelector("#email");
                assertThat(faults(page)).as("sign-in %s %d", scheme, width).isEmpty();
                browser.signIn(page);
                Browser.settled(page);
                assertThat(faults(page)).as("held %s %d", scheme, width).isEmpty();
                open(page, id);
                assertThat(faults(page)).as("letter %s %d", scheme, width).isEmpty();
                page.context().close();
            }
        }
    }

    @Test
    void picturesOfEveryViewAreTakenInBothLanguagesSchemesAndWidths() throws Exception {
        Path folder = Path.of("target", "shots");
        java.nio.file.Files.createDirectories(folder);
        var look = new Look(browser, url, folder);
        look.wide(ColorScheme.LIGHT, "es-MX", "light-es");
        look.wide(ColorScheme.DARK, "en-US", "dark-en");
        look.phone(ColorScheme.LIGHT, "es-MX", "light-es");
        look.phone(ColorScheme.DARK, "en-US", "dark-en");

        try (var pictures = java.nio.file.Files.list(folder)) {
            assertThat(pictures.filter(file -> file.toString().endsWith(".png")))
                    .hasSizeGreaterThanOrEqualTo(12);
        }
    }
}
