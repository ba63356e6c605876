package org.postigo.appliance.figures;

import java.util.function.ToLongFunction;
import org.postigo.proxy.outbound.RelayFigures;

/**
 * All mailbox servers together; which of them is in trouble, health says.
 *
 * @param accepted copies taken
 * @param rejected copies refused for good
 * @param deferred copies put off
 * @param inDoubt copies whose content went out and got no reply
 * @param probes recipients asked for
 * @param troubles connections and transactions that failed for no fault of the sender's
 * @param live connections now
 * @param idle of these, unused
 * @param waiting transactions that wait for a connection
 * @param circuitsOpen servers whose mail is put off at once
 */
public record Relay(
        long accepted,
        long rejected,
        long deferred,
        long inDoubt,
        long probes,
        long troubles,
        long live,
        long idle,
        long waiting,
        long circuitsOpen) {
    /** The sums. */
    public static Relay of(RelayFigures figures) {
        ToLongFunction<ToLongFunction<RelayFigures.OfServer>> sum =
                each -> figures.servers().stream().mapToLong(each).sum();
        return new Relay(
                sum.applyAsLong(RelayFigures.OfServer::accepted),
                sum.applyAsLong(RelayFigures.OfServer::rejected),
                sum.applyAsLong(RelayFigures.OfServer::deferred),
                sum.applyAsLong(RelayFigures.OfServer::inDoubt),
                sum.applyAsLong(RelayFigures.OfServer::probes),
                sum.applyAsLong(RelayFigures.OfServer::troubles),
                sum.applyAsLong(RelayFigures.OfServer::live),
                sum.applyAsLong(RelayFigures.OfServer::idle),
                sum.applyAsLong(RelayFigures.OfServer::waiting),
                sum.applyAsLong(server -> server.circuitOpen().isPresent() ? 1 : 0));
    }
}
