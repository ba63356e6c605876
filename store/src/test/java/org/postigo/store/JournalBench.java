package org.postigo.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.postigo.mail.Client;
import org.postigo.mail.DomainName;
import org.postigo.mail.Envelope;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.MailId;
import org.postigo.mail.Mailbox;
import org.postigo.mail.Recipient;
import org.postigo.mail.ReversePath;
import org.postigo.mail.auth.AuthenticationResults;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.finding.Contribution;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.FindingKey;
import org.postigo.mail.finding.MessageDigest;
import org.postigo.mail.finding.Score;
import org.postigo.mail.finding.Verdict;
import org.postigo.mail.record.CopyOutcome;
import org.postigo.mail.record.JournalEntry;
import org.postigo.mail.record.Reply;
import org.postigo.store.disk.RealDisk;
import org.postigo.store.journal.Fate;
import org.postigo.store.journal.Journal;

/**
 * Prints how fast a long journal answers. Arguments: entries (default 1,000,000), a folder (default: a temporary one; one
 * that is filled already is used as it is). The entries are made by {@link #entry}: 30 days of mail for 300 domains, six in
 * ten of them refusals before the data, written without fsync.
 */
final class JournalBench {
    private static final int DOMAINS = 300;
    private static final Instant END = Instant.parse("2026-11-23T20:00:00Z");
    private static final Duration SPAN = Duration.ofDays(30);
    private static final List<String> LOCALS =
            List.of("almacen", "ventas", "compras", "direccion", "info", "pedidos", "contabilidad", "recepcion");
    private static final List<String> WORDS = List.of(
            "factura",
            "pedido",
            "cotización",
            "invoice",
            "plano",
            "entrega",
            "offer",
            "reunión",
            "recibo",
            "envío",
            "contrato",
            "aviso",
            "prize",
            "account",
            "nómina",
            "garantía");

    private JournalBench() {}

