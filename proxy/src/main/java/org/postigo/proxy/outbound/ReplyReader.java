package org.postigo.proxy.outbound;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postigo.mail.record.Reply;

/** Reads SMTP replies (RFC 5321 §4.2), bounded: 100 lines of 2,000 octets. */
final class ReplyReader {
    private static final int MAX_LINE = 2_000;
    private static final int MAX_LINES = 100;
    private static final Pattern ENHANCED = Pattern.compile("([245]\\.[0-9]{1,3}\\.[0-9]{1,3})(?:\\s+|$)");
    /** As qmail writes it. */
    private static final Pattern ENHANCED_LATE = Pattern.compile("\\(#([245]\\.[0-9]{1,3}\\.[0-9]{1,3})\\)");

    private final InputStream in;
    private final byte[] buffer = new byte[4_096];
    private int next;
    private int end;

    ReplyReader(InputStream in) {
        this.in = in;
    }

    /** Whether octets wait that were read before they were asked for. */
    boolean hasMore() {
        return next < end;
    }

    /** A reply with its lines as they came. */
    record Lines(int code, List<String> lines) {
        Reply reply() {
            String enhanced = "";
            var text = new StringBuilder();
            for (String line : lines) {
                Matcher matcher = ENHANCED.matcher(line);
                String rest = line;
                if (matcher.lookingAt() && matcher.group(1).charAt(0) == '0' + code / 100) {
                    enhanced = matcher.group(1);
                    rest = line.substring(matcher.end());
                }
                if (!text.isEmpty() && !rest.isEmpty()) {
                    text.append(' ');
                }
                text.append(rest);
            }
            if (enhanced.isEmpty()) {
                Matcher late = ENHANCED_LATE.matcher(text);
                enhanced = late.find() && late.group(1).charAt(0) == '0' + code / 100 ? late.group(1) : "";
            }
            return new Reply(code, enhanced, text.length() > 500 ? text.substring(0, 500) : text.toString());
        }
    }

    /** The next reply. */
    Reply read(Deadline deadline) throws IOException {
        return readLines(deadline).reply();
    }

    /** The next reply, line by line; a server that sends an octet now and then does not get past the deadline. */
    Lines readLines(Deadline deadline) throws IOException {
        List<String> lines = new ArrayList<>(1);
        int code = 0;
        while (true) {
            String line = line(deadline);
            if (line.length() < 3 || !isCode(line)) {
                throw new ProtocolException("not an SMTP reply: " + line);
            }
            int now = Integer.parseInt(line, 0, 3, 10);
            if (now < 200 || code != 0 && now != code || lines.size() >= MAX_LINES) {
                throw new ProtocolException("not an SMTP reply: " + line);
            }
            code = now;
            lines.add(line.length() > 4 ? line.substring(4) : "");
            if (line.length() == 3 || line.charAt(3) != '-') {
                return new Lines(code, lines);
            }
        }
    }

    private static boolean isCode(String line) {
        return line.charAt(0) >= '2'
                && line.charAt(0) <= '5'
                && Character.digit(line.charAt(1), 10) >= 0
                && line.charAt(1) < 128
                && Character.digit(line.charAt(2), 10) >= 0
                && line.charAt(2) < 128;
    }

    /** One line, its end removed, all but printable ASCII replaced. */
    private String line(Deadline deadline) throws IOException {
        var line = new byte[128];
        int length = 0;
        while (true) {
            if (next == end) {
                deadline.check();
                next = 0;
                end = Math.max(0, in.read(buffer));
                if (end == 0) {
                    throw new EOFException("connection closed by the server");
                }
            }
            byte b = buffer[next++];
            if (b == '\n') {
                break;
            }
            if (b == '\r') {
                continue;
            }
            if (length == MAX_LINE) {
                throw new ProtocolException("reply line too long");
            }
            if (length == line.length) {
                line = java.util.Arrays.copyOf(line, length * 2);
            }
            line[length++] = b >= ' ' && b < 127 ? b : (byte) '?';
        }
        return new String(line, 0, length, StandardCharsets.ISO_8859_1);
    }
}
