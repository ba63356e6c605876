package org.postigo.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.postigo.mail.DomainName;
import org.postigo.mail.MailObject;
import org.postigo.mail.Recipient;
import org.postigo.mail.finding.Verdict;
import org.postigo.mail.record.Reply;
import org.postigo.store.held.CopyEvent;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.CopyState;
import org.postigo.store.held.Decision;
import org.postigo.store.held.HeldCopy;
import org.postigo.store.held.HeldMail;
import org.postigo.store.held.HeldMail.CopyToHold;
import org.postigo.store.held.HeldQuery;

/** What {@link HeldMail} promises. */
abstract class HeldMailContract extends StoreContract {
    static final Reply OK = new Reply(250, "2.0.0", "Ok");
    static final Reply BUSY = new Reply(452, "4.2.2", "Mailbox busy");

    static Decision decision(Decision.Kind kind) {
        return new Decision(kind, "ana@example.com", NOW, NOW.plusSeconds(30), "");
    }

    static CopyEvent decided(CopyId id, Decision.Kind kind) {
        return new CopyEvent.Decided(id, NOW, decision(kind));
    }

    private CopyId hold(String from, String subject, String to) throws Exception {
        return Samples.held(store, NOW, from, subject, to).getFirst();
    }

    private CopyState state(CopyId id) {
        return store.held().find(id).orElseThrow().state();
    }

    @Test
    void whatIsHeldIsInvisibleUntilItIsPublished() throws Exception {
        MailObject mail = Samples.mail(NOW, "a@example.org", "Offer", "b@example.com");
        HeldMail.Holding holding =
                store.held().hold(mail, Samples.assessment(mail, "Offer", 2), "key", Samples.copies(mail));
        assertThat(store.held().find(new CopyId(mail.id(), 0))).isEmpty();
        assertThat(store.held().list(HeldQuery.all(0, 10)).total()).isZero();

        List<CopyId> ids = holding.publish();

        assertThat(ids).containsExactly(new CopyId(mail.id(), 0));
        HeldCopy copy = store.held().find(ids.getFirst()).orElseThrow();
        assertThat(copy.state()).isEqualTo(new CopyState.Unread());
        assertThat(copy.message().envelope()).isEqualTo(mail.envelope());
        assertThat(copy.message().client()).isEqualTo(mail.client());
        assertThat(copy.message().assessment()).isEqualTo(Samples.assessment(mail, "Offer", 2));
        assertThat(copy.message().size()).isEqualTo(mail.content().size());
        assertThat(copy.message().retryKey()).isEqualTo("key");
        assertThat(copy.decision()).isEmpty();
        assertThat(store.held().list(HeldQuery.all(0, 10)).rows()).containsExactly(copy);
    }

    @Test
    void bytesComeBackAsTheyArrived() throws Exception {
        byte[] big = ("Subject: x\r\n\r\n" + "0123456789abcdef".repeat(20_000)).getBytes(StandardCharsets.US_ASCII);
        for (byte[] bytes : List.of(new byte[0], "no header".getBytes(StandardCharsets.US_ASCII), big, big)) {
            MailObject mail = Samples.mail(NOW, "a@example.org", new String[] {"b@example.com"}, bytes);
            CopyId id = store.held()
                    .hold(mail, Samples.assessment(mail, "x", 1), "key-" + mail.id(), Samples.copies(mail))
                    .publish()
                    .getFirst();
            var content =
                    store.held().content(store.held().find(id).orElseThrow().message());
            assertThat(content.bytes()).isEqualTo(bytes);
            assertThat(content.size()).isEqualTo(bytes.length);
            try (var in = content.open()) {
                assertThat(in.readAllBytes()).isEqualTo(bytes);
            }
            assertThat(content.head(5)).isEqualTo(java.util.Arrays.copyOf(bytes, Math.min(5, bytes.length)));
        }
    }

