package org.postigo.mail.message;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.stream.BodyDescriptor;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.apache.james.mime4j.stream.RecursionMode;
import org.apache.james.mime4j.util.ByteSequence;
import org.postigo.mail.Content;
import org.postigo.mail.Mailbox;

/**
 * Takes a message apart once, for all checks (RFC 5322, RFC 2045–2047, RFC 2231), reading it as leniently as mail
 * programs do: what a person will see is what must be judged.
 *
 * <p>No bytes whatever make it throw, and its time grows with their number. mime4j finds fields and parts; the decoding
 * of words, parameters, charsets and transfer encodings is ours, since a filter has to read also what the standards
 * forbid. Safe for use by many threads.
 */
public final class MessageParser {
    /** Longest joined text, and longest joined HTML, in characters; the parts themselves are not cut. */
    static final int MAX_TEXT = 1_000_000;

    private static final int MAX_DEFECTS = 50;
    private static final MimeConfig CONFIG = MimeConfig.custom()
            .setMaxLineLen(-1)
            .setMaxHeaderLen(-1)
            .setMaxHeaderCount(-1)
            .setMaxContentLen(-1)
            .setMalformedHeaderStartsBody(true)
            .build();

    private final Limits limits;

    /**
     * What a message may ask of us.
     *
     * @param depth levels of parts below the message
     * @param parts in all, the message itself included
     * @param headerOctets of one header section
     */
    public record Limits(int depth, int parts, int headerOctets) {
        /** Depth 50, 1,000 parts, 256 KB. */
        public static final Limits DEFAULT = new Limits(50, 1_000, 256 * 1024);
    }

    /** A parser with the default limits. */
    public MessageParser() {
        this(Limits.DEFAULT);
    }

    /** A parser with limits of its own. */
    public MessageParser(Limits limits) {
        this.limits = limits;
    }

    /**
     * Takes the content apart.
     *
     * @throws IOException if the content itself cannot be read; never for what is in it
     */
    public ParseOutcome parse(Content content) throws IOException {
        return parse(content.bytes());
    }

    /** Takes octets apart. */
    public ParseOutcome parse(byte[] octets) {
        return new Run(octets).outcome();
    }

    /** A budget was exceeded. */
    private static final class Exceeded extends Exception {
        private static final long serialVersionUID = 1;

        Exceeded(String budget) {
            super(budget, null, false, false);
        }
    }

    /** One message on its way through the tokenizer. */
    private final class Run {
        private final byte[] octets;
        private final List<String> defects = new ArrayList<>();
        private final Deque<Building> open = new ArrayDeque<>();
        private final List<Part> leaves = new ArrayList<>();
        private Part root =
                new Part(new Header(List.of()), "text/plain", "", Optional.empty(), false, new byte[0], List.of());
        private int parts;

        Run(byte[] octets) {
            this.octets = octets;
        }

        ParseOutcome outcome() {
            var stream = new MimeTokenStream(CONFIG, DecodeMonitor.SILENT, null);
            stream.setRecursionMode(RecursionMode.M_RECURSE);
            try {
                HeaderSection section = HeaderSection.of(octets, limits.headerOctets());
                defects.addAll(section.defects());
                stream.parse(input(section));
                for (EntityState state = stream.getState();
                        state != EntityState.T_END_OF_STREAM;
                        state = stream.next()) {
                    meet(state, stream);
                }
                return new ParseOutcome.Parsed(message());
            } catch (Exceeded e) {
                closeAll();
                return new ParseOutcome.TooComplex(String.valueOf(e.getMessage()), message());
            } catch (MimeException | IOException | RuntimeException tokenizerFailed) {
                // Octets in memory cause no I/O trouble: whatever stands here is one message's doing, and holds it.
                closeAll();
                return new ParseOutcome.TooComplex("tokenizer: " + tokenizerFailed, message());
            }
        }

        private InputStream input(HeaderSection section) {
            return section.repaired()
                    .<InputStream>map(fields -> new SequenceInputStream(
                            new ByteArrayInputStream(fields),
                            new ByteArrayInputStream(octets, section.end(), octets.length - section.end())))
                    .orElseGet(() -> new ByteArrayInputStream(octets));
        }

        private void meet(EntityState state, MimeTokenStream stream) throws Exceeded, IOException {
            switch (state) {
                case T_START_MESSAGE, T_START_BODYPART -> start();
                case T_FIELD ->
                    field(stream.getField().getRaw(), stream.getField().getName());
                case T_START_MULTIPART -> top().describe(stream.getBodyDescriptor());
                case T_PREAMBLE -> top().preamble = stream.getInputStream().readAllBytes();
                case T_BODY -> {
                    top().describe(stream.getBodyDescriptor());
                    top().body = stream.getInputStream().readAllBytes();
                }
                case T_END_MESSAGE, T_END_BODYPART -> close();
                default -> {}
            }
        }

