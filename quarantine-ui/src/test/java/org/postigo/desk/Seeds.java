package org.postigo.desk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.postigo.mail.Client;
import org.postigo.mail.Content;
import org.postigo.mail.DomainName;
import org.postigo.mail.Envelope;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.MailId;
import org.postigo.mail.MailObject;
import org.postigo.mail.Mailbox;
import org.postigo.mail.Recipient;
import org.postigo.mail.ReversePath;
import org.postigo.mail.auth.AuthenticationResults;
import org.postigo.mail.auth.AuthenticationResults.Outcome;
import org.postigo.mail.auth.ProvenIdentity;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.finding.Contribution;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.FindingKey;
import org.postigo.mail.finding.MessageDigest;
import org.postigo.mail.finding.Score;
import org.postigo.mail.finding.Verdict;
import org.postigo.mail.record.Reply;
import org.postigo.store.Store;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.HeldMail.CopyToHold;

/** Some sixty held messages of many kinds, written for this project; all names are invented. */
final class Seeds {
    /** A From name that would run, hide or turn around in a careless list. */
    static final String HOSTILE =
            "\"><img src=x onerror=\"window.owned=1\"><script>window.owned=1</script>\u202Egpj.exe";

    private final Store store;
    private final Instant now;
    private final SplittableRandom random = new SplittableRandom(7);
    private int made;

    Seeds(Store store, Instant now) {
        this.store = store;
        this.now = now;
    }

    /** One message to be held. */
    static final class Draft {
        String name = "";
        String from = "nadie@example.org";
        String reversePath = "";
        List<String> to = List.of("compras@metalsur.example");
        String subject = "";
        String body = "Buenos días:\r\n\r\nQuedo atento.\r\n";
        String html = "";
        double spam = 0.9;
        Verdict.Reason reason = Verdict.Reason.SCORE_HIGH;
        List<Contribution> facts = new ArrayList<>();
        List<Finding> more = new ArrayList<>();
        List<ProvenIdentity> proven = List.of();
        AuthenticationResults results = AuthenticationResults.NONE;
        List<String> hosts = List.of();
        List<MessageDigest.Attachment> attachments = List.of();
        Duration age = Duration.ofMinutes(10);
        String extraFields = "";
        Optional<Reply> queued = Optional.empty();
        Optional<String> entry = Optional.empty();

        Draft fact(FindingKey key, double logOdds, String... arguments) {
            facts.add(new Contribution(new Finding.Fact(key, 1, List.of(arguments)), logOdds));
            return this;
        }
    }

    private static Draft draft(String name, String from, String subject, double spam) {
        var draft = new Draft();
        draft.name = name;
        draft.from = from;
        draft.reversePath = from;
        draft.subject = subject;
        draft.spam = spam;
        return draft;
    }

