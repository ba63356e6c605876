package org.postigo.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalTime;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.postigo.mail.DomainName;
import org.postigo.mail.MailId;
import org.postigo.mail.Mailbox;
import org.postigo.mail.policy.Level;
import org.postigo.mail.policy.ServiceTree;
import org.postigo.mail.policy.Setting;
import org.postigo.mail.policy.Wishes;
import org.postigo.store.audit.Audit;
import org.postigo.store.audit.AuditEvent;
import org.postigo.store.audit.AuditEvent.Deed;
import org.postigo.store.digests.DigestPlan;
import org.postigo.store.digests.Request;
import org.postigo.store.held.CopyId;
import org.postigo.store.views.SavedView;

/** What {@link Audit}, {@link org.postigo.store.digests.Digests} and {@link org.postigo.store.digests.Requests} promise. */
abstract class AuditContract extends StoreContract {
    private static final Audit.Query EVERYTHING = Audit.Query.since(NOW.minus(Duration.ofDays(1)));
    static final CopyId COPY = new CopyId(new MailId("0123456789ABCDEF"), 0);
    static final DomainName DOMAIN = DomainName.of("example.com");

    static final SavedView VIEW = new SavedView(
            "v1", "ana@example.com", true, " Facturas\n de hoy ", SavedView.Page.HELD, "q=factura&span=TODAY");

    static AuditEvent deed(int minute, String who, Deed deed) {
        return new AuditEvent(NOW.plusSeconds(60L * minute), who, "192.0.2.1", deed, "", "");
    }

    static Request asks(Request.Wish wish) {
        return Request.of(wish, Mailbox.of("nina@example.com"), COPY, NOW, "It is our supplier");
    }

    @Test
    void theNewestDeedComesFirstAndOnlyWhatIsLookedForComes() {
        store.audit().note(deed(1, "ana@example.com", Deed.SIGNED_IN));
        store.audit().note(deed(2, "eva@example.com", Deed.WRONG_PASSWORD));
        store.audit().note(deed(3, "ana@example.com", Deed.LOOKED));

        assertThat(store.audit().newest(EVERYTHING, 10))
                .containsExactly(
                        deed(3, "ana@example.com", Deed.LOOKED),
                        deed(2, "eva@example.com", Deed.WRONG_PASSWORD),
                        deed(1, "ana@example.com", Deed.SIGNED_IN));
        assertThat(store.audit().newest(EVERYTHING, 1)).containsExactly(deed(3, "ana@example.com", Deed.LOOKED));
        var anas = new Audit.Query(Optional.of("ANA@example.com"), Set.of(Deed.SIGNED_IN), NOW);
        assertThat(store.audit().newest(anas, 10)).containsExactly(deed(1, "ana@example.com", Deed.SIGNED_IN));
        assertThat(store.audit().newest(Audit.Query.since(NOW.plusSeconds(150)), 10))
                .hasSize(1);
    }

    @Test
    void aDomainWritesToNobodyUntilSomebodyIsNamedAndThenAtItsTimes() throws Exception {
        assertThat(DigestPlan.of(DOMAIN, store.domains().tree().service(DOMAIN)).on())
                .isFalse();
        Wishes wishes = Wishes.NONE
                .read(Setting.SERVERS, "mail.example:25")
                .read(Setting.DIGEST_TO, "boss@example.com, it@example.com")
                .read(Setting.DIGEST_AT, "14:00, 8:30");
        store.domains().put(ServiceTree.Node.of(new Level.Domain(DOMAIN), wishes), "ana@example.com");
        DigestPlan plan = DigestPlan.of(DOMAIN, store.domains().tree().service(DOMAIN));
        assertThat(plan.on()).isTrue();
        assertThat(plan.contacts()).containsOnly(Mailbox.of("boss@example.com"), Mailbox.of("it@example.com"));
        assertThat(plan.times()).containsExactly(LocalTime.of(8, 30), LocalTime.of(14, 0));
    }

    @Test
    void howFarPeopleWereToldIsKept() throws Exception {
        assertThat(store.digests().toldUntil(DOMAIN)).isEmpty();
        store.digests().told(DOMAIN, NOW);
        assertThat(store.digests().toldUntil(DOMAIN)).contains(NOW);
    }

    @Test
    void aSavedViewIsThereUntilItIsRemovedAndMayGetAnotherName() throws Exception {
        store.views().put(VIEW, "ana@example.com");
        store.views().put(VIEW.named("Aduana"), "ana@example.com");
        assertThat(store.views().all()).containsExactly(VIEW.named("Aduana"));
        assertThat(store.views().find("v1")).contains(VIEW.named("Aduana"));
        assertThat(store.views().remove("v1", "ana@example.com")).isTrue();
        assertThat(store.views().remove("v1", "ana@example.com")).isFalse();
        assertThat(store.views().all()).isEmpty();
    }

    @Test
    void askingTwiceIsAskingOnceAndADecisionAnswersAllOfIt() throws Exception {
        store.requests().ask(asks(Request.Wish.RELEASE));
        store.requests().ask(asks(Request.Wish.RELEASE));
        store.requests().ask(asks(Request.Wish.ALLOW_SENDER));
        assertThat(store.requests().open()).hasSize(2);
        assertThat(store.requests().about(COPY)).contains(asks(Request.Wish.ALLOW_SENDER));
        assertThat(store.requests().answered(COPY, "ana@example.com")).isTrue();
        assertThat(store.requests().answered(COPY, "ana@example.com")).isFalse();
        assertThat(store.requests().open()).isEmpty();
        assertThat(store.requests().about(COPY)).isEmpty();
    }
}
