package org.postigo.proxy.flow;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postigo.mail.MailId;
import org.postigo.mail.Recipient;
import org.postigo.mail.finding.Verdict;
import org.postigo.mail.record.CopyOutcome;
import org.postigo.mail.record.Reply;
import org.postigo.proxy.outbound.MailboxServers.Attempt;

/**
 * What a message's copies come to: one reply for all of them, an outcome for each, and the copies that must be made
 * durable before that reply may be given. The one place that turns several outcomes into one reply; a pure function.
 *
 * <p>The rules, in this order:
 *
 * <ol>
 *   <li>If a mailbox server has accepted any copy, all others are kept (held, or queued with the server's words): 250.
 *       Anything else would make the client deliver the accepted copy a second time.
 *   <li>Otherwise, if any copy was put off or is in doubt: 4yz, and what is held stays invisible until the retry.
 *   <li>Otherwise, if policy refuses all copies: 550 and nothing is kept.
 *   <li>Otherwise, if anything is held, or policy refuses some: all copies are held, the refused ones too: 250.
 *   <li>Otherwise every copy was refused by a mailbox server: its 5yz passes, the first recipient's if they differ.
 * </ol>
 *
 * @param reply to the client; generic, except that a mailbox server's own 5yz passes
 * @param outcomes of each copy, in the order of the recipients, provided that what is to be kept can be kept
 * @param alsoKeep copies not durable yet that must be before a 250 is given; empty otherwise
 */
public record Disposition(Reply reply, Map<Recipient, CopyOutcome> outcomes, List<Keeper.Copy> alsoKeep) {
    /** Copies the collections, keeping their order. */
    public Disposition {
        outcomes = Collections.unmodifiableMap(new LinkedHashMap<>(outcomes));
        alsoKeep = List.copyOf(alsoKeep);
    }

    /** What has come of one copy when the reply is to be decided. */
    public sealed interface Fate {
        /** It is durable and still invisible. */
        record Held(Verdict.Reason reason) implements Fate {}

        /** Policy wants it refused. */
        record Refuse(Verdict.Reason reason) implements Fate {}

        /** Its delivery was tried. */
        record Tried(Attempt attempt) implements Fate {}

        /** An earlier attempt of the same message, that did not end in a 250, has taken care of it. */
        record Settled(CopyOutcome outcome) implements Fate {}
    }

    /** Whether the client may forget the message. */
    public boolean acknowledges() {
        return reply.positive();
    }

    /**
     * Decides.
     *
     * @param id named in the reply
     * @param fates of all copies, at least one, in the order of the recipients
     */
    public static Disposition of(MailId id, Map<Recipient, Fate> fates) {
        if (fates.isEmpty()) {
            throw new IllegalArgumentException("a message without copies");
        }
        if (fates.values().stream().anyMatch(Disposition::accepted)) {
            return keepAll(id, fates);
        }
        Optional<Fate> notNow =
                fates.values().stream().filter(Disposition::notNow).findFirst();
        if (notNow.isPresent()) {
            return postponed(later(id, notNow.get()), fates);
        }
        if (fates.values().stream().allMatch(fate -> fate instanceof Fate.Refuse)) {
            return refused(id, fates);
        }
        if (fates.values().stream().allMatch(Disposition::rejected)) {
            return refused(id, fates);
        }
        return keepAll(id, fates);
    }

    /**
     * The same fates when what had to be kept could not be, or not be made visible: the client must try again, and
     * whoever calls must remember the copies that were accepted.
     *
     * @param reply 4yz
     */
    public static Disposition postponed(Reply reply, Map<Recipient, Fate> fates) {
        var outcomes = new LinkedHashMap<Recipient, CopyOutcome>();
        fates.forEach((recipient, fate) -> outcomes.put(
                recipient,
                switch (fate) {
                    case Fate.Held(var reason) -> new CopyOutcome.HeldInvisibly(reason);
                    case Fate.Refuse _ -> new CopyOutcome.Deferred("", reply);
                    case Fate.Settled(var outcome) -> outcome;
                    case Fate.Tried(Attempt.Accepted(var server, var answer)) ->
                        new CopyOutcome.Delivered(server, answer);
                    case Fate.Tried(Attempt.Deferred(var server, var answer)) ->
                        new CopyOutcome.Deferred(server, answer);
                    case Fate.Tried(Attempt.Rejected(var server, var answer)) ->
                        new CopyOutcome.Deferred(server, answer);
                    case Fate.Tried(Attempt.InDoubt doubt) ->
                        new CopyOutcome.Deferred(doubt.server(), unanswered(doubt));
                }));
        return new Disposition(reply, outcomes, List.of());
    }

