package org.postigo.desk.mine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postigo.desk.DeskSettings;
import org.postigo.desk.words.Say;
import org.postigo.mail.Mailbox;
import org.postigo.mail.policy.ProtectedDomain;
import org.postigo.quarantine.digest.DigestRound;
import org.postigo.quarantine.digest.OwnMail;
import org.postigo.quarantine.links.Links;
import org.postigo.quarantine.links.Ticket;
import org.postigo.store.Store;
import org.postigo.store.audit.AuditEvent;
import org.postigo.store.audit.AuditEvent.Deed;
import org.postigo.store.digests.Request;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.HeldCopy;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * One's own held mail, by the link of a digest or for whoever is signed in. Opening it, as link scanners do, changes
 * nothing: whatever changes something is a form with a token of the session, sent by POST.
 */
@Controller
public final class MineController {
    private static final int MOST = 200;
    /** One link for a mailbox in this time, so that nobody floods another’s mailbox from here. */
    private static final Duration BETWEEN_LINKS = Duration.ofMinutes(10);

    private final Store store;
    private final OwnMail own;
    private final Links links;
    private final DigestRound digests;
    private final DeskSettings settings;
    private final MinePage page;
    private final Clock clock;
    private final Cache<String, Boolean> linked = Caffeine.newBuilder()
            .maximumSize(100_000)
            .expireAfterWrite(BETWEEN_LINKS)
            .build();

    /** Over these. */
    public MineController(
            Store store, OwnMail own, Links links, DigestRound digests, DeskSettings settings, Clock clock) {
        this.store = store;
        this.own = own;
        this.links = links;
        this.digests = digests;
        this.settings = settings;
        this.page = new MinePage(settings.site());
        this.clock = clock;
    }

    /** The list, or the form that asks for a link. */
    @GetMapping("/mine")
    public ResponseEntity<String> look(
            @RequestParam(name = "k", defaultValue = "") String key,
            @RequestParam(name = "done", defaultValue = "") String done,
            @Nullable Principal principal,
            HttpServletRequest request) {
        Optional<Ticket.Scope> scope = scope(key, principal);
        Say say = say(scope, request);
        if (scope.isEmpty()) {
            return html(
                    key.isEmpty() ? HttpStatus.OK : HttpStatus.GONE,
                    page.door(say, csrf(request), !key.isEmpty(), done));
        }
        note(scope.get(), request, Deed.LINK_OPENED, "");
        List<MinePage.Row> rows =
                own.list(scope.get(), MOST).stream().map(copy -> row(copy, say)).toList();
        return html(
                HttpStatus.OK,
                page.list(say, csrf(request), scope.get(), key, rows, done, principal != null && key.isEmpty()));
    }

    private MinePage.Row row(HeldCopy copy, Say say) {
        return MinePage.Row.of(copy, own.mayRelease(copy), own.asked(copy).map(Request::wish), say, clock.instant());
    }

    /** Does what a button says, then shows the list again. */
    @PostMapping("/mine")
    public ResponseEntity<String> act(
            @RequestParam(name = "k", defaultValue = "") String key,
            @RequestParam("copy") String copy,
            @RequestParam("wish") String wish,
            @RequestParam(name = "comment", defaultValue = "") String comment,
            @Nullable Principal principal,
            HttpServletRequest request)
            throws IOException {
        Optional<Ticket.Scope> scope = scope(key, principal);
        Optional<CopyId> id = CopyId.parse(copy);
        if (scope.isEmpty() || id.isEmpty()) {
            return look(key, "", principal, request);
        }
        OwnMail.Outcome outcome = switch (wish) {
            case "release" -> own.release(scope.get(), id.get(), comment);
            case "allow" -> own.ask(scope.get(), id.get(), Request.Wish.ALLOW_SENDER, comment);
            default -> OwnMail.Outcome.NOT_THERE;
        };
        return seeOther(key, outcome.name());
    }

    /** Sends a link to a mailbox, if its domain lets recipients look; the answer is the same whether it did. */
    @PostMapping("/mine/link")
    public ResponseEntity<String> link(@RequestParam("mailbox") String text) {
        Optional<Mailbox> mailbox = Mailbox.parse(text.strip());
        Optional<ProtectedDomain> domain =
                mailbox.flatMap(each -> store.domains().find(each.domain())).filter(each -> own.linksFor(each.name()));
        if (domain.isPresent()
                && linked.asMap().putIfAbsent(mailbox.orElseThrow().key(), Boolean.TRUE) == null) {
            // By itself, so that the time of the answer tells nothing either.
            Thread.ofVirtual()
                    .name("link")
                    .start(() ->
                            digests.sendLink(mailbox.orElseThrow(), domain.get().language()));
        }
        return seeOther("", "LINK");
    }

    private static ResponseEntity<String> seeOther(String key, String done) {
        String query = "?done=" + done + (key.isEmpty() ? "" : "&k=" + URLEncoder.encode(key, StandardCharsets.UTF_8));
        // RFC 9110 §15.4.4: what follows is a look, so that going back or reloading sends nothing twice.
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .location(URI.create("/mine" + query))
                .build();
    }

    private Optional<Ticket.Scope> scope(String key, @Nullable Principal principal) {
        if (!key.isEmpty()) {
            return links.read(key).map(Ticket::scope).filter(own::valid);
        }
        return principal == null
                ? Optional.empty()
                : Mailbox.parse(principal.getName())
                        .<Ticket.Scope>map(Ticket.Own::new)
                        .filter(own::valid);
    }

    private Say say(Optional<Ticket.Scope> scope, HttpServletRequest request) {
        Locale locale = scope.map(each -> switch (each) {
                    case Ticket.Own mine -> mine.holder().domain();
                    case Ticket.OfDomain of -> of.domain();
                })
                .flatMap(store.domains()::find)
                .map(domain -> Locale.of(domain.language()))
                .orElseGet(request::getLocale);
        return new Say(locale, settings.zone());
    }

    private void note(Ticket.Scope scope, HttpServletRequest request, Deed deed, String detail) {
        store.audit()
                .note(new AuditEvent(
                        clock.instant(), scope.holder().toString(), request.getRemoteAddr(), deed, "", detail));
    }

    private static Optional<CsrfToken> csrf(HttpServletRequest request) {
        return request.getAttribute(CsrfToken.class.getName()) instanceof CsrfToken token
                ? Optional.of(token)
                : Optional.empty();
    }

    private static ResponseEntity<String> html(HttpStatus status, String html) {
        return ResponseEntity.status(status)
                .contentType(new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8))
                .cacheControl(CacheControl.noStore())
                .header(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'self'; "
                                + "base-uri 'none'; frame-ancestors 'none'")
                .header("X-Robots-Tag", "noindex")
                .body(html);
    }
}
