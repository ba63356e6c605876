package org.postigo.desk.letter;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.postigo.desk.preview.Inert;
import org.postigo.desk.shell.Icon;
import org.postigo.desk.shell.Parts;
import org.postigo.desk.words.Say;
import org.postigo.mail.DomainName;
import org.postigo.mail.Mailbox;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.FindingKey;
import org.postigo.mail.finding.MessageDigest;
import org.postigo.store.held.HeldCopy;

/** Where a letter's links lead and what is attached to it, by true type. */
final class Footnotes extends UnorderedList {
    private static final long serialVersionUID = 1;
    private static final int MOST = 12;

    Footnotes(HeldCopy copy, Say say) {
        addClassName("foot");
        MessageDigest digest = copy.message().assessment().digest();
        Optional<DomainName> from = digest.from().map(Mailbox::domain);
        List<String> hosts = digest.linkHosts();
        Set<String> imitated = copy.message().assessment().findings().stream()
                .filter(Finding.Fact.class::isInstance)
                .map(Finding.Fact.class::cast)
                .filter(fact -> fact.key() == FindingKey.LINK_LOOKALIKE)
                .flatMap(fact -> fact.arguments().stream())
                .collect(Collectors.toSet());
        if (hosts.isEmpty()) {
            row(say.text("letter.links"), "none", Parts.span(say.text("letter.none"), "q"), "");
        }
        for (int i = 0; i < Math.min(hosts.size(), MOST); i++) {
            String host = Inert.line(hosts.get(i), 253);
            boolean same = DomainName.parse(host)
                    .filter(name ->
                            from.filter(f -> name.within(f) || f.within(name)).isPresent())
                    .isPresent();
            boolean imitates = imitated.contains(hosts.get(i));
            row(
                    i == 0 ? say.text("letter.links") : "",
                    "link",
                    imitates ? Parts.foreign(host, "mono", "cut", "bad") : Parts.foreign(host, "mono", "cut"),
                    imitates
                            ? say.brief(FindingKey.LINK_LOOKALIKE)
                            : say.text(same ? "letter.link.same" : "letter.link.other"));
        }
        List<MessageDigest.Attachment> attachments = digest.attachments();
        if (attachments.isEmpty()) {
            row(say.text("letter.attachments"), "none", Parts.span(say.text("letter.none"), "q"), "");
        }
        for (int i = 0; i < Math.min(attachments.size(), MOST); i++) {
            MessageDigest.Attachment attachment = attachments.get(i);
            row(
                    i == 0 ? say.text("letter.attachments") : "",
                    "doc",
                    Parts.foreign(Inert.line(attachment.name(), 200), "cut"),
                    say.text(
                            "letter.truetype",
                            Inert.line(Types.word(attachment.type(), say), 80),
                            say.size(attachment.size())));
        }
    }

    private void row(String term, String icon, Component what, String beside) {
        add(new ListItem(new Span(term), new Icon(icon), what, Parts.span(beside, "q")));
    }
}
