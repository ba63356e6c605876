package org.postigo.proxy.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postigo.mail.MailId;
import org.postigo.mail.Recipient;
import org.postigo.mail.finding.Verdict.Reason;
import org.postigo.mail.record.CopyOutcome;
import org.postigo.mail.record.Reply;
import org.postigo.proxy.flow.Disposition.Fate;
import org.postigo.proxy.outbound.MailboxServers.Attempt;

class DispositionTest {
    private static final MailId ID = new MailId("01JDC0000000TE57");
    private static final String SERVER = "mail.example.com:25";
    private static final Reply TAKEN = new Reply(250, "2.0.0", "taken");
    private static final Reply WAIT = new Reply(452, "4.2.2", "secret words: mailbox full");
    private static final Reply UNKNOWN_USER = new Reply(550, "5.1.1", "no such user");

    private static final Fate ACCEPTED = new Fate.Tried(new Attempt.Accepted(SERVER, TAKEN));
    private static final Fate DEFERRED = new Fate.Tried(new Attempt.Deferred(SERVER, WAIT));
    private static final Fate REJECTED = new Fate.Tried(new Attempt.Rejected(SERVER, UNKNOWN_USER));
    private static final Fate IN_DOUBT = new Fate.Tried(new Attempt.InDoubt(SERVER, "silence"));
    private static final Fate HELD = new Fate.Held(Reason.SCORE_HIGH);
    private static final Fate REFUSE = new Fate.Refuse(Reason.DANGEROUS_ATTACHMENT);
    private static final Fate SETTLED = new Fate.Settled(new CopyOutcome.Delivered(SERVER, TAKEN));
    private static final List<Fate> ALL = List.of(ACCEPTED, DEFERRED, REJECTED, IN_DOUBT, HELD, REFUSE, SETTLED);

    private static Recipient recipient(int i) {
        return Recipient.of("r" + i + "@example.com");
    }

    private static Map<Recipient, Fate> copies(Fate... fates) {
        var copies = new LinkedHashMap<Recipient, Fate>();
        for (int i = 0; i < fates.length; i++) {
            copies.put(recipient(i), fates[i]);
        }
        return copies;
    }

    private static Disposition of(Fate... fates) {
        return Disposition.of(ID, copies(fates));
    }

    private static CopyOutcome outcome(Disposition disposition, int i) {
        return disposition.outcomes().get(recipient(i));
    }

    private static Keeper.Copy queued(int i, Reply reply) {
        return new Keeper.Copy(recipient(i), Reason.SERVER_DEFERRED, Optional.of(reply));
    }

    private static Keeper.Copy refused(int i) {
        return new Keeper.Copy(recipient(i), Reason.SERVER_REFUSED, Optional.of(UNKNOWN_USER));
    }

    private static Keeper.Copy held(int i, Reason reason) {
        return new Keeper.Copy(recipient(i), reason, Optional.empty());
    }

    @Test
    void allDelivered() {
        Disposition all = of(ACCEPTED, ACCEPTED);
        assertThat(all.reply().toString()).isEqualTo("250 2.0.0 Accepted as " + ID);
        assertThat(all.alsoKeep()).isEmpty();
        assertThat(all.outcomes().values()).containsOnly(new CopyOutcome.Delivered(SERVER, TAKEN));
    }

    @Test
    void allHeld() {
        Disposition all = of(HELD, HELD);
        assertThat(all.acknowledges()).isTrue();
        assertThat(all.outcomes().values()).containsOnly(new CopyOutcome.Held(Reason.SCORE_HIGH));
    }

    @Test
    void oneAcceptedAndAnotherPutOffQueuesTheOther() {
        Disposition mixed = of(DEFERRED, ACCEPTED);
        assertThat(mixed.acknowledges()).isTrue();
        assertThat(mixed.alsoKeep()).containsExactly(queued(0, WAIT));
        assertThat(outcome(mixed, 0)).isEqualTo(new CopyOutcome.Queued(SERVER, WAIT));
    }

    @Test
    void oneAcceptedAndAnotherRefusedHoldsTheOther() {
        Disposition mixed = of(ACCEPTED, REJECTED);
        assertThat(mixed.acknowledges()).isTrue();
        assertThat(mixed.alsoKeep()).containsExactly(refused(1));
        assertThat(outcome(mixed, 1)).isEqualTo(new CopyOutcome.Held(Reason.SERVER_REFUSED, Optional.of(UNKNOWN_USER)));
    }

