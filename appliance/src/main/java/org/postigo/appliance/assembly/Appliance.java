package org.postigo.appliance.assembly;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.postigo.appliance.feedback.FolderLessons;
import org.postigo.appliance.figures.Figures;
import org.postigo.appliance.figures.Learning;
import org.postigo.appliance.figures.ListFigures;
import org.postigo.appliance.figures.ListTable;
import org.postigo.appliance.figures.LocalListFigures;
import org.postigo.appliance.figures.Relay;
import org.postigo.appliance.figures.RoundFigures;
import org.postigo.appliance.outgoing.MailRoute;
import org.postigo.appliance.replay.DeskLevers;
import org.postigo.appliance.replay.Replays;
import org.postigo.appliance.replay.SiteStrictness;
import org.postigo.appliance.rest.Tokens;
import org.postigo.appliance.rules.CurrentRules;
import org.postigo.appliance.rules.Rejudging;
import org.postigo.appliance.rules.RuleBench;
import org.postigo.appliance.settings.Settings;
import org.postigo.appliance.web.Web;
import org.postigo.appliance.workshop.CombinerWorkshop;
import org.postigo.appliance.workshop.Forgetting;
import org.postigo.appliance.workshop.SilentLessons;
import org.postigo.classifier.Classifier;
import org.postigo.classifier.combine.ModelShelf;
import org.postigo.classifier.combine.PriceList;
import org.postigo.classifier.country.Countries;
import org.postigo.classifier.country.CountryDatabase;
import org.postigo.classifier.dns.QueriesFrom;
import org.postigo.classifier.dnslist.DnsLists;
import org.postigo.classifier.explain.Explainer;
import org.postigo.classifier.locallist.LocalLists;
import org.postigo.classifier.policy.AllowAndDeny;
import org.postigo.classifier.policy.CurrentEntries;
import org.postigo.classifier.policy.Door;
import org.postigo.classifier.policy.Strictness;
import org.postigo.classifier.relay.TrustedRelays;
import org.postigo.classifier.text.Learner;
import org.postigo.classifier.text.Silence;
import org.postigo.classifier.text.Source;
import org.postigo.desk.signin.FirstPerson;
import org.postigo.desk.status.LastHour;
import org.postigo.mail.Content;
import org.postigo.mail.DomainName;
import org.postigo.mail.MailId;
import org.postigo.mail.MailObject;
import org.postigo.mail.Mailbox;
import org.postigo.mail.policy.ProtectedDomain;
import org.postigo.mail.policy.Service;
import org.postigo.mail.policy.Setting;
import org.postigo.proxy.flow.AttemptLog;
import org.postigo.proxy.flow.Attempts;
import org.postigo.proxy.flow.JunkMarks;
import org.postigo.proxy.flow.MailFlow;
import org.postigo.proxy.flow.Release;
import org.postigo.proxy.flow.TraceFields;
import org.postigo.proxy.greylist.Greylist;
import org.postigo.proxy.greylist.Patience;
import org.postigo.proxy.inbound.SmtpServer;
import org.postigo.proxy.inbound.TlsKeys;
import org.postigo.proxy.outbound.Network;
import org.postigo.proxy.outbound.RelayClient;
import org.postigo.quarantine.Backoff;
import org.postigo.quarantine.DecidedMail;
import org.postigo.quarantine.Lessons;
import org.postigo.quarantine.ListAgreement;
import org.postigo.quarantine.Quarantine;
import org.postigo.quarantine.Releases;
import org.postigo.quarantine.bill.MonthCounter;
import org.postigo.quarantine.digest.Answers;
import org.postigo.quarantine.digest.DigestLetter;
import org.postigo.quarantine.digest.DigestRound;
import org.postigo.quarantine.digest.OwnMail;
import org.postigo.quarantine.incident.CauseWatch;
import org.postigo.quarantine.incident.Incidents;
import org.postigo.quarantine.links.Links;
import org.postigo.quarantine.notice.Outbox;
import org.postigo.quarantine.notice.Outgoing;
import org.postigo.quarantine.report.Reports;
import org.postigo.quarantine.retention.Retention;
import org.postigo.quarantine.round.Review;
import org.postigo.store.FileStore;
import org.postigo.store.StoreFigures;
import org.postigo.store.archive.Archive;
import org.postigo.store.disk.RealDisk;
import org.postigo.store.domains.Domains;
import org.postigo.store.held.HeldMail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole appliance, running. Parts are started in the order in which they need each other, and stopped the other way
 * round: first no new mail, then no more releases, then the models are saved, then the store is closed.
 */
