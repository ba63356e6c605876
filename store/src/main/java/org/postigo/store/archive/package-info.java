/** What is kept outside the quarantine when its time there is over. */
package org.postigo.store.archive;