    @Test
    void oneAcceptedAndAnotherInDoubtQueuesTheOther() {
        Disposition mixed = of(ACCEPTED, IN_DOUBT);
        assertThat(mixed.acknowledges()).isTrue();
        assertThat(mixed.alsoKeep()).singleElement().satisfies(copy -> {
            assertThat(copy.recipient()).isEqualTo(recipient(1));
            assertThat(copy.server())
                    .hasValueSatisfying(
                            reply -> assertThat(reply.transientFailure()).isTrue());
        });
    }

    @Test
    void noneAcceptedAndOnePutOffIsNotNowAndHeldCopiesStayInvisible() {
        Disposition mixed = of(HELD, REJECTED, DEFERRED);
        assertThat(mixed.reply().code()).isEqualTo(452);
        assertThat(mixed.reply().enhanced()).isEqualTo("4.2.2");
        assertThat(mixed.reply().text()).doesNotContain("secret");
        assertThat(mixed.alsoKeep()).isEmpty();
        assertThat(outcome(mixed, 0)).isEqualTo(new CopyOutcome.HeldInvisibly(Reason.SCORE_HIGH));
        assertThat(outcome(mixed, 1)).isEqualTo(new CopyOutcome.Deferred(SERVER, UNKNOWN_USER));
        assertThat(outcome(mixed, 2)).isEqualTo(new CopyOutcome.Deferred(SERVER, WAIT));
    }

    @Test
    void inDoubtAloneIsNotNow() {
        assertThat(of(IN_DOUBT).reply().code()).isEqualTo(451);
        assertThat(of(IN_DOUBT, HELD).reply().code()).isEqualTo(451);
    }

    @Test
    void everyDeliveryRefusedAndNothingHeldPassesTheRefusal() {
        Disposition refused = of(REJECTED, REJECTED);
        assertThat(refused.reply()).isEqualTo(UNKNOWN_USER);
        assertThat(refused.outcomes().values()).containsOnly(new CopyOutcome.Refused(SERVER, UNKNOWN_USER));
    }

    @Test
    void everyDeliveryRefusedAndSomethingHeldHoldsTheRefusedToo() {
        Disposition mixed = of(REJECTED, HELD);
        assertThat(mixed.acknowledges()).isTrue();
        assertThat(mixed.alsoKeep()).containsExactly(refused(0));
    }

    @Test
    void allRefusedByPolicyKeepsNothing() {
        Disposition refused = of(REFUSE, REFUSE);
        assertThat(refused.reply().code()).isEqualTo(550);
        assertThat(refused.reply().text())
                .contains("postmaster@" + recipient(0).path().domain());
        assertThat(refused.outcomes().values()).allMatch(CopyOutcome.Refused.class::isInstance);
    }

    @Test
    void refusedByPolicyForSomeBecomesHeld() {
        for (Fate other : List.of(ACCEPTED, HELD, REJECTED, SETTLED)) {
            Disposition mixed = of(REFUSE, other);
            assertThat(mixed.acknowledges()).as("%s", other).isTrue();
            assertThat(mixed.alsoKeep()).contains(held(0, Reason.DANGEROUS_ATTACHMENT));
            assertThat(outcome(mixed, 0)).isEqualTo(new CopyOutcome.Held(Reason.DANGEROUS_ATTACHMENT));
        }
    }

    @Test
    void whatAnEarlierAttemptSettledCountsAsAccepted() {
        Disposition mixed = of(SETTLED, DEFERRED);
        assertThat(mixed.acknowledges()).isTrue();
        assertThat(mixed.alsoKeep()).containsExactly(queued(1, WAIT));
        assertThat(outcome(mixed, 0)).isEqualTo(new CopyOutcome.Delivered(SERVER, TAKEN));
    }

    @Test
    void aServersWordsAreMadeHarmless() {
        var odd = new Attempt.Rejected(SERVER, new Reply(550, "", "señor\r\n250 ok " + "x".repeat(2_000)));
        Reply reply = of(new Fate.Tried(odd)).reply();
        assertThat(reply.code()).isEqualTo(550);
        assertThat(reply.enhanced()).isEqualTo("5.1.1");
        assertThat(reply.text()).matches("[ -~]{1,450}");
    }

