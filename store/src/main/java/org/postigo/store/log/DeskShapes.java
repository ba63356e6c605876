package org.postigo.store.log;

import static org.postigo.store.log.AddressShapes.COPY_ID;
import static org.postigo.store.log.AddressShapes.MAILBOX;
import static org.postigo.store.log.AddressShapes.TIME;
import static org.postigo.store.log.Shape.FLAG;
import static org.postigo.store.log.Shape.TEXT;
import static org.postigo.store.log.Shape.constant;
import static org.postigo.store.log.Shape.field;
import static org.postigo.store.log.Shape.object;

import org.postigo.store.audit.AuditEvent;
import org.postigo.store.digests.Request;
import org.postigo.store.views.SavedView;

/** Looks and acts, requests and saved views in JSON. Wire names as {@link Wire} says. */
final class DeskShapes {
    private DeskShapes() {}

    static final Shape<AuditEvent> AUDIT_EVENT = object(
            field("at", TIME, AuditEvent::at),
            field("who", TEXT, AuditEvent::who),
            field("address", TEXT, AuditEvent::address, ""),
            field("deed", constant(AuditEvent.Deed.class), AuditEvent::deed),
            field("subject", TEXT, AuditEvent::subject, ""),
            field("detail", TEXT, AuditEvent::detail, ""),
            AuditEvent::new);

    static final Shape<SavedView> SAVED_VIEW = object(
            field("id", TEXT, SavedView::id),
            field("owner", TEXT, SavedView::owner),
            field("shared", FLAG, SavedView::shared, false),
            field("name", TEXT, SavedView::name),
            field("page", constant(SavedView.Page.class), SavedView::page),
            field("query", TEXT, SavedView::query, ""),
            SavedView::new);

    static final Shape<Request> REQUEST = object(
            field("id", TEXT, Request::id),
            field("wish", constant(Request.Wish.class), Request::wish),
            field("from", MAILBOX, Request::from),
            field("copy", COPY_ID, Request::copy),
            field("at", TIME, Request::at),
            field("comment", TEXT, Request::comment, ""),
            Request::new);
}