    /** Everything; returns the names in the order made. */
    List<CopyId> all() {
        var ids = new ArrayList<CopyId>();
        ids.addAll(hold(invoice()));
        ids.addAll(hold(phish()));
        ids.addAll(hold(hostile()));
        ids.addAll(hold(newsletter()));
        ids.addAll(hold(executable()));
        ids.addAll(hold(queued()));
        ids.addAll(hold(refused()));
        String[][] people = {
            {"Boletín Ferretero", "ofertas@ferretero.example", "Lista de precios de la semana 48"},
            {"Maquinados Peña", "taller@maquinados-pena.example", "Entrega parcial del pedido 7719"},
            {"Facturas Nube", "no-responda@facturas-nube.example", "Recibió la factura A-90113"},
            {"Seguros Faro", "promo@seguros-faro.test", "Renueve su póliza antes del viernes"},
            {"Aceros del Bajío", "cobranza@aceros-bajio.example", "Estado de cuenta y facturas vencidas"},
            {"Factura electrónica", "cfdi@xml-descargas.test", "Su factura está lista, descargue aquí"},
            {"Paquetería Rayo", "entrega@rayo-envios.test", "Su paquete está detenido: pague 39.90"},
            {"Hotel Portal del Río", "reservas@portaldelrio.example", "Factura de su estancia, folio 3381"},
            {"Contabilidad", "contabilidad@metalsur-mx.test", "Cambio de cuenta, factura 118"},
            {"Imprenta Lince", "hola@imprenta-lince.example", "Facturas y remisiones impresas"},
            {"Agua Clara", "facturas@agua-clara.example", "Factura de noviembre, contrato 20871"},
            {"Soporte de correo", "soporte@buzon-lleno.test", "Su factura venció, cierre de buzón"},
            {"Cámara del Acero", "eventos@camara-acero.example", "Factura de cuota anual y agenda"},
            {"Tóner Directo", "ventas@toner-directo.test", "Tóner a mitad de precio con factura"},
            {"Gas Peninsular", "avisos@gas-peninsular.example", "Factura 5521 y nota de crédito"},
            {"Dirección general", "director@metalsur.example", "Pague hoy esta factura, estoy en junta"},
            {"Viajes Almendro", "reservas@almendro.example", "Factura de boletos, grupo 12"},
            {"Notaría 14", "recepcion@notaria14.example", "Escritura lista para firma, exp. 0871"},
            {"Colegio Arboledas", "avisos@arboledas.example", "Circular 18: suspensión de clases del jueves"},
            {"Laboratorio Prisma", "resultados@prisma-lab.example", "Resultados corregidos, folio 55120"},
            {"Premios del Hogar", "suerte@premios-hogar.test", "Usted ganó una vajilla de 48 piezas"},
            {"Créditos Ágil", "hola@credi-agil.test", "Hasta 500,000 sin revisar buró"},
            {"Northwind Parts", "orders@northwind-parts.example", "Purchase order 4471 confirmed"},
            {"Cloud Storage", "no-reply@cl0ud-storage.test", "Your storage is full. Upgrade now"},
            {"", "bounce-77120-a81@mailer.example", "Tu suscripción mensual"},
            {
                "Transportes Ledezma y Asociados de la Región Centro-Occidente, S.A. de C.V., Departamento de Cobranza",
                "facturacion.y.cuentas.por.cobrar.region.occidente@un-nombre-de-dominio-muy-largo.example",
                "Segundo aviso: comprobantes de pago pendientes de los meses de agosto, septiembre y octubre, con"
                        + " anexos"
            }
        };
        String[] rooms = {"compras", "ventas", "pagos", "direccion", "almacen", "info"};
        for (int i = 0; i < 56; i++) {
            String[] row = people[i % people.length];
            boolean bad = row[1].endsWith(".test") || row[1].startsWith("director@");
            double spam = bad ? 0.965 + random.nextDouble() * 0.0345 : 0.81 + random.nextDouble() * 0.17;
            var draft = draft(
                    row[0], row[1], row[2] + (i >= people.length ? " (" + (i / people.length + 1) + ")" : ""), spam);
            draft.to = List.of(
                    rooms[random.nextInt(rooms.length)] + "@" + (i % 5 == 4 ? "huerta.example" : "metalsur.example"));
            draft.age = Duration.ofMinutes(25 + i * 97L);
            draft.hosts = List.of(row[1].substring(row[1].indexOf('@') + 1));
            if (i % 4 == 1) {
                draft.reversePath = "rebotes-" + i + "@boletin7.test";
            }
            if (i % 3 == 0) {
                draft.attachments =
                        List.of(new MessageDigest.Attachment("documento-" + i + ".pdf", "application/pdf", 84_211));
            }
            FindingKey[] against = bad
                    ? new FindingKey[] {
                        FindingKey.LINK_LOOKALIKE,
                        FindingKey.LIST_CLIENT,
                        FindingKey.DMARC_FAIL,
                        FindingKey.NEW_SENDER,
                        FindingKey.SPF_NONE,
                        FindingKey.LINK_TEXT_DIFFERS
                    }
                    : new FindingKey[] {
                        FindingKey.SPF_FAIL,
                        FindingKey.FIELD_BULK,
                        FindingKey.CLIENT_NO_REVERSE_NAME,
                        FindingKey.DKIM_NONE
                    };
            draft.fact(
                            against[i % against.length],
                            1.4 + random.nextDouble(),
                            row[1].substring(row[1].indexOf('@') + 1))
                    .fact(FindingKey.TEXT_WORDS, 1.1 + random.nextDouble(), "factura", "pago", "hoy");
            if (!bad) {
                draft.fact(
                        i % 2 == 0 ? FindingKey.KNOWN_SENDER : FindingKey.DKIM_PASS_ALIGNED,
                        -0.9 - random.nextDouble());
                DomainName domain = DomainName.of(row[1].substring(row[1].indexOf('@') + 1));
                draft.proven = List.of(new ProvenIdentity.SignedDomain(domain));
                draft.results = results(Outcome.FAIL, Outcome.PASS, true, Outcome.PASS, domain);
            } else {
                draft.results = results(Outcome.NONE, Outcome.NONE, false, Outcome.FAIL, DomainName.of("x.test"));
            }
            ids.addAll(hold(draft));
        }
        return ids;
    }

