package org.postigo.store.rounds;

import java.time.Instant;
import java.util.Optional;

/**
 * A stretch of a round during which it was one person's, or nobody's.
 *
 * @param since when it began
 * @param holder whose it is; empty while it is anybody's to take
 * @param from who handed it over; empty if it was taken
 * @param note what that person wrote, may be empty
 */
public record Turn(Instant since, Optional<String> holder, Optional<String> from, String note) {}
