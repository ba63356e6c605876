package org.postigo.desk;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postigo.desk.signin.FirstPerson;
import org.postigo.mail.DomainName;
import org.postigo.mail.Mailbox;
import org.postigo.mail.policy.Level;
import org.postigo.mail.policy.ServiceTree;
import org.postigo.mail.policy.Setting;
import org.postigo.quarantine.links.Links;
import org.postigo.quarantine.links.Ticket;
import org.postigo.store.Store;
import org.postigo.store.digests.Request;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.CopyState;
import org.postigo.store.people.Person;
import org.springframework.context.ConfigurableApplicationContext;

/** The page of one's own held mail, by a scanner's eyes and by a person's, in a real Chromium and over plain HTTP. */
class MineBrowserTest {
    private static final Path PICTURES = Path.of("target", "pictures");
    private static final Mailbox COMPRAS = Mailbox.of("compras@metalsur.example");
    private static ConfigurableApplicationContext context;
    private static Browser browser;
    private static String url;
    private static Store store;
    private static Links links;

    @BeforeAll
    static void start() throws Exception {
        context = DeskApp.start(0, 30);
        url = DeskApp.url(context);
        browser = new Browser(url);
        store = context.getBean(Store.class);
        links = context.getBean(Links.class);
        for (String domain : List.of("metalsur.example", "huerta.example")) {
            store.domains()
                    .change(
                            new Level.Domain(DomainName.of(domain)),
                            node -> ServiceTree.Node.of(
                                    node.level(), node.wishes().read(Setting.DIGEST_TO, "recipients")),
                            "test");
        }
        Files.createDirectories(PICTURES);
    }

    @AfterAll
    static void stop() {
        browser.close();
        context.close();
    }

    private static CopyId letter(String subject) {
        var draft = Seeds.invoice();
        draft.subject = subject;
        draft.age = Duration.ZERO;
        return new Seeds(store, context.getBean(Clock.class).instant())
                .hold(draft)
                .getFirst();
    }

    private static String link() {
        return url + "/mine?k=" + links.make(new Ticket.Own(COMPRAS));
    }

