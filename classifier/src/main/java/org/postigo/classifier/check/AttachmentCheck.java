package org.postigo.classifier.check;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.postigo.classifier.extract.Document;
import org.postigo.classifier.extract.Examination;
import org.postigo.classifier.extract.Extraction;
import org.postigo.classifier.extract.FileType;
import org.postigo.classifier.extract.FileTypes;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.Finding.Cause;
import org.postigo.mail.finding.Finding.Fact;
import org.postigo.mail.finding.Finding.Unknown;
import org.postigo.mail.finding.FindingKey;
import org.postigo.mail.message.MessageDigests;
import org.postigo.mail.message.Part;

/**
 * What the attached files truly are. Each key is stated once, for the first file concerned. A file that could not be
 * looked into is {@link Unknown}: {@link Cause#BUDGET} where the file itself is to blame, {@link Cause#UNAVAILABLE}
 * where we are.
 */
public final class AttachmentCheck implements Check {
    /** More files are not opened; the rest makes the message unknown. */
    static final int MAX_OPENED = 30;

    private final Examination examination;
    private final FileTypes types;

    /** Opens files through {@code examination}. */
    public AttachmentCheck(Examination examination) {
        this(examination, new FileTypes());
    }

    /** Shares what the files are with others. */
    public AttachmentCheck(Examination examination, FileTypes types) {
        this.examination = examination;
        this.types = types;
    }

    @Override
    public String name() {
        return "attachments";
    }

    @Override
    public List<Finding> examine(Subject subject) throws InterruptedException {
        Map<FindingKey, Finding> facts = new EnumMap<>(FindingKey.class);
        List<Finding> unknown = new ArrayList<>();
        int opened = 0;
        for (Part part : FileType.files(subject.message())) {
            FileType file = types.of(part);
            String name = file.name();
            outside(file, facts);
            if (!file.toBeOpened()) {
                continue;
            }
            if (++opened > MAX_OPENED) {
                unknown.add(new Unknown(name(), Cause.BUDGET, "more than " + MAX_OPENED + " files to be opened"));
                break;
            }
            inside(examination.examine(new Document(name, part.body())), name, facts, unknown);
        }
        List<Finding> findings = new ArrayList<>(facts.values());
        findings.addAll(unknown);
        return findings;
    }

    private static void outside(FileType file, Map<FindingKey, Finding> facts) {
        if (file.runs()) {
            state(facts, FindingKey.ATTACHMENT_EXECUTABLE, file.name(), file.type());
        }
        if (file.disguised()) {
            state(facts, FindingKey.ATTACHMENT_TYPE_DISGUISED, file.name(), file.magic());
        }
        if (file.web()) {
            state(facts, FindingKey.ATTACHMENT_HTML, file.name(), file.type());
        }
    }

    private void inside(Extraction extraction, String name, Map<FindingKey, Finding> facts, List<Finding> unknown) {
        String shown = shown(name);
        switch (extraction) {
            case Extraction.Extracted extracted ->
                extracted.signs().forEach(sign -> {
                    switch (sign.trait()) {
                        case EXECUTABLE -> state(facts, FindingKey.ATTACHMENT_EXECUTABLE, sign.name(), sign.type());
                        case MACRO -> state(facts, FindingKey.ATTACHMENT_MACRO, sign.name(), sign.type());
                        case ENCRYPTED -> state(facts, FindingKey.ATTACHMENT_ENCRYPTED, sign.name(), sign.type());
                        case NESTED_ARCHIVE ->
                            state(facts, FindingKey.ATTACHMENT_ARCHIVE_NESTED, sign.name(), sign.type());
                        case OVER_BUDGET ->
                            unknown.add(new Unknown(name(), Cause.BUDGET, "too much to unpack: " + shown(sign.name())));
                        case UNREADABLE ->
                            unknown.add(new Unknown(
                                    name(),
                                    Cause.BUDGET,
                                    "cannot be opened: " + shown(sign.name()) + " " + shown(sign.type())));
                    }
                });
            case Extraction.TimedOut timedOut ->
                unknown.add(new Unknown(name(), Cause.BUDGET, "took too long: " + shown));
            case Extraction.Crashed crashed ->
                unknown.add(new Unknown(name(), Cause.BUDGET, crashed.detail() + ": " + shown));
            case Extraction.Unavailable unavailable ->
                unknown.add(new Unknown(name(), Cause.UNAVAILABLE, unavailable.detail()));
            case Extraction.QueueFull full ->
                unknown.add(new Unknown(name(), Cause.UNAVAILABLE, "too many files wait to be opened"));
        }
    }

    private static void state(Map<FindingKey, Finding> facts, FindingKey key, String name, String type) {
        facts.putIfAbsent(key, Fact.of(key, shown(name), shown(type)));
    }

    private static String shown(String text) {
        return MessageDigests.inert(text, 200);
    }
}