public final class Appliance implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Appliance.class);

    /** How often due decisions and new lessons are looked for: well below the undo time. */
    private static final Duration TICK = Duration.ofMillis(500);

    private static final Duration SELF_TEST = Duration.ofMinutes(30);
    /** How often local lists are looked at for a change. */
    private static final Duration RELOAD = Duration.ofSeconds(5);

    /** How often it is found out where our queries come from. */
    private static final Duration ORIGIN = Duration.ofHours(1);
    /** How often lists are compared with reviewers. */
    private static final Duration AGREEMENT = Duration.ofMinutes(1);
    /** How often rounds are begun and late ones told. */
    private static final Duration ROUNDS = Duration.ofSeconds(5);

    private static final Duration WATCH = Duration.ofMinutes(1);
    /** How often digests that are due are looked for: their times are minutes. */
    private static final Duration DIGESTS = Duration.ofSeconds(10);

    /** How often copies are taken away whose time is over. */
    private static final Duration RETENTION = Duration.ofMinutes(10);
    /** For how long mail has the disk to itself in between. */
    private static final Duration RETENTION_REST = Duration.ofSeconds(2);
    /** A start has other things to do first. */
    private static final Duration RETENTION_FIRST = Duration.ofMinutes(1);

    /** By then the gate listens. */
    private static final Duration FIRST_LOOK = Duration.ofSeconds(10);

    private static final Duration LOOK = Duration.ofMinutes(1);
    private static final Duration SNAPSHOT = Duration.ofMinutes(10);
    /** How often mail that nobody contested is looked at: it has waited for a week. */
    private static final Duration SILENCE = Duration.ofMinutes(5);

    private static final Duration SELF_TEST_TIME = Duration.ofSeconds(30);

    private final Settings settings;
    private final Clock clock = Clock.systemUTC();
    private final SecureRandom random = new SecureRandom();
    private final Deque<Step> toStop = new ArrayDeque<>();
    private final FileStore store;
    private final Quarantine quarantine;
    private final Retention retention;
    private final SmtpServer smtp;
    private final Web web;
    private final CauseWatch watch;
    private final Optional<FirstPerson> firstPerson;

    /** Something to do when we stop. */
    private record Step(String what, Stopping stopping) {}

    /** Stops one part. */
    private interface Stopping {
        void stop() throws Exception;
    }

    /** It cannot start, for a reason that its operator can mend: one line that says how. */
    public static final class CannotStart extends Exception {
        private static final long serialVersionUID = 1;

        CannotStart(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * Starts everything.
     *
     * @param administrator e-mail address of the first administrator, made if nobody can sign in yet
     * @param domains to be protected beside those that are known
     * @throws CannotStart if it cannot; then nothing runs
     */
    public static Appliance start(Settings settings, String administrator, List<ProtectedDomain> domains)
            throws CannotStart {
        freeToListen(
                "smtp.port",
                settings.smtp().listen().contains("*")
                        ? "::"
                        : settings.smtp().listen().getFirst(),
                settings.smtp().port());
        for (InetAddress address : settings.http().addresses()) {
            freeToListen("http.port", address.getHostAddress(), settings.http().port());
        }
        for (InetAddress address : settings.management().addresses()) {
            freeToListen(
                    "management.port",
                    address.getHostAddress(),
                    settings.management().port());
        }
        return new Appliance(settings, administrator, domains);
    }

    private Appliance(Settings settings, String administrator, List<ProtectedDomain> domains) throws CannotStart {
        this.settings = settings;
        try {
            Path data = folder(settings.data());
            store = FileStore.open(data, mappings().store(), clock, new RealDisk());
            later("store", store::close);
            for (ProtectedDomain domain : domains) {
                store.domains().put(domain, "setup");
            }
            firstPerson = FirstPerson.createIfNobody(store.people(), administrator, random);
            DomainName host = host(settings);
            var protectedNames = new ProtectedNames(store.domains());

            Learner learner = Judging.learner(folder(data.resolve("models")).resolve("text.model"));
            later("models", () -> {
                learner.save(Judging.file(data)).join();
                learner.close();
            });
            var local = new LocalLists(settings.classifier().lists());
            Checking checking = Checking.online(
                    learner.models(),
                    protectedNames,
                    local,
                    host,
                    mappings().extractor(),
                    mappings().dns(),
                    mappings().lists(),
                    settings.authentication().known(),
                    settings.dns().timeout(),
                    clock);
            later("checks", checking::close);
            checking.begin();
            PriceList prices = PriceList.standard();
            ModelShelf shelf = ModelShelf.open(folder(data.resolve("models")), prices, clock);
            double audit = settings.classifier().audit();
            Strictness strictness = SiteStrictness.of(store.domains()::tree, audit);
            AllowAndDeny entries = new CurrentEntries(() -> {
                var snapshot = store.lists().snapshot();
                return new CurrentEntries.Listed(snapshot.version(), snapshot.entries());
            });
            TrustedRelays relays = settings.authentication().relays();
            Countries countries = settings.classifier().countries().toString().isEmpty()
                    ? Countries.NONE
                    : new CountryDatabase(settings.classifier().countries());
            var rules = new CurrentRules(store.rules());
            var classifier = new Classifier(
                    checking.checks(Judging.correspondence(store.acquaintances()), relays),
                    checking.digester(),
                    () -> new Classifier.Models(
                            shelf.serving(),
                            "text-" + learner.models().lessons().changes()),
                    entries,
                    rules,
                    countries,
                    strictness,
                    clock,
                    settings.classifier().deadline());
            later("classifier", classifier::close);

            var relay = new RelayClient(
                    mappings().relay(host),
                    () -> store.domains().all().stream()
                            .flatMap(domain -> domain.servers().stream())
                            .collect(Collectors.toSet()),
                    Network.system(),
                    (server, open, cause) -> {
                        if (open) {
                            LOG.warn("mail for {} is put off: {}", server, cause);
                        }
                    });
            relay.start();
            later("relay", relay::close);
            var keeping = new Keeping(store);
            watch = new CauseWatch();
            var trace = new TraceFields(host, recipient -> {
                Service service = store.domains().tree().service(recipient.mailbox());
                return new JunkMarks(service.get(Setting.SPAM_FLAG), service.get(Setting.SUBJECT_TAG));
            });
            AttemptLog attempts =
                    AttemptLog.open(data.resolve("open-attempts"), clock, Attempts.KEEP, Attempts.MESSAGES);
            later("attempts", attempts::close);
            Greylist greylist = settings.smtp().greylist().isZero()
                    ? Greylist.off()
                    : Greylist.open(
                            data.resolve("greylist"),
                            Patience.after(settings.smtp().greylist()),
                            clock);
            later("greylist", greylist::close);
            DnsLists dnsLists = checking.lists().orElseThrow();
            var door = new Door(
                    new Door.Settings(
                            settings.smtp().refuseListed(), settings.dns().timeout(), random.nextLong()),
                    dnsLists,
                    local,
                    relays,
                    entries,
                    strictness,
                    clock);
            var sampling = new Sampling(store.held(), settings.classifier().auditDelivered(), random::nextDouble);
            later("sampling", sampling::close);
            var taught = new AtomicReference<Lessons>();
            var silent = new SilentLessons(
                    Silence.open(folder(data.resolve("models")).resolve("text.silence")),
                    new SilentLessons.School() {
                        @Override
                        public void teach(Silence.Kept kept) throws IOException {
                            taught.get().insert(place -> Judging.teach(learner, place, kept));
                        }

                        @Override
                        public long spam() {
                            return learner.models().lessons().spam();
                        }

                        @Override
                        public long ham() {
                            return learner.models().lessons().ham();
                        }
                    },
                    store.held(),
                    store.journal(),
                    store.acquaintances(),
                    settings.classifier().learnUncontested(),
                    random::nextDouble,
                    clock);
            later("silent lessons", silent::close);
            later("listening for what reviewers get", store.held().listen(silent::shown)::close);
            var reports = new Reports(store, Network.system().resolver()::addresses, clock, random);
            var desk = new HouseReports(store.domains(), reports);
            var flow = new MailFlow(
                    new HouseRoutes(store.domains()::tree, this::page),
                    door::refuses,
                    desk,
                    relay,
                    mail -> silent.drawn(mail, sampling.drawn(mail, desk.judged(classifier.assess(mail)))),
                    keeping::keep,
                    entry -> {
                        keeping.record(entry);
                        sampling.record(entry);
                        silent.record(entry);
                        watch.record(entry);
                    },
                    new Attempts(attempts),
                    greylist,
                    trace,
                    mappings().flow(),
                    clock);
            later("flow", flow::close);

            ScheduledExecutorService timer = Executors.newScheduledThreadPool(
                    2, Thread.ofPlatform().name("timer-", 0).daemon().factory());
            later("timer", timer::shutdownNow);
            ExecutorService deliveries = Executors.newVirtualThreadPerTaskExecutor();
            quarantine = new Quarantine(
                    store.held(), store.domains(), clock, settings.quarantine().undo(), store.audit());
            Outgoing outgoing = new MailRoute(settings.outgoing().route(host), host, store.domains()::find, clock);
            Outbox outbox = Outbox.open(folder(data.resolve("outbox")), new RealDisk(), outgoing, store.audit(), clock);
            var review = new Review(
                    quarantine,
                    store.held(),
                    store.rounds(),
                    store.people(),
                    settings.review().schedule(settings.site().zone()),
                    new LateMail(outbox, settings.site().zone(), clock),
                    clock);
            ScheduledExecutorService rounds = Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("rounds").daemon().factory());
            later("rounds", rounds::shutdownNow);
            every(rounds, ROUNDS, "looking after the rounds", review::tick);
            var release = new Release(
                    store.domains()::find, relay, trace, settings.delivery().totalTimeout());
            var releases = new Releases(
                    store.held(),
                    store.lists(),
                    (copy, content) -> Keeping.deliver(release, copy, content),
                    clock,
                    Backoff.DEFAULT,
                    deliveries,
                    settings.delivery().connections());
            releases.start(timer, TICK);
            later("releases", () -> {
                releases.close();
                deliveries.close();
            });
            var lessons = new Lessons(
                    store.held(),
                    lesson -> {
                        Judging.teach(learner, lesson);
                        judged(silent, lesson.message().id(), lesson.content(), lesson.domain());
                    },
                    learner.folded());
            taught.set(lessons);
            lessons.start(timer, TICK);
            later("lessons", lessons::close);
            retention = new Retention(
                    store,
                    new Archive(
                            new RealDisk(),
                            data.resolve("archive"),
                            mappings().store().holdReserve()),
                    () -> store.held().effects(lessons.position(), 1).stream()
                            .findFirst()
                            .map(HeldMail.Effect::at),
                    clock,
                    RETENTION_REST);
            ScheduledExecutorService broom = Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("retention").daemon().factory());
            later("retention", () -> {
                broom.shutdown();
                retention.close();
            });
            every(broom, RETENTION_FIRST, RETENTION, "taking away what is over", retention::sweep);
            var folders = new FolderLessons(
                    data.resolve("feedback"),
                    settings.feedback().accounts(),
                    new FolderLessons.School() {
                        @Override
                        public long teach(MailObject mail, boolean spam, boolean turned) throws IOException {
                            long taughtAt = lessons.insert(place -> Judging.teach(learner, place, mail, spam, turned));
                            DomainName domain = mail.envelope()
                                    .recipients()
                                    .getFirst()
                                    .path()
                                    .domain();
                            judged(silent, mail.id(), mail.content(), domain);
                            return taughtAt;
                        }

                        @Override
                        public long forget() throws IOException {
                            return lessons.insert(place ->
                                    learner.forget(place, Source.FEEDBACK).join());
                        }

                        @Override
                        public long folded() {
                            return learner.folded();
                        }
                    },
                    clock,
                    random);
            if (!settings.feedback().accounts().isEmpty()) {
                ScheduledExecutorService reading = Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().name("feedback").daemon().factory());
                later("feedback", reading::shutdownNow);
                at(reading, settings.feedback().every(), "reading the folders", folders::readAll);
            }
            every(
                    timer,
                    SNAPSHOT,
                    "saving the models",
                    () -> learner.save(Judging.file(data)).join());
            // A thread of its own, which is let finish: an interrupted write would close the file.
            ScheduledExecutorService listening = Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("silent-lessons").daemon().factory());
            later("what listens for silence", listening::close);
            every(listening, SILENCE, "learning what nobody contested", silent::tick);
            every(timer, RELOAD, "reading the local lists", local::reload);
            at(timer, SELF_TEST, "testing the DNS lists", () -> selfTest(dnsLists));
            var origins = new QueriesFrom(mappings().dns(), settings.dns().originName(), clock);
            at(timer, ORIGIN, "finding out where our queries come from", () -> origins.look(in(SELF_TEST_TIME)));
            var agreement = new ListAgreement(store.held());
            at(timer, AGREEMENT, "comparing lists with reviewers", agreement::catchUp);
            if (countries instanceof CountryDatabase database) {
                every(timer, RELOAD, "reading the countries", database::reload);
            }

            Optional<TlsKeys.Source> starttls = starttls(data, host);
            smtp = new SmtpServer(
                    mappings().smtp(host, () -> postmaster(host), folder(data.resolve("spool")), starttls),
                    flow,
                    clock,
                    random);
            Tokens tokens = Tokens.open(data, random);
            Figures figures = new Figures()
                    .with("smtp", smtp::figures, "open", "spooled", "spooledInMemory", "spoolLimit")
                    .with("flow", flow::figures, "underWay")
                    .with("relay", () -> Relay.of(relay.figures()), "live", "idle", "waiting", "circuitsOpen")
                    .with(
                            "store",
                            () -> storeFigures(store),
                            "copies",
                            "standings",
                            "overdue",
                            "quota",
                            "free",
                            "reserve",
                            "journalWaiting",
                            "changesWaiting",
                            "indexBehind")
                    .table(
                            "store.held",
                            "domain",
                            StoreFigures.Held.class,
                            () -> storeFigures(store).held(),
                            "open",
                            "octets")
                    .with("reports", reports::figures)
                    .with("outbox", outbox::figures, "waiting")
                    .with("learning", () -> learning(learner, lessons, silent), "spam", "ham", "uncontested", "waiting")
                    .with("retention", retention::figures)
                    .table("dns.list", "list", ListFigures.class, () -> listFigures(checking))
                    .table("local.list", "list", LocalListFigures.class, () -> LocalListFigures.of(local), "networks")
                    .with("rounds", () -> RoundFigures.of(store.rounds(), clock.instant()), "open", "late")
                    .with("dns", () -> checking.dns().orElseThrow(), "entries");
            var replays = new Replays(store.journal(), store.lists(), rules, countries, strictness, clock);
            later("replays", replays::close);
            var incidents = new Incidents(
                    store.held(),
                    quarantine,
                    new Rejudging(
                            store.held(), classifier::assess, shelf::serving, entries, rules, strictness, countries),
                    settings.quarantine().rescueUndo());
            later("incidents", incidents::close);
            at(timer, WATCH, "watching the causes", () -> watch.alarms(clock.instant()));
            var links = new Links(
                    Links.secret(data.resolve("links.key")),
                    clock,
                    settings.selfService().linkLifetime());
            var ownMail = new OwnMail(store, quarantine, settings.selfService().recipientsRelease(), clock);
            var address = new AtomicReference<>(settings.selfService().address());
            var letters = new DigestLetter(host.text(), settings.site().zone());
            var answers = new Answers(store, letters, outbox, clock);
            var digests = new DigestRound(
                    store, letters, links, outbox, address::get, settings.site().zone(), clock);
            var lists = new ListTable(dnsLists::health, agreement::byList, origins::last, clock);
            var probes = new Probes(smtp, checking, clock);
            var hour = new LastHour(
                    new Machinery(
                            store,
                            retention,
                            smtp,
                            probes,
                            flow,
                            relay,
                            classifier,
                            () -> learning(learner, lessons, silent),
                            shelf,
                            watch,
                            new Shown(starttls, settings.http().tls()),
                            clock),
                    lists,
                    store.rounds(),
                    clock);
            every(timer, FIRST_LOOK, LOOK, "looking at every part", () -> {
                probes.look();
                hour.note();
            });
            var counter = new MonthCounter(
                    store.journal(), store.domains(), settings.site().zone());
            web = Web.start(
                    settings,
                    store,
                    counter,
                    quarantine,
                    review,
                    tokens,
                    figures,
                    new Health(store, relay, flow, classifier, watch, clock),
                    new Explainer(learner.models()),
                    new CombinerWorkshop(
                            new DecidedMail(store.held(), store.journal(), store.acquaintances()),
                            shelf,
                            prices,
                            settings.classifier().hold(),
                            clock),
                    replays,
                    new DeskLevers(store, replays, quarantine::offers, audit, counter, clock),
                    lists,
                    hour,
                    countries::of,
                    outgoing,
                    new Web.OwnPage(ownMail, links, digests),
                    new RuleBench(classifier::assess, store.rules(), countries, clock),
                    incidents,
                    watch,
                    folders,
                    new Forgetting() {
                        @Override
                        public void audits() throws IOException {
                            lessons.insert(
                                    place -> learner.forget(place, Source.AUDIT).join());
                        }

                        @Override
                        public void silence() throws IOException {
                            silent.forget();
                            lessons.insert(place ->
                                    learner.forget(place, Source.UNCONTESTED).join());
                        }
                    },
                    clock);
            later("web", web::close);
            address.compareAndSet("", web.url());
            // Mail takes as long as the next server likes: never on the timer's own threads.
            ExecutorService post = Executors.newSingleThreadExecutor(
                    Thread.ofVirtual().name("digests").factory());
            later("digests", post::shutdownNow);
            every(timer, DIGESTS, "sending digests", () -> post.execute(() -> sendMail(answers, outbox, digests)));
            tokens.announce(web.url() + "/api/v1");
            smtp.start();
            later("smtp", () -> smtp.stop(settings.smtp().drain()));
        } catch (IOException | RuntimeException | Error failed) {
            close();
            throw cannot(failed);
        }
    }

    /** Answers first: what is still waiting under the same name is not written twice. */
    private static void sendMail(Answers answers, Outbox outbox, DigestRound digests) {
        try {
            answers.tick();
            outbox.tick();
            digests.tick();
        } catch (IOException | RuntimeException failed) {
            LOG.error("mail of our own failed; tried again in {}", DIGESTS, failed);
        }
    }

    /** What cannot be withdrawn is told and learnt all the same: the decision itself weighs more. */
    private static void judged(SilentLessons silent, MailId id, Content content, DomainName domain) {
        try {
            silent.judged(id, content, domain);
        } catch (IOException trouble) {
            LOG.error("{} was judged, and may be learnt as uncontested in spite of that", id, trouble);
        }
    }

    private Learning learning(Learner learner, Lessons lessons, SilentLessons silent) {
        SilentLessons.State silence = silent.state();
        try {
            Duration behind = store.held().effects(lessons.position(), 1).stream()
                    .findFirst()
                    .map(effect -> Duration.between(effect.at(), clock.instant()))
                    .orElse(Duration.ZERO);
            return new Learning(
                    learner.models().lessons().spam(),
                    learner.models().lessons().ham(),
                    lessons.position(),
                    lessons.leftOut(),
                    silence.learnt(),
                    silence.waiting(),
                    silence.withdrawn(),
                    behind);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Map<String, ListFigures> listFigures(Checking checking) {
        return checking.lists().stream()
                .flatMap(lists -> lists.health().stream())
                .collect(Collectors.toMap(health -> health.list().name(), ListFigures::of));
    }

    private static StoreFigures storeFigures(FileStore store) {
        try {
            return store.figures();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private Mappings mappings() {
        return new Mappings(settings);
    }

    private void later(String what, Stopping stopping) {
        toStop.push(new Step(what, stopping));
    }

    /** Something that is done again and again. */
    private interface Chore {
        void run() throws IOException, InterruptedException;
    }

    /** Now, and again and again. */
    private static void at(ScheduledExecutorService timer, Duration period, String what, Chore chore) {
        every(timer, Duration.ZERO, period, what, chore);
    }

    private static void every(ScheduledExecutorService timer, Duration period, String what, Chore chore) {
        every(timer, period, period, what, chore);
    }

    private static void every(
            ScheduledExecutorService timer, Duration first, Duration period, String what, Chore chore) {
        timer.scheduleWithFixedDelay(
                () -> {
                    try {
                        chore.run();
                    } catch (IOException | RuntimeException trouble) {
                        LOG.error("{} failed; tried again in {}", what, period, trouble);
                    } catch (InterruptedException stopping) {
                        Thread.currentThread().interrupt();
                    }
                },
                first.toMillis(),
                period.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private void selfTest(DnsLists lists) throws InterruptedException {
        lists.selfTest(in(SELF_TEST_TIME));
    }

    private Instant in(Duration time) {
        return clock.instant().plus(time);
    }

    /** Where people read what to do with a message that is too large; none where we have no address for strangers. */
    private Optional<URI> page(DomainName domain) {
        String address = settings.selfService().address();
        return address.isEmpty() ? Optional.empty() : Optional.of(URI.create(address + "/size/" + domain.text()));
    }

    /** RFC 5321 §4.5.1: postmaster, with the domain that is the first protected one now where none is written. */
    private Mailbox postmaster(DomainName host) {
        String written = settings.site().postmaster();
        DomainName home = store.domains().all().stream()
                .findFirst()
                .map(ProtectedDomain::name)
                .orElse(host);
        return Mailbox.parse(written).orElseGet(() -> new Mailbox(written, home));
    }

    private Optional<TlsKeys.Source> starttls(Path data, DomainName host) throws IOException {
        if (!settings.smtp().starttls()) {
            return Optional.empty();
        }
        if (settings.smtp().tls().isPresent()) {
            Settings.Tls tls = settings.smtp().tls().get();
            return Optional.of(new TlsKeys.Source.Pem(tls.certificate(), tls.key()));
        }
        // Its folder is ours alone; the word only satisfies the file's form.
        return Optional.of(TlsKeys.selfSigned(folder(data.resolve("tls")).resolve("smtp.p12"), host.text(), "postigo"));
    }

    /** Made if need be, readable by nobody else. */
    private static Path folder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            }
        }
        if (!Files.isWritable(folder)) {
            throw new AccessDeniedException(folder.toString());
        }
        return folder;
    }

    static DomainName host(Settings settings) {
        String configured = settings.site().hostname();
        if (!configured.isEmpty()) {
            return DomainName.of(configured);
        }
        try {
            return DomainName.parse(InetAddress.getLocalHost().getHostName())
                    .filter(name -> !name.literal())
                    .orElseGet(() -> DomainName.of("localhost"));
        } catch (UnknownHostException nameless) {
            return DomainName.of("localhost");
        }
    }

    private static void freeToListen(String key, String address, int port) throws CannotStart {
        if (port == 0) {
            return;
        }
        try (var probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.ofLiteral(address), port));
        } catch (IOException taken) {
            String advice = String.valueOf(taken.getMessage()).contains("ermission")
                    ? "this user may not listen there: see docs/going-live.md about CAP_NET_BIND_SERVICE"
                    : "stop what uses it, or set another port as " + key;
            throw new CannotStart("cannot listen on port " + port + " (" + taken.getMessage() + "): " + advice, taken);
        }
    }

    private static CannotStart cannot(Throwable failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof AccessDeniedException denied) {
                return new CannotStart(
                        "may not write to " + denied.getFile() + ": give this user the folder, or set data to another",
                        failed);
            }
            if (cause instanceof BindException bind) {
                return new CannotStart("cannot listen: " + bind.getMessage() + "; set another port", failed);
            }
        }
        if (failed instanceof IOException trouble) {
            return new CannotStart(trouble.getMessage() == null ? trouble.toString() : trouble.getMessage(), failed);
        }
        if (failed instanceof CompletionException wrapped && wrapped.getCause() != null) {
            return cannot(wrapped.getCause());
        }
        if (failed instanceof Error error) {
            throw error;
        }
        throw failed instanceof RuntimeException bug ? bug : new IllegalStateException(failed);
    }

    /** What watches causes, for tests that have no week. */
    CauseWatch watch() {
        return watch;
    }

    /** What takes copies away whose time is over. */
    Retention retention() {
        return retention;
    }

    /** The port where mail is taken. */
    public int smtpPort() {
        return smtp.port();
    }

    /** The first address where mail is taken, as {@code host:port}. */
    public String smtp() {
        InetSocketAddress address = smtp.addresses().getFirst();
        String host = address.getAddress().isAnyLocalAddress()
                ? "127.0.0.1"
                : address.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    /** Where the desk is. */
    public String deskUrl() {
        return web.url();
    }

    /** Where health and figures are. */
    public String managementUrl() {
        return web.managementUrl();
    }

    /** The first administrator with the password to be printed once; empty if somebody could sign in already. */
    public Optional<FirstPerson> firstPerson() {
        return firstPerson;
    }

    /** Stops in order; what fails to stop is told and does not keep the rest from stopping. */
    @Override
    public void close() {
        while (!toStop.isEmpty()) {
            Step step = toStop.pop();
            try {
                step.stopping().stop();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            } catch (Exception trouble) {
                LOG.error("stopping the {} failed", step.what(), trouble);
            }
        }
    }

    /** The protected domains as one object that changes only when they do. */
    private static final class ProtectedNames implements Supplier<Set<DomainName>> {
        private final Domains domains;
        private volatile Known known = new Known(List.of(), Set.of());

        private record Known(List<ProtectedDomain> domains, Set<DomainName> names) {}

        ProtectedNames(Domains domains) {
            this.domains = domains;
        }

        @Override
        public Set<DomainName> get() {
            List<ProtectedDomain> now = domains.all();
            Known before = known;
            if (before.domains() != now && !before.domains().equals(now)) {
                before =
                        new Known(now, now.stream().map(ProtectedDomain::name).collect(Collectors.toUnmodifiableSet()));
                known = before;
            }
            return before.names();
        }
    }
}
