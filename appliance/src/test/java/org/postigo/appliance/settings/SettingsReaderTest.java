package org.postigo.appliance.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postigo.classifier.authentication.AuthenticationSettings;
import org.postigo.classifier.locallist.LocalList;
import org.postigo.desk.signin.Grants;
import org.postigo.mail.DomainName;
import org.postigo.mail.policy.Cidr;
import org.postigo.quarantine.round.Schedule;
import org.postigo.store.people.Person;
import org.springframework.util.unit.DataSize;

class SettingsReaderTest {
    @TempDir
    private Path folder;

    @Test
    void withoutFileAndEnvironmentTheDefaultsHold() throws BadSettings {
        assertThat(SettingsReader.read(Optional.empty(), Map.of("PATH", "/bin")))
                .isEqualTo(Settings.DEFAULT);
    }

    @Test
    void theShippedFileSaysEveryKeyWithItsDefault() throws Exception {
        Path shipped = Path.of("..", "etc", "postigo.yaml");
        assertThat(SettingsReader.read(Optional.of(shipped), Map.of())).isEqualTo(Settings.DEFAULT);
        List<String> keysOfFile = keys(Files.readString(shipped));
        assertThat(keysOfFile).isEqualTo(keys(SettingsReader.print(Settings.DEFAULT)));
    }

