package org.postigo.proxy.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postigo.mail.Client;
import org.postigo.mail.Content;
import org.postigo.mail.DomainName;
import org.postigo.mail.Envelope;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.MailId;
import org.postigo.mail.MailObject;
import org.postigo.mail.Recipient;
import org.postigo.mail.ReversePath;
import org.postigo.mail.auth.AuthenticationResults;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.finding.MessageDigest;
import org.postigo.mail.finding.Score;
import org.postigo.mail.finding.Verdict;
import org.postigo.mail.finding.Verdict.Reason;
import org.postigo.mail.policy.ProtectedDomain;
import org.postigo.mail.record.CopyOutcome;
import org.postigo.mail.record.JournalEntry;
import org.postigo.mail.record.Reply;
import org.postigo.proxy.greylist.Greylist;
import org.postigo.proxy.greylist.Patience;
import org.postigo.proxy.inbound.Claim;
import org.postigo.proxy.inbound.Gate;
import org.postigo.proxy.outbound.MailboxServers.Attempt;
import org.postigo.proxy.outbound.Network;
import org.postigo.proxy.outbound.RelayClient;
import org.postigo.proxy.outbound.RelaySettings;
import org.postigo.proxy.outbound.RelaySettings.Breaker;
import org.postigo.proxy.outbound.ScriptedServer;

/** The flow over real sockets, with two mailbox servers: {@code one.example} is behind the first, {@code two.example} behind the second. */
@Timeout(60)
class MailFlowTest {
    private static final String BODY = "From: a@example.org\r\nMessage-ID: <1@example.org>\r\n\r\n.dot\r\nHello\r\n";
    private static final Client CLIENT = Client.plain(InetAddress.ofLiteral("192.0.2.7"), "mail.example.org");
    private static final ReversePath SENDER = ReversePath.of("a@example.org");
    private static final ProtectedDomain.Mode HOLD = ProtectedDomain.Mode.HOLD;

    private final ScriptedServer first = new ScriptedServer();
    private final ScriptedServer second = new ScriptedServer();
    private final MemoryKeeper keeper = new MemoryKeeper();
    private final List<JournalEntry> journal = new CopyOnWriteArrayList<>();
    private Attempts attempts = new Attempts();
    private Greylist greylist = Greylist.off();
    private final Random random = new Random(1);
    /** By local part: what comes before the first dash. */
    private volatile Assessor assessor = MailFlowTest::byLocalPart;

    private final Map<String, SizeLimit> limits = new HashMap<>();
    private String inNoMoodToWait = "";
    private volatile Doorman doorman = Doorman.ABSENT;
    private ReportDesk desk = ReportDesk.ABSENT;
    private RelayClient relay;
    private MailFlow flow;

    @BeforeEach
    void start() {
        var settings = RelaySettings.of("gate.example.net")
                .withTls(RelaySettings.Tls.NEVER)
                .withProbe(Duration.ofSeconds(2))
                .withBreaker(new Breaker(1_000, 1_000, Duration.ofMillis(1), Duration.ofMillis(1)));
        relay = new RelayClient(
                settings, () -> List.of(first.address(), second.address()), Network.system(), (_, _, _) -> {});
        flow = flow(FlowSettings.DEFAULT);
    }

    private MailFlow flow(FlowSettings settings) {
        Map<DomainName, ProtectedDomain> domains = Map.of(
                DomainName.of("one.example"), domain("one.example", first),
                DomainName.of("two.example"), domain("two.example", second));
        Routes routes = new Routes() {
            @Override
            public Optional<ProtectedDomain> domain(DomainName name) {
                return Optional.ofNullable(domains.get(name));
            }

            @Override
            public Optional<SizeLimit> limit(ForwardPath recipient) {
                return Optional.ofNullable(limits.get(recipient.domain().text()));
            }

            @Override
            public boolean greylists(ForwardPath recipient) {
                return !recipient.domain().text().equals(inNoMoodToWait);
            }
        };
        return new MailFlow(
                routes,
                (client, reversePath, recipient) -> doorman.refuses(client, reversePath, recipient),
                desk,
                relay,
                mail -> assessor.assess(mail),
                keeper,
                journal::add,
                attempts,
                greylist,
                new TraceFields(
                        DomainName.of("gate.example.net"),
                        recipient -> recipient.mailbox().localPart().equals("tag-junk")
                                ? new JunkMarks(true, "[SPAM]")
                                : JunkMarks.NONE),
                settings,
                InstantSource.system());
    }

    private static ProtectedDomain domain(String name, ScriptedServer server) {
        return new ProtectedDomain(
                DomainName.of(name),
                List.of(server.address()),
                "es",
                HOLD,
                ProtectedDomain.Thresholds.DEFAULT,
                Set.of());
    }

    @AfterEach
    void stop() {
        flow.close();
        relay.close();
        first.close();
        second.close();
    }

