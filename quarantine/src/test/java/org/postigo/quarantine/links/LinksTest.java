package org.postigo.quarantine.links;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postigo.mail.DomainName;
import org.postigo.mail.Mailbox;

class LinksTest {
    private static final Instant NOW = Instant.parse("2026-11-25T09:00:00Z");
    private static final Duration WEEK = Duration.ofDays(7);
    private static final Ticket.Scope NINA = new Ticket.Own(Mailbox.of("nina@example.com"));

    private static Links at(Instant now, int secret) {
        var octets = new byte[32];
        octets[0] = (byte) secret;
        return new Links(octets, Clock.fixed(now, ZoneOffset.UTC), WEEK);
    }

    @Test
    void aTicketSaysWhoseMailItShowsAndUntilWhen() {
        for (Ticket.Scope scope :
                List.of(NINA, new Ticket.OfDomain(DomainName.of("example.com"), Mailbox.of("boss@example.org")))) {
            assertThat(at(NOW, 1).read(at(NOW, 1).make(scope))).contains(new Ticket(scope, NOW.plus(WEEK)));
        }
    }

    @Test
    void aTicketIsOverWhenItsTimeIs() {
        String ticket = at(NOW, 1).make(NINA);
        assertThat(at(NOW.plus(WEEK).minusSeconds(1), 1).read(ticket)).isPresent();
        assertThat(at(NOW.plus(WEEK), 1).read(ticket)).isEmpty();
    }

    @Test
    void aTicketOfAnotherSecretIsNone() {
        assertThat(at(NOW, 1).read(at(NOW, 2).make(NINA))).isEmpty();
    }

    @Test
    void nothingThatWasChangedIsATicket() {
        String ticket = at(NOW, 1).make(NINA);
        String[] parts = ticket.split("\\.");
        String other = encoded(decoded(parts[1]).replace("nina", "boss"));
        String none = encoded("{\"alg\":\"none\"}");
        for (String forged : List.of(
                "",
                "x",
                ticket + "x",
                parts[0] + "." + other + "." + parts[2],
                none + "." + parts[1] + ".",
                none + "." + parts[1] + "." + parts[2],
                ticket.substring(0, ticket.length() - 4))) {
            assertThat(at(NOW, 1).read(forged)).as(forged).isEmpty();
        }
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(String text) {
        return new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
    }

    @Test
    void theSecretIsMadeOnceForNobodyElseToRead(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("links.key");
        byte[] secret = Links.secret(file);
        assertThat(secret).hasSize(32);
        assertThat(Links.secret(file)).isEqualTo(secret);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Files.write(file, new byte[3]);
        assertThatThrownBy(() -> Links.secret(file)).hasMessageContaining("delete it");
    }
}
