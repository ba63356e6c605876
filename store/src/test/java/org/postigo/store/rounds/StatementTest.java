package org.postigo.store.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postigo.mail.MailId;
import org.postigo.store.held.CopyId;

/** A statement is plain text that its seal stands for, and no change anywhere before stays unnoticed. */
class StatementTest {
    private static final Instant NOW = Instant.parse("2026-11-23T15:00:00Z");
    private static final CopyId COPY = new CopyId(new MailId("0ABCDEFGHJKMNPQR"), 0);

    private static Statement statement(int number, String previous, Statement.Outcome outcome, String by) {
        return new Statement(
                number,
                new RoundId("2026-11-23T09:00-all"),
                NOW,
                NOW.plusSeconds(3600),
                NOW.plusSeconds(900),
                by,
                List.of(new Statement.Line(COPY, outcome, true, Optional.of(by), Optional.of(NOW.plusSeconds(30)))),
                previous);
    }

    @Test
    void theTextIsWhatIsSealed() {
        Statement statement = statement(1, Statement.FIRST, Statement.Outcome.RESCUED, "ana@example.com");
        assertThat(statement.text()).isEqualTo("""
            Postigo review round, statement 1
            round: 2026-11-23T09:00-all
            opened: 2026-11-23T15:00:00Z
            deadline: 2026-11-23T16:00:00Z
            closed: 2026-11-23T15:15:00Z
            by: ana@example.com
            held: 1
            seen: 1
            rescued: 1
            confirmed: 0
            deferred: 0
            previous: 0000000000000000000000000000000000000000000000000000000000000000
            0ABCDEFGHJKMNPQR-0 rescued seen 2026-11-23T15:00:30Z ana@example.com
            """);
        // printf of that text into sha256sum gives the same.
        assertThat(statement.seal()).isEqualTo("5c5a0a7f278b39c70dc6a3e9f3195d378c8080d25662df1af2d3d639a3c5c079");
    }

    @Test
    void nobodyWritesALineOfTheirOwn() {
        Statement statement = statement(1, Statement.FIRST, Statement.Outcome.CONFIRMED, "ana\nrescued: 9\u2028x");
        assertThat(statement.text().lines()).hasSize(13).doesNotContain("rescued: 9");
    }

    @Test
    void aChangedStatementBreaksTheChainBehindIt() {
        Statement first = statement(1, Statement.FIRST, Statement.Outcome.RESCUED, "ana@example.com");
        Statement second = statement(2, first.seal(), Statement.Outcome.CONFIRMED, "ana@example.com");
        Statement third = statement(3, second.seal(), Statement.Outcome.CONFIRMED, "ana@example.com");
        assertThat(check(first, second, third)).isEqualTo(new Rounds.Check(3, third.seal(), List.of()));
        Statement forged = statement(2, first.seal(), Statement.Outcome.RESCUED, "ana@example.com");
        assertThat(check(first, forged, third).broken())
                .singleElement()
                .asString()
                .contains("statement 3", "was changed");
        assertThat(check(first, third).broken()).hasSize(2).first().asString().contains("left out");
    }

    private static Rounds.Check check(Statement... statements) {
        var chain = new Chain();
        for (Statement statement : statements) {
            chain.next(statement);
        }
        return chain.check();
    }
}
