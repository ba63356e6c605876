package org.postigo.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.postigo.mail.DomainName;
import org.postigo.mail.MailId;
import org.postigo.mail.MailObject;
import org.postigo.mail.record.JournalEntry;
import org.postigo.store.journal.Fate;
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

    @Test
    void whoFollowsSeesEachEntryOnce() throws Exception {
        JournalEntry one = append(NOW, "a@example.org", "One", "b@example.com");
        JournalEntry two = append(NOW.plusSeconds(1), "a@example.org", "Two", "b@example.com");
        var seen = new ArrayList<JournalEntry>();
        long place = store.journal().follow(store.journal().before(NOW), (entry, part) -> !seen.add(entry));
        assertThat(seen).containsExactly(one);
        place = store.journal().follow(place, (entry, part) -> seen.add(entry));
        assertThat(seen).containsExactly(one, two);
        assertThat(store.journal().follow(place, (entry, part) -> seen.add(entry)))
                .isEqualTo(place);
        JournalEntry three = append(NOW.plusSeconds(2), "a@example.org", "Three", "b@example.com");
        store.journal().follow(place, (entry, part) -> seen.add(entry));
        assertThat(seen).containsExactly(one, two, three);
    }

    private static Journal.Query ask(String text, String sender, String recipient, String... domains) {
        return new Journal.Query(
                text,
                sender,
                recipient,
                Stream.of(domains).map(DomainName::of).collect(Collectors.toSet()),
                Set.of(),
                Optional.empty(),
                Optional.empty(),
                0,
                100);
    }

    private List<JournalEntry> found(Journal.Query query) {
        Journal.Page page = store.journal().query(query);
        assertThat(page.total()).isEqualTo(page.rows().size());
        return page.rows();
    }

    @Test
    void senderAndRecipientAreLookedForApart() {
        JournalEntry one = append(NOW, "ana@maquinados-pena.example", "Plano", "almacen@metalsur.example");
        JournalEntry other = append(NOW.minusSeconds(9), "almacen@metalsur.example", "Re: Plano", "ana@example.com");
        JournalEntry bounce = append(NOW.minusSeconds(20), "", "Undelivered", "ana@example.com");
        assertThat(found(ask("", "almacen", ""))).containsExactly(other);
        assertThat(found(ask("", "", "almacen"))).containsExactly(one);
        assertThat(found(ask("", "PENA", "metalsur.example"))).containsExactly(one);
        assertThat(found(ask("plano", "ana", ""))).containsExactly(one);
        assertThat(found(ask("", "<>", ""))).containsExactly(bounce);
    }

    @Test
    void anEntryIsFoundByItsMessageIdAndByPartsOfIt() {
        JournalEntry.Transaction entry =
                (JournalEntry.Transaction) append(NOW, "ana@example.org", "Plano", "b@example.com");
        String messageId = entry.assessment().orElseThrow().digest().messageId();
        assertThat(found(ask(messageId, "", ""))).containsExactly(entry);
        assertThat(found(ask(messageId.substring(0, 12), "", ""))).containsExactly(entry);
    }

    @Test
    void entriesAreFoundByWhatBecameOfThemIncludingRefusalsBeforeTheData() {
        JournalEntry delivered = append(NOW, "ana@example.org", "Plano", "b@example.com");
        JournalEntry refusal = Samples.refused(NOW.minusSeconds(3), "nobody@example.com");
        store.journal().append(refusal).join();
        for (var wanted : Map.of(Fate.DELIVERED, List.of(delivered), Fate.TURNED_AWAY, List.of(refusal))
                .entrySet()) {
            Journal.Query query = new Journal.Query(
                    "", "", "", Set.of(), Set.of(wanted.getKey()), Optional.empty(), Optional.empty(), 0, 10);
            assertThat(found(query)).isEqualTo(wanted.getValue());
            assertThat(found(new Journal.Query(
                            "",
                            "",
                            "",
                            Set.of(DomainName.of("example.com")),
                            Set.of(wanted.getKey()),
                            Optional.empty(),
                            Optional.empty(),
                            0,
                            10)))
                    .isEqualTo(wanted.getValue());
        }
        assertThat(found(new Journal.Query(
                        "",
                        "",
                        "",
                        Set.of(),
                        Set.of(Fate.HELD, Fate.QUEUED),
                        Optional.empty(),
                        Optional.empty(),
                        0,
                        10)))
                .isEmpty();
    }

    @Test
    void whoSeesSomeDomainsFindsNothingByRecipientsOfOthers() {
        JournalEntry both = append(NOW, "ana@example.org", "Plano", "b@example.com", "secreto@ejemplo.mx");
        assertThat(found(ask("secreto", "", ""))).containsExactly(both);
        assertThat(found(ask("secreto", "", "", "ejemplo.mx"))).containsExactly(both);
        assertThat(found(ask("secreto", "", "", "example.com"))).isEmpty();
        assertThat(found(ask("", "", "secreto", "example.com"))).isEmpty();
        assertThat(found(ask("", "ana", "b@example", "example.com"))).containsExactly(both);
        assertThat(store.journal().near(ask("", "", "secretp@ejemplo.mx", "example.com"), 5))
                .isEmpty();
    }

    @Test
    void addressesThatAreSpeltAlmostSoAreOfferedWithTheirNumber() {
        append(NOW, "ana@example.org", "Plano", "almacen@metalsur.example");
        append(NOW, "ana@example.org", "Plano", "almacen@metalsur.example");
        store.journal().append(Samples.refused(NOW, "almacem@metalsur.example")).join();
        append(NOW, "eva@example.org", "Plano", "ventas@huerta.example");

        assertThat(store.journal().near(ask("", "", "almacne@metalsur.example"), 5))
                .contains(new Journal.Near(Journal.Side.RECIPIENT, "almacen@metalsur.example", 2))
                .allMatch(near -> near.text().startsWith("alma"));
        assertThat(store.journal().near(ask("", "", "almacen@metalsur.example"), 5))
                .containsExactly(new Journal.Near(Journal.Side.RECIPIENT, "almacem@metalsur.example", 1));
        assertThat(store.journal().near(ask("", "", "metalsru.example"), 5))
                .containsExactly(new Journal.Near(Journal.Side.RECIPIENT, "metalsur.example", 3));
        assertThat(store.journal().near(ask("", "exmaple.org", "ventas"), 5))
                .containsExactly(new Journal.Near(Journal.Side.SENDER, "example.org", 1));
        assertThat(store.journal().near(ask("almacne@metalsur.example", "", ""), 5))
                .contains(new Journal.Near(Journal.Side.RECIPIENT, "almacen@metalsur.example", 2));
        assertThat(store.journal().near(ask("plano", "", ""), 5)).isEmpty();
    }
}
