package org.postigo.mail.message;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads octets as text by the name a message gives its charset.
 *
 * <p>Only charsets that mail programs and browsers read are known (the list of the WHATWG Encoding Standard): whoever
 * declares EBCDIC is shown as ASCII everywhere else, and so here. As there, ISO-8859-1 and US-ASCII mean windows-1252.
 * What is unknown, or does not fit its octets, is UTF-8 where that is valid and windows-1252 where not.
 */
final class Charsets {
    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");
    private static final Map<String, Charset> KNOWN = known();

    private Charsets() {}

    static String decode(byte[] octets, String declared) {
        return find(declared).map(charset -> decode(octets, charset)).orElseGet(() -> guess(octets));
    }

    /** The charset of a declared name, if mail programs know it. */
    static Optional<Charset> find(String declared) {
        return declared.isEmpty() || declared.length() > 40
                ? Optional.empty()
                : Optional.ofNullable(KNOWN.get(declared.strip().toLowerCase(Locale.ROOT)));
    }

    /** UTF-8 if valid, else windows-1252. */
    static String guess(byte[] octets) {
        return decode(octets, StandardCharsets.UTF_8);
    }

    private static String decode(byte[] octets, Charset charset) {
        var text = new String(octets, charset);
        if (charset.equals(WINDOWS_1252) || text.indexOf('\uFFFD') < 0) {
            return withoutMark(text);
        }
        // A replacement character is either in the text itself or the trace of octets that do not fit.
        if (fits(octets, charset)) {
            return withoutMark(text);
        }
        // Where only the odd octet does not fit, the declared charset is still what a reader sees.
        long misfits = text.chars().filter(c -> c == '\uFFFD').count();
        long beyondAscii = text.chars().filter(c -> c > 127 && c != '\uFFFD').count();
        if (misfits * 4 <= beyondAscii) {
            return withoutMark(text);
        }
        return charset.equals(StandardCharsets.UTF_8) ? new String(octets, WINDOWS_1252) : guess(octets);
    }

    private static boolean fits(byte[] octets, Charset charset) {
        try {
            charset.newDecoder().decode(ByteBuffer.wrap(octets));
            return true;
        } catch (CharacterCodingException misfit) {
            return false;
        }
    }

    private static String withoutMark(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static Map<String, Charset> known() {
        Map<String, Charset> known = new HashMap<>();
        String names = """
                UTF-8 utf8 unicode-1-1-utf-8 unicode11utf8 x-unicode20utf8 cp65001
                windows-1252 us-ascii ascii ansi_x3.4-1968 ansi_x3.110-1983 iso-8859-1 iso8859-1 iso_8859-1 iso88591 latin1 latin-1 l1 cp1252 x-cp1252 cp819 ibm819 x-ansi 7bit 8bit
                windows-1250 cp1250 x-cp1250
                windows-1251 cp1251 x-cp1251
                windows-1253 cp1253 x-cp1253
                windows-1254 cp1254 x-cp1254 iso-8859-9 iso8859-9 iso_8859-9 latin5 l5
                windows-1255 cp1255 x-cp1255
                windows-1256 cp1256 x-cp1256
                windows-1257 cp1257 x-cp1257
                windows-1258 cp1258 x-cp1258
                x-windows-874 windows-874 cp874 dos-874 tis-620 iso-8859-11 iso8859-11
                IBM866 866 cp866 csibm866
                IBM850 850 cp850
                IBM437 437 cp437
                ISO-8859-2 iso8859-2 iso_8859-2 latin2 l2
                ISO-8859-3 iso8859-3 iso_8859-3 latin3 l3
                ISO-8859-4 iso8859-4 iso_8859-4 latin4 l4
                ISO-8859-5 iso8859-5 iso_8859-5 cyrillic
                ISO-8859-6 iso8859-6 iso_8859-6 arabic iso-8859-6-e iso-8859-6-i
                ISO-8859-7 iso8859-7 iso_8859-7 greek
                ISO-8859-8 iso8859-8 iso_8859-8 hebrew iso-8859-8-e iso-8859-8-i logical
                ISO-8859-13 iso8859-13
                ISO-8859-15 iso8859-15 iso_8859-15 latin9 latin-9 l9
                ISO-8859-16 iso8859-16
                KOI8-R koi8 koi koi8_r
                KOI8-U koi8-ru
                x-MacRoman macintosh mac x-mac-roman
                x-MacCyrillic x-mac-cyrillic x-mac-ukrainian
                GB18030 gb2312 gbk gb_2312 gb_2312-80 chinese x-gbk cp936 ms936 euc-cn gb-2312
                Big5-HKSCS big5 big5-hkscs cn-big5 x-x-big5 csbig5 cp950
                EUC-JP x-euc-jp
                ISO-2022-JP csiso2022jp
                windows-31j shift_jis shift-jis sjis x-sjis ms_kanji cp932 ms932
                x-windows-949 euc-kr ks_c_5601-1987 ks_c_5601 ksc5601 korean cp949 windows-949
                ISO-2022-KR csiso2022kr
                UTF-16 utf-16
                UTF-16LE utf-16le unicode ucs-2
                UTF-16BE utf-16be
                """;
        names.lines().map(line -> line.split(" ")).forEach(line -> {
            // A slim runtime image may lack some of them; what is missing is guessed like any unknown name.
            if (Charset.isSupported(line[0])) {
                for (String name : line) {
                    known.put(name.toLowerCase(Locale.ROOT), Charset.forName(line[0]));
                }
            }
        });
        return Map.copyOf(known);
    }
}
