package org.postigo.desk;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;

/** Takes pictures of a desk that runs: {@code main URL FOLDER}. */
final class Look {
    private final Browser browser;
    private final String url;
    private final Path folder;

    Look(Browser browser, String url, Path folder) {
        this.browser = browser;
        this.url = url;
        this.folder = folder;
    }

    private void shoot(Page page, String name) {
        page.mouse().move(0, 0);
        page.waitForFunction("() => document.fonts.ready.then(() => true)");
        page.screenshot(new Page.ScreenshotOptions().setPath(folder.resolve(name + ".png")));
    }

    private void words(Page page, String name) {
        if (page.locator(".wordshares summary").count() > 0) {
            page.locator(".wordshares summary").click();
            page.waitForSelector(".wordlist");
            page.locator(".wordlist").scrollIntoViewIfNeeded();
            shoot(page, name);
            page.locator(".wordshares summary").click();
        }
    }

    void wide(ColorScheme scheme, String locale, String suffix) {
        Page page = browser.page(1440, 900, scheme, locale);
        page.navigate(url + "/signin");
        page.waitForSelector("#email");
        shoot(page, "signin-1440-" + suffix);
        browser.signIn(page);
        Browser.settled(page);
        shoot(page, "held-1440-" + suffix);
        campaigns(page, "campaigns-1440-" + suffix);
        page.locator(".row[data-copy]").first().click();
        page.waitForSelector(".desk.open .sheet iframe");
        Browser.settled(page);
        shoot(page, "letter-1440-" + suffix);
        words(page, "words-1440-" + suffix);
        page.keyboard().press("j");
        Browser.settled(page);
        page.waitForTimeout(300);
        shoot(page, "phish-1440-" + suffix);
        page.keyboard().press("j");
        Browser.settled(page);
        page.waitForTimeout(300);
        shoot(page, "hostile-1440-" + suffix);
        page.keyboard().press("3");
        page.keyboard().press("s");
        page.waitForSelector(".toast.counting");
        page.keyboard().press("k");
        Browser.settled(page);
        page.waitForTimeout(300);
        shoot(page, "decided-1440-" + suffix);
        page.keyboard().press("u");
        page.waitForTimeout(300);
        page.keyboard().press("Escape");
        page.waitForSelector(".desk:not(.open)");
        page.keyboard().press("x");
        page.keyboard().press("j");
        Browser.settled(page);
        page.keyboard().press("j");
        Browser.settled(page);
        page.keyboard().press("x");
        page.waitForSelector(".selbar");
        page.waitForTimeout(300);
        shoot(page, "marked-1440-" + suffix);
        page.keyboard().press("?");
        page.waitForSelector(".keycols");
        page.waitForTimeout(300);
        shoot(page, "keys-1440-" + suffix);
        page.keyboard().press("Escape");
        page.waitForTimeout(300);
        page.click(".who");
        page.waitForTimeout(500);
        shoot(page, "menu-1440-" + suffix);
        page.keyboard().press("Escape");
        page.fill("#search", "nada que exista");
        page.waitForSelector(".empty");
        page.waitForTimeout(300);
        shoot(page, "empty-1440-" + suffix);
        page.context().close();
    }

    /** The same list by campaign, one of them open; leaves the plain list. */
    private void campaigns(Page page, String name) {
        page.locator(".seg").nth(1).click();
        page.waitForSelector(".rows.arranged .count:not([hidden])");
        page.locator(".rows.arranged .count:not([hidden])").first().click();
        page.waitForSelector(".count[aria-expanded=true]");
        page.waitForTimeout(300);
        shoot(page, name);
        page.locator(".seg").first().click();
        page.waitForSelector(".rows:not(.arranged)");
        Browser.settled(page);
    }

    void phone(ColorScheme scheme, String locale, String suffix) {
        Page page = browser.page(390, 844, scheme, locale);
        page.navigate(url + "/signin");
        page.waitForSelector("#email");
        shoot(page, "signin-390-" + suffix);
        browser.signIn(page);
        Browser.settled(page);
        shoot(page, "held-390-" + suffix);
        campaigns(page, "campaigns-390-" + suffix);
        page.locator(".row[data-copy] .subj").first().click();
        page.waitForSelector(".desk.open .sheet iframe");
        Browser.settled(page);
        shoot(page, "letter-390-" + suffix);
        words(page, "words-390-" + suffix);
        page.context().close();
    }

    public static void main(String[] arguments) {
        try (var browser = new Browser(arguments[0])) {
            var look = new Look(browser, arguments[0], Path.of(arguments[1]));
            look.wide(ColorScheme.LIGHT, "es-MX", "light-es");
            if (arguments.length > 2) {
                look.wide(ColorScheme.DARK, "en-US", "dark-en");
                look.phone(ColorScheme.LIGHT, "es-MX", "light-es");
                look.phone(ColorScheme.DARK, "en-US", "dark-en");
            }
            browser.complaints.forEach(System.out::println);
        }
    }
}
