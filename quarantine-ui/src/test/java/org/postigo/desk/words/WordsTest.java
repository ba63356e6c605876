package org.postigo.desk.words;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.postigo.mail.auth.AuthenticationResults;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.FindingKey;
import org.postigo.mail.finding.Verdict;
import org.postigo.mail.policy.Setting;
import org.postigo.quarantine.campaign.Kind;
import org.postigo.store.audit.AuditEvent;
import org.postigo.store.held.Decision;
import org.postigo.store.people.Person;

class WordsTest {
    private static final ZoneId MEXICO = ZoneId.of("America/Mexico_City");
    private final Say spanish = new Say(Words.SPANISH, MEXICO);
    private final Say english = new Say(Words.ENGLISH, MEXICO);

    @Test
    void bothLanguagesSayTheSameThings() {
        assertThat(Words.texts(Words.SPANISH).keySet())
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(Words.texts(Words.ENGLISH).keySet());
    }

    @Test
    void everyFindingHasASentenceAndAFewWordsInBothLanguages() {
        for (FindingKey key : FindingKey.values()) {
            for (Say say : List.of(spanish, english)) {
                assertThat(say.sentence(key)).as(key.wire()).isNotBlank();
                assertThat(say.brief(key)).as(key.wire()).isNotBlank().hasSizeLessThanOrEqualTo(24);
            }
        }
    }

    @Test
    void everyConstantThatTheDeskShowsHasText() {
        List<String> keys = new ArrayList<>();
        Stream.of(Verdict.Reason.values()).forEach(reason -> keys.addAll(List.of("reason." + reason, "why." + reason)));
        Stream.of(Decision.Kind.values())
                .forEach(kind -> keys.addAll(List.of(
                        "act." + kind,
                        "toast." + kind,
                        "toast.taken." + kind,
                        "story.done." + kind,
                        "story.decided." + kind)));
        Setting.ALL.forEach(
                setting -> keys.addAll(List.of("domains.setting." + setting.name(), "domains.hint." + setting.name())));
        Stream.of(AuthenticationResults.Outcome.values()).forEach(outcome -> keys.add("auth." + outcome));
        Stream.of(Finding.Cause.values()).forEach(cause -> keys.add("evidence.cause." + cause));
        Stream.of(Person.Role.values()).forEach(role -> keys.add("role." + role));
        Stream.of(Kind.values()).forEach(kind -> keys.add("kind." + kind));
        Stream.of(AuditEvent.Deed.values()).forEach(deed -> keys.add("deed." + deed));

        assertThat(keys).hasSizeGreaterThan(40).allMatch(Words::has);
    }

    @Test
    void bothLanguagesNameTheSameArguments() {
        Words.texts(Words.SPANISH)
                .forEach((key, spanish) -> assertThat(arguments(spanish))
                        .as(key)
                        .isEqualTo(arguments(Words.texts(Words.ENGLISH).get(key))));
    }

    private static Set<String> arguments(String pattern) {
        var found = new TreeSet<String>();
        var placeholder = Pattern.compile("\\{([0-9])").matcher(pattern);
        while (placeholder.find()) {
            found.add(placeholder.group(1));
        }
        return found;
    }

    @Test
    void noTextApologisesShoutsOrHoldsAnApostropheThatMessageFormatWouldSwallow() {
        for (Locale locale : List.of(Words.SPANISH, Words.ENGLISH)) {
            Words.texts(locale)
                    .forEach((key, pattern) -> assertThat(pattern)
                            .as(key)
                            .doesNotContain("'", "!", "¡")
                            .doesNotContainIgnoringCase("sorry", "please", "successfully", "lo sentimos", "por favor"));
        }
    }

    @Test
    void anySpanishIsSpanishAndEverythingElseEnglish() {
        assertThat(Words.closest(Locale.forLanguageTag("es-AR"))).isEqualTo(Words.SPANISH);
        assertThat(Words.closest(Locale.GERMAN)).isEqualTo(Words.ENGLISH);
    }

    @Test
    void numbersAndSizesFollowTheReader() {
        assertThat(spanish.number(1_284_317)).isEqualTo("1,284,317");
        assertThat(spanish.size(97_800)).isEqualTo("98 kB");
        assertThat(english.size(1_460_000)).isEqualTo("1.5 MB");
        assertThat(english.size(12)).isEqualTo("12 B");
    }

    @Test
    void aSmallShareIsWrittenAsSmallAndNeverAsNothing() {
        assertThat(Stream.of(0.17, 0.031, 0.004, 0.0004, 0.0).map(english::percent))
                .containsExactly("17", "3", "0.4", "<0.1", "<0.1");
    }

    @Test
    void timesAreTheSitesAndNameTheDayOnlyWhereItIsAnother() {
        Instant now = Instant.parse("2026-11-23T20:00:00Z");
        assertThat(spanish.dayAndMinute(Instant.parse("2026-11-23T18:41:09Z"), now))
                .isEqualTo("23 nov 12:41");
        assertThat(spanish.second(Instant.parse("2026-11-23T18:41:09Z"), now)).isEqualTo("12:41:09");
        assertThat(english.minute(Instant.parse("2026-11-21T18:41:09Z"), now)).isEqualTo("21 Nov 12:41");
        assertThat(spanish.ago(now.minusSeconds(4), now)).isEqualTo("hace 4 s");
    }

    @Test
    void waitsAreRoundedUp() {
        assertThat(english.wait(Duration.ofMillis(200))).isEqualTo("1 second");
        assertThat(spanish.wait(Duration.ofSeconds(121))).isEqualTo("3 minutos");
    }
}
