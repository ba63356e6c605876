package org.postigo.classifier.dnslist;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.postigo.mail.Mailbox;

/**
 * The name under which hash lists know a mailbox: SHA-1 in hexadecimal of the address in its one form. Ways of writing
 * that lead to the same mailbox are one: case, a tag behind {@code +}, and what Google ignores (dots, its second domain).
 * SHA-1 is the lists' choice (msbl.org, "How the EBL is designed"); nothing here depends on its strength.
 */
final class MailboxHash {
    private MailboxHash() {}

    static String of(Mailbox mailbox) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-1")
                            .digest(oneForm(mailbox).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            // Every JDK has it.
            throw new IllegalStateException(impossible);
        }
    }

    private static String oneForm(Mailbox mailbox) {
        String local = mailbox.localPart().toLowerCase(Locale.ROOT);
        int tag = local.indexOf('+');
        if (tag > 0) {
            local = local.substring(0, tag);
        }
        String domain = mailbox.domain().text();
        if (domain.equals("googlemail.com") || domain.equals("gmail.com")) {
            domain = "gmail.com";
            local = local.replace(".", "");
        }
        return local + "@" + domain;
    }
}
