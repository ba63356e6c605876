package org.postigo.training.samples;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.ReversePath;

/**
 * A message written for this project, with the envelope it would have come in. All names and addresses are of reserved
 * domains (RFC 2606) and documentation networks (RFC 5737); {@code ejemplo.mx} is the demo's.
 *
 * <p>The files carry on top what a receiving server would have written: Return-Path, Delivered-To and one Received
 * field. The envelope is read from these, and the content is what stands below them.
 *
 * @param name file name without its ending
 * @param spam whether it is meant as spam
 * @param reversePath MAIL FROM
 * @param recipients RCPT TO, at least one
 * @param client whose address it comes from
 * @param helo as which the client introduces itself
 * @param content the bytes to send, with CRLF line ends; owned by the caller
 */
public record SampleMail(
        String name,
        boolean spam,
        ReversePath reversePath,
        List<ForwardPath> recipients,
        InetAddress client,
        String helo,
        byte[] content) {
    private static final Pattern RETURN_PATH = Pattern.compile("Return-Path: <(.*)>");
    private static final Pattern DELIVERED_TO = Pattern.compile("Delivered-To: (.*)");
    private static final Pattern RECEIVED = Pattern.compile("Received: from (\\S+) \\(.*\\[([0-9.]+)]\\)");

    /** Copies the list. */
    public SampleMail {
        recipients = List.copyOf(recipients);
    }

    /** All of them, good and bad mixed, in the fixed order of the index. */
    public static List<SampleMail> all() {
        try {
            var samples = new ArrayList<SampleMail>();
            for (String line : new String(resource("index"), StandardCharsets.US_ASCII)
                    .lines()
                    .toList()) {
                // The form of TREC's spam track: label, blank, path.
                int blank = line.indexOf(' ');
                String path = line.substring(blank + 1);
                samples.add(read(
                        path.substring(path.indexOf('/') + 1, path.length() - ".eml".length()),
                        line.startsWith("spam "),
                        resource(path)));
            }
            return List.copyOf(samples);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static byte[] resource(String path) throws IOException {
        try (InputStream in = SampleMail.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new FileNotFoundException("no sample mail " + path);
            }
            return in.readAllBytes();
        }
    }

    private static SampleMail read(String name, boolean spam, byte[] file) throws IOException {
        String text = new String(file, StandardCharsets.ISO_8859_1);
        int content = text.indexOf("\r\nFrom: ") + 2;
        ReversePath reversePath = null;
        var recipients = new ArrayList<ForwardPath>();
        InetAddress client = null;
        String helo = "";
        for (String line : text.substring(0, content).split("\r\n")) {
            Matcher returnPath = RETURN_PATH.matcher(line);
            Matcher deliveredTo = DELIVERED_TO.matcher(line);
            Matcher received = RECEIVED.matcher(line);
            if (returnPath.matches()) {
                reversePath = ReversePath.of(returnPath.group(1));
            } else if (deliveredTo.matches()) {
                recipients.add(ForwardPath.of(deliveredTo.group(1)));
            } else if (received.matches()) {
                helo = received.group(1);
                client = InetAddress.ofLiteral(received.group(2));
            }
        }
        if (reversePath == null || client == null || recipients.isEmpty()) {
            throw new IOException("sample mail " + name + " lacks its envelope");
        }
        byte[] bytes = text.substring(content).getBytes(StandardCharsets.ISO_8859_1);
        return new SampleMail(name, spam, reversePath, recipients, client, helo, bytes);
    }
}
