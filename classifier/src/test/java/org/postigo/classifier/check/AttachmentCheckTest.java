package org.postigo.classifier.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postigo.classifier.check.Subjects.arguments;
import static org.postigo.classifier.check.Subjects.keys;

import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postigo.classifier.extract.Extraction;
import org.postigo.classifier.extract.Extraction.Extracted;
import org.postigo.classifier.extract.Extraction.Sign;
import org.postigo.classifier.extract.Extraction.Trait;
import org.postigo.classifier.extract.SampleFiles;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.Finding.Cause;
import org.postigo.mail.finding.Finding.Unknown;
import org.postigo.mail.finding.FindingKey;

class AttachmentCheckTest {
    private static List<Finding> examine(Extraction inside, String name, byte[] body) throws InterruptedException {
        return new AttachmentCheck(document -> inside).examine(Subjects.of(message(part(name, body))));
    }

    private static List<Finding> unopened(String name, byte[] body) throws InterruptedException {
        return new AttachmentCheck(document -> {
                    throw new AssertionError("opened " + document.name());
                })
                .examine(Subjects.of(message(part(name, body))));
    }

    private static String message(String parts) {
        return Subjects.SOUND + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nletter\n" + parts + "--b--\n";
    }

    private static String part(String name, byte[] body) {
        return "--b\nContent-Type: application/octet-stream\nContent-Disposition: attachment; filename=\"" + name
                + "\"\nContent-Transfer-Encoding: base64\n\n"
                + Base64.getMimeEncoder().encodeToString(body) + "\n";
    }

    @Test
    void harmlessFilesAreNeitherOpenedNorMentioned() throws InterruptedException {
        assertThat(unopened("a.txt", SampleFiles.bytes("text"))).isEmpty();
        assertThat(unopened("a.png", SampleFiles.bytes("\u0089PNG\r\n\u001a\n")))
                .isEmpty();
        assertThat(unopened("a.dat", new byte[] {1, 2, 3})).isEmpty();
        assertThat(new AttachmentCheck(document -> {
                            throw new AssertionError("opened");
                        })
                        .examine(Subjects.html("<p>x</p>")))
                .isEmpty();
    }

    @Test
    void programsDisguisesAndPagesAreSaidFromOutside() throws InterruptedException {
        List<Finding> findings = unopened("factura.pdf.exe", SampleFiles.PROGRAM);
        assertThat(keys(findings))
                .containsExactly(FindingKey.ATTACHMENT_EXECUTABLE, FindingKey.ATTACHMENT_TYPE_DISGUISED);
        assertThat(arguments(findings, FindingKey.ATTACHMENT_EXECUTABLE))
                .first()
                .isEqualTo("factura.pdf.exe");
        assertThat(arguments(unopened("a.html", SampleFiles.bytes("<html>")), FindingKey.ATTACHMENT_HTML))
                .containsExactly("a.html", "text/html");
    }

    @ParameterizedTest
    @CsvSource({
        "EXECUTABLE, ATTACHMENT_EXECUTABLE",
        "MACRO, ATTACHMENT_MACRO",
        "ENCRYPTED, ATTACHMENT_ENCRYPTED",
        "NESTED_ARCHIVE, ATTACHMENT_ARCHIVE_NESTED",
    })
    void signsFromInsideBecomeFacts(Trait trait, FindingKey key) throws InterruptedException {
        var extracted = new Extracted(
                "application/zip",
                List.of(new Sign(trait, "a.zip/x\u202E", "type/one"), new Sign(trait, "a.zip/y", "type/two")),
                "");
        List<Finding> findings = examine(extracted, "a.zip", SampleFiles.zip("x", new byte[1]));
        assertThat(keys(findings)).containsExactly(key);
        assertThat(arguments(findings, key)).containsExactly("a.zip/x\uFFFD", "type/one");
    }

    @Test
    void noOtherOutcomeCountsAsClean() throws InterruptedException {
        byte[] zip = SampleFiles.zip("x", new byte[1]);
        assertThat(cause(examine(new Extraction.TimedOut(), "a.zip", zip))).isEqualTo(Cause.BUDGET);
        assertThat(cause(examine(new Extraction.Crashed("code 3"), "a.zip", zip)))
                .isEqualTo(Cause.BUDGET);
        assertThat(cause(examine(new Extraction.QueueFull(), "a.zip", zip))).isEqualTo(Cause.UNAVAILABLE);
        assertThat(cause(examine(new Extraction.Unavailable("x"), "a.zip", zip)))
                .isEqualTo(Cause.UNAVAILABLE);
        for (Trait trait : List.of(Trait.OVER_BUDGET, Trait.UNREADABLE)) {
            var extracted = new Extracted("application/zip", List.of(new Sign(trait, "a.zip", "application/zip")), "");
            assertThat(cause(examine(extracted, "a.zip", zip))).isEqualTo(Cause.BUDGET);
        }
    }

    private static Cause cause(List<Finding> findings) {
        assertThat(findings).hasSize(1).first().isInstanceOf(Unknown.class);
        return ((Unknown) findings.getFirst()).cause();
    }

    @Test
    void thirtyFilesAreOpenedAndTheRestMakesTheMessageUnknown() throws InterruptedException {
        String part = part("a.zip", SampleFiles.zip("x", new byte[1]));
        var clean = new AttachmentCheck(document -> new Extracted("application/zip", List.of(), ""));
        assertThat(clean.examine(Subjects.of(message(part.repeat(30))))).isEmpty();
        assertThat(cause(clean.examine(Subjects.of(message(part.repeat(31)))))).isEqualTo(Cause.BUDGET);
    }
}
