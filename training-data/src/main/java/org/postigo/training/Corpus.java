package org.postigo.training;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.postigo.classifier.text.Label;
import org.postigo.mail.Client;
import org.postigo.mail.Content;
import org.postigo.mail.DomainName;
import org.postigo.mail.Envelope;
import org.postigo.mail.MailId;
import org.postigo.mail.MailObject;
import org.postigo.mail.Mailbox;
import org.postigo.mail.Recipient;
import org.postigo.mail.ReversePath;
import org.postigo.mail.message.Header;
import org.postigo.mail.message.HeaderField;
import org.postigo.mail.message.MailDate;
import org.postigo.mail.message.MessageParser;
import org.postigo.mail.message.ParseOutcome;
import org.postigo.mail.message.ParsedMessage;

/**
 * Labelled mail as the TREC spam track keeps it: an index of lines {@code spam|ham path}, oldest message first, paths
 * relative to the index's folder. A capitalised label ({@code Spam}, {@code HAM}) is scored, but not fed back.
 *
 * @param index file of the index, for messages to the user
 * @param entries in the index's order
 * @param reading what is done to a message before anything sees it
 */
public record Corpus(Path index, List<Entry> entries, Reading reading) {
    /** Fields that say whom a message was for, the surest first. */
    private static final List<String> RECIPIENT_FIELDS =
            List.of("Delivered-To", "X-Original-To", "Envelope-To", "X-Delivered-To", "To");

    /** A client of which nothing is known (RFC 5737). */
    private static final Client CLIENT = Client.plain(InetAddress.ofLiteral("192.0.2.1"), "client.invalid");

    /** Copies the list. */
    public Corpus {
        entries = List.copyOf(entries);
    }

    /**
     * One message.
     *
     * @param label what it is
     * @param feedBack whether it may be learnt
     * @param path as the index names it
     */
    public record Entry(Label label, boolean feedBack, String path) {}

    /**
     * How messages are read.
     *
     * @param without fields taken out before anything sees the message
     * @param recipient whom all of it is for
     * @param receiver who is believed about the client, if anybody
     */
    public record Reading(Ablation without, Recipient recipient, Optional<TrustedReceiver> receiver) {
        /** As the messages are, for nobody, from an unknown client. */
        public static final Reading PLAIN =
                new Reading(Ablation.NONE, Recipient.of("corpus@recipient.invalid"), Optional.empty());

        /** The same for somebody of a domain. */
        public Reading to(DomainName domain) {
            return new Reading(without, Recipient.of("corpus@" + domain), receiver);
        }

        /** The same without some fields. */
        public Reading without(Ablation fields) {
            return new Reading(fields, recipient, receiver);
        }

        /** The same, believing a receiver about the client. */
        public Reading believing(TrustedReceiver whom) {
            return new Reading(without, recipient, Optional.of(whom));
        }
    }

    /**
     * A message as it comes in, and what only its teacher knows.
     *
     * @param mail for the filter
     * @param recipient whom it was for, as the fields of the file say whatever is taken out of them; its path if none does
     */
    record Arrival(MailObject mail, String recipient) {}

    /** An index that cannot be used; the message says which line and what to do. */
    public static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;