    private static Assessment byLocalPart(MailObject mail) {
        var verdicts = new HashMap<ForwardPath, Verdict>();
        for (Recipient recipient : mail.envelope().recipients()) {
            Verdict verdict = switch (recipient.path().mailbox().localPart().split("-")[0]) {
                case "hold" -> new Verdict.Hold(Reason.SCORE_HIGH);
                case "refuse" -> new Verdict.Refuse(Reason.DANGEROUS_ATTACHMENT);
                case "tag" -> new Verdict.Tag(Reason.SCORE_HIGH);
                default -> new Verdict.Deliver(Reason.SCORE_LOW);
            };
            verdicts.put(recipient.path(), verdict);
        }
        return assessment(verdicts);
    }

    private static Assessment assessment(Map<ForwardPath, Verdict> verdicts) {
        return new Assessment(
                List.of(),
                new Score(0, 0, List.of()),
                AuthenticationResults.NONE,
                List.of(),
                verdicts,
                MessageDigest.UNREAD,
                new Assessment.Versions("test", 0, "test"),
                Duration.ZERO);
    }

    private MailObject mail(String... recipients) {
        return mailOf(BODY, recipients);
    }

    private MailObject mailOf(String body, String... recipients) {
        return new MailObject(
                MailId.next(Instant.now(), random),
                Instant.now(),
                CLIENT,
                new Envelope(
                        SENDER,
                        Envelope.Parameters.NONE,
                        Arrays.stream(recipients).map(Recipient::of).toList()),
                Content.of(body.getBytes(StandardCharsets.US_ASCII)));
    }

    private Reply send(String... recipients) {
        return flow.message(mail(recipients), new Claim());
    }

    private CopyOutcome outcome(String recipient) {
        var last = (JournalEntry.Transaction) journal.getLast();
        return last.outcomes().get(ForwardPath.of(recipient));
    }

    private List<String> visible() {
        return keeper.visible.stream()
                .map(copy -> copy.recipient().path().mailbox().localPart())
                .toList();
    }

    private List<String> invisible() {
        return keeper.invisible.stream()
                .map(copy -> copy.recipient().path().mailbox().localPart())
                .toList();
    }

    // At RCPT

    @Test
    void anUnknownDomainIsNotRelayedAndNobodyIsAsked() {
        assertThat(rcpt("x@elsewhere.example")).isEqualTo(new Reply(550, "5.7.1", "Relay access denied"));
        assertThat(first.connections.get() + second.connections.get()).isZero();
    }

    @Test
    void roundaboutAddressesAreNotRelayedWhateverTheServerWouldTake() {
        for (String address : List.of(
                "user%elsewhere.example@one.example",
                "elsewhere.example!user@one.example",
                "\"user@elsewhere.example\"@one.example",
                "\"@elsewhere.example:user\"@one.example",
                "\"|program\"@one.example",
                "/file@one.example")) {
            assertThat(rcpt(address).enhanced()).as(address).isEqualTo("5.7.1");
        }
        assertThat(first.connections).hasValue(0);
    }

    @Test
    void whomTheDoormanRefusesIsToldWhereToWriteAndNobodyIsAsked() {
        doorman = (client, reversePath, recipient) ->
                recipient.mailbox().localPart().equals("ana") ? Optional.of("listed by zen, psbl") : Optional.empty();
        Gate.Answer answer = flow.recipient(CLIENT, SENDER, Envelope.Parameters.NONE, Recipient.of("ana@one.example"));
        assertThat(answer.reply().code()).isEqualTo(550);
        assertThat(answer.reply().text())
                .contains("postmaster@one.example")
                .doesNotContain("zen")
                .doesNotContain("psbl");
        assertThat(answer.detail()).isEqualTo("listed by zen, psbl");
        assertThat(first.connections.get()).isZero();
        assertThat(rcpt("eva@one.example").code()).isEqualTo(250);
        assertThat(rcpt("x@elsewhere.example").text()).isEqualTo("Relay access denied");
        assertThat(flow.figures().clientsRefused()).isOne();
    }

    @Test
    void theMailboxServerIsAskedForEachRecipient() {
        first.onRecipient("nobody@one.example", "550 5.1.1 no such user here")
                .onRecipient("full@one.example", "452 4.2.2 internal: quota of vol7")
                .onRecipient("odd@one.example", "554 5.7.1 Relay access denied for 10.0.0.7");
        assertThat(rcpt("ana@one.example").code()).isEqualTo(250);
        assertThat(rcpt("nobody@one.example")).isEqualTo(new Reply(550, "5.1.1", "no such user here"));
        assertThat(rcpt("full@one.example"))
                .isEqualTo(new Reply(452, "4.2.2", "Recipient cannot be served now, try again later"));
        assertThat(rcpt("odd@one.example"))
                .isEqualTo(new Reply(451, "4.3.0", "Recipient cannot be served now, try again later"));
        first.close();
        assertThat(rcpt("eva@one.example").code()).isEqualTo(451);
        assertThat(first.dataCommands).hasValue(0);
    }

