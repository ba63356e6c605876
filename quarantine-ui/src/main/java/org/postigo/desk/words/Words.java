package org.postigo.desk.words;

import com.vaadin.flow.i18n.I18NProvider;
import java.text.MessageFormat;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;

/** The desk's text in its two languages. A key that is missing is a bug, and a test finds it before anybody else. */
public final class Words implements I18NProvider {
    private static final long serialVersionUID = 1;

    /** Spanish as written in Mexico: decimal point, comma between thousands. */
    public static final Locale SPANISH = Locale.forLanguageTag("es-MX");

    /** English. */
    public static final Locale ENGLISH = Locale.US;

    /** A bundle for each of the desk's places; what several of them say is in the first. */
    private static final List<String> PLACES = List.of(
            "desk",
            "domains",
            "incidents",
            "mine",
            "overview",
            "people",
            "review",
            "rules",
            "status",
            "toolarge",
            "trace");

    private static final Map<Locale, Map<String, String>> TEXTS = Map.of(SPANISH, texts("es"), ENGLISH, texts("en"));

    private static Map<String, String> texts(String language) {
        var texts = new HashMap<String, String>();
        for (String place : PLACES) {
            // Without fallback: the machine's own locale must never decide what a reviewer reads.
            ResourceBundle bundle = ResourceBundle.getBundle(
                    "org.postigo.desk.words." + place,
                    Locale.of(language),
                    ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
            for (String key : bundle.keySet()) {
                if (texts.put(key, bundle.getString(key)) != null) {
                    throw new IllegalStateException("two texts for " + key + ", one of them in " + place);
                }
            }
        }
        return Map.copyOf(texts);
    }

    @Override
    public List<Locale> getProvidedLocales() {
        return List.of(SPANISH, ENGLISH);
    }

    @Override
    public String getTranslation(String key, Locale locale, Object... arguments) {
        return text(closest(locale), key, arguments);
    }

    /** The one of our two languages that a reader of this one gets: Spanish for any Spanish, else English. */
    public static Locale closest(Locale wanted) {
        return wanted.getLanguage().equals("es") ? SPANISH : ENGLISH;
    }

    /** Whether there is text for this key. */
    static boolean has(String key) {
        return TEXTS.values().stream().allMatch(texts -> texts.containsKey(key));
    }

    /** All texts of one language as they are written, for the test that compares them. */
    static Map<String, String> texts(Locale locale) {
        Map<String, String> texts = TEXTS.get(locale);
        if (texts == null) {
            throw new IllegalArgumentException("not a language of the desk: " + locale);
        }
        return texts;
    }

    static String text(Locale locale, String key, Object... arguments) {
        String pattern = texts(locale).get(key);
        if (pattern == null) {
            throw new IllegalArgumentException("no text for " + key + " in " + locale);
        }
        return new MessageFormat(pattern, locale).format(arguments);
    }
}
