package org.postigo.proxy.outbound;

import java.util.List;
import java.util.Optional;

/**
 * A snapshot for metrics and health.
 *
 * @param servers by name
 */
public record RelayFigures(List<OfServer> servers) {
    /** Copies the list. */
    public RelayFigures {
        servers = List.copyOf(servers);
    }

    /**
     * One mailbox server; counts since start.
     *
     * @param server as {@code host:port}
     * @param accepted copies that it took
     * @param rejected copies that it refused for good
     * @param deferred copies put off, by it or by our trouble with it
     * @param inDoubt copies whose content went out and got no reply
     * @param probes recipients asked for, cached answers not counted
     * @param troubles connections and transactions that failed for no fault of the sender's
     * @param connected connections opened
     * @param live connections now
     * @param idle of these, unused
     * @param waiting transactions that wait for a connection
     * @param circuitOpen why mail for it is put off at once; empty while all is well
     * @param lastTrouble the last one since start
     * @param delivery times from the first command to the last reply of a transaction
     * @param probe times of a probe
     */
    public record OfServer(
            String server,
            long accepted,
            long rejected,
            long deferred,
            long inDoubt,
            long probes,
            long troubles,
            long connected,
            int live,
            int idle,
            int waiting,
            Optional<String> circuitOpen,
            Optional<String> lastTrouble,
            Latencies.Summary delivery,
            Latencies.Summary probe) {}
}
