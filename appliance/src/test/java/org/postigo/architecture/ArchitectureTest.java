package org.postigo.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The imports between modules and the home of each foreign library, as the architecture has them. */
class ArchitectureTest {
    /** Each module's package, and the modules that it may import. */
    private static final Map<String, List<String>> MODULES = Map.of(
            "mail", List.of(),
            "classifier", List.of("mail"),
            "store", List.of("mail"),
            "proxy", List.of("mail"),
            "quarantine", List.of("mail", "store"),
            "desk", List.of("mail", "store", "quarantine"),
            "training", List.of("mail", "classifier"),
            "appliance", List.of("mail", "classifier", "store", "proxy", "quarantine", "desk", "training"));

    /** Foreign packages and the only packages of ours that may know them. */
    private static final Map<String, List<String>> HOMES = Map.ofEntries(
            Map.entry("org.apache.james.mime4j..", List.of("org.postigo.mail.message..")),
            Map.entry("org.xbill.DNS..", List.of("org.postigo.classifier.dns..")),
            Map.entry("org.apache.tika..", List.of("org.postigo.classifier.extract..")),
            Map.entry("weka..", List.of("org.postigo.classifier.combine..", "org.postigo.training..")),
            Map.entry(
                    // Vaadin's first page is a document of jsoup's, which desk.shell dresses.
                    "org.jsoup..",
                    List.of("org.postigo.classifier.html..", "org.postigo.desk.preview..", "org.postigo.desk.shell..")),
            Map.entry("com.maxmind..", List.of("org.postigo.classifier.country..")),
            Map.entry("com.ibm.icu..", List.of("org.postigo.classifier.lookalike..")),
            Map.entry("com.google.common..", List.of("org.postigo.classifier.suffix..")),
            Map.entry("org.subethamail..", List.of("org.postigo.proxy.inbound..")),
            Map.entry("org.mapdb..", List.of("org.postigo.store.index..")),
            Map.entry("org.apache.lucene..", List.of("org.postigo.store.search..")),
            Map.entry(
                    // Vaadin hands JSON to its listeners.
                    "tools.jackson..",
                    List.of(
                            "org.postigo.store.log..",
                            "org.postigo.appliance..",
                            "org.postigo.desk.rows..",
                            "org.postigo.desk.shell..")),
            Map.entry("com.fasterxml.jackson..", List.of("org.postigo.store.log..", "org.postigo.appliance..")),
            Map.entry("com.vaadin..", List.of("org.postigo.desk..")),
            Map.entry("org.springframework..", List.of("org.postigo.desk..", "org.postigo.appliance..")),
            Map.entry("jakarta.servlet..", List.of("org.postigo.desk..", "org.postigo.appliance..")),
            Map.entry("picocli..", List.of("org.postigo.appliance..")),
            Map.entry("io.micrometer..", List.of("org.postigo.appliance.figures..")),
            Map.entry("io.prometheus..", List.of("org.postigo.appliance.figures..")),
            Map.entry("org.apache.catalina..", List.of("org.postigo.appliance.web..")),
            Map.entry("org.apache.coyote..", List.of("org.postigo.appliance.web..")),
            Map.entry("org.apache.tomcat..", List.of("org.postigo.appliance.web..")),
            Map.entry("org.apache.commons.csv..", List.of("org.postigo.appliance.provision..")),
            Map.entry("org.apache.commons.text..", List.of("org.postigo.appliance.settings..")),
            Map.entry("com.icegreen.greenmail..", List.of("org.postigo.appliance.demo..")),
            Map.entry(
                    "jakarta.mail..",
                    List.of(
                            "org.postigo.appliance.demo..",
                            "org.postigo.appliance.outgoing..",
                            "org.postigo.appliance.feedback..")),
            Map.entry("com.eatthepath..", List.of("org.postigo.desk.signin..")),
            Map.entry("org.apache.commons.codec..", List.of("org.postigo.desk.signin..")),
            Map.entry("io.nayuki..", List.of("org.postigo.desk.account..")),
            Map.entry(
                    "org.eclipse.angus..",
                    List.of("org.postigo.appliance.outgoing..", "org.postigo.appliance.feedback..")),
            Map.entry("com.nimbusds..", List.of("org.postigo.quarantine.links..")),
            Map.entry(
                    // Letters in one, pages in the others, with the templates beside each.
                    "org.thymeleaf..",
                    List.of(
                            "org.postigo.quarantine.digest..",
                            "org.postigo.desk.mine..",
                            "org.postigo.desk.toolarge..")));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            // The store lends its test doubles as a jar.
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("org.postigo");

    @Test
    void everyModuleIsLookedAt() {
        var seen = new TreeSet<String>();
        for (JavaClass each : CLASSES) {
            seen.add(each.getPackageName().split("\\.")[2]);
        }
        assertThat(seen).isEqualTo(new TreeSet<>(MODULES.keySet()));
    }

    @TestFactory
    Stream<DynamicTest> modulesImportOnlyWhatStandsBelowThem() {
        return MODULES.entrySet().stream()
                .map(module -> DynamicTest.dynamicTest(module.getKey(), () -> {
                    String[] foreign = MODULES.keySet().stream()
                            .filter(other -> !other.equals(module.getKey())
                                    && !module.getValue().contains(other))
                            .map(other -> "org.postigo." + other + "..")
                            .toArray(String[]::new);
                    if (foreign.length > 0) {
                        noClasses()
                                .that()
                                .resideInAPackage("org.postigo." + module.getKey() + "..")
                                .should()
                                .dependOnClassesThat()
                                .resideInAnyPackage(foreign)
                                .allowEmptyShould(true)
                                .check(CLASSES);
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> aForeignLibraryHasOneHome() {
        return HOMES.entrySet().stream()
                .map(home -> DynamicTest.dynamicTest(
                        home.getKey(),
                        () -> noClasses()
                                .that()
                                .resideOutsideOfPackages(home.getValue().toArray(String[]::new))
                                .should()
                                .dependOnClassesThat()
                                .resideInAPackage(home.getKey())
                                .check(CLASSES)));
    }

    @Test
    void packagesOfAModuleDoNotGoInCircles() {
        slices().matching("org.postigo.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void wordsAndPreviewOfTheDeskKnowNothingOfItsViews() {
        noClasses()
                .that()
                .resideInAnyPackage("org.postigo.desk.words..", "org.postigo.desk.preview..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.postigo.desk.rows..",
                        "org.postigo.desk.shell..",
                        "org.postigo.desk.letter..",
                        "org.postigo.desk.shell..",
                        "org.postigo.desk.signin..")
                .check(CLASSES);
    }

    @Test
    void packagesAreNamedForWhatAMessageMeets() {
        noClasses()
                .should()
                .resideInAnyPackage(
                        "..util..",
                        "..utils..",
                        "..common..",
                        "..helper..",
                        "..service..",
                        "..impl..",
                        "..model..",
                        "..dto..")
                .check(CLASSES);
    }
}
