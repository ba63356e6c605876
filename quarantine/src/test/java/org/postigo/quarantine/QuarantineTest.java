package org.postigo.quarantine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.postigo.mail.DomainName;
import org.postigo.mail.MailId;
import org.postigo.mail.Mailbox;
import org.postigo.mail.auth.ProvenIdentity;
import org.postigo.mail.policy.ListEntry;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.CopyState;
import org.postigo.store.held.Decision.Kind;
import org.postigo.store.held.HeldQuery;
import org.postigo.store.people.Person;

class QuarantineTest {
    private final Bench bench = new Bench();
    private final Quarantine quarantine = bench.quarantine;

    @Test
    void aDecisionIsWrittenDownAndDoesNothingBeforeItsUndoTimeIsOver() throws Exception {
        CopyId id = bench.unread(1);

        assertThat(quarantine.decide(Bench.INES, List.of(id), Choice.of(Kind.RELEASE)))
                .singleElement()
                .isInstanceOf(Ruling.Done.class);
        bench.clock.advance(Duration.ofSeconds(29));
        bench.releases.tick();

        assertThat(bench.taken).isEmpty();
        assertThat(bench.stateOf(id)).isInstanceOf(CopyState.Decided.class);
    }

    @Test
    void whatIsUndoneInTimeIsAsItWasAndNeverLeaves() throws Exception {
        CopyId id = bench.unread(1);
        quarantine.decide(Bench.INES, List.of(id), Choice.of(Kind.RELEASE));
        bench.clock.advance(Duration.ofSeconds(29));

        assertThat(quarantine.undo(Bench.INES, List.of(id))).singleElement().isInstanceOf(Undoing.Undone.class);
        bench.clock.advance(Duration.ofHours(1));
        bench.releases.tick();

        assertThat(bench.taken).isEmpty();
        assertThat(bench.stateOf(id)).isEqualTo(new CopyState.Unread());
    }

    @Test
    void anUndoAtTheVeryInstantItTakesEffectIsTooLateEvenIfNobodyGotRoundToIt() throws Exception {
        CopyId id = bench.unread(1);
        quarantine.decide(Bench.INES, List.of(id), Choice.of(Kind.RELEASE));
        bench.undoTimePasses();

        assertThat(quarantine.undo(Bench.INES, List.of(id))).singleElement().isInstanceOf(Undoing.TooLate.class);
    }

    @Test
    void theSecondReviewerIsToldWhoDidWhatAndWhenAlsoAfterDelivery() throws Exception {
        CopyId id = bench.unread(1);
        quarantine.decide(Bench.BRUNO, List.of(id), Choice.of(Kind.RELEASE));

        assertTakenByBruno(quarantine.decide(Bench.INES, List.of(id), Choice.of(Kind.SPAM)));
        bench.undoTimePasses();
        bench.releases.tick();
        assertThat(bench.stateOf(id)).isInstanceOf(CopyState.Delivered.class);
        assertTakenByBruno(quarantine.decide(Bench.INES, List.of(id), Choice.of(Kind.SPAM)));
    }

    private static void assertTakenByBruno(List<Ruling> rulings) {
        assertThat(rulings)
                .singleElement()
                .isInstanceOfSatisfying(
                        Ruling.TakenBy.class,
                        taken -> assertThat(taken.copy().decision().orElseThrow())
                                .satisfies(decision -> assertThat(decision.by()).isEqualTo("bruno@filtro.example"))
                                .satisfies(
                                        decision -> assertThat(decision.kind()).isEqualTo(Kind.RELEASE)));
    }

