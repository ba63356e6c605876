package org.postigo.quarantine.report;

/**
 * Letters to the address for missed spam since the start, by what came of them, and messages in them.
 *
 * @param taken messages that reviewers were given
 * @param known messages that the same person had reported before
 * @param notFound messages that were not delivered to whoever reports them, as far as the journal tells
 * @param refused letters of people who did not prove who they are, or whose domain takes no reports here
 * @param automatic letters that no person wrote, passed over
 * @param postponed letters put off, since somebody reports too much or there is no room
 */
public record ReportFigures(long taken, long known, long notFound, long refused, long automatic, long postponed) {}
