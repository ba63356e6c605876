package org.postigo.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postigo.mail.DomainName;
import org.postigo.mail.MailObject;
import org.postigo.mail.Mailbox;
import org.postigo.mail.auth.ProvenIdentity;
import org.postigo.mail.finding.Verdict;
import org.postigo.mail.record.CopyOutcome;
import org.postigo.mail.record.JournalEntry;
import org.postigo.store.acquaintances.Acquaintances.History;
import org.postigo.store.held.CopyEvent;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.Decision;

/** What {@link org.postigo.store.acquaintances.Acquaintances} promises. */
abstract class AcquaintancesContract extends StoreContract {
    private static final DomainName SIGNER = DomainName.of("example.org");

    /** Waits until what was appended has been folded in. */
    abstract void settle();

    private History of(Optional<DomainName> signer, String domain) {
        settle();
        return store.acquaintances().of(Mailbox.of("ANA@example.org"), signer, DomainName.of(domain));
    }

    private void delivered(ProvenIdentity... proven) {
        MailObject mail = Samples.mail(NOW, "ana@example.org", "Hello", "b@example.com");
        store.journal()
                .append(Samples.delivered(mail, Samples.assessment(mail, "Hello", -3, proven)))
                .join();
    }

    @Test
    void aStrangerHasNoHistory() {
        assertThat(of(Optional.empty(), "example.com")).isEqualTo(History.NONE);
    }

    @Test
    void historyIsKeptForEachProofAndDomain() {
        delivered(new ProvenIdentity.SignedDomain(SIGNER));
        delivered(new ProvenIdentity.SignedDomain(SIGNER));
        delivered();
        var last = Optional.of(NOW.plusMillis(40).truncatedTo(java.time.temporal.ChronoUnit.SECONDS));
        assertThat(of(Optional.of(SIGNER), "example.com").delivered()).isEqualTo(2);
        assertThat(of(Optional.of(SIGNER), "example.com")
                        .last()
                        .map(t -> t.truncatedTo(java.time.temporal.ChronoUnit.SECONDS)))
                .isEqualTo(last);
        assertThat(of(Optional.empty(), "example.com").delivered()).isEqualTo(1);
        assertThat(of(Optional.of(DomainName.of("evil.example")), "example.com"))
                .isEqualTo(History.NONE);
        assertThat(of(Optional.of(SIGNER), "ejemplo.mx")).isEqualTo(History.NONE);
    }

    @Test
    void whatWasHeldRescuedAndConfirmedCounts() throws Exception {
        MailObject mail = Samples.mail(NOW, "ana@example.org", "Hello", "b@example.com", "c@example.com");
        var assessment = Samples.assessment(mail, "Hello", 3, new ProvenIdentity.SignedDomain(SIGNER));
        List<CopyId> ids =
                store.held().hold(mail, assessment, "key", Samples.copies(mail)).publish();
        JournalEntry.Transaction entry = Samples.delivered(mail, assessment);
        var held = new CopyOutcome.Held(Verdict.Reason.SCORE_HIGH);
        store.journal()
                .append(new JournalEntry.Transaction(
                        entry.id(),
                        entry.at(),
                        entry.client(),
                        entry.envelope(),
                        entry.size(),
                        entry.retryKey(),
                        entry.assessment(),
                        Map.of(
                                mail.envelope().recipients().get(0).path(), held,
                                mail.envelope().recipients().get(1).path(), held),
                        entry.reply(),
                        entry.timings()))
                .join();
        assertThat(of(Optional.of(SIGNER), "example.com").held()).isEqualTo(2);
        store.held()
                .append(List.of(
                        HeldMailContract.decided(ids.get(0), Decision.Kind.RELEASE),
                        HeldMailContract.decided(ids.get(1), Decision.Kind.SPAM)));
        assertThat(of(Optional.of(SIGNER), "example.com").rescued()).isZero();
        store.held()
                .append(List.of(
                        new CopyEvent.TookEffect(ids.get(0), NOW, Optional.empty()),
                        new CopyEvent.ReleaseStarted(ids.get(0), NOW, 1),
                        new CopyEvent.TookEffect(ids.get(1), NOW, Optional.empty())));
        assertThat(of(Optional.of(SIGNER), "example.com").rescued()).isEqualTo(1);
        assertThat(of(Optional.of(SIGNER), "example.com").spam()).isEqualTo(1);
        store.held()
                .append(List.of(
                        new CopyEvent.Rejected(ids.get(0), NOW, "mx1", HeldMailContract.BUSY),
                        HeldMailContract.decided(ids.get(0), Decision.Kind.SPAM),
                        new CopyEvent.TookEffect(ids.get(0), NOW, Optional.empty())));
        assertThat(of(Optional.of(SIGNER), "example.com").rescued()).isZero();
        assertThat(of(Optional.of(SIGNER), "example.com").spam()).isEqualTo(2);
    }
}
