package org.postigo.store.index;

import org.postigo.mail.MailId;
import org.postigo.store.held.CopyId;

/**
 * A copy's name in twelve octets, in the same order: a mail id has 80 bits.
 *
 * @param high the first 64 bits of the mail id
 * @param low its last 16 bits, then 14 bits of ordinal
 */
public record PackedId(long high, int low) {
    private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /** Packs. */
    public static PackedId of(CopyId id) {
        String text = id.mail().text();
        long high = 0;
        for (int i = 0; i < 12; i++) {
            high = high << 5 | DIGITS.indexOf(text.charAt(i));
        }
        // 60 bits so far; digits 13 to 16 are 20 bits, of which the first four belong above.
        int rest = 0;
        for (int i = 12; i < 16; i++) {
            rest = rest << 5 | DIGITS.indexOf(text.charAt(i));
        }
        return new PackedId(high << 4 | rest >>> 16, (rest & 0xFFFF) << 14 | id.ordinal());
    }

    /** Unpacks. */
    public CopyId toCopyId() {
        var text = new char[16];
        long first = high >>> 4;
        for (int i = 11; i >= 0; i--, first >>>= 5) {
            text[i] = DIGITS.charAt((int) (first & 31));
        }
        int rest = (int) (high & 15) << 16 | low >>> 14;
        for (int i = 15; i >= 12; i--, rest >>>= 5) {
            text[i] = DIGITS.charAt(rest & 31);
        }
        return new CopyId(new MailId(new String(text)), low & 0x3FFF);
    }
}
