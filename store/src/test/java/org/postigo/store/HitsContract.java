package org.postigo.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.MailObject;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.finding.Verdict;
import org.postigo.mail.finding.Verdict.Reason;
import org.postigo.mail.record.CopyOutcome;
import org.postigo.mail.record.JournalEntry;
import org.postigo.mail.record.Reply;
import org.postigo.store.lists.Hits.Tally;

/** What {@link org.postigo.store.lists.Hits} promises. */
abstract class HitsContract extends StoreContract {
    static final ForwardPath LUIS = ForwardPath.of("luis@example.com");
    private static final ForwardPath EVA = ForwardPath.of("eva@example.com");
    private static final Reply OK = new Reply(250, "2.0.0", "Ok");
    static final CopyOutcome DELIVERED = new CopyOutcome.Delivered("mx1.example.com:25", OK);

    /** Waits until what was appended has been folded in. */
    abstract void settle();

    Tally of(String entry) {
        settle();
        return store.hits().of(entry);
    }

    /** Journals a message to both that was decided so; returns when. */
    Instant journal(Instant at, Map<ForwardPath, Verdict> verdicts, Map<ForwardPath, CopyOutcome> outcomes) {
        MailObject mail = Samples.mail(at, "ana@example.org", "Hello", "luis@example.com", "eva@example.com");
        Assessment said = Samples.assessment(mail, "Hello", -3);
        var decided = new Assessment(
                said.findings(),
                said.score(),
                said.authentication(),
                said.proven(),
                verdicts,
                said.digest(),
                said.versions(),
                said.took());
        JournalEntry.Transaction line = Samples.delivered(mail, decided);
        store.journal()
                .append(new JournalEntry.Transaction(
                        line.id(),
                        line.at(),
                        line.client(),
                        line.envelope(),
                        line.size(),
                        line.retryKey(),
                        line.assessment(),
                        outcomes,
                        line.reply(),
                        line.timings()))
                .join();
        return line.at();
    }

    private static Verdict allowedBy(String entry) {
        return new Verdict.Deliver(Reason.ALLOWED, Optional.of(entry));
    }

    private static Verdict deniedBy(String entry) {
        return new Verdict.Hold(Reason.DENIED, Optional.of(entry));
    }

    @Test
    void whatNeverDecidedHasNoHits() {
        journal(NOW, Map.of(LUIS, new Verdict.Deliver(Reason.SCORE_LOW)), Map.of(LUIS, DELIVERED));
        assertThat(of("e1")).isEqualTo(Tally.NONE);
    }

    @Test
    void eachCopyThatAnEntryDecidedCountsForThatEntryAlone() {
        Instant first = journal(
                NOW,
                Map.of(LUIS, allowedBy("e1"), EVA, deniedBy("e2")),
                Map.of(LUIS, DELIVERED, EVA, new CopyOutcome.Held(Reason.DENIED)));
        Instant second = journal(
                NOW.plusSeconds(60),
                Map.of(LUIS, allowedBy("e1"), EVA, allowedBy("e1")),
                Map.of(LUIS, DELIVERED, EVA, DELIVERED));
        assertThat(of("e1")).isEqualTo(new Tally(3, Optional.of(second)));
        assertThat(of("e2")).isEqualTo(new Tally(1, Optional.of(first)));
    }

    @Test
    void theLastHitIsTheLatestAndNotTheOneJournalledLast() {
        Instant late = journal(NOW.plusSeconds(60), Map.of(LUIS, allowedBy("e1")), Map.of(LUIS, DELIVERED));
        journal(NOW, Map.of(LUIS, allowedBy("e1")), Map.of(LUIS, DELIVERED));
        assertThat(of("e1")).isEqualTo(new Tally(2, Optional.of(late)));
    }

    @Test
    void anAttemptThatIsToBeRepeatedDoesNotCount() {
        var outcomes = new LinkedHashMap<ForwardPath, CopyOutcome>();
        outcomes.put(LUIS, new CopyOutcome.Deferred("mx1.example.com:25", new Reply(451, "4.3.0", "later")));
        outcomes.put(EVA, new CopyOutcome.HeldInvisibly(Reason.DENIED));
        journal(NOW, Map.of(LUIS, allowedBy("e1"), EVA, deniedBy("e2")), outcomes);
        assertThat(List.of(of("e1"), of("e2"))).containsOnly(Tally.NONE);
    }
}
