package org.postigo.appliance.provision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postigo.appliance.provision.EntryImport.Line;
import org.postigo.mail.policy.EntryForm;
import org.postigo.mail.policy.ListEntry;

class EntryImportTest {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

    private static Table table(String text) {
        return EntryImport.read(text, Table.Others.REFUSED);
    }

    private static EntryImport plan(String text, List<ListEntry> present, Instant now) {
        return EntryImport.of(table(text), present, "deny", "example.com", "cli", now);
    }

    private static List<String> words(EntryImport plan) {
        var words = new ArrayList<String>();
        for (Line line : plan.lines()) {
            words.add(line.number() + " "
                    + switch (line) {
                        case Line.Add(long _, ListEntry entry) -> "add " + form(entry);
                        case Line.Change(long _, ListEntry before, ListEntry entry) ->
                            "change " + form(before) + " → " + form(entry);
                        case Line.Same(long _, ListEntry entry) -> "same " + form(entry);
                        case Line.Bad(long _, String problem) -> "bad " + problem;
                    });
        }
        return words;
    }

    private static String form(ListEntry entry) {
        EntryForm form = EntryForm.of(entry);
        return (form.list() + " " + form.subject() + " " + form.scope() + " " + form.proof()).strip();
    }

    @Test
    void anAllowedSenderMustBringItsOwnSignatureUnlessTheTableSaysOtherwise() {
        assertThat(words(plan("""
            List,Subject,Scope,Proof
            allow,info@shop.example,luis@example.com,
            whitelist,*@shop.example,,
            allow,.shop.example,site,dkim:mailer.example
            allow,192.0.2.0/24,,
            allow,list:<News.Shop.example>,,list-dkim:shop.example
            """, List.of(), NOW)))
                .containsExactly(
                        "2 add allow info@shop.example luis@example.com dkim:shop.example",
                        "3 add allow shop.example example.com dkim:shop.example",
                        "4 add allow *.shop.example site dkim:mailer.example",
                        "5 add allow 192.0.2.0/24 example.com network",
                        "6 add allow list:news.shop.example example.com list-dkim:shop.example");
    }

    @Test
    void whatIsLeftOutIsTakenFromTheCallAndSemicolonsAndMarksOfSpreadsheetsAreRead() {
        assertThat(words(plan("\uFEFFsubject;reason\r\nbad@sender.example;\"one; two\"\r\n\r\n", List.of(), NOW)))
                .containsExactly("2 add deny bad@sender.example example.com");
    }

    @Test
    void tablesOfOtherSystemsAreUnderstood() {
        assertThat(words(EntryImport.of(
                        EntryImport.read(
                                "Value,Action,Modified by,Remove on,Notes\n"
                                        + "good.example,Allow,ana,Never,a customer\n"
                                        + "bad.example,Block,ana,2027-02-01 08:30,\n",
                                Table.Others.LEFT_OUT),
                        List.of(),
                        "deny",
                        "site",
                        "cli",
                        NOW)))
                .as("a mail service")
                .containsExactly("2 add allow good.example site dkim:good.example", "3 add deny bad.example site");
        assertThat(words(plan("""
            to_domain,to_address,from_address
            example.com,ana@example.com,@shop.example
            example.com,,bad@shop.example
            default,,*@other.example
            """, List.of(), NOW)))
                .as("a list by recipient or domain, the narrower of which counts")
                .containsExactly(
                        "2 add deny shop.example ana@example.com",
                        "3 add deny bad@shop.example example.com",
                        "4 add deny other.example site");
        assertThat(words(plan(
                        "Remitente;Tipo;Destinatario;Motivo\n@tienda.example;Blanca;@example.com;pedido\n",
                        List.of(),
                        NOW)))
                .containsExactly("2 add allow tienda.example example.com dkim:tienda.example");
    }

    @Test
    void aTableImportedTwiceChangesNothingTheSecondTime() {
        String text = "list,subject,expires\nallow,192.0.2.0/24,\ndeny,bad@sender.example,2027-01-31\n";
        EntryImport first = plan(text, List.of(), NOW);
        assertThat(first.toWrite()).hasSize(2);
        EntryImport second = plan(text, first.toWrite(), NOW.plusSeconds(86_400));
        assertThat(second.count(Line.Same.class)).isEqualTo(2);
        assertThat(second.toWrite()).isEmpty();
    }

    @Test
    void aChangedLineShowsWhatWasAndWhatWillBe() {
        List<ListEntry> present =
                plan("id,list,subject\na,deny,shop.example\n", List.of(), NOW).toWrite();
        EntryImport plan = plan("id,list,subject\na,deny,*.shop.example\n", present, NOW);
        assertThat(words(plan))
                .containsExactly("2 change deny shop.example example.com → deny *.shop.example example.com");
        assertThat(plan.toWrite())
                .singleElement()
                .satisfies(entry -> assertThat(entry.id()).isEqualTo("a"));
    }

    @Test
    void aBadLineIsNamedAndDoesNotHideTheOthers() {
        assertThat(words(plan("""
            list,subject,scope,expires,id
            grey,a@shop.example,,,
            deny,not an address@,,,
            allow,list:news.shop.example,,,
            deny,b@shop.example,,tomorrow,
            deny,b@shop.example,,2020-01-01,
            deny,b@shop.example,,,a b
            deny,b@shop.example,,,
            deny,b@shop.example,,,
            """, List.of(), NOW)))
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("2 bad a list is allow or deny"),
                        line -> assertThat(line).startsWith("3 bad not a mailbox"),
                        line -> assertThat(line).startsWith("4 bad a mailing list is allowed only under its signature"),
                        line -> assertThat(line).startsWith("5 bad expires is a day or a time"),
                        line -> assertThat(line).startsWith("6 bad it would have expired already"),
                        line -> assertThat(line).startsWith("7 bad an id is"),
                        line -> assertThat(line).isEqualTo("8 add deny b@shop.example example.com"),
                        line -> assertThat(line).startsWith("9 bad the same entry stands further up"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "subjekt\na@b.example\n", "list\ndeny\n", "subject\n\"open\n"})
    void whatIsNoTableOfEntriesIsRefusedWhole(String text) {
        assertThatThrownBy(() -> table(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void wordsBecomeTheEntryThatTheyCameFrom() {
        for (ListEntry entry : plan(
                        "list,subject,scope,proof\n"
                                + "allow,a@b.example,site,spf:b.example\n"
                                + "deny,2001:db8::/32,c@d.example,\n",
                        List.of(),
                        NOW)
                .toWrite()) {
            assertThat(EntryForm.of(entry).entry(entry.id(), "cli", NOW)).isEqualTo(entry);
        }
    }

    @Test
    void anEntryProvenByANetworkAloneEndsWithinAYear() {
        var form = new EntryForm("allow", "192.0.2.0/24", "site", "network", "", Optional.empty());
        assertThat(form.entry("a", "cli", NOW).note().expires()).contains(NOW.plusSeconds(365L * 86_400));
    }
}
