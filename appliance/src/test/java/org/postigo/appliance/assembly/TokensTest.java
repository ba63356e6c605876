package org.postigo.appliance.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postigo.appliance.rest.Tokens;
import org.postigo.appliance.settings.SettingsReader;
import org.postigo.mail.DomainName;
import org.postigo.mail.policy.ProtectedDomain;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A hosting panel's token: what it opens, and what it does not. */
class TokensTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int MOST = 40;

    @TempDir
    private static Path folder;

    private static Appliance appliance;
    private static Tokens.Access access;
    private static HttpClient client;

    @BeforeAll
    static void start() throws Exception {
        var settings = SettingsReader.read(
                Optional.empty(),
                Map.of(
                        "POSTIGO_DATA", folder.resolve("data").toString(),
                        "POSTIGO_SITE_HOSTNAME", "gate.test",
                        "POSTIGO_SMTP_PORT", "0",
                        "POSTIGO_HTTP_PORT", "0",
                        "POSTIGO_HTTP_REQUESTS", Integer.toString(MOST),
                        "POSTIGO_MANAGEMENT_PORT", "0",
                        "POSTIGO_DNS_RESOLVERS", "127.0.0.1:1",
                        "POSTIGO_DNS_TIMEOUT", "100ms",
                        "POSTIGO_STORE_RESERVE", "16MB"));
        appliance =
                Appliance.start(settings, "admin@example.com", List.of(domain("example.com"), domain("other.example")));
        access = Tokens.access(folder.resolve("data")).orElseThrow();
        client = HttpClient.newHttpClient();
    }

    private static ProtectedDomain domain(String name) {
        return new ProtectedDomain(
                DomainName.of(name),
                List.of(new ProtectedDomain.MailboxServer("127.0.0.1", 1)),
                "en",
                ProtectedDomain.Mode.HOLD,
                ProtectedDomain.Thresholds.DEFAULT,
                Set.of());
    }

    @AfterAll
    static void stop() {
        client.close();
        appliance.close();
    }

    private static HttpResponse<String> ask(String token, String verb, String path, String body) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(access.url() + path))
                        .header("Content-Type", "application/json")
                        .header("Authorization", "Bearer " + token)
                        .method(verb, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static int status(String token, String verb, String path, String body) throws Exception {
        return ask(token, verb, path, body).statusCode();
    }

    private static String make(String name, String body) throws Exception {
        HttpResponse<String> made = ask(access.token(), "PUT", "/tokens/" + name, body);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
        return JSON.readTree(made.body()).get("token").asString();
    }

    private static String entry(String scope) {
        return "{\"list\":\"deny\",\"subject\":\"bad.example\",\"scope\":\"" + scope + "\"}";
    }

    @Test
    void aTokenOfADomainOpensThatDomainAlone() throws Exception {
        String panel = make("panel", "{\"scopes\":[\"read\",\"manage\"],\"domains\":[\"example.com\"]}");
        assertThat(status(panel, "GET", "/domains/example.com", "")).isEqualTo(200);
        assertThat(status(panel, "PUT", "/domains/example.com", "{\"hold\":0.7}"))
                .isEqualTo(200);
        assertThat(status(panel, "PUT", "/rules/example.com", "{\"rules\":[]}")).isEqualTo(200);
        HttpResponse<String> written = ask(panel, "PUT", "/lists/mine", entry("ana@example.com"));
        assertThat(written.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(written.body()).get("author").asString())
                .as("records name the token")
                .isEqualTo("token:panel");
        assertThat(status(panel, "GET", "/held", "")).isEqualTo(200);
        assertThat(status(panel, "GET", "/trace", "")).isEqualTo(200);

        assertThat(status(panel, "GET", "/domains/other.example", "")).isEqualTo(403);
        assertThat(status(panel, "GET", "/domains", "")).isEqualTo(403);
        assertThat(status(panel, "PUT", "/rules/site", "{\"rules\":[]}")).isEqualTo(403);
        assertThat(status(panel, "PUT", "/lists/all", entry("site"))).isEqualTo(403);
        assertThat(status(panel, "PUT", "/lists/all", entry("other.example"))).isEqualTo(403);
        ask(access.token(), "PUT", "/lists/theirs", entry("other.example"));
        assertThat(status(panel, "PUT", "/lists/theirs", entry("example.com")))
                .as("nor write over another's")
                .isEqualTo(403);
        assertThat(status(panel, "DELETE", "/lists/theirs", "")).isEqualTo(403);
        assertThat(status(panel, "GET", "/status", "")).isEqualTo(403);
        assertThat(status(panel, "GET", "/tokens", "")).isEqualTo(403);
        assertThat(status(panel, "POST", "/held/decide", "{}"))
                .as("it may not decide")
                .isEqualTo(403);
    }

    @Test
    void aVerbThatIsNotGrantedIsRefused() throws Exception {
        String reader = make("reader", "{\"scopes\":[\"read\"]}");
        assertThat(status(reader, "GET", "/domains", "")).isEqualTo(200);
        assertThat(status(reader, "PUT", "/domains/example.com", "{}")).isEqualTo(403);
        assertThat(status(reader, "PUT", "/tokens/more", "{\"scopes\":[\"manage\"]}"))
                .isEqualTo(403);
        String manager = make("manager", "{\"scopes\":[\"manage\"]}");
        assertThat(status(manager, "PUT", "/tokens/more", "{\"scopes\":[\"decide\"]}"))
                .as("none makes one that may more than itself")
                .isEqualTo(403);
    }

    @Test
    void aTokenIsKeptAsAHashListedWithoutItselfAndRevoked() throws Exception {
        String token = make("short-lived", "{\"scopes\":[\"read\"]}");
        assertThat(Files.readString(folder.resolve("data/api/tokens")))
                .contains("short-lived read ")
                .doesNotContain(token);
        String listed = ask(access.token(), "GET", "/tokens", "").body();
        assertThat(listed).contains("short-lived", "command-line").doesNotContain(token);
        assertThat(status(token, "GET", "/status", "")).isEqualTo(200);
        assertThat(status(access.token(), "DELETE", "/tokens/short-lived", "")).isEqualTo(200);
        assertThat(status(token, "GET", "/status", "")).isEqualTo(401);
        assertThat(status(access.token(), "DELETE", "/tokens/command-line", ""))
                .as("the command line keeps its own")
                .isEqualTo(404);
    }

    @Test
    void whoAsksTooOftenIsToldWhenToComeAgain() throws Exception {
        String busy = make("busy", "{\"scopes\":[\"read\"]}");
        HttpResponse<String> answer = ask(busy, "GET", "/status", "");
        // A minute of the clock may end in between; then a second one is used up.
        for (int i = 0; i < 2 * MOST && answer.statusCode() == 200; i++) {
            answer = ask(busy, "GET", "/status", "");
        }
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(Integer.parseInt(answer.headers().firstValue("Retry-After").orElseThrow()))
                .isBetween(1, 60);
        assertThat(status(access.token(), "GET", "/status", ""))
                .as("others go on")
                .isEqualTo(200);
    }

    @Test
    void theSameChangeTwiceIsTheSameAsOnce() throws IOException, Exception {
        String panel = make("twice", "{\"scopes\":[\"read\",\"manage\"],\"domains\":[\"example.com\"]}");
        String first =
                ask(panel, "PUT", "/domains/example.com", "{\"hold\":0.75}").body();
        assertThat(ask(panel, "PUT", "/domains/example.com", "{\"hold\":0.75}").body())
                .isEqualTo(first);
        JsonNode rules =
                JSON.readTree(ask(panel, "GET", "/rules/example.com", "").body());
        ask(panel, "PUT", "/rules/example.com", "{\"rules\":[]}");
        assertThat(JSON.readTree(ask(panel, "GET", "/rules/example.com", "").body()))
                .isEqualTo(rules);
    }
}
