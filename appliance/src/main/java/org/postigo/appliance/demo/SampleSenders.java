package org.postigo.appliance.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postigo.classifier.dkim.Algorithm;
import org.postigo.classifier.dkim.Signer;
import org.postigo.classifier.dns.LocalZone;
import org.postigo.classifier.dns.ReverseName;
import org.postigo.classifier.dnslist.Catalogue;
import org.postigo.mail.DomainName;
import org.postigo.mail.ForwardPath;
import org.postigo.proxy.load.MessageSource;
import org.postigo.training.samples.SampleMail;

/**
 * The senders of the sample mail. Good ones stand properly in the DNS and sign their mail; bad ones do what bad ones do:
 * some have an SPF record, none signs, and a DNS list knows their addresses. Each message bears a time shortly before the
 * demo began.
 *
 * <p>They hand in from one loopback address, with a PROXY protocol header that names the address they are meant to have.
 * Where that address cannot be used (not every system has all of 127.0.0.0/8) they come from 127.0.0.1 as themselves.
 */
final class SampleSenders {
    /** The gate's own name. */
    static final String GATE = "gate.example.com";

    /** Where they hand in from. */
    static final String FROM = "127.0.0.25";

    private static final int SESSIONS = 4;
    private static final int TIMEOUT_MILLIS = 60_000;
    private static final Duration BETWEEN = Duration.ofMinutes(7);
    private static final String SELECTOR = "demo";
    private static final Pattern DATE = Pattern.compile("(?m)^Date: .*$");
    private static final Pattern FROM_DOMAIN = Pattern.compile("(?m)^From: .*@([A-Za-z0-9.-]+)>?\\r?$");
    private static final DateTimeFormatter RFC_5322 = DateTimeFormatter.ofPattern(
                    "EEE, d MMM yyyy HH:mm:ss Z", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final List<SampleMail> samples;
    private final Instant began;
    private final Map<String, Signer> signers = new HashMap<>();

    SampleSenders(List<SampleMail> samples, Instant began) {
        this.samples = samples;
        this.began = began;
        KeyPair keys = Signer.newKeys(Algorithm.ED25519_SHA256, new SecureRandom());
        for (SampleMail sample : samples) {
            if (!sample.spam()) {
                signers.computeIfAbsent(domain(sample), name -> new Signer(DomainName.of(name), SELECTOR, keys));
            }
        }
    }

    /** The DNS of their world. */
    LocalZone zone() {
        LocalZone.Builder zone = LocalZone.builder();
        Set<String> told = new LinkedHashSet<>();
        for (String ours : List.of("example.com", "ejemplo.mx")) {
            zone.txt(ours, "v=spf1 -all").txt("_dmarc." + ours, "v=DMARC1; p=reject");
        }
        for (SampleMail sample : samples) {
            if (sample.spam()) {
                spammer(zone, sample, told);
            } else {
                honest(zone, sample, told);
            }
        }
        // RFC 5782 §5: the point by which a list shows that it works.
        listed(zone, InetAddress.ofLiteral("127.0.0.2"));
        return zone.build();
    }

    private void honest(LocalZone.Builder zone, SampleMail sample, Set<String> told) {
        String domain = domain(sample);
        String spf = "v=spf1 ip4:" + sample.client().getHostAddress() + " -all";
        if (told.add("sender " + domain)) {
            zone.txt(domain, spf)
                    .txt("_dmarc." + domain, "v=DMARC1; p=quarantine")
                    .mx(domain, 10, sample.helo());
            Optional.ofNullable(signers.get(domain))
                    .ifPresent(signer -> zone.txt(signer.keyName(), signer.keyRecord()));
        }
        sample.reversePath().toMailbox().ifPresent(mailbox -> {
            if (told.add("sender " + mailbox.domain())) {
                zone.txt(mailbox.domain().text(), spf);
            }
        });
        if (sample.helo().contains(".") && told.add("host " + sample.helo())) {
            zone.address(sample.helo(), sample.client()).ptr(sample.client(), sample.helo());
        }
    }

    private static void spammer(LocalZone.Builder zone, SampleMail sample, Set<String> told) {
        String domain = domain(sample);
        if (sample.helo().equals(domain) && told.add("sender " + domain)) {
            zone.txt(domain, "v=spf1 +all").address(domain, sample.client());
        }
        if (told.add("listed " + sample.client())) {
            listed(zone, sample.client());
        }
    }

    private static void listed(LocalZone.Builder zone, InetAddress address) {
        zone.address(ReverseName.labels(address) + "." + Catalogue.PSBL.zone(), InetAddress.ofLiteral("127.0.0.2"));
    }

    /** Sends everything, a few at a time, and returns when all has been answered. */
    void send(String host, int port) throws IOException {
        List<Future<String>> sent = new ArrayList<>();
        try (ExecutorService sessions =
                Executors.newFixedThreadPool(SESSIONS, Thread.ofVirtual().factory())) {
            for (int i = 0; i < samples.size(); i++) {
                SampleMail sample = samples.get(i);
                Instant date = began.minus(BETWEEN.multipliedBy(samples.size() - (long) i));
                sent.add(sessions.submit(() -> send(sample, date, host, port)));
            }
        }
        for (Future<String> each : sent) {
            try {
                String trouble = each.get();
                if (!trouble.isEmpty()) {
                    throw new IOException("sample mail was not taken: " + trouble);
                }
            } catch (ExecutionException failed) {
                throw new IOException("sample mail could not be sent: " + failed.getCause(), failed);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while sending sample mail", stopped);
            }
        }
    }

    private String send(SampleMail sample, Instant date, String host, int port) throws IOException {
        try (Socket socket = new Socket()) {
            boolean proxied = bound(socket);
            socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.setTcpNoDelay(true);
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            OutputStream out = socket.getOutputStream();
            if (proxied) {
                // haproxy's proxy-protocol.txt §2.1
                say(out, "PROXY TCP4 " + sample.client().getHostAddress() + " " + host + " 40000 " + port);
            }
            String trouble = expect(in, "2");
            trouble += ask(in, out, "EHLO " + sample.helo(), "2");
            trouble += ask(in, out, "MAIL FROM:" + sample.reversePath(), "2");
            for (ForwardPath recipient : sample.recipients()) {
                trouble += ask(in, out, "RCPT TO:" + recipient, "2");
            }
            trouble += ask(in, out, "DATA", "3");
            if (trouble.isEmpty()) {
                out.write(MessageSource.wire(content(sample, date)));
                out.flush();
                trouble = expect(in, "2");
                say(out, "QUIT");
            }
            return trouble.isEmpty() ? "" : sample.name() + ": " + trouble;
        }
    }

    /** As the sender would write it today: dated, and signed if it is a good one. */
    private byte[] content(SampleMail sample, Instant date) throws IOException {
        String text = new String(sample.content(), StandardCharsets.ISO_8859_1);
        byte[] dated = DATE.matcher(text)
                .replaceFirst(Matcher.quoteReplacement("Date: " + RFC_5322.format(date)))
                .getBytes(StandardCharsets.ISO_8859_1);
        Signer signer = sample.spam() ? null : signers.get(domain(sample));
        return signer == null ? dated : signer.sign(dated, Signer.Style.USUAL, date);
    }

    private static boolean bound(Socket socket) {
        try {
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral(FROM), 0));
            return true;
        } catch (IOException noSuchAddress) {
            return false;
        }
    }

    private static String domain(SampleMail sample) {
        String text = new String(sample.content(), StandardCharsets.ISO_8859_1);
        Matcher from = FROM_DOMAIN.matcher(text);
        if (!from.find()) {
            throw new IllegalStateException("sample mail without a sender: " + sample.name());
        }
        return from.group(1).toLowerCase(Locale.ROOT);
    }

    private static String ask(BufferedReader in, OutputStream out, String command, String wanted) throws IOException {
        say(out, command);
        return expect(in, wanted);
    }

    private static void say(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    /** Empty if the reply is as wanted, else the reply. */
    private static String expect(BufferedReader in, String wanted) throws IOException {
        String line = in.readLine();
        while (line != null && line.length() > 3 && line.charAt(3) == '-') {
            line = in.readLine();
        }
        if (line == null) {
            return "connection closed";
        }
        return line.startsWith(wanted) ? "" : line + "; ";
    }
}
