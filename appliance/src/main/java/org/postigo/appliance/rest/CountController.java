package org.postigo.appliance.rest;

import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postigo.appliance.provision.CountTable;
import org.postigo.appliance.settings.Settings;
import org.postigo.mail.DomainName;
import org.postigo.quarantine.bill.MonthCounter;
import org.postigo.quarantine.bill.MonthlyCount;
import org.postigo.quarantine.bill.MonthlyCount.Plan;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Who had what in a month, for the bill: review, junk folder, or plain. */
@RestController
@RequestMapping("/api/v1/count")
class CountController {
    private final MonthCounter counter;
    private final ZoneId zone;
    private final Clock clock;

    CountController(MonthCounter counter, Settings settings, Clock clock) {
        this.counter = counter;
        this.zone = settings.site().zone();
        this.clock = clock;
    }

    /**
     * A month.
     *
     * @param month that was counted
     * @param until when was counted
     * @param whole whether the month has ended
     * @param domains by name
     */
    @Schema(name = "MonthlyCount")
    record Month(String month, Instant until, boolean whole, List<DomainRow> domains) {}

    /**
     * A domain.
     *
     * @param domain its name
     * @param group that it belongs to
     * @param review mailboxes whose suspect mail was held on any day
     * @param junk mailboxes whose suspect mail went to the junk folder at best
     * @param plain all others
     * @param messages that came for them and were delivered or kept
     */
    @Schema(name = "DomainCount")
    record DomainRow(String domain, @Nullable String group, int review, int junk, int plain, long messages) {
        static DomainRow of(MonthlyCount.Sum sum) {
            return new DomainRow(
                    sum.domain().text(),
                    sum.group().orElse(null),
                    sum.mailboxes(Plan.REVIEW),
                    sum.mailboxes(Plan.JUNK),
                    sum.mailboxes(Plan.PLAIN),
                    sum.messages());
        }
    }

    /**
     * A mailbox.
     *
     * @param mailbox its address
     * @param plan the greatest that it had on any day: review, junk or plain
     * @param reviewDays days that ended with review
     * @param junkDays days that ended with the junk folder
     * @param plainDays days that ended with neither
     * @param messages that came for it and were delivered or kept
     */
    @Schema(name = "MailboxCount")
    record MailboxRow(String mailbox, String plan, int reviewDays, int junkDays, int plainDays, long messages) {
        static MailboxRow of(MonthlyCount.Row row) {
            return new MailboxRow(
                    row.mailbox().toString(),
                    Words.of(row.plan()),
                    row.days(Plan.REVIEW),
                    row.days(Plan.JUNK),
                    row.days(Plan.PLAIN),
                    row.messages());
        }
    }

    /**
     * By domain.
     *
     * @param month such as 2026-11; empty is this month
     */
    @GetMapping
    Month month(@RequestParam(defaultValue = "") String month) throws IOException {
        MonthlyCount count = count(month);
        return new Month(
                count.month().toString(),
                count.until(),
                count.until()
                        .equals(count.month()
                                .plusMonths(1)
                                .atDay(1)
                                .atStartOfDay(zone)
                                .toInstant()),
                count.domains().stream().map(DomainRow::of).toList());
    }

    /** The mailboxes of all domains, as a table (CSV). */
    @GetMapping(path = "/mailboxes", produces = "text/csv;charset=UTF-8")
    @ApiResponse(responseCode = "200", content = @Content)
    String table(@RequestParam(defaultValue = "") String month) throws IOException {
        return CountTable.of(count(month));
    }

    /** The mailboxes of one domain. */
    @GetMapping("/domains/{name}")
    List<MailboxRow> mailboxes(@PathVariable String name, @RequestParam(defaultValue = "") String month)
            throws IOException {
        DomainName domain = DomainName.parse(name).orElseThrow(() -> Problem.bad("not a domain name: " + name));
        return count(month).only(domain).mailboxes().stream()
                .map(MailboxRow::of)
                .toList();
    }

    private MonthlyCount count(String month) throws IOException {
        Instant now = clock.instant();
        YearMonth current = YearMonth.from(now.atZone(zone));
        YearMonth asked;
        try {
            asked = month.isEmpty() ? current : YearMonth.parse(month);
        } catch (DateTimeException notOne) {
            throw Problem.bad("a month is written as " + current + ", not " + month);
        }
        if (asked.isAfter(current)) {
            throw Problem.bad("the month " + asked + " has not begun");
        }
        return counter.count(asked, now);
    }
}
