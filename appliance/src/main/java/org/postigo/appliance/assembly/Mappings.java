package org.postigo.appliance.assembly;

import java.io.File;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postigo.appliance.settings.Settings;
import org.postigo.classifier.dns.DnsSettings;
import org.postigo.classifier.dnslist.Catalogue;
import org.postigo.classifier.dnslist.DnsList;
import org.postigo.classifier.dnslist.Subscription;
import org.postigo.classifier.extract.Extractor;
import org.postigo.mail.DomainName;
import org.postigo.mail.Mailbox;
import org.postigo.mail.policy.Cidr;
import org.postigo.mail.policy.Setting;
import org.postigo.mail.policy.Wishes;
import org.postigo.proxy.flow.FlowSettings;
import org.postigo.proxy.inbound.SmtpSettings;
import org.postigo.proxy.inbound.TlsKeys;
import org.postigo.proxy.outbound.Network;
import org.postigo.proxy.outbound.RelaySettings;
import org.postigo.proxy.outbound.ServerExamination;

/** The operator's settings in the words of the parts. */
public final class Mappings {
    private final Settings settings;

    /** Of these settings. */
    public Mappings(Settings settings) {
        this.settings = settings;
    }

    SmtpSettings smtp(DomainName host, Supplier<Mailbox> postmaster, Path spool, Optional<TlsKeys.Source> tls) {
        Settings.Smtp smtp = settings.smtp();
        SmtpSettings.Limits limits = SmtpSettings.Limits.DEFAULT;
        SmtpSettings.Timeouts timeouts = SmtpSettings.Timeouts.DEFAULT;
        return new SmtpSettings(
                smtp.listen().stream()
                        .map(address -> address.equals("*")
                                ? new InetSocketAddress(smtp.port())
                                : new InetSocketAddress(InetAddress.ofLiteral(address), smtp.port()))
                        .toList(),
                host,
                postmaster,
                new SmtpSettings.Limits(
                        smtp.connections(),
                        smtp.connectionsPerNetwork(),
                        smtp.messagesPerNetwork(),
                        smtp.messages(),
                        limits.unlimitedFrom(),
                        smtp.recipients(),
                        smtp.maxSize().toBytes(),
                        limits.headerSize(),
                        limits.errors(),
                        limits.idleCommands()),
                new SmtpSettings.Timeouts(
                        smtp.greetingDelay(),
                        smtp.idleTimeout(),
                        timeouts.dataBlock(),
                        timeouts.transaction(),
                        timeouts.handshake(),
                        settings.delivery().totalTimeout()),
                new SmtpSettings.SpoolPlace(
                        spool,
                        Math.toIntExact(smtp.spoolThreshold().toBytes()),
                        smtp.spoolMemory().toBytes(),
                        SmtpSettings.SpoolPlace.in(spool).bound(),
                        settings.store().reserve().toBytes()),
                smtp.strayLineEnds(),
                smtp.earlyTalkers(),
                tls,
                smtp.proxyProtocolFrom().stream()
                        .flatMap(text -> Cidr.parse(text).stream())
                        .toList());
    }

    RelaySettings relay(DomainName host) {
        Settings.Delivery delivery = settings.delivery();
        RelaySettings defaults = RelaySettings.of(host.text());
        RelaySettings.Timeouts timeouts = defaults.timeouts();
        return new RelaySettings(
                host.text(),
                delivery.connections(),
                defaults.waiting(),
                defaults.idle(),
                defaults.probe(),
                delivery.negativeCache(),
                defaults.refresh(),
                delivery.tls(),
                delivery.xclient(),
                delivery.xforward(),
                defaults.breaker(),
                new RelaySettings.Timeouts(
                        delivery.connectTimeout(),
                        timeouts.greeting(),
                        timeouts.mail(),
                        timeouts.rcpt(),
                        timeouts.data(),
                        timeouts.content()));
    }

    /** Looks at mailbox servers as the gate uses them. */
    public ServerExamination examination() {
        return new ServerExamination(relay(Appliance.host(settings)), Network.system(), new SecureRandom());
    }

    FlowSettings flow() {
        FlowSettings defaults = FlowSettings.DEFAULT;
        return new FlowSettings(
                settings.delivery().totalTimeout(),
                settings.classifier().deadline(),
                defaults.canary(),
                defaults.assessments());
    }

    /** Limits of the store. */
    public org.postigo.store.Settings store() {
        org.postigo.store.Settings defaults = org.postigo.store.Settings.DEFAULT;
        long reserve = settings.store().reserve().toBytes();
        return defaults.withRoom(
                        settings.store().domainQuota().toBytes(),
                        reserve,
                        // A share each, so that the journal still tells of mail that there was no room to hold.
                        Math.min(defaults.journalReserve(), reserve / 4),
                        Math.min(defaults.changeReserve(), reserve / 16))
                .withBase(Wishes.NONE
                        .with(Setting.HOLD, settings.classifier().hold())
                        .with(Setting.REFUSE, settings.classifier().refuse()));
    }

    /** What the children that open files may use. */
    public Extractor.Settings extractor() {
        Settings.Classifier classifier = settings.classifier();
        Extractor.Settings defaults = Extractor.Settings.defaults();
        return new Extractor.Settings(
                defaults.java(),
                // A child works in a folder of its own, where relative entries would lead nowhere.
                Stream.of(defaults.classPath().split(File.pathSeparator))
                        .map(entry -> Path.of(entry).toAbsolutePath().toString())
                        .collect(Collectors.joining(File.pathSeparator)),
                Math.toIntExact(classifier.extractionMemory().toMegabytes()),
                classifier.extractionTimeout(),
                classifier.extractionChildren(),
                defaults.queue());
    }

    DnsSettings dns() {
        DnsSettings system = DnsSettings.SYSTEM;
        return settings.dns().servers().isEmpty()
                ? system
                : system.asking(settings.dns().servers().toArray(InetSocketAddress[]::new));
    }

    List<Subscription> lists() {
        var all = new ArrayList<Subscription>();
        for (DnsList list : Catalogue.all()) {
            all.add(settings.dns().lists().stream()
                    .filter(each -> each.name().equals(list.name()))
                    .findFirst()
                    .map(Settings.ListSwitch::subscription)
                    .orElseGet(() -> Subscription.shipped(list)));
        }
        return all;
    }
}
