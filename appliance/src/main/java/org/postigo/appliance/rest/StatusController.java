package org.postigo.appliance.rest;

import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.enums.SecuritySchemeType;
import io.swagger.v3.oas.annotations.info.Info;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.security.SecurityScheme;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** How the appliance does, and its upkeep. The title and the token of the whole OpenAPI document stand here too. */
@OpenAPIDefinition(
        info =
                @Info(
                        title = "Postigo",
                        version = "v1",
                        description =
                                "Held mail, decisions, lists, domains and the journal of a running gate. The command line's"
                                        + " token is the second line of api/command-line in the data folder."),
        security = @SecurityRequirement(name = "token"))
@SecurityScheme(name = "token", type = SecuritySchemeType.HTTP, scheme = "bearer")
@RestController
@RequestMapping("/api/v1")
class StatusController {
    private final HealthReport report;

    StatusController(HealthReport report) {
        this.report = report;
    }

    /** What is wrong now, part by part; empty while all is well. */
    record Status(Map<String, String> troubles) {}

    @GetMapping("/status")
    Status status() {
        return new Status(report.troubles());
    }

    @PostMapping("/index/rebuild")
    Status rebuild() {
        report.rebuildIndex();
        return status();
    }
}
