package org.postigo.classifier.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postigo.mail.finding.MessageDigest;
import org.postigo.mail.message.MessageParser;
import org.postigo.mail.message.ParseOutcome;

class FileTypeTest {
    private static final byte[] PNG = SampleFiles.bytes("\u0089PNG\r\n\u001a\n\0\0\0\rIHDR");
    private static final byte[] HTML = SampleFiles.bytes("<!DOCTYPE html><html><body>x</body></html>");
    private static final byte[] SHORTCUT = SampleFiles.bytes("L\0\0\0\1\u0014\2\0\0\0\0\0\u00c0\0\0\0\0\0\0F");

    @Test
    void typesAreTakenFromOctets() {
        assertThat(FileType.of(PNG, "a.pdf").type()).isEqualTo("image/png");
        assertThat(FileType.of(SampleFiles.pdf("x"), "").type()).isEqualTo("application/pdf");
        assertThat(FileType.of(SampleFiles.docx("x", Map.of()), "a.docx").type())
                .isEqualTo("application/vnd.openxmlformats-officedocument.wordprocessingml.document");
        assertThat(FileType.of(new byte[] {1, 2, 3}, "").type()).isEqualTo("application/octet-stream");
        assertThat(FileType.of(new byte[0], "").type()).isEqualTo("application/octet-stream");
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
        assertThat(FileType.of(SampleFiles.bytes("text"), name).runs()).isTrue();
    }

    @Test
    void programsRunUnderAnyName() {
        assertThat(FileType.of(SampleFiles.PROGRAM, "a.txt").runs()).isTrue();
        assertThat(FileType.of(SampleFiles.PROGRAM, "").runs()).isTrue();
        assertThat(FileType.of(SHORTCUT, "").runs()).isTrue();
        assertThat(FileType.of(SampleFiles.bytes("\u007fELF\2\1\1\0"), "").runs())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.pdf", "exe", "", ".", "a.exe.txt", "example.com report.docx", "notes"})
    void otherFilesDoNot(String name) {
        assertThat(FileType.of(SampleFiles.bytes("some text\n"), name).runs()).isFalse();
    }

    @Test
    void namesThatPromiseSomethingElseAreDisguises() {
        assertThat(FileType.of(SampleFiles.PROGRAM, "a.pdf").disguised()).isTrue();
        assertThat(FileType.of(HTML, "a.pdf").disguised()).isTrue();
        assertThat(FileType.of(SampleFiles.zip("a", new byte[1]), "a.pdf").disguised())
                .isTrue();
        assertThat(FileType.of(SampleFiles.zip("a", new byte[1]), "a.jpg").disguised())
                .isTrue();
        assertThat(FileType.of(SampleFiles.pdf("x"), "a.jpg").disguised()).isTrue();
        assertThat(FileType.of(SampleFiles.PROGRAM, "a.docx").disguised()).isTrue();
        assertThat(FileType.of(SampleFiles.bytes("Rar!\u001a\7\0"), "a.doc").disguised())
                .isTrue();
        assertThat(FileType.of(SampleFiles.pdf("x"), "a.txt").disguised()).isTrue();
        assertThat(FileType.of(HTML, "a.zip").disguised()).isTrue();
        assertThat(FileType.of(SHORTCUT, "a.txt").disguised()).isTrue();
        assertThat(FileType.of(SampleFiles.PROGRAM, "factura.pdf.exe").disguised())
                .isTrue();
        assertThat(FileType.of(new byte[0], "factura\u202Efdp.exe").disguised()).isTrue();
        assertThat(FileType.of(new byte[0], "factura.pdf" + " ".repeat(60) + ".exe")
                        .disguised())
                .isTrue();
    }

    @Test
    void whatOfficesDoAllDayIsNoDisguise() {
        assertThat(FileType.of(SampleFiles.pdf("x"), "a.PDF").disguised()).isFalse();
        assertThat(FileType.of(PNG, "a.jpg").disguised()).isFalse();
        assertThat(FileType.of(HTML, "report.xls").disguised()).isFalse();
        assertThat(FileType.of(SampleFiles.bytes("a;b;c\n"), "report.xls").disguised())
                .isFalse();
        assertThat(FileType.of(SampleFiles.docx("x", Map.of()), "a.doc").disguised())
                .isFalse();
        assertThat(FileType.of(SampleFiles.docx("x", Map.of()), "a.docx").disguised())
                .isFalse();
        assertThat(FileType.of(SampleFiles.ole("WordDocument"), "a.docx").disguised())
                .isFalse();
        assertThat(FileType.of(SampleFiles.bytes("{\\rtf1 x}"), "a.doc").disguised())
                .isFalse();
        assertThat(FileType.of(SampleFiles.zip("a", new byte[1]), "a.zip").disguised())
                .isFalse();
        assertThat(FileType.of(SampleFiles.PROGRAM, "setup.exe").disguised()).isFalse();
        assertThat(FileType.of(SampleFiles.PROGRAM, "setup-1.2.exe").disguised())
                .isFalse();
        assertThat(FileType.of(new byte[0], "a.pdf").disguised()).isFalse();
        assertThat(FileType.of(new byte[] {1, 2, 3}, "a.pdf").disguised()).isFalse();
    }

    @Test
    void onlyWhatCanHideSomethingIsOpened() {
        assertThat(FileType.of(SampleFiles.pdf("x"), "a.pdf").toBeOpened()).isTrue();
        assertThat(FileType.of(SampleFiles.pdf("x"), "a.txt").toBeOpened()).isTrue();
        assertThat(FileType.of(SampleFiles.zip("a", new byte[1]), "a.jpg").toBeOpened())
                .isTrue();
        assertThat(FileType.of(SampleFiles.docx("x", Map.of()), "a.docx").toBeOpened())
                .isTrue();
        assertThat(FileType.of(SampleFiles.ole("x"), "").toBeOpened()).isTrue();
        assertThat(FileType.of(new byte[] {1, 2, 3}, "a.zip").toBeOpened()).isTrue();
        assertThat(FileType.of(PNG, "a.png").toBeOpened()).isFalse();
        assertThat(FileType.of(HTML, "a.html").toBeOpened()).isFalse();
        assertThat(FileType.of(SampleFiles.bytes("text"), "a.txt").toBeOpened()).isFalse();
        assertThat(FileType.of(new byte[] {1, 2, 3}, "a.dat").toBeOpened()).isFalse();
        assertThat(FileType.of(new byte[0], "a.zip").toBeOpened()).isFalse();
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
        assertThat(new FileTypes().attachments(parsed.message()))
                .containsExactly(new MessageDigest.Attachment("a.pdf", "application/pdf", 8));
    }

    @Property
    void anyNameAndOctetsCanBeAsked(@ForAll String name, @ForAll byte[] body) {
        assertThat(FileType.of(body, name).type()).isNotEmpty();
        FileType file = FileType.of(body, name);
        assertThat(List.of(file.runs(), file.disguised(), file.web(), file.toBeOpened()))
                .hasSize(4);
    }
}
