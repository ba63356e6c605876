package org.postigo.desk;

import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.postigo.desk.assembly.DeskConfiguration;
import org.postigo.desk.rules.Bench;
import org.postigo.desk.signin.FirstPerson;
import org.postigo.desk.signin.IdentityProvider;
import org.postigo.desk.status.LastHour;
import org.postigo.desk.status.Samples;
import org.postigo.mail.DomainName;
import org.postigo.mail.finding.Explanation;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.FindingKey;
import org.postigo.mail.finding.Score;
import org.postigo.mail.finding.Verdict;
import org.postigo.mail.policy.ProtectedDomain;
import org.postigo.mail.record.DnsListTable;
import org.postigo.mail.record.Reply;
import org.postigo.quarantine.Backoff;
import org.postigo.quarantine.Deliverer;
import org.postigo.quarantine.Lesson;
import org.postigo.quarantine.Lessons;
import org.postigo.quarantine.Quarantine;
import org.postigo.quarantine.Releases;
import org.postigo.quarantine.Teacher;
import org.postigo.quarantine.digest.DigestLetter;
import org.postigo.quarantine.digest.DigestRound;
import org.postigo.quarantine.digest.OwnMail;
import org.postigo.quarantine.incident.CauseWatch;
import org.postigo.quarantine.incident.Incidents;
import org.postigo.quarantine.incident.Reassessor;
import org.postigo.quarantine.links.Links;
import org.postigo.quarantine.notice.Notice;
import org.postigo.quarantine.notice.Outgoing;
import org.postigo.quarantine.round.Review;
import org.postigo.quarantine.round.Schedule;
import org.postigo.store.MemoryStore;
import org.postigo.store.Store;
import org.postigo.store.held.CopyId;
import org.postigo.store.people.Person;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;

