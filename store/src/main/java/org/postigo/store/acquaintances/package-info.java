/** Who has written to whom. */
package org.postigo.store.acquaintances;
