package org.postigo.classifier.policy;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.postigo.mail.finding.MessageDigest;
import org.postigo.mail.message.Header;
import org.postigo.mail.message.HeaderField;

/**
 * What only rules look at.
 *
 * @param size octets of the message
 * @param fields of its header section
 * @param attachments by name and true type
 * @param country of the client, ISO 3166-1; empty if not known
 */
public record Sight(long size, Fields fields, List<MessageDigest.Attachment> attachments, Optional<String> country) {
    /** Nothing is known: for tools that have no rules. */
    public static final Sight NOTHING = new Sight(0, name -> Optional.empty(), List.of(), Optional.empty());

    /** Copies the list. */
    public Sight {
        attachments = List.copyOf(attachments);
    }

    /** A header section, whole or what a journal keeps of it. */
    @FunctionalInterface
    public interface Fields {
        /** The decoded values of all fields of a name; empty if it is not known whether there are any. */
        Optional<List<String>> all(String name);

        /** All of a message. */
        static Fields of(Header header) {
            return name -> Optional.of(
                    header.all(name).stream().map(HeaderField::decoded).toList());
        }

        /** What the journal keeps: subject, Message-ID and List-Id. */
        static Fields of(MessageDigest digest) {
            Map<String, List<String>> kept = Map.of(
                    "subject", present(digest.subject()),
                    "message-id", present(digest.messageId()),
                    "list-id",
                            digest.listId().map(id -> List.of("<" + id + ">")).orElse(List.of()));
            return name -> Optional.ofNullable(kept.get(name.toLowerCase(Locale.ROOT)));
        }

        private static List<String> present(String value) {
            return value.isEmpty() ? List.of() : List.of(value);
        }
    }
}