    @Test
    void everyRecipientHasACopyAndAStateOfItsOwn() throws Exception {
        List<CopyId> ids = Samples.held(store, NOW, "a@example.org", "Offer", "b@example.com", "c@example.net");
        store.held().append(List.of(decided(ids.get(1), Decision.Kind.SPAM)));
        assertThat(state(ids.get(0))).isEqualTo(new CopyState.Unread());
        assertThat(state(ids.get(1))).isEqualTo(new CopyState.Decided(decision(Decision.Kind.SPAM)));
        assertThat(store.held().find(ids.get(1)).orElseThrow().recipient()).isEqualTo(Recipient.of("c@example.net"));
    }

    @Test
    void aRetryTakesOverWhatItsFirstAttemptLeftInvisible() throws Exception {
        MailObject first = Samples.mail(NOW, "a@example.org", "Offer", "b@example.com");
        MailObject retry = Samples.mail(NOW.plusSeconds(900), "a@example.org", "Offer", "b@example.com");
        store.held()
                .hold(first, Samples.assessment(first, "Offer", 2), "same", Samples.copies(first))
                .leaveInvisible();

        List<CopyId> ids = store.held()
                .hold(retry, Samples.assessment(retry, "Offer", 2), "same", Samples.copies(retry))
                .publish();

        assertThat(ids).containsExactly(new CopyId(first.id(), 0));
        assertThat(store.held().list(HeldQuery.all(0, 10)).total()).isEqualTo(1);
        assertThat(store.held()
                        .content(store.held().find(ids.getFirst()).orElseThrow().message())
                        .bytes())
                .isEqualTo(first.content().bytes());
    }

    @Test
    void aNameThatIsTakenIsNotTakenAgain() throws Exception {
        MailObject mail = Samples.mail(NOW, "a@example.org", "Offer", "b@example.com");
        store.held()
                .hold(mail, Samples.assessment(mail, "Offer", 2), "one", Samples.copies(mail))
                .publish();
        assertThatThrownBy(() ->
                        store.held().hold(mail, Samples.assessment(mail, "Offer", 2), "two", Samples.copies(mail)))
                .isInstanceOf(java.io.IOException.class)
                .hasMessageContaining("taken");
    }

    @Test
    void aRetryForOtherRecipientsTakesNothingOver() throws Exception {
        MailObject first = Samples.mail(NOW, "a@example.org", "Offer", "b@example.com", "c@example.com");
        MailObject retry = Samples.mail(NOW.plusSeconds(900), "a@example.org", "Offer", "b@example.com");
        store.held()
                .hold(first, Samples.assessment(first, "Offer", 2), "same", Samples.copies(first))
                .leaveInvisible();
        List<CopyId> ids = store.held()
                .hold(retry, Samples.assessment(retry, "Offer", 2), "same", Samples.copies(retry))
                .publish();
        assertThat(ids).containsExactly(new CopyId(retry.id(), 0));
        assertThat(store.held().list(HeldQuery.all(0, 10)).total()).isEqualTo(1);
    }