        private Building top() {
            return open.element();
        }

        private void start() throws Exceeded {
            if (open.size() > limits.depth()) {
                throw new Exceeded("MIME depth " + limits.depth());
            }
            if (++parts > limits.parts()) {
                throw new Exceeded("MIME parts " + limits.parts());
            }
            open.push(new Building());
        }

        private void field(ByteSequence octets, String name) throws Exceeded {
            Building building = top();
            building.headerOctets += octets.length() + 2;
            if (building.headerOctets > limits.headerOctets()) {
                throw new Exceeded("header section " + limits.headerOctets());
            }
            building.fields.add(Fields.of(name, octets.toByteArray()));
        }

        private void close() {
            Building done = open.pop();
            Part part = done.build(this::defect);
            if (part.children().isEmpty()) {
                leaves.add(part);
            }
            if (open.isEmpty()) {
                root = part;
            } else {
                top().children.add(part);
            }
        }

        private void closeAll() {
            while (!open.isEmpty()) {
                close();
            }
        }

        private void defect(String what) {
            if (defects.size() < MAX_DEFECTS && !defects.contains(what)) {
                defects.add(what);
            }
        }

        private ParsedMessage message() {
            List<Address> from = root.header().all("From").stream()
                    .flatMap(field -> AddressList.parse(field).stream())
                    .toList();
            List<Mailbox> mailboxes = from.stream().map(Address::mailbox).toList();
            return new ParsedMessage(
                    root.header(),
                    root,
                    leaves,
                    mailboxes,
                    from.isEmpty() ? "" : from.getFirst().name(),
                    joined(part -> part.type().equals("text/plain") || part.multipart()),
                    joined(part -> part.type().equals("text/html")),
                    defects);
        }

        private String joined(java.util.function.Predicate<Part> wanted) {
            List<Part> some = leaves.stream()
                    .filter(part -> !part.attachment() && wanted.test(part))
                    .toList();
            if (some.size() == 1) {
                return cut(some.getFirst().text());
            }
            var text = new StringBuilder();
            for (Part part : some) {
                if (text.length() > MAX_TEXT) {
                    break;
                }
                if (!text.isEmpty()) {
                    text.append('\n');
                }
                text.append(part.text());
            }
            return cut(text.toString());
        }

        private static String cut(String text) {
            return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
        }
    }

    /** A part whose end has not come yet. */
    private static final class Building {
        final List<HeaderField> fields = new ArrayList<>();
        final List<Part> children = new ArrayList<>();
        byte[] body = new byte[0];
        byte[] preamble = new byte[0];
        int headerOctets;
        private String type = "";
        private String encoding = "";

        void describe(BodyDescriptor descriptor) {
            type = String.valueOf(descriptor.getMimeType()).toLowerCase(java.util.Locale.ROOT);
            encoding = String.valueOf(descriptor.getTransferEncoding());
        }

        Part build(java.util.function.Consumer<String> defect) {
            var header = new Header(fields);
            if (type.isEmpty()) {
                // The tokenizer describes every part but the one that holds a message; that it just enters.
                type = children.isEmpty() ? "text/plain" : "message/rfc822";
            }
            Parameters contentType = Parameters.of(header.first("Content-Type"));
            Parameters disposition = Parameters.of(header.first("Content-Disposition"));
            if (header.all("Content-Type").size() > 1) {
                defect.accept("several Content-Type fields");
            }
            if (contentType.value().startsWith("multipart/")
                    && contentType.get("boundary").isEmpty()) {
                defect.accept("multipart without boundary");
            }
            boolean multipart = type.startsWith("multipart/");
            if (multipart && children.isEmpty()) {
                defect.accept("multipart without parts");
            }
            byte[] decoded = multipart
                    ? children.isEmpty() ? preamble : new byte[0]
                    : TransferDecoding.decode(encoding, body, defect);
            Optional<String> fileName = disposition
                    .get("filename")
                    .or(() -> contentType.get("name"))
                    .filter(name -> !name.isEmpty());
            boolean leaf = children.isEmpty() && !multipart;
            boolean attachment = disposition.value().equals("attachment")
                    || leaf && !type.startsWith("text/") && !disposition.value().equals("inline");
            return new Part(
                    header, type, contentType.get("charset").orElse(""), fileName, attachment, decoded, children);
        }
    }
}
