package org.postigo.classifier;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Messages of a megabyte of what a reader of mail may find hard, by what they are made of. */
final class Megabytes {
    private static final int SIZE = 1 << 20;

    private Megabytes() {}

    static Map<String, byte[]> all() {
        var all = new LinkedHashMap<String, byte[]>();
        byte[] noise = new byte[SIZE];
        new Random(7).nextBytes(noise);
        all.put("noise", noise);
        all.put("one line of text", body("text/plain", "a"));
        all.put("words", body("text/plain", "claim your prize http://shop.example/x now\r\n"));
        all.put("unclosed tags", body("text/html", "<"));
        all.put("nested elements", body("text/html", "<div><b>"));
        all.put("links", body("text/html", "<a href=\"http://a.example/\">http://b.example/</a>"));
        all.put("unclosed comments", body("text/html", "<!--"));
        all.put("entities", body("text/html", "&#65"));
        all.put("hidden text", body("text/html", "<p style=\"display : none\">x"));
        all.put("letters without width", body("text/plain; charset=utf-8", "\u200b\u0430a"));
        all.put("one field", octets("Subject: " + "=?utf-8?q?=C3=A9?= ".repeat(SIZE / 19) + "\r\n\r\n"));
        all.put("fields", octets("X-A: b\r\n".repeat(SIZE / 8) + "\r\n"));
        all.put("parts", body("multipart/mixed; boundary=b", "--b\r\n\r\nx\r\n"));
        return all;
    }

    private static byte[] body(String type, String again) {
        String head = "From: a@shop.example\r\nContent-Type: " + type + "\r\n\r\n";
        return octets(head + again.repeat(SIZE / octets(again).length));
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
