package org.postigo.desk.shell;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.server.VaadinRequest;
import jakarta.servlet.http.Cookie;
import java.util.Locale;
import java.util.Optional;
import org.postigo.desk.preview.SafeView;
import org.postigo.desk.words.Words;

/** What a browser remembers for its user: language before sign-in, colours, and whether single keys act. */
public final class Choices {
    private static final String LANGUAGE = "postigo-language";
    private static final String COLOURS = "postigo-colours";
    private static final String KEYS = "postigo-keys";
    private static final int A_YEAR = 31_536_000;

    private Choices() {}

    /** The language chosen in this browser. */
    public static Optional<Locale> language(VaadinRequest request) {
        return cookie(request, LANGUAGE).flatMap(Choices::locale);
    }

    /** The locale of a stored {@code es} or {@code en}. */
    public static Optional<Locale> locale(String language) {
        return switch (language) {
            case "es" -> Optional.of(Words.SPANISH);
            case "en" -> Optional.of(Words.ENGLISH);
            default -> Optional.empty();
        };
    }

    /** The colours chosen in this browser. */
    public static SafeView.Scheme colours(VaadinRequest request) {
        return switch (cookie(request, COLOURS).orElse("")) {
            case "light" -> SafeView.Scheme.LIGHT;
            case "dark" -> SafeView.Scheme.DARK;
            default -> SafeView.Scheme.SYSTEM;
        };
    }

    /** Whether single letters act (WCAG 2.1.4 asks that they can be turned off). */
    public static boolean keys(VaadinRequest request) {
        return !cookie(request, KEYS).orElse("").equals("off");
    }

    static void chooseLanguage(UI ui, String language) {
        remember(ui, LANGUAGE, language);
    }

    static void chooseColours(UI ui, SafeView.Scheme scheme) {
        String name = scheme.name().toLowerCase(Locale.ROOT);
        remember(ui, COLOURS, name);
        ui.getPage().executeJs("document.documentElement.dataset.colours=$0", name);
    }

    static void chooseKeys(UI ui, boolean on) {
        remember(ui, KEYS, on ? "on" : "off");
    }

    /** By script, since a pushed answer has no response to put a cookie into. Only constants of ours are written. */
    private static void remember(UI ui, String name, String value) {
        ui.getPage()
                .executeJs(
                        "document.cookie=$0+'='+$1+';path=/;max-age=" + A_YEAR
                                + ";samesite=lax'+(location.protocol==='https:'?';secure':'')",
                        name,
                        value);
    }

    private static Optional<String> cookie(VaadinRequest request, String name) {
        Cookie[] cookies = request.getCookies();
        if (cookies != null) {
            for (Cookie cookie : cookies) {
                if (cookie.getName().equals(name)) {
                    return Optional.ofNullable(cookie.getValue());
                }
            }
        }
        return Optional.empty();
    }
}