/** The desk over a store in memory, with a mailbox server that takes everything except what is for {@code espera@}. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(DeskConfiguration.class)
public class DeskApp {
    static final String PASSWORD = "una-clave-larga";

    /** What the mailbox server has taken, in order. */
    static final class MailboxServer implements Deliverer {
        final List<CopyId> taken = new CopyOnWriteArrayList<>();

        @Override
        public Delivery deliver(org.postigo.store.held.HeldCopy copy, org.postigo.mail.Content content) {
            if (copy.recipient().path().mailbox().localPart().equals("espera")) {
                return new Delivery.Deferred("mail.example:25", new Reply(452, "4.3.1", "Insufficient system storage"));
            }
            taken.add(copy.id());
            return new Delivery.Accepted("mail.example:25", new Reply(250, "2.0.0", "Ok: queued as 4F1"));
        }
    }

    @Bean
    public Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    public MailboxServer mailboxServer() {
        return new MailboxServer();
    }

    @Bean
    public DeskSettings deskSettings() {
        return new DeskSettings("filtro.example", ZoneId.of("America/Mexico_City"));
    }

    @Bean
    public Store store(Clock clock) throws Exception {
        var store = new MemoryStore(clock);
        for (String name : List.of("metalsur.example", "huerta.example")) {
            store.domains()
                    .put(
                            new ProtectedDomain(
                                    DomainName.of(name),
                                    List.of(new ProtectedDomain.MailboxServer("mail.example", 25)),
                                    "es",
                                    ProtectedDomain.Mode.HOLD,
                                    ProtectedDomain.Thresholds.DEFAULT,
                                    Set.of()),
                            "test");
        }
        String hash = FirstPerson.hash(PASSWORD);
        store.people()
                .put(
                        new Person(
                                "ines@filtro.example",
                                "Inés Robles",
                                Person.Role.ADMINISTRATOR,
                                Set.of(),
                                hash,
                                Optional.empty()),
                        "test");
        store.people()
                .put(
                        new Person(
                                "bruno@filtro.example",
                                "Bruno",
                                Person.Role.REVIEWER,
                                Set.of(),
                                hash,
                                Optional.empty()),
                        "test");
        return store;
    }

    @Bean
    public org.postigo.desk.domains.Levers levers(Store store, Clock clock) {
        return new TestingLevers(store, clock);
    }

    @Bean
    public CauseWatch causeWatch() {
        return new CauseWatch();
    }

    /** All would pass today. */
    @Bean(destroyMethod = "close")
    public Incidents incidents(Store store, Quarantine quarantine) {
        return new Incidents(
                store.held(),
                quarantine,
                (copy, cause, way) -> new Reassessor.Judgement(
                        new Score(-3, 0.04, List.of()), new Verdict.Deliver(Verdict.Reason.SCORE_LOW)),
                Duration.ofMinutes(10));
    }

    /** Each word that the seeds name, and one that speaks for the letter. */
    @Bean
    public TellingWords telling() {
        return (copy, content) -> Stream.concat(
                        copy.message().assessment().findings().stream()
                                .filter(finding ->
                                        finding instanceof Finding.Fact fact && fact.key() == FindingKey.TEXT_WORDS)
                                .flatMap(finding -> ((Finding.Fact) finding).arguments().stream())
                                .map(word -> new Explanation.Word(word, 0.4)),
                        Stream.of(new Explanation.Word("gracias", -0.3)))
                .toList();
    }

    /** An hour of a gate in which one server was down for ten minutes. */
    @Bean
    public LastHour lastHour(Store store, Clock clock) throws java.io.IOException {
        var minute = new java.util.concurrent.atomic.AtomicInteger();
        var hour = new LastHour(
                () -> minute.get() / 10 == 4 ? Samples.troubled() : Samples.well(),
                Samples::lists,
                store.rounds(),
                clock);
        while (minute.incrementAndGet() <= LastHour.MINUTES) {
            hour.note();
        }
        return hour;
    }

    /** Every client but those of this machine is in Mexico. */
    @Bean
    public ClientCountry country() {
        return address -> address.isLoopbackAddress() ? Optional.empty() : Optional.of("MX");
    }

    @Bean
    public DnsListTable.Source lists() {
        return Samples::lists;
    }

    /** Every rule is met. */
    @Bean
    public Bench bench() {
        return (copy, scope, draft) -> draft.stream()
                .map(rule -> new Bench.Answer(
                        rule,
                        Bench.Known.YES,
                        rule.conditions().stream().map(_ -> Bench.Known.YES).toList(),
                        rule.equals(draft.getFirst())))
                .toList();
    }

    @Bean
    public Quarantine quarantine(Store store, Clock clock, org.springframework.core.env.Environment environment) {
        return new Quarantine(
                store.held(),
                store.domains(),
                clock,
                Duration.ofSeconds(environment.getProperty("test.undo", Integer.class, 30)),
                store.audit());
    }

    /** What was mailed. */
    static final List<Notice> MAILED = new CopyOnWriteArrayList<>();

    @Bean
    public OwnMail ownMail(
            Store store, Quarantine quarantine, Clock clock, org.springframework.core.env.Environment environment) {
        return new OwnMail(store, quarantine, environment.getProperty("test.releasing", Boolean.class, false), clock);
    }

    @Bean
    public Links links(Clock clock) {
        return new Links(new byte[32], clock, Duration.ofDays(7));
    }

    @Bean
    public DigestRound digestRound(
            Store store,
            Links links,
            DeskSettings settings,
            Clock clock,
            org.springframework.core.env.Environment environment) {
        return new DigestRound(
                store,
                new DigestLetter(settings.site(), settings.zone()),
                links,
                (notice, _, _) -> {
                    MAILED.add(notice);
                    return new Outgoing.Sending.Sent("mail.example:25", "250 ok");
                },
                () -> "http://127.0.0.1:" + environment.getProperty("local.server.port"),
                settings.zone(),
                clock);
    }

    /** What was learnt, in order. */
    static final class School implements Teacher {
        final List<Lesson> lessons = new CopyOnWriteArrayList<>();

        @Override
        public void teach(Lesson lesson) {
            lessons.add(lesson);
        }
    }

    @Bean
    public School school() {
        return new School();
    }

    @Bean(destroyMethod = "close")
    public Lessons lessons(Store store, School school, ScheduledExecutorService scheduler) {
        var lessons = new Lessons(store.held(), school, 0);
        lessons.start(scheduler, Duration.ofMillis(200));
        return lessons;
    }

    /** Rounds begin when a test says so; each takes an hour. */
    @Bean
    public Review review(Quarantine quarantine, Store store, Clock clock, DeskSettings settings) {
        return new Review(
                quarantine,
                store.held(),
                store.rounds(),
                store.people(),
                new Schedule(
                        settings.zone(),
                        Set.of(DayOfWeek.values()),
                        Set.of(),
                        Set.of(),
                        Duration.ofHours(1),
                        List.of(new Schedule.Group("all", Set.of(), List.of(LocalTime.of(18, 0))))),
                (to, round, left) -> true,
                clock);
    }

    @Bean(destroyMethod = "shutdown")
    public ScheduledExecutorService scheduler() {
        return Executors.newSingleThreadScheduledExecutor();
    }

    @Bean
    public Releases releases(Store store, MailboxServer server, Clock clock, ScheduledExecutorService scheduler) {
        var releases = new Releases(
                store.held(),
                store.lists(),
                server,
                clock,
                Backoff.DEFAULT,
                Executors.newVirtualThreadPerTaskExecutor(),
                8);
        releases.start(scheduler, Duration.ofMillis(200));
        return releases;
    }

    /** Where the desk of such a context answers, without a final slash. */
    static String url(ConfigurableApplicationContext context) {
        return "http://127.0.0.1:"
                + ((WebServerApplicationContext) context).getWebServer().getPort();
    }

    /** Starts it on a port, 0 for any, with everything held. */
    static ConfigurableApplicationContext start(int port, int undoSeconds) {
        return start(port, undoSeconds, Optional.empty());
    }

    /** The same, with somebody who vouches for people. */
    static ConfigurableApplicationContext start(int port, int undoSeconds, Optional<IdentityProvider> provider) {
        var application = new SpringApplication(DeskApp.class);
        provider.ifPresent(given -> application.addInitializers(
                context -> ((GenericApplicationContext) context).registerBean(IdentityProvider.class, () -> given)));
        application.setDefaultProperties(java.util.Map.of(
                "server.port", Integer.toString(port),
                "server.address", "127.0.0.1",
                "vaadin.productionMode", "true",
                "spring.main.banner-mode", "off",
                "logging.level.root", "WARN",
                "test.undo", Integer.toString(undoSeconds)));
        var context = application.run();
        new Seeds(context.getBean(Store.class), context.getBean(Clock.class).instant()).all();
        return context;
    }

    /** For looking at it: {@code main PORT}. */
    public static void main(String[] arguments) {
        int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 8099;
        var context = start(port, 30);
        new JournalSeeds(
                        context.getBean(Store.class),
                        context.getBean(Clock.class).instant())
                .all();
        System.out.println("desk on http://127.0.0.1:" + port + " as ines@filtro.example, password " + PASSWORD);
    }
}
