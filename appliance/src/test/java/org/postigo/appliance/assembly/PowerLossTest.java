package org.postigo.appliance.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
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
import org.postigo.mail.policy.ProtectedDomain;
import org.postigo.mail.record.Reply;
import org.postigo.proxy.flow.Attempts;
import org.postigo.proxy.flow.Doorman;
import org.postigo.proxy.flow.FlowSettings;
import org.postigo.proxy.flow.MailFlow;
import org.postigo.proxy.flow.TraceFields;
import org.postigo.proxy.greylist.Greylist;
import org.postigo.proxy.inbound.Claim;
import org.postigo.proxy.load.LoadSink;
import org.postigo.proxy.outbound.Network;
import org.postigo.proxy.outbound.RelayClient;
import org.postigo.proxy.outbound.RelaySettings;
import org.postigo.store.FileStore;
import org.postigo.store.Settings;
import org.postigo.store.disk.ForgetfulDisk;
import org.postigo.store.held.HeldCopy;
import org.postigo.store.held.HeldQuery;

/**
 * Promise 1 where kill -9 proves little, since the page cache survives it: the whole flow over a disk that forgets
 * everything not fsynced, with the power lost before each single step. The same run with fsync switched off must lose
 * mail, or this test could not find anything.
 */
class PowerLossTest {
    private static final Path DATA = Path.of("/data");
    private static final int MESSAGES = 6;
    private static final String HELD = "held@example.com";
    private static final String PASSED = "passed@example.com";

    private final Random random = new Random(20261123);
    private final Set<String> delivered = ConcurrentHashMap.newKeySet();
    private LoadSink mailboxes;
    private RelayClient relay;

    @BeforeEach
    void startMailboxServer() throws IOException {
        mailboxes = new LoadSink(InetAddress.getLoopbackAddress(), 0, message -> {
            for (String recipient : message.recipients()) {
                delivered.add(number(message.content()) + " " + recipient);
            }
        });
        relay = new RelayClient(
                RelaySettings.of("gate.test"), () -> domain().servers(), Network.system(), (server, open, cause) -> {});
    }

    @AfterEach
    void stopMailboxServer() throws IOException {
        relay.close();
        mailboxes.close();
    }

    @Test
    void nothingAcknowledgedIsLostWhereverThePowerGoes() throws IOException {
        int steps = 0;
        int acknowledged = 0;
        for (boolean lost = true; lost; steps++) {
            var disk = new ForgetfulDisk();
            disk.losePowerAt(steps + 1);
            Run run = run(disk);
            lost = run.powerLost;
            acknowledged += run.acknowledged.size();
            assertThat(missing(run, disk))
                    .as("power lost before step %d", steps + 1)
                    .isEmpty();
        }
        System.out.printf(
                "power lost before each of %d steps: %d copies acknowledged, none lost%n", steps - 1, acknowledged);
        assertThat(steps).isGreaterThan(20);
        assertThat(acknowledged).isGreaterThan(100);
    }

    @Test
    void withFsyncSwitchedOffTheSameRunLosesMail() throws IOException {
        int lost = 0;
        int steps = 0;
        for (boolean gone = true; gone; steps++) {
            var disk = new ForgetfulDisk();
            disk.ignoreSync();
            disk.losePowerAt(steps + 1);
            Run run = run(disk);
            gone = run.powerLost;
            lost += missing(run, disk).size();
        }
        System.out.printf("the same with fsync switched off: %d acknowledged copies lost%n", lost);
        assertThat(lost).isPositive();
    }

    @Test
    void aFullDiskRefusesWhatWouldBeHeldAndPassesTheRest() throws IOException {
        var disk = new ForgetfulDisk();
        try (FileStore store = open(disk);
                MailFlow flow = flow(store)) {
            disk.fillUpAt(1);
            assertThat(flow.message(mail(1, HELD), new Claim()).code()).isEqualTo(452);
            assertThat(flow.message(mail(2, PASSED), new Claim()).code()).isEqualTo(250);
            assertThat(flow.message(mail(3, HELD, PASSED), new Claim()).code()).isEqualTo(452);
            assertThat(delivered).containsExactly("2 " + PASSED);
            disk.makeRoom();
            assertThat(flow.message(mail(3, HELD, PASSED), new Claim()).code()).isEqualTo(250);
            assertThat(delivered).containsExactlyInAnyOrder("2 " + PASSED, "3 " + PASSED);
            assertThat(held(store)).containsExactly("3 " + HELD);
        }
    }

