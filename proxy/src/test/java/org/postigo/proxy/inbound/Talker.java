package org.postigo.proxy.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** A client that sends the octets that a test wants and reads replies; ISO 8859-1, so that one character is one octet. */
final class Talker implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 60_000;

    private Socket socket;
    private InputStream in;

    Talker(InetSocketAddress server) {
        try {
            socket = new Socket(server.getAddress(), server.getPort());
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MILLIS);
            in = new BufferedInputStream(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends octets as they are. */
    Talker raw(String octets) {
        try {
            socket.getOutputStream().write(octets.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a line and reads the reply. */
    String say(String line) {
        return raw(line + "\r\n").reply();
    }

    /** Sends a line and expects a reply that begins like this. */
    Talker expect(String line, String reply) {
        assertThat(say(line)).as("reply to %s", line).startsWith(reply);
        return this;
    }

    /** Expects a reply that begins like this. */
    Talker expect(String reply) {
        assertThat(reply()).startsWith(reply);
        return this;
    }

    /** Greeting and EHLO. */
    Talker greeted() {
        return expect("220 ").expect("EHLO client.example.org", "250-");
    }

    /** One transaction up to 354. */
    Talker begun(String from, String to) {
        return expect("MAIL FROM:<" + from + ">", "250 ")
                .expect("RCPT TO:<" + to + ">", "250 ")
                .expect("DATA", "354 ");
    }

    /** All lines of the next reply joined by a bar; the empty string at the end of the connection. */
    String reply() {
        var lines = new StringBuilder();
        while (true) {
            String line = line();
            if (line.isEmpty()) {
                return lines.toString();
            }
            lines.append(lines.isEmpty() ? "" : "|").append(line);
            if (line.length() < 4 || line.charAt(3) != '-') {
                return lines.toString();
            }
        }
    }

    /** The next line without its end; the empty string at the end of the connection. */
    String line() {
        try {
            var line = new ByteArrayOutputStream();
            for (int c = in.read(); c >= 0; c = in.read()) {
                if (c == '\n') {
                    return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
                }
                line.write(c);
            }
            return line.toString(StandardCharsets.ISO_8859_1);
        } catch (SocketException reset) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether an octet or the end comes within so many milliseconds. */
    boolean hearsWithin(int millis) {
        try {
            socket.setSoTimeout(millis);
            in.mark(1);
            in.read();
            in.reset();
            return true;
        } catch (SocketTimeoutException nothing) {
            return false;
        } catch (IOException e) {
            return true;
        } finally {
            patient();
        }
    }

    private void patient() {
        try {
            socket.setSoTimeout(PATIENCE_MILLIS);
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything up to the end of the connection. */
    String rest() {
        var all = new StringBuilder();
        for (String line = line(); !line.isEmpty(); line = line()) {
            all.append(line).append('\n');
        }
        return all.toString();
    }

    /** Ends our direction only. */
    Talker halfClose() {
        try {
            socket.shutdownOutput();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Does the client's part of a handshake. */
    Talker tls(SSLSocketFactory factory) throws IOException {
        var tls = (SSLSocket) factory.createSocket(socket, "mx.example.net", socket.getPort(), true);
        tls.startHandshake();
        socket = tls;
        in = new BufferedInputStream(tls.getInputStream());
        return this;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
