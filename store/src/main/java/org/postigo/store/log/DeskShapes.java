package org.postigo.store.log;

import static org.postigo.store.log.AddressShapes.COPY_ID;
import static org.postigo.store.log.AddressShapes.DOMAIN;
import static org.postigo.store.log.AddressShapes.MAILBOX;
import static org.postigo.store.log.AddressShapes.TIME;
import static org.postigo.store.log.Shape.TEXT;
import static org.postigo.store.log.Shape.as;
import static org.postigo.store.log.Shape.constant;
import static org.postigo.store.log.Shape.field;
import static org.postigo.store.log.Shape.list;
import static org.postigo.store.log.Shape.many;
import static org.postigo.store.log.Shape.object;

import java.time.LocalTime;
import java.util.Comparator;
import java.util.Set;
import org.postigo.mail.Mailbox;
import org.postigo.store.audit.AuditEvent;
import org.postigo.store.digests.DigestPlan;
import org.postigo.store.digests.Request;

/** Looks and acts, plans of digests and requests in JSON. Wire names as {@link Wire} says. */
final class DeskShapes {
    private DeskShapes() {}

    private static final Shape<Set<Mailbox>> MAILBOXES = as(
            list(MAILBOX),
            set -> set.stream().sorted(Comparator.comparing(Mailbox::toString)).toList(),
            Set::copyOf);

    static final Shape<AuditEvent> AUDIT_EVENT = object(
            field("at", TIME, AuditEvent::at),
            field("who", TEXT, AuditEvent::who),
            field("address", TEXT, AuditEvent::address, ""),
            field("deed", constant(AuditEvent.Deed.class), AuditEvent::deed),
            field("subject", TEXT, AuditEvent::subject, ""),
            field("detail", TEXT, AuditEvent::detail, ""),
            AuditEvent::new);

    static final Shape<DigestPlan> DIGEST_PLAN = object(
            field("domain", DOMAIN, DigestPlan::domain),
            field("audience", constant(DigestPlan.Audience.class), DigestPlan::audience),
            field("contacts", MAILBOXES, DigestPlan::contacts, Set.of()),
            many("times", as(TEXT, LocalTime::toString, LocalTime::parse), DigestPlan::times),
            DigestPlan::new);

    static final Shape<Request> REQUEST = object(
            field("id", TEXT, Request::id),
            field("wish", constant(Request.Wish.class), Request::wish),
            field("from", MAILBOX, Request::from),
            field("copy", COPY_ID, Request::copy),
            field("at", TIME, Request::at),
            field("comment", TEXT, Request::comment, ""),
            Request::new);
}
