package org.postigo.quarantine.digest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postigo.mail.DomainName;
import org.postigo.mail.Mailbox;
import org.postigo.mail.policy.Level;
import org.postigo.mail.policy.ProtectedDomain;
import org.postigo.mail.policy.ServiceTree;
import org.postigo.mail.policy.Setting;
import org.postigo.quarantine.Quarantine;
import org.postigo.quarantine.links.Links;
import org.postigo.quarantine.links.Ticket;
import org.postigo.quarantine.notice.Notice;
import org.postigo.quarantine.notice.Outgoing.Sending;
import org.postigo.store.MemoryStore;
import org.postigo.store.Samples;
import org.postigo.store.digests.Request;
import org.postigo.store.held.CopyId;

/** When digests go out, to whom, and what they say. */
class DigestRoundTest {
    private static final DomainName DOMAIN = DomainName.of("example.com");
    private static final ZoneId MEXICO = ZoneId.of("America/Mexico_City");
    private static final Sending SENT = new Sending.Sent("mail.example:25", "250 ok");

    private Instant now = Instant.parse("2026-11-25T12:00:00Z");
    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };
    private final MemoryStore store = new MemoryStore(clock);
    private final Links links = new Links(new byte[32], clock, Duration.ofDays(7));
    private final List<Notice> mailed = new ArrayList<>();
    private final List<Instant> ends = new ArrayList<>();
    private final DigestRound round = new DigestRound(
            store,
            new DigestLetter("filter.example", MEXICO),
            links,
            (notice, _, end) -> {
                mailed.add(notice);
                ends.add(end);
                return SENT;
            },
            () -> "https://filter.example",
            MEXICO,
            clock);

    @BeforeEach
    void protectedAndPlannedForTwoTimesADay() throws Exception {
        store.domains()
                .put(
                        new ProtectedDomain(
                                DOMAIN,
                                List.of(new ProtectedDomain.MailboxServer("mail.example", 25)),
                                "es",
                                ProtectedDomain.Mode.HOLD,
                                ProtectedDomain.Thresholds.DEFAULT,
                                Set.of()),
                        "test");
        plan("recipients");
    }

    private void plan(String to) throws Exception {
        store.domains()
                .change(
                        new Level.Domain(DOMAIN),
                        node -> ServiceTree.Node.of(
                                node.level(),
                                node.wishes().read(Setting.DIGEST_TO, to).read(Setting.DIGEST_AT, "08:00, 15:00")),
                        "test");
    }

    private void at(String instant) {
        now = Instant.parse(instant);
        round.tick();
    }

    private List<CopyId> held(String subject, String... to) throws Exception {
        return Samples.held(store, now, "ana@example.org", subject, to);
    }

    @Test
    void digestsGoOutAtTheirTimesInTheSitesZoneAndOnlyOfWhatIsNew() throws Exception {
        at("2026-11-25T12:00:00Z");
        held("Before breakfast", "nina@example.com");
        at("2026-11-25T13:59:00Z");
        assertThat(mailed).isEmpty();
        // 08:00 in Mexico City.
        at("2026-11-25T14:00:30Z");
        assertThat(mailed).hasSize(1);
        at("2026-11-25T14:01:00Z");
        at("2026-11-25T21:00:00Z");
        // Nothing new: nothing is written.
        assertThat(mailed).hasSize(1);
        held("In the afternoon", "nina@example.com");
        at("2026-11-26T14:00:00Z");
        assertThat(mailed).hasSize(2);
        assertThat(mailed.getLast().text()).contains("In the afternoon").doesNotContain("Before breakfast");
    }

    @Test
    void eachRecipientGetsTheirOwnMailAndALinkThatShowsNothingElse() throws Exception {
        at("2026-11-25T12:00:00Z");
        held("For both", "nina@example.com", "luis@example.com");
        held("For Nina", "nina@example.com");
        at("2026-11-25T14:00:00Z");

        assertThat(mailed)
                .extracting(notice -> notice.to().toString())
                .containsExactlyInAnyOrder("nina@example.com", "luis@example.com");
        Notice luis = mailed.stream()
                .filter(notice -> notice.to().toString().startsWith("luis"))
                .findFirst()
                .orElseThrow();
        assertThat(luis.language()).isEqualTo("es");
        assertThat(luis.subject()).isEqualTo("1 correo retenido para luis@example.com");
        assertThat(luis.text()).contains("For both").doesNotContain("For Nina", "nina@");
        assertThat(luis.html().orElseThrow()).contains("For both").doesNotContain("For Nina", "nina@");
        String key = luis.text().replaceAll("(?s).*/mine\\?k=(\\S+).*", "$1");
        assertThat(links.read(key).map(Ticket::scope)).contains(new Ticket.Own(luis.to()));
        assertThat(luis.html().orElseThrow()).contains("/mine?k=" + key);
    }

    @Test
    void contactsGetOneDigestOfTheWholeDomain() throws Exception {
        plan("boss@example.org");
        at("2026-11-25T12:00:00Z");
        held("For Luis", "luis@example.com");
        held("For Nina", "nina@example.com");
        at("2026-11-25T14:00:00Z");
        assertThat(mailed).hasSize(1);
        assertThat(mailed.getFirst().to()).hasToString("boss@example.org");
        assertThat(mailed.getFirst().text()).contains("For Luis", "For Nina", "luis@example.com");
    }

    @Test
    void whatASenderWroteIsNeverMarkup() throws Exception {
        at("2026-11-25T12:00:00Z");
        held("<script>alert(1)</script> \u202Egpj", "nina@example.com");
        at("2026-11-25T14:00:00Z");
        assertThat(mailed.getFirst().html().orElseThrow())
                .contains("&lt;script&gt;")
                .doesNotContain("<script", "\u202E");
    }

    @Test
    void aDigestIsWantedForSomeHoursAndALinkOnlyByWhoeverWaits() throws Exception {
        at("2026-11-25T12:00:00Z");
        held("Once", "nina@example.com");
        at("2026-11-25T14:00:00Z");
        round.sendLink(Mailbox.of("nina@example.com"), "es");
        assertThat(ends).containsExactly(now.plus(Duration.ofHours(4)), now);
    }

    @Test
    void aDomainThatNamesNobodyWritesToNobody() throws Exception {
        plan("none");
        at("2026-11-25T12:00:00Z");
        held("Quiet", "nina@example.com");
        at("2026-11-25T14:00:00Z");
        assertThat(mailed).isEmpty();
    }

    @Test
    void recipientsAskForTheirOwnAndForNobodyElses() throws Exception {
        CopyId nina = held("Wanted", "nina@example.com").getFirst();
        var quarantine = new Quarantine(store.held(), store.domains(), clock, Duration.ofSeconds(30));
        var own = new OwnMail(store, quarantine, false, clock);
        var luis = new Ticket.Own(Mailbox.of("luis@example.com"));
        var hers = new Ticket.Own(Mailbox.of("Nina@example.com"));

        assertThat(own.list(luis, 10)).isEmpty();
        assertThat(own.ask(luis, nina, Request.Wish.RELEASE, "mine")).isEqualTo(OwnMail.Outcome.NOT_THERE);
        assertThat(own.list(hers, 10)).hasSize(1);
        // Without the operator's leave a release is a request.
        assertThat(own.release(hers, nina, "")).isEqualTo(OwnMail.Outcome.ASKED);
        assertThat(store.requests().about(nina)).isPresent();

        var releasing = new OwnMail(store, quarantine, true, clock);
        assertThat(releasing.release(luis, nina, "")).isEqualTo(OwnMail.Outcome.NOT_THERE);
        assertThat(releasing.release(hers, nina, "")).isEqualTo(OwnMail.Outcome.RELEASED);
        assertThat(releasing.release(hers, nina, "")).isEqualTo(OwnMail.Outcome.DECIDED_BEFORE);
    }
}
