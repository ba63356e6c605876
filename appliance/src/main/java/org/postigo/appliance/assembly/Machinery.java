package org.postigo.appliance.assembly;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.postigo.appliance.figures.Learning;
import org.postigo.classifier.Classifier;
import org.postigo.classifier.combine.ModelShelf;
import org.postigo.desk.status.Machine;
import org.postigo.proxy.flow.FlowFigures;
import org.postigo.proxy.flow.MailFlow;
import org.postigo.proxy.inbound.Figures;
import org.postigo.proxy.inbound.SmtpServer;
import org.postigo.proxy.outbound.RelayClient;
import org.postigo.proxy.outbound.RelayFigures;
import org.postigo.quarantine.incident.CauseWatch;
import org.postigo.quarantine.retention.Retention;
import org.postigo.store.FileStore;

/** The parts of the running gate, in the desk's words. */
record Machinery(
        FileStore store,
        Retention retention,
        SmtpServer smtp,
        Probes probes,
        MailFlow flow,
        RelayClient relay,
        Classifier classifier,
        Supplier<Learning> learning,
        ModelShelf shelf,
        CauseWatch watch,
        Shown certificates,
        Clock clock)
        implements Machine {
    @Override
    public State now() throws IOException {
        Figures gate = smtp.figures();
        FlowFigures mail = flow.figures();
        return new State(
                new Gate(gate.open(), gate.messages(), mail.total().p95(), probes.gate()),
                probes.resolver(),
                new Judging(
                        mail.classifierDown(),
                        classifier.outOfOrder(),
                        mail.assess().p95()),
                relay.figures().servers().stream().map(Machinery::server).toList(),
                store.figures(),
                retention.figures(),
                model(),
                certificates.now(),
                watch.alarms(clock.instant()).stream()
                        .map(each -> new Alarm(each.cause(), each.since(), each.hits(), each.messages()))
                        .toList());
    }

    private static Server server(RelayFigures.OfServer server) {
        return new Server(
                server.server(),
                server.circuitOpen(),
                server.lastTrouble(),
                server.accepted(),
                server.deferred(),
                server.rejected(),
                server.waiting(),
                server.delivery().p95());
    }

    private Model model() {
        Learning learnt = learning.get();
        List<ModelShelf.Entry> models = shelf.list();
        Optional<ModelShelf.Entry> serving =
                models.stream().filter(ModelShelf.Entry::serving).findFirst();
        return new Model(
                serving.map(ModelShelf.Entry::name).orElse(""),
                serving.map(ModelShelf.Entry::at).filter(Instant.EPOCH::isBefore),
                learnt.spam(),
                learnt.ham(),
                learnt.uncontested(),
                learnt.waiting(),
                learnt.behind(),
                learnt.leftOut());
    }
}
