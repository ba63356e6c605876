package org.postigo.mail.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a message's header section ends, and what has to be mended in it before it is tokenized.
 *
 * <p>A line that is neither field nor continuation ends the section where what follows is no field either (the blank
 * line was forgotten, and is put in); otherwise it is a stray line, such as mbox's {@code From }, and left out, because mail programs
 * go on reading fields behind it.
 *
 * @param end offset of the octet behind the last field
 * @param repaired the fields without the stray lines and with the blank line, where something was amiss
 * @param defects in words
 */
record HeaderSection(int end, Optional<byte[]> repaired, List<String> defects) {
    HeaderSection {
        defects = List.copyOf(defects);
    }

    /** @param max octets looked at; behind them nothing is mended, since the budget is exceeded anyway */
    static HeaderSection of(byte[] octets, int max) {
        int limit = (int) Math.min(octets.length, max + 1L);
        List<int[]> stray = new ArrayList<>();
        boolean amiss = false;
        int at = 0;
        while (at < limit) {
            int next = lineEnd(octets, at, limit);
            if (isBlank(octets, at)) {
                return finish(octets, at, stray, amiss, true);
            }
            boolean continuation = at > 0 && (octets[at] == ' ' || octets[at] == '\t');
            if (!continuation && !isField(octets, at, next)) {
                boolean goesOn =
                        isMboxLine(octets, at) || next < limit && isField(octets, next, lineEnd(octets, next, limit));
                if (!goesOn) {
                    return finish(octets, at, stray, amiss, false);
                }
                stray.add(new int[] {at, next});
                amiss |= !isMboxLine(octets, at);
            }
            at = next;
        }
        return finish(octets, at, stray, amiss, true);
    }

    private static HeaderSection finish(byte[] octets, int end, List<int[]> stray, boolean amiss, boolean blankLine) {
        if (stray.isEmpty() && blankLine) {
            return new HeaderSection(end, Optional.empty(), List.of());
        }
        List<String> defects = new ArrayList<>();
        var fields = new ByteArrayOutputStream(end + 2);
        int from = 0;
        for (int[] line : stray) {
            fields.write(octets, from, line[0] - from);
            from = line[1];
        }
        fields.write(octets, from, end - from);
        // A line of an mbox file says where a message was kept, not what is wrong with it.
        if (amiss) {
            defects.add("a line in the header section that is no field");
        }
        if (!blankLine) {
            // mime4j finds this itself, but then loses the second line of the body (it was read to look for folding).
            fields.writeBytes(new byte[] {'\r', '\n'});
            defects.add("header section without a blank line");
        }
        return new HeaderSection(end, Optional.of(fields.toByteArray()), defects);
    }

    private static int lineEnd(byte[] octets, int at, int limit) {
        int i = at;
        while (i < limit && octets[i] != '\n') {
            i++;
        }
        return Math.min(i + 1, limit);
    }

    /** {@code From } or {@code >From }, the separators of mbox files. */
    private static boolean isMboxLine(byte[] octets, int at) {
        int from = octets[at] == '>' ? at + 1 : at;
        return from + 5 <= octets.length && new String(octets, from, 5, StandardCharsets.ISO_8859_1).equals("From ");
    }

    private static boolean isBlank(byte[] octets, int at) {
        return octets[at] == '\n' || octets[at] == '\r' && at + 1 < octets.length && octets[at + 1] == '\n';
    }

    /** RFC 5322 §2.2 and §4.5: printable octets up to a colon, blanks before it let pass. */
    private static boolean isField(byte[] octets, int at, int end) {
        int i = at;
        while (i < end && octets[i] > ' ' && octets[i] < 127 && octets[i] != ':') {
            i++;
        }
        if (i == at) {
            return false;
        }
        while (i < end && (octets[i] == ' ' || octets[i] == '\t')) {
            i++;
        }
        return i < end && octets[i] == ':';
    }
}