    private Reply rcpt(String recipient) {
        return flow.recipient(CLIENT, SENDER, Envelope.Parameters.NONE, Recipient.of(recipient))
                .reply();
    }

    // Reports of missed spam

    @Test
    void aReportGoesToTheDeskWhateverItsScoreAndNoMailboxServerHearsOfIt() {
        List<Verdict> said = takeReportsAt("hold-spam@reports.example", new Reply(250, "2.0.0", "Thank you"));
        greylist = Greylist.inMemory(Patience.after(Duration.ofMinutes(5)), InstantSource.system());
        flow.close();
        flow = flow(FlowSettings.DEFAULT);

        assertThat(rcpt("hold-spam@reports.example").code()).isEqualTo(250);
        assertThat(rcpt("other@reports.example").enhanced()).isEqualTo("5.7.1");
        assertThat(send("hold-spam@reports.example").code()).isEqualTo(250);

        assertThat(said).containsExactly(new Verdict.Deliver(Reason.REPORT));
        assertThat(outcome("hold-spam@reports.example"))
                .isEqualTo(new CopyOutcome.Delivered("postigo", new Reply(250, "2.0.0", "Thank you")));
        assertThat(visible()).isEmpty();
        assertThat(first.connections.get() + second.connections.get()).isZero();
    }

    @Test
    void aReportThatIsRefusedIsAnsweredInTheDesksWordsAndBesideADeliveredCopyKept() {
        var no = new Reply(550, "5.6.0", "Nothing found here");
        takeReportsAt("spam@one.example", no);
        flow.close();
        flow = flow(FlowSettings.DEFAULT);

        assertThat(send("spam@one.example")).isEqualTo(no);
        assertThat(send("spam@one.example", "bob@two.example").code()).isEqualTo(250);
        assertThat(outcome("spam@one.example")).isEqualTo(new CopyOutcome.Held(Reason.SERVER_REFUSED, Optional.of(no)));
        assertThat(first.dataCommands).hasValue(0);
        assertThat(second.received).hasSize(1);
    }

    private List<Verdict> takeReportsAt(String address, Reply reply) {
        var said = new CopyOnWriteArrayList<Verdict>();
        desk = new ReportDesk() {
            @Override
            public boolean at(ForwardPath recipient) {
                return recipient.equals(ForwardPath.of(address));
            }

            @Override
            public Reply take(MailObject mail, Assessment assessment, ForwardPath recipient) {
                said.add(assessment.verdictFor(recipient));
                return reply;
            }
        };
        return said;
    }

    // The table of docs/flow.md, row by row

    @Test
    void allDelivered() {
        assertThat(send("ana@one.example", "bob@two.example", "eva@two.example").code())
                .isEqualTo(250);
        assertThat(first.received).singleElement().satisfies(m -> {
            assertThat(m.recipients()).containsExactly("ana@one.example");
            assertThat(m.text()).startsWith("Received: from mail.example.org").endsWith("\r\n" + BODY);
        });
        assertThat(second.received)
                .singleElement()
                .satisfies(m -> assertThat(m.recipients()).containsExactly("bob@two.example", "eva@two.example"));
        assertThat(outcome("eva@two.example")).isInstanceOf(CopyOutcome.Delivered.class);
        assertThat(keeper.steps).isEmpty();
    }

    @Test
    void allHeldAndTheMailboxServerNeverSeesData() {
        assertThat(send("hold-a@one.example", "hold-b@two.example").code()).isEqualTo(250);
        assertThat(first.dataCommands.get() + second.dataCommands.get()).isZero();
        assertThat(visible()).containsExactly("hold-a", "hold-b");
        assertThat(keeper.steps).containsExactly("keep", "publish");
    }

    @Test
    void suspiciousMailOfSomebodyNewIsHeldOnlyWhenItComesAgain() {
        var now = new AtomicReference<>(Instant.parse("2026-11-24T08:00:00Z"));
        greylist = Greylist.inMemory(Patience.after(Duration.ofMinutes(5)), now::get);
        flow.close();
        flow = flow(FlowSettings.DEFAULT);
        var again = new Reply(451, "4.7.1", "Not known here yet, please try again in some minutes");
        assertThat(send("hold-a@one.example")).isEqualTo(again);
        assertThat(send("ana@one.example").code())
                .as("nothing is suspected of it")
                .isEqualTo(250);
        assertThat(send("ana@one.example", "hold-a@one.example").code())
                .as("one copy is not")
                .isEqualTo(250);
        keeper.visible.clear();
        assertThat(send("hold-a@one.example")).as("too early").isEqualTo(again);
        assertThat(outcome("hold-a@one.example")).isEqualTo(new CopyOutcome.Deferred("", again));
        assertThat(((JournalEntry.Transaction) journal.getLast()).reply()).isEqualTo(again);
        assertThat(visible()).isEmpty();
        assertThat(invisible()).isEmpty();
        now.set(now.get().plus(Duration.ofMinutes(5)));
        assertThat(send("hold-a@one.example").code()).isEqualTo(250);
        assertThat(visible()).containsExactly("hold-a");
        assertThat(flow.figures().greylisted()).isEqualTo(2);
    }