    private static AuthenticationResults results(
            Outcome spf, Outcome dkim, boolean aligned, Outcome dmarc, DomainName domain) {
        return new AuthenticationResults(
                new AuthenticationResults.Spf(spf, Optional.of(domain), ""),
                dkim == Outcome.NONE
                        ? List.of()
                        : List.of(new AuthenticationResults.Dkim(
                                dkim, Optional.of(domain), "s1", aligned, true, false, "")),
                new AuthenticationResults.Dmarc(
                        dmarc, Optional.of(domain), AuthenticationResults.DmarcPolicy.QUARANTINE, ""),
                new AuthenticationResults.Arc(Outcome.NONE, 0, Optional.empty(), ""));
    }

    static Draft invoice() {
        var draft = draft(
                "Transportes Ledezma", "facturacion@ledezma-fletes.example", "Re: Factura F-2291 y complemento", 0.83);
        draft.reversePath = "rebotes@ledezma-fletes.example";
        draft.age = Duration.ofMinutes(2);
        draft.html = """
            <p>Buenas tardes:</p><p>Adjunto la factura F-2291 por los fletes del 3 al 14 de noviembre, con el \
            complemento de pago que nos pidió el viernes. El pago vence el día 30.</p><p>Si prefiere descargarla, \
            está en nuestro portal: <a href="https://portal.ledezma-fletes.example/f/2291">Ver factura F-2291</a></p>\
            <img src="https://portal.ledezma-fletes.example/logo.png"><img src="http://t.ledezma-fletes.example/p.gif">\
            <p>Quedo atenta a cualquier aclaración.</p><p>Cuentas por cobrar<br>Transportes Ledezma</p>\
            <blockquote>El viernes 20 de noviembre, compras@metalsur.example escribió:<br>Nos falta el complemento \
            de pago de la F-2291 para poder programarla.</blockquote>\
            """;
        draft.hosts = List.of("portal.ledezma-fletes.example");
        draft.attachments = List.of(
                new MessageDigest.Attachment("F-2291.pdf", "application/pdf", 84_120),
                new MessageDigest.Attachment("F-2291.xml", "application/xml", 6_204));
        DomainName domain = DomainName.of("ledezma-fletes.example");
        draft.proven = List.of(new ProvenIdentity.SignedDomain(domain));
        draft.results = results(Outcome.FAIL, Outcome.PASS, true, Outcome.PASS, domain);
        draft.fact(FindingKey.SPF_FAIL, 2.1, "ledezma-fletes.example")
                .fact(FindingKey.TEXT_WORDS, 1.7, "factura", "pago", "vence")
                .fact(FindingKey.NEW_SENDER, 1.4)
                .fact(FindingKey.KNOWN_SENDER, -1.5)
                .fact(FindingKey.DKIM_PASS_ALIGNED, -1.3, "ledezma-fletes.example");
        return draft;
    }

    static Draft phish() {
        var draft = draft("Banco Meridiano", "avisos@bancorneridiano.test", "Su acceso vence hoy: verifíquelo", 0.97);
        draft.reversePath = "u7731@envios.boletin7.test";
        draft.to = List.of("pagos@metalsur.example");
        draft.age = Duration.ofMinutes(9);
        draft.html = """
            <style>body{background:url(https://x.test/a.png)}</style><p>Estimado cliente:</p><p>Por su seguridad, su \
            acceso en línea vence hoy a las 23:59. Verifique su identidad para no perderlo:</p><p>\
            <a href="https://bancorneridiano.test/a/8812" onclick="steal()">www.bancomeridiano.example/acceso</a></p>\
            <p>Banco Meridiano<br>Centro de seguridad</p>\
            """;
        draft.hosts = List.of("bancorneridiano.test");
        draft.results = results(Outcome.PASS, Outcome.NONE, false, Outcome.FAIL, DomainName.of("envios.boletin7.test"));
        draft.fact(FindingKey.LINK_LOOKALIKE, 2.6, "bancorneridiano.test", "bancomeridiano.example")
                .fact(FindingKey.LINK_TEXT_DIFFERS, 1.5, "www.bancomeridiano.example", "bancorneridiano.test")
                .fact(FindingKey.DMARC_FAIL, 1.1)
                .fact(FindingKey.TEXT_WORDS, 0.7, "acceso", "verifique", "vence")
                .fact(FindingKey.SPF_PASS, -0.15, "envios.boletin7.test");
        draft.more.add(new Finding.Unknown("dnslist:zen", Finding.Cause.TIMEOUT, "no answer"));
        return draft;
    }

