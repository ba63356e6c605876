package org.postigo.quarantine.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postigo.mail.DomainName;
import org.postigo.mail.MailObject;
import org.postigo.mail.Mailbox;
import org.postigo.mail.auth.ProvenIdentity;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.policy.Level;
import org.postigo.mail.policy.ProtectedDomain;
import org.postigo.mail.policy.ServiceTree;
import org.postigo.mail.policy.Setting;
import org.postigo.store.MemoryStore;
import org.postigo.store.Samples;
import org.postigo.store.digests.Request;
import org.postigo.store.held.HeldCopy;
import org.postigo.store.held.HeldQuery;

/** Who may report what, and what reviewers get of it. */
class ReportsTest {
    private static final DomainName HERE = DomainName.of("example.com");
    private static final Mailbox DESK = Mailbox.of("spam@example.com");
    private static final Mailbox NINA = Mailbox.of("nina@example.com");

    private Instant now = Instant.parse("2026-11-25T15:00:00Z");
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
    private final Reports reports = new Reports(
            store,
            host -> {
                throw new UnknownHostException(host);
            },
            clock,
            new SplittableRandom(1));

    @BeforeEach
    void twoDomains() throws Exception {
        for (DomainName name : List.of(HERE, DomainName.of("other.example"))) {
            store.domains()
                    .put(
                            new ProtectedDomain(
                                    name,
                                    List.of(new ProtectedDomain.MailboxServer("mail.example", 25)),
                                    "es",
                                    ProtectedDomain.Mode.HOLD,
                                    ProtectedDomain.Thresholds.DEFAULT,
                                    Set.of()),
                            "test");
        }
        set(new Level.Domain(HERE), DESK.toString());
    }

    private void set(Level level, String addresses) throws Exception {
        store.domains()
                .change(
                        level,
                        node -> new ServiceTree.Node(
                                level, node.group(), node.wishes().read(Setting.REPORT_TO, addresses)),
                        "test");
    }

    private boolean at(String address) {
        return Reports.at(store.domains().tree(), Mailbox.of(address));
    }

    @Test
    void aDomainNamesAddressesOfItsOwnAndTheSiteAny() throws Exception {
        assertThat(at("spam@example.com")).isTrue();
        assertThat(at("SPAM@Example.com")).isTrue();
        assertThat(at("boss@example.com")).isFalse();
        set(new Level.Domain(HERE), "boss@other.example, spam@example.com");
        assertThat(at("boss@other.example"))
                .as("nobody has another domain's mail swallowed")
                .isFalse();
        set(new Level.Site(), "missed@gate.example");
        assertThat(at("missed@gate.example")).isTrue();
        assertThat(at("other@gate.example")).isFalse();
    }

    private void deliver(String subject, String... to) {
        MailObject mail = Samples.mail(clock.instant(), "promo@spam.example", subject, to);
        store.journal()
                .append(Samples.delivered(mail, Samples.assessment(mail, subject, -2)))
                .join();
    }

    private Letter letter(String from, String subject) {
        String quoted = "From: <" + from + ">\r\nTo: <spam@example.com>\r\nSubject: Fwd: " + subject
                + "\r\n\r\nFrom: Promo <promo@spam.example>\r\nSubject: " + subject + "\r\n\r\nBuy now\r\n";
        return new Letter(from, quoted);
    }

    /** A letter of somebody. */
    private final class Letter {
        private final MailObject mail;

        Letter(String from, String text) {
            mail = Samples.mail(
                    clock.instant(), from, new String[] {"spam@example.com"}, text.getBytes(StandardCharsets.UTF_8));
        }

        String sent(ProvenIdentity... proven) {
            Assessment said = Samples.assessment(mail, "Fwd", 0, proven);
            return reports.take(mail, said, DESK).toString();
        }

        String signed() {
            return sent(new ProvenIdentity.SignedDomain(HERE));
        }
    }

    private List<HeldCopy> held() {
        return store.held().list(HeldQuery.all(0, 100)).rows();
    }

    @Test
    void aProvenRecipientIsThankedAndAReviewerSeesTheMessageWithItsOwnFacts() {
        deliver("Win a prize", "nina@example.com", "luis@example.com");

        assertThat(letter("nina@example.com", "Win a prize").signed()).startsWith("250");

        assertThat(held()).singleElement().satisfies(copy -> {
            assertThat(copy.recipient().path().mailbox()).isEqualTo(NINA);
            assertThat(copy.message().envelope().recipients()).hasSize(1);
            assertThat(copy.message().assessment().score().logOdds()).isEqualTo(-2);
            assertThat(Reported.of(copy.message()).orElseThrow().form()).isEqualTo(Reported.Form.QUOTED);
            assertThat(store.requests().about(copy.id()).orElseThrow().wish()).isEqualTo(Request.Wish.REPORT_SPAM);
        });
        assertThat(letter("nina@example.com", "Win a prize").signed()).startsWith("250");
        assertThat(letter("luis@example.com", "Win a prize").signed()).startsWith("250");
        assertThat(held()).as("each of them once").hasSize(2);
        assertThat(reports.figures()).isEqualTo(new ReportFigures(2, 1, 0, 0, 0, 0));
    }

    @Test
    void withoutAProofOrOfADomainThatTakesNoneNothingIsTaken() {
        deliver("Win a prize", "nina@example.com", "ana@other.example");

        assertThat(letter("nina@example.com", "Win a prize").sent()).startsWith("550 5.7.1");
        assertThat(letter("nina@example.com", "Win a prize")
                        .sent(new ProvenIdentity.ClientAddress(InetAddress.ofLiteral("192.0.2.7"))))
                .startsWith("550 5.7.1");
        assertThat(letter("ana@other.example", "Win a prize")
                        .sent(new ProvenIdentity.SignedDomain(DomainName.of("other.example"))))
                .startsWith("550 5.7.1");
        assertThat(letter("eva@elsewhere.example", "Win a prize")
                        .sent(new ProvenIdentity.SignedDomain(DomainName.of("elsewhere.example"))))
                .startsWith("550 5.7.1");
        assertThat(held()).isEmpty();
        assertThat(reports.figures().refused()).isEqualTo(4);
    }

    @Test
    void nobodyReportsWithoutBoundAndAnHourLaterTheyMayAgain() {
        var replies = new ArrayList<String>();
        for (int i = 0; i <= 60; i++) {
            replies.add(letter("nina@example.com", "Never came " + i).signed());
        }
        assertThat(replies.subList(0, 60)).allMatch(reply -> reply.startsWith("550 5.6.0"));
        assertThat(replies.getLast()).startsWith("452 4.7.1");
        assertThat(letter("luis@example.com", "Never came").signed())
                .as("another's pace is their own")
                .startsWith("550");
        now = now.plus(Duration.ofHours(1));
        assertThat(letter("nina@example.com", "Never came").signed()).startsWith("550");
    }
}
