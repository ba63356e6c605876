package org.postigo.proxy.inbound;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import org.postigo.mail.Client;
import org.postigo.mail.Envelope;
import org.postigo.mail.MailObject;
import org.postigo.mail.Recipient;
import org.postigo.mail.ReversePath;
import org.postigo.mail.record.JournalEntry;
import org.postigo.mail.record.Reply;

/** A gate that remembers what it was asked, takes example.com and ejemplo.mx, and answers as it is told. */
final class TestGate implements Gate {
    static final Reply OK = new Reply(250, "2.0.0", "taken");

    final List<Taken> taken = new CopyOnWriteArrayList<>();
    final List<JournalEntry.Refusal> refusals = new CopyOnWriteArrayList<>();
    final List<Recipient> asked = new CopyOnWriteArrayList<>();
    volatile Offer offer = new Offer(true, true, true, OptionalLong.empty());
    volatile BiFunction<MailObject, Claim, Reply> answer = (mail, claim) -> OK;

    /** A message with the content it had while it could be read, in ISO 8859-1. */
    record Taken(MailObject mail, String content) {}

    @Override
    public Offer offer() {
        return offer;
    }

    @Override
    public Answer recipient(Client client, ReversePath path, Envelope.Parameters parameters, Recipient recipient) {
        asked.add(recipient);
        String domain = recipient.path().domain().text();
        if (recipient.path().mailbox().localPart().equals("fault")) {
            throw new IllegalStateException("thrown by the test at RCPT");
        }
        if (!domain.equals("example.com") && !domain.equals("ejemplo.mx")) {
            return new Answer(new Reply(550, "5.7.1", "Relaying denied"), "told by nobody");
        }
        return Answer.of(
                recipient.path().mailbox().localPart().startsWith("unknown")
                        ? new Reply(550, "5.1.1", "No such user")
                        : new Reply(250, "2.1.5", "OK"));
    }

    @Override
    public Reply message(MailObject mail, Claim claim) {
        try {
            taken.add(new Taken(mail, new String(mail.content().bytes(), StandardCharsets.ISO_8859_1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return answer.apply(mail, claim);
    }

    @Override
    public void refused(JournalEntry.Refusal refusal) {
        refusals.add(refusal);
    }

    List<String> contents() {
        return taken.stream().map(Taken::content).toList();
    }
}
