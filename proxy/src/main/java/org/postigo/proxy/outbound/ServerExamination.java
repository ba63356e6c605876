package org.postigo.proxy.outbound;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import org.postigo.mail.DomainName;
import org.postigo.mail.policy.ProtectedDomain.MailboxServer;
import org.postigo.mail.record.Reply;

/**
 * Looks at a mailbox server as the gate will use it, and says what has to be set there: whether it refuses unknown
 * recipients at RCPT, knows postmaster, relays for nobody, and lets our address do what a gate does all day. Sends no
 * message. For {@code doctor}; the mail path does not use it.
 */
public final class ServerExamination {
    /** Unknown recipients and RSETs on one connection, as a guessing robot causes them through us in a minute. */
    private static final int REPEATS = 20;

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** A reply that takes so long after many refusals was held back (a tarpit). */
    private static final Duration HELD_BACK = Duration.ofSeconds(1);

    private final RelaySettings settings;
    private final Network network;
    private final RandomGenerator random;

    /** Connects as these settings say. */
    public ServerExamination(RelaySettings settings, Network network, RandomGenerator random) {
        this.settings = settings;
        this.network = network;
        this.random = random;
    }

    /**
     * Something that was looked at.
     *
     * @param kind how it stands
     * @param what in a sentence, with the server's words where they explain it
     */
    public record Remark(Kind kind, String what) {
        /** How it stands. */
        public enum Kind {
            /** As it should be. */
            GOOD,
            /** Good to know. */
            NOTE,
            /** To be mended, there or here. */
            TROUBLE
        }
    }

    /**
     * Looks at one server.
     *
     * @param domain one that it has mailboxes of
     * @param limits whether its limits are tried too. Where our address is not exempt, that can be what makes it block us
     */
    public List<Remark> examine(MailboxServer server, DomainName domain, boolean limits) {
        var remarks = new ArrayList<Remark>();
        try (var watchdog = new Watchdog()) {
            manners(server, domain, watchdog, remarks);
            if (limits) {
                repeats(server, domain, watchdog, remarks);
                crowd(server, watchdog, remarks);
            }
        } catch (IOException trouble) {
            remarks.add(trouble(String.valueOf(trouble.getMessage())));
        }
        return List.copyOf(remarks);
    }

    private void manners(MailboxServer server, DomainName domain, Watchdog watchdog, List<Remark> remarks)
            throws IOException {
        Deadline deadline = Deadline.in(PATIENCE);
        try (var talk = new Talk(server, watchdog, deadline)) {
            Capabilities offered = talk.dialog.capabilities();
            remarks.add(good("answers and offers "
                    + String.join(
                            " ", offered.keywords().keySet().stream().sorted().toList())));
            for (String wanted : List.of("8BITMIME", "PIPELINING", "DSN", "SMTPUTF8")) {
                if (!offered.has(wanted)) {
                    remarks.add(note("offers no " + wanted + ", so we offer none to anybody"));
                }
            }
            if (!offered.has("XCLIENT") && !offered.has("XFORWARD")) {
                remarks.add(note("offers us neither XCLIENT nor XFORWARD: its log shows our address for all mail"));
            }
            Reply unknown = talk.rcpt(nobody() + "@" + domain.text());
            if (unknown.positive()) {
                remarks.add(trouble("takes unknown recipients (" + unknown
                        + "): guessed addresses pass the gate and bounce" + " later. Let it refuse them at RCPT"));
            } else if (Judgement.of(Stage.RCPT, unknown) == Judgement.NEVER) {
                remarks.add(good("refuses unknown recipients at RCPT: " + unknown));
            } else {
                remarks.add(trouble("answers an unknown recipient with " + unknown
                        + ", which says nothing about the recipient: mail to guessed addresses is put"
                        + " off again and again"));
            }
            Reply postmaster = talk.rcpt("postmaster@" + domain.text());
            remarks.add(
                    postmaster.positive()
                            ? good("takes mail to postmaster@" + domain.text())
                            : trouble("takes no mail to postmaster@" + domain.text() + " (" + postmaster
                                    + "), which every domain must have and where people whom we refused are"
                                    + " told to write"));
            Reply foreign = talk.rcpt(nobody() + "@" + nobody() + ".invalid");
            remarks.add(
                    foreign.positive()
                            ? trouble("takes mail to any domain from us (" + foreign
                                    + "). We pass on none, but who takes this machine could send through it")
                            : good("refuses foreign domains: " + foreign));
        }
    }

