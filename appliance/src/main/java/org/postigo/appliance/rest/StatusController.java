package org.postigo.appliance.rest;

import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** How the appliance does, and its upkeep. */
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
