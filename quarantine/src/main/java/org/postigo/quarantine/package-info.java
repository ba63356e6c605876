/**
 * The life of held mail: who may see it, decisions and taking them back, release into the mailbox, lessons. Begins at
 * {@link org.postigo.quarantine.Quarantine}, goes on in {@link org.postigo.quarantine.Releases}, ends in
 * {@link org.postigo.quarantine.Lessons}.
 */
package org.postigo.quarantine;
