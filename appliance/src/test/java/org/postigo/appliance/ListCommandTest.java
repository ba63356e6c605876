package org.postigo.appliance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postigo.appliance.assembly.Appliance;
import org.postigo.appliance.settings.SettingsReader;
import org.postigo.mail.DomainName;
import org.postigo.mail.policy.ProtectedDomain;
import picocli.CommandLine;

/** {@code ./postigo list} against a running appliance, over its real interface. */
class ListCommandTest {
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
        var domain = new ProtectedDomain(
                DomainName.of("example.com"),
                List.of(new ProtectedDomain.MailboxServer(
                        InetAddress.ofLiteral("127.0.0.1").getHostAddress(), 1)),
                "en",
                ProtectedDomain.Mode.HOLD,
                ProtectedDomain.Thresholds.DEFAULT,
                Set.of());
        appliance = Appliance.start(settings, "admin@example.com", List.of(domain));
    }

    @AfterAll
    static void stop() {
        appliance.close();
    }

    private static String data() {
        return folder.resolve("data").toString();
    }

    private static Outcome list(String... arguments) {
        return command("list", arguments);
    }

    private static Outcome command(String name, String... arguments) {
        CommandLine line = Main.commandLine();
        var out = new StringWriter();
        var err = new StringWriter();
        line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        var all = new ArrayList<>(List.of(name));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--data", data()));
        int code = line.execute(all.toArray(String[]::new));
        return new Outcome(code, out.toString(), err.toString());
    }

    @Test
    void anEntryIsAddedShownChangedAndRemoved() {
        assertThat(list(
                                "add",
                                "allow",
                                "*.shop.example",
                                "--scope",
                                "example.com",
                                "--reason",
                                "asked for",
                                "--id",
                                "one")
                        .out())
                .contains("one", "allow", "*.shop.example", "example.com", "dkim:shop.example", "asked for");
        Outcome again = list("add", "allow", "*.shop.example", "--id", "one");
        assertThat(again.code()).isNotZero();
        assertThat(again.err()).contains("./postigo list set");
        assertThat(list("set", "one", "--expires", "2040-01-31T00:00:00Z").out())
                .contains("2040-01-31 00:00", "*.shop.example", "asked for");
        assertThat(list("set", "one", "--expires", "never").out()).doesNotContain("2040");
        assertThat(list("show", "one").out()).contains("dkim:shop.example");
        assertThat(list("list", "SHOP", "--scope", "example.com").out()).contains("*.shop.example", "1 of 1");
        assertThat(list("list", "nobody").out()).contains("0 of 0");
        assertThat(list("remove", "one").code()).isZero();
        assertThat(list("show", "one").err()).contains("there is no entry one");
    }

    @Test
    void whatAnEntryWillNotDoIsSaidAndTheDomainNamed() {
        Outcome once = list("add", "deny", "bounces+33456-a1f2@em.example", "--id", "once");
        assertThat(once.code()).isZero();
        assertThat(once.err()).contains("will not come again", "write it about em.example");
        list("remove", "once");
        Outcome endless = list("add", "allow", "ana@friend.example", "--proof", "none", "--id", "bare");
        assertThat(endless.code()).isNotZero();
        assertThat(endless.err()).contains("within 90 days");
    }

    @Test
    void anAllowedListNeedsItsSignatureNamed() {
        Outcome refused = list("add", "allow", "list:news.shop.example");
        assertThat(refused.code()).isNotZero();
        assertThat(refused.err()).contains("list-dkim:DOMAIN");
    }

    @Test
    void aTableIsShownBeforeItIsWrittenAndWrittenOnlyWhole() throws Exception {
        Path table = Files.writeString(folder.resolve("entries.csv"), """
            list,subject,scope
            deny,pest@sender.example,
            allow,@friend.example,luis@example.com
            """);
        Outcome preview = list("import", table.toString(), "--scope", "example.com");
        assertThat(preview.code()).isZero();
        assertThat(preview.out())
                .contains(
                        "deny pest@sender.example for example.com",
                        "allow friend.example for luis@example.com if dkim:friend.example",
                        "nothing written: 2 to add, 0 to change, 0 as they are, 0 bad",
                        "--apply");
        assertThat(list("list", "friend.example").out()).contains("0 of 0");

        assertThat(list("import", table.toString(), "--scope", "example.com", "--apply")
                        .out())
                .contains("written: 2 to add");
        assertThat(list("list", "friend.example").out()).contains("1 of 1");
        assertThat(list("import", table.toString(), "--scope", "example.com", "--apply")
                        .out())
                .contains("0 to add, 0 to change, 2 as they are");

        Files.writeString(table, "subject\nmore@sender.example\nno address@\n");
        Outcome bad = list("import", table.toString(), "--apply");
        assertThat(bad.code()).isOne();
        assertThat(bad.out()).contains("3", "bad", "not a mailbox", "nothing written: 1 to add, 0 to change");
        assertThat(list("list", "more@sender.example").out()).contains("0 of 0");

        Files.writeString(table, "sendr\na@b.example\n");
        assertThat(list("import", table.toString()).err()).contains("no such column: sendr");
    }

    @Test
    void whatIsTriedChangesNothingAndSaysWhatItWouldHaveDone() {
        Outcome entry = list("add", "deny", "tried.example", "--try");
        assertThat(entry.code()).isZero();
        assertThat(entry.out()).contains("of 0 copies in 30 days: 0 would have passed that did not");
        assertThat(list("list", "tried.example").out()).contains("0 of 0");

        Outcome threshold = command("domain", "set", "example.com", "--hold", "0.5", "--try", "--days", "7");
        assertThat(threshold.out()).contains("in 7 days");
        assertThat(command("domain", "list").out()).contains("0.8").doesNotContain("0.5");

        Outcome impossible = command("domain", "set", "example.com", "--hold", "7", "--try");
        assertThat(impossible.code()).isNotZero();
        assertThat(impossible.err()).contains("a threshold lies above 0");
        assertThat(list("remove", "nobody", "--try").err()).contains("there is no entry nobody");
    }
}
