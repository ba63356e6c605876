/**
 * Alike held messages as one row. Begins at {@link org.postigo.quarantine.campaign.Campaigns}; what makes two messages
 * alike is {@link org.postigo.quarantine.campaign.Traits}'s, what keeps one of them out is
 * {@link org.postigo.quarantine.campaign.Standing}'s.
 */
package org.postigo.quarantine.campaign;
