package org.postigo.store.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.postigo.mail.DomainName;
import org.postigo.mail.MailObject;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.Verdict;
import org.postigo.mail.policy.ListEntry;
import org.postigo.mail.policy.ProtectedDomain;
import org.postigo.mail.policy.ServiceTree;
import org.postigo.mail.policy.Wishes;
import org.postigo.mail.record.CopyOutcome;
import org.postigo.mail.record.JournalEntry;
import org.postigo.store.Samples;
import org.postigo.store.held.CopyLife;

/** What is written is read again, as it was, by this version and beside records of others. */
class WireTest {
    private static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");

    @Test
    void everyEventComesBackAsItWas() {
        for (int seed = 0; seed < 3_000; seed++) {
            LogEvent event = new RandomRecords(new SplittableRandom(seed)).next(LogEvent.class);
            if (!(event instanceof LogEvent.Unknown)) {
                assertThat(Wire.event(Wire.write(event))).as("seed %s", seed).isEqualTo(event);
            }
        }
    }

    @Test
    void everyHeldMessageComesBackAsItWas() {
        for (int seed = 0; seed < 500; seed++) {
            HeldMetadata metadata = new RandomRecords(new SplittableRandom(seed)).next(HeldMetadata.class);
            assertThat(Wire.metadata(Wire.write(metadata))).as("seed %s", seed).contains(metadata);
        }
    }

    @Test
    void everyLifeComesBackWithWhatAnUndoLeadsTo() {
        for (int seed = 0; seed < 500; seed++) {
            CopyLife life = new RandomRecords(new SplittableRandom(seed)).next(CopyLife.class);
            assertThat(Wire.life(Wire.write(life))).as("seed %s", seed).contains(life);
        }
    }

    @Test
    void theNamesOnDiskAreThese() {
        MailObject mail = Samples.mail(NOW, "a@example.org", "x", "b@example.com");
        String json = new String(
                Wire.write(new LogEvent.Journalled(Samples.delivered(mail, Samples.assessment(mail, "Offer", 2)))),
                StandardCharsets.UTF_8);
        assertThat(json)
                .isEqualTo("""
                    {"type":"journal","entry":{"type":"transaction","id":"ID","at":"2026-11-23T09:00:00.040Z",\
                    "client":{"address":"192.0.2.7","helo":"mail.example.org"},\
                    "envelope":{"from":"a@example.org","to":[{"path":"b@example.com"}]},"size":SIZE,"retryKey":"00ff",\
                    "assessment":{"findings":[{"type":"fact","key":"spf.fail","arguments":["example.org"]},\
                    {"type":"unknown","check":"dnslist:zen","cause":"TIMEOUT","detail":"no answer in 2 s"}],\
                    "score":{"logOdds":2.0,"bias":-1.0,"contributions":[{"fact":{"key":"spf.fail",\
                    "arguments":["example.org"]},"logOdds":3.0}]},\
                    "verdicts":[{"key":"b@example.com","value":{"type":"hold","reason":"SCORE_HIGH"}}],\
                    "digest":{"from":"a@example.org","fromName":"Somebody","subject":"Offer",\
                    "messageId":"<ID@example.org>","date":"2026-11-23T09:00:00Z","linkHosts":["www.example.org"],\
                    "attachments":[{"name":"offer.pdf","mediaType":"application/pdf","size":12345}]},\
                    "versions":{"model":"prices-1","lists":3,"prices":"1"},"nanos":7000000},\
                    "outcomes":[{"key":"b@example.com","value":{"type":"delivered","server":"mx1.example.com:25",\
                    "reply":{"code":250,"status":"2.0.0","text":"Ok"}}}],\
                    "reply":{"code":250,"status":"2.0.0","text":"Ok"},\
                    "nanos":[{"key":"classify","value":7000000}]}}\
                    """.replace("SIZE", String.valueOf(mail.content().size()))
                        .replace("ID", mail.id().text()));
    }

