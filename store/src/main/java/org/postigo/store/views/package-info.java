/** Filters that people keep under a name. */
package org.postigo.store.views;
