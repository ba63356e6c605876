package org.postigo.desk.signin;

import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.ApplicationListener;
import org.springframework.security.core.AuthenticatedPrincipal;
import org.springframework.security.core.session.AbstractSessionEvent;
import org.springframework.security.core.session.SessionInformation;
import org.springframework.security.core.session.SessionRegistryImpl;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** Who is signed in from where, as the security chain keeps it. A session is ended at its next request. */
public final class Sessions extends SessionRegistryImpl implements ApplicationListener<AbstractSessionEvent> {
    private static final int LONGEST_BROWSER = 200;

    private final Clock clock;
    private final Map<String, Origin> origins = new ConcurrentHashMap<>();

    /** None yet. */
    public Sessions(Clock clock) {
        this.clock = clock;
    }

    private record Origin(String address, String browser, Instant since) {}

    /**
     * One session.
     *
     * @param id of the session, never shown
     * @param email of the person
     * @param address that it was opened from
     * @param browser as it named itself
     * @param since when
     * @param lastSeen when the last request came
     */
    public record Open(String id, String email, String address, String browser, Instant since, Instant lastSeen) {}

    @Override
    public void registerNewSession(String sessionId, Object principal) {
        super.registerNewSession(sessionId, principal);
        origins.computeIfAbsent(sessionId, _ -> here());
    }

    private Origin here() {
        if (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes) {
            var request = attributes.getRequest();
            String browser =
                    Optional.ofNullable(request.getHeader("User-Agent")).orElse("");
            return new Origin(
                    request.getRemoteAddr(),
                    browser.substring(0, Math.min(browser.length(), LONGEST_BROWSER)),
                    clock.instant());
        }
        return new Origin("", "", clock.instant());
    }

    @Override
    public void removeSessionInformation(String sessionId) {
        super.removeSessionInformation(sessionId);
        origins.remove(sessionId);
    }

    /** All that are open, the one seen last first. */
    public List<Open> open() {
        return getAllPrincipals().stream()
                .flatMap(principal -> getAllSessions(principal, false).stream())
                .map(this::open)
                .sorted(Comparator.comparing(Open::lastSeen).reversed())
                .toList();
    }

    private Open open(SessionInformation session) {
        Origin origin = origins.getOrDefault(
                session.getSessionId(),
                new Origin("", "", session.getLastRequest().toInstant()));
        return new Open(
                session.getSessionId(),
                name(session.getPrincipal()),
                origin.address(),
                origin.browser(),
                origin.since(),
                session.getLastRequest().toInstant());
    }

    private static String name(Object principal) {
        return principal instanceof AuthenticatedPrincipal named ? named.getName() : String.valueOf(principal);
    }

    /** Ends one. */
    public void end(String id) {
        Optional.ofNullable(getSessionInformation(id)).ifPresent(SessionInformation::expireNow);
    }

    /** Ends all of a person but this one; returns how many. */
    public int endAllOf(String email, String except) {
        List<Open> theirs = open().stream()
                .filter(open ->
                        open.email().equalsIgnoreCase(email) && !open.id().equals(except))
                .toList();
        theirs.forEach(open -> end(open.id()));
        return theirs.size();
    }
}
