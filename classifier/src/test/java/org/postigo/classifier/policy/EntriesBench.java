package org.postigo.classifier.policy;

import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import org.postigo.mail.DomainName;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.Mailbox;
import org.postigo.mail.ReversePath;
import org.postigo.mail.auth.AuthenticationResults;
import org.postigo.mail.auth.ProvenIdentity;
import org.postigo.mail.finding.Score;
import org.postigo.mail.policy.Cidr;
import org.postigo.mail.policy.ListEntry;
import org.postigo.mail.policy.ListEntry.Note;
import org.postigo.mail.policy.ListEntry.Proof;
import org.postigo.mail.policy.ListEntry.Scope;
import org.postigo.mail.policy.ListEntry.Subject;

/**
 * Prints what looking up the deciding entry takes. Arguments: entries (default 200,000), protected domains (default
 * 5,000). Half of the mail asked about has an entry of its sender in its domain.
 */
public final class EntriesBench {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    private static final Note NOTE = new Note("bench", NOW, "", Optional.empty(), Optional.empty());
    private static final int QUESTIONS = 200_000;

    private EntriesBench() {}

    public static void main(String[] arguments) {
        int count = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 200_000;
        int domains = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5_000;
        var random = new SplittableRandom(1);
        List<ListEntry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            entries.add(entry(i, domains, random));
        }
        long start = System.nanoTime();
        Entries index = Entries.of(entries);
        print("%,d entries of %,d domains indexed, cold: %.0f ms", count, domains, millis(start));
        index = changed(index, entries);
        for (int round = 0; round < 3; round++) {
            look(index, count, domains, random, round);
        }
        long linear = System.nanoTime();
        int found = 0;
        for (int i = 0; i < 20; i++) {
            Evidence mail = mail(i * 2, count);
            ForwardPath to = to(i * 2, domains);
            found += entries.stream()
                            .filter(entry -> Deciding.may(entry, mail, to))
                            .min(Deciding.PRECEDENCE)
                            .isPresent()
                    ? 1
                    : 0;
        }
        print("looking at every entry instead, %d of 20 decided: %.0f µs", found, millis(linear) * 1000 / 20);
    }

    private static Entries changed(Entries index, List<ListEntry> entries) {
        Entries now = index;
        for (int i = 0; i < 5; i++) {
            entries.set(i * 1000, entry(i * 1000, 1, new SplittableRandom(i)));
            List<ListEntry> next = List.copyOf(entries);
            long start = System.nanoTime();
            now = now.with(next);
            print("one entry changed: %.2f ms", millis(start));
        }
        return now;
    }

    private static void look(Entries index, int count, int domains, SplittableRandom random, int round) {
        long[] nanos = new long[QUESTIONS];
        int found = 0;
        for (int i = 0; i < QUESTIONS; i++) {
            int number = random.nextInt(count * 2);
            Evidence mail = mail(number, count);
            ForwardPath to = to(number, domains);
            long start = System.nanoTime();
            boolean decided = index.deciding(mail, to).isPresent();
            nanos[i] = System.nanoTime() - start;
            found += decided ? 1 : 0;
        }
        Arrays.sort(nanos);
        print(
                "round %d, %,d look-ups, %,d decided: median %.1f µs, 99 %% %.1f µs, 99.9 %% %.1f µs",
                round + 1,
                QUESTIONS,
                found,
                nanos[QUESTIONS / 2] / 1e3,
                nanos[QUESTIONS / 100 * 99] / 1e3,
                nanos[QUESTIONS / 1000 * 999] / 1e3);
    }

    private static ListEntry entry(int number, int domains, SplittableRandom random) {
        String id = "e" + number;
        Scope scope = new Scope.OfDomain(to(number, domains).domain());
        DomainName sender = sender(number);
        return switch (random.nextInt(10)) {
            case 0 -> {
                Cidr cidr = new Cidr(client(number), 20 + random.nextInt(13));
                yield new ListEntry.Allow(id, new Subject.Network(cidr), scope, new Proof.FromNetwork(cidr), NOTE);
            }
            case 1, 2 -> new ListEntry.Deny(id, new Subject.Domain(sender, true), scope, NOTE);
            case 3 ->
                new ListEntry.Deny(
                        id,
                        new Subject.Address(new Mailbox("info", sender)),
                        new Scope.OfMailbox(to(number, domains).mailbox()),
                        NOTE);
            default ->
                new ListEntry.Allow(id, new Subject.Domain(sender, false), scope, new Proof.SignedBy(sender), NOTE);
        };
    }

    private static DomainName sender(int number) {
        return new DomainName("mail.sender" + number + ".example");
    }

    private static ForwardPath to(int number, int domains) {
        return ForwardPath.of("user" + number % 20 + "@customer" + number % domains + ".example");
    }

    private static InetAddress client(int number) {
        return InetAddress.ofLiteral("10." + (number >> 16 & 255) + "." + (number >> 8 & 255) + "." + (number & 255));
    }

    private static Evidence mail(int number, int count) {
        DomainName sender = sender(number);
        var none = AuthenticationResults.NONE;
        return new Evidence(
                NOW,
                client(number % count),
                ReversePath.of("bounce@" + sender),
                List.of(new Mailbox("info", sender)),
                Optional.of("news." + sender),
                List.of(),
                new Score(0, 0, List.of()),
                new AuthenticationResults(
                        none.spf(),
                        List.of(new AuthenticationResults.Dkim(
                                AuthenticationResults.Outcome.PASS, Optional.of(sender), "s", true, true, false, "")),
                        none.dmarc(),
                        none.arc()),
                List.of(new ProvenIdentity.SignedDomain(sender)),
                0.5);
    }

    private static double millis(long since) {
        return (System.nanoTime() - since) / 1e6;
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