    public static void main(String[] arguments) throws Exception {
        int entries = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000_000;
        Path folder = arguments.length > 1 ? Path.of(arguments[1]) : Files.createTempDirectory("postigo-journal");
        Settings settings = Settings.DEFAULT.withRoom(1L << 40, 0, 0, 0);
        long start = System.nanoTime();
        try (FileStore store =
                FileStore.open(folder, settings, Clock.systemUTC(), new StoreBenchmark.Hasty(new RealDisk()))) {
            long known = store.journal()
                    .query(new Journal.Query("", Optional.empty(), Optional.empty(), Optional.empty(), 0, 1))
                    .total();
            fill(store, (int) known, entries);
            System.out.printf("%,d entries written in %.0f s%n", entries - known, seconds(start));
            store.awaitIndex(3600);
            System.out.printf("and all of them indexed after %.0f s%n", seconds(start));
        }
        start = System.nanoTime();
        try (FileStore store = FileStore.open(folder, settings, Clock.systemUTC(), new RealDisk())) {
            System.out.printf("started in %.2f s%n", seconds(start));
            ask(store.journal());
        }
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    private static void fill(Store store, int from, int to) {
        CompletableFuture<?> last = CompletableFuture.completedFuture(null);
        for (int i = from; i < to; i++) {
            last = store.journal().append(entry(i, to));
            if (i % 2_000 == 0) {
                last.join();
            }
        }
        last.join();
    }

    private static void ask(Journal journal) {
        Instant week = END.minus(Duration.ofDays(7));
        page(journal, "everything", query("", "", "", "", Optional.empty()));
        page(journal, "one letter", query("f", "", "", "", Optional.empty()));
        page(journal, "word", query("cotizacion", "", "", "", Optional.empty()));
        page(journal, "sender's domain", query("", "proveedor123.example", "", "", Optional.empty()));
        page(journal, "sender", query("", "taller7@proveedor123.example", "", "", Optional.empty()));
        page(journal, "recipient", query("", "", "almacen@cliente42.example", "", Optional.empty()));
        page(journal, "both and a week", query("", "proveedor123", "cliente42.example", "", Optional.of(week)));
        page(journal, "all of a domain", query("", "", "", "cliente7.example", Optional.empty()));
        page(
                journal,
                "message id",
                query("<" + 512_345 % 1_000 + ".512345@mail.example>", "", "", "", Optional.empty()));
        page(journal, "nothing", query("inexistente", "", "", "", Optional.empty()));
        for (Fate fate : List.of(Fate.HELD, Fate.TURNED_AWAY)) {
            page(
                    journal,
                    fate.name(),
                    new Journal.Query("", "", "", Set.of(), Set.of(fate), Optional.of(week), Optional.empty(), 0, 50));
        }
        page(
                journal,
                "the 20,000th row",
                new Journal.Query("", "", "", Set.of(), Set.of(), Optional.empty(), Optional.empty(), 20_000, 50));
        near(journal, "misspelt recipient", query("", "", "almacne@cliente42.example", "", Optional.empty()));
        near(journal, "misspelt domain", query("", "provedor123.example", "", "", Optional.empty()));
    }

    private static Journal.Query query(
            String text, String sender, String recipient, String domain, Optional<Instant> from) {
        return new Journal.Query(
                text,
                sender,
                recipient,
                domain.isEmpty() ? Set.of() : Set.of(DomainName.of(domain)),
                Set.of(),
                from,
                Optional.empty(),
                0,
                50);
    }

    private static void page(Journal journal, String what, Journal.Query query) {
        long total = journal.query(query).total();
        timed("%s (%,d match)".formatted(what, total), () -> journal.query(query));
    }

    private static void near(Journal journal, String what, Journal.Query query) {
        int found = journal.near(query, 5).size();
        timed("%s (%d offered)".formatted(what, found), () -> journal.near(query, 5));
    }

    private static void timed(String what, Runnable work) {
        double[] millis = new double[40];
        for (int i = 0; i < millis.length; i++) {
            long start = System.nanoTime();
            work.run();
            millis[i] = (System.nanoTime() - start) / 1e6;
        }
        Arrays.sort(millis);
        System.out.printf(
                "%-40s median %6.1f ms, p95 %6.1f ms, worst %6.1f ms%n", what, millis[20], millis[38], millis[39]);
    }

    /** The i-th of so many entries; the same each time. */
    static JournalEntry entry(int i, int of) {
        var random = new SplittableRandom(i);
        Instant at = END.minus(SPAN).plus(Duration.ofMillis(SPAN.toMillis() / of * i));
        Client client =
                Client.plain(address(random.nextInt(1 << 16)), "mail.proveedor" + random.nextInt(4_000) + ".example");
        String from = "taller" + random.nextInt(40) + "@proveedor" + random.nextInt(4_000) + ".example";
        String to = LOCALS.get(random.nextInt(LOCALS.size())) + "@cliente" + random.nextInt(DOMAINS) + ".example";
        MailId id = MailId.next(at, random);
        if (random.nextInt(10) < 6) {
            return new JournalEntry.Refusal(
                    id,
                    at,
                    client,
                    Optional.of(ReversePath.of(from)),
                    List.of(misspelt(to, random)),
                    "RCPT",
                    new Reply(550, "5.1.1", "No such mailbox"),
                    "NO_SUCH_MAILBOX");
        }
        Recipient recipient = Recipient.of(to);
        boolean held = random.nextInt(20) == 0;
        Verdict verdict = held
                ? new Verdict.Hold(Verdict.Reason.SCORE_HIGH)
                : new Verdict.Deliver(Verdict.Reason.SCORE_LOW, Optional.empty());
        Reply reply = new Reply(250, "2.0.0", "Ok: queued as " + Integer.toHexString(i));
        return new JournalEntry.Transaction(
                id,
                at,
                client,
                new Envelope(ReversePath.of(from), Envelope.Parameters.NONE, List.of(recipient)),
                2_000 + random.nextInt(80_000),
                Integer.toHexString(i),
                Optional.of(assessment(i, from, recipient.path(), verdict, held ? 3 : -4, random)),
                Map.of(
                        recipient.path(),
                        held
                                ? new CopyOutcome.Held(Verdict.Reason.SCORE_HIGH)
                                : new CopyOutcome.Delivered("mail.example:25", reply)),
                reply,
                Map.of("classify", Duration.ofMillis(7), "total", Duration.ofMillis(40)));
    }

    private static java.net.InetAddress address(int number) {
        return java.net.InetAddress.ofLiteral("198.18." + (number >> 8) + "." + (number & 255));
    }

    /** One letter of the local part is another. */
    private static String misspelt(String address, SplittableRandom random) {
        int at = random.nextInt(address.indexOf('@'));
        return address.substring(0, at) + (char) ('a' + random.nextInt(26)) + address.substring(at + 1);
    }

    private static Assessment assessment(
            int i, String from, ForwardPath path, Verdict verdict, double logOdds, SplittableRandom random) {
        Finding.Fact fact = Finding.Fact.of(FindingKey.SPF_PASS, "mail.example");
        return new Assessment(
                List.of(fact),
                new Score(logOdds, -1, List.of(new Contribution(fact, logOdds + 1))),
                AuthenticationResults.NONE,
                List.of(),
                Map.of(path, verdict),
                new MessageDigest(
                        Mailbox.parse(from),
                        "Taller",
                        WORDS.get(random.nextInt(WORDS.size())) + " " + WORDS.get(random.nextInt(WORDS.size())) + " "
                                + random.nextInt(100_000),
                        "<" + i % 1_000 + "." + i + "@mail.example>",
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        List.of()),
                new Assessment.Versions("prices-1", 3, "1"),
                Duration.ofMillis(7));
    }
}