    @Test
    void aDomainOfBeforeTheTreeHasAllItsSettingsForItself() {
        var old = (LogEvent.DomainPut) Wire.event("""
            {"type":"domain-put","domain":{"name":"example.com","servers":[{"host":"mx1.example.com","port":25}],\
            "language":"es","mode":"HOLD","thresholds":{"hold":0.7},"reviewers":["ana@example.com"]},"by":"cli",\
            "at":"2026-11-23T09:00:00Z"}\
            """.getBytes(StandardCharsets.UTF_8));
        assertThat(old.domain().thresholds()).isEqualTo(ProtectedDomain.Thresholds.holdingAll(0.7));
        assertThat(new ServiceTree.Draft(Wishes.NONE)
                        .merged(old.domain())
                        .wishes()
                        .words())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "servers", "mx1.example.com:25",
                        "languages", "es",
                        "mode", "hold",
                        "hold", "0.7",
                        "refuse", "1.0",
                        "reviewers", "ana@example.com"));
    }

    @Test
    void settingsStandByTheirNamesAndThoseOfOtherVersionsAreLeftOut() {
        String json = """
            {"type":"settings-put","node":{"level":"example.com","group":"norte",\
            "wishes":{"languages":"es, en","hold":"0.9"}},"by":"cli","at":"2026-11-23T09:00:00Z"}\
            """;
        LogEvent event = Wire.event(json.getBytes(StandardCharsets.UTF_8));
        assertThat(new String(Wire.write(event), StandardCharsets.UTF_8)).isEqualTo(json);
        String newer = json.replace("\"hold\"", "\"of-tomorrow\":\"?\",\"hold\"");
        assertThat(Wire.event(newer.getBytes(StandardCharsets.UTF_8))).isEqualTo(event);
    }

    @Test
    void membersAreReadInAnyOrderAndThoseOfOtherVersionsPassedOver() {
        LogEvent event = Wire.event("""
            {"type":"entry-removed","why":{"of":["tomorrow",{"id":"8"}]},"at":"2026-11-23T09:00:00Z","by":"cli","id":"7"}\
            """.getBytes(StandardCharsets.UTF_8));
        assertThat(event).isEqualTo(new LogEvent.EntryRemoved("7", "cli", NOW));
    }

    @Test
    void whatManyEntriesHaveAlikeIsKeptOnce() {
        var note = new ListEntry.Note("ana@example.com", NOW, "moved house", Optional.empty(), Optional.empty());
        var read = new ArrayList<ListEntry.Allow>();
        for (String sender : List.of("one.example", "two.example")) {
            DomainName name = DomainName.of(sender);
            var written = new ListEntry.Allow(
                    sender,
                    new ListEntry.Subject.Domain(name, true),
                    new ListEntry.Scope.OfDomain(DomainName.of("example.com")),
                    new ListEntry.Proof.SignedBy(name),
                    note);
            var event = (LogEvent.EntryPut) Wire.event(Wire.write(new LogEvent.EntryPut(written, "cli", NOW)));
            assertThat(event.entry()).isEqualTo(written);
            read.add((ListEntry.Allow) event.entry());
        }
        assertThat(read.getFirst().note()).isSameAs(read.getLast().note());
        assertThat(read.getFirst().scope()).isSameAs(read.getLast().scope());
    }

    @Test
    void findingsOfOtherVersionsAreLeftOut() {
        MailObject mail = Samples.mail(NOW, "a@example.org", "x", "b@example.com");
        String json = new String(
                Wire.write(new LogEvent.Journalled(Samples.delivered(mail, Samples.assessment(mail, "Offer", 2)))),
                StandardCharsets.UTF_8);
        LogEvent read = Wire.event(json.replace("spf.fail", "quantum.fail").getBytes(StandardCharsets.UTF_8));
        assertThat(read).isInstanceOf(LogEvent.Journalled.class);
        var entry = (JournalEntry.Transaction) ((LogEvent.Journalled) read).entry();
        assertThat(entry.assessment().orElseThrow().findings()).hasSize(1).allMatch(f -> f instanceof Finding.Unknown);
        assertThat(entry.assessment().orElseThrow().score().contributions()).isEmpty();
    }

    @Test
    void aHeldCopyOfBeforeTheServersWordsWereKeptIsReadWithoutThem() {
        MailObject mail = Samples.mail(NOW, "a@example.org", "x", "b@example.com");
        String json = new String(
                Wire.write(new LogEvent.Journalled(Samples.delivered(mail, Samples.assessment(mail, "Offer", 2)))),
                StandardCharsets.UTF_8);
        String before = json.replaceFirst(
                "\\{\"type\":\"delivered\".*?\\}\\}", "{\"type\":\"held\",\"reason\":\"SERVER_REFUSED\"}");
        LogEvent read = Wire.event(before.getBytes(StandardCharsets.UTF_8));
        assertThat(read).isInstanceOf(LogEvent.Journalled.class);
        var entry = (JournalEntry.Transaction) ((LogEvent.Journalled) read).entry();
        assertThat(entry.outcomes().values())
                .containsExactly(new CopyOutcome.Held(Verdict.Reason.SERVER_REFUSED, Optional.empty()));
    }

    @Test
    void whatCannotBeReadIsUnknownAndNeverAnException() {
        for (String json : List.of(
                "",
                "null",
                "[]",
                "{}",
                "{\"type\":\"teleported\"}",
                "{\"type\":\"entry-removed\"}",
                "{\"id\":\"7\",\"type\":\"entry-removed\",\"by\":\"x\",\"at\":\"2026-11-23T09:00:00Z\"}",
                "{\"type\":\"entry-removed\",\"id\":\"7\",\"by\":\"x\",\"at\":\"2026-11-23T09:00:00Z\"} 1",
                "{\"type\":\"entry-removed\",\"id\":7,\"by\":\"x\",\"at\":\"2026-11-23T09:00:00Z\"}",
                "{\"type\":\"entry-removed\",\"id\":\"7\",\"by\":\"x\",\"at\":\"yesterday\"}",
                "{\"type\":\"domain-removed\",\"name\":\"not a name\",\"by\":\"x\",\"at\":\"2026-11-23T09:00:00Z\"}",
                "[".repeat(5_000))) {
            assertThat(Wire.event(json.getBytes(StandardCharsets.UTF_8)))
                    .as(json)
                    .isInstanceOf(LogEvent.Unknown.class);
        }
    }

    @Test
    void mutatedRecordsAreReadOrUnknownAndNeverAnException() {
        var chance = new SplittableRandom(7);
        for (int seed = 0; seed < 2_000; seed++) {
            byte[] json = Wire.write(new LogEvent.CopiesChanged(
                    List.of(new RandomRecords(new SplittableRandom(seed)).next(LogEvent.Step.class))));
            for (int i = 0; i < 3; i++) {
                json[chance.nextInt(json.length)] = (byte) chance.nextInt();
            }
            assertThat(Wire.event(json)).isNotNull();
        }
    }

    @Test
    void loneSurrogatesOfHostileTextDoNoHarm() {
        LogEvent event = new LogEvent.EntryRemoved("a\uD800b\uDC00", "x", NOW);
        assertThat(Wire.event(Wire.write(event))).isEqualTo(new LogEvent.EntryRemoved("a\uFFFDb\uFFFD", "x", NOW));
        assertThat(Optional.of(Shape.wellFormed("\uD83D\uDE00"))).contains("\uD83D\uDE00");
    }
}
