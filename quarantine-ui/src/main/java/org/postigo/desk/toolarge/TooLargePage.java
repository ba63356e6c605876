package org.postigo.desk.toolarge;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.postigo.desk.words.Say;
import org.postigo.desk.words.Words;
import org.postigo.mail.DomainName;
import org.postigo.mail.policy.Level;
import org.postigo.mail.policy.Service;
import org.postigo.mail.policy.ServiceTree;
import org.postigo.mail.policy.Setting;
import org.postigo.store.Store;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.thymeleaf.TemplateEngine;
import org.thymeleaf.context.Context;
import org.thymeleaf.templatemode.TemplateMode;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;

/**
 * What to do with a message that is too large for a domain, in both languages, for the stranger whom a refusal sends here.
 * No script, no form, no cookie. It knows domains and no mailboxes, and for a domain that is not protected here it says what
 * the site says.
 */
@Controller
public final class TooLargePage {
    private final TemplateEngine engine = new TemplateEngine();
    private final Store store;

    /** Over the settings. */
    public TooLargePage(Store store) {
        this.store = store;
        var resolver = new ClassLoaderTemplateResolver(TooLargePage.class.getClassLoader());
        resolver.setPrefix("org/postigo/desk/toolarge/");
        resolver.setSuffix(".html");
        resolver.setTemplateMode(TemplateMode.HTML);
        resolver.setCharacterEncoding("UTF-8");
        engine.setTemplateResolver(resolver);
    }

    /**
     * One language's part of the page.
     *
     * @param lang of it
     * @param title of the page
     * @param limit what the domain takes
     * @param instead what the domain's people wrote
     */
    public record Part(String lang, String title, String limit, String instead) {
        static Part of(Locale locale, Optional<DomainName> domain, Service service) {
            var say = new Say(locale, ZoneOffset.UTC);
            long octets = service.get(Setting.SIZE_LIMIT);
            String limit = octets == 0
                    ? say.text("toolarge.somewhere")
                    : domain.map(name -> say.text("toolarge.domain", name.display(), say.size(octets)))
                            .orElseGet(() -> say.text("toolarge.here", say.size(octets)));
            return new Part(
                    locale.toLanguageTag(),
                    say.text("toolarge.title"),
                    limit,
                    service.get(locale.equals(Words.SPANISH) ? Setting.SIZE_TEXT_ES : Setting.SIZE_TEXT_EN));
        }
    }

    /** The page of a domain. */
    @GetMapping("/size/{domain}")
    public ResponseEntity<String> show(@PathVariable("domain") String name) {
        ServiceTree tree = store.domains().tree();
        Optional<DomainName> domain =
                DomainName.parse(name).filter(each -> tree.find(each).isPresent());
        Service service = domain.map(tree::service).orElseGet(() -> tree.service(new Level.Site()));
        boolean spanishFirst = service.get(Setting.LANGUAGES).getFirst().equals("es");
        List<Part> parts = Stream.of(
                        spanishFirst ? Words.SPANISH : Words.ENGLISH, spanishFirst ? Words.ENGLISH : Words.SPANISH)
                .map(locale -> Part.of(locale, domain, service))
                .toList();
        return ResponseEntity.ok()
                .contentType(new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8))
                .cacheControl(CacheControl.noStore())
                .header(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; "
                                + "form-action 'none'; frame-ancestors 'none'")
                .header("X-Robots-Tag", "noindex")
                .body(engine.process("page", new Context(Locale.ROOT, Map.of("parts", parts))));
    }
}
