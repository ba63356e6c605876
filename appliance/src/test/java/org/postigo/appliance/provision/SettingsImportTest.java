package org.postigo.appliance.provision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postigo.appliance.provision.SettingsImport.Line;
import org.postigo.mail.policy.ServiceTree;
import org.postigo.mail.policy.Wishes;

class SettingsImportTest {
    private static List<String> words(SettingsImport plan) {
        var words = new ArrayList<String>();
        for (Line line : plan.lines()) {
            words.add(line.number() + " "
                    + switch (line) {
                        case Line.Add(long _, var node) -> "add " + SettingsImport.words(node);
                        case Line.Change(long _, var before, var node) ->
                            "change " + SettingsImport.words(before) + " → " + SettingsImport.words(node);
                        case Line.Same(long _, var node) -> "same " + SettingsImport.words(node);
                        case Line.Bad(long _, String problem) -> "bad " + problem;
                    });
        }
        return words;
    }

    private static SettingsImport plan(String text, ServiceTree tree) {
        return SettingsImport.of(SettingsImport.read(text, Table.Others.LEFT_OUT), tree);
    }

    private static ServiceTree written(SettingsImport plan) {
        var draft = new ServiceTree.Draft(Wishes.NONE);
        draft.check(plan.toWrite());
        plan.toWrite().forEach(draft::put);
        return draft.show();
    }

    @Test
    void mailboxesGroupsAndDomainsStandInAnyOrder() {
        String text = """
            place,domain,mailbox,group,servers,mode,hold
            ,,ana@example.com,,,hold,0.7
            ,example.com,,norte,,tag,
            group:norte,,,,mx.norte.example:25,,
            ,other.example,,,mx.other.example,,
            """;
        SettingsImport plan = plan(text, ServiceTree.EMPTY);
        assertThat(words(plan))
                .containsExactly(
                        "2 add ana@example.com; mode hold; hold 0.7",
                        "3 add example.com; group norte; mode tag",
                        "4 add group:norte; servers mx.norte.example:25",
                        "5 add other.example; servers mx.other.example:25");
        ServiceTree tree = written(plan);
        assertThat(tree.mailboxes(tree.all().getFirst().name())).hasSize(1);
        assertThat(plan(text, tree).count(Line.Same.class))
                .as("the second time")
                .isEqualTo(4);
        assertThat(words(plan("domain,mode,servers\nexample.com,inherit,\nother.example,,mx2:25\n", tree)))
                .containsExactly(
                        "2 change example.com; group norte; mode tag → example.com; group norte",
                        "3 change other.example; servers mx.other.example:25 → other.example; servers mx2:25");
    }

    @Test
    void tablesOfOtherSystemsAreUnderstood() {
        assertThat(words(plan(
                        "Domain Name;Destination Server;Destination Port;Customer;Last seen\n"
                                + "uno.example;mx.uno.example;2525;Norte;2026\n"
                                + "dos.example;[2001:db8::1]:26;25;Norte;\n",
                        ServiceTree.EMPTY)))
                .as("domains of a filtering service, with a group that is not there yet")
                .containsExactly(
                        "2 add group:Norte",
                        "2 add uno.example; group Norte; servers mx.uno.example:2525",
                        "3 add dos.example; group Norte; servers [2001:db8::1]:26");
        ServiceTree tree = written(plan("domain,servers\nuno.example,mx:25\n", ServiceTree.EMPTY));
        assertThat(words(plan("First Name [Required],Email Address [Required]\nAna,ana@uno.example\n", tree)))
                .as("people of an office suite")
                .containsExactly("2 add ana@uno.example");
        assertThat(words(plan("username\tdominio\tidioma\nluis\tuno.example\tes\n", tree)))
                .as("a local part beside its domain")
                .containsExactly("2 add luis@uno.example; languages es");
        assertThat(SettingsImport.read("Domain,Quota MB\n", Table.Others.LEFT_OUT)
                        .leftOut())
                .containsExactly("Quota MB");
    }

    @Test
    void aBadLineIsNamedWithItsReason() {
        assertThat(words(plan("""
            domain,mailbox,servers,hold
            uno.example,,mx:25,
            dos.example,,,
            ,ana@tres.example,,
            uno.example,,mx2:25,
            cuatro.example,,mx:25,2
            cinco,,mx:25,
            ,ana@uno.example,mx:25,
            ,,mx:25,
            """, ServiceTree.EMPTY)))
                .containsExactly(
                        "2 add uno.example; servers mx:25",
                        "3 bad dos.example needs its mailbox server, as host:port",
                        "4 bad the domain tres.example is not protected here, nor named in the table",
                        "5 bad the same place stands further up: uno.example",
                        "6 bad hold: a probability lies above 0 and at most at 1: 2",
                        "7 bad a place is site, group:NAME, a domain or a mailbox, not cinco",
                        "8 bad servers is set for a domain, not for a mailbox",
                        "9 bad names neither domain nor mailbox");
    }

    @Test
    void whatIsNoTableIsRefusedWithTheLine() {
        assertThatThrownBy(() -> SettingsImport.read("domain,sever\n", Table.Others.REFUSED))
                .hasMessageContaining("line 1: no such column: sever");
        assertThatThrownBy(() ->
                        SettingsImport.read("domain,mode\na.example,tag\nb.example,tag,x\n", Table.Others.REFUSED))
                .hasMessageContaining("line 3: there are more cells than headings");
        assertThatThrownBy(() -> Table.text("añadir".getBytes(Charset.forName("windows-1252"))))
                .hasMessageContaining("UTF-8");
    }
}
