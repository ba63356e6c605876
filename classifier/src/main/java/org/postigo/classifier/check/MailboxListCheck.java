package org.postigo.classifier.check;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.postigo.classifier.dnslist.DnsList;
import org.postigo.classifier.dnslist.DnsLists;
import org.postigo.classifier.dnslist.ListAnswer;
import org.postigo.classifier.dnslist.Meaning;
import org.postigo.mail.Mailbox;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.FindingKey;
import org.postigo.mail.message.Address;
import org.postigo.mail.message.AddressList;
import org.postigo.mail.message.HeaderField;

/**
 * Asks hash lists about the mailboxes that answers would go to: those of Reply-To, From and the text. States
 * {@link FindingKey#LIST_MAILBOX} once for each list that knows any: value is the strength of its statement, arguments
 * are the list's name and its words. A list without an answer is unknown, once.
 */
public final class MailboxListCheck implements Check {
    /** Far more than any honest letter needs is read of the text. */
    private static final int MAX_TEXT = 20_000;

    private static final int MAX_LOCAL = 64;
    private static final int MAX_DOMAIN = 225;

    private static final Pattern MAILBOX =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]{0,63}@[A-Za-z0-9][A-Za-z0-9.-]{0,200}[.][A-Za-z]{2,20}");

    private final DnsLists lists;

    /** Asks these lists. */
    public MailboxListCheck(DnsLists lists) {
        this.lists = lists;
    }

    @Override
    public String name() {
        return "mailbox-lists";
    }

    @Override
    public List<Finding> examine(Subject subject) throws InterruptedException {
        var findings = new ArrayList<Finding>();
        Set<String> told = new HashSet<>();
        for (ListAnswer answer : lists.mailboxes(mailboxes(subject), subject.lookupsEnd())) {
            switch (answer) {
                case ListAnswer.Listed(DnsList list, String hash, List<Meaning> meanings) -> {
                    if (told.add(list.name())) {
                        findings.add(new Finding.Fact(
                                FindingKey.LIST_MAILBOX,
                                meanings.getFirst().group().strength(),
                                List.of(list.name(), ClientListCheck.words(meanings))));
                    }
                }
                case ListAnswer.NotListed notListed -> {}
                case ListAnswer.NoAnswer silence -> {
                    if (told.add("?" + silence.list().name())) {
                        findings.add(ClientListCheck.unknown(silence));
                    }
                }
            }
        }
        return findings;
    }

    private static List<Mailbox> mailboxes(Subject subject) {
        Set<Mailbox> found = new LinkedHashSet<>();
        Stream.of("Reply-To", "From")
                .flatMap(name -> subject.message().header().all(name).stream())
                .flatMap((HeaderField field) -> AddressList.parse(field).stream())
                .map(Address::mailbox)
                .limit(DnsLists.MAX_HOSTS)
                .forEach(found::add);
        String text = subject.message().text();
        int end = Math.min(text.length(), MAX_TEXT);
        for (int at = text.indexOf('@');
                at >= 0 && at < end && found.size() < DnsLists.MAX_HOSTS;
                at = text.indexOf('@', at + 1)) {
            around(text, at, end).ifPresent(found::add);
        }
        return List.copyOf(found);
    }

    /** The mailbox around an at sign. Signs are rare, so looking at what stands around them is cheap. */
    private static Optional<Mailbox> around(String text, int at, int end) {
        int from = at;
        while (from > 0 && at - from < MAX_LOCAL && inLocalPart(text.charAt(from - 1))) {
            from--;
        }
        while (from < at && "._+-".indexOf(text.charAt(from)) >= 0) {
            from++;
        }
        Matcher matcher = MAILBOX.matcher(text).region(from, Math.min(end, at + MAX_DOMAIN));
        return matcher.lookingAt() ? Mailbox.parse(matcher.group()) : Optional.empty();
    }

    private static boolean inLocalPart(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "._+-".indexOf(c) >= 0;
    }
}
