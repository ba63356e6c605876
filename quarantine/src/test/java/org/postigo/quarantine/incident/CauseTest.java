package org.postigo.quarantine.incident;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postigo.mail.Client;
import org.postigo.mail.DomainName;
import org.postigo.mail.Envelope;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.MailId;
import org.postigo.mail.Recipient;
import org.postigo.mail.ReversePath;
import org.postigo.mail.auth.AuthenticationResults;
import org.postigo.mail.auth.ProvenIdentity;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.finding.Contribution;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.FindingKey;
import org.postigo.mail.finding.MessageDigest;
import org.postigo.mail.finding.Score;
import org.postigo.mail.finding.Verdict;
import org.postigo.mail.record.JournalEntry;
import org.postigo.mail.record.Reply;

class CauseTest {
    private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");
    private static final ForwardPath LUIS = ForwardPath.of("luis@example.com");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "reason:dangerous-attachment",
                "fact:list.client",
                "fact:list.client=zen",
                "check:dnslist",
                "entry:shop-1",
                "model:combiner-7+text-3",
                "prices:1",
                "lists:12",
                "rules:3"
            })
    void aCauseReadsWhatItWrites(String text) {
        assertThat(Cause.parse(text).map(Cause::text)).contains(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "reason:", "reason:whim", "fact:no.such", "spam", "weather:bad"})
    void whatIsNoCauseIsNone(String text) {
        assertThat(Cause.parse(text)).isEmpty();
    }

    private static JournalEntry message(Instant at, boolean signed, boolean listed) {
        var fact = new Finding.Fact(FindingKey.LIST_CLIENT, 1, List.of("zen", "SBL"));
        List<Contribution> shares = listed ? List.of(new Contribution(fact, 2.5)) : List.of();
        return new JournalEntry.Transaction(
                new MailId("0000000000000000"),
                at,
                Client.plain(InetAddress.ofLiteral("192.0.2.7"), "client.example"),
                new Envelope(
                        ReversePath.of("a@shop.example"),
                        Envelope.Parameters.NONE,
                        List.of(Recipient.of("luis@example.com"))),
                100,
                "0",
                Optional.of(new Assessment(
                        listed ? List.of(fact) : List.of(),
                        new Score(0, 0, shares),
                        AuthenticationResults.NONE,
                        signed ? List.of(new ProvenIdentity.SignedDomain(DomainName.of("shop.example"))) : List.of(),
                        Map.of(LUIS, new Verdict.Deliver(Verdict.Reason.SCORE_LOW)),
                        MessageDigest.UNREAD,
                        new Assessment.Versions("m", 0, "1"),
                        Duration.ZERO)),
                Map.of(),
                new Reply(250, "2.0.0", "Ok"),
                Map.of());
    }

    private static CauseWatch aQuietWeek() {
        var watch = new CauseWatch();
        for (int i = 0; i < 1000; i++) {
            watch.record(message(NOW.minus(Duration.ofHours(3 + i % 100)), true, i % 200 == 0));
        }
        return watch;
    }

    @Test
    void aListThatSuddenlySpeaksAgainstProvenMailIsNoticed() {
        CauseWatch watch = aQuietWeek();
        assertThat(watch.alarms(NOW)).isEmpty();
        for (int i = 0; i < 40; i++) {
            watch.record(message(NOW.minusSeconds(60), true, i % 2 == 0));
        }
        assertThat(watch.alarms(NOW)).singleElement().satisfies(alarm -> {
            assertThat(alarm.cause()).isEqualTo("fact:list.client=zen");
            assertThat(alarm.hits()).isEqualTo(20);
            assertThat(alarm.messages()).isEqualTo(40);
            assertThat(alarm.before()).isEqualTo(0.005);
        });
        assertThat(watch.alarms(NOW.plus(Duration.ofHours(2))))
                .as("it has passed")
                .isEmpty();
    }

    @Test
    void mailThatProvesNothingSoundsNoAlarm() {
        CauseWatch watch = aQuietWeek();
        for (int i = 0; i < 400; i++) {
            watch.record(message(NOW.minusSeconds(60), false, true));
        }
        assertThat(watch.alarms(NOW)).isEmpty();
    }

    @Test
    void withoutAPastNothingIsAJump() {
        var watch = new CauseWatch();
        for (int i = 0; i < 100; i++) {
            watch.record(message(NOW.minusSeconds(60), true, true));
        }
        assertThat(watch.alarms(NOW)).isEmpty();
    }
}
