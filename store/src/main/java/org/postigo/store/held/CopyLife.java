package org.postigo.store.held;

import java.time.Instant;
import java.util.Optional;
import org.postigo.mail.finding.Verdict;
import org.postigo.mail.record.Reply;

/**
 * All that the events of one copy add up to: where it stands, who decided, and what an undo leads back to. A pure fold;
 * every store uses this one.
 *
 * @param state where it stands
 * @param decision the newest that was not undone
 * @param inEffect whether that decision took effect already, so that it cannot be undone any more
 * @param effective the newest decision that took effect
 * @param before what {@link CopyEvent.Undone} leads back to
 */
public record CopyLife(
        CopyState state,
        Optional<Decision> decision,
        boolean inEffect,
        Optional<Decision> effective,
        Optional<CopyLife> before) {
    /** Undo steps that are remembered; older ones cannot be taken back. */
    private static final int STEPS = 16;

    /** A copy that was just held. */
    public static CopyLife unread() {
        return begin(new CopyState.Unread());
    }

    /** A copy that the proxy put into the release queue: it may be tried at once. */
    public static CopyLife queued(Reply reply, Instant at) {
        return begin(new CopyState.Waiting(0, reply, at));
    }

    /**
     * A copy as it begins.
     *
     * @param copy as it was handed over to be held
     * @param at when it was held
     */
    public static CopyLife of(HeldMail.CopyToHold copy, Instant at) {
        return copy.answer()
                .map(reply -> copy.reason() == Verdict.Reason.SERVER_REFUSED ? refused(reply, at) : queued(reply, at))
                .orElseGet(CopyLife::unread);
    }

    /** A copy that the mailbox server refused while the message was being taken: open, with the server's words. */
    private static CopyLife refused(Reply reply, Instant at) {
        return begin(new CopyState.Rejected(at, "", reply));
    }

    private static CopyLife begin(CopyState state) {
        return new CopyLife(state, Optional.empty(), false, Optional.empty(), Optional.empty());
    }

    /**
     * What the copy is after an event.
     *
     * @throws IllegalStateException if the event does not follow from {@link #state}
     */
    public CopyLife after(CopyEvent event) {
        return switch (event) {
            case CopyEvent.Decided(CopyId _, Instant _, Decision choice) -> decided(event, choice);
            case CopyEvent.Undone(CopyId _, Instant _, String _) -> undone(event);
            case CopyEvent.TookEffect(CopyId _, Instant _, Optional<String> _) -> tookEffect(event);
            case CopyEvent.ReleaseStarted(CopyId _, Instant _, int attempt) -> started(event, attempt);
            case CopyEvent.Delivered(CopyId _, Instant at, String server, Reply reply) -> {
                leaving(event);
                yield standing(new CopyState.Delivered(at, server, reply));
            }
            case CopyEvent.Postponed(CopyId _, Instant _, String _, Reply reply, Instant nextTry) ->
                standing(new CopyState.Waiting(leaving(event).attempt(), reply, nextTry));
            case CopyEvent.Rejected(CopyId _, Instant at, String server, Reply reply) -> {
                leaving(event);
                yield standing(new CopyState.Rejected(at, server, reply));
            }
            case CopyEvent.FellInDoubt(CopyId _, Instant at, String cause) -> {
                leaving(event);
                yield standing(new CopyState.InDoubt(at, cause));
            }
            case CopyEvent.Removed(CopyId _, Instant at, Optional<String> archive) -> {
                if (!(state instanceof CopyState.Finished last)) {
                    throw doesNotFollow(event);
                }
                yield standing(new CopyState.Removed(at, last, archive));
            }
        };
    }

    private CopyLife decided(CopyEvent event, Decision choice) {
        require(state.open(), event);
        CopyState next =
                choice.kind() == Decision.Kind.NOT_SURE ? new CopyState.NotSure(choice) : new CopyState.Decided(choice);
        return new CopyLife(next, Optional.of(choice), false, effective, Optional.of(cut(this, STEPS)));
    }

    private CopyLife undone(CopyEvent event) {
        require(!inEffect && (state instanceof CopyState.Decided || state instanceof CopyState.NotSure), event);
        return before.orElseThrow(() -> doesNotFollow(event));
    }

    private CopyLife tookEffect(CopyEvent event) {
        if (inEffect || !(state instanceof CopyState.Decided(Decision choice))) {
            throw doesNotFollow(event);
        }
        CopyState next = choice.kind().releases() ? state : new CopyState.Spam(choice);
        return new CopyLife(next, decision, true, Optional.of(choice), Optional.empty());
    }

    private CopyLife started(CopyEvent event, int attempt) {
        boolean ready = state instanceof CopyState.Waiting
                || state instanceof CopyState.Decided(Decision choice)
                        && inEffect
                        && choice.kind().releases();
        require(ready && attempt > 0, event);
        return standing(new CopyState.Leaving(attempt));
    }

    private CopyState.Leaving leaving(CopyEvent event) {
        if (state instanceof CopyState.Leaving now) {
            return now;
        }
        throw doesNotFollow(event);
    }

    private CopyLife standing(CopyState next) {
        return new CopyLife(next, decision, inEffect, effective, Optional.empty());
    }

    /** The same with at most so many steps to go back, or a chain of "not sure" would grow for ever. */
    private static CopyLife cut(CopyLife life, int steps) {
        Optional<CopyLife> before = steps == 0 ? Optional.empty() : life.before.map(b -> cut(b, steps - 1));
        return new CopyLife(life.state, life.decision, life.inEffect, life.effective, before);
    }

    private void require(boolean follows, CopyEvent event) {
        if (!follows) {
            throw doesNotFollow(event);
        }
    }

    private IllegalStateException doesNotFollow(CopyEvent event) {
        return new IllegalStateException("copy " + event.copy() + " is "
                + state.getClass().getSimpleName() + (inEffect ? " (in effect)" : "") + ", so "
                + event.getClass().getSimpleName() + " does not follow");
    }
}
