package org.postigo.desk;

import com.microsoft.playwright.Page;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Locale;
import org.postigo.store.held.CopyId;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A scripted reviewer of a round: reads on and decides by keyboard alone, in a real Chromium, waiting for the screen to settle
 * after each key. Prints how long that took; asserts nothing. {@code main [LETTERS]}.
 *
 * <p>Settled means: the next letter's subject stands there, its frame has loaded, nothing is on its way to or from the
 * server, and no node has changed for a tenth of a second. The time is that of the frame painted after the last change,
 * counted from the key's own time stamp; the tenth of a second is not in it, but it is in the decisions per minute.
 */
final class RoundBench {
    private static final String WATCH = """
        () => {
          const b = window.bench = { t0: 0, painted: 0, loads: 0, before: "", seen: 0 };
          const subject = () => document.querySelector(".letter h2")?.textContent ?? "";
          const touch = () => { b.seen = performance.now(); requestAnimationFrame(() => { b.painted = performance.now(); }); };
          new MutationObserver(list => {
            // Running seconds are no change of the screen.
            if (list.some(m => { const e = m.target instanceof Element ? m.target : m.target.parentElement;
                return !e || !e.closest("[data-due], [data-until], .run"); })) touch();
          }).observe(document.documentElement, { subtree: true, childList: true, characterData: true, attributes: true });
          document.addEventListener("load", e => { if (e.target.tagName === "IFRAME") { b.loads++; touch(); } }, true);
          window.addEventListener("keydown", e => { b.t0 = e.timeStamp; b.before = subject(); b.loads = 0; b.painted = 0; }, true);
          b.settled = () => b.painted > b.t0 && b.loads > 0 && subject() !== b.before
              && performance.now() - b.seen > 100 && Object.values(window.Vaadin.Flow.clients).every(c => !c.isActive || !c.isActive());
        }\
        """;

    private RoundBench() {}

    /** Starts a desk of its own on a free port. */
    public static void main(String[] arguments) {
        int letters = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 60;
        try (ConfigurableApplicationContext context = DeskApp.start(0, 30)) {
            var seeds = new RoundSeeds(context);
            var copies = new ArrayList<CopyId>();
            for (int i = 0; i < 2 * letters + 20; i++) {
                copies.add(seeds.single(i, 0.8 + 0.0005 * i));
            }
            seeds.round(copies, 55);
            String url = DeskApp.url(context);
            try (var browser = new Browser(url)) {
                Page page = browser.page("es-MX");
                browser.signIn(page, "ines@filtro.example", DeskApp.PASSWORD);
                page.waitForSelector(".review .row[data-copy]");
                page.waitForSelector(".sheet iframe");
                Browser.settled(page);
                page.evaluate(WATCH);
                // What is compiled and cached by the first few is not what a reviewer meets all day.
                run(page, 8, "j");
                print("read on (j)", run(page, letters, "j"));
                print("decide (r, s, n, d)", run(page, letters, "r", "s", "s", "n", "d"));
            }
        }
    }

    private record Times(double[] millis, double perMinute) {}

    private static Times run(Page page, int keys, String... mixed) {
        double[] millis = new double[keys];
        long begin = System.nanoTime();
        for (int i = 0; i < keys; i++) {
            page.keyboard().press(mixed[i % mixed.length]);
            page.waitForFunction("() => window.bench.settled()");
            millis[i] = ((Number) page.evaluate("() => window.bench.painted - window.bench.t0")).doubleValue();
        }
        return new Times(millis, keys / ((System.nanoTime() - begin) / 60e9));
    }

    private static void print(String what, Times times) {
        double[] sorted = times.millis().clone();
        Arrays.sort(sorted);
        System.out.printf(
                Locale.ROOT,
                "%-22s %d keys, key to settled p50 %.0f ms, p95 %.0f ms, longest %.0f ms; %.0f a minute; load %.1f%n",
                what,
                sorted.length,
                sorted[sorted.length / 2],
                sorted[(int) Math.ceil(sorted.length * 0.95) - 1],
                sorted[sorted.length - 1],
                times.perMinute(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }
}
