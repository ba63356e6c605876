package org.postigo.store;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.postigo.mail.MailId;
import org.postigo.store.acquaintances.Acquaintances;
import org.postigo.store.audit.Audit;
import org.postigo.store.counts.Counts;
import org.postigo.store.counts.Tallies;
import org.postigo.store.digests.Digests;
import org.postigo.store.digests.Requests;
import org.postigo.store.disk.Disk;
import org.postigo.store.domains.Domains;
import org.postigo.store.files.HeldFiles;
import org.postigo.store.held.HeldMail;
import org.postigo.store.journal.Journal;
import org.postigo.store.lists.Hits;
import org.postigo.store.lists.Lists;
import org.postigo.store.log.Damage;
import org.postigo.store.log.EventLog;
import org.postigo.store.log.LogEvent;
import org.postigo.store.people.People;
import org.postigo.store.rounds.Rounds;
import org.postigo.store.rules.Rules;
import org.postigo.store.views.Views;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store of one data folder:
 *
 * <pre>
 * lock                          held by the one process that uses the folder
 * log/settings-POSITION.log     lists, domains, people: replayed whole at each start
 * log/copies-POSITION.log       what happened to held copies
 * log/journal-POSITION.log      the journal
 * log/audit-POSITION.log        who looked at what and did what
 * log/rounds-POSITION.log       review rounds and their statements: replayed whole at each start
 * held/DAY/ID.held              content and metadata of held mail; ID.pending while invisible, ID.gone once only its
 *                               metadata is kept
 * held/DAY/bodies/SHA256        large bodies, once for all messages of the day that have them
 * index/                        derived, may be deleted while nothing runs
 * </pre>
 */
public final class FileStore implements Store {
    private static final Logger LOG = LoggerFactory.getLogger(FileStore.class);
    private static final int CHANGES_WAITING = 10_000;

    private final Settings settings;
    private final Clock clock;
    private final Disk disk;
    private final Path folder;
    private final Closeable lock;
    private final EventLog settingsLog;
    private final EventLog copiesLog;
    private final EventLog journalLog;
    private final EventLog auditLog;
    private final FileAudit audit;
    private final EventLog roundsLog;
    private final FileRounds rounds;
    private final FileSettings fileSettings;
    private final FileAcquaintances acquaintances = new FileAcquaintances();
    private final FileHits hits = new FileHits();
    private final Tallies tallies;
    private final Roster roster = new Roster();
    private final HeldFiles files;
    private final Indexer indexer;
    private final FileHeldMail held;
    private final FileJournal journal;
    private final List<Damage> damages = new CopyOnWriteArrayList<>();

