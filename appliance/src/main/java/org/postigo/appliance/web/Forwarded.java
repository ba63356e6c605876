package org.postigo.appliance.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import org.postigo.mail.policy.Cidr;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.filter.ForwardedHeaderFilter;
import org.springframework.web.filter.OncePerRequestFilter;

/** Believes X-Forwarded fields of the listed TLS proxies, and takes them away from everybody else's requests. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class Forwarded extends OncePerRequestFilter {
    private final List<Cidr> proxies;
    private final ForwardedHeaderFilter believing = new ForwardedHeaderFilter();
    private final ForwardedHeaderFilter removing = new ForwardedHeaderFilter();

    Forwarded(List<Cidr> proxies) {
        this.proxies = List.copyOf(proxies);
        removing.setRemoveOnly(true);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        InetAddress peer = InetAddress.ofLiteral(request.getRemoteAddr());
        boolean believed = proxies.stream().anyMatch(proxy -> proxy.contains(peer));
        (believed ? believing : removing).doFilter(request, response, chain);
    }
}
