package org.postigo.quarantine.report;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;
import org.postigo.mail.Client;
import org.postigo.mail.Content;
import org.postigo.mail.MailId;
import org.postigo.mail.MailObject;
import org.postigo.mail.Mailbox;
import org.postigo.mail.ReversePath;
import org.postigo.mail.auth.AuthenticationResults.Outcome;
import org.postigo.mail.auth.ProvenIdentity;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.finding.Verdict;
import org.postigo.mail.message.AttachedMessages;
import org.postigo.mail.message.MessageParser;
import org.postigo.mail.message.ParseOutcome;
import org.postigo.mail.message.ParsedMessage;
import org.postigo.mail.message.Part;
import org.postigo.mail.message.RetryKey;
import org.postigo.mail.policy.Level;
import org.postigo.mail.policy.ProtectedDomain;
import org.postigo.mail.policy.ServiceTree;
import org.postigo.mail.policy.Setting;
import org.postigo.mail.record.Reply;
import org.postigo.quarantine.report.Reported.Form;
import org.postigo.store.Store;
import org.postigo.store.digests.Request;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.HeldCopy;
import org.postigo.store.held.HeldMail;
import org.postigo.store.held.HeldQuery;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes letters in which people forward spam that reached them, and makes of each message in them a copy for the
 * reviewers of its domain, with a request of whoever reports it. Nothing is learnt and nobody is denied before one of them
 * says so.
 *
 * <p>A report counts only from somebody who proved to be who they say, in a domain that takes reports at this address, and
 * only about a message that the journal says was delivered to that very mailbox. What the reviewers see of the message
 * (sender, facts, proofs) is what was found when it came; of the letter only the forwarded message itself is kept, and the
 * first words that came with it.
 *
 * <p>The reply tells the person what came of it, by way of their own mail server: nothing is mailed to anybody.
 */
public final class Reports {
    private static final Logger LOG = LoggerFactory.getLogger(Reports.class);

    /** Octets of a letter. */
    public static final int LARGEST = 10_000_000;

    /** Messages in one letter. */
    private static final int MOST_AT_ONCE = 20;

    private static final int MOST_AN_HOUR = 60;

    /** Reports that wait for a reviewer; beyond it somebody is playing with us, or nobody reviews. */
    private static final int MOST_OPEN = 2_000;

    private final Store store;
    private final Addresses addresses;
    private final Clock clock;
    private final RandomGenerator random;
    private final MessageParser parser = new MessageParser();
    private final Pace pace = new Pace(MOST_AN_HOUR);
    private final LongAdder taken = new LongAdder();
    private final LongAdder known = new LongAdder();
    private final LongAdder notFound = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder automatic = new LongAdder();
    private final LongAdder postponed = new LongAdder();

    /** Looks up the addresses of a mailbox server. */
    @FunctionalInterface
    public interface Addresses {
        /** All of a host name or literal. */
        List<InetAddress> of(String host) throws UnknownHostException;
    }

    /** What came of one message of a letter. */
    private enum Finding {
        TAKEN,
        KNOWN,
        NOT_FOUND
    }

    /**
     * Over the stores of one data folder.
     *
     * @param addresses of mailbox servers: a letter that comes from one needs no other proof of a domain behind it
     */
    public Reports(Store store, Addresses addresses, Clock clock, RandomGenerator random) {
        this.store = store;
        this.addresses = addresses;
        this.clock = clock;
        this.random = random;
    }

    /** Letters since the start. */
    public ReportFigures figures() {
        return new ReportFigures(
                taken.sum(), known.sum(), notFound.sum(), refused.sum(), automatic.sum(), postponed.sum());
    }

    /**
     * Whether reports are taken at this address: a domain names addresses of its own only, so that nobody can have
     * another's mail swallowed; the site and its groups name any.
     */
    public static boolean at(ServiceTree tree, Mailbox address) {
        return tree.find(address.domain()).isPresent()
                        && names(tree.service(address.domain()).get(Setting.REPORT_TO), address)
                || names(tree.service(new Level.Site()).get(Setting.REPORT_TO), address)
                || tree.groups().stream()
                        .anyMatch(group ->
                                names(tree.service(new Level.Group(group)).get(Setting.REPORT_TO), address));
    }

    private static boolean names(List<String> named, Mailbox address) {
        return !named.isEmpty()
                && named.stream()
                        .flatMap(each -> Mailbox.parse(each).stream())
                        .anyMatch(each -> each.key().equals(address.key()));
    }

    /**
     * Takes a letter, or says why not.
     *
     * @param said what the classifier says of the letter; only what it proves of the sender counts
     * @param address that it was sent to
     */
    public Reply take(MailObject letter, Assessment said, Mailbox address) {
        if (letter.content().size() > LARGEST) {
            refused.increment();
            return new Reply(552, "5.3.4", "Too large: please forward fewer messages at a time");
        }
        try {
            return take(letter, said, address, letter.content().bytes());
        } catch (HeldMail.HoldSpaceShort shortage) {
            postponed.increment();
            LOG.warn("No room for a report: {}", shortage.getMessage());
            return new Reply(452, "4.3.1", "No room to take this report now, try again later");
        } catch (IOException trouble) {
            postponed.increment();
            LOG.error("A report could not be taken", trouble);
            return new Reply(451, "4.3.0", "The report cannot be stored now, try again later");
        }
    }

