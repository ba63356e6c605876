package org.postigo.quarantine.digest;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.postigo.mail.Mailbox;
import org.postigo.mail.policy.ProtectedDomain;
import org.postigo.quarantine.notice.Outbox;
import org.postigo.store.Store;
import org.postigo.store.audit.AuditEvent.Deed;
import org.postigo.store.digests.DigestPlan;
import org.postigo.store.digests.Request;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.CopyState;
import org.postigo.store.held.Decision;
import org.postigo.store.held.HeldCopy;

/**
 * Closes what people ask once a reviewer's decision has taken effect, and writes to whoever asked what came of it: to the
 * mailbox whose copy it is or a contact of its domain, and to nobody else. The answer is durable before the request
 * counts as answered, so that a stop in between loses none and writes none twice.
 */
public final class Answers {
    /** An answer that nobody takes for so long helps nobody. */
    private static final Duration GIVE_UP = Duration.ofDays(3);

    private final Store store;
    private final DigestLetter letter;
    private final Outbox outbox;
    private final Clock clock;

    /** Over the stores of one data folder. */
    public Answers(Store store, DigestLetter letter, Outbox outbox, Clock clock) {
        this.store = store;
        this.letter = letter;
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * Answers what can be answered; to be called again and again, before the outbox sends.
     *
     * @throws IOException if it could not be written; then it is tried again
     */
    public void tick() throws IOException {
        Set<CopyId> asked = store.requests().open().stream()
                .map(Request::copy)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        for (CopyId id : asked) {
            Optional<HeldCopy> copy = store.held().find(id);
            if (copy.isEmpty()) {
                store.requests().answered(id, "postigo");
            } else if (closed(copy.get())) {
                for (Request request : wishes(id)) {
                    answer(request, copy.get());
                }
                store.requests()
                        .answered(id, copy.get().decision().map(Decision::by).orElse("postigo"));
            }
        }
    }

    private static boolean closed(HeldCopy copy) {
        return copy.state() instanceof CopyState.Finished || copy.state() instanceof CopyState.Removed;
    }

    /** Everybody's greatest wish about a copy: who asked for two things is answered once. */
    private Collection<Request> wishes(CopyId id) {
        Map<String, Request> byPerson = store.requests().open().stream()
                .filter(request -> request.copy().equals(id))
                .collect(Collectors.toMap(
                        request -> request.from().key(),
                        Function.identity(),
                        BinaryOperator.maxBy(Comparator.comparing(Request::wish)),
                        LinkedHashMap::new));
        return byPerson.values();
    }

    private void answer(Request request, HeldCopy copy) throws IOException {
        Optional<Decision> decision = copy.decision();
        Optional<ProtectedDomain> domain =
                store.domains().find(copy.recipient().path().domain());
        // Who decided about their own mail knows; and who asked may be no contact any more.
        if (decision.isEmpty()
                || domain.isEmpty()
                || decision.get().by().equals(request.from().toString())
                || !mayKnow(request.from(), copy)) {
            return;
        }
        outbox.keep(
                "answer " + request.id() + " " + request.from().key(),
                letter.answer(request, copy, decision.get().kind(), domain.get().language()),
                Deed.MAIL_SENT,
                clock.instant().plus(GIVE_UP));
    }

    private boolean mayKnow(Mailbox who, HeldCopy copy) {
        Mailbox recipient = copy.recipient().path().mailbox();
        return who.key().equals(recipient.key())
                || DigestPlan.of(recipient.domain(), store.domains().tree().service(recipient.domain()))
                        .contacts()
                        .contains(who);
    }
}
