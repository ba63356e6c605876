package org.postigo.appliance.workshop;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postigo.appliance.assembly.Checking;
import org.postigo.appliance.assembly.Judging;
import org.postigo.classifier.Classifier;
import org.postigo.classifier.check.Correspondence;
import org.postigo.classifier.combine.Combiner;
import org.postigo.classifier.combine.PriceList;
import org.postigo.classifier.extract.Extractor;
import org.postigo.classifier.locallist.LocalLists;
import org.postigo.classifier.policy.AllowAndDeny;
import org.postigo.classifier.policy.Strictness;
import org.postigo.classifier.relay.TrustedRelays;
import org.postigo.classifier.text.Label;
import org.postigo.classifier.text.TextModels;
import org.postigo.mail.Client;
import org.postigo.mail.MailObject;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.finding.Verdict;
import org.postigo.quarantine.campaign.Campaign;
import org.postigo.quarantine.campaign.Campaigns;
import org.postigo.quarantine.campaign.Ranking;
import org.postigo.store.acquaintances.Acquaintances;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.CopyState;
import org.postigo.store.held.HeldCopy;
import org.postigo.store.held.HeldMessage;
import org.postigo.training.Corpus;

/**
 * What campaigns and their order are worth: 300 messages drawn at random, six of them good, twenty times; prints each
 * draw and the worst. Then a thousand draws more, and all messages at once with the good ones of older corpora, where
 * these are beside the others: every good one that lies in a row with spam is printed. {@code main CORPORA [MODELS]}: the folder of the unpacked corpora, and text models if any.
 *
 * <p>The DNS is not asked and nobody is known, so that authentication parts nothing here. The client is whoever the
 * topmost Received field with an address names.
 */
final class CampaignDraws {
    private static final int DRAWS = 20;
    private static final int MANY_DRAWS = 1000;
    private static final int SPAM = 294;
    private static final int GOOD = 6;
    private static final Pattern FROM =
            Pattern.compile("(?is)^Received:\\s*from\\s.*?[\\[(](\\d{1,3}(?:\\.\\d{1,3}){3})[\\])]", Pattern.MULTILINE);
    private static final Acquaintances STRANGERS = (sender, signer, domain) -> Acquaintances.History.NONE;

    private CampaignDraws() {}

    /** See the class. */
    public static void main(String[] arguments) throws Exception {
        Path corpora = Path.of(arguments[0]);
        TextModels models = arguments.length > 1 ? Judging.read(Path.of(arguments[1])) : TextModels.empty();
        Combiner combiner = Combiner.of(PriceList.standard());
        var local = new LocalLists(List.of());
        try (Checking checking = Checking.offline(models, Set::of, local, Extractor.Settings.defaults());
                Classifier classifier = new Classifier(
                        checking.checks(Correspondence.NONE, TrustedRelays.NONE),
                        checking.digester(),
                        () -> new Classifier.Models(combiner, "draws"),
                        AllowAndDeny.NONE,
                        Strictness.DEFAULT,
                        Clock.systemUTC(),
                        Classifier.DEADLINE)) {
            List<HeldCopy> spam = new ArrayList<>();
            spam.addAll(read(classifier, corpora.resolve("phishing/index"), Label.SPAM));
            spam.addAll(read(classifier, corpora.resolve("modern-spam/index"), Label.SPAM));
            List<HeldCopy> good = new ArrayList<>();
            good.addAll(read(classifier, corpora.resolve("modern-graymail/index"), Label.HAM));
            good.addAll(read(classifier, corpora.resolve("mailing-lists/index"), Label.HAM));
            draw(spam, good, new Random(2026), DRAWS, true);
            draw(spam, good, new Random(1), MANY_DRAWS, false);
            for (String corpus : List.of("spamassassin", "csdmc2010")) {
                Path index = corpora.resolve(corpus).resolve("index");
                if (Files.exists(index)) {
                    good.addAll(read(classifier, index, Label.HAM));
                }
            }
            together(spam, good);
        }
    }

    /** All that there is, at once: how many good ones lie in a row with spam, which six of them would hardly show. */
    private static void together(List<HeldCopy> spam, List<HeldCopy> good) {
        var held = new ArrayList<>(spam);
        held.addAll(good);
        var fine = new HashSet<>(good);
        List<Campaign> rows = new Campaigns(STRANGERS).of(held);
        Ranking ranking = Ranking.of(rows, STRANGERS);
        System.out.printf(
                Locale.ROOT,
                "all %d and %d good at once: %d rows, %d above the line, %d good below it, expected %.1f%n",
                spam.size(),
                good.size(),
                rows.size(),
                ranking.above(),
                ranking.campaigns().subList(ranking.above(), rows.size()).stream()
                        .flatMap(row -> row.copies().stream())
                        .filter(fine::contains)
                        .count(),
                ranking.expected());
        for (Campaign row : rows) {
            List<HeldCopy> inside = row.copies().stream().filter(fine::contains).toList();
            if (!inside.isEmpty() && inside.size() < row.copies().size()) {
                System.out.printf(
                        Locale.ROOT,
                        "  %d good in a row of %d, %s, the first of log-odds %.2f%n",
                        inside.size(),
                        row.copies().size(),
                        row.kind().map(Enum::name).orElse("alike"),
                        inside.getFirst().message().assessment().score().logOdds());
            }
        }
    }

