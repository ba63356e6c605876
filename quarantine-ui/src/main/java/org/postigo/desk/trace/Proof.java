package org.postigo.desk.trace;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.postigo.desk.Desk;
import org.postigo.desk.preview.Inert;
import org.postigo.desk.words.Say;
import org.postigo.mail.record.JournalEntry;
import org.postigo.quarantine.trace.Step;
import org.postigo.quarantine.trace.Story;

/** A story as a text that can be sent on: what the screen says, with times in UTC and all that identifies the message. */
final class Proof {
    private Proof() {}

    static String of(Story story, Desk desk, Say say) {
        var lines = new ArrayList<String>();
        lines.add(say.text("trace.proof.head", desk.settings().site(), desk.now()));
        lines.add("");
        switch (story.entry()) {
            case JournalEntry.Transaction message -> {
                named(lines, say, "id", message.id().text());
                named(lines, say, "envelope", message.envelope().reversePath().toString());
                message.assessment().ifPresent(said -> {
                    said.digest().from().ifPresent(from -> named(lines, say, "from", from.toString()));
                    named(lines, say, "subject", said.digest().subject());
                    named(lines, say, "messageid", said.digest().messageId());
                });
                named(lines, say, "size", Long.toString(message.size()));
                named(lines, say, "key", message.retryKey());
            }
            case JournalEntry.Refusal refusal -> {
                named(lines, say, "id", refusal.id().text());
                refusal.reversePath().ifPresent(path -> named(lines, say, "envelope", path.toString()));
            }
        }
        for (Story.Copy copy : story.copies()) {
            lines.add("");
            named(lines, say, "recipient", copy.recipient());
            copy.held()
                    .ifPresent(
                            held -> named(lines, say, "sha256", held.message().sha256()));
            for (Step step : copy.steps()) {
                StepWords words = StepWords.of(step, desk, say);
                lines.add("%s  %s%s"
                        .formatted(
                                time(step.at()),
                                words.sentence(),
                                words.said().isEmpty() ? "" : "  [" + words.said() + "]"));
            }
        }
        return String.join("\r\n", lines) + "\r\n";
    }

    private static String time(Instant at) {
        return at.toString();
    }

    private static void named(List<String> lines, Say say, String key, String value) {
        if (!value.isBlank()) {
            lines.add("%-20s %s".formatted(say.text("trace.proof." + key), Inert.line(value, 1_000)));
        }
    }
}