    @Test
    void aDecisionCanBeUndoneUntilItTookEffect() throws Exception {
        CopyId id = hold("a@example.org", "Offer", "b@example.com");
        Decision unsure = decision(Decision.Kind.NOT_SURE);
        store.held().append(List.of(new CopyEvent.Decided(id, NOW, unsure)));
        assertThat(state(id)).isEqualTo(new CopyState.NotSure(unsure));
        store.held().append(List.of(decided(id, Decision.Kind.SPAM)));
        store.held().append(List.of(new CopyEvent.Undone(id, NOW, "ana@example.com")));
        assertThat(state(id)).isEqualTo(new CopyState.NotSure(unsure));
        assertThat(store.held().find(id).orElseThrow().decision()).contains(unsure);
        store.held().append(List.of(new CopyEvent.Undone(id, NOW, "ana@example.com")));
        assertThat(state(id)).isEqualTo(new CopyState.Unread());
        assertThat(store.held().find(id).orElseThrow().decision()).isEmpty();

        store.held()
                .append(List.of(decided(id, Decision.Kind.SPAM), new CopyEvent.TookEffect(id, NOW, Optional.empty())));
        assertThat(state(id)).isEqualTo(new CopyState.Spam(decision(Decision.Kind.SPAM)));
        assertThatThrownBy(() -> store.held().append(List.of(new CopyEvent.Undone(id, NOW, "ana@example.com"))))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aReleaseGoesThroughItsStates() throws Exception {
        CopyId id = hold("a@example.org", "Offer", "b@example.com");
        Instant later = NOW.plusSeconds(600);
        store.held().append(List.of(decided(id, Decision.Kind.RELEASE)));
        store.held()
                .append(List.of(
                        new CopyEvent.TookEffect(id, NOW, Optional.of("entry-1")),
                        new CopyEvent.ReleaseStarted(id, NOW, 1)));
        assertThat(state(id)).isEqualTo(new CopyState.Leaving(1));
        store.held().append(List.of(new CopyEvent.Postponed(id, NOW, "mx1", BUSY, later)));
        assertThat(state(id)).isEqualTo(new CopyState.Waiting(1, BUSY, later));
        store.held().append(List.of(new CopyEvent.ReleaseStarted(id, later, 2)));
        store.held().append(List.of(new CopyEvent.Delivered(id, later, "mx1", OK)));
        assertThat(state(id)).isEqualTo(new CopyState.Delivered(later, "mx1", OK));
        assertThat(store.held().find(id).orElseThrow().decision()).contains(decision(Decision.Kind.RELEASE));
    }

    @Test
    void theHistoryOfACopyIsAllThatHappenedToIt() throws Exception {
        CopyId id = hold("a@example.org", "Offer", "b@example.com");
        CopyId other = hold("a@example.org", "Offer", "c@example.com");
        assertThat(store.held().history(id)).isEmpty();
        List<CopyEvent> first = List.of(decided(id, Decision.Kind.SPAM));
        List<CopyEvent> second = List.of(new CopyEvent.Undone(id, NOW, "ana@example.com"));
        List<CopyEvent> third = List.of(decided(id, Decision.Kind.RELEASE), decided(other, Decision.Kind.SPAM));
        store.held().append(first);
        store.held().append(second);
        store.held().append(third);
        assertThat(store.held().history(id)).containsExactly(first.getFirst(), second.getFirst(), third.getFirst());
        assertThat(store.held().history(other)).containsExactly(third.getLast());
    }

    @Test
    void aSecondReleaseOfTheSameCopyDoesNotFollow() throws Exception {
        CopyId id = hold("a@example.org", "Offer", "b@example.com");
        store.held().append(List.of(decided(id, Decision.Kind.RELEASE)));
        assertThatThrownBy(() -> store.held().append(List.of(decided(id, Decision.Kind.RELEASE))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(id.toString());
    }

    @Test
    void ofSeveralEventsAllAreAppendedOrNone() throws Exception {
        CopyId one = hold("a@example.org", "Offer", "b@example.com");
        CopyId two = hold("a@example.org", "Offer", "c@example.com");
        assertThatThrownBy(() -> store.held()
                        .append(List.of(
                                decided(one, Decision.Kind.SPAM), new CopyEvent.Delivered(two, NOW, "mx1", OK))))
                .isInstanceOf(IllegalStateException.class);
        assertThat(state(one)).isEqualTo(new CopyState.Unread());
        assertThat(state(two)).isEqualTo(new CopyState.Unread());
        store.held().append(List.of(decided(one, Decision.Kind.SPAM), decided(two, Decision.Kind.SPAM)));
        assertThat(store.held()
                        .list(new HeldQuery(
                                "",
                                Set.of(),
                                Set.of(HeldQuery.Standing.ON_ITS_WAY),
                                Optional.empty(),
                                Optional.empty(),
                                HeldQuery.Order.NEWEST,
                                0,
                                10))
                        .total())
                .isEqualTo(2);
    }

    @Test
    void ofManyWhoDecideTheSameCopyOneIsHeard() throws Exception {
        CopyId id = hold("a@example.org", "Offer", "b@example.com");
        var tries = new ArrayList<Callable<Boolean>>();
        for (int i = 0; i < 16; i++) {
            tries.add(() -> {
                try {
                    store.held().append(List.of(decided(id, Decision.Kind.RELEASE)));
                    return true;
                } catch (IllegalStateException somebodyElse) {
                    return false;
                }
            });
        }
        int heard = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var result : threads.invokeAll(tries)) {
                heard += result.get() ? 1 : 0;
            }
        }
        assertThat(heard).isEqualTo(1);
    }

    @Test
    void anUnknownCopyIsToldSo() {
        CopyId id = CopyId.parse("0000000000000000-0").orElseThrow();
        assertThat(store.held().find(id)).isEmpty();
        assertThatThrownBy(() -> store.held().append(List.of(decided(id, Decision.Kind.SPAM))))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void dueIsWhatHasToHappenNow() throws Exception {
        CopyId decided = hold("a@example.org", "one", "b@example.com");
        CopyId unsure = hold("a@example.org", "two", "b@example.com");
        CopyId waiting = hold("a@example.org", "three", "b@example.com");
        CopyId unread = hold("a@example.org", "four", "b@example.com");
        store.held().append(List.of(decided(decided, Decision.Kind.SPAM), decided(unsure, Decision.Kind.NOT_SURE)));
        store.held()
                .append(List.of(
                        decided(waiting, Decision.Kind.RELEASE),
                        new CopyEvent.TookEffect(waiting, NOW, Optional.empty()),
                        new CopyEvent.ReleaseStarted(waiting, NOW, 1),
                        new CopyEvent.Postponed(waiting, NOW, "mx1", BUSY, NOW.plusSeconds(10))));
        assertThat(store.held().due(NOW.plusSeconds(9), 10)).isEmpty();
        assertThat(store.held().due(NOW.plusSeconds(30), 10))
                .extracting(HeldCopy::id)
                .containsExactly(waiting, decided);
        assertThat(store.held().due(NOW.plusSeconds(30), 1))
                .extracting(HeldCopy::id)
                .containsExactly(waiting);
        assertThat(state(unread)).isEqualTo(new CopyState.Unread());
    }

    @Test
    void aCopyForTheReleaseQueueWaitsAtOnce() throws Exception {
        MailObject mail = Samples.mail(NOW, "a@example.org", "Offer", "b@example.com");
        CopyId id = store.held()
                .hold(
                        mail,
                        Samples.assessment(mail, "Offer", -2),
                        "key",
                        List.of(new CopyToHold(
                                mail.envelope().recipients().getFirst(),
                                Verdict.Reason.SERVER_DEFERRED,
                                Optional.of(BUSY))))
                .publish()
                .getFirst();
        assertThat(state(id)).isEqualTo(new CopyState.Waiting(0, BUSY, NOW));
        assertThat(store.held().due(NOW, 10)).extracting(HeldCopy::id).containsExactly(id);
        store.held()
                .append(List.of(
                        new CopyEvent.ReleaseStarted(id, NOW, 1), new CopyEvent.Rejected(id, NOW, "mx1", BUSY)));
        assertThat(state(id).open()).isTrue();
    }

    @Test
    void aCopyThatTheServerRefusedIsOpenFromTheStartAndKeepsItsWords() throws Exception {
        Reply unknown = new Reply(550, "5.1.1", "no such user");
        MailObject mail = Samples.mail(NOW, "a@example.org", "Offer", "b@example.com");
        CopyId id = store.held()
                .hold(
                        mail,
                        Samples.assessment(mail, "Offer", -2),
                        "key",
                        List.of(new CopyToHold(
                                mail.envelope().recipients().getFirst(),
                                Verdict.Reason.SERVER_REFUSED,
                                Optional.of(unknown))))
                .publish()
                .getFirst();
        assertThat(state(id)).isEqualTo(new CopyState.Rejected(NOW, "", unknown));
        assertThat(store.held().due(NOW, 10)).isEmpty();
        assertThat(ids(query("", Set.of(), Set.of(HeldQuery.Standing.TROUBLE)))).containsExactly(id);
    }

    @Test
    void listsByDomainStateTimeAndText() throws Exception {
        CopyId old = Samples.held(
                        store, NOW.minus(Duration.ofDays(2)), "ana@example.org", "Factura José", "b@example.com")
                .getFirst();
        CopyId other = Samples.held(store, NOW.minus(Duration.ofDays(1)), "eva@example.org", "Invoice", "b@ejemplo.mx")
                .getFirst();
        CopyId fresh = Samples.held(store, NOW, "ana@example.net", "Facturas", "c@example.com")
                .getFirst();
        assertThat(ids(query("", Set.of(), Set.of()))).containsExactly(fresh, other, old);
        assertThat(ids(query("factura", Set.of(), Set.of()))).containsExactly(fresh, old);
        assertThat(ids(query("jose fac", Set.of(), Set.of()))).containsExactly(old);
        assertThat(ids(query("EVA@example.org", Set.of(), Set.of()))).containsExactly(other);
        assertThat(ids(query("reason:spf.fail", Set.of(), Set.of()))).hasSize(3);
        assertThat(ids(query("nothing", Set.of(), Set.of()))).isEmpty();
        assertThat(ids(query("", Set.of(DomainName.of("example.com")), Set.of())))
                .containsExactly(fresh, old);
        assertThat(ids(query("fact", Set.of(DomainName.of("ejemplo.mx")), Set.of())))
                .isEmpty();
        store.held().append(List.of(decided(old, Decision.Kind.SPAM)));
        assertThat(ids(query("factura", Set.of(), Set.of(HeldQuery.Standing.UNREAD))))
                .containsExactly(fresh);
        var between = new HeldQuery(
                "",
                Set.of(),
                Set.of(),
                Optional.of(NOW.minus(Duration.ofDays(1))),
                Optional.of(NOW),
                HeldQuery.Order.OLDEST,
                0,
                10);
        assertThat(ids(between)).containsExactly(other);
    }

    private static HeldQuery query(String text, Set<DomainName> domains, Set<HeldQuery.Standing> states) {
        return new HeldQuery(text, domains, states, Optional.empty(), Optional.empty(), HeldQuery.Order.NEWEST, 0, 10);
    }

    private List<CopyId> ids(HeldQuery query) {
        HeldMail.Page page = store.held().list(query);
        assertThat(page.total()).isEqualTo(page.rows().size());
        return page.rows().stream().map(HeldCopy::id).toList();
    }

    @Test
    void pagesInEveryOrder() throws Exception {
        for (int i = 0; i < 10; i++) {
            MailObject mail = Samples.mail(NOW.plusSeconds(i), "a@example.org", "row " + i, "b@example.com");
            store.held()
                    .hold(mail, Samples.assessment(mail, "row " + i, (i * 7) % 10), "key-" + i, Samples.copies(mail))
                    .publish();
        }
        assertThat(subjects(HeldQuery.Order.NEWEST, 2, 3)).containsExactly("row 7", "row 6", "row 5");
        assertThat(subjects(HeldQuery.Order.OLDEST, 8, 3)).containsExactly("row 8", "row 9");
        assertThat(subjects(HeldQuery.Order.LIKELY_GOOD, 0, 3)).containsExactly("row 0", "row 3", "row 6");
    }

    private List<String> subjects(HeldQuery.Order order, int offset, int limit) {
        HeldMail.Page page = store.held()
                .list(new HeldQuery("", Set.of(), Set.of(), Optional.empty(), Optional.empty(), order, offset, limit));
        assertThat(page.total()).isEqualTo(10);
        return page.rows().stream()
                .map(copy -> copy.message().assessment().digest().subject())
                .toList();
    }

    @Test
    void effectsAreWhatLearningIsAFoldOver() throws Exception {
        CopyId one = hold("a@example.org", "one", "b@example.com");
        CopyId two = hold("a@example.org", "two", "b@example.com");
        store.held().append(List.of(decided(one, Decision.Kind.RELEASE), decided(two, Decision.Kind.SPAM)));
        assertThat(store.held().effects(0, 10)).isEmpty();
        store.held()
                .append(List.of(
                        new CopyEvent.TookEffect(one, NOW, Optional.empty()),
                        new CopyEvent.ReleaseStarted(one, NOW, 1),
                        new CopyEvent.TookEffect(two, NOW, Optional.empty())));
        store.held().append(List.of(new CopyEvent.Rejected(one, NOW, "mx1", BUSY), decided(one, Decision.Kind.SPAM)));
        store.held().append(List.of(new CopyEvent.TookEffect(one, NOW, Optional.empty())));

        List<HeldMail.Effect> effects = store.held().effects(0, 10);

        assertThat(effects).extracting(e -> e.copy().id()).containsExactly(one, two, one);
        assertThat(effects)
                .extracting(HeldMail.Effect::decision)
                .containsExactly(
                        decision(Decision.Kind.RELEASE), decision(Decision.Kind.SPAM), decision(Decision.Kind.SPAM));
        assertThat(effects)
                .extracting(HeldMail.Effect::replaced)
                .containsExactly(Optional.empty(), Optional.empty(), Optional.of(decision(Decision.Kind.RELEASE)));
        assertThat(effects).extracting(HeldMail.Effect::position).isSorted().doesNotHaveDuplicates();
        assertThat(effects.getFirst().position()).isPositive();
        assertThat(effects.getFirst().copy().state()).isEqualTo(new CopyState.Spam(decision(Decision.Kind.SPAM)));
        assertThat(store.held().effects(effects.get(1).position(), 10)).containsExactly(effects.get(2));
        assertThat(store.held().effects(0, 1)).containsExactly(effects.get(0));
        long last = effects.get(2).position();
        assertThat(store.held().effects(last, 10)).isEmpty();
        CopyId three = hold("a@example.org", "three", "b@example.com");
        assertThat(store.held().effects(last, 10)).isEmpty();
        store.held().append(List.of(decided(three, Decision.Kind.SPAM)));
        store.held().append(List.of(new CopyEvent.TookEffect(three, NOW, Optional.empty())));
        assertThat(store.held().effects(last, 10))
                .as("what was asked for in vain is found once it is there")
                .extracting(e -> e.copy().id())
                .containsExactly(three);
        assertThat(store.held().effects(0, 10)).hasSize(4);
    }

    @Test
    void listenersHearOfEveryChangeUntilTheyLeave() throws Exception {
        var heard = new LinkedBlockingQueue<HeldCopy>();
        AutoCloseable listening = store.held().listen(heard::add);
        CopyId id = hold("a@example.org", "Offer", "b@example.com");
        assertThat(heard.poll(10, TimeUnit.SECONDS).state()).isEqualTo(new CopyState.Unread());
        store.held().append(List.of(decided(id, Decision.Kind.SPAM)));
        HeldCopy changed = heard.poll(10, TimeUnit.SECONDS);
        assertThat(changed.id()).isEqualTo(id);
        assertThat(changed.state()).isEqualTo(new CopyState.Decided(decision(Decision.Kind.SPAM)));
        listening.close();

        var second = new LinkedBlockingQueue<HeldCopy>();
        store.held().listen(second::add);
        store.held().append(List.of(new CopyEvent.Undone(id, NOW, "ana@example.com")));
        assertThat(second.poll(10, TimeUnit.SECONDS).state()).isEqualTo(new CopyState.Unread());
        assertThat(heard).isEmpty();
    }

    private CopyEvent.Removed removed(CopyId id) {
        return new CopyEvent.Removed(id, NOW, Optional.of("example.com/2026-11/" + id + ".eml"));
    }

    private CopyId spam(CopyId id) throws Exception {
        store.held()
                .append(List.of(decided(id, Decision.Kind.SPAM), new CopyEvent.TookEffect(id, NOW, Optional.empty())));
        return id;
    }

    @Test
    void onlyWhatIsFinishedCanBeRemoved() throws Exception {
        CopyId unread = hold("a@example.org", "unread", "b@example.com");
        CopyId unsure = hold("a@example.org", "unsure", "b@example.com");
        CopyId undoable = hold("a@example.org", "undoable", "b@example.com");
        CopyId leaving = hold("a@example.org", "leaving", "b@example.com");
        CopyId waiting = hold("a@example.org", "waiting", "b@example.com");
        CopyId rejected = hold("a@example.org", "rejected", "b@example.com");
        CopyId doubted = hold("a@example.org", "doubted", "b@example.com");
        store.held().append(List.of(decided(unsure, Decision.Kind.NOT_SURE), decided(undoable, Decision.Kind.SPAM)));
        for (CopyId id : List.of(leaving, waiting, rejected, doubted)) {
            store.held()
                    .append(List.of(
                            decided(id, Decision.Kind.RELEASE),
                            new CopyEvent.TookEffect(id, NOW, Optional.empty()),
                            new CopyEvent.ReleaseStarted(id, NOW, 1)));
        }
        store.held()
                .append(List.of(
                        new CopyEvent.Postponed(waiting, NOW, "mx1", BUSY, NOW.plusSeconds(600)),
                        new CopyEvent.Rejected(rejected, NOW, "mx1", BUSY),
                        new CopyEvent.FellInDoubt(doubted, NOW, "lost")));
        for (CopyId id : List.of(unread, unsure, undoable, leaving, waiting, rejected, doubted)) {
            CopyState before = state(id);
            assertThatThrownBy(() -> store.held().append(List.of(removed(id))))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(state(id)).isEqualTo(before);
            assertThat(content(id)).isNotEmpty();
        }
    }

    private byte[] content(CopyId id) throws Exception {
        return store.held()
                .content(store.held().find(id).orElseThrow().message())
                .bytes();
    }

    @Test
    void whatWasRemovedIsListedNoMoreAndItsStoryIsStillTold() throws Exception {
        CopyId gone = spam(hold("a@example.org", "quetzal", "b@example.com"));
        CopyId stays = spam(hold("a@example.org", "quetzal", "b@example.com"));
        var query = new HeldQuery(
                "quetzal", Set.of(), Set.of(), Optional.empty(), Optional.empty(), HeldQuery.Order.NEWEST, 0, 10);
        assertThat(store.held().list(query).total()).isEqualTo(2);

        store.held().append(List.of(removed(gone)));

        assertThat(store.held().list(query).rows()).extracting(HeldCopy::id).containsExactly(stays);
        assertThat(store.held().list(HeldQuery.all(0, 10)).total()).isEqualTo(1);
        HeldCopy copy = store.held().find(gone).orElseThrow();
        var last = new CopyState.Spam(decision(Decision.Kind.SPAM));
        assertThat(copy.state())
                .isEqualTo(new CopyState.Removed(NOW, last, Optional.of("example.com/2026-11/" + gone + ".eml")));
        assertThat(copy.kept()).isFalse();
        assertThat(copy.decision()).contains(decision(Decision.Kind.SPAM));
        assertThat(store.held().history(gone)).hasSize(3).last().isEqualTo(removed(gone));
        assertThat(store.held().effects(0, 10)).extracting(e -> e.copy().id()).containsExactly(gone, stays);
        assertThatThrownBy(() -> content(gone)).isInstanceOf(HeldMail.NoLongerKept.class);
        assertThat(content(stays)).isNotEmpty();
        assertThatThrownBy(() -> store.held().append(List.of(removed(gone))))
                .as("twice")
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> store.held().append(List.of(decided(gone, Decision.Kind.RELEASE))))
                .as("decided anew")
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aMessageIsReadableUntilItsLastCopyIsRemoved() throws Exception {
        List<CopyId> ids = Samples.held(store, NOW, "a@example.org", "Offer", "b@example.com", "c@example.net");
        spam(ids.get(0));
        store.held().append(List.of(removed(ids.get(0))));
        assertThat(content(ids.get(1))).isNotEmpty();
        assertThat(store.held().list(HeldQuery.all(0, 10)).rows())
                .extracting(HeldCopy::id)
                .containsExactly(ids.get(1));
        spam(ids.get(1));
        store.held().append(List.of(removed(ids.get(1))));
        assertThatThrownBy(() -> content(ids.get(1))).isInstanceOf(HeldMail.NoLongerKept.class);
        assertThat(store.held().list(HeldQuery.all(0, 10)).total()).isZero();
    }
}
