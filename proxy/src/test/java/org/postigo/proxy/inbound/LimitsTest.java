package org.postigo.proxy.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postigo.mail.DomainName;
import org.postigo.mail.Mailbox;
import org.postigo.mail.ReversePath;
import org.postigo.mail.policy.Cidr;
import org.postigo.mail.record.JournalEntry;
import org.postigo.mail.record.Reply;

class LimitsTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(300);

    @Test
    void turnsAwayMoreConnectionsThanMayBe() {
        try (Served served = new Served(draft -> draft.connections(2, 50));
                Talker one = served.talker().expect("220");
                Talker two = served.talker().expect("220")) {
            try (Talker three = served.talker().expect("421 4.7.0")) {
                assertThat(three.rest()).isEmpty();
            }
            assertThat(one.say("QUIT")).startsWith("221");
            assertThat(one.rest()).isEmpty();
            awaitOpen(served, 1);
            try (Talker four = served.talker().expect("220")) {
                four.expect("QUIT", "221");
            }
            two.expect("QUIT", "221");
            assertThat(served.server.figures().refusals()).containsEntry(Cause.CONNECTIONS, 1L);
            assertThat(served.gate.refusals).singleElement().satisfies(refusal -> {
                assertThat(refusal.stage()).isEqualTo("CONNECT");
                assertThat(refusal.cause()).isEqualTo("CONNECTIONS");
            });
        }
    }

    @Test
    void turnsAwayMoreConnectionsThanMayBeFromOneNetwork() {
        try (Served served = new Served(draft -> draft.connections(10, 1));
                Talker one = served.talker().expect("220");
                Talker two = served.talker().expect("421 4.7.0")) {
            one.expect("QUIT", "221");
            assertThat(two.rest()).isEmpty();
            assertThat(served.server.figures().refusals()).containsEntry(Cause.NETWORK, 1L);
        }
    }

    @Test
    void putsOffMoreMessagesThanMayBegin() {
        try (Served served = new Served(draft -> draft.messages(2, 0));
                Talker talker = served.talker().greeted()) {
            talker.expect("MAIL FROM:<a@b.org>", "250").expect("RSET", "250");
            talker.expect("MAIL FROM:<a@b.org>", "250").expect("RSET", "250");
            talker.expect("MAIL FROM:<a@b.org>", "451 4.7.1").expect("QUIT", "221");
            assertThat(served.server.figures().refusals()).containsEntry(Cause.PACE, 1L);
            assertThat(served.gate.refusals)
                    .extracting(JournalEntry.Refusal::cause)
                    .containsExactly("PACE: FROM:<a@b.org>");
        }
    }

    @Test
    void noticesEarlyTalkersAndRefusesThemIfAsked() throws InterruptedException {
        try (Served served = new Served(draft -> {
            draft.earlyTalkers = SmtpSettings.EarlyTalkers.REFUSE;
            draft.timeouts = new SmtpSettings.Timeouts(Duration.ofSeconds(30), LONG, LONG, LONG, LONG, LONG);
            return draft;
        })) {
            try (Talker talker = served.talker().raw("EHLO early\r\n").expect("554 5.5.0")) {
                assertThat(talker.rest()).isEmpty();
            }
            assertThat(served.server.figures().earlyTalkers()).isOne();
            assertThat(served.server.figures().refusals()).containsEntry(Cause.EARLY_TALKER, 1L);
        }
    }

    @Test
    void tellsTheGateWhoTalkedEarly() {
        try (Served served = new Served(draft -> {
            draft.timeouts = new SmtpSettings.Timeouts(Duration.ofSeconds(30), LONG, LONG, LONG, LONG, LONG);
            return draft;
        })) {
            try (Talker talker =
                    served.talker().raw("EHLO early\r\n").expect("220").expect("250")) {
                talker.begun("a@b.org", "u@example.com")
                        .raw("Subject: x\r\n\r\nx\r\n.\r\n")
                        .expect("250");
                talker.expect("QUIT", "221");
            }
            assertThat(served.gate.taken)
                    .singleElement()
                    .satisfies(
                            taken -> assertThat(taken.mail().client().early()).isTrue());
        }
    }

    @Test
    void cutsASlowSenderInTheMiddleOfTheData() {
        try (Served served = new Served(draft -> draft.timeouts(LONG, LONG, Duration.ofMillis(600), LONG, LONG));
                Talker talker = served.talker().greeted().begun("a@b.org", "u@example.com")) {
            while (!talker.hearsWithin(50)) {
                talker.raw("x");
            }
            talker.expect("421 4.4.2");
            served.server.stop(LONG);
            assertThat(served.gate.taken).isEmpty();
            assertThat(served.gate.refusals).singleElement().satisfies(refusal -> {
                assertThat(refusal.stage()).isEqualTo("DATA");
                assertThat(refusal.recipients()).containsExactly("<u@example.com>");
                assertThat(refusal.cause()).isEqualTo("TIMEOUT");
            });
        }
    }

    @Test
    void cutsASilentSenderInTheMiddleOfAChunk() {
        try (Served served = new Served(draft -> draft.timeouts(LONG, SHORT, LONG, LONG, LONG));
                Talker talker = served.talker().greeted()) {
            talker.expect("MAIL FROM:<a@b.org>", "250").expect("RCPT TO:<u@example.com>", "250");
            talker.raw("BDAT 100\r\nhalf").expect("421 4.4.2");
            assertThat(talker.rest()).isEmpty();
        }
    }

    @Test
    void cutsATransactionThatLastsTooLongBetweenItsCommands() {
        try (Served served = new Served(draft -> draft.timeouts(LONG, LONG, SHORT, LONG, LONG));
                Talker talker = served.talker().greeted().expect("MAIL FROM:<a@b.org>", "250")) {
            talker.expect("421 4.4.2");
        }
    }

    @Test
    void cutsASilentClient() {
        try (Served served = new Served(draft -> draft.timeouts(SHORT, LONG, LONG, LONG, LONG));
                Talker talker = served.talker().greeted()) {
            talker.expect("421 4.4.2");
            assertThat(talker.rest()).isEmpty();
        }
    }

    @Test
    void cutsAClientThatDoesNotReadOurReplies() {
        try (Served served = new Served(
                        draft -> draft.budgets(500, 20, Integer.MAX_VALUE).timeouts(LONG, LONG, LONG, SHORT, LONG));
                Talker talker = served.talker().greeted()) {
            String many = "NOOP\r\n".repeat(10_000);
            assertThatThrownBy(() -> {
                        while (true) {
                            talker.raw(many);
                        }
                    })
                    .isInstanceOf(UncheckedIOException.class);
        }
    }

    @Test
    void answers451WhenTheGateTakesTooLongAndInterruptsIt() throws InterruptedException {
        var interrupted = new CountDownLatch(1);
        try (Served served = new Served(draft -> draft.timeouts(LONG, LONG, LONG, LONG, SHORT));
                Talker talker = served.talker().greeted().begun("a@b.org", "u@example.com")) {
            served.gate.answer = (mail, claim) -> {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    interrupted.countDown();
                }
                return TestGate.OK;
            };
            talker.expect("x\r\n.", "451 4.3.0");
            interrupted.await();
            served.gate.answer = (mail, claim) -> TestGate.OK;
            talker.begun("a@b.org", "u@example.com").expect("y\r\n.", "250");
            assertThat(served.server.figures().refusals()).containsEntry(Cause.CEILING, 1L);
            assertThat(served.server.figures().accepted()).isOne();
        }
    }

    @Test
    void anAnswerThatTheGateHasSettledIsGivenHoweverLate() {
        try (Served served = new Served(draft -> draft.timeouts(LONG, LONG, LONG, LONG, SHORT));
                Talker talker = served.talker().greeted().begun("a@b.org", "u@example.com")) {
            served.gate.answer = (mail, claim) -> {
                assertThat(claim.take()).isTrue();
                LockSupport.parkNanos(SHORT.multipliedBy(3).toNanos());
                return TestGate.OK;
            };
            talker.expect("x\r\n.", "250");
            assertThat(served.server.figures().accepted()).isOne();
            assertThat(served.server.figures().refusals()).containsEntry(Cause.CEILING, 0L);
        }
    }

    @Test
    void answers451WhenTheGateFailsAndSaysNothingOfWhy() {
        try (Served served = new Served();
                Talker talker = served.talker().greeted().begun("a@b.org", "u@example.com")) {
            served.gate.answer = (mail, claim) -> {
                throw new IllegalStateException("secret of ours, thrown by the test");
            };
            assertThat(talker.say("x\r\n.")).isEqualTo("451 4.3.0 Try again later");
            served.gate.answer = (mail, claim) -> new Reply(250, "2.0.0", "line\r\n550 injected " + "x".repeat(2000));
            talker.begun("a@b.org", "u@example.com");
            assertThat(talker.say("y\r\n."))
                    .startsWith("250 2.0.0 line??550 injected")
                    .hasSizeLessThan(512);
            assertThat(served.server.figures().refusals()).containsEntry(Cause.FAULT, 1L);
            assertThat(served.spooled()).isEmpty();
        }
    }

    @Test
    void takesClientsFromProxyHeadersOfListedNetworksOnly() {
        try (Served served = new Served(draft -> {
            draft.proxyFrom = List.of(
                    Cidr.parse("127.0.0.0/8").orElseThrow(), Cidr.parse("::1").orElseThrow());
            return draft;
        })) {
            try (Talker talker = served.talker()) {
                talker.raw("PROXY TCP6 2001:db8::7 2001:db8::1 4321 25\r\n").greeted();
                talker.begun("a@b.org", "u@example.com").expect("x\r\n.", "250").expect("QUIT", "221");
            }
            var client = served.gate.taken.getFirst().mail().client();
            assertThat(client.address().getHostAddress()).isEqualTo("2001:db8:0:0:0:0:0:7");
            assertThat(client.port()).isEqualTo(4321);
            try (Talker talker = served.talker().raw("EHLO nobody\r\n")) {
                talker.expect("421 4.7.0");
                assertThat(talker.rest()).isEmpty();
            }
            assertThat(served.server.figures().refusals()).containsEntry(Cause.PROXY_HEADER, 1L);
        }
    }

    @Test
    void countsWhatItDoes() {
        try (Served served = new Served();
                Talker talker = served.talker().greeted().begun("a@b.org", "u@example.com")) {
            talker.expect("x\r\n.", "250").expect("FOO", "500").expect("QUIT", "221");
            assertThat(talker.rest()).isEmpty();
            awaitOpen(served, 0);
            Figures figures = served.server.figures();
            assertThat(figures.connections()).isOne();
            assertThat(figures.transactions()).isOne();
            assertThat(figures.messages()).isOne();
            assertThat(figures.accepted()).isOne();
            assertThat(figures.octets()).isEqualTo(3);
            // Greeting, EHLO, MAIL, RCPT, message, QUIT; 354; 500.
            assertThat(figures.replies())
                    .containsEntry(2, 6L)
                    .containsEntry(3, 1L)
                    .containsEntry(4, 0L);
            assertThat(figures.replies()).containsEntry(5, 1L);
            assertThat(figures.refusals()).containsEntry(Cause.SYNTAX, 1L);
            assertThat(figures.spooled()).isZero();
        }
    }

    @Test
    void saysClearlyWhenTheAddressIsTaken(@TempDir Path folder) throws IOException {
        try (Served served = new Served()) {
            var settings = new SmtpSettings(
                    served.server.addresses(),
                    DomainName.of("mx.example.net"),
                    () -> Mailbox.of("postmaster@example.com"),
                    SmtpSettings.Limits.DEFAULT,
                    SmtpSettings.Timeouts.DEFAULT,
                    SmtpSettings.SpoolPlace.in(folder),
                    SmtpSettings.BareLf.NORMALISE,
                    SmtpSettings.EarlyTalkers.COUNT,
                    java.util.Optional.empty(),
                    List.of());
            var second = new SmtpServer(settings, served.gate, InstantSource.system(), new Random());
            assertThatThrownBy(second::start)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot listen on")
                    .hasMessageContaining(String.valueOf(served.server.port()));
        }
    }

    @Test
    void postmasterWithoutADomainFollowsTheDomains() {
        var draft = new Served.Draft[1];
        try (Served served = new Served(each -> draft[0] = each);
                Talker talker = served.talker().greeted()) {
            talker.expect("MAIL FROM:<a@b.org>", "250").expect("RCPT TO:<postmaster>", "250");
            draft[0].postmaster.set(Mailbox.of("other@example.com"));
            talker.expect("RCPT TO:<Postmaster>", "250").expect("DATA", "354").expect("x\r\n.", "250");
            assertThat(served.gate.taken.getFirst().mail().envelope().recipients())
                    .extracting(recipient -> recipient.path().toString())
                    .containsExactly("<postmaster@example.com>", "<other@example.com>");
        }
    }

    @Test
    void defaultsAreWhatTheDocumentationSays(@TempDir Path folder) {
        var settings =
                SmtpSettings.defaults(DomainName.of("mx.example.net"), Mailbox.of("postmaster@example.com"), folder);
        assertThat(settings.listen()).singleElement().satisfies(address -> {
            assertThat(address.getPort()).isEqualTo(2525);
            assertThat(address.getAddress().isAnyLocalAddress()).isTrue();
        });
        assertThat(settings.limits().connections()).isEqualTo(1000);
        assertThat(settings.limits().connectionsPerNetwork()).isEqualTo(50);
        assertThat(settings.limits().recipients()).isEqualTo(500);
        assertThat(settings.limits().messageSize()).isEqualTo(1L << 30);
        assertThat(settings.timeouts().command()).isEqualTo(Duration.ofMinutes(5));
        assertThat(settings.timeouts().message()).isEqualTo(Duration.ofSeconds(240));
        assertThat(settings.bareLf()).isEqualTo(SmtpSettings.BareLf.NORMALISE);
        assertThat(settings.tls()).isEmpty();
        assertThat(settings.proxyProtocolFrom()).isEmpty();
    }

    @Test
    void recordsEveryRefusalWithWhatTheClientSent() {
        try (Served served = new Served();
                Talker talker = served.talker().greeted()) {
            talker.expect("MAIL FROM:<a@b.org> FOO=BAR", "555").expect("FOO", "500");
            talker.expect("AUTH PLAIN c2VjcmV0", "502").expect("MAIL FROM:<a@b.org>", "250");
            talker.expect("RCPT TO:<u@example.com>", "250").expect("RCPT TO:<unknown@example.com>", "550");
            talker.expect("RCPT TO:<x@elsewhere.example>", "550");
            talker.expect("RCPT TO:<a%b@example.com>", "550").expect("QUIT", "221");
            assertThat(served.gate.refusals)
                    .extracting(
                            JournalEntry.Refusal::stage, JournalEntry.Refusal::cause, JournalEntry.Refusal::recipients)
                    .containsExactly(
                            tuple("MAIL", "PARAMETER: FROM:<a@b.org> FOO=BAR", List.of()),
                            tuple("COMMAND", "SYNTAX: unknown command", List.of()),
                            tuple("AUTH", "SYNTAX", List.of()),
                            tuple("RCPT", "RECIPIENT", List.of("<u@example.com>", "<unknown@example.com>")),
                            tuple(
                                    "RCPT",
                                    "RECIPIENT: told by nobody",
                                    List.of("<u@example.com>", "<x@elsewhere.example>")),
                            tuple("RCPT", "RELAY", List.of("<u@example.com>", "TO:<a%b@example.com>")));
            assertThat(served.gate.refusals.get(3).reversePath()).contains(ReversePath.of("a@b.org"));
            assertThat(served.gate.refusals.get(3).reply().enhanced()).isEqualTo("5.1.1");
        }
    }

    /** A session is counted off right after its client has seen the end. */
    private static void awaitOpen(Served served, long open) {
        while (served.server.figures().open() > open) {
            Thread.onSpinWait();
        }
    }
}
