/** Protected domains. */
package org.postigo.store.domains;
