package org.postigo.appliance.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postigo.appliance.assembly.Appliance;
import org.postigo.appliance.rest.Tokens;
import org.postigo.appliance.settings.Settings;
import org.postigo.appliance.settings.SettingsReader;
import org.postigo.mail.DomainName;
import org.postigo.mail.policy.ProtectedDomain;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The way back from the junk folder: a real Dovecot, read by the whole appliance. */
class FolderLessonsTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    private static Path folder;

    private static Dovecot dovecot;
    private static Settings settings;

    @BeforeAll
    static void start() throws Exception {
        dovecot = Dovecot.start(Files.createDirectories(folder.resolve("dovecot")));
        Path config = Files.writeString(
                folder.resolve("postigo.yaml"), """
                    data: %s
                    site: {hostname: gate.test}
                    smtp: {port: 0}
                    http: {port: 0}
                    management: {port: 0}
                    dns: {resolvers: ["127.0.0.1:1"], timeout: 100ms}
                    store: {reserve: 16MB}
                    feedback:
                      every: 1d
                      accounts:
                        - {domain: example.com, server: "127.0.0.1:%d", tls: off, user: luis, password: secret, not-junk: NotJunk}
                    """.formatted(folder.resolve("data"), dovecot.port()));
        settings = SettingsReader.read(Optional.of(config), java.util.Map.of());
    }

    @AfterAll
    static void stop() throws Exception {
        dovecot.close();
    }

    private static Appliance appliance() throws Exception {
        return Appliance.start(
                settings,
                "admin@example.com",
                List.of(new ProtectedDomain(
                        DomainName.of("example.com"),
                        List.of(new ProtectedDomain.MailboxServer("127.0.0.1", 1)),
                        "en",
                        ProtectedDomain.Mode.TAG,
                        ProtectedDomain.Thresholds.DEFAULT,
                        Set.of())));
    }

    private static String letter(int number, String text) {
        return "From: A <a" + number + "@stranger.example>\r\nTo: luis@example.com\r\nSubject: " + text + " " + number
                + "\r\nX-Postigo-Spam: yes\r\n\r\n" + text + " for you, today only, number " + number + ".\r\n";
    }

    @Test
    void whatPeopleMoveIsLearntOnceAndTurnedRoundWhenTheyMoveItBack() throws Exception {
        dovecot.as("luis", store -> {
            for (int i = 0; i < 12; i++) {
                Dovecot.append(store, "Junk", letter(i, "Cheap pills"));
            }
            Dovecot.append(store, "NotJunk", letter(99, "Minutes of the meeting"));
        });
        try (Appliance appliance = appliance()) {
            // Another reading may have begun by itself; both together learn each message once.
            ask("POST", "/feedback/read");
            JsonNode state = ask("GET", "/feedback");
            assertThat(state.get("spam").asLong()).isEqualTo(12);
            assertThat(state.get("ham").asLong()).isEqualTo(1);
            assertThat(state.get("problem").asString()).isEmpty();
            assertThat(metric(appliance, "postigo_learning_spam")).isEqualTo(12);
            assertThat(metric(appliance, "postigo_learning_ham")).isEqualTo(1);
            assertThat(ask("POST", "/feedback/read").get("lessons").asInt())
                    .as("nothing is new")
                    .isZero();
            dovecot.as(
                    "luis",
                    store -> assertThat(Dovecot.unread(store, "Junk"))
                            .as("reading leaves no trace")
                            .isEqualTo(12));

            dovecot.as("luis", store -> Dovecot.moveAll(store, "Junk", "NotJunk"));
            assertThat(ask("POST", "/feedback/read").get("lessons").asInt()).isEqualTo(12);
            assertThat(metric(appliance, "postigo_learning_spam")).isZero();
            assertThat(metric(appliance, "postigo_learning_ham")).isEqualTo(13);
        }
        try (Appliance again = appliance()) {
            ask("POST", "/feedback/read");
            assertThat(metric(again, "postigo_learning_ham"))
                    .as("read anew after a restart, learnt no second time")
                    .isEqualTo(13);
            ask("DELETE", "/feedback");
            long deadline = System.nanoTime() + 30_000_000_000L;
            while (metric(again, "postigo_learning_ham") != 0) {
                assertThat(System.nanoTime())
                        .as("lessons of this kind are taken back as a class")
                        .isLessThan(deadline);
            }
            assertThat(ask("POST", "/feedback/read").get("lessons").asInt()).isZero();
        }
    }

    private static JsonNode ask(String method, String path) throws Exception {
        Tokens.Access access = Tokens.access(folder.resolve("data")).orElseThrow();
        HttpResponse<String> answer = http(HttpRequest.newBuilder(URI.create(access.url() + path))
                .header("Authorization", "Bearer " + access.token())
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build());
        assertThat(answer.statusCode())
                .as("%s %s: %s", method, path, answer.body())
                .isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static long metric(Appliance appliance, String name) throws Exception {
        String metrics = http(HttpRequest.newBuilder(URI.create(appliance.managementUrl() + "/metrics"))
                        .build())
                .body();
        return (long) Double.parseDouble(metrics.lines()
                .filter(line -> line.startsWith(name + " "))
                .findFirst()
                .orElseThrow(() -> new IOException("no " + name))
                .substring(name.length() + 1));
    }

    private static HttpResponse<String> http(HttpRequest request) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }
}