    private static HttpResponse<String> send(String method, String address, String body) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(address))
                    .method(
                            method,
                            body.isEmpty()
                                    ? HttpRequest.BodyPublishers.noBody()
                                    : HttpRequest.BodyPublishers.ofString(body));
            if (!body.isEmpty()) {
                request.header("Content-Type", "application/x-www-form-urlencoded");
            }
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void aScannerThatFollowsEveryLinkChangesNothingAndAPersonsButtonDoes() throws Exception {
        CopyId id = letter("Factura 8841 para escanear");
        String link = link();
        for (String method : List.of("HEAD", "GET", "OPTIONS", "GET")) {
            send(method, link, "");
        }
        // A scanner that makes up the form without the page's own token is sent away.
        String key = link.substring(link.indexOf("k=") + 2);
        assertThat(send("POST", url + "/mine", "k=" + key + "&copy=" + id + "&wish=release")
                        .statusCode())
                .isEqualTo(403);
        assertThat(store.requests().about(id)).isEmpty();
        assertThat(store.held().find(id).orElseThrow().state()).isInstanceOf(CopyState.Unread.class);

        Page page = browser.page("es-MX");
        page.navigate(link);
        page.locator("li", new Page.LocatorOptions().setHasText("Factura 8841 para escanear"))
                .locator("input.comment")
                .fill("Es de nuestro <b>proveedor</b>");
        page.locator("li", new Page.LocatorOptions().setHasText("Factura 8841 para escanear"))
                .locator("button[value=allow]")
                .click();
        page.waitForSelector(".done");
        assertThat(page.locator(".done").textContent()).startsWith("Pedido.");
        Request asked = store.requests().about(id).orElseThrow();
        assertThat(asked.wish()).isEqualTo(Request.Wish.ALLOW_SENDER);
        assertThat(asked.comment()).isEqualTo("Es de nuestro <b>proveedor</b>");
        // Reloading sends nothing twice.
        page.reload();
        assertThat(store.requests().open().stream().filter(each -> each.copy().equals(id)))
                .hasSize(1);
        page.context().close();

        // The reviewer meets it in the row and beside the letter.
        Page desk = browser.page("es-MX");
        browser.signIn(desk);
        desk.locator("[data-copy='" + id + "']", new Page.LocatorOptions().setHasText("pide permitir"))
                .waitFor();
        desk.navigate(url + "/held/" + id);
        desk.waitForSelector(".desk.open .evid");
        desk.locator(".evid", new Page.LocatorOptions().setHasText("Es de nuestro <b>proveedor</b>"))
                .waitFor();
        desk.context().close();
    }

    @Test
    void aLinkThatIsOverOrForgedOrOfSomebodyElseShowsNothing() throws Exception {
        CopyId id = letter("Solo para compras");
        var past = new Links(
                new byte[32],
                Clock.fixed(java.time.Instant.parse("2020-01-01T00:00:00Z"), ZoneOffset.UTC),
                Duration.ofDays(7));
        String over = past.make(new Ticket.Own(COMPRAS));
        String own = links.make(new Ticket.Own(COMPRAS));
        String forged = own.substring(0, own.length() - 6) + "AAAAAA";
        String strangers = links.make(new Ticket.Own(Mailbox.of("eva@elsewhere.example")));
        String others = links.make(new Ticket.Own(Mailbox.of("ventas@metalsur.example")));
        String noContact = links.make(new Ticket.OfDomain(DomainName.of("metalsur.example"), COMPRAS));
        for (String key : List.of(over, forged, strangers, noContact, "x")) {
            HttpResponse<String> answer = send("GET", url + "/mine?k=" + key, "");
            assertThat(answer.statusCode()).isEqualTo(410);
            assertThat(answer.body()).doesNotContain("Solo para compras");
        }
        HttpResponse<String> answer = send("GET", url + "/mine?k=" + others, "");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).doesNotContain("Solo para compras", id.toString());
        assertThat(send("GET", url + "/mine?k=" + own, "").headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy).contains("default-src 'none'"));
    }

    @Test
    void aLinkIsMailedToWhoAsksAndTheAnswerTellsNobodyWhoseMailboxExists() {
        DeskApp.MAILED.clear();
        for (String mailbox :
                List.of("nadie@elsewhere.example", "compras@metalsur.example", "compras@metalsur.example")) {
            Page page = browser.page("en-US");
            page.navigate(url + "/mine");
            page.fill("#mailbox", mailbox);
            page.click(".ask .btn");
            page.waitForSelector(".done");
            assertThat(page.locator(".done").textContent())
                    .isEqualTo("If mail is held here for this address, a link is on its way to it.");
            page.context().close();
        }
        org.assertj.core.api.Assertions.assertThat(DeskApp.MAILED)
                .singleElement()
                .satisfies(notice -> {
                    assertThat(notice.to()).isEqualTo(COMPRAS);
                    assertThat(notice.text()).contains("/mine?k=");
                });
    }

    @Test
    void aRecipientWhoSignsInSeesOwnMailAndNoDesk() throws Exception {
        store.people()
                .put(
                        new Person(
                                COMPRAS.toString(),
                                "Compras",
                                Person.Role.RECIPIENT,
                                Set.of(),
                                FirstPerson.hash(DeskApp.PASSWORD),
                                Optional.empty()),
                        "test");
        letter("Para quien entra");
        Page page = browser.page("es-MX");
        browser.signIn(page, COMPRAS.toString(), DeskApp.PASSWORD);
        page.waitForSelector(".mine .held");
        assertThat(page.locator(".mine .held").textContent()).contains("Para quien entra");
        page.context().close();
    }

    @Test
    void axeFindsNothingSeriousAndPicturesAreTaken() {
        letter("Pedido 4471");
        for (String locale : List.of("es-MX", "en-US")) {
            for (int width : new int[] {1440, 390}) {
                ColorScheme scheme = (width == 390) == locale.equals("es-MX") ? ColorScheme.DARK : ColorScheme.LIGHT;
                Page page = browser.page(width, width == 390 ? 844 : 900, scheme, locale);
                for (var place : java.util.Map.of("mine", link(), "mine-door", url + "/mine?k=over")
                        .entrySet()) {
                    page.navigate(place.getValue());
                    page.waitForFunction("() => document.fonts.ready.then(() => true)");
                    var found = new AxeBuilder(page)
                            .analyze().getViolations().stream()
                                    .filter(each ->
                                            List.of("serious", "critical").contains(each.getImpact()))
                                    .map(each -> each.getId() + " "
                                            + each.getNodes().stream()
                                                    .map(node -> node.getHtml())
                                                    .toList())
                                    .toList();
                    assertThat(found)
                            .as("%s %s %s", place.getKey(), locale, width)
                            .isEmpty();
                    page.screenshot(new Page.ScreenshotOptions()
                            .setPath(PICTURES.resolve(place.getKey() + "-" + width + "-"
                                    + scheme.name().toLowerCase(Locale.ROOT) + "-" + locale.substring(0, 2) + ".png")));
                }
                page.context().close();
            }
        }
    }
}
