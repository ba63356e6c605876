package org.postigo.appliance.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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

/** The OpenAPI document says what the running server does. */
class OpenApiTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Set<String> VERBS = Set.of("get", "put", "post", "delete", "patch");

    @TempDir
    private static Path folder;

    private static Appliance appliance;
    private static Tokens.Access access;
    private static JsonNode document;
    private static HttpClient client;

    /** One operation of the document. */
    private record Operation(String path, String verb, JsonNode said) {}

    @BeforeAll
    static void start() throws Exception {
        var settings = SettingsReader.read(
                Optional.empty(),
                Map.of(
                        "POSTIGO_DATA", folder.resolve("data").toString(),
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
        access = Tokens.access(folder.resolve("data")).orElseThrow();
        client = HttpClient.newHttpClient();
        send("PUT", "/lists/one", "{\"list\":\"deny\",\"subject\":\"a@b.example\",\"scope\":\"site\"}", true);
        document = JSON.readTree(send("GET", "/openapi", "", true).body());
    }

    @AfterAll
    static void stop() {
        client.close();
        appliance.close();
    }

    private static HttpResponse<String> send(String verb, String path, String body, boolean token) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(access.url() + path))
                .header("Content-Type", "application/json")
                .method(verb, HttpRequest.BodyPublishers.ofString(body));
        if (token) {
            request.header("Authorization", "Bearer " + access.token());
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static List<Operation> operations() {
        var operations = new ArrayList<Operation>();
        document.get("paths")
                .forEachEntry((path, verbs) -> verbs.forEachEntry((verb, said) -> {
                    if (VERBS.contains(verb)) {
                        operations.add(new Operation(path.substring("/api/v1".length()), verb, said));
                    }
                }));
        return operations;
    }

    @Test
    void nothingAnswersWithoutAToken() throws Exception {
        assertThat(operations()).hasSizeGreaterThan(20);
        for (Operation each : operations()) {
            assertThat(send(
                                    each.verb().toUpperCase(java.util.Locale.ROOT),
                                    each.path().replaceAll("\\{.*?}", "1"),
                                    "",
                                    false)
                            .statusCode())
                    .as("%s %s", each.verb(), each.path())
                    .isEqualTo(401);
        }
    }

    @Test
    void whatCanBeReadHasTheFieldsThatTheDocumentSays() throws Exception {
        var read = new TreeSet<String>();
        for (Operation each : operations()) {
            String path = each.path()
                    .replace("/domains/{name}", "/domains/example.com")
                    .replace("/places/{place}", "/places/example.com")
                    .replace("/settings/{setting}", "/settings/hold")
                    .replace("/lists/{id}", "/lists/one");
            if (!each.verb().equals("get") || path.contains("{")) {
                continue;
            }
            HttpResponse<String> answer = send("GET", path, "", true);
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            JsonNode content = each.said().at("/responses/200/content");
            if (content.isEmpty()) {
                // Octets that are no JSON.
                assertThat(answer.headers().firstValue("Content-Type").orElse(""))
                        .as(path)
                        .isNotEmpty()
                        .doesNotContain("json");
                continue;
            }
            same(path, content.iterator().next().get("schema"), JSON.readTree(answer.body()));
            read.add(path);
        }
        assertThat(read)
                .contains("/domains", "/domains/example.com", "/held", "/lists", "/lists/one", "/status", "/trace")
                .contains(
                        "/count",
                        "/count/domains/example.com",
                        "/places",
                        "/places/example.com",
                        "/places/example.com/settings/hold",
                        "/places/example.com/history");
    }

    /** Each object of the answer has exactly the members that its schema names. */
    private static void same(String where, JsonNode schema, JsonNode answer) {
        JsonNode resolved =
                schema.has("$ref") ? document.at(schema.get("$ref").asString().substring(1)) : schema;
        if (answer.isArray()) {
            assertThat(resolved.get("type").asString()).as(where).isEqualTo("array");
            answer.forEach(each -> same(where + "[]", resolved.get("items"), each));
        } else if (answer.isObject() && resolved.has("properties")) {
            JsonNode properties = resolved.get("properties");
            assertThat(answer.propertyNames())
                    .as(where)
                    .containsExactlyInAnyOrderElementsOf(properties.propertyNames());
            answer.forEachEntry((name, value) -> {
                if (!value.isNull()) {
                    same(where + "." + name, properties.get(name), value);
                }
            });
        } else {
            assertThat(answer.isObject()).as(where).isEqualTo(resolved.has("additionalProperties"));
        }
    }
}
