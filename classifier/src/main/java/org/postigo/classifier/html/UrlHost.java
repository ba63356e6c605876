package org.postigo.classifier.html;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.postigo.mail.DomainName;

/**
 * The host of a web address, read the way browsers read it (WHATWG URL Standard §3.5, §4.4): tabs and line ends vanish,
 * backslashes are slashes, what stands before an at sign is a name and password, escapes are decoded, and 3221225985,
 * 0xC0.0.0x2.1 and 0300.0.2.1 are 192.0.2.1.
 *
 * @param name A-labels in lower case, or an IPv4 address in dotted form, or an IPv6 address without brackets
 * @param address whether it is an address and no name
 * @param disguised whether a name and password stood before it, or the address was not written in dotted form
 */
public record UrlHost(String name, boolean address, boolean disguised) {
    private static final int MAX_URL = 4_000;

    /** The host of a web address ({@code http:}, {@code https:} or {@code //}); empty if there is none. */
    public static Optional<UrlHost> of(String url) {
        String some = url.length() > MAX_URL ? url.substring(0, MAX_URL) : url;
        var bare = new StringBuilder(some.length());
        some.strip().chars().filter(c -> c >= ' ').forEach(c -> bare.append((char) c));
        int from = behindScheme(bare);
        if (from < 0) {
            return Optional.empty();
        }
        int end = from;
        while (end < bare.length() && "/\\?#".indexOf(bare.charAt(end)) < 0) {
            end++;
        }
        String authority = bare.substring(from, end);
        int at = authority.lastIndexOf('@');
        String host = withoutPort(unescaped(authority.substring(at + 1))).strip();
        return parse(host, at >= 0);
    }

    /** The host in a word that looks like a web address or a bare domain name, for example a link's text. */
    public static Optional<UrlHost> ofWord(String word) {
        String bare = word.strip();
        if (bare.isEmpty() || bare.length() > MAX_URL || bare.chars().anyMatch(c -> c <= ' ')) {
            return Optional.empty();
        }
        String lower = bare.toLowerCase(Locale.ROOT);
        if (lower.startsWith("http:") || lower.startsWith("https:")) {
            return of(bare);
        }
        if (bare.indexOf('@') >= 0) {
            return Optional.empty();
        }
        return of("//" + bare).filter(host -> !host.address() && endsInTopLevelDomain(host.name()));
    }

    /** The name, if it is one. */
    public Optional<DomainName> domain() {
        return address ? Optional.empty() : DomainName.parse(name);
    }

    private static int behindScheme(CharSequence url) {
        String head = url.subSequence(0, Math.min(6, url.length())).toString().toLowerCase(Locale.ROOT);
        int from = head.startsWith("https:") ? 6 : head.startsWith("http:") ? 5 : 0;
        int slashes = from;
        while (slashes < url.length() && (url.charAt(slashes) == '/' || url.charAt(slashes) == '\\')) {
            slashes++;
        }
        // Browsers let a scheme stand without slashes; without a scheme two are needed.
        return from == 0 && slashes < 2 ? -1 : slashes;
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        return colon < 0 || host.endsWith("]") ? host : host.substring(0, colon);
    }

    private static String unescaped(String host) {
        if (host.indexOf('%') < 0) {
            return host;
        }
        byte[] in = host.getBytes(StandardCharsets.UTF_8);
        var out = new byte[in.length];
        int length = 0;
        for (int i = 0; i < in.length; i++) {
            if (in[i] == '%' && i + 2 < in.length) {
                int high = Character.digit(in[i + 1], 16);
                int low = Character.digit(in[i + 2], 16);
                if (high >= 0 && low >= 0) {
                    out[length++] = (byte) (high << 4 | low);
                    i += 2;
                    continue;
                }
            }
            out[length++] = in[i];
        }
        return new String(out, 0, length, StandardCharsets.UTF_8);
    }

    private static Optional<UrlHost> parse(String host, boolean userInfo) {
        if (host.startsWith("[") && host.endsWith("]")) {
            return literal(host.substring(1, host.length() - 1), userInfo);
        }
        Optional<DomainName> domain = DomainName.parse(host).filter(name -> !name.literal());
        if (domain.isEmpty()) {
            return Optional.empty();
        }
        String name = domain.get().text();
        String last = name.substring(name.lastIndexOf('.') + 1);
        if (last.chars().allMatch(c -> c >= '0' && c <= '9') || number(last).isPresent()) {
            return ipv4(name).map(dotted -> new UrlHost(dotted, true, userInfo || !dotted.equals(name)));
        }
        return name.indexOf('.') < 0 ? Optional.empty() : Optional.of(new UrlHost(name, false, userInfo));
    }

    private static Optional<UrlHost> literal(String text, boolean userInfo) {
        if (text.indexOf(':') < 0 || text.indexOf('%') >= 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(new UrlHost(InetAddress.ofLiteral(text).getHostAddress(), true, userInfo));
        } catch (IllegalArgumentException notOne) {
            return Optional.empty();
        }
    }

    /** WHATWG URL §3.5, the IPv4 parser: one to four numbers, the last filling what is left. */
    private static Optional<String> ipv4(String name) {
        String[] parts = name.split("\\.", -1);
        if (parts.length > 4) {
            return Optional.empty();
        }
        long address = 0;
        for (int i = 0; i < parts.length; i++) {
            OptionalLong number = number(parts[i]);
            boolean last = i == parts.length - 1;
            long limit = last ? 1L << 8 * (5 - parts.length) : 256;
            if (number.isEmpty() || number.getAsLong() >= limit) {
                return Optional.empty();
            }
            address |= last ? number.getAsLong() : number.getAsLong() << 8 * (3 - i);
        }
        return Optional.of(
                (address >> 24) + "." + (address >> 16 & 255) + "." + (address >> 8 & 255) + "." + (address & 255));
    }

    private static OptionalLong number(String part) {
        boolean hex = part.startsWith("0x");
        String digits = hex ? part.substring(2) : part;
        int radix = hex ? 16 : part.length() > 1 && part.startsWith("0") ? 8 : 10;
        if (digits.length() > 12 || digits.isEmpty() && !hex) {
            return OptionalLong.empty();
        }
        long number = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = Character.digit(digits.charAt(i), radix);
            if (digit < 0) {
                return OptionalLong.empty();
            }
            number = number * radix + digit;
        }
        return OptionalLong.of(number);
    }

    private static boolean endsInTopLevelDomain(String name) {
        String last = name.substring(name.lastIndexOf('.') + 1);
        return last.length() >= 2 && (last.startsWith("xn--") || last.chars().allMatch(c -> c >= 'a' && c <= 'z'));
    }
}
