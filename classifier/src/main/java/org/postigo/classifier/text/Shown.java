package org.postigo.classifier.text;

import java.util.Arrays;

/** Text as octets in UTF-8, in lower case, any run of white space one space: layout is not text. */
final class Shown {
    private final byte[] out;
    private int size;
    private boolean space = true;

    /** Takes in at most {@code max} octets. */
    Shown(int max) {
        out = new byte[max];
    }

    /** Adds a text and a line's end. */
    void line(String text) {
        int n = text.length();
        for (int i = 0; i < n && size < out.length; i++) {
            char c = text.charAt(i);
            if (c > ' ' && c < 127) {
                i = plain(text, i) - 1;
            } else if (c <= ' ' || c == '\u00a0') {
                white();
            } else {
                int point = Character.codePointAt(text, i);
                put(Character.toLowerCase(point));
                i += Character.charCount(point) - 1;
                space = false;
            }
        }
        white();
    }

    /** Takes in characters of ASCII from one on, up to the first other one or white space; says where that is. */
    private int plain(String text, int from) {
        byte[] into = out;
        int n = Math.min(text.length(), from + into.length - size);
        int at = size - from;
        int i = from;
        for (; i < n; i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c >= 127) {
                break;
            }
            into[at + i] = (byte) (c >= 'A' && c <= 'Z' ? c + 32 : c);
        }
        size = at + i;
        space = false;
        return i;
    }

    private void white() {
        if (!space) {
            octet(' ');
        }
        space = true;
    }

    private void put(int point) {
        if (point < 0x80) {
            octet(point);
        } else if (point < 0x800) {
            octet(0xc0 | point >> 6);
            octet(0x80 | point & 63);
        } else if (point < 0x10000) {
            octet(0xe0 | point >> 12);
            octet(0x80 | point >> 6 & 63);
            octet(0x80 | point & 63);
        } else {
            octet(0xf0 | point >> 18);
            octet(0x80 | point >> 12 & 63);
            octet(0x80 | point >> 6 & 63);
            octet(0x80 | point & 63);
        }
    }

    private void octet(int octet) {
        if (size < out.length) {
            out[size++] = (byte) octet;
        }
    }

    byte[] octets() {
        return Arrays.copyOf(out, size);
    }
}
