package org.postigo.desk.shell;

import java.util.Map;

/**
 * What the browser may load, as strict as Flow 25.2 can live with: its client compiles the server's instructions from
 * text ({@code unsafe-eval}) and writes style elements ({@code unsafe-inline} for styles). Scripts need a nonce or come
 * from us; frames are only those whose document we write; nobody may put us into a frame.
 */
public final class Policy {
    /** For everything that is not a page: REST answers, files, redirects. */
    public static final String ANYTHING_ELSE = "default-src 'none'; frame-ancestors 'none'";

    /** Beside the policy, on every page. */
    static final Map<String, String> HEADERS = Map.of(
            "X-Frame-Options", "DENY",
            "X-Content-Type-Options", "nosniff",
            "Referrer-Policy", "no-referrer",
            "Cross-Origin-Opener-Policy", "same-origin",
            "Cache-Control", "no-store");

    private Policy() {}

    /** For a page whose own scripts bear this nonce. */
    static String page(String nonce) {
        return "default-src 'none'; script-src 'self' 'nonce-" + nonce + "' 'unsafe-eval'; "
                + "style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; "
                + "manifest-src 'self'; frame-src 'none'; form-action 'self'; base-uri 'self'; frame-ancestors 'none'; "
                + "object-src 'none'";
    }
}