    private void repeats(MailboxServer server, DomainName domain, Watchdog watchdog, List<Remark> remarks)
            throws IOException {
        Deadline deadline = Deadline.in(PATIENCE.multipliedBy(4));
        try (var talk = new Talk(server, watchdog, deadline)) {
            Optional<String> cut = Optional.empty();
            long slowest = 0;
            int done = 0;
            while (done < REPEATS && cut.isEmpty()) {
                long began = System.nanoTime();
                try {
                    Reply reply = talk.rcpt(nobody() + "@" + domain.text());
                    cut = reply.code() == 421 ? Optional.of(reply.toString()) : cut;
                } catch (IOException gone) {
                    cut = Optional.of(String.valueOf(gone.getMessage()));
                }
                slowest = Math.max(slowest, System.nanoTime() - began);
                done++;
            }
            if (cut.isPresent()) {
                remarks.add(trouble("broke off after " + done + " unknown recipients and RSETs (" + cut.get()
                        + "): exempt our address from its limits on errors"));
            } else if (slowest > HELD_BACK.toNanos()) {
                remarks.add(trouble(
                        "held a reply back for " + Duration.ofNanos(slowest).toMillis() + " ms among " + REPEATS
                                + " unknown recipients: exempt our address from its tarpit"));
            } else {
                remarks.add(good("bears " + REPEATS + " unknown recipients and RSETs on one connection"));
            }
        }
    }

    private void crowd(MailboxServer server, Watchdog watchdog, List<Remark> remarks) throws IOException {
        Deadline deadline = Deadline.in(PATIENCE);
        var open = new ArrayList<Talk>();
        Optional<String> refused = Optional.empty();
        try {
            while (open.size() < settings.connections() && refused.isEmpty()) {
                try {
                    open.add(new Talk(server, watchdog, deadline));
                } catch (ServerTrouble trouble) {
                    refused = Optional.of(trouble.reply().text());
                }
            }
        } finally {
            open.forEach(Talk::close);
        }
        remarks.add(
                refused.isPresent()
                        ? trouble("takes only " + open.size() + " connections of ours at once (" + refused.get()
                                + "): raise its limit for our address, or lower delivery.connections")
                        : good("takes " + open.size() + " connections at once"));
    }

    private String nobody() {
        return "no-such-user-" + Long.toString(random.nextLong(1L << 40), 36);
    }

    private static Remark good(String what) {
        return new Remark(Remark.Kind.GOOD, what);
    }

    private static Remark note(String what) {
        return new Remark(Remark.Kind.NOTE, what);
    }

    private static Remark trouble(String what) {
        return new Remark(Remark.Kind.TROUBLE, what);
    }

    /** One connection, cut when its time is up. */
    private final class Talk implements AutoCloseable {
        private final Dialog dialog;
        private final Deadline deadline;
        private final Future<?> watch;

        Talk(MailboxServer server, Watchdog watchdog, Deadline deadline) throws ServerTrouble {
            this.deadline = deadline;
            this.dialog = new Opening(server, settings, network, watchdog, deadline).dialog();
            this.watch = watchdog.over(dialog.transport(), deadline);
        }

        /** MAIL, RCPT, RSET: the reply to RCPT, or to MAIL where that is refused. */
        Reply rcpt(String mailbox) throws IOException {
            Reply mail = say("MAIL FROM:<>");
            Reply reply = mail.positive() ? say("RCPT TO:<" + mailbox + ">") : mail;
            if (reply.code() != 421) {
                say("RSET");
            }
            return reply;
        }

        private Reply say(String line) throws IOException {
            dialog.send(line + "\r\n");
            return dialog.read(PATIENCE, deadline);
        }

        @Override
        public void close() {
            watch.cancel(false);
            dialog.close();
        }
    }
}
