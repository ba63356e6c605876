package org.postigo.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.postigo.mail.DomainName;
import org.postigo.mail.MailId;
import org.postigo.store.held.CopyId;
import org.postigo.store.rounds.RoundEvent;
import org.postigo.store.rounds.RoundId;
import org.postigo.store.rounds.Rounds;
import org.postigo.store.rounds.Statement;
import org.postigo.store.rounds.Turn;

/** What {@link Rounds} promises. */
abstract class RoundsContract extends StoreContract {
    static final RoundId NINE = new RoundId("2026-11-23T09:00-all");
    static final RoundId ONE = new RoundId("2026-11-23T13:00-all");
    static final CopyId FIRST = new CopyId(new MailId("0ABCDEFGHJKMNPQR"), 0);
    static final CopyId SECOND = new CopyId(new MailId("0ABCDEFGHJKMNPQR"), 1);

    /** Closes the store and opens the same again, where there is something to open again. */
    void reopen() throws Exception {}

    Rounds rounds() {
        return store.rounds();
    }

    static RoundEvent.Opened opened(RoundId id) {
        return new RoundEvent.Opened(
                id, NOW, "all", Set.of(DomainName.of("example.com")), NOW.plusSeconds(3600), List.of(FIRST, SECOND));
    }

    Statement statement(RoundId id) {
        return new Statement(
                rounds().nextNumber(),
                id,
                NOW,
                NOW.plusSeconds(3600),
                NOW.plusSeconds(600),
                "ana@example.com",
                List.of(
                        new Statement.Line(
                                FIRST,
                                Statement.Outcome.RESCUED,
                                true,
                                Optional.of("ana@example.com"),
                                Optional.of(NOW.plusSeconds(60))),
                        new Statement.Line(
                                SECOND, Statement.Outcome.UNDECIDED, false, Optional.empty(), Optional.empty())),
                rounds().lastSeal());
    }

    void close(RoundId id) throws Exception {
        rounds().append(new RoundEvent.Closed(id, NOW.plusSeconds(600), statement(id)));
    }

    @Test
    void aRoundKeepsWhatItBeganWithAndWhoHadIt() throws Exception {
        rounds().append(opened(NINE));
        rounds().append(new RoundEvent.Taken(NINE, NOW.plusSeconds(1), "ana@example.com"));
        rounds().append(new RoundEvent.Seen(NINE, NOW.plusSeconds(2), "ana@example.com", List.of(SECOND)));
        rounds().append(new RoundEvent.HandedOver(
                NINE, NOW.plusSeconds(3), "ana@example.com", Optional.of("luis@example.com"), "lunch"));
        rounds().append(new RoundEvent.ToldLate(NINE, NOW.plusSeconds(4), List.of("luis@example.com")));
        reopen();
        assertThat(rounds().open()).singleElement().satisfies(round -> {
            assertThat(round.copies()).containsExactly(FIRST, SECOND);
            assertThat(round.domains()).containsExactly(DomainName.of("example.com"));
            assertThat(round.holder()).contains("luis@example.com");
            assertThat(round.turns())
                    .containsExactly(
                            new Turn(NOW.plusSeconds(1), Optional.of("ana@example.com"), Optional.empty(), ""),
                            new Turn(
                                    NOW.plusSeconds(3),
                                    Optional.of("luis@example.com"),
                                    Optional.of("ana@example.com"),
                                    "lunch"));
            assertThat(round.seen()).containsExactly(SECOND);
            assertThat(round.lateTold()).contains(NOW.plusSeconds(4));
            assertThat(round.late(NOW.plusSeconds(3599))).isFalse();
            assertThat(round.late(NOW.plusSeconds(3600))).isTrue();
        });
        assertThat(rounds().find(NINE)).isPresent();
        assertThat(rounds().find(ONE)).isEmpty();
    }

    @Test
    void aClosedRoundLeavesItsStatementInTheChain() throws Exception {
        rounds().append(opened(NINE));
        rounds().append(opened(ONE));
        Statement first = statement(NINE);
        close(NINE);
        Statement second = statement(ONE);
        close(ONE);
        reopen();
        assertThat(rounds().open()).isEmpty();
        assertThat(second.previous()).isEqualTo(first.seal());
        assertThat(rounds().closed()).extracting(Rounds.Closing::seal).containsExactly(first.seal(), second.seal());
        assertThat(rounds().closed().getFirst().counts()).isEqualTo(new Statement.Counts(2, 1, 1, 0, 1, 0));
        assertThat(rounds().statement(NINE)).contains(first);
        assertThat(rounds().statement(ONE)).contains(second);
        assertThat(rounds().verify()).isEqualTo(new Rounds.Check(2, second.seal(), List.of()));
    }

    @Test
    void whatDoesNotFollowIsRefusedAndNotWritten() throws Exception {
        Instant later = NOW.plusSeconds(600);
        assertThatThrownBy(() -> rounds().append(new RoundEvent.Taken(NINE, NOW, "ana@example.com")))
                .isInstanceOf(IllegalStateException.class);
        rounds().append(opened(NINE));
        assertThatThrownBy(() -> rounds().append(opened(NINE))).isInstanceOf(IllegalStateException.class);
        Statement stale = statement(NINE);
        close(NINE);
        assertThatThrownBy(() -> rounds().append(opened(NINE))).isInstanceOf(IllegalStateException.class);
        rounds().append(opened(ONE));
        assertThatThrownBy(() -> rounds().append(new RoundEvent.Closed(ONE, later, stale)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is about");
        var unchained = new Statement(2, ONE, NOW, NOW, later, "ana@example.com", List.of(), Statement.FIRST);
        assertThatThrownBy(() -> rounds().append(new RoundEvent.Closed(ONE, later, unchained)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("next of the chain");
        reopen();
        assertThat(rounds().open()).extracting(round -> round.id()).containsExactly(ONE);
        assertThat(rounds().verify().broken()).isEmpty();
    }
}
