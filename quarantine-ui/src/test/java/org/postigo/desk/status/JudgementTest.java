package org.postigo.desk.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postigo.mail.record.DnsListTable;
import org.postigo.store.MemoryStore;

class JudgementTest {
    private static final Instant NOW = Samples.NOW;

    private static Map<Service, Standing> standings(Machine.State state) {
        return new Judgement(state, Samples.lists(), List.of(), NOW).standings();
    }

    @Test
    void whereNothingIsWrongNothingIsSaidToBe() {
        assertThat(standings(Samples.well())).doesNotContainValue(Standing.FAILED);
    }

    @Test
    void aServerThatDoesNotAnswerIsAFailureAndNotAWait() {
        assertThat(standings(Samples.troubled())).containsEntry(Service.SERVERS, Standing.FAILED);
    }

    @Test
    void aGateThatGreetsNobodyHasFailedAndOneThatNobodyTriedIsNotSaidToBeWell() {
        Machine.State well = Samples.well();
        assertThat(standings(with(well, Optional.of(Machine.Probe.silent("421 4.3.2 Full")))))
                .containsEntry(Service.GATE, Standing.FAILED)
                .containsEntry(Service.RESOLVER, Standing.FAILED);
        assertThat(standings(with(well, Optional.empty())))
                .containsEntry(Service.GATE, Standing.OFF)
                .containsEntry(Service.RESOLVER, Standing.OFF);
    }

    private static Machine.State with(Machine.State state, Optional<Machine.Probe> probe) {
        Machine.Gate gate = state.gate();
        return new Machine.State(
                new Machine.Gate(gate.open(), gate.messages(), gate.answered(), probe),
                probe,
                state.judging(),
                state.servers(),
                state.store(),
                state.retention(),
                state.model(),
                state.certificates(),
                state.alarms());
    }

    @Test
    void anIndexThatIsBeingRebuiltWaits() {
        assertThat(standings(Samples.troubled())).containsEntry(Service.INDEX, Standing.WAITING);
    }

    @Test
    void aCertificateIsSaidThreeWeeksBeforeItEnds() {
        assertThat(Judgement.of(Samples.certificate(Duration.ofDays(22)), NOW)).isEqualTo(Standing.GOOD);
        assertThat(Judgement.of(Samples.certificate(Duration.ofDays(20)), NOW)).isEqualTo(Standing.WAITING);
        assertThat(Judgement.of(Samples.certificate(Duration.ofDays(-1)), NOW)).isEqualTo(Standing.FAILED);
        assertThat(Judgement.of(new Machine.Certificate("smtp", "", Optional.empty(), false), NOW))
                .isEqualTo(Standing.FAILED);
    }

    @Test
    void theWorstListCountsAndThoseThatAreOffDoNot() {
        assertThat(standings(Samples.well())).containsEntry(Service.LISTS, Standing.WAITING);
        assertThat(new Judgement(Samples.well(), new DnsListTable(NOW, List.of(), List.of()), List.of(), NOW)
                        .standings())
                .containsEntry(Service.LISTS, Standing.OFF);
    }

    @Test
    void anHourIsRememberedAndNoMore() throws IOException {
        var clock = Clock.fixed(NOW, ZoneOffset.UTC);
        var hour = new LastHour(Samples::well, Samples::lists, new MemoryStore(clock).rounds(), clock);
        for (int i = 0; i < 75; i++) {
            hour.note();
        }
        assertThat(hour.past().get(Service.GATE)).hasSize(60).containsOnly(Standing.GOOD);
        assertThat(hour.since()).contains(NOW);
    }
}
