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

    private static final Pattern IN_TEXT =
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
        Matcher matcher = IN_TEXT.matcher(text.substring(0, Math.min(text.length(), MAX_TEXT)));
        while (found.size() < DnsLists.MAX_HOSTS && matcher.find()) {
            Optional<Mailbox> mailbox = Mailbox.parse(matcher.group());
            mailbox.ifPresent(found::add);
        }
        return List.copyOf(found);
    }
}
