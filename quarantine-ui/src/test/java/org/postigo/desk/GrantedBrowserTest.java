package org.postigo.desk;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postigo.desk.signin.Grants;
import org.postigo.desk.signin.Grants.Grant;
import org.postigo.desk.signin.IdentityProvider;
import org.postigo.mail.DomainName;
import org.postigo.store.Store;
import org.postigo.store.audit.Audit;
import org.postigo.store.audit.AuditEvent.Deed;
import org.postigo.store.people.Person;
import org.postigo.store.people.Person.Role;
import org.springframework.context.ConfigurableApplicationContext;

/** A provider whose claim says what people may, in a real Chromium. */
class GrantedBrowserTest {
    private static final DomainName DOMAIN = DomainName.of("metalsur.example");
    private static final String NEW = "nora@example.com";

    private static LocalProvider provider;
    private static ConfigurableApplicationContext context;
    private static Store store;
    private static Browser browser;
    private static String url;

    @BeforeAll
    static void start() throws Exception {
        provider = new LocalProvider();
        context = DeskApp.start(
                0,
                30,
                Optional.of(new IdentityProvider(
                        "Taller",
                        provider.issuer(),
                        LocalProvider.CLIENT,
                        "not much of a secret",
                        new Grants(
                                "groups",
                                List.of(
                                        new Grant("jefes", Role.ADMINISTRATOR, Set.of()),
                                        new Grant("mesa", Role.REVIEWER, Set.of(DOMAIN)))))));
        url = DeskApp.url(context);
        store = context.getBean(Store.class);
        browser = new Browser(url);
    }

    @AfterAll
    static void stop() {
        browser.close();
        context.close();
        provider.close();
    }

    private static Page come(String email, String... groups) {
        provider.vouchFor(new LocalProvider.Claims(email, true, true, List.of(groups)));
        Page page = browser.page("en-US");
        page.navigate(url + "/signin");
        page.locator(".btn.provider").click();
        return page;
    }

    private static void comesIn(String email, String... groups) {
        Page page = come(email, groups);
        page.waitForURL(at -> at.startsWith(url) && !at.contains("signin") && !at.contains("oauth2"));
        page.context().close();
    }

    @Test
    void eachSignInGivesWhatTheClaimSaysByThen() {
        comesIn(NEW, "staff", "mesa");
        assertThat(store.people().find(NEW))
                .contains(new Person(
                        NEW, "Nora Vidal", Role.REVIEWER, Set.of(DOMAIN), Person.NO_PASSWORD, Optional.empty()));
        comesIn(NEW, "jefes", "mesa");
        assertThat(store.people().find(NEW)).hasValueSatisfying(nora -> {
            assertThat(nora.role()).isEqualTo(Role.ADMINISTRATOR);
            assertThat(nora.domains()).isEmpty();
        });
    }

    @Test
    void whomNoGrantFitsStaysOutAndIsToldWhy() {
        String email = "omar@example.com";
        comesIn(email, "mesa");
        Page page = come(email, "staff");
        page.waitForURL(Pattern.compile(".*/signin\\?error.*"));
        assertThat(page.locator(".door .err"))
                .containsText("The provider knows omar@example.com, but nothing that it says grants access here");
        page.navigate(url + "/held");
        page.waitForURL(Pattern.compile(".*/signin.*"));
        page.context().close();
        assertThat(store.audit().newest(Audit.Query.since(Instant.EPOCH), 50)).anySatisfy(event -> {
            assertThat(event.deed()).isEqualTo(Deed.REFUSED_AT_THE_DOOR);
            assertThat(event.who()).isEqualTo(email);
            assertThat(event.detail()).isEqualTo("Taller");
        });
    }
}