    @Test
    void theDefaultsAreWhatTheDocumentsPromise() {
        Settings settings = Settings.DEFAULT;
        assertThat(settings.data()).isEqualTo(Path.of("data"));
        assertThat(settings.smtp().port()).isEqualTo(2525);
        assertThat(settings.smtp().listen()).containsExactly("*");
        assertThat(settings.smtp().drain()).isEqualTo(Duration.ofSeconds(60));
        assertThat(settings.http().port()).isEqualTo(8080);
        assertThat(settings.http().listen()).isEqualTo("loopback");
        assertThat(settings.management().port()).isEqualTo(8081);
        assertThat(settings.delivery().totalTimeout()).isEqualTo(Duration.ofSeconds(240));
        assertThat(settings.classifier().deadline()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.classifier().hold()).isEqualTo(0.8);
        assertThat(settings.quarantine().undo()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.review().times()).containsExactly("09:00", "13:00", "18:00");
        assertThat(settings.review().deadline()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void anEmptyFileAndAnEmptySectionChangeNothing() throws Exception {
        assertThat(read("")).isEqualTo(Settings.DEFAULT);
        assertThat(read("# nothing\nsmtp:\n")).isEqualTo(Settings.DEFAULT);
    }

    @Test
    void theFileGoesBeforeTheDefaultsAndTheEnvironmentBeforeTheFile() throws Exception {
        Path file = write("smtp:\n  port: 25\n  max-size: 10MB\n  listen: [127.0.0.1]\n");
        Settings settings = SettingsReader.read(
                Optional.of(file),
                Map.of(
                        "POSTIGO_SMTP_PORT",
                        "26",
                        "POSTIGO_SITE_HOSTNAME",
                        "7.example",
                        "POSTIGO_SMTP_LISTEN",
                        "::1, 127.0.0.2"));
        assertThat(settings.smtp().port()).isEqualTo(26);
        assertThat(settings.smtp().maxSize()).isEqualTo(DataSize.ofMegabytes(10));
        assertThat(settings.smtp().listen()).containsExactly("::1", "127.0.0.2");
        assertThat(settings.site().hostname()).isEqualTo("7.example");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        smtp:/  prot: 25                    | :2: unknown key "smtp.prot"; the nearest known one is "smtp.port"
        smpt:/  port: 25                    | :1: unknown key "smpt"; the nearest known one is "smtp"
        smtp:/  max_size: 5MB               | :2: unknown key "smtp.max_size"; the nearest known one is "smtp.max-size"
        smtp:/  port: http                  | :2: smtp.port must be a whole number
        smtp:/  port: '25'                  | :2: smtp.port must be a whole number
        smtp:/  port: 70000                 | :2: smtp.port must be a whole number from 0 to 65535
        smtp:/  port:                       | :2: smtp.port has no value; write one, or delete the line
        smtp: 25                            | :1: smtp must be a section, with its own keys indented below it
        /smtp:/  drain: 60                  | :3: smtp.drain must be a time with its unit, such as 500ms, 30s, 5m or 7d
        smtp:/  drain: 2h                   | :2: smtp.drain must be a time from 0s to 10m
        smtp:/  max-size: much              | :2: smtp.max-size must be a size with its unit, such as 512KB, 50MB or 20GB
        smtp:/  greylist: 2h                | :2: smtp.greylist must be a time from 0s to 1h
        smtp:/  recipients: 20              | :2: smtp.recipients must be a whole number from 100 to 9999
        smtp:/  listen: everywhere          | :2: smtp.listen must be a list, such as [one, two]
        smtp:/  listen: [a.example]         | :2: smtp.listen must be addresses such as 127.0.0.1 or ::1, or "*"
        smtp:/  certificate: a.pem          | :1: smtp.key must be set, as its other half is; or neither
        classifier:/  hold: 1.5             | :2: classifier.hold must be a number from 0.01 to 1.0
        classifier:/  local-lists: [{name: zen, file: a, kind: block}] | :2: classifier.local-lists[0].name must be a short word of a-z, 0-9 and hyphens that is no DNS list's name
        classifier:/  local-lists: [{name: own, kind: block}] | :2: classifier.local-lists[0].file must be a file with one network a line
        classifier:/  local-lists: [{name: own, file: a}] | :2: classifier.local-lists[0].kind must be block or allow
        classifier:/  local-lists: [{name: own, file: a, kind: maybe}] | :2: classifier.local-lists[0].kind must be one of block, allow
        classifier:/  local-lists: [{name: own, file: a, kind: block}, {name: own, file: b, kind: allow}] | :2: classifier.local-lists must be lists with a name each: own is there twice
        site:/  timezone: Mexico            | :2: site.timezone must be a zone such as America/Mexico_City, or nothing
        management:/  listen: 0.0.0.0       | :2: management.listen must be "loopback" or one of its addresses such as 127.0.0.1: figures are served without TLS
        dns:/  lists:/  - name: zem         | :3: dns.lists[0].name must be one of zen, spamcop, psbl, barracuda, dnswl, dbl, surbl, uribl, ebl
        dns:/  lists: [{name: zen, kee: a}] | :2: unknown key "dns.lists[0].kee"; the nearest known one is "dns.lists[0].key"
        dns:/  resolvers: [a.example]       | :2: dns.resolvers must be addresses such as 127.0.0.1, 127.0.0.1:53 or [::1]:53
        authentication:/  trusted-sealers: [a b] | :2: authentication.trusted-sealers must be domains such as lists.example.org
        authentication:/  exclusive-networks: [a.example] | :2: authentication.exclusive-networks must be a domain and a network each, such as "example.org 192.0.2.0/24"
        authentication:/  trusted-relays: [10.1/16] | :2: authentication.trusted-relays must be networks such as 192.0.2.0/24 or 2001:db8::/32
        review:/  times: [25:00]            | :2: review.times must be times of the day such as 09:00
        review:/  holidays: [someday]       | :2: review.holidays must be days such as 12-25 for each year or 2026-04-03 for one
        review:/  deadline: 1m              | :2: review.deadline must be a time from 5m to 12h
        review:/  groups: [{name: all, domains: [a.example]}] | :2: review.groups must be groups with a name each: all is there twice
        review:/  groups: [{name: a, domains: [a.example]}, {name: b, domains: [a.example]}] | :2: review.groups must be each domain in one group: a.example is in two
        review:/  groups: [{name: a}]       | :2: review.groups[0].domains must be at least one domain
        sign-in:/  claim: groups            | :1: sign-in.roles must be set, as its other half is; or neither
        sign-in:/  claim: groups/  roles: [{value: a, role: boss}] | :3: sign-in.roles[0].role must be administrator, reviewer or domain-administrator
        sign-in:/  claim: groups/  roles: [{value: a, role: domain-administrator}] | :3: sign-in.roles[0].domains must be at least one: a domain administrator without a domain may do nothing
        delivery:/  tls: sometimes          | :2: delivery.tls must be one of never, opportunistic, required, verified
        - a                                 | :1: keys with values are expected here, such as "smtp:"
        """)
    void whatIsWrongIsToldWithItsLineAndWhatToDo(String text, String message) throws IOException {
        Path file = write(text.replace('/', '\n'));
        assertThatThrownBy(() -> SettingsReader.read(Optional.of(file), Map.of()))
                .isInstanceOf(BadSettings.class)
                .hasMessage(file + message);
    }

    @Test
    void reviewingDaysAndGroupsBecomeASchedule() throws Exception {
        Schedule schedule = read("""
            review:
              days: [saturday]
              holidays: ["12-25", "2026-04-03"]
              groups:
                - {name: norte, domains: [norte.example], times: ["08:30"]}
                - {name: sur, domains: [sur.example]}
            """).review().schedule(ZoneOffset.UTC);
        assertThat(schedule.days()).containsExactly(DayOfWeek.SATURDAY);
        assertThat(schedule.holidays()).containsExactly(MonthDay.of(12, 25));
        assertThat(schedule.daysOff()).containsExactly(LocalDate.of(2026, 4, 3));
        assertThat(schedule.groups()).extracting(Schedule.Group::name).containsExactly("all", "norte", "sur");
        assertThat(schedule.groups().get(1).times()).containsExactly(LocalTime.of(8, 30));
        assertThat(schedule.groups().get(2).times()).hasSize(3);
    }

    @Test
    void aClaimOfTheProviderBecomesRolesAtTheDesk() throws Exception {
        Grants grants = read("""
            sign-in:
              issuer: https://login.example.com/realms/site
              client-id: desk
              claim: realm_access.roles
              roles:
                - {value: postigo-admins, role: administrator}
                - {value: taller, role: domain-administrator, domains: [taller.example]}
            """).signIn().identityProvider().orElseThrow().grants();
        assertThat(grants.claim()).isEqualTo("realm_access.roles");
        assertThat(grants.all())
                .containsExactly(
                        new Grants.Grant("postigo-admins", Person.Role.ADMINISTRATOR, Set.of()),
                        new Grants.Grant(
                                "taller", Person.Role.DOMAIN_ADMINISTRATOR, Set.of(DomainName.of("taller.example"))));
    }

    @Test
    void listeningBeyondLoopbackNeedsTls() throws Exception {
        Path file = write("http:\n  listen: 0.0.0.0\n");
        assertThatThrownBy(() -> SettingsReader.read(Optional.of(file), Map.of()))
                .isInstanceOf(BadSettings.class)
                .hasMessageStartingWith(file + ":2: http.listen must be \"loopback\"")
                .hasMessageContaining("http.certificate");
        assertThat(read("http:\n  listen: 0.0.0.0\n  behind-proxy: [192.0.2.7]\n")
                        .http()
                        .listen())
                .isEqualTo("0.0.0.0");
    }

    @Test
    void whatTheOperatorKnowsOfSendersReachesTheAuthenticator() throws Exception {
        AuthenticationSettings known = read("""
            authentication:
              trusted-sealers: [lists.example.org]
              exclusive-networks: ["example.org 192.0.2.0/24"]
            """).authentication().known();
        assertThat(known.trustedSealers()).containsExactly(DomainName.of("lists.example.org"));
        assertThat(known.exclusive())
                .containsExactly(new AuthenticationSettings.Exclusive(
                        DomainName.of("example.org"), Cidr.parse("192.0.2.0/24").orElseThrow()));
        assertThat(Settings.DEFAULT.authentication().known()).isEqualTo(AuthenticationSettings.NONE);
    }

    @Test
    void localListsReachTheClassifier() throws Exception {
        assertThat(read("""
            classifier:
              local-lists:
                - {name: ours, file: lists/ours.txt, kind: block}
                - {name: partners, file: lists/partners.txt, kind: allow}
            """).classifier().lists())
                .containsExactly(
                        new LocalList("ours", Path.of("lists/ours.txt"), LocalList.Kind.BLOCK),
                        new LocalList("partners", Path.of("lists/partners.txt"), LocalList.Kind.ALLOW));
        assertThat(Settings.DEFAULT.classifier().lists()).isEmpty();
    }

    @Test
    void brokenYamlNamesTheLine() throws IOException {
        Path file = write("smtp:\n  port: 25\n port: [\n");
        assertThatThrownBy(() -> SettingsReader.read(Optional.of(file), Map.of()))
                .isInstanceOf(BadSettings.class)
                .hasMessageMatching("(?s).*postigo.yaml:[34]: not YAML: .*mend this line");
    }

    @Test
    void aKeyWrittenTwiceIsRefused() throws IOException {
        Path file = write("smtp:\n  port: 25\n  port: 26\n");
        assertThatThrownBy(() -> SettingsReader.read(Optional.of(file), Map.of()))
                .isInstanceOf(BadSettings.class)
                .hasMessageContaining(":3: not YAML");
    }

    @Test
    void aMissingFileIsRefusedByName() {
        Path file = folder.resolve("none.yaml");
        assertThatThrownBy(() -> SettingsReader.read(Optional.of(file), Map.of()))
                .isInstanceOf(BadSettings.class)
                .hasMessageStartingWith(file + ": there is no such file");
    }

    @Test
    void variablesOfLauncherLogAndTestsAreNoKeys() throws Exception {
        Settings settings = SettingsReader.read(
                Optional.empty(),
                Map.of("POSTIGO_JAVA_OPTIONS", "-Xlog", "POSTIGO_LOG", "debug", "POSTIGO_SUITES", "/elsewhere"));
        assertThat(settings.smtp().port()).isEqualTo(2525);
    }

    @Test
    void aMisspeltVariableIsRefusedWithTheNearest() {
        assertThatThrownBy(() -> SettingsReader.read(Optional.empty(), Map.of("POSTIGO_SMTP_PROT", "25")))
                .isInstanceOf(BadSettings.class)
                .hasMessage("environment variable POSTIGO_SMTP_PROT: no such key; the nearest is POSTIGO_SMTP_PORT");
        assertThatThrownBy(() -> SettingsReader.read(Optional.empty(), Map.of("POSTIGO_SMTP_PORT", "many")))
                .isInstanceOf(BadSettings.class)
                .hasMessage("environment variable POSTIGO_SMTP_PORT: smtp.port must be a whole number");
    }

    @Test
    void aKeyOfADnsListIsPrintedAsStars() throws Exception {
        Settings settings = read("dns:\n  lists:\n    - name: zen\n      key: abcdefghij\n");
        assertThat(settings.dns().lists().getFirst().subscription().whyOff()).isEmpty();
        assertThat(SettingsReader.print(settings)).contains("********").doesNotContain("abcdefghij");
        assertThat(settings.toString()).doesNotContain("abcdefghij");
    }

    @Test
    void aSecretIsNeverPrinted() {
        var secret = new Secret("hunter2");
        assertThat(secret).hasToString("********");
        assertThat(secret.reveal()).isEqualTo("hunter2");
        assertThat(Secret.NONE).hasToString("");
    }

    private Settings read(String text) throws Exception {
        return SettingsReader.read(Optional.of(write(text)), Map.of());
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("postigo.yaml"), text);
    }

    private static List<String> keys(String yaml) {
        return yaml.lines()
                .filter(line -> line.matches(" *[a-z-]+:.*"))
                .map(line -> line.replaceAll(":.*", ""))
                .toList();
    }
}
