package org.postigo.classifier.dnslist;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.postigo.classifier.dns.AddressScope;
import org.postigo.classifier.dns.Answer;
import org.postigo.classifier.dns.Dns;
import org.postigo.classifier.dns.Kind;
import org.postigo.classifier.dns.ReverseName;
import org.postigo.classifier.suffix.OrganisationalDomain;
import org.postigo.mail.DomainName;
import org.postigo.mail.Mailbox;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks all active DNS lists at once, under one deadline. A list that refuses is left alone for 300 s, one that fails its
 * self-test until it passes; both are told in {@link #health}. May be asked by many threads.
 */
public final class DnsLists implements AutoCloseable {
    /** Hosts of one message that are asked about; further ones are not. */
    public static final int MAX_HOSTS = 10;

    private static final Logger LOG = LoggerFactory.getLogger(DnsLists.class);

    private final List<ListState> lists;
    private final Dns dns;
    private final InstantSource clock;
    private final Duration budget;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * Lists to ask.
     *
     * @param subscriptions all that are to be shown, also those that are off
     * @param dns with a memory
     * @param clock for deadlines, pauses and latencies
     * @param budget time that one message may wait for all lists, 2 to 3 s
     */
    public DnsLists(List<Subscription> subscriptions, Dns dns, InstantSource clock, Duration budget) {
        this.lists = subscriptions.stream().map(ListState::new).toList();
        this.dns = dns;
        this.clock = clock;
        this.budget = budget;
    }

    /**
     * What the address lists say of a client, in the order of the lists. Private addresses are not asked about, nor IPv6
     * addresses where a list knows none.
     */
    public List<ListAnswer> client(InetAddress client, Instant deadline) throws InterruptedException {
        if (!AddressScope.isPublic(client)) {
            return List.of();
        }
        boolean ipv4 = client instanceof Inet4Address;
        String labels = ReverseName.labels(client);
        var questions = new ArrayList<Question>();
        for (ListState list : active()) {
            switch (list.subscription().list().kind()) {
                case CLIENT, CLIENT_GOOD -> {
                    if (ipv4 || list.subscription().list().ipv6()) {
                        questions.add(new Question(list, labels));
                    }
                }
                case LINK_HOST, LINK_DOMAIN, MAILBOX_HASH -> {}
            }
        }
        return ask(questions, deadline);
    }

    /**
     * What the hash lists say of mailboxes, in the order of the lists, then of the mailboxes; the subjects are their
     * hashes as {@link MailboxHash} makes them. Only the first {@link #MAX_HOSTS} are asked about.
     */
    public List<ListAnswer> mailboxes(List<Mailbox> mailboxes, Instant deadline) throws InterruptedException {
        List<String> hashes = mailboxes.stream()
                .map(MailboxHash::of)
                .distinct()
                .limit(MAX_HOSTS)
                .toList();
        var questions = new ArrayList<Question>();
        for (ListState list : active()) {
            if (list.subscription().list().kind() == DnsList.Kind.MAILBOX_HASH) {
                hashes.forEach(hash -> questions.add(new Question(list, hash)));
            }
        }
        return ask(questions, deadline);
    }

    /**
     * What the host lists say of the hosts of links, in the order of the lists, then of the hosts. Only the first
     * {@link #MAX_HOSTS} are asked about; addresses are not (name lists refuse them).
     */
    public List<ListAnswer> links(List<DomainName> hosts, Instant deadline) throws InterruptedException {
        var questions = new ArrayList<Question>();
        List<DomainName> some = hosts.stream()
                .filter(host -> !isAddress(host))
                .distinct()
                .limit(MAX_HOSTS)
                .toList();
        for (ListState list : active()) {
            Set<String> names = new LinkedHashSet<>();
            switch (list.subscription().list().kind()) {
                case LINK_HOST -> some.forEach(host -> names.add(host.text()));
                case LINK_DOMAIN ->
                    some.forEach(host -> names.add(OrganisationalDomain.of(host).text()));
                case CLIENT, CLIENT_GOOD, MAILBOX_HASH -> {}
            }
            names.forEach(name -> questions.add(new Question(list, name)));
        }
        return ask(questions, deadline);
    }

    /**
     * Asks each list that is on for its test points (RFC 5782 §5): one that does not list what it must, or lists what it
     * must not, is disabled until it passes. To be called at start and each half hour; a list without an answer stays as
     * it is.
     */
    public List<ListHealth> selfTest(Instant deadline) throws InterruptedException {
        var tests = new ArrayList<Callable<Boolean>>();
        for (ListState list : lists) {
            if (list.subscription().whyOff().isEmpty()) {
                tests.add(() -> test(list, deadline));
            }
        }
        for (Future<Boolean> done : threads.invokeAll(tests)) {
            result(done);
        }
        return health();
    }

    /** All lists, also those that are off, in their order. */
    public List<ListHealth> health() {
        Instant now = clock.instant();
        return lists.stream().map(list -> list.health(now)).toList();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private record Question(ListState list, String subject) {
        String name() {
            return subject + "." + list.subscription().zone();
        }
    }

    private List<ListState> active() {
        Instant now = clock.instant();
        return lists.stream().filter(list -> list.asked(now)).toList();
    }

    private List<ListAnswer> ask(List<Question> questions, Instant deadline) throws InterruptedException {
        Instant ours = clock.instant().plus(budget);
        Instant until = ours.isBefore(deadline) ? ours : deadline;
        // Only what has to be waited for is worth a thread.
        var answers = new ListAnswer[questions.size()];
        var places = new ArrayList<Integer>();
        for (int i = 0; i < answers.length; i++) {
            if (answers.length == 1 || dns.remembers(questions.get(i).name(), Kind.A)) {
                answers[i] = ask(questions.get(i), until);
            } else {
                places.add(i);
            }
        }
        var tasks = new ArrayList<Callable<ListAnswer>>();
        places.forEach(place -> tasks.add(() -> ask(questions.get(place), until)));
        List<Future<ListAnswer>> asked = tasks.isEmpty() ? List.of() : threads.invokeAll(tasks);
        for (int i = 0; i < places.size(); i++) {
            answers[places.get(i)] = result(asked.get(i));
        }
        return List.of(answers);
    }

    private ListAnswer ask(Question question, Instant deadline) throws InterruptedException {
        ListState state = question.list();
        DnsList list = state.subscription().list();
        Instant start = clock.instant();
        Answer<InetAddress> answer = dns.query(question.name(), Kind.A, deadline);
        Instant end = clock.instant();
        Duration latency = Duration.between(start, end);
        return switch (answer) {
            case Answer.Found<InetAddress>(List<InetAddress> addresses, var _) ->
                switch (list.codes().read(addresses)) {
                    case Codes.Reading.Listed(List<Meaning> meanings) -> {
                        state.answered(latency, true);
                        yield new ListAnswer.Listed(list, question.subject(), meanings);
                    }
                    case Codes.Reading.Refused(String why) -> refused(state, question, end, why);
                };
            case Answer.NoSuchName<InetAddress> _, Answer.NoData<InetAddress> _ -> {
                state.answered(latency, false);
                yield new ListAnswer.NotListed(list, question.subject());
            }
            case Answer.Failed<InetAddress>(Answer.Cause cause) ->
                switch (cause) {
                    case TIMEOUT -> {
                        state.silent(end, true);
                        yield new ListAnswer.NoAnswer(list, question.subject(), true, "no answer in time");
                    }
                    case SERVER_FAILURE, UNREACHABLE, BUDGET -> {
                        state.silent(end, false);
                        yield new ListAnswer.NoAnswer(
                                list, question.subject(), false, cause.name().toLowerCase(Locale.ROOT));
                    }
                    case REFUSED -> refused(state, question, end, "its servers refuse us");
                };
        };
    }

    private static ListAnswer refused(ListState state, Question question, Instant now, String why) {
        DnsList list = state.subscription().list();
        state.refused(now, why);
        LOG.warn("DNS list {} refuses: {}; paused", list.name(), why);
        return new ListAnswer.NoAnswer(list, question.subject(), false, why);
    }

    private boolean test(ListState state, Instant deadline) throws InterruptedException {
        DnsList list = state.subscription().list();
        String zone = "." + state.subscription().zone();
        Optional<String> failure = Optional.empty();
        if (list.probe().listed().isPresent()) {
            String point = list.probe().listed().get();
            Answer<InetAddress> listed = dns.query(point + zone, Kind.A, deadline);
            if (listed instanceof Answer.Failed<?>) {
                return false;
            }
            failure = listed.records().isEmpty()
                    ? Optional.of("self-test: " + point + " is not listed, but must be")
                    : list.codes().refusedAtTestPoint(listed.records()).map(why -> "self-test: " + why);
        }
        if (failure.isEmpty()) {
            Answer<InetAddress> unlisted = dns.query(list.probe().unlisted() + zone, Kind.A, deadline);
            if (unlisted instanceof Answer.Failed<?>) {
                return false;
            }
            if (!unlisted.records().isEmpty()) {
                failure = Optional.of("self-test: " + list.probe().unlisted() + " is listed, but must not be");
            }
        }
        failure.ifPresent(why -> LOG.warn("DNS list {} disabled: {}", list.name(), why));
        state.tested(clock.instant(), failure);
        return true;
    }

    private static boolean isAddress(DomainName host) {
        String text = host.text();
        return host.literal() || Character.isDigit(text.charAt(text.length() - 1));
    }

    private static <T> T result(Future<T> done) throws InterruptedException {
        try {
            return done.get();
        } catch (ExecutionException bug) {
            throw new IllegalStateException("DNS list lookup failed", bug.getCause());
        }
    }
}