    @Test
    void nobodyIsAskedToComeAgainForADomainThatWantsNoneAsked() {
        greylist = Greylist.inMemory(Patience.after(Duration.ofMinutes(5)), InstantSource.system());
        inNoMoodToWait = "two.example";
        flow.close();
        flow = flow(FlowSettings.DEFAULT);
        assertThat(send("hold-a@one.example").code()).isEqualTo(451);
        assertThat(send("hold-a@two.example").code()).isEqualTo(250);
        assertThat(send("hold-b@one.example", "hold-b@two.example").code())
                .as("one reply is for both, and the other's copy must not wait")
                .isEqualTo(250);
        assertThat(visible()).containsExactly("hold-a", "hold-b", "hold-b");
    }

    /** One octet less than {@link #BODY} has. */
    private void twoTakesLess() {
        limits.put(
                "two.example",
                new SizeLimit(
                        DomainName.of("two.example"),
                        BODY.length() - 1,
                        "send a link",
                        Optional.of(URI.create("https://gate.example.net/size/two.example"))));
    }

    private static final String TOO_LARGE = "Message too large: two.example takes up to 0 KB. Please send a link. See"
            + " https://gate.example.net/size/two.example";

    @Test
    void aSizeThatIsDeclaredIsTooLargeForOneRecipientAndNotForTheOther() {
        twoTakesLess();
        var size = new Envelope.Parameters(
                OptionalLong.of(BODY.length()),
                Envelope.Parameters.NONE.body(),
                false,
                Optional.empty(),
                Optional.empty());
        assertThat(flow.recipient(CLIENT, SENDER, size, Recipient.of("ana@one.example"))
                        .reply()
                        .code())
                .isEqualTo(250);
        assertThat(flow.recipient(CLIENT, SENDER, size, Recipient.of("bob@two.example"))
                        .reply())
                .isEqualTo(new Reply(552, "5.2.3", TOO_LARGE));
        assertThat(second.connections.get()).as("nobody is asked").isZero();
        assertThat(rcpt("bob@two.example").code()).as("no size declared").isEqualTo(250);
    }

    @Test
    void whatIsTooLargeForAllIsRefusedWithoutALook() {
        twoTakesLess();
        assessor = mail -> {
            throw new AssertionError("assessed");
        };
        assertThat(send("bob@two.example", "eva@two.example")).isEqualTo(new Reply(552, "5.2.3", TOO_LARGE));
        assertThat(outcome("eva@two.example")).isInstanceOf(CopyOutcome.Refused.class);
        assertThat(second.dataCommands.get()).isZero();
        assertThat(visible()).isEmpty();
    }

    @Test
    void whatIsTooLargeForOneIsHeldForItBesideTheOthersCopy() {
        twoTakesLess();
        assertThat(send("ana@one.example", "bob@two.example").code()).isEqualTo(250);
        assertThat(first.received.getFirst().recipients()).containsExactly("ana@one.example");
        assertThat(second.received).isEmpty();
        assertThat(outcome("bob@two.example"))
                .isEqualTo(
                        new CopyOutcome.Held(Reason.SERVER_REFUSED, Optional.of(new Reply(552, "5.2.3", TOO_LARGE))));
        assertThat(visible()).containsExactly("bob");
    }

    @Test
    void whatIsTooLargeForOneIsHeldThoughTheOtherWasSettledBefore() {
        twoTakesLess();
        keeper.failingKeep = new IOException("disk");
        assertThat(send("ana@one.example", "bob@two.example").code()).isEqualTo(451);
        keeper.failingKeep = null;
        assertThat(send("ana@one.example", "bob@two.example").code()).isEqualTo(250);
        assertThat(first.received).as("once").hasSize(1);
        assertThat(visible()).containsExactly("bob");
    }

    @Test
    void someDeliveredAndSomeHeldWithTheHeldOnesDurableFirst() {
        first.on("DATA", _ -> {
            assertThat(invisible()).containsExactly("hold-b");
            return "";
        });
        assertThat(send("ana@one.example", "hold-b@one.example").code()).isEqualTo(250);
        assertThat(first.received.getFirst().recipients()).containsExactly("ana@one.example");
        assertThat(visible()).containsExactly("hold-b");
        assertThat(outcome("hold-b@one.example")).isEqualTo(new CopyOutcome.Held(Reason.SCORE_HIGH));
    }

    @Test
    void oneAcceptedAndAnotherPutOff() {
        second.on("CONTENT", "452 4.3.1 disk full");
        assertThat(send("ana@one.example", "bob@two.example").code()).isEqualTo(250);
        assertThat(keeper.visible)
                .containsExactly(new Keeper.Copy(
                        Recipient.of("bob@two.example"),
                        Reason.SERVER_DEFERRED,
                        Optional.of(new Reply(452, "4.3.1", "disk full"))));
        assertThat(outcome("bob@two.example")).isInstanceOf(CopyOutcome.Queued.class);
    }

