package org.postigo.appliance.web;

import java.util.Map;
import org.postigo.appliance.rest.HealthReport;
import org.postigo.appliance.rest.Tokens;
import org.postigo.appliance.settings.Settings;
import org.postigo.desk.assembly.DeskConfiguration;
import org.postigo.mail.policy.Cidr;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;

/** What Spring looks at: the REST controllers, and the desk's own configuration. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@ComponentScan(basePackageClasses = Tokens.class)
@Import(DeskConfiguration.class)
class WebApplication {
    /** Health and figures have a port of their own, on loopback only; nobody signs in there. */
    @Bean
    @Order(0)
    SecurityFilterChain managementChain(HttpSecurity http) throws Exception {
        return http.securityMatcher(EndpointRequest.toAnyEndpoint())
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .build();
    }

    /** Before everything else, so that sign-in and lock-out see the real client. */
    @Bean
    Forwarded forwarded(Settings settings) {
        return new Forwarded(settings.http().behindProxy().stream()
                .flatMap(text -> Cidr.parse(text).stream())
                .toList());
    }

    /** Up while mail is taken; what is wrong all the same is named. */
    @Bean
    HealthIndicator postigo(HealthReport report) {
        return () -> {
            Map<String, String> troubles = report.troubles();
            return org.springframework.boot.health.contributor.Health.status(troubles.isEmpty() ? "UP" : "DEGRADED")
                    .withDetails(troubles)
                    .build();
        };
    }
}
