package org.postigo.appliance.provision;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.postigo.quarantine.bill.MonthlyCount;
import org.postigo.quarantine.bill.MonthlyCount.Plan;

/** The monthly count as a table (RFC 4180), one line for each mailbox. */
public final class CountTable {
    private CountTable() {}

    /** The table with its headings. */
    public static String of(MonthlyCount count) {
        var text = new StringBuilder();
        try (var table = new CSVPrinter(text, CSVFormat.RFC4180)) {
            table.printRecord(
                    "month",
                    "domain",
                    "group",
                    "mailbox",
                    "plan",
                    "review-days",
                    "junk-days",
                    "plain-days",
                    "messages");
            for (MonthlyCount.Row row : count.mailboxes()) {
                table.printRecord(
                        count.month(),
                        row.mailbox().domain().text(),
                        inert(row.group().orElse("")),
                        inert(row.mailbox().toString()),
                        row.plan().name().toLowerCase(Locale.ROOT),
                        row.days(Plan.REVIEW),
                        row.days(Plan.JUNK),
                        row.days(Plan.PLAIN),
                        row.messages());
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }

    /** A spreadsheet takes what begins so for a formula, and the local part of an address may be anything. */
    private static String inert(String cell) {
        return !cell.isEmpty() && "=+-@".indexOf(cell.charAt(0)) >= 0 ? "'" + cell : cell;
    }
}
