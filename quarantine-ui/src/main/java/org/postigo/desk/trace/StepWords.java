package org.postigo.desk.trace;

import java.time.Instant;
import java.util.Optional;
import org.postigo.desk.Desk;
import org.postigo.desk.preview.Inert;
import org.postigo.desk.words.Say;
import org.postigo.mail.Client;
import org.postigo.mail.record.CopyOutcome;
import org.postigo.mail.record.Reply;
import org.postigo.quarantine.trace.Step;
import org.postigo.store.held.CopyEvent;

/**
 * A step in the reader's words.
 *
 * @param sentence who did what
 * @param said the server's own words, or ours, in type of one width; empty where nobody spoke
 * @param look of the dot: empty, or f for the first, g for what arrived, w for what waits, b for what was refused
 */
record StepWords(String sentence, String said, String look) {
    static StepWords of(Step step, Desk desk, Say say) {
        return switch (step) {
            case Step.Received(Instant _, Client client, long size) ->
                new StepWords(
                        say.text(
                                "trace.step.received",
                                line(client.helo()),
                                client.address().getHostAddress(),
                                say.number(size)),
                        client.tls()
                                .map(tls -> line(tls.protocol() + "  " + tls.cipher()))
                                .orElse(say.text("trace.notls")),
                        "f");
            case Step.TurnedAway(Instant _, Client client, String stage, Reply reply, String cause) ->
                new StepWords(
                        say.text(
                                "trace.step.turned",
                                line(client.helo()),
                                client.address().getHostAddress(),
                                line(stage),
                                line(cause)),
                        line(reply),
                        "b");
            case Step.Judged(Instant _, var assessment, var verdict) ->
                new StepWords(
                        say.text(
                                "trace.step.judged",
                                say.decimal(assessment.score().probability() * 100),
                                say.text("reason." + verdict.reason())),
                        verdict.entry()
                                .map(entry -> say.text("trace.entry", line(entry)))
                                .orElse(""),
                        "");
            case Step.CameTo(Instant _, CopyOutcome outcome) -> of(outcome, say);
            case Step.Replied(Instant _, Reply reply) -> new StepWords(say.text("trace.step.replied"), line(reply), "");
            case Step.Happened(CopyEvent event) -> of(event, desk, say);
        };
    }

    private static StepWords of(CopyOutcome outcome, Say say) {
        return switch (outcome) {
            case CopyOutcome.Delivered(String server, Reply reply) ->
                new StepWords(say.text("trace.step.delivered", line(server)), line(reply), "g");
            case CopyOutcome.Held(var reason, Optional<Reply> refusal) ->
                new StepWords(
                        say.text("trace.step.held", say.text("reason." + reason)),
                        refusal.map(StepWords::line).orElse(""),
                        "w");
            case CopyOutcome.Queued(String server, Reply reply) ->
                new StepWords(say.text("trace.step.queued", line(server)), line(reply), "w");
            case CopyOutcome.HeldInvisibly(var reason) ->
                new StepWords(say.text("trace.step.invisible", say.text("reason." + reason)), "", "w");
            case CopyOutcome.Deferred(String server, Reply reply) ->
                new StepWords(
                        server.isBlank()
                                ? say.text("trace.step.deferred")
                                : say.text("trace.step.deferred.by", line(server)),
                        line(reply),
                        "w");
            case CopyOutcome.Refused(String server, Reply reply) ->
                new StepWords(
                        server.isBlank()
                                ? say.text("trace.step.refused")
                                : say.text("trace.step.refused.by", line(server)),
                        line(reply),
                        "b");
        };
    }

    private static StepWords of(CopyEvent event, Desk desk, Say say) {
        return switch (event) {
            case CopyEvent.Decided(var _, Instant _, var decision) ->
                new StepWords(
                        say.text("trace.step.decided." + decision.kind(), line(desk.name(decision.by()))),
                        line(decision.comment()),
                        "");
            case CopyEvent.Undone(var _, Instant _, String by) ->
                new StepWords(say.text("trace.step.undone", line(desk.name(by))), "", "");
            case CopyEvent.TookEffect(var _, Instant _, Optional<String> entry) ->
                new StepWords(
                        say.text("trace.step.effect"),
                        entry.map(id -> say.text("trace.entry", line(id))).orElse(""),
                        "");
            case CopyEvent.ReleaseStarted(var _, Instant _, int attempt) ->
                new StepWords(say.text("trace.step.leaving", attempt), "", "");
            case CopyEvent.Delivered(var _, Instant _, String server, Reply reply) ->
                new StepWords(say.text("trace.step.delivered", line(server)), line(reply), "g");
            case CopyEvent.Postponed(var _, Instant at, String server, Reply reply, Instant next) ->
                new StepWords(say.text("trace.step.postponed", line(server), say.second(next, at)), line(reply), "w");
            case CopyEvent.Rejected(var _, Instant _, String server, Reply reply) ->
                new StepWords(say.text("trace.step.refused.by", line(server)), line(reply), "b");
            case CopyEvent.FellInDoubt(var _, Instant _, String cause) ->
                new StepWords(say.text("trace.step.doubt"), line(cause), "b");
            case CopyEvent.Removed(var _, Instant _, Optional<String> archive) ->
                new StepWords(
                        say.text(archive.isPresent() ? "trace.step.archived" : "trace.step.removed"),
                        line(archive.orElse("")),
                        "");
        };
    }

    private static String line(Reply reply) {
        return line(reply.toString());
    }

    private static String line(String foreign) {
        return Inert.line(foreign, 500);
    }
}
