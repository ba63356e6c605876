/** Allow and deny entries. */
package org.postigo.store.lists;
