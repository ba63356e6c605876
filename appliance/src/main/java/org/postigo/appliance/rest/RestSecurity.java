package org.postigo.appliance.rest;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.postigo.appliance.settings.Settings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter;

/** Who may ask what: a token's scopes decide. No session, no cookie, hence no forged requests from a browser. */
@Configuration(proxyBeanMethods = false)
class RestSecurity {
    @Bean
    @Order(1)
    SecurityFilterChain restChain(HttpSecurity http, Tokens tokens, Settings settings, Clock clock) throws Exception {
        return http.securityMatcher("/api/**")
                .csrf(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .addFilterBefore(
                        new TokenFilter(tokens, new Pace(settings.http().requests(), clock)),
                        UsernamePasswordAuthenticationFilter.class)
                .authorizeHttpRequests(requests -> requests.requestMatchers(HttpMethod.POST, "/api/v1/held/**")
                        .hasAuthority(Scope.DECIDE.name())
                        .requestMatchers("/api/v1/tokens/**")
                        .hasAuthority(Scope.MANAGE.name())
                        .requestMatchers(HttpMethod.GET, "/api/v1/**")
                        .hasAuthority(Scope.READ.name())
                        .requestMatchers(
                                "/api/v1/domains/**",
                                "/api/v1/places/**",
                                "/api/v1/lists/**",
                                "/api/v1/rules/**",
                                "/api/v1/incidents/**",
                                "/api/v1/feedback/**",
                                "/api/v1/replay/**",
                                "/api/v1/index/**",
                                "/api/v1/models/**")
                        .hasAuthority(Scope.MANAGE.name())
                        .anyRequest()
                        .denyAll())
                .exceptionHandling(handling -> handling.authenticationEntryPoint(
                                (request, response, refused) -> refuse(response, 401, "a token is needed"))
                        .accessDeniedHandler(
                                (request, response, refused) -> refuse(response, 403, "this token may not do that")))
                .build();
    }

    static void refuse(HttpServletResponse response, int status, String problem) throws IOException {
        response.setStatus(status);
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.getOutputStream().write(("{\"problem\":\"" + problem + "\"}").getBytes(StandardCharsets.UTF_8));
    }
}
