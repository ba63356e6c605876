package org.postigo.desk;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.List;

/** Takes pictures of trace, overview and status of a desk that runs: {@code main URL FOLDER}. */
final class FiguresLook {
    private FiguresLook() {}

    public static void main(String[] arguments) {
        Path folder = Path.of(arguments[1]);
        List<String> views = arguments.length > 2
                ? List.of(arguments).subList(2, arguments.length)
                : List.of("trace", "overview", "status");
        try (var browser = new Browser(arguments[0])) {
            for (String locale : List.of("es-MX", "en-US")) {
                for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                    for (int width : List.of(1440, 390)) {
                        Page page = browser.page(width, width == 1440 ? 900 : 844, scheme, locale);
                        browser.signIn(page);
                        String suffix = "-%d-%s-%s"
                                .formatted(
                                        width, scheme == ColorScheme.DARK ? "dark" : "light", locale.substring(0, 2));
                        for (String view : views) {
                            look(page, arguments[0], view, folder, suffix);
                        }
                        page.context().close();
                    }
                }
            }
            browser.complaints.forEach(System.out::println);
        }
    }

    private static void look(Page page, String url, String view, Path folder, String suffix) {
        if (view.equals("trace")) {
            page.navigate(url + "/trace?from=maquinados&to=metalsur");
            page.waitForSelector(".found li button");
            shoot(page, folder, "found" + suffix);
            page.locator(".found li button:has-text(\"7719\")").first().click();
            page.waitForSelector(".msgstory .tl");
        } else {
            page.navigate(url + "/" + view);
            page.waitForSelector(".page h1");
            Browser.settled(page);
        }
        shoot(page, folder, view + suffix);
    }

    private static void shoot(Page page, Path folder, String name) {
        page.mouse().move(0, 0);
        page.waitForFunction("() => document.fonts.ready.then(() => true)");
        page.waitForTimeout(400);
        page.screenshot(new Page.ScreenshotOptions().setPath(folder.resolve(name + ".png")));
    }
}
