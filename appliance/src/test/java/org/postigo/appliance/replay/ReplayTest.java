package org.postigo.appliance.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postigo.classifier.policy.Entries;
import org.postigo.classifier.policy.Strictness;
import org.postigo.mail.DomainName;
import org.postigo.mail.MailObject;
import org.postigo.mail.policy.ListEntry;
import org.postigo.mail.policy.ProtectedDomain.Mode;
import org.postigo.mail.policy.ProtectedDomain.Thresholds;
import org.postigo.store.MemoryStore;
import org.postigo.store.Samples;

class ReplayTest {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    private static final Strictness HOLD = name -> rule(Mode.HOLD, 0.8);
    private static final Replay.Setting PLAIN = new Replay.Setting(Entries.NONE, HOLD);

    private final MemoryStore store = new MemoryStore(Clock.fixed(NOW, ZoneOffset.UTC));

    private static Strictness.Rule rule(Mode mode, double hold) {
        return new Strictness.Rule(mode, Thresholds.holdingAll(hold), 0);
    }

    private static ListEntry deny(String domain, ListEntry.Scope scope) {
        return new ListEntry.Deny(
                "d-" + domain,
                new ListEntry.Subject.Domain(DomainName.of(domain), false),
                scope,
                new ListEntry.Note("r", NOW, "", Optional.empty(), Optional.empty()));
    }

    private void came(Duration ago, String from, String subject, double logOdds, String... to) {
        MailObject mail = Samples.mail(NOW.minus(ago), from, subject, to);
        store.journal().append(Samples.delivered(mail, Samples.assessment(mail, subject, logOdds)));
    }

    private Replay.Result tried(Replay.Setting then) throws Exception {
        return Replay.run(store.journal(), NOW.minus(Duration.ofDays(30)), PLAIN, then, part -> {});
    }

    private static List<String> subjects(List<Replay.Row> rows) {
        return rows.stream()
                .map(row -> row.subject() + " to " + row.recipient().mailbox())
                .toList();
    }

    @Test
    void theSameSettingsChangeNothing() throws Exception {
        came(Duration.ofDays(1), "a@sender.example", "one", 5, "luis@example.com");
        assertThat(tried(PLAIN)).isEqualTo(new Replay.Result(1, 1, 0, 0, 0, 0, List.of(), List.of()));
    }

    @Test
    void aDenyEntryStopsItsSendersCopiesTheMostHarmlessFirst() throws Exception {
        came(Duration.ofDays(1), "a@sender.example", "fair", -1, "luis@example.com");
        came(Duration.ofDays(2), "a@sender.example", "good", -6, "luis@example.com", "ana@ejemplo.mx");
        came(Duration.ofDays(3), "a@sender.example", "held anyway", 6, "luis@example.com");
        came(Duration.ofDays(4), "b@other.example", "of another", -6, "luis@example.com");
        came(Duration.ofDays(31), "a@sender.example", "long ago", -6, "luis@example.com");
        Replay.Result result = tried(new Replay.Setting(
                Entries.of(List.of(deny("sender.example", new ListEntry.Scope.OfDomain(DomainName.of("example.com"))))),
                HOLD));
        assertThat(subjects(result.worstStopped()))
                .containsExactly("good to luis@example.com", "fair to luis@example.com");
        assertThat(result.stopped()).isEqualTo(2);
        assertThat(result.freed()).isZero();
        assertThat(result.messages()).isEqualTo(4);
        assertThat(result.copies()).isEqualTo(5);
        assertThat(result.worstStopped().getFirst().after().entry()).contains("d-sender.example");
    }

    @Test
    void aLaxerDomainFreesItsOwnCopiesTheMostSuspiciousFirst() throws Exception {
        came(Duration.ofDays(1), "a@sender.example", "doubtful", 2, "luis@example.com", "ana@ejemplo.mx");
        came(Duration.ofDays(2), "a@sender.example", "worse", 4, "luis@example.com");
        came(Duration.ofDays(3), "a@sender.example", "spam", 9, "luis@example.com");
        Replay.Result result = tried(new Replay.Setting(
                Entries.NONE,
                to -> to.domain().equals(DomainName.of("example.com")) ? rule(Mode.HOLD, 0.99) : HOLD.of(to)));
        assertThat(subjects(result.worstFreed()))
                .containsExactly("worse to luis@example.com", "doubtful to luis@example.com");
        assertThat(result.freed()).isEqualTo(2);
        assertThat(result.stopped()).isZero();
    }

    @Test
    void ofManyRowsTheWorstAreToldAndAllAreCounted() throws Exception {
        for (int i = 0; i < Replay.TOLD + 50; i++) {
            came(Duration.ofMinutes(i + 1), "a@sender.example", "n" + i, 2 + i / 100.0, "luis@example.com");
        }
        Replay.Result result = tried(new Replay.Setting(Entries.NONE, name -> rule(Mode.TAG, 0.8)));
        assertThat(result.freed()).isEqualTo(Replay.TOLD + 50);
        assertThat(result.worstFreed()).hasSize(Replay.TOLD);
        assertThat(result.worstFreed().getFirst().subject()).isEqualTo("n249");
        assertThat(result.worstFreed().getLast().subject()).isEqualTo("n50");
    }

    @Test
    void progressRisesToTheEnd() throws Exception {
        for (int i = 0; i < 10; i++) {
            came(Duration.ofMinutes(i + 1), "a@sender.example", "n" + i, 2, "luis@example.com");
        }
        var parts = new ArrayList<Double>();
        Replay.run(store.journal(), NOW.minus(Duration.ofDays(1)), PLAIN, PLAIN, parts::add);
        assertThat(parts).hasSize(10).isSorted().last().isEqualTo(1.0);
    }
}
