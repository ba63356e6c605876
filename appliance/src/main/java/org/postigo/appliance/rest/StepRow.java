package org.postigo.appliance.rest;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Optional;
import org.postigo.mail.record.CopyOutcome;
import org.postigo.mail.record.Reply;
import org.postigo.quarantine.trace.Step;
import org.postigo.store.held.CopyEvent;

/**
 * Something that happened to a copy, as JSON.
 *
 * @param at when
 * @param what in one word, such as delivered, held, decided, postponed
 * @param detail who, why or how much
 * @param words of the mailbox server, or ours to the client; empty where nobody spoke
 */
@Schema(name = "JournalStep")
record StepRow(Instant at, String what, String detail, String words) {
    static StepRow of(Step step) {
        return switch (step) {
            case Step.Received(Instant at, var client, long size) ->
                new StepRow(
                        at,
                        "received",
                        size + " octets from " + client.helo() + " ["
                                + client.address().getHostAddress() + "]"
                                + client.tls().map(tls -> ", " + tls.protocol()).orElse(""),
                        "");
            case Step.TurnedAway(Instant at, var client, String stage, Reply reply, String cause) ->
                new StepRow(
                        at,
                        "turned-away",
                        "at " + stage + ", " + client.helo() + " ["
                                + client.address().getHostAddress() + "]: " + cause,
                        reply.toString());
            case Step.Judged(Instant at, var assessment, var verdict) ->
                new StepRow(
                        at,
                        "judged",
                        "%s, %.3f likely spam%s"
                                .formatted(
                                        Words.of(verdict.reason()),
                                        assessment.score().probability(),
                                        verdict.entry()
                                                .map(entry -> ", by entry " + entry)
                                                .orElse("")),
                        "");
            case Step.CameTo(Instant at, CopyOutcome outcome) -> of(at, outcome);
            case Step.Replied(Instant at, Reply reply) -> new StepRow(at, "replied", "to the client", reply.toString());
            case Step.Happened(CopyEvent event) -> of(event);
        };
    }

    private static StepRow of(Instant at, CopyOutcome outcome) {
        return switch (outcome) {
            case CopyOutcome.Delivered(String server, Reply reply) ->
                new StepRow(at, "delivered", server, reply.toString());
            case CopyOutcome.Held(var reason, Optional<Reply> refusal) ->
                new StepRow(at, "held", Words.of(reason), words(refusal));
            case CopyOutcome.Queued(String server, Reply reply) -> new StepRow(at, "queued", server, reply.toString());
            case CopyOutcome.HeldInvisibly(var reason) -> new StepRow(at, "held-invisibly", Words.of(reason), "");
            case CopyOutcome.Deferred(String server, Reply reply) ->
                new StepRow(at, "deferred", server, reply.toString());
            case CopyOutcome.Refused(String server, Reply reply) ->
                new StepRow(at, "refused", server, reply.toString());
        };
    }

    private static StepRow of(CopyEvent event) {
        return switch (event) {
            case CopyEvent.Decided(var _, Instant at, var decision) ->
                new StepRow(
                        at,
                        "decided",
                        Words.of(decision.kind()) + " by " + decision.by()
                                + (decision.comment().isEmpty() ? "" : ": " + decision.comment()),
                        "");
            case CopyEvent.Undone(var _, Instant at, String by) -> new StepRow(at, "undone", "by " + by, "");
            case CopyEvent.TookEffect(var _, Instant at, Optional<String> entry) ->
                new StepRow(at, "took-effect", entry.map(id -> "entry " + id).orElse(""), "");
            case CopyEvent.ReleaseStarted(var _, Instant at, int attempt) ->
                new StepRow(at, "leaving", "attempt " + attempt, "");
            case CopyEvent.Delivered(var _, Instant at, String server, Reply reply) ->
                new StepRow(at, "delivered", server, reply.toString());
            case CopyEvent.Postponed(var _, Instant at, String server, Reply reply, Instant next) ->
                new StepRow(at, "postponed", server + ", next try " + next, reply.toString());
            case CopyEvent.Rejected(var _, Instant at, String server, Reply reply) ->
                new StepRow(at, "rejected", server, reply.toString());
            case CopyEvent.FellInDoubt(var _, Instant at, String cause) -> new StepRow(at, "in-doubt", cause, "");
            case CopyEvent.Removed(var _, Instant at, Optional<String> archive) ->
                new StepRow(
                        at,
                        "removed",
                        "no longer kept"
                                + archive.map(file -> ", archived as " + file).orElse(""),
                        "");
        };
    }

    private static String words(Optional<Reply> reply) {
        return reply.map(Reply::toString).orElse("");
    }
}
