package org.postigo.desk;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A real Chromium, and pages of the desk in it. */
final class Browser implements AutoCloseable {
    private final Playwright playwright;
    private final com.microsoft.playwright.Browser chromium;
    private final String url;

    /** What pages wrote to their consoles as errors, or threw. */
    final List<String> complaints = new ArrayList<>();

    Browser(String url) {
        this.url = url;
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        Path executable = Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no Chromium: install Debian's package chromium"));
        chromium = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(executable)
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync")));
    }

    /** A fresh browser profile. */
    Page page(int width, int height, ColorScheme scheme, String locale) {
        BrowserContext context = chromium.newContext(new com.microsoft.playwright.Browser.NewContextOptions()
                .setViewportSize(width, height)
                .setColorScheme(scheme)
                .setLocale(locale)
                .setHasTouch(width < 700)
                .setTimezoneId("America/Mexico_City"));
        context.setDefaultTimeout(15_000);
        Page page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                complaints.add(message.text() + " @ " + message.location());
            }
        });
        page.onPageError(complaints::add);
        return page;
    }

    Page page(String locale) {
        return page(1440, 900, ColorScheme.LIGHT, locale);
    }

    /** Signs in and goes to the list of all held mail. */
    void signIn(Page page) {
        signIn(page, "ines@filtro.example", DeskApp.PASSWORD);
        page.waitForSelector(".app");
        page.navigate(url + "/held");
        page.waitForSelector(".row[data-copy]");
    }

    void signIn(Page page, String email, String password) {
        page.navigate(url + "/signin");
        page.fill("#email", email);
        page.fill("#password", password);
        page.click(".door .btn.pri");
    }

    /** Settled: nothing on its way to or from the server. */
    static void settled(Page page) {
        page.waitForFunction("() => { const c = window.Vaadin?.Flow?.clients; return c && Object.values(c).every("
                + "x => !x.isActive || !x.isActive()); }");
    }

    @Override
    public void close() {
        chromium.close();
        playwright.close();
    }
}
