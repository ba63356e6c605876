package org.postigo.appliance.rest;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.List;
import org.postigo.quarantine.round.Review;
import org.postigo.store.rounds.Round;
import org.postigo.store.rounds.RoundId;
import org.postigo.store.rounds.Rounds;
import org.postigo.store.rounds.Statement;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Review rounds and the chain of their statements. */
@RestController
@RequestMapping("/api/v1/rounds")
class RoundController {
    private final Review review;
    private final Clock clock;

    RoundController(Review review, Clock clock) {
        this.review = review;
        this.clock = clock;
    }

    /**
     * A round that is not closed.
     *
     * @param holder whose it is; empty if nobody has taken it
     * @param messages of it
     * @param left of these, not decided
     */
    record OpenRound(String id, Instant opened, Instant deadline, String holder, int messages, int left) {
        static OpenRound of(Round round, int left) {
            return new OpenRound(
                    round.id().text(),
                    round.opened(),
                    round.deadline(),
                    round.holder().orElse(""),
                    round.copies().size(),
                    left);
        }
    }

    /** A closed round in short; {@code seal} is the SHA-256 of its statement. */
    record ClosedRound(
            int number,
            String id,
            Instant opened,
            Instant deadline,
            Instant closed,
            String by,
            int held,
            int seen,
            int rescued,
            int confirmed,
            int deferred,
            String seal) {
        static ClosedRound of(Rounds.Closing closing) {
            Statement.Counts counts = closing.counts();
            return new ClosedRound(
                    closing.number(),
                    closing.round().text(),
                    closing.opened(),
                    closing.deadline(),
                    closing.closed(),
                    closing.by(),
                    counts.held(),
                    counts.seen(),
                    counts.rescued(),
                    counts.confirmed(),
                    counts.deferred(),
                    closing.seal());
        }
    }

    /**
     * All of them.
     *
     * @param open in the order in which they began
     * @param closed the newest first
     * @param next when the next one begins; empty if none is scheduled
     */
    record RoundList(List<OpenRound> open, List<ClosedRound> closed, String next) {}

    /** A statement as it is sealed; {@code seal} is the SHA-256 of {@code text} in UTF-8. */
    record SealedStatement(String text, String seal) {}

    /** What a check of all statements found; nothing broken means that none was changed, left out or put in. */
    record ChainCheck(int statements, String seal, List<String> broken) {}

    @GetMapping
    RoundList list(@RequestParam(defaultValue = "20") int limit) {
        return new RoundList(
                review.open(Acting.person()).stream()
                        .map(round -> OpenRound.of(round, review.left(round)))
                        .toList(),
                review.closed().reversed().stream()
                        .limit(Math.clamp(limit, 0, 10_000))
                        .map(ClosedRound::of)
                        .toList(),
                review.schedule()
                        .next(clock.instant())
                        .map(ZonedDateTime::toInstant)
                        .map(Instant::toString)
                        .orElse(""));
    }

    @GetMapping("/{id}/statement")
    SealedStatement statement(@PathVariable String id) throws IOException {
        RoundId round = RoundId.parse(id).orElseThrow(() -> Problem.bad("a round is named as 2026-11-23T13:00-all"));
        Statement statement = review.statement(round).orElseThrow(() -> Problem.noSuch("closed round " + round));
        return new SealedStatement(statement.text(), statement.seal());
    }

    @GetMapping("/check")
    ChainCheck check() throws IOException {
        Rounds.Check check = review.verify();
        return new ChainCheck(check.statements(), check.seal(), check.broken());
    }
}
