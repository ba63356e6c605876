package org.postigo.classifier.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.postigo.classifier.lookalike.Lookalikes;
import org.postigo.classifier.lookalike.Registrable;
import org.postigo.mail.DomainName;
import org.postigo.mail.Mailbox;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.Finding.Fact;
import org.postigo.mail.finding.FindingKey;
import org.postigo.mail.message.Address;
import org.postigo.mail.message.AddressList;
import org.postigo.mail.message.HeaderField;
import org.postigo.mail.message.MessageDigests;
import org.postigo.mail.message.ParsedMessage;

/** Whether the message pretends to come from somebody else: names, look-alike domains, and the envelope beside From. */
public final class FromCheck implements Check {
    private static final int MIN_LABEL = 5;
    private static final int MAX_NAME = 500;

    private final Lookalikes lookalikes;

    /** Looks for imitations of the domains that {@code lookalikes} guards. */
    public FromCheck(Lookalikes lookalikes) {
        this.lookalikes = lookalikes;
    }

    @Override
    public String name() {
        return "from";
    }

    @Override
    public List<Finding> examine(Subject subject) {
        ParsedMessage message = subject.message();
        List<Finding> facts = new ArrayList<>();
        List<Address> from = message.header().all("From").stream()
                .flatMap((HeaderField field) -> AddressList.parse(field).stream())
                .limit(10)
                .toList();
        List<Mailbox> recipients = subject.mail().envelope().recipients().stream()
                .map(recipient -> recipient.path().mailbox())
                .toList();
        for (Address address : from) {
            nameIsAddress(address, facts);
            nameIsRecipientDomain(address, recipients, facts);
            lookalikes
                    .imitated(address.mailbox().domain())
                    .map(DomainName::display)
                    .or(() -> Lookalikes.readAsLatin(address.mailbox().domain()))
                    .ifPresent(imitated -> facts.add(Fact.of(
                            FindingKey.FROM_LOOKALIKE,
                            address.mailbox().domain().display(),
                            imitated)));
        }
        from.stream()
                .map(Address::mailbox)
                .filter(mailbox -> recipients.stream()
                        .anyMatch(recipient -> recipient.key().equals(mailbox.key())))
                .findFirst()
                .ifPresent(mailbox -> facts.add(Fact.of(FindingKey.FROM_IS_RECIPIENT, shown(mailbox.toString()))));
        envelope(subject, from, facts);
        return facts;
    }

    /** A display name that shows another address than the true one. */
    private static void nameIsAddress(Address address, List<Finding> facts) {
        addressIn(address.name())
                .filter(shown ->
                        !Registrable.related(shown.domain(), address.mailbox().domain()))
                .ifPresent(shown -> facts.add(Fact.of(
                        FindingKey.FROM_NAME_IS_ADDRESS,
                        shown(shown.toString()),
                        shown(address.mailbox().toString()))));
    }

    private static Optional<Mailbox> addressIn(String name) {
        String some = name.substring(0, Math.min(name.length(), MAX_NAME));
        for (String word : some.split("[\\s<>()\\[\\],;:\"'|]+")) {
            Optional<Mailbox> mailbox = word.indexOf('@') > 0 ? Mailbox.parse(word) : Optional.empty();
            if (mailbox.isPresent() && mailbox.get().domain().text().indexOf('.') > 0) {
                return mailbox;
            }
        }
        return Optional.empty();
    }

    /** A stranger who bears the name of the recipient's own house: "Ejemplo Soporte" to ejemplo.mx. */
    private static void nameIsRecipientDomain(Address address, List<Mailbox> recipients, List<Finding> facts) {
        String name = address.name().toLowerCase(Locale.ROOT);
        String some = name.substring(0, Math.min(name.length(), MAX_NAME));
        Set<String> words = new HashSet<>(Arrays.asList(some.split("[^\\p{L}\\p{N}]+")));
        recipients.stream()
                .map(Mailbox::domain)
                .distinct()
                .limit(20)
                .filter(domain -> !Registrable.related(domain, address.mailbox().domain()))
                .filter(domain -> {
                    String label = Registrable.label(domain);
                    return label.length() >= MIN_LABEL && words.contains(label)
                            || some.contains(domain.text())
                            || some.contains(domain.display());
                })
                .findFirst()
                .ifPresent(domain -> facts.add(
                        Fact.of(FindingKey.FROM_NAME_IS_RECIPIENT_DOMAIN, shown(address.name()), domain.display())));
    }

    private static void envelope(Subject subject, List<Address> from, List<Finding> facts) {
        if (from.size() != 1) {
            return;
        }
        DomainName visible = from.getFirst().mailbox().domain();
        subject.mail()
                .envelope()
                .reversePath()
                .toMailbox()
                .map(Mailbox::domain)
                .filter(domain -> !Registrable.related(domain, visible))
                .ifPresent(
                        domain -> facts.add(Fact.of(FindingKey.ENVELOPE_DIFFERS, visible.display(), domain.display())));
    }

    private static String shown(String text) {
        return MessageDigests.inert(text, 120);
    }
}
