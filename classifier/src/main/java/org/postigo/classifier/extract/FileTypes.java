package org.postigo.classifier.extract;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.List;
import org.postigo.mail.finding.MessageDigest;
import org.postigo.mail.message.ParsedMessage;
import org.postigo.mail.message.Part;

/**
 * Looks at each attached file's octets once for all who ask. Forgets a file with its last user: the keys are weak, and
 * compared by identity.
 */
public final class FileTypes {
    private final Cache<Part, FileType> seen =
            Caffeine.newBuilder().weakKeys().executor(Runnable::run).build();

    /** What a file is. */
    public FileType of(Part part) {
        return seen.get(part, FileType::of);
    }

    /** A message's files by name and true type, for lists and the journal. */
    public List<MessageDigest.Attachment> attachments(ParsedMessage message) {
        return FileType.files(message).stream()
                .limit(100)
                .map(this::of)
                .map(file -> new MessageDigest.Attachment(file.name(), file.type(), file.size()))
                .toList();
    }
}
