/** What happened, for the journal: replies, outcomes of copies, entries. */
package org.postigo.mail.record;
