package org.postigo.appliance.command;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.postigo.appliance.rest.Tokens;
import org.postigo.appliance.settings.BadSettings;
import org.postigo.appliance.settings.Settings;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks the running appliance over its REST interface, with the token that it left in its data folder. */
final class RestClient {
    static final JsonMapper JSON = JsonMapper.builder().build();

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description = "Data folder of the appliance. Default: as configured.")
    private @Nullable Path data;

    @Option(names = "--json", description = "Print the answer as JSON.")
    private boolean json;

    Settings settings() throws BadSettings {
        return config.read();
    }

    Path folder(Settings settings) {
        return data != null ? data : settings.data();
    }

    boolean json() {
        return json;
    }

    JsonNode get(String path) throws Trouble, BadSettings {
        return ask("GET", path, null);
    }

    /** The same; empty if there is no such thing. */
    Optional<JsonNode> find(String path) throws Trouble, BadSettings {
        HttpResponse<byte[]> response = answer("GET", path, "application/json", BodyPublishers.noBody());
        if (response.statusCode() == 404) {
            return Optional.empty();
        }
        return Optional.of(JSON.readTree(body(response)));
    }

    JsonNode post(String path, Object body) throws Trouble, BadSettings {
        return ask("POST", path, body);
    }

    /** Posts a table. */
    JsonNode postCsv(String path, byte[] table) throws Trouble, BadSettings {
        return JSON.readTree(send("POST", path, "text/csv", BodyPublishers.ofByteArray(table)));
    }

    JsonNode put(String path, Object body) throws Trouble, BadSettings {
        return ask("PUT", path, body);
    }

    JsonNode patch(String path, Object body) throws Trouble, BadSettings {
        return ask("PATCH", path, body);
    }

    JsonNode delete(String path) throws Trouble, BadSettings {
        return ask("DELETE", path, null);
    }

    /** The octets that a GET answers with. */
    byte[] octets(String path) throws Trouble, BadSettings {
        return send("GET", path, null);
    }

    private JsonNode ask(String method, String path, @Nullable Object body) throws Trouble, BadSettings {
        return JSON.readTree(send(method, path, body));
    }

    private byte[] send(String method, String path, @Nullable Object body) throws Trouble, BadSettings {
        return send(
                method,
                path,
                "application/json",
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
    }

    private byte[] send(String method, String path, String type, HttpRequest.BodyPublisher body)
            throws Trouble, BadSettings {
        return body(answer(method, path, type, body));
    }

    private static byte[] body(HttpResponse<byte[]> response) throws Trouble {
        if (response.statusCode() >= 400) {
            throw new Trouble(problem(response));
        }
        return response.body();
    }

    private HttpResponse<byte[]> answer(String method, String path, String type, HttpRequest.BodyPublisher body)
            throws Trouble, BadSettings {
        Settings settings = settings();
        Tokens.Access access = access(folder(settings));
        HttpRequest request = HttpRequest.newBuilder(URI.create(access.url() + path))
                .timeout(Duration.ofMinutes(2))
                .header("Authorization", "Bearer " + access.token())
                .header("Content-Type", type)
                .method(method, body)
                .build();
        try (HttpClient client = client(settings)) {
            return client.send(request, BodyHandlers.ofByteArray());
        } catch (ConnectException nobody) {
            throw new Trouble(
                    "nothing answers at " + access.url() + ": is the appliance running? Start it with ./postigo run",
                    nobody);
        } catch (IOException broken) {
            throw new Trouble("the appliance at " + access.url() + " did not answer: " + broken.getMessage(), broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new Trouble("interrupted", stopped);
        }
    }

    private static Tokens.Access access(Path folder) throws Trouble {
        Optional<Tokens.Access> access;
        try {
            access = Tokens.access(folder);
        } catch (IOException unreadable) {
            throw new Trouble(
                    "the token in " + folder + " cannot be read: run this as the user the appliance runs as",
                    unreadable);
        }
        return access.orElseThrow(() -> new Trouble("no appliance has run with the data folder " + folder
                + ": start it with ./postigo run, or name its folder with --data (a demo has one that can be named if"
                + " it is started with --data FOLDER)"));
    }

    /** With TLS the certificate that is trusted is the configured one itself. */
    private static HttpClient client(Settings settings) throws Trouble {
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5));
        Optional<Settings.Tls> tls = settings.http().tls();
        if (tls.isPresent()) {
            try (var in = java.nio.file.Files.newInputStream(tls.get().certificate())) {
                KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
                trusted.load(null, null);
                int number = 0;
                for (var each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                    trusted.setCertificateEntry("configured-" + number++, each);
                }
                var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                trust.init(trusted);
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(null, trust.getTrustManagers(), null);
                builder.sslContext(context);
            } catch (IOException | GeneralSecurityException broken) {
                throw new Trouble(
                        "the certificate " + tls.get().certificate() + " cannot be used: " + broken.getMessage(),
                        broken);
            }
        }
        return builder.build();
    }

    private static String problem(HttpResponse<byte[]> response) {
        try {
            JsonNode answer = JSON.readTree(response.body());
            if (answer != null && answer.has("problem")) {
                return answer.get("problem").asString();
            }
        } catch (JacksonException notJson) {
            return "the appliance answered " + response.statusCode() + " without a reason";
        }
        return "the appliance answered " + response.statusCode();
    }

    /** A step of a path, whatever stands in it. */
    static String step(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** A query string of these names and values in turn; values that are null or empty are left out. */
    static String query(@Nullable Object... pairs) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < pairs.length; i += 2) {
            Object value = pairs[i + 1];
            if (value != null && !value.toString().isEmpty()) {
                parts.add(pairs[i] + "=" + URLEncoder.encode(value.toString(), StandardCharsets.UTF_8));
            }
        }
        return parts.isEmpty() ? "" : "?" + String.join("&", parts);
    }
}
