package org.postigo.quarantine.digest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.postigo.mail.Mailbox;
import org.postigo.mail.policy.ProtectedDomain;
import org.postigo.mail.policy.ServiceTree;
import org.postigo.quarantine.links.Links;
import org.postigo.quarantine.links.Ticket;
import org.postigo.quarantine.notice.Post;
import org.postigo.store.Store;
import org.postigo.store.audit.AuditEvent.Deed;
import org.postigo.store.digests.DigestPlan;
import org.postigo.store.held.HeldCopy;
import org.postigo.store.held.HeldMail;
import org.postigo.store.held.HeldQuery;
import org.postigo.store.held.HeldQuery.Standing;

/**
 * Sends digests when their times have come: to each recipient who has newly held mail, or to a domain's contacts. What was
 * told of is noted before it is sent, so that nobody gets the same digest twice; what the next server puts off is kept and
 * tried again for some hours.
 */
public final class DigestRound {
    private static final Set<Standing> OPEN = Set.of(Standing.UNREAD, Standing.NOT_SURE, Standing.TROUBLE);
    private static final Duration GIVE_UP = Duration.ofHours(4);
    private static final Duration LOOK_BACK = Duration.ofDays(7);
    private static final int PAGE = 1_000;

    private final Store store;
    private final DigestLetter letter;
    private final Links links;
    private final Post post;
    private final Supplier<String> address;
    private final ZoneId zone;
    private final Clock clock;
    private final ReentrantLock oneAtATime = new ReentrantLock();
    /** From which the plans were worked out; both of whoever holds the lock. */
    private ServiceTree tree = ServiceTree.EMPTY;

    private List<Planned> plans = List.of();

    /** A domain and when its people are told. */
    private record Planned(ProtectedDomain domain, DigestPlan plan) {}

    /**
     * For this site.
     *
     * @param address that links begin with, as people reach the desk, without a final slash
     * @param zone in which the times are meant
     */
    public DigestRound(
            Store store,
            DigestLetter letter,
            Links links,
            Post post,
            Supplier<String> address,
            ZoneId zone,
            Clock clock) {
        this.store = store;
        this.letter = letter;
        this.links = links;
        this.post = post;
        this.address = address;
        this.zone = zone;
        this.clock = clock;
    }

    /** Sends what is due; to be called each minute or so, does nothing while it is still at it. */
    public void tick() {
        if (!oneAtATime.tryLock()) {
            return;
        }
        try {
            Instant now = clock.instant();
            Map<List<LocalTime>, Instant> lastTimes = new HashMap<>();
            for (Planned planned : planned()) {
                tick(planned, lastTimes.computeIfAbsent(planned.plan().times(), times -> lastTime(times, now)), now);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } finally {
            oneAtATime.unlock();
        }
    }

    /** Domains whose people are told anything at all, worked out anew only when some setting has changed. */
    private List<Planned> planned() {
        ServiceTree now = store.domains().tree();
        if (now != tree) {
            plans = now.all().stream()
                    .map(domain -> new Planned(domain, DigestPlan.of(domain.name(), now.service(domain.name()))))
                    .filter(planned -> planned.plan().on())
                    .toList();
            tree = now;
        }
        return plans;
    }

    private void tick(Planned planned, Instant lastTime, Instant now) throws IOException {
        ProtectedDomain domain = planned.domain();
        Optional<Instant> told = store.digests().toldUntil(domain.name());
        if (told.isEmpty()) {
            // The plan is new: its first digest tells of what came since its times would have come last.
            store.digests().told(domain.name(), lastTime);
        } else if (told.get().isBefore(lastTime)) {
            // What nobody was told of for days, since the plan was off, is for the reviewers alone.
            Instant earliest = now.minus(LOOK_BACK);
            List<HeldCopy> fresh = held(domain, told.get().isBefore(earliest) ? earliest : told.get(), now);
            store.digests().told(domain.name(), now);
            send(domain, planned.plan(), fresh);
        }
    }

    /** The last of a plan's times that has come. */
    private Instant lastTime(List<LocalTime> times, Instant now) {
        ZonedDateTime here = now.atZone(zone);
        for (LocalTime time : times.reversed()) {
            Instant today = here.toLocalDate().atTime(time).atZone(zone).toInstant();
            if (!today.isAfter(now)) {
                return today;
            }
        }
        return here.toLocalDate()
                .minusDays(1)
                .atTime(times.getLast())
                .atZone(zone)
                .toInstant();
    }

    private List<HeldCopy> held(ProtectedDomain domain, Instant from, Instant until) {
        var found = new ArrayList<HeldCopy>();
        for (int offset = 0; ; offset += PAGE) {
            HeldMail.Page page = store.held()
                    .list(new HeldQuery(
                            "",
                            Set.of(domain.name()),
                            OPEN,
                            Optional.of(from),
                            Optional.of(until),
                            HeldQuery.Order.NEWEST,
                            offset,
                            PAGE));
            // What its recipient has already is nothing to be told of.
            page.rows().stream().filter(copy -> !copy.reason().delivered()).forEach(found::add);
            if (page.rows().size() < PAGE) {
                return found;
            }
        }
    }

    private void send(ProtectedDomain domain, DigestPlan plan, List<HeldCopy> fresh) {
        if (fresh.isEmpty()) {
            return;
        }
        switch (plan.audience()) {
            case NOBODY -> {}
            case CONTACTS ->
                plan.contacts().forEach(contact -> send(domain, new Ticket.OfDomain(domain.name(), contact), fresh));
            case RECIPIENTS -> {
                Map<String, List<HeldCopy>> byMailbox = new LinkedHashMap<>();
                for (HeldCopy copy : fresh) {
                    byMailbox
                            .computeIfAbsent(copy.recipient().path().mailbox().key(), _ -> new ArrayList<>())
                            .add(copy);
                }
                for (List<HeldCopy> theirs : byMailbox.values()) {
                    Mailbox mailbox = theirs.getFirst().recipient().path().mailbox();
                    send(domain, new Ticket.Own(mailbox), theirs);
                }
            }
        }
    }

    private void send(ProtectedDomain domain, Ticket.Scope scope, List<HeldCopy> copies) {
        post.post(
                letter.digest(scope, domain.language(), copies, url(scope)),
                Deed.LINK_SENT,
                clock.instant().plus(GIVE_UP));
    }

    /** Where the holder of a ticket finds their mail. */
    private String url(Ticket.Scope scope) {
        return address.get() + "/mine?k=" + links.make(scope);
    }

    /** Sends a link to somebody who asked for it and waits; to be called by a thread that may wait. */
    public void sendLink(Mailbox to, String language) {
        post.post(letter.link(to, language, url(new Ticket.Own(to))), Deed.LINK_SENT, clock.instant());
    }
}