    /** What one run did before the power went. */
    private static final class Run {
        final Set<String> acknowledged = new TreeSet<>();
        boolean powerLost;
    }

    /** Sends held, passed and mixed messages one after another, until the power goes. */
    private Run run(ForgetfulDisk disk) {
        delivered.clear();
        var run = new Run();
        try (FileStore store = open(disk);
                MailFlow flow = flow(store)) {
            for (int i = 1; i <= MESSAGES; i++) {
                String[] recipients = switch (i % 3) {
                    case 0 -> new String[] {HELD, PASSED};
                    case 1 -> new String[] {HELD};
                    default -> new String[] {PASSED};
                };
                Reply reply = flow.message(mail(i, recipients), new Claim());
                if (reply.positive()) {
                    for (String recipient : recipients) {
                        run.acknowledged.add(i + " " + recipient);
                    }
                } else {
                    assertThat(reply.transientFailure()).as("reply %s", reply).isTrue();
                    run.powerLost = true;
                }
            }
        } catch (IOException cannotOpen) {
            run.powerLost = true;
        }
        return run;
    }

    /** Acknowledged copies that are neither in the mailbox nor held once the power is back. */
    private Set<String> missing(Run run, ForgetfulDisk disk) throws IOException {
        disk.restart(random);
        var missing = new TreeSet<>(run.acknowledged);
        missing.removeAll(delivered);
        try (FileStore store = open(disk)) {
            missing.removeAll(held(store));
        }
        return missing;
    }

    private static Set<String> held(FileStore store) throws IOException {
        var held = new TreeSet<String>();
        assertThat(store.awaitIndex(30)).isTrue();
        for (HeldCopy copy : store.held().list(HeldQuery.all(0, 1000)).rows()) {
            held.add(number(store.held().content(copy.message()).bytes()) + " "
                    + copy.recipient().path().mailbox());
        }
        return held;
    }

    private static FileStore open(ForgetfulDisk disk) throws IOException {
        return FileStore.open(DATA, Settings.DEFAULT.withRoom(1L << 40, 0, 0, 0), Clock.systemUTC(), disk);
    }

    private ProtectedDomain domain() {
        return new ProtectedDomain(
                DomainName.of("example.com"),
                List.of(new ProtectedDomain.MailboxServer("127.0.0.1", mailboxes.port())),
                "en",
                ProtectedDomain.Mode.HOLD,
                ProtectedDomain.Thresholds.DEFAULT,
                Set.of());
    }

    private MailFlow flow(FileStore store) {
        var keeping = new Keeping(store);
        return new MailFlow(
                name -> Optional.of(domain()),
                Doorman.ABSENT,
                relay,
                PowerLossTest::assess,
                keeping::keep,
                keeping::record,
                new Attempts(),
                Greylist.off(),
                new TraceFields(DomainName.of("gate.test")),
                FlowSettings.DEFAULT,
                Clock.systemUTC());
    }

    /** Holds for one recipient and passes for the other: policy is not what is tried here. */
    private static Assessment assess(MailObject mail) {
        Map<ForwardPath, Verdict> verdicts = new LinkedHashMap<>();
        for (Recipient recipient : mail.envelope().recipients()) {
            verdicts.put(
                    recipient.path(),
                    recipient.path().mailbox().localPart().equals("held")
                            ? new Verdict.Hold(Verdict.Reason.SCORE_HIGH)
                            : new Verdict.Deliver(Verdict.Reason.SCORE_LOW));
        }
        return new Assessment(
                List.of(),
                new Score(0, 0, List.of()),
                AuthenticationResults.NONE,
                List.of(),
                verdicts,
                MessageDigest.UNREAD,
                new Assessment.Versions("none", 0, "none"),
                Duration.ZERO);
    }

    private MailObject mail(int number, String... recipients) {
        List<Recipient> to = new ArrayList<>();
        for (String recipient : recipients) {
            to.add(Recipient.of(recipient));
        }
        String content =
                "From: a@b.test\r\nMessage-ID: <" + number + "@b.test>\r\nX-Number: " + number + "\r\n\r\nHello\r\n";
        return new MailObject(
                MailId.next(Instant.now(), random),
                Instant.now(),
                Client.plain(InetAddress.getLoopbackAddress(), "b.test"),
                new Envelope(ReversePath.of("a@b.test"), Envelope.Parameters.NONE, to),
                Content.of(content.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String number(byte[] content) {
        String text = new String(content, StandardCharsets.ISO_8859_1);
        int at = text.indexOf("X-Number: ") + "X-Number: ".length();
        return text.substring(at, text.indexOf('\r', at));
    }
}
