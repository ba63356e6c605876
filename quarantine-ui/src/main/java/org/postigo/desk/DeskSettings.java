package org.postigo.desk;

import java.time.ZoneId;

/**
 * What the desk needs to know of its site.
 *
 * @param site name shown at sign-in, for example {@code filtro.ejemplo.mx}
 * @param zone in which times are shown
 */
public record DeskSettings(String site, ZoneId zone) {}
