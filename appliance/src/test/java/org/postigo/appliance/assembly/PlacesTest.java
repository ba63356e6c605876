package org.postigo.appliance.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postigo.appliance.assembly.Panel.Answer;

/** What a hosting panel does with the tree of settings, over the running server. */
class PlacesTest {
    private Panel panel;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        panel = new Panel(folder, List.of());
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

    private String value(String place, String setting) throws Exception {
        var row = ok("GET", "/places/" + place + "/settings/" + setting, "").json();
        return row.get("value").asString() + " from " + row.get("from").asString();
    }

    private void aGroupADomainAndAMailbox() throws Exception {
        ok("PUT", "/places/group:norte", "{\"own\":{\"servers\":\"mx.norte.example:25\",\"size-limit\":\"25MB\"}}");
        ok("PUT", "/places/example.com", "{\"group\":\"norte\",\"own\":{\"mode\":\"hold\"}}");
        ok("PUT", "/places/ana@example.com", "{\"own\":{\"mode\":\"tag\"}}");
    }

    @Test
    void eachPlaceSaysWhatItSaysAndTheWiderOneTheRest() throws Exception {
        aGroupADomainAndAMailbox();
        assertThat(value("ana@example.com", "mode")).isEqualTo("tag from ana@example.com");
        assertThat(value("example.com", "mode")).isEqualTo("hold from example.com");
        assertThat(value("example.com", "size-limit")).isEqualTo("25MB from group:norte");
        assertThat(value("ana@example.com", "hold")).isEqualTo("0.8 from file");
        assertThat(value("example.com", "spam-flag")).isEqualTo("no from shipped");

        ok("PUT", "/places/site/settings/spam-flag", "{\"value\":\"yes\"}");
        assertThat(value("ana@example.com", "spam-flag")).isEqualTo("yes from site");
        ok("PUT", "/places/eva@example.com/settings/hold", "{\"value\":\"0.6\"}");
        assertThat(value("eva@example.com", "hold")).isEqualTo("0.6 from eva@example.com");

        var below = ok("GET", "/places?under=example.com", "").json();
        assertThat(below.get("rows").findValuesAsString("place")).containsExactly("ana@example.com", "eva@example.com");
        assertThat(ok("GET", "/places?under=group:norte", "").json().get("rows").findValuesAsString("place"))
                .containsExactly("example.com");
        assertThat(ok("GET", "/places?text=EXAMPLE&limit=1", "")
                        .json()
                        .get("total")
                        .asLong())
                .isEqualTo(1);
        assertThat(ok("GET", "/domains/example.com", "").json().get("group").asString())
                .isEqualTo("norte");
    }

    @Test
    void theSameTwiceIsTheSameAsOnceInTheHistoryToo() throws Exception {
        aGroupADomainAndAMailbox();
        for (String[] each : new String[][] {
            {"PUT", "/places/example.com", "{\"group\":\"norte\",\"own\":{\"mode\":\"hold\",\"hold\":\"0.7\"}}"},
            {"PATCH", "/places/example.com", "{\"own\":{\"hold\":null,\"refuse\":\"1\"}}"},
            {"PUT", "/places/example.com/settings/greylist", "{\"value\":\"no\"}"},
            {"DELETE", "/places/example.com/settings/greylist", ""},
            {"PUT", "/domains/example.com", "{\"mode\":\"tag\"}"}
        }) {
            String once = ok(each[0], each[1], each[2]).body();
            int changes = ok("GET", "/places/example.com/history", "").json().size();
            assertThat(ok(each[0], each[1], each[2]).body()).isEqualTo(once);
            assertThat(ok("GET", "/places/example.com/history", "").json()).hasSize(changes);
        }
        var history = ok("GET", "/places/example.com/history", "").json();
        assertThat(history).hasSize(6);
        assertThat(history.get(0).get("by").asString()).isEqualTo("cli");
        assertThat(history.get(0).get("own").toString()).isEqualTo("{\"mode\":\"tag\",\"refuse\":\"1.0\"}");
        assertThat(value("example.com", "hold"))
                .as("a PUT of the mode fixes nothing else")
                .isEqualTo("0.8 from file");
    }

