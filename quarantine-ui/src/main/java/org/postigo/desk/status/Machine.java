package org.postigo.desk.status;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.postigo.quarantine.retention.Retention;
import org.postigo.store.StoreFigures;

/** Tells how the parts of the running gate do, so that the desk need not know them. */
@FunctionalInterface
public interface Machine {
    /**
     * As it is now; from memory but for the disk's free space and the certificates.
     *
     * @throws IOException if the disk cannot be asked
     */
    State now() throws IOException;

    /**
     * One moment.
     *
     * @param gate where mail comes in
     * @param resolver how it answered last; empty where there is none or nobody asked yet
     * @param judging what judges it
     * @param servers to which it goes
     * @param store where what is held and known lies
     * @param retention what was taken away since its time was over
     * @param model with which it is judged
     * @param certificates that the gate shows
     * @param alarms causes that speak unusually often
     */
    record State(
            Gate gate,
            Optional<Probe> resolver,
            Judging judging,
            List<Server> servers,
            StoreFigures store,
            Retention.Figures retention,
            Model model,
            List<Certificate> certificates,
            List<Alarm> alarms) {
        /** Copies the lists. */
        public State {
            servers = List.copyOf(servers);
            certificates = List.copyOf(certificates);
            alarms = List.copyOf(alarms);
        }
    }

    /**
     * A cause that speaks much more often than it did: a list gone wrong, or a check.
     *
     * @param cause by its name
     * @param since when it was noticed
     * @param hits in the last hour, on mail of proven identity
     * @param messages of proven identity in the last hour
     */
    record Alarm(String cause, Instant since, long hits, long messages) {}

    /**
     * Where mail comes in.
     *
     * @param open connections now
     * @param messages taken since the start
     * @param answered from the final dot to our reply, of 95 in 100
     * @param knock how it answered when it was last tried as by a client; empty before that
     */
    record Gate(long open, long messages, Duration answered, Optional<Probe> knock) {}

    /**
     * How something answered when it was tried.
     *
     * @param took how long that took; empty if it did not answer as it must
     * @param why what it said instead, in its own words; empty if all was well
     */
    record Probe(Optional<Duration> took, String why) {
        /** It answered. */
        public static Probe answered(Duration took) {
            return new Probe(Optional.of(took), "");
        }

        /** It did not. */
        public static Probe silent(String why) {
            return new Probe(Optional.empty(), why);
        }
    }

    /**
     * What judges mail.
     *
     * @param down whether it fails for all mail, which is passed on with a tag
     * @param outOfOrder checks that fail again and again
     * @param assessing time of an assessment, of 95 in 100
     */
    record Judging(boolean down, List<String> outOfOrder, Duration assessing) {
        /** Copies the list. */
        public Judging {
            outOfOrder = List.copyOf(outOfOrder);
        }
    }

    /**
     * A mailbox server; counts since the start.
     *
     * @param name as {@code host:port}
     * @param circuit why mail for it is put off at once; empty while all is well
     * @param lastTrouble the last one
     * @param taken copies that it took
     * @param putOff copies put off
     * @param refused copies refused for good
     * @param waiting transactions that wait for a connection now
     * @param delivery time of a transaction, of 95 in 100
     */
    record Server(
            String name,
            Optional<String> circuit,
            Optional<String> lastTrouble,
            long taken,
            long putOff,
            long refused,
            int waiting,
            Duration delivery) {}

    /**
     * With what mail is judged.
     *
     * @param combiner that prices the facts now
     * @param made when that was trained; empty for the prices that this version comes with
     * @param spam messages that the text models learnt as spam
     * @param good messages that they learnt as good
     * @param uncontested delivered messages that they learnt as good since nobody contested them
     * @param waiting delivered messages that are to be learnt so, if nobody contests them
     * @param behind age of the oldest decision that has not been learnt
     * @param leftOut decisions that could not be learnt since the start
     */
    record Model(
            String combiner,
            Optional<Instant> made,
            long spam,
            long good,
            long uncontested,
            long waiting,
            Duration behind,
            long leftOut) {}

    /**
     * A certificate that the gate shows to others.
     *
     * @param where it is shown, such as {@code smtp} or {@code https}
     * @param name of whom
     * @param until when it is good; empty where it cannot be read
     * @param own whether the gate made it for itself
     */
    record Certificate(String where, String name, Optional<Instant> until, boolean own) {}
}
