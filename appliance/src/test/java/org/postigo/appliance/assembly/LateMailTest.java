package org.postigo.appliance.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.postigo.quarantine.notice.Notice;
import org.postigo.quarantine.notice.Outgoing;
import org.postigo.store.people.Person;
import org.postigo.store.rounds.Round;
import org.postigo.store.rounds.RoundId;

class LateMailTest {
    private final List<Notice> sent = new ArrayList<>();
    private Outgoing.Sending answer = new Outgoing.Sending.Sent("mail.example:25", "250 ok");
    private final LateMail mail = new LateMail(
            (notice, _, end) -> {
                sent.add(notice);
                assertThat(end).isAfter(Instant.EPOCH);
                return answer;
            },
            ZoneId.of("America/Mexico_City"),
            () -> Instant.EPOCH);

    private static final Round ROUND = new Round(
            new RoundId("2026-11-23T13:00-all"),
            "all",
            Set.of(),
            Instant.parse("2026-11-23T19:00:00Z"),
            Instant.parse("2026-11-23T20:00:00Z"),
            List.of(),
            List.of(),
            Set.of(),
            Optional.empty());

    private static Person person(String email, Optional<String> language) {
        return new Person(email, "Inés", Person.Role.REVIEWER, Set.of(), "{noop}x", language);
    }

    @Test
    void itSaysWhichRoundAndHowMuchIsLeftInTheReadersLanguageAndTheSitesTime() {
        assertThat(mail.late(person("ines@filtro.example", Optional.empty()), ROUND, 3))
                .isTrue();
        assertThat(mail.late(person("bruno@filtro.example", Optional.of("en")), ROUND, 1))
                .isTrue();
        assertThat(sent)
                .extracting(Notice::subject)
                .containsExactly(
                        "La ronda de las 13:00 está vencida: 3 mensajes por decidir",
                        "The round of 13:00 is late: 1 message to decide");
        assertThat(sent.getFirst().text()).contains("debía cerrarse a las 14:00", "2026-11-23T13:00-all");
    }

    @Test
    void whatWaitsInTheOutboxCountsAsToldAndWhatIsRefusedDoesNot() {
        answer = new Outgoing.Sending.PutOff("no connection");
        assertThat(mail.late(person("ines@filtro.example", Optional.empty()), ROUND, 3))
                .isTrue();
        answer = new Outgoing.Sending.Refused("550");
        assertThat(mail.late(person("ines@filtro.example", Optional.empty()), ROUND, 3))
                .isFalse();
        assertThat(mail.late(person("not an address", Optional.empty()), ROUND, 3))
                .isFalse();
        assertThat(sent).hasSize(2);
    }
}
