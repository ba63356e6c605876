/** Held copies: content files, their state as a fold over events. */
package org.postigo.store.held;