    private static List<HeldCopy> read(Classifier classifier, Path index, Label label)
            throws IOException, Corpus.Malformed {
        Corpus corpus = Corpus.read(index);
        var copies = new ArrayList<HeldCopy>();
        for (int i = 0; i < corpus.entries().size(); i++) {
            if (corpus.entries().get(i).label() == label && (corpus.entries().size() < 2000 || i % 20 == 0)) {
                copies.add(held(classifier, corpus.mail(i)));
            }
        }
        System.out.printf(Locale.ROOT, "%s: %d %s read%n", corpus.name(), copies.size(), label);
        return copies;
    }

    private static HeldCopy held(Classifier classifier, MailObject stored) throws IOException {
        Matcher from = FROM.matcher(new String(stored.content().head(16_384), StandardCharsets.ISO_8859_1));
        Client client = from.find() ? Client.plain(InetAddress.ofLiteral(from.group(1)), "x.invalid") : stored.client();
        var mail = new MailObject(stored.id(), stored.received(), client, stored.envelope(), stored.content());
        Assessment assessment = classifier.assess(mail);
        var message = new HeldMessage(
                mail.id(),
                mail.received(),
                client,
                mail.envelope(),
                assessment,
                mail.content().size(),
                "00",
                "");
        return new HeldCopy(
                new CopyId(mail.id(), 0),
                message,
                mail.envelope().recipients().getFirst(),
                Verdict.Reason.SCORE_HIGH,
                new CopyState.Unread());
    }

    private static void draw(List<HeldCopy> spam, List<HeldCopy> good, Random random, int draws, boolean each) {
        var campaigns = new Campaigns(STRANGERS);
        int mostRows = 0;
        int mostHidden = 0;
        int mostBelow = 0;
        int mostAbove = 0;
        long slowest = 0;
        long allRows = 0;
        int missed = 0;
        int goodBelow = 0;
        long allAbove = 0;
        System.out.println("draw  rows  largest  good in a row of spam  above the line  good below it  expected  ms");
        for (int i = 1; i <= draws; i++) {
            Collections.shuffle(spam, random);
            Collections.shuffle(good, random);
            var held = new ArrayList<>(spam.subList(0, SPAM));
            var six = new HashSet<>(good.subList(0, GOOD));
            held.addAll(six);
            Collections.shuffle(held, random);
            long before = System.nanoTime();
            List<Campaign> rows = campaigns.of(held);
            Ranking ranking = Ranking.of(rows, STRANGERS);
            long millis = (System.nanoTime() - before) / 1_000_000;
            int hidden = 0;
            int largest = 0;
            for (Campaign row : rows) {
                long fine = row.copies().stream().filter(six::contains).count();
                hidden += fine < row.copies().size() ? (int) fine : 0;
                largest = Math.max(largest, row.copies().size());
            }
            int below = (int) ranking.campaigns().subList(ranking.above(), rows.size()).stream()
                    .flatMap(row -> row.copies().stream())
                    .filter(six::contains)
                    .count();
            allRows += rows.size();
            missed += rows.size() > (SPAM + GOOD) / 3 ? 1 : 0;
            goodBelow += below;
            allAbove += ranking.above();
            if (each) {
                System.out.printf(
                        Locale.ROOT,
                        "%4d %5d %8d %22d %15d %14d %9.1f %3d%n",
                        i,
                        rows.size(),
                        largest,
                        hidden,
                        ranking.above(),
                        below,
                        ranking.expected(),
                        millis);
            }
            mostRows = Math.max(mostRows, rows.size());
            mostHidden = Math.max(mostHidden, hidden);
            mostBelow = Math.max(mostBelow, below);
            mostAbove = Math.max(mostAbove, ranking.above());
            slowest = Math.max(slowest, millis);
        }
        System.out.printf(
                Locale.ROOT,
                "%d draws, on average %.0f rows and %.0f above the line; worst: %d rows of %d (%.2f-fold), %d good in rows of spam, %d rows above the line, %d good below it (%d in all), %d ms; %d draws fell less than threefold%n",
                draws,
                (double) allRows / draws,
                (double) allAbove / draws,
                mostRows,
                SPAM + GOOD,
                (double) (SPAM + GOOD) / mostRows,
                mostHidden,
                mostAbove,
                mostBelow,
                goodBelow,
                slowest,
                missed);
    }
}