    @Test
    void whatIsTakenAwayIsGoneAndAskingAgainSaysSo() throws Exception {
        aGroupADomainAndAMailbox();
        assertThat(panel.ask("DELETE", "/places/group:norte", "").status())
                .as("a domain belongs to it")
                .isEqualTo(409);
        ok("DELETE", "/places/ana@example.com", "");
        assertThat(panel.ask("DELETE", "/places/ana@example.com", "").status()).isEqualTo(404);
        ok("DELETE", "/places/example.com", "");
        ok("DELETE", "/places/group:norte", "");
        assertThat(ok("GET", "/places", "").json().get("total").asLong()).isZero();
        var history = ok("GET", "/places/example.com/history", "").json();
        assertThat(history.get(0).get("removed").asBoolean()).isTrue();
    }

    @Test
    void whatIsWrongIsNamedAndChangesNothing() throws Exception {
        aGroupADomainAndAMailbox();
        String before = ok("GET", "/places/example.com", "").body();
        String[][] refused = {
            {"PATCH", "/places/example.com", "{\"own\":{\"mode\":\"tag\",\"hold\":\"2\"}}", "400", "hold: a probability"
            },
            {"PUT", "/places/example.com", "{\"own\":{\"mood\":\"tag\"}}", "400", "there is no setting mood"},
            {"PUT", "/places/example.com", "{\"group\":\"sur\",\"own\":{}}", "400", "there is no group sur"},
            {"PUT", "/places/example.com", "{\"own\":{}}", "400", "needs its mailbox server"},
            {"PUT", "/places/other.example", "{\"own\":{\"mode\":\"hold\"}}", "400", "needs its mailbox server"},
            {"PUT", "/places/ana@example.com", "{\"own\":{\"size-limit\":\"9MB\"}}", "400", "for a domain"},
            {"PUT", "/places/ana@other.example", "{\"own\":{}}", "400", "is not protected here"},
            {"PUT", "/places/localhost", "{\"own\":{}}", "400", "a place is site"},
            {"PUT", "/places/group:a%20b", "{\"own\":{}}", "400", "a place is site"},
            {"PUT", "/places/other.example/settings/hold", "{\"value\":\"0.5\"}", "404", "no other.example"},
            {"PUT", "/places/example.com/settings/mood", "{\"value\":\"0.5\"}", "404", "no setting mood"},
            {"PUT", "/places/example.com/settings/hold", "{}", "400", "value"},
            {"DELETE", "/places/site", "", "409", "cannot be removed"},
            {"GET", "/places?limit=0", "", "400", "limit"}
        };
        for (String[] each : refused) {
            Answer answer = panel.ask(each[0], each[1], each[2]);
            assertThat(answer.status())
                    .as("%s %s: %s", each[1], each[2], answer.body())
                    .isEqualTo(Integer.parseInt(each[3]));
            assertThat(answer.problem()).contains(each[4]);
        }
        assertThat(ok("GET", "/places/example.com", "").body()).isEqualTo(before);
    }

    private Answer table(String token, String path, String body) throws Exception {
        return panel.ask(token, "POST", path, "text/csv", body);
    }

    @Test
    void aTableIsShownBeforeItIsWrittenAndWrittenOnlyWhole() throws Exception {
        String good = "email,domain,server,customer,quota\n,uno.example,mx.uno.example,norte,\nana,uno.example,,,9\n";
        assertThat(table(panel.token(), "/places/import", good).problem()).contains("line 1: no such column: quota");
        var shown = table(panel.token(), "/places/import?skip=true", good).json();
        assertThat(shown.get("added").asInt()).isEqualTo(3);
        assertThat(shown.get("applied").asBoolean()).isFalse();
        assertThat(shown.get("leftOut").toString()).isEqualTo("[\"quota\"]");
        assertThat(ok("GET", "/places", "").json().get("total").asInt()).isZero();

        String bad = good + ",dos.example,mx.dos.example:x,,\n";
        var refused =
                table(panel.token(), "/places/import?skip=true&apply=true", bad).json();
        assertThat(refused.get("bad").asInt()).isEqualTo(1);
        assertThat(refused.get("lines").get(3).get("line").asInt()).isEqualTo(4);
        assertThat(refused.get("lines").get(3).get("problem").asString())
                .contains("servers: a mailbox server is host:port");
        assertThat(ok("GET", "/places", "").json().get("total").asInt()).isZero();

        assertThat(table(panel.token(), "/places/import?skip=true&apply=true", good)
                        .json()
                        .get("applied")
                        .asBoolean())
                .isTrue();
        assertThat(value("uno.example", "servers")).isEqualTo("mx.uno.example:25 from uno.example");
        int changes = ok("GET", "/places/uno.example/history", "").json().size();
        assertThat(table(panel.token(), "/places/import?skip=true&apply=true", good)
                        .json()
                        .get("same")
                        .asInt())
                .isEqualTo(2);
        assertThat(ok("GET", "/places/uno.example/history", "").json()).hasSize(changes);
    }

