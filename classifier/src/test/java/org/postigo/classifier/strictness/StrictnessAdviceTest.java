package org.postigo.classifier.strictness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postigo.classifier.strictness.StrictnessAdvice.Finding;
import org.postigo.classifier.text.Label;
import org.postigo.mail.DomainName;

class StrictnessAdviceTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final DomainName OWN = DomainName.of("example.net");
    private static final DomainName OTHER = DomainName.of("example.org");

    private static List<Decided> mail(DomainName domain, int ham, double probability, Duration ago) {
        var mail = new ArrayList<Decided>();
        for (int i = 0; i < ham; i++) {
            mail.add(new Decided(NOW.minus(ago), domain, probability, Label.HAM, 1));
        }
        mail.add(new Decided(NOW.minus(ago), domain, 0.97, Label.SPAM, 1));
        return mail;
    }

    @Test
    void aDomainWithEnoughMailIsAskedItself() {
        StrictnessAdvice advice = StrictnessAdvice.of(OWN, mail(OWN, 7_680, 0.2, Duration.ofDays(3)), NOW, 0.0005);
        assertThat(advice.finding()).isInstanceOf(Finding.Own.class);
        assertThat(((Finding.Own) advice.finding()).point().threshold()).isEqualTo(0.97);
    }

    @Test
    void aSmallDomainGetsTheSitesEstimateAndIsToldSo() {
        var all = new ArrayList<Decided>(mail(OWN, 700, 0.2, Duration.ofDays(3)));
        all.addAll(mail(OTHER, 7_000, 0.2, Duration.ofDays(3)));
        StrictnessAdvice advice = StrictnessAdvice.of(OWN, all, NOW, 0.0005);
        var bySite = (Finding.BySite) advice.finding();
        assertThat(bySite.ham()).isEqualTo(700);
        assertThat(bySite.needed()).isEqualTo(7_680);
        assertThat(bySite.point().threshold()).isEqualTo(0.97);
    }

    @Test
    void mailOfLongAgoDoesNotCount() {
        var all = new ArrayList<Decided>(mail(OWN, 10, 0.2, Duration.ofDays(29)));
        all.addAll(mail(OWN, 8_000, 0.2, Duration.ofDays(31)));
        StrictnessAdvice advice = StrictnessAdvice.of(OWN, all, NOW, 0.0005);
        assertThat(advice.finding()).isEqualTo(new Finding.TooLittle(10, 7_680));
    }

    @Test
    void goodMailThatIsTakenForCertainSpamMakesThePromiseUnreachable() {
        assertThat(StrictnessAdvice.of(OWN, mail(OWN, 8_000, 1, Duration.ofDays(1)), NOW, 0.0005)
                        .finding())
                .isEqualTo(new Finding.Unreachable(8_000));
    }

    @Test
    void aPromiseOfNothingOrEverythingIsRefused() {
        assertThatThrownBy(() -> StrictnessAdvice.of(OWN, List.of(), NOW, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> StrictnessAdvice.of(OWN, List.of(), NOW, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
