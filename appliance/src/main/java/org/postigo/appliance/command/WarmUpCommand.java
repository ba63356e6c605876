package org.postigo.appliance.command;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;
import org.postigo.appliance.assembly.Appliance;
import org.postigo.appliance.demo.Demo;
import picocli.CommandLine.Command;

/** {@code warm-up}: a demo that starts, takes its mail, shows a page and ends, for the JVM to remember (docs/adr/0080). */
@Command(name = "warm-up", hidden = true, description = "Start, take mail, show a page, stop. For the launcher.")
public final class WarmUpCommand implements CallableCommand {
    @Override
    public Integer call() throws Trouble {
        try (Demo demo = Demo.start(0, 0, 0, 0, Optional.empty());
                HttpClient browser = HttpClient.newBuilder()
                        .followRedirects(HttpClient.Redirect.NORMAL)
                        .build()) {
            demo.sendSamples();
            for (String path : new String[] {"/", "/signin", "/?v-r=init&location=signin&query="}) {
                browser.send(
                        HttpRequest.newBuilder(URI.create(demo.deskUrl() + path))
                                .build(),
                        BodyHandlers.discarding());
            }
            return 0;
        } catch (Appliance.CannotStart | IOException trouble) {
            throw new Trouble("the warm-up failed: " + trouble.getMessage(), trouble);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new Trouble("the warm-up was interrupted", stopped);
        }
    }
}
