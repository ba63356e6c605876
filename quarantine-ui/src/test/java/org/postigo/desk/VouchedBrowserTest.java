package org.postigo.desk;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postigo.desk.signin.IdentityProvider;
import org.postigo.store.Store;
import org.postigo.store.audit.Audit;
import org.postigo.store.audit.AuditEvent.Deed;
import org.springframework.context.ConfigurableApplicationContext;

/** Signing in by an OpenID Connect provider, beside passwords. */
class VouchedBrowserTest {
    private static final String REVIEWER = "ines@filtro.example";

    private static LocalProvider provider;
    private static ConfigurableApplicationContext context;
    private static Browser browser;
    private static String url;

    @BeforeAll
    static void start() throws Exception {
        provider = new LocalProvider();
        context = DeskApp.start(
                0,
                30,
                Optional.of(new IdentityProvider(
                        "Taller", provider.issuer(), LocalProvider.CLIENT, "not much of a secret")));
        url = DeskApp.url(context);
        browser = new Browser(url);
    }

    @AfterAll
    static void stop() {
        browser.close();
        context.close();
        provider.close();
    }

    private static Page come(LocalProvider.Claims claims) {
        provider.vouchFor(claims);
        Page page = browser.page("en-US");
        page.navigate(url + "/signin");
        page.locator(".btn.provider", new Page.LocatorOptions().setHasText("Taller"))
                .click();
        return page;
    }

    private static void isOut(LocalProvider.Claims claims) {
        Page page = come(claims);
        page.waitForURL(Pattern.compile(".*/signin\\?error.*"));
        page.navigate(url + "/held");
        page.waitForURL(Pattern.compile(".*/signin.*"));
        page.context().close();
    }

    @Test
    void whoIsKnownHereComesInAndTheAuditTellsByWhom() {
        Page page = come(new LocalProvider.Claims("Ines@Filtro.example", true, true));
        page.waitForURL(at -> at.startsWith(url) && !at.contains("signin") && !at.contains("oauth2"));
        page.navigate(url + "/held");
        assertThat(page.locator(".row[data-copy]").first()).isVisible();
        page.context().close();
        assertThat(context.getBean(Store.class).audit().newest(Audit.Query.since(Instant.EPOCH), 50))
                .anySatisfy(event -> {
                    assertThat(event.deed()).isEqualTo(Deed.SIGNED_IN);
                    assertThat(event.who()).isEqualToIgnoringCase(REVIEWER);
                    assertThat(event.detail()).isEqualTo("Taller");
                });
    }

    @Test
    void whoIsNotKnownHereStaysOutWhateverTheProviderSays() {
        isOut(new LocalProvider.Claims("stranger@example.com", true, true));
    }

    @Test
    void anAddressThatNobodyVerifiedIsNoWordForAnybody() {
        isOut(new LocalProvider.Claims(REVIEWER, false, true));
    }

    @Test
    void aTokenThatTheProvidersKeyDidNotSignIsNone() {
        isOut(new LocalProvider.Claims(REVIEWER, true, false));
    }

    @Test
    void aPasswordStillOpensTheDoor() {
        Page page = browser.page("en-US");
        browser.signIn(page);
        page.waitForSelector(".app");
        page.context().close();
    }
}
