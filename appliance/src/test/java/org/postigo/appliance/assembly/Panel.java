package org.postigo.appliance.assembly;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.postigo.appliance.rest.Tokens;
import org.postigo.appliance.settings.Settings;
import org.postigo.appliance.settings.SettingsReader;
import org.postigo.mail.policy.ProtectedDomain;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A running appliance and a panel that asks its REST interface. */
final class Panel implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Appliance appliance;
    private final Tokens.Access access;
    private final HttpClient client = HttpClient.newHttpClient();

    /** What was answered. */
    record Answer(int status, String body) {
        JsonNode json() {
            return JSON.readTree(body);
        }

        String problem() {
            return json().get("problem").asString();
        }
    }

    Panel(Path folder, List<ProtectedDomain> domains) throws Exception {
        this(settings(folder, Map.of()), folder, domains);
    }

    Panel(Settings settings, Path folder, List<ProtectedDomain> domains) throws Exception {
        appliance = Appliance.start(settings, "admin@example.com", domains);
        access = Tokens.access(folder.resolve("data")).orElseThrow();
    }

    /** Ports of their own, no DNS, and what is named beside. */
    static Settings settings(Path folder, Map<String, String> more) throws Exception {
        var all = new TreeMap<>(Map.of(
                "POSTIGO_DATA", folder.resolve("data").toString(),
                "POSTIGO_SITE_HOSTNAME", "gate.test",
                "POSTIGO_SMTP_PORT", "0",
                "POSTIGO_HTTP_PORT", "0",
                "POSTIGO_MANAGEMENT_PORT", "0",
                "POSTIGO_DNS_RESOLVERS", "127.0.0.1:1",
                "POSTIGO_DNS_TIMEOUT", "100ms",
                "POSTIGO_STORE_RESERVE", "16MB"));
        all.putAll(more);
        return SettingsReader.read(Optional.empty(), all);
    }

    Appliance appliance() {
        return appliance;
    }

    String token() {
        return access.token();
    }

    String url() {
        return access.url();
    }

    Answer ask(String verb, String path, String body) throws Exception {
        return ask(access.token(), verb, path, "application/json", body);
    }

    Answer ask(String token, String verb, String path, String type, String body) throws Exception {
        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(URI.create(access.url() + path))
                        .header("Content-Type", type)
                        .header("Authorization", "Bearer " + token)
                        .method(verb, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode(), response.body());
    }

    @Override
    public void close() {
        client.close();
        appliance.close();
    }
}
