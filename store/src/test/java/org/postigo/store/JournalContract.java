package org.postigo.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postigo.mail.DomainName;
import org.postigo.mail.MailId;
import org.postigo.mail.MailObject;
import org.postigo.mail.record.JournalEntry;
import org.postigo.store.journal.Journal;

/** What {@link Journal} promises. */
abstract class JournalContract extends StoreContract {
    private JournalEntry append(Instant at, String from, String subject, String... recipients) {
        MailObject mail = Samples.mail(at, from, subject, recipients);
        JournalEntry entry = Samples.delivered(mail, Samples.assessment(mail, subject, -3));
        store.journal().append(entry).join();
        return entry;
    }

    private Journal.Page query(String text, Optional<String> domain) {
        return store.journal()
                .query(new Journal.Query(text, domain.map(DomainName::of), Optional.empty(), Optional.empty(), 0, 100));
    }

    @Test
    void anEntryIsFoundByItsId() {
        JournalEntry.Transaction entry =
                (JournalEntry.Transaction) append(NOW, "a@example.org", "Offer", "b@example.com");
        JournalEntry.Refusal refusal = Samples.refused(NOW, "nobody@example.com");
        store.journal().append(refusal).join();
        assertThat(store.journal().find(entry.id())).contains(entry);
        assertThat(store.journal().find(refusal.id())).contains(refusal);
        assertThat(store.journal().find(new MailId("0000000000000000"))).isEmpty();
    }

    @Test
    void entriesComeNewestFirst() {
        JournalEntry one = append(NOW.minusSeconds(60), "a@example.org", "one", "b@example.com");
        JournalEntry three = append(NOW, "a@example.org", "three", "b@example.com");
        JournalEntry two = append(NOW.minusSeconds(30), "a@example.org", "two", "b@example.com");
        assertThat(query("", Optional.empty()).rows()).containsExactly(three, two, one);
        Journal.Page page = store.journal()
                .query(new Journal.Query("", Optional.empty(), Optional.empty(), Optional.empty(), 1, 1));
        assertThat(page.rows()).containsExactly(two);
        assertThat(page.total()).isEqualTo(3);
    }

    @Test
    void findsByWordsDomainAndTime() {
        JournalEntry ana = append(NOW.minus(Duration.ofDays(2)), "ana@example.org", "Pedido número 7", "b@example.com");
        JournalEntry eva = append(NOW, "eva@example.org", "Order 8", "b@ejemplo.mx", "c@example.com");
        JournalEntry refusal = Samples.refused(NOW.plusSeconds(5), "nobody@example.com");
        store.journal().append(refusal).join();
        assertThat(query("numero", Optional.empty()).rows()).containsExactly(ana);
        assertThat(query("order eva", Optional.empty()).rows()).containsExactly(eva);
        assertThat(query("192.0.2", Optional.empty()).total()).isEqualTo(3);
        assertThat(query("nobody@exam", Optional.empty()).rows()).containsExactly(refusal);
        assertThat(query("absent", Optional.empty()).rows()).isEmpty();
        assertThat(query("", Optional.of("ejemplo.mx")).rows()).containsExactly(eva);
        assertThat(query("", Optional.of("example.com")).rows()).containsExactly(refusal, eva, ana);
        assertThat(store.journal()
                        .query(new Journal.Query(
                                "", Optional.empty(), Optional.of(ana.at()), Optional.of(eva.at()), 0, 10))
                        .rows())
                .isEqualTo(List.of(ana));
    }

    @Test
    void aScanShowsEachEntryFromATimeOnInOrderUntilItIsToldToStop() throws Exception {
        var written = new ArrayList<JournalEntry>();
        for (int i = 0; i < 5; i++) {
            MailObject mail =
                    Samples.mail(NOW.plusSeconds(i * 3600L * 24), "ana@example.org", "Day " + i, "b@example.com");
            written.add(Samples.delivered(mail, Samples.assessment(mail, "Day " + i, -3)));
        }
        for (JournalEntry entry : written) {
            store.journal().append(entry).join();
        }
        var seen = new ArrayList<JournalEntry>();
        var parts = new ArrayList<Double>();
        store.journal().scan(written.get(2).at(), (entry, part) -> {
            parts.add(part);
            return seen.add(entry);
        });
        assertThat(seen).isEqualTo(written.subList(2, 5));
        assertThat(parts).isSorted().last().isEqualTo(1.0);
        seen.clear();
        store.journal().scan(NOW, (entry, part) -> seen.add(entry) && seen.size() < 2);
        assertThat(seen).isEqualTo(written.subList(0, 2));
    }
}
