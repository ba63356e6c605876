package org.postigo.desk.letter;

import java.time.Instant;
import java.util.Optional;
import org.postigo.desk.Desk;
import org.postigo.desk.words.Say;
import org.postigo.mail.record.Reply;
import org.postigo.store.held.CopyState;
import org.postigo.store.held.Decision;
import org.postigo.store.held.HeldCopy;

/**
 * A copy's state in a few words.
 *
 * @param words what stands there; with {@code due} a pattern in which {@code {0}} is the seconds left
 * @param due when a decision takes effect
 * @param look class of colour: {@code open}, {@code good}, {@code warn}, {@code bad} or {@code q2}
 * @param icon by its name, or {@code dot}
 */
public record StateWords(String words, Optional<Instant> due, String look, String icon) {
    /** The words for a state. */
    public static StateWords of(CopyState state, Say say, Instant now) {
        return switch (state) {
            case CopyState.Unread() -> of(say.text("state.unread"), "open", "dot");
            case CopyState.NotSure _ -> of(say.text("state.notsure"), "warn", "doubt");
            case CopyState.Decided(Decision decision) ->
                decision.kind().releases()
                        ? counting(say.text("state.leaves", "{0}"), decision, "good", "ok")
                        : counting(say.text("state.spamin", "{0}"), decision, "q2", "no2");
            case CopyState.Spam _ -> of(say.text("state.spam"), "q2", "no2");
            case CopyState.Leaving _ -> of(say.text("state.leaving"), "good", "free");
            case CopyState.Waiting waiting ->
                of(
                        say.text("state.waiting", code(waiting.reply()), say.minute(waiting.nextTry(), now)),
                        "warn",
                        "wait");
            case CopyState.Delivered delivered ->
                of(say.text("state.delivered", say.second(delivered.at(), now)), "good", "ok");
            case CopyState.Rejected rejected -> of(say.text("state.rejected", code(rejected.reply())), "bad", "failed");
            case CopyState.InDoubt _ -> of(say.text("state.indoubt"), "bad", "failed");
            case CopyState.Removed removed ->
                of(say.text("state.removed", say.dayAndMinute(removed.at(), now)), "q2", "dot");
        };
    }

    private static StateWords of(String words, String look, String icon) {
        return new StateWords(words, Optional.empty(), look, icon);
    }

    private static StateWords counting(String pattern, Decision decision, String look, String icon) {
        return new StateWords(pattern, Optional.of(decision.due()), look, icon);
    }

    private static String code(Reply reply) {
        return Integer.toString(reply.code());
    }

    /** The words without a running count, for a screen reader's row name. */
    public String still(Instant now) {
        return due.map(end -> words.replace(
                        "{0}",
                        Long.toString(
                                Math.max(0, java.time.Duration.between(now, end).toSeconds()))))
                .orElse(words);
    }

    /** The copy's story in one sentence: who did what, when, and what the mailbox server said. */
    public static String story(HeldCopy copy, Desk desk, Say say) {
        Instant now = desk.now();
        String who = copy.decision()
                .map(decision -> say.text(
                        "story.done." + decision.kind(), desk.name(decision.by()), say.ago(decision.at(), now)))
                .orElse("");
        String what = switch (copy.state()) {
            case CopyState.Unread() -> say.text("story.unread");
            case CopyState.NotSure _, CopyState.Spam _ -> "";
            case CopyState.Decided(Decision decision) ->
                say.text("story.decided." + decision.kind(), desk.name(decision.by()), say.ago(decision.at(), now));
            case CopyState.Leaving(int attempt) -> say.text("story.leaving", attempt);
            case CopyState.Waiting waiting -> say.text("story.waiting", say.minute(waiting.nextTry(), now));
            case CopyState.Delivered delivered -> say.text("story.delivered", say.second(delivered.at(), now));
            case CopyState.Rejected _ -> say.text("story.rejected");
            case CopyState.InDoubt _ -> say.text("story.indoubt");
            case CopyState.Removed removed ->
                say.text(
                        removed.archive().isPresent() ? "story.removed.archived" : "story.removed",
                        say.dayAndMinute(removed.at(), now));
        };
        return copy.state() instanceof CopyState.Decided ? what : (who + " " + what).strip();
    }

    /** What the mailbox server said last, if it said something. */
    public static Optional<String> serverSaid(CopyState state) {
        return switch (state) {
            case CopyState.Waiting waiting -> Optional.of(waiting.reply().toString());
            case CopyState.Delivered delivered -> Optional.of(delivered.server() + "  " + delivered.reply());
            case CopyState.Rejected rejected -> Optional.of((rejected.server() + "  " + rejected.reply()).strip());
            case CopyState.InDoubt doubt -> Optional.of(doubt.cause());
            case CopyState.Removed removed -> serverSaid(removed.last());
            case CopyState.Unread _, CopyState.NotSure _, CopyState.Decided _, CopyState.Spam _, CopyState.Leaving _ ->
                Optional.empty();
        };
    }
}
