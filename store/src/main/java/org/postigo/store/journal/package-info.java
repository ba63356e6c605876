/** The journal of everything that came. */
package org.postigo.store.journal;
