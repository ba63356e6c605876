package org.postigo.appliance.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postigo.appliance.assembly.Panel.Answer;
import org.postigo.appliance.backup.Backup;
import org.postigo.appliance.command.DomainCommand;
import org.postigo.appliance.command.TraceCommand;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.MailObject;
import org.postigo.mail.finding.Verdict;
import org.postigo.mail.record.CopyOutcome;
import org.postigo.mail.record.JournalEntry;
import org.postigo.mail.record.Reply;
import org.postigo.store.FileStore;
import org.postigo.store.Samples;
import org.postigo.store.Settings;
import org.postigo.store.disk.RealDisk;
import org.postigo.store.held.CopyEvent;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.Decision;
import picocli.CommandLine;

/** Mail that was closed long ago, in a running appliance: its settings by REST, table and command, its end, its story. */
class FinishedMailTest {
    private static final Instant CAME = Instant.now().minus(Duration.ofDays(20));

    @TempDir
    private Path folder;

    private MailObject mail;
    private CopyId spam;
    private CopyId unread;
    private Panel panel;

    /** An appliance whose store says that one of two copies was closed twenty days ago. */
    @BeforeEach
    void start() throws Exception {
        Path data = Files.createDirectories(folder.resolve("data"));
        try (FileStore store = FileStore.open(
                data, Settings.DEFAULT.withRoom(1 << 30, 0, 0, 0), Clock.fixed(CAME, ZoneOffset.UTC), new RealDisk())) {
            mail = Samples.mail(CAME, "a@example.org", "Quetzal", "ana@example.com", "eva@example.com");
            var assessment = Samples.assessment(mail, "Quetzal", 2);
            List<CopyId> ids = store.held()
                    .hold(mail, assessment, "key", Samples.copies(mail))
                    .publish();
            spam = ids.get(0);
            unread = ids.get(1);
            Map<ForwardPath, CopyOutcome> outcomes = new LinkedHashMap<>();
            mail.envelope()
                    .recipients()
                    .forEach(each -> outcomes.put(
                            each.path(), new CopyOutcome.Held(Verdict.Reason.SCORE_HIGH, Optional.empty())));
            store.journal()
                    .append(new JournalEntry.Transaction(
                            mail.id(),
                            CAME,
                            mail.client(),
                            mail.envelope(),
                            mail.content().size(),
                            "key",
                            Optional.of(assessment),
                            outcomes,
                            new Reply(250, "2.0.0", "Ok"),
                            Map.of()))
                    .join();
            var decision = new Decision(Decision.Kind.SPAM, "ana@example.com", CAME, CAME, "");
            store.held()
                    .append(List.of(
                            new CopyEvent.Decided(spam, CAME, decision),
                            new CopyEvent.TookEffect(spam, CAME, Optional.empty())));
        }
        panel = new Panel(folder, List.of());
        ok("PUT", "/places/example.com", "{\"own\":{\"servers\":\"127.0.0.1:1\",\"mode\":\"hold\"}}");
    }

    @AfterEach
    void stop() {
        panel.close();
    }

    private Answer ok(String verb, String path, String body) throws Exception {
        Answer answer = panel.ask(verb, path, body);
        assertThat(answer.status()).as("%s %s: %s", verb, path, answer.body()).isEqualTo(200);
        return answer;
    }

    private String value(String setting) throws Exception {
        var row = ok("GET", "/places/example.com/settings/" + setting, "").json();
        return row.get("value").asString() + " from " + row.get("from").asString();
    }

    private String command(String... words) {
        CommandLine line = new CommandLine(words[0].equals("trace") ? new TraceCommand() : new DomainCommand());
        var out = new StringWriter();
        var err = new StringWriter();
        line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        var all = new ArrayList<>(List.of(words).subList(1, words.length));
        all.addAll(List.of("--data", folder.resolve("data").toString()));
        assertThat(line.execute(all.toArray(String[]::new)))
                .as("%s: %s", List.of(words), err)
                .isZero();
        return out.toString();
    }

    private int sweep() throws Exception {
        return panel.appliance().retention().sweep();
    }

    /** Until the decision is learnt, in a moment, its copy stays. */
    private void sweepOne() throws Exception {
        int removed = sweep();
        while (removed == 0) {
            LockSupport.parkNanos(1_000_000);
            removed = sweep();
        }
        assertThat(removed).isEqualTo(1);
    }

