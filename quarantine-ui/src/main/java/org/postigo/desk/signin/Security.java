package org.postigo.desk.signin;

import com.vaadin.flow.spring.security.VaadinSecurityConfigurer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import org.postigo.desk.shell.Policy;
import org.postigo.store.Store;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;

/**
 * The chain in front of every page of the desk. It comes last of all chains, so that the appliance can put its own
 * before it for other paths. Views are closed unless they say otherwise; the session's id changes at sign-in; forms need
 * their CSRF token.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
public class Security {
    /** Behind every other chain. */
    static final int LAST = Integer.MAX_VALUE - 10;

    /** Counts wrong passwords. */
    @Bean
    public LockOut lockOut(Clock clock) {
        return new LockOut(clock);
    }

    /** Who may come in; a bean, so that Spring makes no user of its own. */
    @Bean
    public AuthenticationProvider signInProvider(Store store, LockOut lockOut) {
        return new SignInProvider(store.people(), FirstPerson.encoder(), lockOut);
    }

    /** The desk's own chain. */
    @Bean
    @Order(LAST)
    public SecurityFilterChain deskChain(HttpSecurity http, AuthenticationProvider signInProvider) throws Exception {
        // Asked once: with the bean in a parent manager as well, each wrong password would count twice.
        http.authenticationManager(new ProviderManager(signInProvider));
        http.authorizeHttpRequests(requests -> requests.requestMatchers("/postigo/**", "/favicon.ico", "/error")
                .permitAll());
        http.headers(headers -> headers.contentSecurityPolicy(policy -> policy.policyDirectives(Policy.ANYTHING_ELSE))
                .referrerPolicy(policy -> policy.policy(ReferrerPolicy.NO_REFERRER))
                .frameOptions(frame -> frame.deny())
                .permissionsPolicyHeader(
                        policy -> policy.policy("camera=(), microphone=(), geolocation=(), payment=(), usb=()"))
                .crossOriginOpenerPolicy(policy -> policy.policy(
                        org.springframework.security.web.header.writers.CrossOriginOpenerPolicyHeaderWriter
                                .CrossOriginOpenerPolicy.SAME_ORIGIN)));
        http.with(
                VaadinSecurityConfigurer.vaadin(),
                vaadin -> vaadin.loginView(SignInView.class, "/signin?out").defaultSuccessUrl("/held"));
        http.formLogin(form -> form.failureHandler(Security::notIn));
        return http.build();
    }

    private static void notIn(HttpServletRequest request, HttpServletResponse response, AuthenticationException why)
            throws IOException {
        SignInTrouble trouble = switch (why) {
            case SignInProvider.TooMany tooMany -> new SignInTrouble.Locked(tooMany.left());
            case SignInProvider.Wrong wrong -> new SignInTrouble.Wrong(wrong.triesLeft());
            default -> new SignInTrouble.Wrong(LockOut.FREE_TRIES);
        };
        request.getSession().setAttribute(SignInTrouble.ATTRIBUTE, trouble);
        response.sendRedirect(request.getContextPath() + "/signin?error");
    }
}
