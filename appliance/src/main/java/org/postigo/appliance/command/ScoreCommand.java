package org.postigo.appliance.command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postigo.appliance.assembly.Checking;
import org.postigo.appliance.assembly.Judging;
import org.postigo.appliance.assembly.Mappings;
import org.postigo.appliance.rest.AssessmentRow;
import org.postigo.appliance.rest.ExplanationRow;
import org.postigo.appliance.settings.BadSettings;
import org.postigo.appliance.settings.Resolver;
import org.postigo.appliance.settings.Settings;
import org.postigo.classifier.Classifier;
import org.postigo.classifier.check.Correspondence;
import org.postigo.classifier.combine.Combiner;
import org.postigo.classifier.combine.PriceList;
import org.postigo.classifier.dns.DnsSettings;
import org.postigo.classifier.dnslist.Catalogue;
import org.postigo.classifier.explain.Explainer;
import org.postigo.classifier.locallist.LocalLists;
import org.postigo.classifier.policy.AllowAndDeny;
import org.postigo.classifier.policy.Strictness;
import org.postigo.classifier.text.TextModels;
import org.postigo.mail.Client;
import org.postigo.mail.Content;
import org.postigo.mail.DomainName;
import org.postigo.mail.Envelope;
import org.postigo.mail.MailObject;
import org.postigo.mail.Mailbox;
import org.postigo.mail.Recipient;
import org.postigo.mail.ReversePath;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.policy.ProtectedDomain.Thresholds;
import org.postigo.training.Corpus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./postigo score}: what the classifier says of files, with no appliance running. */
@Command(
        name = "score",
        mixinStandardHelpOptions = true,
        description = {
            "Say of each file what the classifier thinks of it and why. No appliance need be running; nothing is learnt.",
            "The DNS is asked only with --resolver."
        })
