package org.postigo.desk.signin;

import com.vaadin.flow.spring.security.VaadinSecurityConfigurer;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import org.postigo.desk.shell.Policy;
import org.postigo.store.Store;
import org.postigo.store.audit.AuditEvent.Deed;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.ProviderNotFoundException;
import org.springframework.security.config.annotation.authentication.builders.AuthenticationManagerBuilder;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.client.registration.InMemoryClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.SupplierClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.HttpSessionOAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.SavedRequestAwareAuthenticationSuccessHandler;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.session.HttpSessionEventPublisher;
import org.springframework.security.web.session.SessionInformationExpiredEvent;

/**
 * The chain in front of every page of the desk. It comes last of all chains, so that the appliance can put its own
 * before it for other paths. Views are closed unless they say otherwise; the session's id changes at sign-in; forms need
 * their CSRF token. Nothing here ever ends a session because somebody else guesses passwords.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
public class Security {
    /** Behind every other chain. */
    static final int LAST = Integer.MAX_VALUE - 10;

    private static final String HOME = "/";

    /** Counts wrong passwords. */
    @Bean
    public LockOut lockOut(Clock clock) {
        return new LockOut(clock);
    }

    /** Knows the codes of those who have a second factor. */
    @Bean
    public SecondFactor secondFactor(Clock clock) {
        return new SecondFactor(clock);
    }

    /** Who is signed in. */
    @Bean
    public Sessions sessions(Clock clock) {
        return new Sessions(clock);
    }

    /** Tells {@link Sessions} of those that end by themselves. */
    @Bean
    public HttpSessionEventPublisher sessionEvents() {
        return new HttpSessionEventPublisher();
    }

    /** Who may come in; a bean, so that Spring makes no user of its own. */
    @Bean
    public AuthenticationProvider signInProvider(Store store, LockOut lockOut, SecondFactor secondFactor, Clock clock) {
        return new SignInProvider(
                store.people(),
                FirstPerson.encoder(),
                lockOut,
                secondFactor,
                new Entrance(store.audit(), clock),
                clock);
    }

    /** The desk's own chain. */
    @Bean
    @Order(LAST)
    public SecurityFilterChain deskChain(
            HttpSecurity http,
            AuthenticationProvider signInProvider,
            Sessions sessions,
            Store store,
            Clock clock,
            ObjectProvider<IdentityProvider> identityProvider)
            throws Exception {
        var entrance = new Entrance(store.audit(), clock);
        // Asked once: with the bean in a parent manager as well, each wrong password would count twice. A manager of
        // our own instead would keep out what Spring adds for a provider who vouches for people.
        http.getSharedObject(AuthenticationManagerBuilder.class).parentAuthenticationManager(_ -> {
            throw new ProviderNotFoundException("nobody else is asked");
        });
        http.authenticationProvider(signInProvider);
        http.authorizeHttpRequests(requests -> requests.requestMatchers(
                        "/postigo/**", "/webjars/**", "/favicon.ico", "/error", "/mine", "/mine/**", "/size/**")
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
                vaadin -> vaadin.loginView(SignInView.class, "/signin?out").defaultSuccessUrl(HOME));
        http.formLogin(form -> form.failureHandler(Security::notIn).authenticationDetailsSource(SignInDetails::new));
        http.logout(logout -> logout.addLogoutHandler((request, _, who) -> {
            if (who != null) {
                entrance.note(who.getName(), request.getRemoteAddr(), Deed.SIGNED_OUT, "");
            }
        }));
        http.sessionManagement(management -> management
                .maximumSessions(-1)
                .sessionRegistry(sessions)
                .expiredSessionStrategy(Security::asIfItHadRunOut));
        Optional<IdentityProvider> provider = Optional.ofNullable(identityProvider.getIfAvailable());
        if (provider.isPresent()) {
            vouchedFor(http, provider.get(), store, entrance);
        }
        return http.build();
    }

    /** OpenID Connect beside the form; the provider is asked for its configuration at the first try, not at our start. */
    private static void vouchedFor(HttpSecurity http, IdentityProvider provider, Store store, Entrance entrance)
            throws Exception {
        var registrations = new SupplierClientRegistrationRepository(
                () -> new InMemoryClientRegistrationRepository(registration(provider)));
        var success = new SavedRequestAwareAuthenticationSuccessHandler();
        success.setDefaultTargetUrl(HOME);
        http.oauth2Login(login -> login.loginPage("/signin")
                .clientRegistrationRepository(registrations)
                // Tokens live as long as the session and no longer.
                .authorizedClientRepository(new HttpSessionOAuth2AuthorizedClientRepository())
                .userInfoEndpoint(info -> info.oidcUserService(new Vouched(store.people(), provider.grants())))
                .successHandler((request, response, who) -> {
                    entrance.note(who.getName(), request.getRemoteAddr(), Deed.SIGNED_IN, provider.name());
                    success.onAuthenticationSuccess(request, response, who);
                })
                .failureHandler((request, response, why) -> {
                    refused(why)
                            .ifPresent(who -> entrance.note(
                                    who, request.getRemoteAddr(), Deed.REFUSED_AT_THE_DOOR, provider.name()));
                    notIn(request, response, why);
                }));
    }

    /** Whom the provider vouched for, and who may not come in all the same. */
    private static Optional<String> refused(AuthenticationException why) {
        return switch (why) {
            case Vouched.NotOurs stranger -> Optional.of(stranger.email());
            case Vouched.NothingGranted known -> Optional.of(known.email());
            default -> Optional.empty();
        };
    }

    private static ClientRegistration registration(IdentityProvider provider) {
        return ClientRegistrations.fromIssuerLocation(provider.issuer())
                .registrationId(IdentityProvider.REGISTRATION)
                .clientId(provider.clientId())
                .clientSecret(provider.clientSecret())
                .scope("openid", "email", "profile")
                .build();
    }

    /** A session that somebody ended is treated like one that ran out: the request goes on as nobody's. */
    private static void asIfItHadRunOut(SessionInformationExpiredEvent event) throws IOException, ServletException {
        Objects.requireNonNull(event.getFilterChain()).doFilter(event.getRequest(), event.getResponse());
    }

    private static void notIn(HttpServletRequest request, HttpServletResponse response, AuthenticationException why)
            throws IOException {
        SignInTrouble trouble = switch (why) {
            case SignInProvider.TooMany tooMany -> new SignInTrouble.Locked(tooMany.left());
            case SignInProvider.Wrong wrong ->
                wrong.code()
                        ? new SignInTrouble.WrongCode(wrong.triesLeft())
                        : new SignInTrouble.Wrong(wrong.triesLeft());
            case SignInProvider.CodeNeeded needed -> {
                request.getSession().setAttribute(SignInDetails.HALF_IN, needed.half());
                yield new SignInTrouble.CodeWanted();
            }
            case SignInProvider.Stale _ -> new SignInTrouble.Stale();
            case Vouched.NotOurs stranger -> new SignInTrouble.Unknown(stranger.email());
            case Vouched.NothingGranted known -> new SignInTrouble.NothingGranted(known.email());
            case OAuth2AuthenticationException _ -> new SignInTrouble.ProviderFailed();
            default -> new SignInTrouble.Wrong(LockOut.FREE_TRIES);
        };
        request.getSession().setAttribute(SignInTrouble.ATTRIBUTE, trouble);
        response.sendRedirect(request.getContextPath() + "/signin?error");
    }
}