    @Test
    void aTokenOfADomainImportsForThatDomainAlone() throws Exception {
        aGroupADomainAndAMailbox();
        String token = ok(
                        "PUT", "/tokens/importing", "{\"scopes\":[\"read\",\"manage\"],\"domains\":[\"example.com\"]}")
                .json()
                .get("token")
                .asString();
        assertThat(table(token, "/places/import?apply=true", "mailbox,mode\neva@example.com,tag\n")
                        .status())
                .isEqualTo(200);
        assertThat(table(token, "/lists/import?apply=true", "sender,recipient\nbad@b.example,eva@example.com\n")
                        .status())
                .isEqualTo(200);
        for (String mine : new String[] {
            "domain,servers\nexample.com,mx:25\nother.example,mx:25\n",
            "domain,group\nexample.com,sur\n",
            "place,mode\nsite,tag\n"
        }) {
            assertThat(table(token, "/places/import?apply=true", mine).status())
                    .as(mine)
                    .isEqualTo(403);
        }
        assertThat(table(token, "/lists/import?apply=true", "sender\nbad@b.example\n")
                        .status())
                .as("for the site")
                .isEqualTo(403);
        assertThat(ok("GET", "/lists", "").json().get("total").asInt()).isEqualTo(1);
        assertThat(panel.ask("GET", "/places/other.example", "").status()).isEqualTo(404);
    }

    @Test
    void aTokenOfADomainChangesThatDomainAndItsMailboxesAlone() throws Exception {
        aGroupADomainAndAMailbox();
        ok("PUT", "/places/other.example", "{\"group\":\"norte\",\"own\":{}}");
        String token = ok("PUT", "/tokens/hosting", "{\"scopes\":[\"read\",\"manage\"],\"domains\":[\"example.com\"]}")
                .json()
                .get("token")
                .asString();
        String reader = ok("PUT", "/tokens/reader", "{\"scopes\":[\"read\"],\"domains\":[\"example.com\"]}")
                .json()
                .get("token")
                .asString();
        String hold = "{\"group\":\"norte\",\"own\":{\"hold\":\"0.7\"}}";
        String[][] cases = {
            {token, "PUT", "/places/example.com", hold, "200"},
            {token, "PUT", "/places/luis@example.com", "{\"own\":{}}", "200"},
            {token, "GET", "/places?under=example.com", "", "200"},
            {token, "DELETE", "/places/luis@example.com", "", "200"},
            {token, "PATCH", "/places/example.com", "{\"group\":\"\"}", "403"},
            {token, "PUT", "/places/example.com", "{\"own\":{\"servers\":\"mx:25\"}}", "403"},
            {token, "GET", "/places/other.example", "", "403"},
            {token, "PUT", "/places/ana@other.example", "{\"own\":{}}", "403"},
            {token, "GET", "/places", "", "403"},
            {token, "GET", "/places/group:norte", "", "403"},
            {token, "PUT", "/places/site/settings/hold", "{\"value\":\"0.5\"}", "403"},
            {token, "GET", "/places/site/history", "", "403"},
            {token, "GET", "/count/domains/example.com", "", "200"},
            {token, "GET", "/count/domains/other.example", "", "403"},
            {token, "GET", "/count", "", "403"},
            {token, "GET", "/count/mailboxes", "", "403"},
            {reader, "GET", "/places/example.com", "", "200"},
            {reader, "PUT", "/places/example.com", hold, "403"},
            {reader, "PATCH", "/places/example.com", "{}", "403"},
            {reader, "DELETE", "/places/ana@example.com", "", "403"}
        };
        for (String[] each : cases) {
            Answer answer = panel.ask(each[0], each[1], each[2], "application/json", each[3]);
            assertThat(answer.status())
                    .as("%s %s: %s", each[1], each[2], answer.body())
                    .isEqualTo(Integer.parseInt(each[4]));
        }
        assertThat(ok("GET", "/places/luis@example.com/history", "")
                        .json()
                        .get(0)
                        .get("by")
                        .asString())
                .isEqualTo("token:hosting");
    }
}