    private Reply take(MailObject letter, Assessment said, Mailbox address, byte[] octets) throws IOException {
        ParsedMessage read = read(octets);
        if (isAutomatic(letter.envelope().reversePath(), read)) {
            automatic.increment();
            return new Reply(250, "2.0.0", "Passed over: no person wrote this");
        }
        Optional<Mailbox> from = said.digest().from().filter(each -> takes(each, address));
        if (from.isEmpty() || !proven(letter.client(), said, from.get())) {
            boolean notNow = from.isPresent()
                    && said.authentication().dkim().stream().anyMatch(each -> each.outcome() == Outcome.TEMPERROR);
            (notNow ? postponed : refused).increment();
            return notNow
                    ? new Reply(451, "4.7.5", "It cannot be told now who sent this, try again later")
                    : new Reply(
                            550,
                            "5.7.1",
                            "Reports are taken from people of the domains protected here, signed by their domain");
        }
        List<byte[]> attached = AttachedMessages.of(octets, MOST_AT_ONCE + 1);
        if (attached.size() > MOST_AT_ONCE) {
            refused.increment();
            return new Reply(552, "5.5.3", "Please forward at most " + MOST_AT_ONCE + " messages at a time");
        }
        Instant now = clock.instant();
        if (!pace.takes(from.get().key(), Math.max(1, attached.size()), now) || open() >= MOST_OPEN) {
            postponed.increment();
            return new Reply(452, "4.7.1", "Too many reports at once, try again in an hour");
        }
        var findings = new ArrayList<Finding>();
        for (byte[] message : attached) {
            findings.add(attached(from.get(), message, read, now));
        }
        if (attached.isEmpty()) {
            findings.add(quoted(from.get(), read, now));
        }
        return reply(from.get(), findings);
    }

    private Reply reply(Mailbox from, List<Finding> findings) {
        int missing = 0;
        for (Finding each : findings) {
            missing += each == Finding.NOT_FOUND ? 1 : 0;
        }
        notFound.add(missing);
        int thanks = findings.size() - missing;
        if (thanks == 0) {
            return new Reply(
                    550,
                    "5.6.0",
                    "Nothing found here that was delivered to " + ascii(from)
                            + " in 30 days; please forward it as an attachment");
        }
        return new Reply(
                250, "2.0.0", "Thank you, reviewers will look at " + thanks + " of " + findings.size() + " messages");
    }

    private static String ascii(Mailbox mailbox) {
        return mailbox.toString().replaceAll("[^ -~]", "?");
    }

    private ParsedMessage read(byte[] octets) {
        return switch (parser.parse(octets)) {
            case ParseOutcome.Parsed(ParsedMessage message) -> message;
            case ParseOutcome.TooComplex(String _, ParsedMessage soFar) -> soFar;
        };
    }

    /** RFC 3834 §2: an answer to what a machine wrote goes round in circles. */
    private static boolean isAutomatic(ReversePath path, ParsedMessage letter) {
        String submitted = letter.header().value("Auto-Submitted").strip().toLowerCase(Locale.ROOT);
        String precedence = letter.header().value("Precedence").strip().toLowerCase(Locale.ROOT);
        return path instanceof ReversePath.Null
                || !submitted.isEmpty() && !submitted.startsWith("no")
                || Set.of("bulk", "list", "junk").contains(precedence)
                || letter.header().first("List-Id").isPresent()
                || letter.header().first("X-Autoreply").isPresent();
    }

    /** Whether the domain of whoever writes takes reports at this address. */
    private boolean takes(Mailbox from, Mailbox address) {
        ServiceTree tree = store.domains().tree();
        return tree.find(from.domain()).isPresent()
                && names(tree.service(from.domain()).get(Setting.REPORT_TO), address);
    }

    /**
     * Whether whoever wrote the letter is who they say: their domain signed it or sent it from a network that is its own
     * alone, or it comes from the domain's own mailbox server, which knows its people.
     */
    private boolean proven(Client client, Assessment said, Mailbox from) {
        // Both are of the domain of the one From address.
        boolean signed = said.proven().stream()
                .anyMatch(identity -> identity instanceof ProvenIdentity.SignedDomain
                        || identity instanceof ProvenIdentity.AuthorisedDomain);
        return signed
                || store.domains().find(from.domain()).stream()
                        .flatMap(domain -> domain.servers().stream())
                        .anyMatch(server -> isAt(server, client.address()));
    }

