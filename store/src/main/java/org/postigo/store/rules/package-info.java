/** Rules of the house, with every version that was ever saved. */
package org.postigo.store.rules;
