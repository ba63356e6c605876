package org.postigo.proxy.flow;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.postigo.mail.Content;

/**
 * Content with words before its subject: the one change that a domain may ask for. Every other octet stays; the first
 * Subject field gets the words behind its colon, and a message without one gets a field.
 *
 * @param before as it arrived
 * @param at where the words go in
 * @param words ASCII, with what belongs around them
 */
record TaggedSubject(Content before, int at, byte[] words) implements Content {
    /** A header section that is larger has its subject looked for in its beginning alone. */
    private static final int HEAD = 256 << 10;

    private static final String NAME = "subject:";

    /** With this tag. */
    static Content of(Content content, String tag) throws IOException {
        // One character for each octet, so that places are the same.
        String head = new String(content.head(HEAD), StandardCharsets.ISO_8859_1);
        int end = head.startsWith("\r\n") ? 0 : head.indexOf("\r\n\r\n");
        String section = (end < 0 ? head : head.substring(0, end)).toLowerCase(Locale.ROOT);
        int name = section.startsWith(NAME) ? 0 : section.indexOf("\r\n" + NAME) + 2;
        return name == 1
                ? new TaggedSubject(content, 0, octets("Subject: " + tag + "\r\n"))
                : new TaggedSubject(content, name + NAME.length(), octets(" " + tag));
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public long size() {
        return before.size() + words.length;
    }

    @Override
    public InputStream open() throws IOException {
        InputStream in = before.open();
        try {
            byte[] head = in.readNBytes(at);
            return new SequenceInputStream(Collections.enumeration(
                    List.of(new ByteArrayInputStream(head), new ByteArrayInputStream(words), in)));
        } catch (IOException | RuntimeException broken) {
            in.close();
            throw broken;
        }
    }
}