    private boolean isAt(ProtectedDomain.MailboxServer server, InetAddress client) {
        try {
            return addresses.of(server.host()).contains(client);
        } catch (UnknownHostException unknown) {
            LOG.warn("The address of {} is not known, so that a letter from it proves nothing", server);
            return false;
        }
    }

    private long open() {
        return store.requests().open().stream()
                .filter(request -> request.wish() == Request.Wish.REPORT_SPAM)
                .count();
    }

    private Finding attached(Mailbox from, byte[] octets, ParsedMessage letter, Instant now) throws IOException {
        ParsedMessage message = read(octets);
        String name = message.header().value("Message-ID").strip();
        String subject = Quoted.plain(message.header().value("Subject"));
        List<Delivered> candidates = Delivered.find(store, from, name.isEmpty() ? subject : name, now).stream()
                .filter(each -> name.isEmpty()
                        ? each.digest().messageId().isEmpty()
                                && Quoted.plain(each.digest().subject()).equalsIgnoreCase(subject)
                                && each.digest()
                                        .from()
                                        .filter(message.fromMailboxes()::contains)
                                        .isPresent()
                        : each.digest().messageId().equals(name))
                .toList();
        Content content = Content.of(octets);
        for (Delivered each : candidates) {
            if (RetryKey.of(each.envelope().reversePath(), content).text().equals(each.retryKey())) {
                return keep(from, each, Form.SAME, octets, letter, now);
            }
        }
        return candidates.isEmpty()
                ? Finding.NOT_FOUND
                : keep(from, candidates.getFirst(), Form.ATTACHED, octets, letter, now);
    }

    private Finding quoted(Mailbox from, ParsedMessage letter, Instant now) throws IOException {
        Quoted quoted = Quoted.of(letter);
        for (String name : quoted.names()) {
            Optional<Delivered> found = Delivered.find(store, from, name, now).stream()
                    .filter(each -> each.digest().messageId().equals(name))
                    .findFirst();
            if (found.isPresent()) {
                return keep(from, found.get(), Form.QUOTED, quoted.rebuilt(found.get()), letter, now);
            }
        }
        // By subject alone many a message would be taken for another: its sender must stand in the letter too.
        Optional<Delivered> found = Delivered.find(store, from, quoted.subject(), now).stream()
                .filter(each -> Quoted.plain(each.digest().subject()).equalsIgnoreCase(quoted.subject()))
                .filter(each -> each.digest()
                        .from()
                        .filter(sender -> quoted.names(sender, letter))
                        .isPresent())
                .findFirst();
        return found.isPresent()
                ? keep(from, found.get(), Form.QUOTED, quoted.rebuilt(found.get()), letter, now)
                : Finding.NOT_FOUND;
    }

    private Finding keep(Mailbox from, Delivered delivered, Form form, byte[] octets, ParsedMessage letter, Instant now)
            throws IOException {
        if (reportedBefore(from, delivered)) {
            known.increment();
            return Finding.KNOWN;
        }
        var mail = new MailObject(
                MailId.next(now, random),
                now,
                delivered.client(),
                delivered.envelope().forRecipients(List.of(delivered.recipient())),
                Content.of(octets));
        List<CopyId> ids = store.held()
                .hold(
                        mail,
                        delivered.assessment(),
                        new Reported(delivered.id(), form).key(),
                        List.of(new HeldMail.CopyToHold(
                                delivered.recipient(), Verdict.Reason.REPORTED, Optional.empty())))
                .publish();
        for (CopyId id : ids) {
            store.requests()
                    .ask(Request.of(
                            Request.Wish.REPORT_SPAM,
                            from,
                            id,
                            now,
                            form == Form.QUOTED ? "" : words(letter.root()).orElse("")));
        }
        taken.increment();
        return Finding.TAKEN;
    }

    /** What the person wrote above what is attached. */
    private static Optional<String> words(Part part) {
        if (part.type().equals("text/plain") && !part.attachment()) {
            return Optional.of(part.text());
        }
        return part.multipart() && !part.type().equals("multipart/digest")
                ? part.children().stream().flatMap(each -> words(each).stream()).findFirst()
                : Optional.empty();
    }

    /** Whether the same person has reported this message already, whatever the reviewers said. */
    private boolean reportedBefore(Mailbox from, Delivered delivered) {
        String name = delivered.digest().messageId();
        return store
                .held()
                .list(new HeldQuery(
                        name.isEmpty() ? delivered.digest().subject() : name,
                        Set.of(from.domain()),
                        Set.of(),
                        Optional.empty(),
                        Optional.empty(),
                        HeldQuery.Order.NEWEST,
                        0,
                        100))
                .rows()
                .stream()
                .filter(copy -> Delivered.theirs(copy.recipient(), from))
                .flatMap(copy -> original(copy).stream())
                .anyMatch(delivered.id()::equals);
    }

    private static Optional<MailId> original(HeldCopy copy) {
        return Reported.of(copy.message()).map(Reported::original);
    }
}
