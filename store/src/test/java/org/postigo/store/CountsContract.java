package org.postigo.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postigo.mail.DomainName;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.MailObject;
import org.postigo.mail.finding.Verdict;
import org.postigo.mail.policy.ProtectedDomain;
import org.postigo.mail.record.CopyOutcome;
import org.postigo.mail.record.JournalEntry;
import org.postigo.store.counts.Counts;
import org.postigo.store.counts.Counts.Kind;
import org.postigo.store.held.CopyEvent;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.Decision;

/** What {@link Counts} promises. */
abstract class CountsContract extends StoreContract {
    /** Waits until everything is folded. */
    void settle() throws Exception {}

    private List<Counts.Cell> cells(Instant from, Instant until) throws Exception {
        settle();
        var cells = new ArrayList<Counts.Cell>();
        store.counts().each(from, until, cells::add);
        return cells;
    }

    int sum(Kind kind, String domain) throws Exception {
        return cells(NOW.minus(Duration.ofDays(30)), NOW.plus(Duration.ofDays(2))).stream()
                .filter(cell -> cell.domain().map(DomainName::text).orElse("").equals(domain))
                .mapToInt(cell -> cell.of(kind))
                .sum();
    }

    void journal(Instant at, String recipient, CopyOutcome outcome) {
        MailObject mail = Samples.mail(at, "a@example.org", "Offer", recipient);
        JournalEntry.Transaction plain = Samples.delivered(mail, Samples.assessment(mail, "Offer", 1));
        store.journal()
                .append(new JournalEntry.Transaction(
                        plain.id(),
                        at,
                        plain.client(),
                        plain.envelope(),
                        plain.size(),
                        plain.retryKey(),
                        plain.assessment(),
                        Map.of(ForwardPath.of(recipient), outcome),
                        plain.reply(),
                        plain.timings()))
                .join();
    }

    private static final CopyOutcome HELD = new CopyOutcome.Held(Verdict.Reason.SCORE_HIGH);

    void decide(CopyId id, Decision.Kind kind, Instant at) throws Exception {
        store.held()
                .append(List.of(
                        new CopyEvent.Decided(
                                id, at, new Decision(kind, "ana@example.com", at, at.plusSeconds(30), "")),
                        new CopyEvent.TookEffect(id, at.plusSeconds(30), Optional.empty())));
    }

    @Test
    void copiesAreCountedByHourAndDomain() throws Exception {
        journal(NOW, "b@example.com", HELD);
        journal(NOW, "c@example.com", HELD);
        journal(NOW, "c@ejemplo.mx", HELD);
        journal(NOW.minusSeconds(7_200), "c@example.com", HELD);
        assertThat(sum(Kind.HELD, "example.com")).isEqualTo(3);
        assertThat(sum(Kind.HELD, "ejemplo.mx")).isEqualTo(1);
        List<Counts.Cell> hour = cells(NOW.minusSeconds(3_600), NOW.plusSeconds(1));
        assertThat(hour).hasSize(2).allMatch(cell -> cell.length().equals(Duration.ofHours(1)));
        assertThat(hour.stream().mapToInt(cell -> cell.of(Kind.HELD)).sum()).isEqualTo(3);
    }

    @Test
    void whatIsHeldForTheMailboxServersSakeIsNotForReview() throws Exception {
        journal(NOW, "b@example.com", new CopyOutcome.Held(Verdict.Reason.SERVER_REFUSED));
        assertThat(sum(Kind.HELD, "example.com")).isZero();
        assertThat(sum(Kind.QUEUED, "example.com")).isEqualTo(1);
    }

    @Test
    void attemptsForDomainsThatAreNotOursAreCountedTogether() throws Exception {
        store.domains()
                .put(
                        new ProtectedDomain(
                                DomainName.of("example.com"),
                                List.of(new ProtectedDomain.MailboxServer("mx.example.com", 25)),
                                "es",
                                ProtectedDomain.Mode.HOLD,
                                ProtectedDomain.Thresholds.DEFAULT,
                                java.util.Set.of()),
                        "test");
        store.journal().append(Samples.refused(NOW, "nobody@example.com")).join();
        store.journal().append(Samples.refused(NOW, "nobody@relay-1.example")).join();
        store.journal().append(Samples.refused(NOW, "nobody@relay-2.example")).join();
        assertThat(sum(Kind.TURNED_AWAY, "example.com")).isEqualTo(1);
        assertThat(sum(Kind.TURNED_AWAY, "")).isEqualTo(2);
    }

    @Test
    void aRescueIsCountedWhenItHappensAndForTheHourInWhichItsMessageCame() throws Exception {
        Instant came = NOW.minus(Duration.ofHours(20));
        CopyId good = Samples.held(store, came, "a@example.org", "Offer", "b@example.com")
                .getFirst();
        CopyId spam = Samples.held(store, came, "a@example.org", "Prize", "b@example.com")
                .getFirst();
        decide(good, Decision.Kind.RELEASE, NOW);
        decide(spam, Decision.Kind.SPAM, NOW.plusSeconds(10));
        List<Counts.Cell> then = cells(came.minusSeconds(3_600), came.plusSeconds(1));
        List<Counts.Cell> now = cells(NOW.minusSeconds(3_600), NOW.plusSeconds(3_600));
        assertThat(then.stream().mapToInt(cell -> cell.of(Kind.RESCUED_OF_HELD)).sum())
                .isEqualTo(1);
        assertThat(now.stream().mapToInt(cell -> cell.of(Kind.RESCUED)).sum()).isEqualTo(1);
        assertThat(now.stream().mapToInt(cell -> cell.of(Kind.CONFIRMED)).sum()).isEqualTo(1);
        // One person within one minute.
        assertThat(sum(Kind.MINUTES, "")).isEqualTo(1);
        List<Counts.Step> steps = store.counts().agreement(came);
        assertThat(steps).hasSize(Counts.STEPS);
        assertThat(steps.get(8)).isEqualTo(new Counts.Step(1, 1));
        assertThat(steps.stream().mapToInt(Counts.Step::all).sum()).isEqualTo(2);
    }
}