    @Test
    void ofManyDecisionsAtOnceOnOneRowExactlyOneHolds() throws Exception {
        int people = 16;
        for (int round = 0; round < 20; round++) {
            CopyId id = bench.unread(round);
            var start = new CyclicBarrier(people);
            var calls = new ArrayList<Callable<List<Ruling>>>();
            for (int i = 0; i < people; i++) {
                Person person = Bench.reviewer("p" + i + "@filtro.example");
                calls.add(() -> {
                    start.await();
                    return quarantine.decide(person, List.of(id), Choice.of(Kind.RELEASE));
                });
            }
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                int done = 0;
                for (var result : threads.invokeAll(calls)) {
                    done += result.get().getFirst() instanceof Ruling.Done ? 1 : 0;
                }
                assertThat(done).isEqualTo(1);
            }
        }
    }

    @Test
    void aBulkDecisionIsOneAppendAndReportsWhatItCouldNotDecide() throws Exception {
        bench.protect("ajeno.example", "otra@filtro.example");
        CopyId first = bench.unread(1);
        CopyId taken = bench.unread(2);
        CopyId foreign = bench.unread(3, "x@ajeno.example", "a@b.example");
        var gone = new CopyId(new MailId("0000000000999999"), 0);
        CopyId last = bench.unread(4);
        quarantine.decide(Bench.BRUNO, List.of(taken), Choice.of(Kind.SPAM));
        int before = bench.held.appends();

        List<Ruling> rulings = quarantine.decide(
                Bench.INES, List.of(first, taken, foreign, gone, last, first), Choice.of(Kind.RELEASE));

        assertThat(rulings)
                .extracting(Object::getClass)
                .containsExactly(
                        Ruling.Done.class,
                        Ruling.TakenBy.class,
                        Ruling.NotYours.class,
                        Ruling.Gone.class,
                        Ruling.Done.class);
        assertThat(bench.held.appends()).isEqualTo(before + 1);
    }

    @Test
    void whatCannotBeWrittenIsNotDecided() {
        CopyId id = bench.unread(1);
        bench.held.refuseAppends(1);

        assertThatThrownBy(() -> quarantine.decide(Bench.INES, List.of(id), Choice.of(Kind.RELEASE)))
                .isInstanceOf(IOException.class);
        assertThat(bench.stateOf(id)).isEqualTo(new CopyState.Unread());
    }

    @Test
    void onlyWhoDecidedOrAnAdministratorTakesItBack() throws Exception {
        CopyId id = bench.unread(1);
        quarantine.decide(Bench.INES, List.of(id), Choice.of(Kind.SPAM));

        assertThat(quarantine.undo(Bench.BRUNO, List.of(id))).singleElement().isInstanceOf(Undoing.OfAnother.class);
        assertThat(quarantine.undo(Bench.ADMIN, List.of(id))).singleElement().isInstanceOf(Undoing.Undone.class);
    }

    @Test
    void notSureStaysOpenForAnother() throws Exception {
        CopyId id = bench.unread(1);
        quarantine.decide(Bench.INES, List.of(id), Choice.of(Kind.NOT_SURE));
        assertThat(bench.stateOf(id)).isInstanceOf(CopyState.NotSure.class);

        assertThat(quarantine.decide(Bench.BRUNO, List.of(id), Choice.of(Kind.RELEASE)))
                .singleElement()
                .isInstanceOf(Ruling.Done.class);
    }

    @Test
    void aReviewerSeesOnlyTheDomainsThatBothSidesGrant() {
        bench.protect("metalsur.example");
        bench.protect("huerta.example", "otra@filtro.example");
        CopyId open = bench.unread(1, "a@metalsur.example", "x@y.example");
        CopyId shut = bench.unread(2, "a@huerta.example", "x@y.example");
        Person onlyHuerta = Bench.reviewer("otra@filtro.example", "huerta.example");

        assertThat(quarantine.list(Bench.INES, HeldQuery.all(0, 10)).rows())
                .extracting(copy -> copy.id())
                .containsExactly(open);
        assertThat(quarantine.list(onlyHuerta, HeldQuery.all(0, 10)).rows())
                .extracting(copy -> copy.id())
                .containsExactly(shut);
        assertThat(quarantine.list(Bench.ADMIN, HeldQuery.all(0, 10)).total()).isEqualTo(2);
        assertThat(quarantine.find(Bench.INES, shut)).isEmpty();
    }

    @Test
    void theStrongestProvenIdentityIsOfferedFirstAndAClientAddressNever() {
        CopyId id = bench.unread(
                1,
                "compras@metalsur.example",
                "ventas@proveedor.example",
                new ProvenIdentity.SignedDomain(DomainName.of("proveedor.example")),
                new ProvenIdentity.ClientAddress(InetAddress.ofLiteral("192.0.2.7")));

        assertThat(quarantine.offers(bench.held.find(id).orElseThrow()))
                .containsExactly(
                        new Offer(
                                new ListEntry.Subject.Domain(DomainName.of("proveedor.example"), false),
                                new ListEntry.Proof.SignedBy(DomainName.of("proveedor.example"))),
                        new Offer(
                                new ListEntry.Subject.Address(Mailbox.of("ventas@proveedor.example")),
                                new ListEntry.Proof.SignedBy(DomainName.of("proveedor.example"))));
    }

    @Test
    void ofAProviderOpenToEverybodyOnlyTheAddressIsOffered() {
        CopyId id = bench.unread(
                1,
                "compras@metalsur.example",
                "lola@gmail.com",
                new ProvenIdentity.SignedDomain(DomainName.of("gmail.com")));

        assertThat(quarantine.offers(bench.held.find(id).orElseThrow()))
                .extracting(Offer::subject)
                .containsExactly(new ListEntry.Subject.Address(Mailbox.of("lola@gmail.com")));
    }

    @Test
    void ofAnAddressMadeForOneMessageOnlyTheDomainIsOfferedAndNothingUnprovenIsBlocked() {
        String bounce = "bounces+33456-a1f2@em.example";
        CopyId proven = bench.unread(
                1, "compras@metalsur.example", bounce, new ProvenIdentity.SignedDomain(DomainName.of("em.example")));
        var domain = new ListEntry.Subject.Domain(DomainName.of("em.example"), false);

        assertThat(quarantine.offers(bench.held.find(proven).orElseThrow()))
                .extracting(Offer::subject)
                .containsExactly(domain);
        assertThat(quarantine.denial(bench.held.find(proven).orElseThrow())).contains(domain);

        CopyId forged = bench.unread(2, "compras@metalsur.example", bounce);
        assertThat(quarantine.denial(bench.held.find(forged).orElseThrow()))
                .as("the domain may be borrowed, and the address does not come again: the envelope's is left")
                .contains(new ListEntry.Subject.Address(Mailbox.of("rebotes@proveedor.example")));
    }

    @Test
    void releaseAndAllowWithoutProofIsNotPossible() throws Exception {
        CopyId id = bench.unread(1);

        assertThat(quarantine.decide(Bench.INES, List.of(id), Choice.of(Kind.RELEASE_AND_ALLOW)))
                .singleElement()
                .isInstanceOf(Ruling.NothingProven.class);
        assertThat(bench.stateOf(id)).isEqualTo(new CopyState.Unread());
    }

    @Test
    void anIdentityThatThisMessageDidNotProveCannotBeSmuggledIn() throws Exception {
        CopyId id = bench.unread(
                1,
                "compras@metalsur.example",
                "ventas@proveedor.example",
                new ProvenIdentity.SignedDomain(DomainName.of("proveedor.example")));
        var foreign = new Offer(
                new ListEntry.Subject.Domain(DomainName.of("banco.example"), true),
                new ListEntry.Proof.SignedBy(DomainName.of("banco.example")));

        assertThat(quarantine.decide(
                        Bench.INES, List.of(id), new Choice(Kind.RELEASE_AND_ALLOW, Optional.of(foreign), "")))
                .singleElement()
                .isInstanceOf(Ruling.NothingProven.class);
    }

    @Test
    void theAllowEntryIsMadeWhenTheDecisionTakesEffectAndNotBefore() throws Exception {
        CopyId id = bench.unread(
                1,
                "compras@metalsur.example",
                "ventas@proveedor.example",
                new ProvenIdentity.SignedDomain(DomainName.of("proveedor.example")));
        quarantine.decide(Bench.INES, List.of(id), Choice.of(Kind.RELEASE_AND_ALLOW));
        assertThat(bench.entries).isEmpty();

        bench.undoTimePasses();
        bench.releases.tick();

        assertThat(bench.entries.values()).singleElement().isInstanceOfSatisfying(ListEntry.Allow.class, allow -> {
            assertThat(allow.proof()).isEqualTo(new ListEntry.Proof.SignedBy(DomainName.of("proveedor.example")));
            assertThat(allow.scope()).isEqualTo(new ListEntry.Scope.OfDomain(DomainName.of("metalsur.example")));
            assertThat(allow.note().author()).isEqualTo(Bench.INES.email());
            assertThat(allow.note().origin()).contains(id.mail());
        });
    }

    @Test
    void blockingStopsAtTheAddressUnlessTheDomainWasProven() throws Exception {
        bench.protect("metalsur.example");
        CopyId forged = bench.unread(1);
        CopyId proven = bench.unread(
                2,
                "compras@metalsur.example",
                "promo@correo.ofertas.example",
                new ProvenIdentity.SignedDomain(DomainName.of("ofertas.example")));
        CopyId posesAsUs = bench.unread(3, "compras@metalsur.example", "jefe@metalsur.example");

        assertThat(List.of(forged, proven, posesAsUs))
                .extracting(id -> quarantine.denial(bench.held.find(id).orElseThrow()))
                .containsExactly(
                        Optional.of(new ListEntry.Subject.Address(Mailbox.of("ventas@proveedor.example"))),
                        Optional.of(new ListEntry.Subject.Domain(DomainName.of("correo.ofertas.example"), false)),
                        Optional.of(new ListEntry.Subject.Address(Mailbox.of("rebotes@proveedor.example"))));
    }

    @Test
    void aCommentIsKeptWithoutControlCharacters() {
        assertThat(new Choice(Kind.SPAM, Optional.empty(), "  visto\u0000\u001b[31m rojo\r\n").comment())
                .isEqualTo("visto[31m rojo");
        assertThat(new Choice(Kind.SPAM, Optional.empty(), "x".repeat(5000)).comment())
                .hasSize(1000);
    }
}