    @Test
    void oneAcceptedAndAnotherRefused() {
        second.onRecipient("bob@two.example", "550 5.1.1 no such user");
        assertThat(send("ana@one.example", "bob@two.example").code()).isEqualTo(250);
        assertThat(keeper.visible)
                .containsExactly(new Keeper.Copy(
                        Recipient.of("bob@two.example"),
                        Reason.SERVER_REFUSED,
                        Optional.of(new Reply(550, "5.1.1", "no such user"))));
        assertThat(outcome("bob@two.example"))
                .isEqualTo(new CopyOutcome.Held(
                        Reason.SERVER_REFUSED, Optional.of(new Reply(550, "5.1.1", "no such user"))));
    }

    @Test
    void oneAcceptedAndAnotherInDoubt() {
        second.on("CONTENT", ScriptedServer.DROP);
        assertThat(send("ana@one.example", "bob@two.example").code()).isEqualTo(250);
        assertThat(visible()).containsExactly("bob");
        assertThat(outcome("bob@two.example")).isInstanceOf(CopyOutcome.Queued.class);
    }

    @Test
    void noneAcceptedAndSomePutOffLeavesHeldCopiesInvisibleUntilTheRetry() {
        first.on("CONTENT", "451 4.3.0 not now");
        second.onRecipient("bob@two.example", "550 5.1.1 no such user");
        Reply reply = send("ana@one.example", "bob@two.example", "hold-c@one.example");
        assertThat(reply.code()).isEqualTo(451);
        assertThat(visible()).isEmpty();
        assertThat(invisible()).containsExactly("hold-c");
        assertThat(keeper.steps).containsExactly("keep", "leave");
        assertThat(outcome("hold-c@one.example")).isInstanceOf(CopyOutcome.HeldInvisibly.class);

        first.behave();
        assertThat(send("ana@one.example", "bob@two.example", "hold-c@one.example")
                        .code())
                .isEqualTo(250);
        assertThat(visible()).containsExactlyInAnyOrder("hold-c", "bob");
        assertThat(invisible()).isEmpty();
        assertThat(first.received).hasSize(1);
    }

    @Test
    void heldAcceptedAndRefusedAtOnceAreAllSafe() {
        second.onRecipient("bob@two.example", "550 5.1.1 no such user");
        assertThat(send("ana@one.example", "bob@two.example", "hold-c@one.example")
                        .code())
                .isEqualTo(250);
        assertThat(visible()).containsExactlyInAnyOrder("hold-c", "bob");
        assertThat(first.received).hasSize(1);
    }

    @Test
    void everyDeliveryRefusedAndNothingHeld() {
        first.onRecipient("ana@one.example", "550 5.1.1 no such user");
        second.on("CONTENT", "554 5.6.0 malformed");
        assertThat(send("ana@one.example", "bob@two.example")).isEqualTo(new Reply(550, "5.1.1", "no such user"));
        assertThat(keeper.steps).isEmpty();
        assertThat(outcome("bob@two.example")).isInstanceOf(CopyOutcome.Refused.class);
    }

    @Test
    void everyDeliveryRefusedAndSomethingHeld() {
        first.onRecipient("ana@one.example", "550 5.1.1 no such user");
        assertThat(send("ana@one.example", "hold-b@two.example").code()).isEqualTo(250);
        assertThat(visible()).containsExactlyInAnyOrder("ana", "hold-b");
    }

    @Test
    void allRefusedByPolicy() {
        Reply reply = send("refuse-a@one.example", "refuse-b@two.example");
        assertThat(reply.code()).isEqualTo(550);
        assertThat(reply.enhanced()).isEqualTo("5.7.1");
        assertThat(reply.text()).contains("postmaster@one.example");
        assertThat(keeper.steps).isEmpty();
        assertThat(first.dataCommands).hasValue(0);
    }

    @Test
    void refusedByPolicyForSomeIsHeldForThem() {
        assertThat(send("refuse-a@one.example", "bob@two.example").code()).isEqualTo(250);
        assertThat(visible()).containsExactly("refuse-a");
        assertThat(second.received).hasSize(1);
        assertThat(first.dataCommands).hasValue(0);
    }

    // Trouble

    @Test
    void aMailboxServerInTroubleMeansTryAgainAndNothingIsLost() {
        for (String fault : List.of(
                "GREETING 554 5.7.1 not you",
                "MAIL 550 5.7.1 not you",
                "RCPT 554 5.7.1 relay denied",
                "RCPT 450 4.2.0 greylisted",
                "DATA 451 4.3.0 later",
                "CONTENT 421 4.3.2 closing",
                "CONTENT 550 5.7.1 policy",
                "DATA " + ScriptedServer.DROP,
                "CONTENT " + ScriptedServer.DROP)) {
            first.behave();
            first.cutAll();
            String[] verbAndAnswer = fault.split(" ", 2);
            first.on(verbAndAnswer[0], verbAndAnswer[1]);
            Reply reply = send("ana@one.example");
            assertThat(reply.transientFailure()).as("%s: %s", fault, reply).isTrue();
            assertThat(reply.text()).as(fault).doesNotContain("not you").doesNotContain("policy");
            assertThat(outcome("ana@one.example")).as(fault).isInstanceOf(CopyOutcome.Deferred.class);
        }
        first.close();
        assertThat(send("ana@one.example").transientFailure()).isTrue();
        assertThat(first.received).isEmpty();
        assertThat(keeper.steps).isEmpty();
    }

