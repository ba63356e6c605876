package org.postigo.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postigo.mail.DomainName;
import org.postigo.mail.policy.ListEntry.Scope;
import org.postigo.mail.rule.Rule;
import org.postigo.mail.rule.RuleSet;
import org.postigo.mail.rule.WrittenCondition;
import org.postigo.store.rules.Rules;

/** What every implementation of {@link Rules} keeps. */
abstract class RulesContract extends StoreContract {
    private static final Scope SITE = new Scope.Site();
    private static final Scope HOUSE = new Scope.OfDomain(DomainName.of("example.com"));

    static Rule rule(String id, String ending) {
        return new Rule(
                id,
                "No " + ending,
                true,
                Rule.Match.ANY,
                List.of(
                        new WrittenCondition("file-name", "", "", ending, false).condition(),
                        new WrittenCondition("country", "", "", "ES MX", true).condition()),
                Rule.Action.HOLD,
                true);
    }

    @Test
    void noRulesAreVersionZero() {
        assertThat(store.rules().snapshot()).isEqualTo(new Rules.Snapshot(0, List.of()));
        assertThat(store.rules().history(SITE)).isEmpty();
    }

    @Test
    void whatWasSavedIsInForceAndItsPastIsKept() throws IOException {
        RuleSet first = store.rules().save(SITE, List.of(rule("a", ".docm")), "macros", "eva@example.com", 0);
        RuleSet second = store.rules().save(SITE, List.of(rule("a", ".xlsm")), "", "eva@example.com", first.version());
        RuleSet house = store.rules().save(HOUSE, List.of(rule("b", ".iso")), "", "cli", 0);
        assertThat(first.at()).isEqualTo(NOW);
        assertThat(store.rules().snapshot()).isEqualTo(new Rules.Snapshot(3, List.of(second, house)));
        assertThat(store.rules().history(SITE)).containsExactly(second, first);
        assertThat(store.rules().find(HOUSE)).contains(house);
        assertThat(store.rules().rule("a", 1)).contains(rule("a", ".docm"));
        assertThat(store.rules().rule("a", 3)).contains(rule("a", ".xlsm"));
        assertThat(store.rules().rule("b", 2)).isEmpty();
    }

    @Test
    void whoSavesWithoutHavingSeenTheNewestIsToldWhoWasFaster() throws IOException {
        store.rules().save(SITE, List.of(rule("a", ".docm")), "", "eva@example.com", 0);
        assertThatExceptionOfType(Rules.OutOfDate.class)
                .isThrownBy(() -> store.rules().save(SITE, List.of(), "", "luis@example.com", 0))
                .withMessageContaining("eva@example.com");
        assertThat(store.rules().snapshot().version()).isEqualTo(1);
    }

    @Test
    void anIdIsUniqueWithinTheSite() throws IOException {
        store.rules().save(SITE, List.of(rule("a", ".docm")), "", "cli", 0);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.rules().save(HOUSE, List.of(rule("a", ".iso")), "", "cli", 0));
    }
}
