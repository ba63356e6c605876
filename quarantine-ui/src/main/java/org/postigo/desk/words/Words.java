package org.postigo.desk.words;

import com.vaadin.flow.i18n.I18NProvider;
import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.ResourceBundle;

/** The desk's text in its two languages. A key that is missing is a bug, and a test finds it before anybody else. */
public final class Words implements I18NProvider {
    private static final long serialVersionUID = 1;

    /** Spanish as written in Mexico: decimal point, comma between thousands. */
    public static final Locale SPANISH = Locale.forLanguageTag("es-MX");

    /** English. */
    public static final Locale ENGLISH = Locale.US;

    private static final Map<Locale, ResourceBundle> BUNDLES = Map.of(SPANISH, bundle("es"), ENGLISH, bundle("en"));

    private static ResourceBundle bundle(String language) {
        // Without fallback: the machine's own locale must never decide what a reviewer reads.
        return ResourceBundle.getBundle(
                "org.postigo.desk.words.desk",
                Locale.of(language),
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
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
        return BUNDLES.values().stream().allMatch(bundle -> bundle.containsKey(key));
    }

    /** All keys of one language, for the test that compares them. */
    static java.util.Set<String> keys(Locale locale) {
        return bundleOf(locale).keySet();
    }

    static String text(Locale locale, String key, Object... arguments) {
        try {
            return new MessageFormat(bundleOf(locale).getString(key), locale).format(arguments);
        } catch (MissingResourceException bug) {
            throw new IllegalArgumentException("no text for " + key + " in " + locale, bug);
        }
    }

    private static ResourceBundle bundleOf(Locale locale) {
        ResourceBundle bundle = BUNDLES.get(locale);
        if (bundle == null) {
            throw new IllegalArgumentException("not a language of the desk: " + locale);
        }
        return bundle;
    }
}
