package org.postigo.store.log;

import static org.postigo.store.log.AddressShapes.MAIL_ID;
import static org.postigo.store.log.AddressShapes.TIME;
import static org.postigo.store.log.AssessmentShapes.ASSESSMENT;
import static org.postigo.store.log.AssessmentShapes.REASON;
import static org.postigo.store.log.Shape.LONG;
import static org.postigo.store.log.Shape.TEXT;
import static org.postigo.store.log.Shape.field;
import static org.postigo.store.log.Shape.many;
import static org.postigo.store.log.Shape.object;
import static org.postigo.store.log.Shape.optional;
import static org.postigo.store.log.SmtpShapes.CLIENT;
import static org.postigo.store.log.SmtpShapes.ENVELOPE;
import static org.postigo.store.log.SmtpShapes.RECIPIENT;
import static org.postigo.store.log.SmtpShapes.REPLY;

import org.postigo.store.held.HeldMail.CopyToHold;
import org.postigo.store.held.HeldMessage;

/** A held message in JSON, as its file tells of it. Wire names as {@link Wire} says. */
final class HeldShapes {
    private HeldShapes() {}

    private static final Shape<HeldMessage> HELD_MESSAGE = object(
            field("id", MAIL_ID, HeldMessage::id),
            field("received", TIME, HeldMessage::received),
            field("client", CLIENT, HeldMessage::client),
            field("envelope", ENVELOPE, HeldMessage::envelope),
            field("assessment", ASSESSMENT, HeldMessage::assessment),
            field("size", LONG, HeldMessage::size),
            field("sha256", TEXT, HeldMessage::sha256),
            field("retryKey", TEXT, HeldMessage::retryKey),
            HeldMessage::new);

    static final Shape<HeldMetadata> HELD = object(
            field("message", HELD_MESSAGE, HeldMetadata::message),
            many(
                    "copies",
                    object(
                            field("recipient", RECIPIENT, CopyToHold::recipient),
                            field("reason", REASON, CopyToHold::reason),
                            // Under the name that files of the first version have.
                            optional("queued", REPLY, CopyToHold::answer),
                            CopyToHold::new),
                    HeldMetadata::copies),
            field("held", TIME, HeldMetadata::held),
            field("octets", LONG, HeldMetadata::octets),
            optional("body", TEXT, HeldMetadata::body),
            HeldMetadata::new);
}
