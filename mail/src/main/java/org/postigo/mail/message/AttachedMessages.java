package org.postigo.mail.message;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.apache.james.mime4j.stream.RecursionMode;

/**
 * Messages that somebody forwards as attachments, octet by octet as they stand in the letter around them: parts of type
 * {@code message/rfc822} or {@code message/global} (RFC 2046 §5.2.1, RFC 6532), also of a {@code multipart/digest} and in
 * any other multipart, and files that are named {@code .eml}, whatever type their sender's program gave them. What is
 * attached to such a message in its turn stays inside.
 *
 * <p>Whatever the octets are, nothing is thrown: what cannot be read ends the search.
 */
public final class AttachedMessages {
    private static final int MOST_PARTS = 1_000;
    private static final MimeConfig CONFIG = MimeConfig.custom()
            .setMaxLineLen(-1)
            .setMaxHeaderLen(-1)
            .setMaxHeaderCount(-1)
            .setMaxContentLen(-1)
            .setMalformedHeaderStartsBody(true)
            .build();

    private AttachedMessages() {}

    /**
     * Those of a letter, in their order, with CRLF line ends and an end to their last line.
     *
     * @param letter header section and body
     * @param most to look for
     */
    public static List<byte[]> of(byte[] letter, int most) {
        var found = new ArrayList<byte[]>();
        var stream = new MimeTokenStream(CONFIG, DecodeMonitor.SILENT, null);
        stream.setRecursionMode(RecursionMode.M_NO_RECURSE);
        var fields = new ArrayList<HeaderField>();
        int parts = 0;
        try {
            stream.parse(new ByteArrayInputStream(letter));
            for (EntityState state = stream.getState();
                    state != EntityState.T_END_OF_STREAM && found.size() < most && parts < MOST_PARTS;
                    state = stream.next()) {
                switch (state) {
                    case T_START_BODYPART, T_START_MESSAGE -> {
                        fields.clear();
                        parts++;
                    }
                    case T_FIELD ->
                        fields.add(Fields.of(
                                stream.getField().getName(),
                                stream.getField().getRaw().toByteArray()));
                    case T_BODY -> {
                        String type = String.valueOf(stream.getBodyDescriptor().getMimeType())
                                .toLowerCase(Locale.ROOT);
                        if (message(type, new Header(fields))) {
                            found.add(crlf(TransferDecoding.decode(
                                    String.valueOf(stream.getBodyDescriptor().getTransferEncoding()),
                                    stream.getInputStream().readAllBytes(),
                                    _ -> {})));
                        }
                    }
                    default -> {}
                }
            }
        } catch (MimeException | IOException | RuntimeException unreadable) {
            // Octets in memory cause no I/O trouble: it is the letter's own doing, and what was found before it counts.
            return List.copyOf(found);
        }
        return List.copyOf(found);
    }

    private static boolean message(String type, Header header) {
        if (type.equals("message/rfc822") || type.equals("message/global")) {
            return true;
        }
        Optional<String> name = Parameters.of(header.first("Content-Disposition"))
                .get("filename")
                .or(() -> Parameters.of(header.first("Content-Type")).get("name"));
        return name.filter(each -> each.toLowerCase(Locale.ROOT).endsWith(".eml"))
                .isPresent();
    }

    /** Files may have been saved with the line ends of their system. */
    private static byte[] crlf(byte[] octets) {
        var out = new ByteArrayOutputStream(octets.length + 64);
        int before = '\n';
        for (byte octet : octets) {
            if (octet == '\n' && before != '\r') {
                out.write('\r');
            }
            out.write(octet);
            before = octet;
        }
        if (before != '\n') {
            out.write('\r');
            out.write('\n');
        }
        return out.toByteArray();
    }
}
