package org.postigo.desk.letter;

import java.util.Locale;
import org.postigo.desk.words.Say;

/** True types of attachments in a word that people use. */
final class Types {
    private Types() {}

    static String word(String type, Say say) {
        String t = type.toLowerCase(Locale.ROOT);
        if (t.isBlank() || t.equals("application/octet-stream")) {
            return say.text("type.none");
        }
        if (t.equals("application/pdf")) {
            return say.text("type.pdf");
        }
        if (t.contains("wordprocessing") || t.contains("msword") || t.contains("opendocument.text")) {
            return say.text("type.word");
        }
        if (t.contains("spreadsheet") || t.contains("ms-excel")) {
            return say.text("type.excel");
        }
        if (t.contains("presentation") || t.contains("powerpoint")) {
            return say.text("type.powerpoint");
        }
        if (t.equals("application/zip") || t.equals("application/x-zip-compressed")) {
            return say.text("type.zip");
        }
        if (t.contains("rar")
                || t.contains("7z")
                || t.contains("gzip")
                || t.contains("x-tar")
                || t.contains("iso9660")) {
            return say.text("type.archive");
        }
        if (t.contains("dosexec")
                || t.contains("executable")
                || t.contains("msdownload")
                || t.contains("java-archive")) {
            return say.text("type.executable");
        }
        if (t.contains("html")) {
            return say.text("type.html");
        }
        if (t.endsWith("/xml") || t.endsWith("+xml") && !t.startsWith("image/")) {
            return say.text("type.xml");
        }
        if (t.equals("text/calendar")) {
            return say.text("type.calendar");
        }
        if (t.equals("message/rfc822")) {
            return say.text("type.message");
        }
        if (t.contains("pkcs7") || t.contains("pgp-signature")) {
            return say.text("type.signature");
        }
        return switch (t.replaceFirst("/.*", "")) {
            case "image" -> say.text("type.image");
            case "audio" -> say.text("type.audio");
            case "video" -> say.text("type.video");
            case "text" -> say.text("type.text");
            default -> type;
        };
    }
}
