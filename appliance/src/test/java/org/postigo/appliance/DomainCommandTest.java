package org.postigo.appliance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postigo.appliance.assembly.Appliance;
import org.postigo.appliance.settings.SettingsReader;
import picocli.CommandLine;

/** {@code ./postigo domain} against a running appliance, over its real interface. */
class DomainCommandTest {
    @TempDir
    private static Path folder;

    private static Appliance appliance;

    /** What a command printed and how it ended. */
    private record Outcome(int code, String out, String err) {}

    @BeforeAll
    static void start() throws Exception {
        var settings = SettingsReader.read(
                Optional.empty(),
                Map.of(
                        "POSTIGO_DATA", data(),
                        "POSTIGO_SITE_HOSTNAME", "gate.test",
                        "POSTIGO_SMTP_PORT", "0",
                        "POSTIGO_HTTP_PORT", "0",
                        "POSTIGO_MANAGEMENT_PORT", "0",
                        "POSTIGO_DNS_RESOLVERS", "127.0.0.1:1",
                        "POSTIGO_DNS_TIMEOUT", "100ms",
                        "POSTIGO_STORE_RESERVE", "16MB"));
        appliance = Appliance.start(settings, "admin@example.com", List.of());
    }

    @AfterAll
    static void stop() {
        appliance.close();
    }

    private static String data() {
        return folder.resolve("data").toString();
    }

    private static Outcome domain(String... arguments) {
        CommandLine line = Main.commandLine();
        var out = new StringWriter();
        var err = new StringWriter();
        line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        var all = new ArrayList<>(List.of("domain"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--data", data()));
        int code = line.execute(all.toArray(String[]::new));
        return new Outcome(code, out.toString(), err.toString());
    }

    private static String done(String... arguments) {
        Outcome outcome = domain(arguments);
        assertThat(outcome.code())
                .as("%s: %s", List.of(arguments), outcome.err())
                .isZero();
        return outcome.out();
    }

    private static void refused(String why, String... arguments) {
        Outcome outcome = domain(arguments);
        assertThat(outcome.code()).as(String.join(" ", arguments)).isEqualTo(1);
        assertThat(outcome.err()).contains(why).hasLineCount(1);
    }

    @Test
    void aDomainIsAddedShownChangedAndRemoved() {
        assertThat(done("add", "uno.example", "--server", "mx.uno.example:2525", "size-limit=25MB"))
                .containsPattern("uno.example \\(domain\\)")
                .containsPattern("size-limit +25MB +uno.example")
                .containsPattern("mode +observe +shipped");
        refused("./postigo domain set", "add", "uno.example", "--server", "mx:25");
        assertThat(done("set", "uno.example", "--mode", "hold", "hold=0.7", "subject-tag=[SPAM]"))
                .containsPattern("mode +hold +uno.example")
                .containsPattern("hold +0.7 +uno.example")
                .containsPattern("size-limit +25MB +uno.example");
        assertThat(done("unset", "uno.example", "hold", "size-limit"))
                .containsPattern("hold +0.8 +file")
                .containsPattern("size-limit +none +shipped")
                .containsPattern("mode +hold +uno.example");
        assertThat(done("list")).containsPattern("uno.example +hold +0.8 +0.9999 +en +mx.uno.example:2525");
        assertThat(done("remove", "uno.example")).isEqualTo("removed uno.example\n");
        refused("there is no uno.example", "show", "uno.example");
    }

    @Test
    void groupsAndMailboxesAreAddedAsDomainsAre() {
        done("add", "group:norte", "--server", "mx.norte.example", "--language", "es");
        done("add", "dos.example", "--group", "norte");
        done("set", "ana+news@dos.example", "mode=tag");
        assertThat(done("show", "ana+news@dos.example"))
                .containsPattern("mode +tag +ana\\+news@dos.example")
                .containsPattern("languages +es +group:norte");
        assertThat(done("list", "group:norte")).containsPattern("dos.example +norte");
        assertThat(done("list", "dos.example")).containsPattern("ana\\+news@dos.example +mode=tag");
        refused("domains belong to the group norte", "remove", "group:norte");
        refused("needs its mailbox server", "unset", "dos.example", "group");
        done("set", "dos.example", "--group", "none", "--server", "mx.dos.example");
        done("remove", "group:norte");
        done("remove", "dos.example");
    }

    @Test
    void aTableIsShownAndThenWritten() throws Exception {
        Path table = Files.writeString(
                folder.resolve("domains.csv"),
                "Domain;Destination;Customer;Plan\ncinco.example;mx.cinco.example:2525;sur;gold\nseis.example;;;\n");
        refused("domains.csv: line 1: no such column: Plan", "import", table.toString());
        Outcome bad = domain("import", table.toString(), "--skip-columns", "--apply");
        assertThat(bad.code()).isEqualTo(1);
        assertThat(bad.out())
                .containsPattern("3 +bad +seis.example needs its mailbox server")
                .contains("columns passed over: Plan", "nothing written: 2 to add, 0 to change, 0 as they are, 1 bad");
        Files.writeString(table, "domain,servers,group\ncinco.example,mx.cinco.example:2525,sur\n");
        assertThat(done("import", table.toString())).contains("Write it with --apply.");
        assertThat(done("import", table.toString(), "--apply"))
                .containsPattern("2 +add +group:sur")
                .containsPattern("2 +add +cinco.example of group sur \\(servers=mx.cinco.example:2525\\)")
                .contains("written: 2 to add");
        assertThat(done("import", table.toString(), "--apply")).contains("0 to add, 0 to change, 1 as they are");
        refused("cannot read", "import", "no-such.csv");
        done("remove", "cinco.example");
    }

    @Test
    void aMonthIsCountedByDomainByMailboxAndAsATable() {
        done("add", "cuatro.example", "--server", "mx:25", "--mode", "tag");
        done("add", "ana@cuatro.example", "mode=hold");
        done("add", "luis@cuatro.example");
        assertThat(done("count")).containsPattern("cuatro.example +1 +1 +0 +0").contains("The month has not ended");
        assertThat(done("count", "--domain", "cuatro.example"))
                .containsPattern("ana@cuatro.example +review +[0-9]+ +0 +0 +0")
                .containsPattern("luis@cuatro.example +junk");
        assertThat(done("count", "--csv"))
                .startsWith("month,domain,group,mailbox,plan,review-days,junk-days,plain-days,messages\r\n")
                .containsPattern("[0-9]{4}-[0-9]{2},cuatro.example,,ana@cuatro.example,review,[0-9]+,0,0,0");
        assertThat(done("count", "--month", "2026-01")).as("long before").hasLineCount(1);
        refused("has not begun", "count", "--month", "2999-01");
        refused("a month is written as", "count", "--month", "November");
        done("remove", "cuatro.example");
    }

    @Test
    void whatIsWrongIsSaidInOneLine() {
        refused("needs its mailbox server", "add", "tres.example");
        refused("there is no setting mood", "set", "site", "mood=good");
        refused("hold: a probability lies above 0", "set", "site", "hold=2");
        refused("add it with ./postigo domain add", "set", "tres.example", "hold=0.7");
        refused("a place is site", "show", "tres");
        assertThat(domain("set", "site", "hold").code()).isEqualTo(2);
    }
}
