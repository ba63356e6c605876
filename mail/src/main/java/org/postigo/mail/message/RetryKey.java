package org.postigo.mail.message;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.postigo.mail.Content;
import org.postigo.mail.ReversePath;

/**
 * What one sender's second attempt at the same message has in common with the first: a SHA-256 over the reverse-path and
 * the content from the first non-trace field down. Message-ID is in that content. The recipient is left out; the caller
 * compares it, and only against attempts that did not end in a 250.
 *
 * <p>Trace fields here are those that a sending system may put on top anew for each attempt: RFC 5321 §4.4's own, those
 * that name a delivery, results of authentication, and signatures, since several servers sign in the moment of sending
 * (with a new time in {@code t=}). They are skipped only at the top; further down every octet counts.
 *
 * @param text 64 hexadecimal digits, lower case
 */
public record RetryKey(String text) {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");
    private static final Set<String> TRACE = Set.of(
            "received",
            "return-path",
            "delivered-to",
            "x-original-to",
            "x-received",
            "received-spf",
            "authentication-results",
            "dkim-signature",
            "domainkey-signature",
            "arc-seal",
            "arc-message-signature",
            "arc-authentication-results");
    private static final String OURS = "x-postigo-";
    /** No field name is longer; what is longer is no trace field. */
    private static final int MAX_NAME = 64;

    private static final int BUFFER = 16 * 1024;

    /** Accepts the 64 digits only. */
    public RetryKey {
        Objects.requireNonNull(text);
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("not a retry key");
        }
    }

    /** Reads the content once, without keeping it; what is in memory is read where it is. */
    public static RetryKey of(ReversePath path, Content content) throws IOException {
        MessageDigest digest = sha256();
        digest.update(path.toString().getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        if (content instanceof Content.InMemory memory) {
            InputStream in = memory.open();
            digest.update(firstNonTrace(in));
            byte[] bytes = memory.bytes();
            int rest = in.available();
            digest.update(bytes, bytes.length - rest, rest);
        } else {
            try (InputStream in = new BufferedInputStream(content.open(), BUFFER)) {
                digest.update(firstNonTrace(in));
                byte[] buffer = new byte[BUFFER];
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    digest.update(buffer, 0, count);
                }
            }
        }
        return new RetryKey(HexFormat.of().formatHex(digest.digest()));
    }

    /** Skips the trace fields; returns what was read of the line behind them. */
    private static byte[] firstNonTrace(InputStream in) throws IOException {
        var start = new ByteArrayOutputStream(MAX_NAME);
        boolean skipping = false;
        while (true) {
            start.reset();
            int c = in.read();
            if (skipping && (c == ' ' || c == '\t')) {
                skipLine(in);
                continue;
            }
            for (; c >= 0 && c != ':' && c != '\n' && start.size() < MAX_NAME; c = in.read()) {
                start.write(c);
            }
            if (c != ':' || !isTrace(start.toString(StandardCharsets.ISO_8859_1))) {
                if (c >= 0) {
                    start.write(c);
                }
                return start.toByteArray();
            }
            skipLine(in);
            skipping = true;
        }
    }

    private static boolean isTrace(String name) {
        String lower = name.strip().toLowerCase(Locale.ROOT);
        return TRACE.contains(lower) || lower.startsWith(OURS);
    }

    private static void skipLine(InputStream in) throws IOException {
        int c = in.read();
        while (c >= 0 && c != '\n') {
            c = in.read();
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
