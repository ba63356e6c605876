package org.postigo.quarantine.digest;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postigo.mail.DomainName;
import org.postigo.mail.Mailbox;
import org.postigo.quarantine.Choice;
import org.postigo.quarantine.Quarantine;
import org.postigo.quarantine.Ruling;
import org.postigo.quarantine.links.Ticket;
import org.postigo.store.Store;
import org.postigo.store.digests.DigestPlan;
import org.postigo.store.digests.Request;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.Decision;
import org.postigo.store.held.HeldCopy;
import org.postigo.store.held.HeldMail;
import org.postigo.store.held.HeldQuery;
import org.postigo.store.held.HeldQuery.Standing;
import org.postigo.store.people.Person;

/**
 * Held mail as the people see it whose it is. They ask, and reviewers decide; where the operator allows it they release
 * by themselves what was held for its score alone: never what a list denied, what can run, or what could not be read.
 */
public final class OwnMail {
    private static final Set<Standing> SHOWN =
            Set.of(Standing.UNREAD, Standing.NOT_SURE, Standing.ON_ITS_WAY, Standing.TROUBLE);
    private static final int PAGE = 1_000;

    private final Store store;
    private final Quarantine quarantine;
    private final boolean releasing;
    private final Clock clock;

    /**
     * Over the stores of one data folder.
     *
     * @param releasing whether recipients may release by themselves
     */
    public OwnMail(Store store, Quarantine quarantine, boolean releasing, Clock clock) {
        this.store = store;
        this.quarantine = quarantine;
        this.releasing = releasing;
        this.clock = clock;
    }

    /** What came of a wish. */
    public enum Outcome {
        /** It was asked of the reviewers. */
        ASKED,
        /** It leaves once the undo time is over. */
        RELEASED,
        /** Somebody had decided already. */
        DECIDED_BEFORE,
        /** Not theirs, or gone. */
        NOT_THERE
    }

    /** Whether the ticket still counts: its domain is protected, and a contact is still one. */
    public boolean valid(Ticket.Scope scope) {
        return switch (scope) {
            case Ticket.Own own -> store.domains().find(own.holder().domain()).isPresent();
            case Ticket.OfDomain of ->
                store.domains().find(of.domain()).isPresent()
                        && plan(of.domain()).contacts().contains(of.holder());
        };
    }

    /** Whether anybody with a mailbox in this domain may have a link to their own mail. */
    public boolean linksFor(DomainName domain) {
        return plan(domain).audience() == DigestPlan.Audience.RECIPIENTS;
    }

    private DigestPlan plan(DomainName domain) {
        return DigestPlan.of(domain, store.domains().tree().service(domain));
    }

    /** Their held mail that is not closed, newest first. */
    public List<HeldCopy> list(Ticket.Scope scope, int limit) {
        var found = new ArrayList<HeldCopy>();
        for (int offset = 0; found.size() < limit; offset += PAGE) {
            HeldMail.Page page = store.held().list(query(scope, offset));
            page.rows().stream().filter(copy -> theirs(scope, copy)).forEach(found::add);
            if (page.rows().size() < PAGE) {
                break;
            }
        }
        return found.stream().limit(limit).toList();
    }

    private static HeldQuery query(Ticket.Scope scope, int offset) {
        String text = switch (scope) {
            case Ticket.Own own -> own.holder().toString();
            case Ticket.OfDomain _ -> "";
        };
        return new HeldQuery(
                text,
                Set.of(domain(scope)),
                SHOWN,
                Optional.empty(),
                Optional.empty(),
                HeldQuery.Order.NEWEST,
                offset,
                PAGE);
    }

    private static DomainName domain(Ticket.Scope scope) {
        return switch (scope) {
            case Ticket.Own own -> own.holder().domain();
            case Ticket.OfDomain of -> of.domain();
        };
    }

    /** Theirs, and not in the mailbox already: of that there is nothing to ask for. */
    private static boolean theirs(Ticket.Scope scope, HeldCopy copy) {
        if (copy.reason().delivered()) {
            return false;
        }
        Mailbox recipient = copy.recipient().path().mailbox();
        return switch (scope) {
            case Ticket.Own own -> recipient.key().equals(own.holder().key());
            case Ticket.OfDomain of -> recipient.domain().equals(of.domain());
        };
    }

    /** Whether they may release this copy by themselves. */
    public boolean mayRelease(HeldCopy copy) {
        return releasing
                && copy.state().open()
                && switch (copy.reason()) {
                    case SCORE_HIGH, AUDIT -> true;
                    default -> false;
                };
    }

    /** What is already asked about a copy. */
    public Optional<Request> asked(HeldCopy copy) {
        return store.requests().about(copy.id());
    }

    private Optional<HeldCopy> find(Ticket.Scope scope, CopyId id) {
        return store.held().find(id).filter(copy -> theirs(scope, copy));
    }

    /**
     * Asks the reviewers.
     *
     * @throws IOException if it could not be written; then nothing was asked
     */
    public Outcome ask(Ticket.Scope scope, CopyId id, Request.Wish wish, String comment) throws IOException {
        Optional<HeldCopy> copy = find(scope, id);
        if (copy.isEmpty()) {
            return Outcome.NOT_THERE;
        }
        if (!copy.get().state().open()) {
            return Outcome.DECIDED_BEFORE;
        }
        store.requests().ask(Request.of(wish, scope.holder(), id, clock.instant(), comment));
        return Outcome.ASKED;
    }

    /**
     * Releases, where they may; elsewhere it asks.
     *
     * @throws IOException if it could not be written; then nothing was decided
     */
    public Outcome release(Ticket.Scope scope, CopyId id, String comment) throws IOException {
        Optional<HeldCopy> copy = find(scope, id);
        if (copy.isEmpty() || !mayRelease(copy.get())) {
            return ask(scope, id, Request.Wish.RELEASE, comment);
        }
        Choice choice = new Choice(Decision.Kind.RELEASE, Optional.empty(), comment);
        Ruling ruling = quarantine.decide(person(scope), List.of(id), choice).getFirst();
        return switch (ruling) {
            case Ruling.Done _ -> Outcome.RELEASED;
            case Ruling.TakenBy _ -> Outcome.DECIDED_BEFORE;
            case Ruling.Gone _, Ruling.NotYours _, Ruling.NothingProven _ -> Outcome.NOT_THERE;
        };
    }

    /** As whom the holder of a ticket decides. */
    private static Person person(Ticket.Scope scope) {
        String email = scope.holder().toString();
        return switch (scope) {
            case Ticket.Own _ ->
                new Person(email, "", Person.Role.RECIPIENT, Set.of(), Person.NO_PASSWORD, Optional.empty());
            case Ticket.OfDomain of ->
                new Person(
                        email,
                        "",
                        Person.Role.DOMAIN_ADMINISTRATOR,
                        Set.of(of.domain()),
                        Person.NO_PASSWORD,
                        Optional.empty());
        };
    }
}