        Malformed(String message) {
            super(message);
        }
    }

    /** Reads an index; the messages themselves are read later, one by one. */
    public static Corpus read(Path index) throws IOException, Malformed {
        var entries = new ArrayList<Entry>();
        List<String> lines;
        try {
            lines = new String(Files.readAllBytes(index), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (NoSuchFileException e) {
            throw new Malformed("there is no index " + index);
        }
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty()) {
                entries.add(entry(index, i + 1, line));
            }
        }
        if (entries.isEmpty()) {
            throw new Malformed(index + " names no message");
        }
        return new Corpus(index, entries, Reading.PLAIN);
    }

    /** The same messages, read otherwise. */
    public Corpus reading(Reading how) {
        return new Corpus(index, entries, how);
    }

    /** A short name for tables: the folder of an index called {@code index}, else the file's own. */
    public String name() {
        Path whole = index.toAbsolutePath().normalize();
        int last = whole.getNameCount() - 1;
        return whole.getName(whole.endsWith("index") && last > 0 ? last - 1 : last)
                .toString();
    }

    private static Entry entry(Path index, int number, String line) throws Malformed {
        String[] words = line.split("\\s+", 2);
        boolean spam = words[0].equalsIgnoreCase("spam");
        if (words.length < 2 || !spam && !words[0].equalsIgnoreCase("ham")) {
            throw new Malformed(index + ", line " + number + ": a line is 'spam PATH' or 'ham PATH'");
        }
        return new Entry(spam ? Label.SPAM : Label.HAM, Character.isLowerCase(words[0].charAt(0)), words[1]);
    }

    /**
     * A message as if it had just arrived: envelope and time are those that its trace fields tell.
     *
     * @param number of the message, from 0: its name depends on nothing else
     */
    public MailObject mail(int number) throws IOException {
        return mail(file(number), number, reading);
    }

    /** The same, with what its teacher knows. */
    Arrival arrival(int number) throws IOException {
        byte[] file = file(number);
        return new Arrival(mail(file, number, reading), recipient(headOf(file).header(), number));
    }

    private byte[] file(int number) throws IOException {
        return Files.readAllBytes(index.resolveSibling(entries.get(number).path()));
    }

    private String recipient(Header header, int number) {
        for (String field : RECIPIENT_FIELDS) {
            String value = header.value(field).replaceAll("^.*<|[>,].*$", "").strip();
            Optional<Mailbox> mailbox = Mailbox.parse(value);
            if (mailbox.isPresent()) {
                return mailbox.get().toString();
            }
        }
        return entries.get(number).path();
    }

    /** Octets of a file as a mail object; a leading mbox line is no part of the message. */
    public static MailObject mail(byte[] file, int number) {
        return mail(file, number, Reading.PLAIN);
    }

    private static MailObject mail(byte[] file, int number, Reading reading) {
        byte[] octets = reading.without().apply(withoutMboxLine(file));
        ParsedMessage head = headOf(octets);
        Instant received = received(head.header());
        var mail = new MailObject(
                MailId.next(received, new SplittableRandom(number)),
                received,
                CLIENT,
                new Envelope(reversePath(head.header()), Envelope.Parameters.NONE, List.of(reading.recipient())),
                Content.of(octets));
        return reading.receiver()
                .map(whom -> whom.withClient(mail, head.header()))
                .orElse(mail);
    }

    private static byte[] withoutMboxLine(byte[] file) {
        if (!new String(file, 0, Math.min(5, file.length), StandardCharsets.ISO_8859_1).equals("From ")) {
            return file;
        }
        int end = 0;
        while (end < file.length && file[end] != '\n') {
            end++;
        }
        return Arrays.copyOfRange(file, Math.min(end + 1, file.length), file.length);
    }

    private static ParsedMessage headOf(byte[] octets) {
        int end = 0;
        int line = 0;
        while (end < octets.length) {
            if (octets[end] == '\n') {
                if (line == 0) {
                    break;
                }
                line = 0;
            } else if (octets[end] != '\r') {
                line++;
            }
            end++;
        }
        return switch (new MessageParser().parse(Arrays.copyOf(octets, end))) {
            case ParseOutcome.Parsed(ParsedMessage message) -> message;
            case ParseOutcome.TooComplex(String budget, ParsedMessage soFar) -> soFar;
        };
    }

    /** What the last host wrote: the topmost Received field (RFC 5321 §4.4), else Date. */
    private static Instant received(Header header) {
        for (HeaderField field : header.all("Received")) {
            String value = field.decoded();
            Optional<Instant> time = MailDate.parse(value.substring(value.lastIndexOf(';') + 1));
            if (time.isPresent() && time.get().isAfter(Instant.EPOCH)) {
                return time.get();
            }
        }
        return MailDate.parse(header.value("Date"))
                .filter(Instant.EPOCH::isBefore)
                .orElse(Instant.EPOCH);
    }

    private static ReversePath reversePath(Header header) {
        String value = header.value("Return-Path").replaceAll("^.*<|>.*$", "").strip();
        return Mailbox.parse(value).<ReversePath>map(ReversePath.Of::new).orElseGet(ReversePath.Null::new);
    }
}
