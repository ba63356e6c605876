package org.postigo.proxy.inbound;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the library reads: verbs, one at a time, each once its whole line has come. */
final class VerbStream extends InputStream {
    private final Supplier<@Nullable String> verbs;
    private byte[] verb = new byte[0];
    private int at;

    /**
     * Begins to wait for a verb when the first one is read.
     *
     * @param verbs waits for the next one; null at the end
     */
    VerbStream(Supplier<@Nullable String> verbs) {
        this.verbs = verbs;
    }

    @Override
    public int read() {
        return ready() ? verb[at++] : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        if (!ready()) {
            return -1;
        }
        int n = Math.min(length, verb.length - at);
        System.arraycopy(verb, at, target, offset, n);
        at += n;
        return n;
    }

    @Override
    public int available() {
        return verb.length - at;
    }

    private boolean ready() {
        if (at < verb.length) {
            return true;
        }
        String next = verbs.get();
        if (next == null) {
            return false;
        }
        verb = (next + "\r\n").getBytes(StandardCharsets.US_ASCII);
        at = 0;
        return true;
    }
}
