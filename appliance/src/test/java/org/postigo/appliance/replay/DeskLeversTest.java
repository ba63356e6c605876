package org.postigo.appliance.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postigo.appliance.rules.CurrentRules;
import org.postigo.classifier.country.Countries;
import org.postigo.desk.domains.Levers;
import org.postigo.mail.DomainName;
import org.postigo.mail.MailObject;
import org.postigo.mail.policy.Level;
import org.postigo.mail.policy.ListEntry;
import org.postigo.mail.policy.ListEntry.Scope;
import org.postigo.mail.policy.ProtectedDomain.Mode;
import org.postigo.mail.policy.ServiceTree;
import org.postigo.mail.policy.Setting;
import org.postigo.mail.policy.Wishes;
import org.postigo.mail.rule.Rule;
import org.postigo.mail.rule.WrittenCondition;
import org.postigo.store.MemoryStore;
import org.postigo.store.Samples;

/** What the desk tries: one change at a time, all else as it is in force. */
class DeskLeversTest {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Level HERE = new Level.Domain(DomainName.of("example.com"));
    private static final Wishes HOLDING = Wishes.NONE
            .read(Setting.SERVERS, "mx.example:25")
            .with(Setting.MODE, Mode.HOLD)
            .with(Setting.HOLD, 0.8)
            .with(Setting.REFUSE, 1.0);

    private final MemoryStore store = new MemoryStore(CLOCK);
    private Replays replays;
    private Levers levers;

    @BeforeEach
    void start() throws IOException {
        store.domains().putAll(List.of(ServiceTree.Node.of(HERE, HOLDING)), "test");
        store.rules()
                .save(
                        new Scope.Site(),
                        List.of(new Rule(
                                "r1",
                                "One sender",
                                true,
                                Rule.Match.ALL,
                                List.of(new WrittenCondition("from", "", "", "a@sender.example", false).condition()),
                                Rule.Action.HOLD,
                                false)),
                        "",
                        "test",
                        0);
        replays = new Replays(
                store.journal(),
                store.lists(),
                new CurrentRules(store.rules()),
                Countries.NONE,
                SiteStrictness.of(store.domains()::tree, 0),
                CLOCK);
        levers = new DeskLevers(
                store,
                replays,
                copy -> List.of(),
                0,
                new org.postigo.quarantine.bill.MonthCounter(
                        store.journal(), store.domains(), java.time.ZoneOffset.UTC),
                CLOCK);
        came("a@sender.example", "good, held by the rule", -6);
        came("b@other.example", "doubtful", 2);
        came("c@third.example", "good", -6);
    }

    @AfterEach
    void stop() {
        replays.close();
    }

    private void came(String from, String subject, double logOdds) {
        MailObject mail = Samples.mail(NOW.minus(Duration.ofDays(1)), from, subject, "luis@example.com");
        store.journal().append(Samples.delivered(mail, Samples.assessment(mail, subject, logOdds)));
    }

    private Levers.Trial.Done tried(Levers.Change change) {
        int name = levers.begin(change);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Levers.Trial trial = levers.trial(name);
        while (trial instanceof Levers.Trial.Running && System.nanoTime() < deadline) {
            Thread.onSpinWait();
            trial = levers.trial(name);
        }
        assertThat(trial).isInstanceOf(Levers.Trial.Done.class);
        return (Levers.Trial.Done) trial;
    }

    @Test
    void aTrialOfAnEntryLeavesTheRulesOfTheHouseInForce() {
        var deny = new ListEntry.Deny(
                "d",
                new ListEntry.Subject.Domain(DomainName.of("third.example"), false),
                new Scope.Site(),
                new ListEntry.Note("test", NOW, "", Optional.empty(), Optional.empty()));
        Levers.Trial.Done done = tried(Levers.Change.put(deny));
        assertThat(done.copies()).isEqualTo(3);
        assertThat(done.freedRows()).isEmpty();
        assertThat(done.stoppedRows()).extracting(Levers.Row::subject).containsExactly("good");
    }

    @Test
    void aDraftOfRulesIsTriedAndNotSaved() {
        Levers.Trial.Done done = tried(Levers.Change.rules(new Scope.Site(), List.of()));
        assertThat(done.freedRows()).extracting(Levers.Row::subject).containsExactly("good, held by the rule");
        assertThat(store.rules().snapshot().version()).isEqualTo(1);
    }

    @Test
    void aSettingOfAPlaceIsTriedAndNotSaved() {
        Levers.Trial.Done done =
                tried(Levers.Change.place(ServiceTree.Node.of(HERE, HOLDING.with(Setting.HOLD, 0.99))));
        assertThat(done.freedRows()).extracting(Levers.Row::subject).containsExactly("doubtful");
        assertThat(store.domains().tree().service(DomainName.of("example.com")).get(Setting.HOLD))
                .isEqualTo(0.8);
    }
}
