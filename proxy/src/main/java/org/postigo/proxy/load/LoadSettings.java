package org.postigo.proxy.load;

import java.time.Duration;
import java.util.List;
import org.postigo.mail.Recipient;
import org.postigo.mail.ReversePath;

/**
 * How mail is sent.
 *
 * @param host to send to
 * @param port to send to
 * @param sessions at the same time
 * @param messages to send in all, at least 1
 * @param limit after which no more are begun, however many are left
 * @param perConnection messages on one connection before it is closed; 1 makes a connection for each
 * @param pipelining whether MAIL, RCPT and DATA go out together where PIPELINING is offered
 * @param helo name in EHLO
 * @param reversePath MAIL FROM
 * @param recipients one is taken for each message, in turn; at least one
 * @param pids of processes whose CPU time is told beside our own, such as the appliance's
 */
public record LoadSettings(
        String host,
        int port,
        int sessions,
        long messages,
        Duration limit,
        int perConnection,
        boolean pipelining,
        String helo,
        ReversePath reversePath,
        List<Recipient> recipients,
        List<Long> pids) {
    /** Checks ranges, copies. */
    public LoadSettings {
        recipients = List.copyOf(recipients);
        pids = List.copyOf(pids);
        if (sessions < 1 || messages < 1 || perConnection < 1 || recipients.isEmpty()) {
            throw new IllegalArgumentException(
                    "sessions, messages, messages for each connection and recipients are at least one");
        }
        if (port < 1 || port > 65535 || helo.isBlank()) {
            throw new IllegalArgumentException("not an address to send to: " + host + ":" + port);
        }
    }

    /** Kept connections, pipelined, at most ten minutes. */
    public static LoadSettings to(String host, int port, int sessions, long messages, List<Recipient> recipients) {
        return new LoadSettings(
                host,
                port,
                sessions,
                messages,
                Duration.ofMinutes(10),
                Integer.MAX_VALUE,
                true,
                "bench.example.net",
                ReversePath.of("bench@example.net"),
                recipients,
                List.of());
    }

    /** The same with other connections. */
    public LoadSettings withPerConnection(int messagesEach) {
        return new LoadSettings(
                host, port, sessions, messages, limit, messagesEach, pipelining, helo, reversePath, recipients, pids);
    }
}
