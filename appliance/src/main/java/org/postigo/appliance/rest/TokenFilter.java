package org.postigo.appliance.rest;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Turns a bearer token (RFC 6750 §2.1) into the authorities of its scopes. One that asks too often waits (RFC 6585 §4),
 * and one that is limited to domains asks only what {@link Confines} grants. The command line's own is not counted.
 */
final class TokenFilter extends OncePerRequestFilter {
    private static final String BEARER = "Bearer ";

    private final Tokens tokens;
    private final Pace pace;

    TokenFilter(Tokens tokens, Pace pace) {
        this.tokens = tokens;
        this.pace = pace;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header != null && header.startsWith(BEARER)) {
            Optional<Tokens.Bearer> found = tokens.bearer(header.substring(BEARER.length()));
            if (found.isPresent()) {
                Tokens.Bearer bearer = found.get();
                long wait = bearer.commandLine() ? 0 : pace.waits(bearer.name());
                if (wait > 0) {
                    response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(wait));
                    RestSecurity.refuse(response, 429, "this token asks too often: wait " + wait + " s");
                    return;
                }
                if (!Confines.grant(bearer.domains(), path(request))) {
                    RestSecurity.refuse(response, 403, "this token is limited to some domains and may not do that");
                    return;
                }
                SecurityContext context = SecurityContextHolder.createEmptyContext();
                context.setAuthentication(UsernamePasswordAuthenticationToken.authenticated(
                        bearer,
                        null,
                        bearer.scopes().stream()
                                .map(scope -> new SimpleGrantedAuthority(scope.name()))
                                .collect(Collectors.toSet())));
                SecurityContextHolder.setContext(context);
            }
        }
        chain.doFilter(request, response);
    }

    /** Decoded, as the controllers are found by it. */
    private static String path(HttpServletRequest request) {
        return request.getServletPath() + Objects.requireNonNullElse(request.getPathInfo(), "");
    }
}