    @Test
    void aHangingMailboxServerIsAnsweredWithinTheWholeTime() {
        first.on("CONTENT", ScriptedServer.HANG);
        flow.close();
        flow = flow(new FlowSettings(Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofMillis(500), 4));
        assertThat(send("ana@one.example").code()).isEqualTo(451);
        // With another copy accepted elsewhere, the doubtful one is queued.
        assertThat(send("ana@one.example", "bob@two.example").code()).isEqualTo(250);
        assertThat(visible()).containsExactly("ana");
    }

    @Test
    void deliveriesToSeveralServersGoInParallel() throws Exception {
        var both = new CyclicBarrier(2);
        for (ScriptedServer server : List.of(first, second)) {
            server.on("CONTENT", _ -> {
                try {
                    both.await(30, TimeUnit.SECONDS);
                    return "";
                } catch (Exception e) {
                    return "451 4.3.0 alone: " + e;
                }
            });
        }
        assertThat(send("ana@one.example", "bob@two.example").code()).isEqualTo(250);
        assertThat(keeper.steps).isEmpty();
    }

    @Test
    void noRoomToHoldPutsOffOnlyWhatWouldBeHeld() {
        keeper.failingKeep = new Keeper.HoldSpaceShort("0 bytes left");
        assertThat(send("hold-a@one.example").toString()).startsWith("452 4.3.1");
        assertThat(send("hold-a@one.example", "bob@two.example").toString()).startsWith("452 4.3.1");
        assertThat(send("bob@two.example").code()).isEqualTo(250);
        assertThat(second.received).hasSize(1);
        assertThat(flow.figures().holdSpaceShort()).isEqualTo(2);
    }

    @Test
    void aFailingDiskIsNeverA250() {
        keeper.failingKeep = new IOException("I/O error");
        assertThat(send("hold-a@one.example").code()).isEqualTo(451);
        keeper.failingKeep = null;
        keeper.failingPublish = new IOException("I/O error");
        assertThat(send("hold-a@one.example").code()).isEqualTo(451);
        assertThat(visible()).isEmpty();
    }

    @Test
    void whatWasAcceptedBeforeTheDiskFailedIsNotDeliveredAgainByTheRetry() {
        second.on("CONTENT", "451 4.3.0 not now");
        keeper.failingKeep = new IOException("disk full");
        assertThat(send("ana@one.example", "bob@two.example").code()).isEqualTo(451);
        assertThat(outcome("ana@one.example")).isInstanceOf(CopyOutcome.Delivered.class);
        assertThat(outcome("bob@two.example")).isInstanceOf(CopyOutcome.Deferred.class);
        assertThat(first.received).hasSize(1);
        assertThat(send("ana@one.example", "bob@two.example").code()).isEqualTo(451);

        keeper.failingKeep = null;
        second.behave();
        assertThat(send("ana@one.example", "bob@two.example").code()).isEqualTo(250);
        assertThat(first.received).hasSize(1);
        assertThat(second.received).hasSize(1);

        // After a 250 the same message sent again is a new one.
        assertThat(send("ana@one.example", "bob@two.example").code()).isEqualTo(250);
        assertThat(first.received).hasSize(2);
        assertThat(second.received).hasSize(2);
    }

    @Test
    void whatWasAcceptedBeforeARestartIsNotDeliveredAgainHoweverMuchMailCameBetween(@TempDir Path folder)
            throws IOException {
        Path file = folder.resolve("open-attempts");
        try (AttemptLog log = AttemptLog.open(file, InstantSource.system(), Attempts.KEEP, Attempts.MESSAGES)) {
            flow.close();
            attempts = new Attempts(log);
            flow = flow(FlowSettings.DEFAULT);
            second.on("CONTENT", "451 4.3.0 not now");
            keeper.failingKeep = new IOException("disk full");
            assertThat(send("ana@one.example", "bob@two.example").code()).isEqualTo(451);
            keeper.failingKeep = null;
            for (int i = 0; i < 1_500; i++) {
                assertThat(flow.message(
                                        mailOf(BODY.replace("<1@", "<later" + i + "@"), "hold-c@one.example"),
                                        new Claim())
                                .code())
                        .isEqualTo(250);
            }
        }
        try (AttemptLog log = AttemptLog.open(file, InstantSource.system(), Attempts.KEEP, Attempts.MESSAGES)) {
            flow.close();
            attempts = new Attempts(log);
            flow = flow(FlowSettings.DEFAULT);
            second.behave();
            assertThat(send("ana@one.example", "bob@two.example").code()).isEqualTo(250);
            assertThat(first.received).hasSize(1);
            assertThat(second.received).hasSize(1);
        }
    }

