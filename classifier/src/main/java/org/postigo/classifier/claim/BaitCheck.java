package org.postigo.classifier.claim;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.postigo.classifier.check.Check;
import org.postigo.classifier.check.Subject;
import org.postigo.classifier.html.HtmlReadings;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.FindingKey;
import org.postigo.mail.message.ParsedMessage;

/**
 * Looks for what deceivers write: prizes, accounts that must be confirmed, money from strangers, cures, haste. Good mail
 * says some of it too, so it is the number of kinds that counts.
 */
public final class BaitCheck implements Check {
    private static final int MAX_KINDS = 3;
    private static final int MAX_TEXT = 4_000;
    private static final Map<String, List<String>> PHRASES = read();

    private static final Phrases ALL =
            new Phrases(PHRASES.values().stream().flatMap(List::stream).toList());

    private final HtmlReadings readings;

    /** Shares the reading of HTML with others. */
    public BaitCheck(HtmlReadings readings) {
        this.readings = readings;
    }

    @Override
    public String name() {
        return "bait";
    }

    @Override
    public List<Finding> examine(Subject subject) {
        ParsedMessage message = subject.message();
        String shown = readings.of(message).visibleText();
        String body = shown.isBlank() ? message.text() : shown;
        String text = " "
                + Letters.plain(message.fromName() + " . " + message.header().value("Subject") + " . "
                                + body.substring(0, Math.min(MAX_TEXT, body.length())))
                        .replace('’', '\'')
                        .replaceAll("[\\s_]+", " ")
                + " ";
        var found = new ArrayList<String>();
        Set<String> standing = ALL.asWordsIn(text);
        for (List<String> kind : PHRASES.values()) {
            kind.stream().filter(standing::contains).findFirst().ifPresent(found::add);
        }
        return found.isEmpty()
                ? List.of()
                : List.of(new Finding.Fact(FindingKey.TEXT_BAIT, Math.min(MAX_KINDS, found.size()), found));
    }

    private static Map<String, List<String>> read() {
        var phrases = new LinkedHashMap<String, List<String>>();
        try (InputStream in = BaitCheck.class.getResourceAsStream("phrases.txt")) {
            if (in == null) {
                throw new IllegalStateException("phrases.txt is missing in the archive");
            }
            var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int blank = line.indexOf(' ');
                if (!line.startsWith("#") && blank > 0) {
                    phrases.computeIfAbsent(line.substring(0, blank), kind -> new ArrayList<>())
                            .add(line.substring(blank + 1).strip());
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("phrases.txt in the archive cannot be read", e);
        }
        return phrases;
    }
}