    /**
     * Opens a data folder, making it if it is not there.
     *
     * @throws IOException if another process has it open, or it cannot be read or written; the message says what to do
     */
    public static FileStore open(Path folder, Settings settings, Clock clock, Disk disk) throws IOException {
        disk.makeFolders(folder);
        Closeable lock = disk.lock(folder.resolve("lock"));
        try {
            return new FileStore(folder, settings, clock, disk, lock);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private FileStore(Path folder, Settings settings, Clock clock, Disk disk, Closeable lock) throws IOException {
        this.settings = settings;
        this.clock = clock;
        this.disk = disk;
        this.folder = folder;
        this.lock = lock;
        settingsLog = log("settings", CHANGES_WAITING, settings.changeReserve());
        copiesLog = log("copies", CHANGES_WAITING, settings.changeReserve());
        journalLog = log("journal", settings.journalQueue(), settings.journalReserve());
        auditLog = log("audit", settings.journalQueue(), settings.journalReserve());
        audit = new FileAudit(auditLog);
        fileSettings = new FileSettings(clock, settings.base());
        roundsLog = log("rounds", CHANGES_WAITING, settings.changeReserve());
        rounds = new FileRounds(roundsLog);
        rounds.replay();
        settingsLog.read(0, Long.MAX_VALUE, (position, next, event) -> {
            if (event instanceof LogEvent.Unknown(String cause)) {
                LOG.warn("a setting of another version was passed over: {}", cause);
            }
            fileSettings.replay(event);
            return true;
        });
        tallies = new Tallies(name -> fileSettings.domains().find(name).isPresent());
        files = new HeldFiles(disk, folder.resolve("held"));
        indexer = new Indexer(
                settings,
                clock,
                disk,
                folder,
                files,
                copiesLog,
                journalLog,
                roster,
                acquaintances,
                hits,
                tallies,
                this::sweep);
        held = new FileHeldMail(settings, clock, disk, folder, files, copiesLog, roster, indexer);
        journal = new FileJournal(journalLog, indexer);
        held.open();
        settingsLog.start((position, next, event) -> {});
        copiesLog.start(indexer::durable);
        roundsLog.start((position, next, event) -> {});
        journalLog.start((position, next, event) -> indexer.wake());
        auditLog.start((position, next, event) -> {});
        fileSettings.begin(event -> {
            Deeds.of(event).ifPresent(audit::note);
            return settingsLog.append(event);
        });
        indexer.start();
    }

    private EventLog log(String name, int queue, long reserve) throws IOException {
        return new EventLog(
                disk, folder.resolve("log"), name, new EventLog.Limits(settings.segment(), queue, reserve), damage -> {
                    LOG.error("{}", damage);
                    damages.add(damage);
                });
    }

    /** Deletes what was left invisible and never retried; done each hour by itself. */
    public void sweep() {
        held.sweep();
    }

    @Override
    public HeldMail held() {
        return held;
    }

    @Override
    public Journal journal() {
        return journal;
    }

    @Override
    public Lists lists() {
        return fileSettings.lists();
    }

    @Override
    public Hits hits() {
        return hits;
    }

    @Override
    public Rules rules() {
        return fileSettings.rules();
    }

    @Override
    public Domains domains() {
        return fileSettings.domains();
    }

    @Override
    public People people() {
        return fileSettings.people();
    }

    @Override
    public Audit audit() {
        return audit;
    }

    @Override
    public Digests digests() {
        return fileSettings.digests();
    }

    @Override
    public Requests requests() {
        return fileSettings.requests();
    }

    @Override
    public Views views() {
        return fileSettings.views();
    }

    @Override
    public Acquaintances acquaintances() {
        return acquaintances;
    }

    @Override
    public Rounds rounds() {
        return rounds;
    }

    @Override
    public Counts counts() {
        return tallies;
    }

    /** How the store does now. */
    public StoreFigures figures() throws IOException {
        return new StoreFigures(
                roster.size(),
                roster.standings(),
                roster.overdue(clock.instant()),
                roster.figures(),
                settings.quota(),
                disk.free(folder),
                settings.holdReserve(),
                journalLog.waiting(),
                journal.dropped(),
                copiesLog.waiting() + settingsLog.waiting() + roundsLog.waiting(),
                indexer.state(),
                indexer.behind(),
                indexer.rebuilds(),
                damages.size() + indexer.misfits());
    }

    /** Damaged places met in the logs since the start, each said in the log of the program too. */
    public List<Damage> damages() {
        return List.copyOf(damages);
    }

    /**
     * Reads every log and every visible message to its last octet; for the operator's doctor, it takes its time.
     *
     * @param report told of each damaged place in one line that says what to do
     * @return messages read
     */
    public long verify(Consumer<String> report) throws IOException {
        int known = damages.size();
        for (EventLog log : List.of(settingsLog, copiesLog, journalLog, auditLog, roundsLog)) {
            log.read(log.begin(), Long.MAX_VALUE, (position, next, event) -> true);
        }
        damages.stream().skip(known).forEach(damage -> report.accept(damage.toString()));
        rounds.verify().broken().forEach(report);
        long read = 0;
        for (LocalDate day : files.days()) {
            for (MailId id : files.published(day)) {
                read++;
                try (InputStream in = files.content(files.read(id)
                                .orElseThrow(() -> new IOException(id + " vanished"))
                                .message())
                        .open()) {
                    in.transferTo(OutputStream.nullOutputStream());
                } catch (HeldMail.NoLongerKept meanwhile) {
                    LOG.debug("{}", meanwhile.getMessage());
                } catch (IOException e) {
                    report.accept(String.valueOf(e.getMessage()));
                }
            }
            for (MailId id : files.gone(day)) {
                try {
                    files.read(id);
                } catch (IOException e) {
                    report.accept(String.valueOf(e.getMessage()));
                }
            }
        }
        return read;
    }

    /** Throws the index away and rebuilds it in the background; mail flows meanwhile. */
    public void rebuild() {
        indexer.rebuild();
    }

    /** Waits until the index holds everything; false if that takes longer than so many seconds. */
    public boolean awaitIndex(long seconds) {
        return indexer.awaitWhole(seconds);
    }

    @Override
    public void close() {
        settingsLog.close();
        copiesLog.close();
        journalLog.close();
        auditLog.close();
        roundsLog.close();
        indexer.close();
        held.close();
        try {
            lock.close();
        } catch (IOException e) {
            LOG.warn("the lock of {} could not be given back: {}", folder, e.toString());
        }
    }
}
