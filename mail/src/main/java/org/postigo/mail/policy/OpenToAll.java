package org.postigo.mail.policy;

import java.util.Set;
import org.postigo.mail.DomainName;

/** Mail domains open to everybody: their signature proves the provider, not the sender's house. */
public final class OpenToAll {
    private static final Set<String> NAMES = Set.of(
            "gmail.com",
            "googlemail.com",
            "outlook.com",
            "outlook.es",
            "outlook.com.mx",
            "hotmail.com",
            "hotmail.es",
            "hotmail.com.mx",
            "live.com",
            "live.com.mx",
            "msn.com",
            "yahoo.com",
            "yahoo.es",
            "yahoo.com.mx",
            "ymail.com",
            "aol.com",
            "icloud.com",
            "me.com",
            "mac.com",
            "gmx.com",
            "gmx.net",
            "gmx.de",
            "web.de",
            "mail.com",
            "mail.ru",
            "yandex.com",
            "yandex.ru",
            "proton.me",
            "protonmail.com",
            "zoho.com",
            "qq.com",
            "163.com",
            "126.com",
            "prodigy.net.mx",
            "terra.com.mx",
            "telefonica.net",
            "comcast.net",
            "verizon.net",
            "att.net",
            "orange.fr",
            "free.fr",
            "laposte.net",
            "libero.it");

    private OpenToAll() {}

    /** Whether anybody can get an address there. */
    public static boolean is(DomainName domain) {
        return NAMES.contains(domain.text());
    }
}
