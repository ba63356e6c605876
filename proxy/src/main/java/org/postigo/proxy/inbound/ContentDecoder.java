package org.postigo.proxy.inbound;

/**
 * Turns the octets behind DATA or BDAT into content, whatever pieces they come in.
 *
 * <p>Only CRLF ends a line and only CRLF.CRLF ends the data (RFC 5321 §2.3.8, §4.1.1.4). A CR or LF elsewhere becomes
 * CRLF in the content and is counted, but begins no line in the sense of the protocol: a dot behind it is neither taken
 * off nor the end. Since whoever sends the content on stuffs every line that begins with a dot, no two servers can
 * disagree on where a message ends, which is what SMTP smuggling lives on.
 */
final class ContentDecoder {
    /** Where decoded octets go. */
    @FunctionalInterface
    interface Sink {
        void write(byte[] octets, int offset, int length);
    }

    private enum State {
        /** Behind CRLF, or at the first octet. */
        LINE_START,
        /** A dot at the start of a line has come and is not content yet. */
        DOT,
        /** A dot and a CR at the start of a line. */
        DOT_CR,
        /** Within a line. */
        WITHIN,
        /** A CR has come and is not content yet. */
        CR,
        /** The final dot has come. */
        ENDED
    }

    private static final byte[] CRLF = {'\r', '\n'};

    private final Sink sink;
    private final boolean dots;
    private State state = State.LINE_START;
    private boolean openLine;
    private long stray;

    private ContentDecoder(Sink sink, boolean dots) {
        this.sink = sink;
        this.dots = dots;
    }

    /** For DATA: dots are unstuffed, and the lone one ends it. */
    static ContentDecoder forData(Sink sink) {
        return new ContentDecoder(sink, true);
    }

    /** For BDAT (RFC 3030): octets are counted by the caller, dots mean nothing. */
    static ContentDecoder forChunks(Sink sink) {
        return new ContentDecoder(sink, false);
    }

    /** Whether the final dot has come. */
    boolean ended() {
        return state == State.ENDED;
    }

    /** CR and LF that were not part of CRLF, and a last line without an end. */
    long stray() {
        return stray;
    }

    /** Decodes octets from {@code from} to before {@code to}, at most up to the final dot; says where it stopped. */
    int decode(byte[] octets, int from, int to) {
        int i = from;
        while (i < to && state != State.ENDED) {
            switch (state) {
                case LINE_START -> {
                    if (dots && octets[i] == '.') {
                        state = State.DOT;
                        i++;
                    } else {
                        state = State.WITHIN;
                    }
                }
                case DOT -> {
                    if (octets[i] == '\r') {
                        state = State.DOT_CR;
                        i++;
                    } else {
                        // RFC 5321 §4.5.2: one leading dot is taken off.
                        state = State.WITHIN;
                    }
                }
                case DOT_CR -> {
                    if (octets[i] == '\n') {
                        state = State.ENDED;
                        i++;
                    } else {
                        state = State.CR;
                    }
                }
                case CR -> {
                    sink.write(CRLF, 0, 2);
                    openLine = false;
                    if (octets[i] == '\n') {
                        state = State.LINE_START;
                        i++;
                    } else {
                        stray++;
                        state = State.WITHIN;
                    }
                }
                case WITHIN -> i = within(octets, i, to);
                case ENDED -> throw new IllegalStateException();
            }
        }
        return i;
    }

    /** Passes on the longest run that needs no change, over many lines if need be. */
    private int within(byte[] octets, int from, int to) {
        int i = from;
        while (i < to) {
            byte octet = octets[i];
            if (octet == '\r') {
                if (i + 2 < to && octets[i + 1] == '\n' && !(dots && octets[i + 2] == '.')) {
                    i += 2;
                    continue;
                }
                break;
            }
            if (octet == '\n') {
                break;
            }
            i++;
        }
        if (i > from) {
            sink.write(octets, from, i - from);
            openLine = octets[i - 1] != '\n';
        }
        if (i == to) {
            return i;
        }
        if (octets[i] == '\r') {
            state = State.CR;
        } else {
            sink.write(CRLF, 0, 2);
            openLine = false;
            stray++;
        }
        return i + 1;
    }

    /** After the last chunk: ends an open line, since content that is sent on with DATA must end with CRLF. */
    void finishChunks() {
        if (state == State.CR || openLine) {
            sink.write(CRLF, 0, 2);
            stray++;
        }
        state = State.ENDED;
    }
}