    @Test
    void troubleWithTheServerNeverReachesTheClientAsWords() {
        var trouble = new Attempt.Deferred(SERVER, new Reply(451, "4.3.0", "mail.internal said: 550 blocked"));
        assertThat(of(new Fate.Tried(trouble)).reply().text()).doesNotContain("internal");
        var closing = new Attempt.Deferred(SERVER, new Reply(421, "4.3.2", "closing"));
        assertThat(of(new Fate.Tried(closing)).reply().code()).isEqualTo(451);
    }

    @Test
    void whenKeepingFailsNothingIsCalledHeldAndAcceptedCopiesAreStillToldApart() {
        var full = new Reply(452, "4.3.1", "no room");
        Disposition failed = Disposition.postponed(full, copies(ACCEPTED, HELD, DEFERRED, REFUSE, SETTLED));
        assertThat(failed.reply()).isEqualTo(full);
        assertThat(failed.outcomes().values())
                .containsExactly(
                        new CopyOutcome.Delivered(SERVER, TAKEN),
                        new CopyOutcome.HeldInvisibly(Reason.SCORE_HIGH),
                        new CopyOutcome.Deferred(SERVER, WAIT),
                        new CopyOutcome.Deferred("", full),
                        new CopyOutcome.Delivered(SERVER, TAKEN));
    }

    @Test
    void everyCombinationOfUpToThreeCopiesKeepsThePromises() {
        List<List<Fate>> combinations = new ArrayList<>();
        for (Fate a : ALL) {
            combinations.add(List.of(a));
            for (Fate b : ALL) {
                combinations.add(List.of(a, b));
                for (Fate c : ALL) {
                    combinations.add(List.of(a, b, c));
                }
            }
        }
        assertThat(combinations).hasSize(7 + 49 + 343);
        combinations.forEach(DispositionTest::keepsThePromises);
    }

    private static void keepsThePromises(List<Fate> fates) {
        Disposition disposition = of(fates.toArray(Fate[]::new));
        String what = fates + " -> " + disposition;
        boolean taken = fates.contains(ACCEPTED) || fates.contains(SETTLED);
        boolean notNow = fates.contains(DEFERRED) || fates.contains(IN_DOUBT);
        assertThat(disposition.outcomes()).as(what).hasSameSizeAs(fates);
        for (int i = 0; i < fates.size(); i++) {
            Recipient recipient = recipient(i);
            CopyOutcome outcome = outcome(disposition, i);
            boolean keptNow = disposition.alsoKeep().stream()
                    .anyMatch(copy -> copy.recipient().equals(recipient));
            boolean safe = fates.get(i) == ACCEPTED || fates.get(i) == SETTLED || fates.get(i) == HELD || keptNow;
            if (disposition.acknowledges()) {
                // Promise 1: 250 only when every copy was accepted or is durable, and each exactly once.
                assertThat(safe).as(what).isTrue();
                assertThat(keptNow && (fates.get(i) == ACCEPTED || fates.get(i) == HELD || fates.get(i) == SETTLED))
                        .as(what)
                        .isFalse();
                assertThat(outcome)
                        .as(what)
                        .isInstanceOfAny(CopyOutcome.Delivered.class, CopyOutcome.Held.class, CopyOutcome.Queued.class);
            } else {
                assertThat(keptNow).as(what).isFalse();
                assertThat(outcome)
                        .as(what)
                        .isInstanceOfAny(
                                CopyOutcome.Deferred.class, CopyOutcome.Refused.class, CopyOutcome.HeldInvisibly.class);
            }
            // What is permanent for the client is permanent for every copy.
            if (disposition.reply().permanentFailure()) {
                assertThat(fates.get(i)).as(what).isIn(REJECTED, REFUSE);
            }
        }
        if (taken) {
            assertThat(disposition.acknowledges()).as(what).isTrue();
        } else if (notNow) {
            assertThat(disposition.reply().transientFailure()).as(what).isTrue();
        } else if (fates.contains(HELD)) {
            assertThat(disposition.acknowledges()).as(what).isTrue();
        }
    }
}
