package org.postigo.desk;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.ArrayList;
import org.postigo.store.held.CopyId;

/** Takes pictures of a round with an opened campaign, of the filters, and of the menu on a phone: {@code main FOLDER}. */
final class PhoneLook {
    private PhoneLook() {}

    public static void main(String[] arguments) {
        Path folder = Path.of(arguments[0]);
        try (var context = DeskApp.start(0, 30)) {
            var seeds = new RoundSeeds(context);
            var copies = new ArrayList<CopyId>();
            copies.addAll(seeds.campaign(1, 9, 0.71));
            for (int i = 0; i < 20; i++) {
                copies.add(seeds.single(i, 0.8 + 0.005 * i));
            }
            seeds.round(copies, 55);
            String url = DeskApp.url(context);
            try (var browser = new Browser(url)) {
                wide(browser, url, folder);
                phone(browser, url, folder);
            }
        }
    }

    private static void wide(Browser browser, String url, Path folder) {
        Page page = browser.page(1440, 900, ColorScheme.LIGHT, "es-MX");
        browser.signIn(page);
        shoot(page, folder, "filters-1440-light-es");
        page.navigate(url + "/review");
        page.waitForSelector(".review .row[data-copy]");
        page.locator("#take-round").click();
        page.waitForTimeout(600);
        page.locator(".review .count:not([hidden])").first().click();
        page.waitForSelector(".row.inner");
        shoot(page, folder, "review-1440-light-es");
        page.context().close();
    }

    private static void phone(Browser browser, String url, Path folder) {
        Page page = browser.page(390, 844, ColorScheme.DARK, "es-MX");
        browser.signIn(page);
        page.navigate(url + "/review");
        page.waitForSelector(".review .row[data-copy]");
        shoot(page, folder, "review-390-dark-es");
        page.locator(".views").click();
        page.waitForTimeout(300);
        shoot(page, folder, "menu-390-dark-es");
        page.keyboard().press("Escape");
        page.locator(".review .row[data-copy] .subj").first().click();
        page.waitForSelector(".review.reading .sheet iframe");
        shoot(page, folder, "letter-390-dark-es");
        page.context().close();
    }

    private static void shoot(Page page, Path folder, String name) {
        Browser.settled(page);
        page.mouse().move(0, 0);
        page.waitForTimeout(400);
        page.screenshot(new Page.ScreenshotOptions().setPath(folder.resolve(name + ".png")));
    }
}