    @Test
    void theSettingsAreOneInRestTableAndCommand() throws Exception {
        assertThat(value("retention")).isEqualTo("30 days from shipped");
        assertThat(value("archive")).isEqualTo("no from shipped");
        ok("PUT", "/places/site/settings/retention", "{\"value\":\"90\"}");
        assertThat(value("retention")).isEqualTo("90 days from site");
        ok("PUT", "/places/group:norte", "{\"own\":{\"retention\":\"1 day\",\"archive\":\"yes\"}}");
        ok("PATCH", "/places/example.com", "{\"group\":\"norte\"}");
        assertThat(value("retention")).isEqualTo("1 day from group:norte");
        assertThat(panel.ask(
                                panel.token(),
                                "POST",
                                "/places/import?apply=true",
                                "text/csv",
                                "domain,retention,archive\nexample.com,7 days,no\n")
                        .json()
                        .get("applied")
                        .asBoolean())
                .isTrue();
        assertThat(value("retention")).isEqualTo("7 days from example.com");
        assertThat(value("archive")).isEqualTo("no from example.com");
        assertThat(command("domain", "set", "example.com", "retention=forever"))
                .containsPattern("retention +forever +example.com");
        assertThat(command("domain", "unset", "example.com", "retention", "archive"))
                .containsPattern("retention +1 day +group:norte")
                .containsPattern("archive +yes +group:norte");
        for (String wrong : List.of("0", "-3", "3651", "soon", "")) {
            assertThat(panel.ask("PUT", "/places/example.com/settings/retention", "{\"value\":\"" + wrong + "\"}")
                            .status())
                    .as(wrong)
                    .isEqualTo(400);
        }
        assertThat(panel.ask("PUT", "/places/ana@example.com", "{\"own\":{\"retention\":\"9\"}}")
                        .problem())
                .contains("for a domain");
    }

    @Test
    void whatIsOverIsArchivedAndItsStoryIsStillTold() throws Exception {
        ok("PATCH", "/places/example.com", "{\"own\":{\"retention\":\"21 days\",\"archive\":\"yes\"}}");
        assertThat(sweep()).isZero();
        ok("PATCH", "/places/example.com", "{\"own\":{\"retention\":\"19 days\"}}");
        sweepOne();
        String file = "example.com/" + YearMonth.from(CAME.atOffset(ZoneOffset.UTC)) + "/" + mail.id() + ".eml";
        assertThat(folder.resolve("data/archive").resolve(file))
                .hasBinaryContent(mail.content().bytes());
        var gone = ok("GET", "/held/" + spam, "").json();
        assertThat(gone.get("state").asString()).isEqualTo("removed");
        assertThat(gone.get("detail").asString()).contains("no longer kept since", "archived as " + file);
        Answer content = panel.ask("GET", "/held/" + spam + "/content", "");
        assertThat(content.status()).isEqualTo(410);
        assertThat(content.problem()).isEqualTo(spam + " is no longer kept");
        assertThat(panel.ask("GET", "/held/" + spam + "/explanation", "").status())
                .isEqualTo(410);
        assertThat(ok("GET", "/held/" + unread + "/content", "").body()).contains("Subject: Quetzal");
        assertThat(ok("GET", "/held", "").json().get("rows").findValuesAsString("id"))
                .containsExactly(unread.toString());
        assertThat(command("trace", mail.id().text()))
                .containsPattern("decided +spam by ana@example.com")
                .containsPattern("removed +no longer kept, archived as " + file);

        Backup.take(folder.resolve("data"), folder.resolve("backup"), Instant.now());
        assertThat(folder.resolve("backup/archive").resolve(file))
                .hasBinaryContent(mail.content().bytes());
    }

    @Test
    void whatNobodyDecidedOutlivesEverySetting() throws Exception {
        ok("PATCH", "/places/example.com", "{\"own\":{\"retention\":\"1\"}}");
        sweepOne();
        assertThat(sweep()).isZero();
        assertThat(ok("GET", "/held/" + unread, "").json().get("state").asString())
                .isEqualTo("unread");
        assertThat(folder.resolve("data/archive")).doesNotExist();
        panel.close();
        panel = new Panel(folder, List.of());
        assertThat(ok("GET", "/held/" + spam, "").json().get("state").asString())
                .isEqualTo("removed");
        assertThat(ok("GET", "/held/" + unread + "/content", "").body()).contains("Subject: Quetzal");
    }
}