    @Test
    void copiesMadeVisibleBeforeTheDiskFailedAreNotHeldTwice() {
        second.on("CONTENT", "451 4.3.0 not now");
        keeper.failingPublish = new IOException("disk full");
        keeper.goodPublishes = 1;
        assertThat(send("ana@one.example", "bob@two.example", "hold-c@one.example")
                        .code())
                .isEqualTo(451);
        assertThat(visible()).containsExactly("hold-c");
        keeper.failingPublish = null;
        assertThat(send("ana@one.example", "bob@two.example", "hold-c@one.example")
                        .code())
                .isEqualTo(250);
        assertThat(visible()).containsExactly("hold-c", "bob");
        assertThat(first.received).hasSize(1);
    }

    @Test
    void aTaggedCopyTravelsApartAndMarked() {
        assertThat(send("ana@one.example", "tag-b@one.example").code()).isEqualTo(250);
        assertThat(first.received).hasSize(2);
        assertThat(first.received)
                .filteredOn(m -> m.recipients().contains("tag-b@one.example"))
                .singleElement()
                .satisfies(m -> assertThat(m.text()).contains("X-Postigo-Verdict: tag\r\n"));
        assertThat(first.received)
                .filteredOn(m -> m.recipients().contains("ana@one.example"))
                .singleElement()
                .satisfies(m -> assertThat(m.text()).contains("X-Postigo-Verdict: deliver\r\n"));
    }

    @Test
    void aRecipientNamedTwiceGetsOneCopy() {
        assertThat(send("ana@one.example", "ana@one.example").code()).isEqualTo(250);
        assertThat(first.received.getFirst().recipients()).containsExactly("ana@one.example");
    }

    // The classifier

    @Test
    void aHouseThatWantsMoreMarksGetsThemAndNobodyElseDoes() throws Exception {
        assertThat(send("ana@one.example", "tag-b@one.example", "tag-junk@one.example")
                        .code())
                .isEqualTo(250);
        assertThat(first.received)
                .filteredOn(m -> m.recipients().contains("tag-junk@one.example"))
                .singleElement()
                .satisfies(m -> assertThat(m.text())
                        .contains("\r\nX-Spam-Flag: YES\r\n", "\r\nX-Postigo-Changed: subject-tag\r\n", "[SPAM]"));
        assertThat(first.received)
                .filteredOn(m -> !m.recipients().contains("tag-junk@one.example"))
                .isNotEmpty()
                .allSatisfy(m -> assertThat(m.text()).doesNotContain("X-Spam-Flag", "[SPAM]"));
    }

    @Test
    void aClassifierThatFailsForAllMailLetsItPassWithATag() {
        assessor = _ -> {
            throw new IllegalStateException("no model");
        };
        assertThat(send("ana@one.example").code()).isEqualTo(250);
        assertThat(first.received.getFirst().text()).contains("X-Postigo-Verdict: tag\r\n");
        var entry = (JournalEntry.Transaction) journal.getLast();
        assertThat(entry.assessment()
                        .orElseThrow()
                        .verdictFor(ForwardPath.of("ana@one.example"))
                        .reason())
                .isEqualTo(Reason.CLASSIFIER_DOWN);
        assertThat(flow.figures().unjudged()).isEqualTo(1);
        assertThat(flow.figures().classifierDown()).isTrue();
    }

    @Test
    void aMessageThatMakesTheClassifierFailIsHeldHoweverManyThereAre() {
        assessor = mail -> {
            if (mail.content().size() == BODY.length()) {
                throw new StackOverflowError("a bomb");
            }
            return byLocalPart(mail);
        };
        for (int i = 0; i < 20; i++) {
            assertThat(send("ana@one.example").code()).isEqualTo(250);
        }
        assertThat(keeper.visible).hasSize(20).allMatch(copy -> copy.reason() == Reason.UNREADABLE);
        assertThat(first.dataCommands).hasValue(0);
        assertThat(flow.figures().unreadable()).isEqualTo(20);
    }

    @Test
    void aMessageThatNeverEndsInTheClassifierIsHeldAndStopsNobodyElse() {
        var release = new CountDownLatch(1);
        assessor = mail -> {
            if (mail.content().size() == BODY.length()) {
                while (release.getCount() > 0) {
                    Thread.onSpinWait(); // Deaf to interrupts, as a runaway pattern match is.
                }
            }
            return byLocalPart(mail);
        };
        flow.close();
        flow = flow(new FlowSettings(Duration.ofSeconds(240), Duration.ofMillis(200), Duration.ofSeconds(20), 4));
        try {
            for (int i = 0; i < 2; i++) {
                assertThat(send("ana@one.example").code()).isEqualTo(250);
            }
            assertThat(keeper.visible).hasSize(2);
        } finally {
            release.countDown();
        }
    }