public final class ScoreCommand implements CallableCommand {
    @Mixin
    private ConfigOption config = new ConfigOption();

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "One JSON object a line for each file.")
    private boolean json;

    @Option(
            names = "--client",
            paramLabel = "IP",
            description =
                    "Address that hands the message in, now. Default: nobody we know of, at the time of its trace fields.")
    private @Nullable String client;

    @Option(names = "--helo", paramLabel = "NAME", description = "As which the client introduced itself.")
    private String helo = "";

    @Option(
            names = "--mail-from",
            paramLabel = "ADDRESS",
            description = "Envelope sender, <> for none. Default: as the message's Return-Path says.")
    private @Nullable String mailFrom;

    @Option(names = "--rcpt", paramLabel = "ADDRESS", description = "Recipient. Default: ${DEFAULT-VALUE}.")
    private String rcpt = "postmaster@localhost";

    @Option(
            names = "--resolver",
            paramLabel = "HOST:PORT",
            description = "DNS server to ask, or 'system' for the machine's own: SPF, DKIM, DMARC, ARC, DNS lists.")
    private @Nullable String resolver;

    @Option(
            names = "--model",
            paramLabel = "FILE",
            description = "Text models. Default: those of the configured data folder, if any.")
    private @Nullable Path model;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Messages.")
    private List<Path> files = List.of();

    @Override
    public Integer call() throws Trouble, BadSettings {
        Settings settings = config.read();
        PrintWriter out = spec.commandLine().getOut();
        Optional<Client> who = client == null ? Optional.empty() : Optional.of(Client.plain(address(client), helo));
        Recipient recipient = Recipient.of(Mailbox.parse(rcpt)
                .orElseThrow(() -> new Trouble("--rcpt is no mailbox: " + rcpt))
                .toString());
        var clock = Clock.systemUTC();
        boolean all = true;
        TextModels models = models(settings);
        var explainer = new Explainer(models);
        Combiner combiner = Combiner.of(PriceList.standard());
        try (Checking checking = checking(settings, models, recipient, clock);
                Classifier classifier = new Classifier(
                        checking.checks(
                                Correspondence.NONE, settings.authentication().relays()),
                        checking.digester(),
                        () -> new Classifier.Models(
                                combiner, "text-" + models.lessons().changes()),
                        AllowAndDeny.NONE,
                        Strictness.DEFAULT,
                        clock,
                        settings.classifier().deadline())) {
            for (Path file : files) {
                MailObject stored;
                byte[] octets;
                try {
                    stored = Corpus.mail(Files.readAllBytes(file), 0);
                    octets = strict(stored.content().bytes());
                } catch (NoSuchFileException missing) {
                    spec.commandLine().getErr().println("postigo: " + file + ": there is no such file");
                    all = false;
                    continue;
                } catch (IOException unreadable) {
                    spec.commandLine().getErr().println("postigo: " + file + ": cannot be read (" + unreadable + ")");
                    all = false;
                    continue;
                }
                var mail = new MailObject(
                        stored.id(),
                        who.isPresent() ? clock.instant() : stored.received(),
                        who.orElse(stored.client()),
                        new Envelope(
                                sender().orElse(stored.envelope().reversePath()),
                                Envelope.Parameters.NONE,
                                List.of(recipient)),
                        Content.of(octets));
                Assessment assessment = classifier.assess(mail);
                print(out, file, assessment, why(explainer, assessment, mail), recipient);
            }
        }
        out.flush();
        return all ? 0 : 1;
    }

    private TextModels models(Settings settings) throws Trouble {
        Path file = model != null ? model : Judging.file(settings.data());
        if (model == null && !Files.exists(file)) {
            return TextModels.empty();
        }
        try {
            return Judging.read(file);
        } catch (IOException unusable) {
            throw new Trouble(
                    "the text models in " + file + " cannot be used: " + unusable.getMessage()
                            + "; name others with --model, or move that file away",
                    unusable);
        }
    }

    private Checking checking(Settings settings, TextModels models, Recipient recipient, Clock clock) throws Trouble {
        Set<DomainName> guarded = Set.of(recipient.path().domain());
        var local = new LocalLists(settings.classifier().lists());
        if (resolver == null) {
            return Checking.offline(models, () -> guarded, local, new Mappings(settings).extractor());
        }
        DnsSettings dns = DnsSettings.SYSTEM;
        if (!resolver.equals("system")) {
            Optional<InetSocketAddress> server = Resolver.parse(resolver);
            dns = dns.asking(server.orElseThrow(
                    () -> new Trouble("--resolver is ADDRESS:PORT, such as 127.0.0.1:5353, not " + resolver)));
        }
        return Checking.online(
                models,
                () -> guarded,
                local,
                DomainName.of("localhost"),
                new Mappings(settings).extractor(),
                dns,
                Catalogue.shipped(),
                settings.authentication().known(),
                settings.dns().timeout(),
                clock);
    }

    private Optional<ReversePath> sender() throws Trouble {
        if (mailFrom == null) {
            return Optional.empty();
        }
        String bare = mailFrom.startsWith("<") && mailFrom.endsWith(">")
                ? mailFrom.substring(1, mailFrom.length() - 1)
                : mailFrom;
        if (bare.isEmpty()) {
            return Optional.of(new ReversePath.Null());
        }
        return Optional.of(new ReversePath.Of(
                Mailbox.parse(bare).orElseThrow(() -> new Trouble("--mail-from is no mailbox: " + mailFrom))));
    }

    private static InetAddress address(String text) throws Trouble {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException notOne) {
            throw new Trouble("--client is an address such as 192.0.2.1, not " + text, notOne);
        }
    }

    /** As SMTP would have brought it: files of a Unix have lost their CR. */
    static byte[] strict(byte[] file) {
        var out = new ByteArrayOutputStream(file.length + file.length / 32);
        for (int i = 0; i < file.length; i++) {
            if (file[i] == '\n' && (i == 0 || file[i - 1] != '\r')) {
                out.write('\r');
            }
            out.write(file[i]);
        }
        return out.toByteArray();
    }

    private ExplanationRow why(Explainer explainer, Assessment assessment, MailObject mail) throws Trouble {
        try {
            return ExplanationRow.of(explainer.explain(
                    assessment.score(),
                    Thresholds.DEFAULT.hold(),
                    mail.content(),
                    mail.envelope().reversePath()));
        } catch (IOException unreadable) {
            throw new Trouble("the message cannot be read again: " + unreadable.getMessage(), unreadable);
        }
    }

    private void print(PrintWriter out, Path file, Assessment assessment, ExplanationRow why, Recipient recipient) {
        AssessmentRow row = AssessmentRow.of(assessment, recipient.path());
        if (json) {
            out.println(RestClient.JSON.writeValueAsString(new Named(file.toString(), row, why)));
            return;
        }
        out.println(Terminal.safe(file.toString(), 4000));
        out.println("  verdict      " + row.verdict() + " (" + row.reason() + ")");
        Findings.print(out, why);
        row.findings().stream()
                .filter(finding -> !finding.unknown().isEmpty())
                .forEach(finding -> Findings.unknown(out, finding.key(), finding.unknown(), finding.arguments()));
    }

    /** A file's row. */
    private record Named(
            String file,
            @com.fasterxml.jackson.annotation.JsonUnwrapped AssessmentRow row,
            ExplanationRow explanation) {}
}
