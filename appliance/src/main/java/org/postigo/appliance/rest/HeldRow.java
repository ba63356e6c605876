package org.postigo.appliance.rest;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.postigo.mail.Mailbox;
import org.postigo.mail.finding.Assessment;
import org.postigo.store.held.CopyState;
import org.postigo.store.held.HeldCopy;

/**
 * A held copy as JSON.
 *
 * @param id of the copy
 * @param received when
 * @param client address that handed it in
 * @param helo as which it introduced itself
 * @param reversePath MAIL FROM, {@code <>} for the null path
 * @param from mailbox of the From field, empty if there is none
 * @param fromName its display name
 * @param recipient whose copy
 * @param subject decoded
 * @param size octets
 * @param probability of spam, 0 to 1
 * @param reason from the closed list
 * @param state where it stands
 * @param detail of the state: a server's reply, a cause
 * @param decidedBy who decided last, empty if nobody
 * @param decision of that person
 * @param findings what spoke for and against
 */
record HeldRow(
        String id,
        Instant received,
        String client,
        String helo,
        String reversePath,
        String from,
        String fromName,
        String recipient,
        String subject,
        long size,
        double probability,
        String reason,
        String state,
        String detail,
        String decidedBy,
        String decision,
        List<FindingRow> findings) {

    static HeldRow of(HeldCopy copy) {
        Assessment assessment = copy.message().assessment();
        return new HeldRow(
                copy.id().toString(),
                copy.message().received(),
                copy.message().client().address().getHostAddress(),
                copy.message().client().helo(),
                copy.message().envelope().reversePath().toString(),
                assessment.digest().from().map(Mailbox::toString).orElse(""),
                assessment.digest().fromName(),
                copy.recipient().path().mailbox().toString(),
                assessment.digest().subject(),
                copy.message().size(),
                assessment.score().probability(),
                Words.of(copy.reason()),
                state(copy.state()),
                detail(copy.state()),
                copy.decision().map(decision -> decision.by()).orElse(""),
                copy.decision().map(decision -> Words.of(decision.kind())).orElse(""),
                FindingRow.all(assessment));
    }

    private static String state(CopyState state) {
        return switch (state) {
            case CopyState.Unread() -> "unread";
            case CopyState.NotSure _ -> "not-sure";
            case CopyState.Decided _ -> "decided";
            case CopyState.Spam _ -> "spam";
            case CopyState.Leaving _ -> "leaving";
            case CopyState.Waiting _ -> "waiting";
            case CopyState.Delivered _ -> "delivered";
            case CopyState.Rejected _ -> "rejected";
            case CopyState.InDoubt _ -> "in-doubt";
            case CopyState.Removed _ -> "removed";
        };
    }

    private static String detail(CopyState state) {
        return switch (state) {
            case CopyState.Unread(), CopyState.NotSure _, CopyState.Spam _ -> "";
            case CopyState.Decided(var decision) -> "takes effect at " + decision.due();
            case CopyState.Leaving(int attempt) -> "attempt " + attempt;
            case CopyState.Waiting waiting -> waiting.reply() + "; again at " + waiting.nextTry();
            case CopyState.Delivered delivered -> delivered.server() + ": " + delivered.reply();
            case CopyState.Rejected rejected -> rejected.server() + ": " + rejected.reply();
            case CopyState.InDoubt doubt -> doubt.cause();
            case CopyState.Removed removed ->
                "no longer kept since " + removed.at()
                        + removed.archive().map(file -> ", archived as " + file).orElse("");
        };
    }

    /** A page of copies. */
    @Schema(name = "Held")
    record Page(List<HeldRow> rows, long total) {}

    /** What came of a decision or an undo about one copy. */
    @Schema(name = "Outcome")
    record Outcome(String id, String outcome, Optional<HeldRow> copy) {}
}
