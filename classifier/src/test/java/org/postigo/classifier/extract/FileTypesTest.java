package org.postigo.classifier.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postigo.mail.finding.MessageDigest;
import org.postigo.mail.message.MessageParser;
import org.postigo.mail.message.ParseOutcome;

class FileTypesTest {
    private static final byte[] PNG = SampleFiles.bytes("\u0089PNG\r\n\u001a\n\0\0\0\rIHDR");
    private static final byte[] HTML = SampleFiles.bytes("<!DOCTYPE html><html><body>x</body></html>");
    private static final byte[] SHORTCUT = SampleFiles.bytes("L\0\0\0\1\u0014\2\0\0\0\0\0\u00c0\0\0\0\0\0\0F");

    @Test
    void typesAreTakenFromOctets() {
        assertThat(FileTypes.of(PNG, "a.pdf")).isEqualTo("image/png");
        assertThat(FileTypes.of(SampleFiles.pdf("x"), "")).isEqualTo("application/pdf");
        assertThat(FileTypes.of(SampleFiles.docx("x", Map.of()), "a.docx"))
                .isEqualTo("application/vnd.openxmlformats-officedocument.wordprocessingml.document");
        assertThat(FileTypes.of(new byte[] {1, 2, 3}, "")).isEqualTo("application/octet-stream");
        assertThat(FileTypes.of(new byte[0], "")).isEqualTo("application/octet-stream");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.exe",
                "a.SCR",
                "a.pdf.js",
                "a.exe ",
                "a.exe. .",
                "a.lnk",
                "a.jar",
                "a.ps1",
                "a.hta",
                "a.com",
                "..exe"
            })
    void endingsThatRunAreKnown(String name) {
        assertThat(FileTypes.runs(SampleFiles.bytes("text"), name)).isTrue();
    }

    @Test
    void programsRunUnderAnyName() {
        assertThat(FileTypes.runs(SampleFiles.PROGRAM, "a.txt")).isTrue();
        assertThat(FileTypes.runs(SampleFiles.PROGRAM, "")).isTrue();
        assertThat(FileTypes.runs(SHORTCUT, "")).isTrue();
        assertThat(FileTypes.runs(SampleFiles.bytes("\u007fELF\2\1\1\0"), "")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.pdf", "exe", "", ".", "a.exe.txt", "example.com report.docx", "notes"})
    void otherFilesDoNot(String name) {
        assertThat(FileTypes.runs(SampleFiles.bytes("some text\n"), name)).isFalse();
    }

    @Test
    void namesThatPromiseSomethingElseAreDisguises() {
        assertThat(FileTypes.disguised(SampleFiles.PROGRAM, "a.pdf")).isTrue();
        assertThat(FileTypes.disguised(HTML, "a.pdf")).isTrue();
        assertThat(FileTypes.disguised(SampleFiles.zip("a", new byte[1]), "a.pdf"))
                .isTrue();
        assertThat(FileTypes.disguised(SampleFiles.zip("a", new byte[1]), "a.jpg"))
                .isTrue();
        assertThat(FileTypes.disguised(SampleFiles.pdf("x"), "a.jpg")).isTrue();
        assertThat(FileTypes.disguised(SampleFiles.PROGRAM, "a.docx")).isTrue();
        assertThat(FileTypes.disguised(SampleFiles.bytes("Rar!\u001a\7\0"), "a.doc"))
                .isTrue();
        assertThat(FileTypes.disguised(SampleFiles.pdf("x"), "a.txt")).isTrue();
        assertThat(FileTypes.disguised(HTML, "a.zip")).isTrue();
        assertThat(FileTypes.disguised(SHORTCUT, "a.txt")).isTrue();
        assertThat(FileTypes.disguised(SampleFiles.PROGRAM, "factura.pdf.exe")).isTrue();
        assertThat(FileTypes.disguised(new byte[0], "factura\u202Efdp.exe")).isTrue();
        assertThat(FileTypes.disguised(new byte[0], "factura.pdf" + " ".repeat(60) + ".exe"))
                .isTrue();
    }

    @Test
    void whatOfficesDoAllDayIsNoDisguise() {
        assertThat(FileTypes.disguised(SampleFiles.pdf("x"), "a.PDF")).isFalse();
        assertThat(FileTypes.disguised(PNG, "a.jpg")).isFalse();
        assertThat(FileTypes.disguised(HTML, "report.xls")).isFalse();
        assertThat(FileTypes.disguised(SampleFiles.bytes("a;b;c\n"), "report.xls"))
                .isFalse();
        assertThat(FileTypes.disguised(SampleFiles.docx("x", Map.of()), "a.doc"))
                .isFalse();
        assertThat(FileTypes.disguised(SampleFiles.docx("x", Map.of()), "a.docx"))
                .isFalse();
        assertThat(FileTypes.disguised(SampleFiles.ole("WordDocument"), "a.docx"))
                .isFalse();
        assertThat(FileTypes.disguised(SampleFiles.bytes("{\\rtf1 x}"), "a.doc"))
                .isFalse();
        assertThat(FileTypes.disguised(SampleFiles.zip("a", new byte[1]), "a.zip"))
                .isFalse();
        assertThat(FileTypes.disguised(SampleFiles.PROGRAM, "setup.exe")).isFalse();
        assertThat(FileTypes.disguised(SampleFiles.PROGRAM, "setup-1.2.exe")).isFalse();
        assertThat(FileTypes.disguised(new byte[0], "a.pdf")).isFalse();
        assertThat(FileTypes.disguised(new byte[] {1, 2, 3}, "a.pdf")).isFalse();
    }

    @Test
    void onlyWhatCanHideSomethingIsOpened() {
        assertThat(FileTypes.toBeOpened(SampleFiles.pdf("x"), "a.pdf")).isTrue();
        assertThat(FileTypes.toBeOpened(SampleFiles.pdf("x"), "a.txt")).isTrue();
        assertThat(FileTypes.toBeOpened(SampleFiles.zip("a", new byte[1]), "a.jpg"))
                .isTrue();
        assertThat(FileTypes.toBeOpened(SampleFiles.docx("x", Map.of()), "a.docx"))
                .isTrue();
        assertThat(FileTypes.toBeOpened(SampleFiles.ole("x"), "")).isTrue();
        assertThat(FileTypes.toBeOpened(new byte[] {1, 2, 3}, "a.zip")).isTrue();
        assertThat(FileTypes.toBeOpened(PNG, "a.png")).isFalse();
        assertThat(FileTypes.toBeOpened(HTML, "a.html")).isFalse();
        assertThat(FileTypes.toBeOpened(SampleFiles.bytes("text"), "a.txt")).isFalse();
        assertThat(FileTypes.toBeOpened(new byte[] {1, 2, 3}, "a.dat")).isFalse();
        assertThat(FileTypes.toBeOpened(new byte[0], "a.zip")).isFalse();
    }

    @Test
    void theLetterItselfIsNoFile() {
        var parsed = (ParseOutcome.Parsed) new MessageParser().parse("""
                        Content-Type: multipart/mixed; boundary=b

                        --b

                        letter
                        --b
                        Content-Type: text/html

                        <p>letter</p>
                        --b
                        Content-Type: application/octet-stream; name=a.pdf

                        %PDF-1.4
                        --b--
                        """.getBytes(StandardCharsets.US_ASCII));
        assertThat(FileTypes.attachments(parsed.message()))
                .containsExactly(new MessageDigest.Attachment("a.pdf", "application/pdf", 8));
    }

    @Property
    void anyNameAndOctetsCanBeAsked(@ForAll String name, @ForAll byte[] body) {
        assertThat(FileTypes.of(body, name)).isNotEmpty();
        FileTypes.runs(body, name);
        FileTypes.disguised(body, name);
        FileTypes.web(body, name);
        FileTypes.toBeOpened(body, name);
    }
}
