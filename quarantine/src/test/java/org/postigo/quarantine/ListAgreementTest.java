package org.postigo.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.FindingKey;
import org.postigo.mail.record.DnsListTable.Agreement;
import org.postigo.mail.record.Reply;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.CopyState;
import org.postigo.store.held.Decision.Kind;
import org.postigo.store.held.HeldCopy;
import org.postigo.store.held.HeldMessage;

class ListAgreementTest {
    private final Bench bench = new Bench();
    private final ListAgreement agreement = new ListAgreement(bench.held);

    private CopyId listed(int number, String... lists) {
        HeldCopy copy =
                Bench.copy(number, "compras@metalsur.example", "ventas@proveedor.example", "", new CopyState.Unread());
        HeldMessage message = copy.message();
        Assessment was = message.assessment();
        List<Finding> findings = List.of(lists).stream()
                .<Finding>map(list -> new Finding.Fact(FindingKey.LIST_CLIENT, 1, List.of(list, "SBL")))
                .toList();
        var said = new Assessment(
                findings,
                was.score(),
                was.authentication(),
                was.proven(),
                was.verdicts(),
                was.digest(),
                was.versions(),
                was.took());
        bench.held.put(new HeldCopy(
                copy.id(),
                new HeldMessage(
                        message.id(),
                        message.received(),
                        message.client(),
                        message.envelope(),
                        said,
                        message.size(),
                        message.sha256(),
                        message.retryKey()),
                copy.recipient(),
                copy.reason(),
                copy.state()));
        return copy.id();
    }

    private void decide(CopyId id, Kind kind) throws IOException {
        bench.quarantine.decide(Bench.INES, List.of(id), Choice.of(kind));
        bench.undoTimePasses();
        bench.releases.tick();
    }

    @Test
    void countsForEachListWhatReviewersCalledItsMail() throws IOException {
        decide(listed(1, "zen", "psbl"), Kind.SPAM);
        decide(listed(2, "zen"), Kind.SPAM_AND_DENY);
        decide(listed(3, "zen"), Kind.RELEASE);
        decide(listed(4, "psbl"), Kind.NOT_SURE);
        assertThat(agreement.byList()).isEmpty();

        agreement.catchUp();
        agreement.catchUp();

        assertThat(agreement.byList()).isEqualTo(Map.of("zen", new Agreement(2, 1), "psbl", new Agreement(1, 0)));
    }

    @Test
    void aSecondOpinionReplacesTheFirst() throws IOException {
        CopyId id = listed(1, "zen");
        bench.next.add((_, _) -> new Deliverer.Delivery.Refused("mail.example:25", new Reply(550, "5.1.1", "no")));
        decide(id, Kind.RELEASE);
        agreement.catchUp();
        assertThat(agreement.byList()).containsEntry("zen", new Agreement(0, 1));

        decide(id, Kind.SPAM);
        agreement.catchUp();
        assertThat(agreement.byList()).containsEntry("zen", new Agreement(1, 0));
    }
}