    private static Disposition keepAll(MailId id, Map<Recipient, Fate> fates) {
        var outcomes = new LinkedHashMap<Recipient, CopyOutcome>();
        var keep = new ArrayList<Keeper.Copy>();
        fates.forEach((recipient, fate) -> outcomes.put(
                recipient,
                switch (fate) {
                    case Fate.Held(var reason) -> new CopyOutcome.Held(reason);
                    case Fate.Settled(var outcome) -> outcome;
                    case Fate.Tried(Attempt.Accepted(var server, var answer)) ->
                        new CopyOutcome.Delivered(server, answer);
                    case Fate.Refuse(var reason) -> {
                        keep.add(new Keeper.Copy(recipient, reason, Optional.empty()));
                        yield new CopyOutcome.Held(reason);
                    }
                    case Fate.Tried(Attempt.Rejected(var _, var answer)) -> {
                        keep.add(new Keeper.Copy(recipient, Verdict.Reason.SERVER_REFUSED, Optional.of(answer)));
                        yield new CopyOutcome.Held(Verdict.Reason.SERVER_REFUSED, Optional.of(answer));
                    }
                    case Fate.Tried(Attempt.Deferred(var server, var answer)) -> {
                        keep.add(new Keeper.Copy(recipient, Verdict.Reason.SERVER_DEFERRED, Optional.of(answer)));
                        yield new CopyOutcome.Queued(server, answer);
                    }
                    // It may arrive twice, as after a crash; it must not be lost.
                    case Fate.Tried(Attempt.InDoubt doubt) -> {
                        keep.add(new Keeper.Copy(
                                recipient, Verdict.Reason.SERVER_DEFERRED, Optional.of(unanswered(doubt))));
                        yield new CopyOutcome.Queued(doubt.server(), unanswered(doubt));
                    }
                }));
        return new Disposition(new Reply(250, "2.0.0", "Accepted as " + id), outcomes, keep);
    }

    private static Disposition refused(MailId id, Map<Recipient, Fate> fates) {
        Reply policy = refusal(id, fates.keySet().iterator().next());
        var outcomes = new LinkedHashMap<Recipient, CopyOutcome>();
        fates.forEach((recipient, fate) -> outcomes.put(
                recipient,
                fate instanceof Fate.Tried(Attempt.Rejected(var server, var answer))
                        ? new CopyOutcome.Refused(server, answer)
                        : new CopyOutcome.Refused("", policy)));
        Reply reply = fates.values().iterator().next() instanceof Fate.Tried(Attempt.Rejected(var _, var answer))
                ? Replies.passOn(answer)
                : policy;
        return new Disposition(reply, outcomes, List.of());
    }

    /** Says to a person, in what the sender's own server writes back, how to reach the domain all the same. */
    private static Reply refusal(MailId id, Recipient recipient) {
        return new Reply(
                550,
                "5.7.1",
                "Refused as spam. If it is not, please write to postmaster@"
                        + recipient.path().domain().text() + " and quote " + id);
    }

    private static boolean accepted(Fate fate) {
        return switch (fate) {
            case Fate.Tried(Attempt.Accepted _), Fate.Settled _ -> true;
            case Fate.Tried(Attempt.Deferred _),
                    Fate.Tried(Attempt.Rejected _),
                    Fate.Tried(Attempt.InDoubt _),
                    Fate.Held _,
                    Fate.Refuse _ -> false;
        };
    }

    private static boolean notNow(Fate fate) {
        return fate instanceof Fate.Tried(Attempt attempt)
                && (attempt instanceof Attempt.Deferred || attempt instanceof Attempt.InDoubt);
    }

    private static boolean rejected(Fate fate) {
        return fate instanceof Fate.Tried(Attempt.Rejected _);
    }

    private static Reply later(MailId id, Fate fate) {
        Reply cause =
                fate instanceof Fate.Tried(Attempt.Deferred(var _, var answer)) ? answer : new Reply(451, "4.4.2", "");
        return Replies.later(cause, "Not delivered yet, try again later (" + id + ")");
    }

    private static Reply unanswered(Attempt.InDoubt doubt) {
        return new Reply(451, "4.4.2", "In doubt: " + doubt.cause());
    }
}