    /** Script in every field that a letter has. */
    static Draft hostile() {
        String run = "<script>window.owned=1</script><img src=x onerror=window.owned=1>";
        var draft = draft(
                HOSTILE,
                "\"<svg/onload=window.owned=1>\"@evil.test",
                run + " \u202Etxt.exe \u0007{{1+1}} ${7*7}",
                0.999);
        draft.reversePath = "\"'><script>window.owned=1</script>\"@evil.test";
        draft.to = List.of("info@metalsur.example");
        draft.age = Duration.ofMinutes(15);
        draft.body = run + "\r\njavascript:alert(1)\r\n\u202Eabc\r\n";
        draft.html = run
                + "<a href=\"javascript:window.top.owned=1\">ver</a><a"
                + " href=\"data:text/html,<script>parent.owned=1</script>\">x</a><iframe"
                + " src=\"https://evil.test/\"></iframe><form action=\"https://evil.test/\"><input"
                + " name=p><button>ok</button></form><meta http-equiv=refresh"
                + " content=\"0;url=https://evil.test/\"><base href=\"https://evil.test/\"><link rel=stylesheet"
                + " href=\"https://evil.test/a.css\"><p style=\"background:url(https://evil.test/b.png)\""
                + " onmouseover=window.owned=1>hola</p><svg onload=window.owned=1><a"
                + " xlink:href=\"javascript:window.owned=1\"><text>t</text></a></svg><u class=\"host\">not"
                + " ours</u></body></html><script>window.owned=1</script>";
        draft.hosts = List.of("evil.test\"><script>window.owned=1</script>", "xn--80ak6aa92e.test");
        draft.attachments = List.of(new MessageDigest.Attachment(
                "<img src=x onerror=window.owned=1>\u202Efdp.exe",
                "application/x-dosexec\"><script>window.owned=1</script>",
                99));
        draft.extraFields = "X-Evil: " + run + "\r\n" + run + ": x\r\n";
        draft.fact(FindingKey.FROM_LOOKALIKE, 3, run, "\u202E" + run).fact(FindingKey.ATTACHMENT_EXECUTABLE, 2, run);
        draft.more.add(new Finding.Unknown(run, Finding.Cause.CRASHED, run));
        return draft;
    }

    static Draft newsletter() {
        var draft = draft("Lista de acero", "moderador@acero-lista.example", "[acero] Resumen semanal, vol. 41", 0.86);
        draft.age = Duration.ofMinutes(18);
        draft.proven =
                List.of(new ProvenIdentity.SignedList("acero.lista.example", DomainName.of("acero-lista.example")));
        draft.results = results(Outcome.PASS, Outcome.PASS, true, Outcome.PASS, DomainName.of("acero-lista.example"));
        draft.body = "Resumen de la semana\r\n\r\n"
                + "1. Precios de lámina\r\n"
                + "2. Ferias de diciembre\r\n\r\n"
                + "https://acero-lista.example/41\r\n";
        draft.fact(FindingKey.FIELD_BULK, 2.0)
                .fact(FindingKey.FIELD_UNSUBSCRIBE, -0.4)
                .fact(FindingKey.TEXT_BYTES, 0.6);
        return draft;
    }

    private static Draft executable() {
        var draft = draft("Escáner de oficina", "scanner@metalsur.example", "Documento digitalizado 00231", 0.42);
        draft.reason = Verdict.Reason.DANGEROUS_ATTACHMENT;
        draft.age = Duration.ofMinutes(21);
        draft.attachments =
                List.of(new MessageDigest.Attachment("scan_00231.pdf.exe", "application/x-msdownload", 412_000));
        draft.results =
                results(Outcome.SOFTFAIL, Outcome.FAIL, true, Outcome.TEMPERROR, DomainName.of("metalsur.example"));
        draft.fact(FindingKey.ATTACHMENT_EXECUTABLE, 1.9, "scan_00231.pdf.exe", "application/x-msdownload")
                .fact(FindingKey.KNOWN_SENDER, -2.0);
        return draft;
    }

