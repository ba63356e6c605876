package org.postigo.store.log;

import static org.postigo.store.log.AddressShapes.ADDRESS;
import static org.postigo.store.log.AddressShapes.PATH;
import static org.postigo.store.log.AddressShapes.REVERSE;
import static org.postigo.store.log.Shape.FLAG;
import static org.postigo.store.log.Shape.INT;
import static org.postigo.store.log.Shape.LONG;
import static org.postigo.store.log.Shape.TEXT;
import static org.postigo.store.log.Shape.constant;
import static org.postigo.store.log.Shape.field;
import static org.postigo.store.log.Shape.many;
import static org.postigo.store.log.Shape.object;
import static org.postigo.store.log.Shape.optional;

import java.util.Optional;
import java.util.OptionalLong;
import org.postigo.mail.Client;
import org.postigo.mail.Envelope;
import org.postigo.mail.Recipient;
import org.postigo.mail.record.Reply;

/** Clients, envelopes and replies in JSON. Wire names as {@link Wire} says. */
final class SmtpShapes {
    private SmtpShapes() {}

    static final Shape<Reply> REPLY = object(
            field("code", INT, Reply::code),
            field("status", TEXT, Reply::enhanced, ""),
            field("text", TEXT, Reply::text, ""),
            Reply::new);

    static final Shape<Client> CLIENT = object(
            field("address", ADDRESS, Client::address),
            field("port", INT, Client::port, 0),
            field("helo", TEXT, Client::helo, ""),
            field("esmtp", FLAG, Client::esmtp, true),
            optional(
                    "tls",
                    object(
                            field("protocol", TEXT, Client.Tls::protocol),
                            field("cipher", TEXT, Client.Tls::cipher),
                            Client.Tls::new),
                    Client::tls),
            field("early", FLAG, Client::early, false),
            Client::new);

    private static final Shape<Envelope.Parameters> PARAMETERS = object(
            optional("size", LONG, SmtpShapes::size),
            field("body", constant(Envelope.Body.class), Envelope.Parameters::body, Envelope.Body.SEVEN_BIT),
            field("smtputf8", FLAG, Envelope.Parameters::smtputf8, false),
            optional("ret", TEXT, Envelope.Parameters::ret),
            optional("envid", TEXT, Envelope.Parameters::envid),
            (size, body, smtputf8, ret, envid) -> new Envelope.Parameters(
                    size.map(OptionalLong::of).orElseGet(OptionalLong::empty), body, smtputf8, ret, envid));

    private static Optional<Long> size(Envelope.Parameters parameters) {
        return parameters.size().isPresent() ? Optional.of(parameters.size().getAsLong()) : Optional.empty();
    }

    static final Shape<Recipient> RECIPIENT = object(
            field("path", PATH, Recipient::path),
            optional("notify", TEXT, Recipient::notifyOn),
            optional("orcpt", TEXT, Recipient::orcpt),
            Recipient::new);

    static final Shape<Envelope> ENVELOPE = object(
            field("from", REVERSE, Envelope::reversePath),
            field("parameters", PARAMETERS, Envelope::parameters, Envelope.Parameters.NONE),
            many("to", RECIPIENT, Envelope::recipients),
            Envelope::new);
}
