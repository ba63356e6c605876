package org.postigo.training.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SampleMailTest {
    private static final Path SHELF = Path.of("src/main/resources/org/postigo/training/samples");
    private static final Pattern HOST = Pattern.compile("(?:@|https?://)([A-Za-z0-9.-]*[A-Za-z0-9])");
    private static final Pattern RESERVED = Pattern.compile(
            "(?:.*\\.)?(?:example\\.com|example|test|invalid|ejemplo\\.mx)|(?:192\\.0\\.2|198\\.51\\.100|203\\.0\\.113)\\.\\d+");

    private final List<SampleMail> samples = SampleMail.all();

    @Test
    void thereAreEnoughOfBothKinds() {
        assertThat(samples).filteredOn(SampleMail::spam).hasSizeGreaterThanOrEqualTo(30);
        assertThat(samples).filteredOn(sample -> !sample.spam()).hasSizeGreaterThanOrEqualTo(30);
    }

    @Test
    void theIndexNamesEveryFileOnce() throws IOException {
        try (Stream<Path> files = Files.walk(SHELF)) {
            List<String> onShelf = files.filter(file -> file.toString().endsWith(".eml"))
                    .map(file -> file.getFileName().toString().replace(".eml", ""))
                    .toList();
            assertThat(samples).extracting(SampleMail::name).containsExactlyInAnyOrderElementsOf(onShelf);
        }
    }

    @Test
    void everyRecipientIsOfTheDemosDomains() {
        assertThat(samples)
                .flatExtracting(SampleMail::recipients)
                .extracting(path -> path.domain().text())
                .containsOnly("example.com", "ejemplo.mx");
    }

    @Test
    void onlyReservedNamesAndDocumentationAddressesOccur() {
        var strangers = new HashSet<String>();
        for (SampleMail sample : samples) {
            // Soft line breaks of quoted-printable may stand within a name.
            HOST.matcher(new String(sample.content(), StandardCharsets.ISO_8859_1).replace("=\r\n", ""))
                    .results()
                    .map(found -> found.group(1))
                    .filter(host -> !RESERVED.matcher(host).matches())
                    .forEach(host -> strangers.add(sample.name() + ": " + host));
        }
        assertThat(strangers).isEmpty();
    }

    @Test
    void contentBeginsBelowTheFieldsOfTheReceiverAndHasStrictLineEnds() {
        for (SampleMail sample : samples) {
            String text = new String(sample.content(), StandardCharsets.ISO_8859_1);
            assertThat(text)
                    .as(sample.name())
                    .startsWith("From: ")
                    .endsWith("\r\n")
                    .doesNotContain("Delivered-To");
            assertThat(text.replace("\r\n", "")).as(sample.name()).doesNotContain("\r", "\n");
        }
    }
}