    private static Draft queued() {
        var draft = draft("Ferretería Central", "ventas@ferre-central.example", "Cotización 8812", 0.12);
        draft.reason = Verdict.Reason.SERVER_DEFERRED;
        draft.age = Duration.ofMinutes(23);
        draft.queued = Optional.of(new Reply(452, "4.3.1", "Insufficient system storage"));
        draft.to = List.of("espera@metalsur.example");
        return draft;
    }

    static Draft refused() {
        var draft = draft("Aceros Sol", "pedidos@aceros-sol.example", "Pedido 3381 confirmado", 0.08);
        draft.reason = Verdict.Reason.SERVER_REFUSED;
        draft.age = Duration.ofMinutes(24);
        draft.queued = Optional.of(new Reply(550, "5.1.1", "<ventas.norte@metalsur.example>: no such user here"));
        draft.to = List.of("ventas.norte@metalsur.example");
        return draft;
    }

    List<CopyId> hold(Draft draft) {
        Instant received = now.minus(draft.age);
        var recipients = draft.to.stream().map(Recipient::of).toList();
        byte[] bytes = text(draft).getBytes(StandardCharsets.UTF_8);
        var mail = new MailObject(
                MailId.next(received, RandomGenerator.getDefault()),
                received,
                new Client(
                        InetAddress.ofLiteral("203.0.113." + (1 + made % 250)),
                        40_000 + made,
                        "smtp" + made % 7 + "." + draft.from.substring(draft.from.indexOf('@') + 1),
                        true,
                        made % 3 == 0
                                ? Optional.empty()
                                : Optional.of(new Client.Tls("TLSv1.3", "TLS_AES_128_GCM_SHA256"))),
                new Envelope(ReversePath.of(draft.reversePath), Envelope.Parameters.NONE, recipients),
                Content.of(bytes));
        made++;
        Map<ForwardPath, Verdict> verdicts = new LinkedHashMap<>();
        recipients.forEach(recipient -> verdicts.put(recipient.path(), new Verdict.Hold(draft.reason, draft.entry)));
        double logOdds = Math.log(draft.spam / (1 - draft.spam));
        double sum = draft.facts.stream().mapToDouble(Contribution::logOdds).sum();
        var findings = new ArrayList<Finding>();
        draft.facts.forEach(contribution -> findings.add(contribution.fact()));
        findings.addAll(draft.more);
        var assessment = new Assessment(
                findings,
                new Score(logOdds, logOdds - sum, draft.facts),
                draft.results,
                draft.proven,
                verdicts,
                new MessageDigest(
                        Mailbox.parse(draft.from),
                        draft.name,
                        draft.subject,
                        "<" + made + "@example.org>",
                        Optional.of(received),
                        Optional.empty(),
                        draft.hosts,
                        draft.attachments),
                new Assessment.Versions("combiner-1", 0, "1"),
                Duration.ofMillis(6));
        try {
            return store.held()
                    .hold(
                            mail,
                            assessment,
                            "key" + made,
                            recipients.stream()
                                    .map(recipient -> new CopyToHold(recipient, draft.reason, draft.queued))
                                    .toList())
                    .publish();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Draft draft) {
        String head = "Received: from client.example by postigo.example; Mon, 23 Nov 2026 12:41:09 -0600\r\n"
                + draft.extraFields
                + "From: " + draft.name + " <" + draft.from + ">\r\n"
                + "To: " + String.join(", ", draft.to) + "\r\n"
                + "Subject: " + draft.subject + "\r\n"
                + "Date: Mon, 23 Nov 2026 12:41:00 -0600\r\n"
                + "Message-ID: <" + Integer.toHexString(draft.subject.hashCode()) + "@example.org>\r\n"
                + "MIME-Version: 1.0\r\n";
        return draft.html.isEmpty()
                ? head + "Content-Type: text/plain; charset=utf-8\r\n\r\n" + draft.body
                : head + "Content-Type: multipart/alternative; boundary=\"b\"\r\n\r\n--b\r\n"
                        + "Content-Type: text/plain; charset=utf-8\r\n\r\n" + draft.body + "\r\n--b\r\n"
                        + "Content-Type: text/html; charset=utf-8\r\n\r\n" + draft.html + "\r\n--b--\r\n";
    }
}
