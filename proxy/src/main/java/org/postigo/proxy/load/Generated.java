package org.postigo.proxy.load;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Makes up mail in Spanish and English. */
final class Generated {
    /** 32 characters that {@link #numbered} writes over. */
    private static final String NUMBER = "{number-of-32-characters-in-all}";

    private static final List<String> GOOD = words(
            "the invoice for november is attached please find the order we sent on tuesday meeting moved to ten thanks for"
                    + " your call la factura de noviembre va adjunta el pedido sale mañana gracias por la llamada nos vemos"
                    + " el jueves en la oficina un saludo presupuesto revisado quedamos a las diez");
    private static final List<String> BAD = words(
            "winner claim prize urgent account suspended click here free pills lottery million dollars guaranteed verify"
                    + " password now ganador premio urgente cuenta bloqueada haga clic gratis oferta increíble dinero rápido"
                    + " verifique su contraseña préstamo sin aval casino bitcoin");
    /** The generic test for unsolicited bulk email, as SpamAssassin documents it. */
    private static final String GTUBE = "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X";

    private Generated() {}

    private static List<String> words(String text) {
        return List.of(text.split(" "));
    }

    /** One message of about this many octets. */
    static byte[] message(Random random, int size, boolean spam) {
        List<String> words = spam ? BAD : GOOD;
        var text = new StringBuilder(size + 100);
        text.append("Received: from client.example.net (client.example.net [192.0.2.44])\r\n")
                .append("\tby mx.example.net with ESMTP; Mon, 23 Nov 2026 08:00:00 +0000\r\n")
                .append("From: Bench <bench@example.net>\r\n")
                .append("To: <someone@example.com>\r\n")
                .append("Subject: ")
                .append(sentence(random, words, 5))
                .append("\r\n")
                .append("Date: Mon, 23 Nov 2026 08:00:00 +0000\r\n")
                .append("Message-ID: <")
                .append(NUMBER)
                .append("@example.net>\r\n")
                .append("MIME-Version: 1.0\r\n")
                .append("Content-Type: text/plain; charset=utf-8\r\n")
                .append("Content-Transfer-Encoding: 8bit\r\n\r\n");
        if (spam) {
            text.append(GTUBE).append("\r\n");
        }
        int octets = text.toString().getBytes(StandardCharsets.UTF_8).length;
        while (octets < size - 2) {
            String line = sentence(random, words, 4 + random.nextInt(8));
            int room = size - 2 - octets;
            while (line.getBytes(StandardCharsets.UTF_8).length > room) {
                line = line.substring(0, line.length() - 1);
            }
            text.append(line).append("\r\n");
            octets += line.getBytes(StandardCharsets.UTF_8).length + 2;
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** A copy of a wire template with a number of its own in its Message-ID. */
    static byte[] numbered(byte[] template, String run, long n) {
        byte[] message = template.clone();
        byte[] mark = NUMBER.getBytes(StandardCharsets.US_ASCII);
        int at = indexOf(message, mark);
        byte[] number = String.format(Locale.ROOT, "%s.%0" + (mark.length - run.length() - 1) + "d", run, n)
                .getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(number, 0, message, at, mark.length);
        return message;
    }

    private static int indexOf(byte[] bytes, byte[] mark) {
        for (int i = 0; i <= bytes.length - mark.length; i++) {
            int j = 0;
            while (j < mark.length && bytes[i + j] == mark[j]) {
                j++;
            }
            if (j == mark.length) {
                return i;
            }
        }
        throw new IllegalArgumentException("not a generated message");
    }

    private static String sentence(Random random, List<String> words, int count) {
        var text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "" : " ").append(words.get(random.nextInt(words.size())));
        }
        return text.toString();
    }
}