    @Test
    void anAssessmentThatForgetsARecipientIsAFailure() {
        assessor = _ -> assessment(Map.of());
        assertThat(send("ana@one.example").code()).isEqualTo(250);
        assertThat(flow.figures().unjudged()).isEqualTo(1);
    }

    // Bugs and the record

    @Test
    void aBugIsAnsweredWith451AndRecorded() {
        keeper.failingKeep = null;
        var broken = new MailFlow(
                _ -> {
                    throw new IllegalStateException("a bug");
                },
                Doorman.ABSENT,
                relay,
                MailFlowTest::byLocalPart,
                keeper,
                journal::add,
                attempts,
                greylist,
                new TraceFields(DomainName.of("gate.example.net")),
                FlowSettings.DEFAULT,
                InstantSource.system());
        assertThat(broken.recipient(CLIENT, SENDER, Envelope.Parameters.NONE, Recipient.of("ana@one.example"))
                        .reply()
                        .code())
                .isEqualTo(451);
        assertThat(broken.message(mail("ana@one.example"), new Claim()).code()).isEqualTo(451);
        assertThat(outcome("ana@one.example")).isInstanceOf(CopyOutcome.Deferred.class);
        assertThat(broken.figures().bugs()).isEqualTo(2);
        broken.close();
    }

    @Test
    void whatWasHeldWhenABugStrikesIsLeftForTheRetry() {
        Routes broken = name -> {
            throw new IllegalStateException("a bug");
        };
        var flow = new MailFlow(
                broken,
                Doorman.ABSENT,
                relay,
                MailFlowTest::byLocalPart,
                keeper,
                journal::add,
                attempts,
                greylist,
                new TraceFields(DomainName.of("gate.example.net")),
                FlowSettings.DEFAULT,
                InstantSource.system());
        assertThat(flow.message(mail("hold-a@one.example", "ana@two.example"), new Claim())
                        .code())
                .isEqualTo(451);
        assertThat(keeper.steps).containsExactly("keep", "leave");
        assertThat(visible()).isEmpty();
        flow.close();
    }

    @Test
    void whatWasDoneAfterTheClientWasToldToComeAgainIsNotDoneTwice() {
        var gone = new Claim();
        gone.take();
        Reply told = flow.message(mail("ana@one.example", "hold-b@two.example"), gone);
        assertThat(told.code()).isEqualTo(451);
        assertThat(((JournalEntry.Transaction) journal.getFirst()).reply()).isEqualTo(told);
        assertThat(send("ana@one.example", "hold-b@two.example").code()).isEqualTo(250);
        assertThat(first.received).hasSize(1);
        assertThat(visible()).hasSize(1);
    }

    @Test
    void everyMessageIsRecordedOnceWithWhatTheClientWasTold() {
        first.on("CONTENT", "451 4.3.0 mail.internal is full");
        Reply told = send("ana@one.example", "hold-b@two.example");
        var entry = (JournalEntry.Transaction) journal.getFirst();
        assertThat(journal).hasSize(1);
        assertThat(entry.reply()).isEqualTo(told);
        assertThat(entry.size()).isEqualTo(BODY.length());
        assertThat(entry.retryKey()).matches("[0-9a-f]{64}");
        assertThat(entry.timings()).containsKeys("assess", "hold", "deliver", "total");
        assertThat(outcome("ana@one.example"))
                .isInstanceOfSatisfying(
                        CopyOutcome.Deferred.class,
                        deferred -> assertThat(deferred.reply().text()).contains("mail.internal"));
        assertThat(flow.figures().deferred()).isEqualTo(1);
        assertThat(flow.figures().underWay()).isZero();
    }

    // Release

    @Test
    void aReleasedCopyIsTheSameBytesBelowTheOriginalTrace() {
        var release = new Release(
                name -> name.equals(DomainName.of("one.example"))
                        ? Optional.of(domain("one.example", first))
                        : Optional.empty(),
                relay,
                new TraceFields(DomainName.of("gate.example.net")),
                Duration.ofSeconds(20));
        MailObject mail = mail("hold-a@one.example", "hold-b@gone.example");
        assertThat(release.deliver(mail, Recipient.of("hold-a@one.example"), assessment(Map.of())))
                .isInstanceOf(Attempt.Accepted.class);
        assertThat(release.deliver(mail, Recipient.of("hold-b@gone.example"), assessment(Map.of())))
                .isInstanceOf(Attempt.Deferred.class);
        assertThat(first.received).singleElement().satisfies(m -> {
            assertThat(m.recipients()).containsExactly("hold-a@one.example");
            assertThat(m.text()).endsWith(BODY).contains("id " + mail.id()).contains("X-Postigo-Verdict: release");
        });
        first.on("CONTENT", ScriptedServer.DROP);
        assertThat(release.deliver(mail, Recipient.of("hold-a@one.example"), assessment(Map.of())))
                .isInstanceOf(Attempt.InDoubt.class);
    }
}
